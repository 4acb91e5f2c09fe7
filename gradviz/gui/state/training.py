"""Gradient descent in the window: single steps, and runs that show themselves and can be ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gradviz.engine.descent import Descent, DescentState, advance
from gradviz.gui.escape import EscapeKey
from gradviz.gui.state.undo import Replace
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import NOTHING, Message, say_many
from gradviz.session.document import Document
from gradviz.session.training import (
    History,
    begin,
    divergence,
    falls_for_ever,
    is_same_problem,
    refusal,
    rerun,
    with_state,
)

_FRAME_MS = 16
_BUDGET = 0.008
"""Seconds of a frame that may go into steps; the rest is for the picture of where they led."""
_FRAMES = 120
"""A run that is quick to compute still takes so many frames, about two seconds, to be watched."""
_MOST_MARKS = 1000
_DESCENT = "descent"
"""Begins the key of undo steps that go down."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run has come.

    Attributes
    ----------
    done, steps : int
        Steps taken, and asked for.
    """

    done: int
    steps: int


class Training(QObject):
    """Moves W and b of the document down the gradient.

    A step is one undo step, and so is a whole run. Velocities of momentum go on from step to
    step, and from run to run, for as long as nothing else changes the document. An edit during
    a run ends the run where it is.

    Parameters
    ----------
    workspace : Workspace
        Its parent, too.
    """

    changed = Signal()
    """Steps were taken, a run began or ended, or the descent is another."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._descent = Descent(0.05)
        self._steps = 100
        self._state: DescentState | None = None
        self._progress: RunProgress | None = None
        self._is_running = False
        self._is_own = False
        self._runs = 0
        self._history = History()
        self._marks: list[tuple[Document, int]] = []
        self._position: int | None = None
        self._message: Message = NOTHING
        self._is_entered: Callable[[], bool] = _nothing_is_typed
        self._ticker = QTimer(self)
        self._ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticker.setInterval(_FRAME_MS)
        self._ticker.timeout.connect(self._on_tick)
        self._escape = EscapeKey(self.stop, self)
        workspace.document_changed.connect(self._on_document_changed)

    @property
    def descent(self) -> Descent:
        """The rate and the momentum; another acts at once, in a run too."""
        return self._descent

    def set_descent(self, descent: Descent) -> None:
        """Step otherwise from now on."""
        if descent != self._descent:
            self._descent = descent
            self.changed.emit()

    @property
    def steps(self) -> int:
        """How many steps a run has."""
        return self._steps

    def set_steps(self, steps: int) -> None:
        """Say how many steps the next run has."""
        self._steps = steps

    @property
    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self._is_running

    @property
    def progress(self) -> RunProgress | None:
        """How far the run has come, or the last one came; None without one."""
        return self._progress

    @property
    def history(self) -> History:
        """How the loss went."""
        return self._history

    @property
    def position(self) -> int | None:
        """The step of the history at which the document stands; None if at none of them."""
        return self._position

    @property
    def message(self) -> Message:
        """Why it stopped, or cannot step; nothing if all is well."""
        return self._message

    @property
    def can_undo(self) -> bool:
        """Whether the last step that can be undone goes down: a single one or a run."""
        stack = self._workspace.undo_stack
        last = stack.command(stack.index() - 1)
        key = last.merge if isinstance(last, Replace) else None
        return isinstance(key, tuple) and key[0] == _DESCENT

    def ask_first(self, is_entered: Callable[[], bool]) -> None:
        """Start nothing from now on unless what is typed could be taken over."""
        self._is_entered = is_entered

    def step(self) -> None:
        """Take one step, which can be undone."""
        self.stop()
        if self._is_entered() and self._starts(1):
            self._take(1)
            self._finish()

    def run(self) -> None:
        """Begin a run."""
        if not self._is_running and self._is_entered() and self._starts(self._steps):
            self._is_running = True
            self._ticker.start()
            self._escape.arm()
            self.changed.emit()

    def stop(self) -> None:
        """End the run where it is."""
        if self._is_running:
            self._finish()

    def toggle(self) -> None:
        """Run, or stop."""
        if self._is_running:
            self.stop()
        else:
            self.run()

    # --- inside

    def _starts(self, steps: int) -> bool:
        """Make ready for steps from where the document is; False if none can be taken."""
        document = self._workspace.document
        if self._state is None or self._state.network is not document.network:
            self._state = begin(document)
        self._state = rerun(self._state)
        self._message = refusal(self._state)
        if self._message:
            self._progress = None
            self.changed.emit()
            return False
        at = self._position
        self._history = History() if at is None else self._history.cut(at)
        self._history = self._history.started(self._state.loss)
        self._position = self._history.last
        self._marks = [mark for mark in self._marks if mark[1] < self._position and at is not None]
        self._mark(document)
        self._progress = RunProgress(0, steps)
        self._runs += 1
        return True

    def _take(self, most: int) -> None:
        """Take steps for as long as a frame allows, and show where they led."""
        state, progress = self._state, self._progress
        if state is None or progress is None:
            return
        until = time.perf_counter() + _BUDGET
        losses: list[float] = []
        while len(losses) < min(most, progress.steps - progress.done):
            state = advance(state, self._descent)
            losses.append(state.loss)
            if state.is_diverged or time.perf_counter() > until:
                break
        self._state = state
        self._progress = RunProgress(progress.done + len(losses), progress.steps)
        self._history = self._history.extended(losses)
        self._position = self._history.last
        self._show(state)

    def _show(self, state: DescentState) -> None:
        workspace = self._workspace
        new = with_state(workspace.document, state)
        label = say_many("Descend {count} step", "Descend {count} steps", state.count)
        self._is_own = True
        try:
            workspace.edit(new, label, (_DESCENT, self._runs))
        finally:
            self._is_own = False

    def _finish(self, reached: Document | None = None) -> None:
        """End the steps at a document; by default the one that is open."""
        self._is_running = False
        self._ticker.stop()
        self._escape.disarm()
        document = reached or self._workspace.document
        state = self._state
        if state is not None and state.network is document.network:
            self._mark(document)
            if state.is_diverged:
                self._message = divergence(document, state, self._descent)
            elif state.count:
                self._message = falls_for_ever(document)
        self.changed.emit()

    def _mark(self, document: Document) -> None:
        """Remember at which step this document stands, should undo come back to it."""
        if self._position is not None:
            self._marks = [*self._marks[1 - _MOST_MARKS :], (document, self._position)]

    def _on_tick(self) -> None:
        progress = self._progress
        if progress is None or self._state is None:
            return
        self._take(-(-progress.steps // _FRAMES))
        if not self._is_running:  # whoever saw the document change has ended it
            return
        if self._state.is_diverged or self._state.count >= progress.steps:
            self._finish()
        else:
            self.changed.emit()

    def _on_document_changed(self, old: Document, new: Document) -> None:
        if self._is_own or is_same_problem(old, new):
            return
        if self._is_running:
            self._finish(old)
        self._state = None
        self._message = NOTHING
        self._progress = None
        self._position = next(
            (step for known, step in reversed(self._marks) if is_same_problem(known, new)), None
        )
        is_other = self._workspace.undo_stack.count() == 0
        if self._position is None and is_other:
            self._history, self._marks = History(), []
        self.changed.emit()


def _nothing_is_typed() -> bool:
    return True
