"""A ring around what has the focus, for widgets that paint themselves."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor
from gradviz.scene.marks.frame import Color

RING = 2
"""Width of the ring, logical pixels; as wide a margin is kept free while there is none."""


@guarded
class FocusFrame(QWidget):
    """Holds a widget, and shows whether it has the focus without touching its picture.

    Parameters
    ----------
    workspace : Workspace
    inner : QWidget
    ground : {"ground", "panel"}
        The colour of the theme around it.
    """

    def __init__(
        self, workspace: Workspace, inner: QWidget, ground: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._inner = inner
        self._ground = ground
        self.setSizePolicy(inner.sizePolicy())
        column = QVBoxLayout(self)
        column.setContentsMargins(RING, RING, RING, RING)
        column.addWidget(inner)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        workspace.styled.connect(self.update)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._inner in (old, new):
            self.update()

    # --- Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._workspace.theme
        around: Color = theme.ground if self._ground == "ground" else theme.panel
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), qcolor(around))
            if self._inner.hasFocus():
                pen = QPen(qcolor(theme.accent), RING)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                inset = RING / 2
                painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
