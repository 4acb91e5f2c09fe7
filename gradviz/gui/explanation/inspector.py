"""The panel that explains the cell that is pinned or pointed at."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gradviz.engine.checking.check import check_cell
from gradviz.errors import InputError
from gradviz.explain.explanation import Explanation
from gradviz.gui.explanation.view import ExplanationView
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.scrolling import scrolled
from gradviz.gui.widgets.side_panel import SidePanel
from gradviz.messages.message import say
from gradviz.refs import CellRef
from gradviz.scene.corner.samples import without_muted
from gradviz.session.document import Document

HINT = say("Point at a cell to see where it comes from. Click it to keep it here.")
CHECKING = say("Checking…")

_MUCH_WORK = 2_000_000  # multiplications: above, the check waits until the pointer rests
_REST_MS = 150
_LEAST_WIDTH = 230


@guarded
class Inspector(SidePanel):
    """Explains the pinned cell, else the hovered one, else the one hovered last.

    However many cells the pointer crosses, one explanation is made each time the event loop
    comes round; while the panel is hidden, none.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget, optional
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ref: CellRef | None = None
        self._explanation: Explanation | None = None
        self._soon = self._timer(0, self.refresh)
        self._later = self._timer(_REST_MS, self._check)
        self._answer: QWidget | None = None
        self._reveal = self._timer(0, self._show_answer)
        self.setObjectName("inspector")
        self.setAccessibleName(workspace.write(say("Explanation")))
        self._lay_out()
        self._view.pin_clicked.connect(self._on_pin_clicked)
        self._view.trace_clicked.connect(self._on_trace_clicked)
        self._view.cell_chosen.connect(workspace.pin)
        self._view.answered.connect(self._on_answered)
        workspace.opened.connect(self._on_opened)
        workspace.foreground.muted_changed.connect(self._show_note)
        workspace.pointed.connect(self._schedule)
        workspace.tracer.moved.connect(self._on_tracer_moved)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)
        self._on_styled()
        self.refresh()

    @property
    def explanation(self) -> Explanation | None:
        """What is shown; None while it is the hint."""
        return self._explanation

    def refresh(self) -> None:
        """Show what there is to say now, without waiting for the event loop."""
        self._soon.stop()
        self._later.stop()
        workspace, before = self._workspace, self._ref
        self._ref = workspace.pinned or workspace.hovered or self._ref
        if self._ref != before:
            self.verticalScrollBar().setValue(0)
        told = self._explanation = self._explained()
        self._view.setVisible(told is not None)
        self._hint.setVisible(told is None)
        if told is None:
            self._ref = None
            return
        waits = told.is_gradient and not self._is_checked_at_once
        asked = workspace.view.whys(told.ref, workspace.notation)
        self._view.show_explanation(told, asked, CHECKING)
        self._view.show_trace(told.ref)
        self._show_note()
        if waits:
            self._later.start()

    # --- inside

    def _on_tracer_moved(self) -> None:
        if self._explanation is not None:
            self._view.show_trace(self._explanation.ref)

    def _on_trace_clicked(self) -> None:
        workspace, ref = self._workspace, self._ref
        if workspace.tracer.is_tracing(ref):
            workspace.tracer.end()
        elif ref is not None:
            workspace.pin(ref)
            workspace.tracer.start(ref)

    def _show_note(self) -> None:
        """Say where the picture leaves something out that the explanation does not."""
        workspace, told = self._workspace, self._explanation
        if told is not None:
            note = without_muted(
                workspace.passes, told.ref, workspace.foreground.muted, workspace.notation
            )
            self._view.show_note(note)

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    def _lay_out(self) -> None:
        outer = QWidget(self)
        self._view = ExplanationView(self._workspace, outer)
        self._hint = QLabel(self._workspace.write(HINT), outer)
        self._hint.setProperty("role", "caption")
        self._hint.setWordWrap(True)
        column = QVBoxLayout(outer)
        column.setContentsMargins(16, 10, 16, 18)
        column.addWidget(self._hint)
        column.addWidget(self._view)
        column.addStretch(1)
        self.setWidget(outer)

    @property
    def _is_checked_at_once(self) -> bool:
        values = self._workspace.passes.primals
        weights = sum(W.size for name, W in values.items() if name.startswith("W"))
        return bool(weights * values["X"].shape[1] <= _MUCH_WORK)

    def _on_answered(self, answer: QWidget) -> None:
        self._answer = answer
        self._reveal.start()  # once it has its place

    def _show_answer(self) -> None:
        if self._answer is not None:
            self.ensureWidgetVisible(self._answer, 0, 12)

    def _explained(self) -> Explanation | None:
        """Return what to say; None before the first cell, and for one that is gone."""
        workspace = self._workspace
        if self._ref is None:
            return None
        at_once = self._is_checked_at_once
        try:
            return workspace.view.explain(self._ref, workspace.notation, with_check=at_once)
        except InputError:
            return None

    def _check(self) -> None:
        """Check what is shown, now that the pointer rests."""
        told = self._explanation
        if told is not None:
            check = check_cell(self._workspace.passes, told.ref)
            self._explanation = replace(told, check=check)
            self._view.show_check(self._explanation, CHECKING)

    def _schedule(self) -> None:
        """Show the news once for all that happens before the event loop is back."""
        if self.isVisible():
            self._soon.start()

    def _on_document_changed(self, old: Document, new: Document) -> None:
        self._later.stop()  # the cell may be gone
        if new.view.view != old.view.view:
            self._ref = None  # what was pointed at in a view goes with it
        self._schedule()

    def _on_opened(self) -> None:
        self._ref = None
        self._schedule()

    def _on_styled(self) -> None:
        self._view.restyle()
        self.setMinimumWidth(round(_LEAST_WIDTH * self._workspace.text))
        self._schedule()

    def _on_pin_clicked(self) -> None:
        is_pinned = self._ref == self._workspace.pinned
        self._workspace.pin(None if is_pinned else self._ref)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._workspace.pinned is not None:
            self._workspace.let_go()
        elif not scrolled(self, event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._schedule()
