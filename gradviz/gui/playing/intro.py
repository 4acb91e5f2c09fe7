"""The first playing: what a window opens with rests for a moment, then plays once."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gradviz.gui.state.player import Player

_REST_MS = 500  # how long the first picture rests before it plays


class Intro(QTimer):
    """Plays from the start, unless somebody has gone elsewhere in time before.

    Parameters
    ----------
    player : Player
    window : QWidget
        Its parent: nothing plays where nobody sees it.
    """

    def __init__(self, player: Player, window: QWidget) -> None:
        super().__init__(window)
        self._player = player
        self._window = window
        self._has_begun = False
        self.setObjectName("intro")
        self.setSingleShot(True)
        self.setInterval(_REST_MS)
        self.timeout.connect(self._on_rested)

    def begin(self) -> None:
        """Begin to rest, the first time this is called."""
        if not self._has_begun:
            self._has_begun = True
            self.start()

    def _on_rested(self) -> None:
        if self._window.isVisible() and self._player.seconds == 0.0:
            self._player.play()
