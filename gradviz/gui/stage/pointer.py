"""What is under the pointer on the stage: looked up where it moves, and where the picture does."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from gradviz.gui.stage.tips import tip
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.views.flow.focus import card_at

if TYPE_CHECKING:
    from gradviz.gui.stage.stage import Stage

_CURSORS = {
    "horizontal": Qt.CursorShape.SizeHorCursor,
    "vertical": Qt.CursorShape.SizeVerCursor,
    "turn": Qt.CursorShape.OpenHandCursor,
}


class Pointer:
    """The pointer over a stage: the cell under it is hovered, and told of where it rests.

    Parameters
    ----------
    workspace : Workspace
    stage : Stage
    """

    def __init__(self, workspace: Workspace, stage: "Stage") -> None:
        self._workspace = workspace
        self._stage = stage
        self._at: QPointF | None = None
        self._looked: Frame | None = None
        self._told: str | None = None
        self._found: tuple[CellRef | None, bool] = (None, False)

    def move(self, at: QPointF) -> None:
        """Point at what is drawn at a place."""
        self._at = at
        self._look(at)
        self._found = self._workspace.hovered, self._is_playing

    def drag(self, at: QPointF) -> None:
        """Go to a place with something in hand: nothing else is pointed at."""
        self._at = at

    def leave(self) -> None:
        """Point at nothing."""
        self._at = None
        self._workspace.hover(None)

    def follow(self, frame: Frame) -> None:
        """Look again where the picture is another one under a pointer that rests."""
        if self._at is None or frame is self._looked or QApplication.activePopupWidget():
            return
        self._looked = frame
        self._look(self._at)
        self._end_tip(frame, self._at)

    def show_tip(self, event: QHelpEvent) -> None:
        """Tell of what the pointer rests on, unless the film has brought it there."""
        at = QPointF(event.pos())
        ref = self._stage.cell_at(at)
        is_brought = self._is_playing and self._found != (ref, True)
        frame, point = self._stage.frame(), (at.x(), at.y())
        self._told = None if is_brought else tip(self._workspace, frame, point, ref)
        if self._told is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), self._told, self._stage)

    # --- inside

    @property
    def _is_playing(self) -> bool:
        return self._workspace.played.playback.is_playing

    def _look(self, at: QPointF) -> None:
        ref = self._stage.cell_at(at)
        self._workspace.hover(ref)
        shape = self._cursor(at, ref)
        if self._stage.cursor().shape() != shape:
            self._stage.setCursor(shape)

    def _end_tip(self, frame: Frame, at: QPointF) -> None:
        """Take the tip away where it is no longer true."""
        if self._told is None or QToolTip.text() != self._told:
            return
        ref = self._stage.cell_at(at)
        if tip(self._workspace, frame, (at.x(), at.y()), ref) != self._told:
            self._told = None
            QToolTip.hideText()

    def _cursor(self, at: QPointF, ref: CellRef | None) -> Qt.CursorShape:
        """Return what the pointer tells of a place."""
        frame, view, point = self._stage.frame(), self._workspace.view, (at.x(), at.y())
        if ref is not None and view.given(ref) is not None:
            return Qt.CursorShape.SizeVerCursor
        is_link = card_at(frame, *point) is not None or view.time_at(frame, point) is not None
        if is_link or ref is not None:
            return Qt.CursorShape.PointingHandCursor
        grip = view.grip_at(frame, point)
        return Qt.CursorShape.ArrowCursor if grip is None else _CURSORS[grip.way]
