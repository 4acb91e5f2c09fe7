"""What is under the pointer on the stage: looked up where it moves, and where the picture does."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from gradviz.gui.stage.tips import tip
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.views.targets import Cell, Link, Target, entry_of
from gradviz.views.view import Grip

_CURSORS = {
    "horizontal": Qt.CursorShape.SizeHorCursor,
    "vertical": Qt.CursorShape.SizeVerCursor,
    "diagonal": Qt.CursorShape.SizeFDiagCursor,
    "anywhere": Qt.CursorShape.SizeAllCursor,
    "turn": Qt.CursorShape.OpenHandCursor,
}


class Pointer:
    """The pointer over a picture: the cell under it is hovered, and told of where it rests.

    Parameters
    ----------
    workspace : Workspace
    widget : QWidget
        What shows the picture.
    target_at : callable
        Returns what is at a point of it.
    """

    def __init__(
        self, workspace: Workspace, widget: QWidget, target_at: Callable[[QPointF], Target]
    ) -> None:
        self._workspace = workspace
        self._widget = widget
        self._target_at = target_at
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
        self._end_tip(self._look(self._at))

    def show_tip(self, event: QHelpEvent) -> None:
        """Tell of what the pointer rests on, unless the film has brought it there."""
        target = self._target_at(QPointF(event.pos()))
        is_brought = self._is_playing and self._found != (entry_of(target), True)
        self._told = None if is_brought else self._tip(target)
        if self._told is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), self._told, self._widget)

    # --- inside

    @property
    def _is_playing(self) -> bool:
        return self._workspace.played.playback.is_playing

    def _look(self, at: QPointF) -> Target:
        """Hover what is at a place, and let the pointer tell what can be done there."""
        target = self._target_at(at)
        self._workspace.hover(entry_of(target))
        shape = cursor(target)
        if self._widget.cursor().shape() != shape:
            self._widget.setCursor(shape)
        return target

    def _tip(self, target: Target) -> str | None:
        told = tip(self._workspace, target)
        return None if told is None else self._workspace.write(told)

    def _end_tip(self, target: Target) -> None:
        """Take the tip away where it is no longer true."""
        if self._told is None or QToolTip.text() != self._told:
            return
        if self._tip(target) != self._told:
            self._told = None
            QToolTip.hideText()


def cursor(target: Target) -> Qt.CursorShape:
    """Return the shape that tells what can be done where the pointer is."""
    match target:
        case Cell(given=CellRef()) | Link(cell=Cell(given=CellRef())):
            return Qt.CursorShape.SizeVerCursor
        case Cell() | Link():
            return Qt.CursorShape.PointingHandCursor
        case Grip(way=way):
            return _CURSORS[way]
    return Qt.CursorShape.ArrowCursor
