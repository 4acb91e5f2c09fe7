"""What is dragged in a picture: a number, or a grip of a view."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from gradviz.errors import GradvizError
from gradviz.gui.stage.scrub import Pace, scrubbed
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import listed, say
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.session.edits import set_cell
from gradviz.views.view import Entries, Grip

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
        self._step = object()  # all of a drag is one step to undo
        self.has_moved = grip.is_at_once
        workspace.hold()
        if grip.stops_time and workspace.player.playback.is_playing:
            workspace.player.pause()
        if grip.is_at_once:
            self.drag_to(start)

    def drag_to(self, at: QPointF, _pace: Pace = "normal") -> None:
        """Change what dragging so far changes; a very short way is a click."""
        way = (at - self._start).manhattanLength()
        if not self.has_moved and way < DRAG_FROM:
            return
        self.has_moved = True
        start, to = (self._start.x(), self._start.y()), (at.x(), at.y())
        match self._view.dragged(self._grip, start, to, self._frame):
            case Entries(numbers):
                self._edit(numbers)
            case choices if choices:
                self._workspace.look_at(**choices)

    def release(self) -> None:
        """Let it go."""
        self._workspace.release()

    def _edit(self, numbers: tuple[tuple[CellRef, float], ...]) -> None:
        workspace = self._workspace
        new = workspace.document
        try:
            for ref, value in numbers:
                new = set_cell(new, ref, value)
        except GradvizError as error:
            workspace.troubled.emit(error.message)
            return
        label = say("Drag {cells}", cells=listed(workspace.name(ref) for ref, _ in numbers))
        workspace.edit(new, label, merge=("held", self._step))


class Scrubbed:
    """A number in a picture, being dragged up and down; it is pinned when it is let go."""

    def __init__(self, workspace: Workspace, ref: CellRef, given: CellRef, start: QPointF) -> None:
        self._workspace = workspace
        self._ref = ref
        self._given = given
        self._value = workspace.view.value(ref)
        self._start = start
        self._step = object()  # all of a drag is one step to undo
        self.has_moved = False

    def drag_to(self, at: QPointF, pace: Pace) -> None:
        """Change the number as far as it has been dragged; a very short way is a click."""
        up = self._start.y() - at.y()
        if not self.has_moved and abs(up) < DRAG_FROM:
            return
        self.has_moved = True
        workspace = self._workspace
        try:
            new = set_cell(workspace.document, self._given, scrubbed(self._value, up, pace))
        except GradvizError as error:
            workspace.troubled.emit(error.message)
            return
        label = say("Drag {cells}", cells=workspace.name(self._given))
        workspace.edit(new, label, merge=("drag", self._step))

    def release(self) -> None:
        """Let it go."""
        if self.has_moved:
            self._workspace.pin(self._ref)


def pace(event: QMouseEvent) -> Pace:
    """Return how fast a drag changes a number: Shift fine, Ctrl coarse."""
    held = event.modifiers()
    if held & Qt.KeyboardModifier.ShiftModifier:
        return "fine"
    return "coarse" if held & Qt.KeyboardModifier.ControlModifier else "normal"
