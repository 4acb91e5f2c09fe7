"""How the picture changes when the convention does, or the order of vec: cell by cell."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gradviz.gui.state.workspace import Workspace
from gradviz.scene.layout.transition import transition
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, has_same_numbers

SECONDS = 0.9
_FRAME_MS = 16


class Flip(QObject):
    """Remembers the picture as it was, and leads from it to the new one.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget
        What shows it.
    """

    moved = Signal()
    """The picture between the two has changed."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._widget = parent
        self._old: Frame | None = None
        self._before: Document | None = None
        self._since = 0.0
        self._ticker = QTimer(self)
        self._ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticker.setInterval(_FRAME_MS)
        self._ticker.timeout.connect(self._on_tick)

    @property
    def is_running(self) -> bool:
        """Whether it is on the way."""
        return self._old is not None

    def follow(self, old: Document, new: Document, picture: Frame) -> None:
        """Begin, if the same numbers are written or stacked otherwise; `picture` is the old one."""
        if not has_same_numbers(old, new) or self._workspace.player.is_reduced:
            return
        is_turned = self._workspace.turning(old, self._style(picture), 0.0) is not None
        if old.convention != new.convention or is_turned:
            self._before = old if is_turned else None
            self._old, self._since = picture, self._workspace.player.now
            self._ticker.start()

    def frame(self, new: Frame) -> Frame:
        """Return the picture on the way to `new`, or `new` itself when it has arrived."""
        if self._old is None or (self._old.width, self._old.height) != (new.width, new.height):
            return new
        if self._before is None:
            return transition(self._old, new, self._share)
        return self._workspace.turning(self._before, self._style(new), self._share) or new

    def _style(self, frame: Frame) -> Style:
        pixel = 1.0 / self._widget.devicePixelRatioF()
        return self._workspace.style(frame.width, frame.height, pixel)

    @property
    def _share(self) -> float:
        return (self._workspace.player.now - self._since) / SECONDS

    def _on_tick(self) -> None:
        if self._share >= 1.0:
            self._old = self._before = None
            self._ticker.stop()
        self.moved.emit()
