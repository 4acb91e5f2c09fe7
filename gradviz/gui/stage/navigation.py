"""Zooming and panning the picture: wheel, trackpad, middle button, keys."""

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from gradviz.gui.state.workspace import Workspace
from gradviz.scene.corner.layout import LARGEST_PITCH, Area
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Cells, Frame

STEP = 1.25
"""How much one click of the wheel, or one key, enlarges."""
_CLICK = 120.0  # what Qt calls one click of a wheel


class Navigation(QObject):
    """Turns gestures on the stage into what is seen of its picture.

    The wheel enlarges around the pointer, and so do Ctrl with a trackpad and a pinch; a
    trackpad without Ctrl, the middle button and the right one move what is enlarged.
    """

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._grabbed: QPointF | None = None

    @property
    def is_panning(self) -> bool:
        """Whether the picture is held."""
        return self._grabbed is not None

    def zoom(self, factor: float, at: QPointF | None, frame: Frame) -> None:
        """Enlarge around a point, or around the middle of the content."""
        area = content_of(frame)
        if area is None:
            return
        middle = (area.x + area.width / 2, area.y + area.height / 2)
        point = middle if at is None else (at.x(), at.y())
        viewport = self._workspace.viewport
        self._workspace.see(viewport.zoomed(factor, point, area, _most(viewport, frame)))

    def show_all(self) -> None:
        """Show all of the picture."""
        self._workspace.see(WHOLE)

    def wheel(self, event: QWheelEvent, frame: Frame) -> None:
        """Follow the wheel or two fingers."""
        moved, is_zoom = event.pixelDelta(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if moved.isNull() or is_zoom:
            clicks = event.angleDelta().y() / _CLICK
            self.zoom(STEP**clicks, event.position(), frame)
        else:
            self._pan(QPointF(moved), frame)

    def pinch(self, event: QNativeGestureEvent, frame: Frame) -> bool:
        """Follow a pinch; tell whether the gesture was one."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom(1.0 + event.value(), event.position(), frame)
        return True

    def grab(self, at: QPointF) -> None:
        """Take hold of an enlarged picture."""
        if not self._workspace.viewport.is_whole:
            self._grabbed = at

    def drag(self, to: QPointF, frame: Frame) -> None:
        """Move the picture that is held."""
        if self._grabbed is not None:
            self._pan(to - self._grabbed, frame)
            self._grabbed = to

    def release(self) -> None:
        """Let the picture go."""
        self._grabbed = None

    def _pan(self, by: QPointF, frame: Frame) -> None:
        area = content_of(frame)
        if area is not None:
            self._workspace.see(self._workspace.viewport.panned(by.x(), by.y(), area))


def content_of(frame: Frame) -> Area | None:
    """Return the part of a picture that can be enlarged."""
    return None if frame.content is None else Area(*frame.content)


def _most(viewport: Viewport, frame: Frame) -> float:
    """Return the zoom at which the smallest cells have the largest size that cells ever have."""
    pitches = [
        min(mark.pitch_x / mark.merged[1], mark.pitch_y / mark.merged[0])
        for mark in frame.marks
        if isinstance(mark, Cells) and mark.ref and _is_in(mark, frame)
    ]
    smallest = min(pitches, default=LARGEST_PITCH) / viewport.zoom
    return max(LARGEST_PITCH / smallest, 4.0)


def _is_in(cells: Cells, frame: Frame) -> bool:
    area = content_of(frame)
    return area is not None and cells.y + cells.height > area.y
