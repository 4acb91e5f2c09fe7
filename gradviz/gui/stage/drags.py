"""What is dragged in a picture: a number, or a grip of a view."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from gradviz.gui.stage.scrub import Pace
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.views.view import Grip

DRAG_FROM = 4.0
"""Pixels; less is a click."""


class Held:
    """Something in a picture that is no number, being dragged."""

    def __init__(self, workspace: Workspace, grip: Grip, start: QPointF, frame: Frame) -> None:
        self._workspace = workspace
        self._view = workspace.view
        self._grip = grip
        self._start = start
        self._frame = frame
        self.has_moved = False

    def drag_to(self, at: QPointF) -> None:
        """Change what dragging so far changes; a very short way is a click."""
        way = (at - self._start).manhattanLength()
        if not self.has_moved and way < DRAG_FROM:
            return
        self.has_moved = True
        start, to = (self._start.x(), self._start.y()), (at.x(), at.y())
        if choices := self._view.dragged(self._grip, start, to, self._frame):
            self._workspace.look_at(**choices)


class Drag:
    """A number being dragged."""

    def __init__(self, ref: CellRef, given: CellRef, value: float, start: QPointF) -> None:
        self.ref = ref
        self.given = given
        self.value = value
        self.start = start
        self.is_moving = False


def pace(event: QMouseEvent) -> Pace:
    """Return how fast a drag changes a number: Shift fine, Ctrl coarse."""
    held = event.modifiers()
    if held & Qt.KeyboardModifier.ShiftModifier:
        return "fine"
    return "coarse" if held & Qt.KeyboardModifier.ControlModifier else "normal"
