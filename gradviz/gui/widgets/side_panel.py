"""What a panel beside the picture is: it scrolls up and down, and is as wide as its words are."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gradviz.gui.guard import guarded

LEAST_WIDTH = 240
"""Of a panel, logical pixels."""
_MOST_WIDTH = 460  # wider words are cut off: the picture needs its room


@guarded
class SidePanel(QScrollArea):
    """A scroll area without a frame that asks for the width of what is in it, or was in it.

    It does not become narrower by itself: the picture beside it would jump.
    """

    widened = Signal(int)
    """It needs so many logical pixels now; a dock does not ask again by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._needed = LEAST_WIDTH
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # --- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        content = self.widget()
        if event.type() == QEvent.Type.LayoutRequest and content is not None:
            bar = self.verticalScrollBar().sizeHint().width()
            needed = min(content.minimumSizeHint().width() + bar, _MOST_WIDTH)
            if needed > self._needed:
                self._needed = needed
                self.widened.emit(needed)
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._needed, super().minimumSizeHint().height())
