"""The flip about the diagonal: how the picture changes when the convention does."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gradviz.gui.workspace import Workspace
from gradviz.scene.frame import Frame
from gradviz.scene.transition import transition
from gradviz.session.document import Document

SECONDS = 0.9
_FRAME_MS = 16


class Flip(QObject):
    """Remembers the picture as it was, and leads from it to the new one.

    Parameters
    ----------
    workspace : Workspace
    parent : QObject
    """

    moved = Signal()
    """The picture between the two has changed."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._old: Frame | None = None
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
        """Begin, if the convention of the same numbers has changed; `picture` is the old one."""
        is_same = old.network is new.network and old.X is new.X
        if old.convention == new.convention or not is_same or self._workspace.is_motion_reduced:
            return
        self._old, self._since = picture, self._workspace.player.now
        self._ticker.start()

    def frame(self, new: Frame) -> Frame:
        """Return the picture on the way to `new`, or `new` itself when it has arrived."""
        if self._old is None or (self._old.width, self._old.height) != (new.width, new.height):
            return new
        return transition(self._old, new, self._share)

    @property
    def _share(self) -> float:
        return (self._workspace.player.now - self._since) / SECONDS

    def _on_tick(self) -> None:
        if self._share >= 1.0:
            self._old = None
            self._ticker.stop()
        self.moved.emit()
