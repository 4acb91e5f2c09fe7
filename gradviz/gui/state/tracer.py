"""Tracing in the window: which cell is traced, and how far its paths have lit up."""

from collections.abc import Callable
from math import ceil, floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gradviz.gui.state.current import Current
from gradviz.gui.state.player import Player
from gradviz.refs import CellRef
from gradviz.session.looks.choices import ViewName
from gradviz.timeline.playback import Playback
from gradviz.timeline.trace import STEP, Trace, duration_of

if TYPE_CHECKING:
    from gradviz.engine.graph.paths import Paths

MOST_EDGES = 240
"""Edges of a layer that are drawn: more nobody could tell apart."""
_VIEW: ViewName = "flow"
_FRAME_MS = 16
_TICK = 1e-6


class Tracer(QObject):
    """Traces one cell of a document at a time; plays once, and can be stepped both ways.

    Parameters
    ----------
    current : Current
    player : Player
        It rests while a cell is traced; its clock is that of the trace.
    look_at : callable
        Changes how the document is looked at, as `Workspace.look_at`.
    parent : QObject
    """

    began = Signal()
    """A trace has begun: the keys that step it belong to the picture."""
    moved = Signal()
    """The trace has begun, moved on or ended."""

    def __init__(
        self, current: Current, player: Player, look_at: Callable[..., None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._current = current
        self._player = player
        self._look_at = look_at
        self._paths: Paths | None = None
        self._back: ViewName | None = None
        self._playback = Playback(duration=1.0)
        self._ticker = QTimer(self)
        self._ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticker.setInterval(_FRAME_MS)
        self._ticker.timeout.connect(self._on_tick)
        player.taken.connect(self.end)

    @property
    def is_active(self) -> bool:
        """Whether a cell is traced."""
        return self._paths is not None

    @property
    def trace(self) -> Trace | None:
        """The paths as far as they are lit now, or None."""
        if self._paths is None:
            return None
        return Trace(self._paths, self._seconds)

    @property
    def playback(self) -> Playback:
        """How the lighting runs."""
        return self._playback

    @property
    def _seconds(self) -> float:
        """How long the paths have lit up; with reduced motion, up to a whole step."""
        seconds = self._playback.position(self._player.now)
        if self._player.is_reduced:
            return floor(seconds / STEP + _TICK) * STEP
        return seconds

    def is_tracing(self, ref: CellRef | None) -> bool:
        """Tell whether it is this cell that is traced."""
        return self._paths is not None and self._paths.ref == ref

    def can_trace(self, ref: CellRef | None) -> bool:
        """Tell whether there are paths between a cell and the loss."""
        is_there = ref is not None and self._current.passes.has(ref)
        return is_there and ref is not None and ref.name != "T" and not ref.name.startswith("P")

    def start(self, ref: CellRef) -> None:
        """Trace a cell from the beginning; with reduced motion all of it at once."""
        view = self._current.document.view.view
        if view != _VIEW:  # paths are those of the Flow view
            self._look_at(view=_VIEW)
            self._back = view
        self._player.pause()
        self._paths = self._paths_of(ref)
        duration = duration_of(self._paths)
        self._playback = Playback(duration)
        if self._player.is_reduced:
            self._go_to(STEP)
        else:
            self.play()
        self.began.emit()

    def end(self) -> None:
        """Trace no cell any more, and show again what was shown before."""
        if self._paths is not None:
            self._paths = None
            self._ticker.stop()
            self.moved.emit()
            back, self._back = self._back, None
            if back is not None:
                self._look_at(view=back)

    def toggle(self) -> None:
        """Let the paths go on lighting up, from the start again once all are lit; or pause."""
        if self._playback.is_playing:
            self._go_to(self._playback.position(self._player.now))
        else:
            self.play()

    def play(self, direction: int = 1) -> None:
        """Let the paths light up, or go out again."""
        self._playback = self._playback.played(self._player.now, direction)
        self._ticker.start()
        self.moved.emit()

    def go_to_end(self, direction: int) -> None:
        """Go to where all paths are lit, or none."""
        self._go_to(self._playback.duration if direction > 0 else 0.0)

    def step(self, direction: int) -> None:
        """Go to where the next layer is lit, or the one before, and stop there."""
        steps = self._playback.position(self._player.now) / STEP
        target = floor(steps + _TICK) + 1 if direction > 0 else ceil(steps - _TICK) - 1
        self._go_to(target * STEP)

    def follow_edit(self) -> None:
        """Follow an edit: the same cell in the new numbers, as far as it was lit."""
        if self._paths is None:
            return
        ref = self._paths.ref
        if self._current.passes.has(ref):
            self._paths = self._paths_of(ref)
            now = self._player.now
            self._playback = self._playback.with_duration(duration_of(self._paths), now)
        else:
            self.end()

    def _paths_of(self, ref: CellRef) -> "Paths":
        from gradviz.engine.graph.paths import trace_back  # most starts trace nothing

        return trace_back(self._current.passes, ref, MOST_EDGES)

    def _go_to(self, seconds: float) -> None:
        now = self._player.now
        self._playback = self._playback.paused(now).moved(seconds, now)
        self._ticker.stop()
        self.moved.emit()

    def _on_tick(self) -> None:
        if self._playback.has_ended(self._player.now):
            self._playback = self._playback.paused(self._player.now)
            self._ticker.stop()
        self.moved.emit()
