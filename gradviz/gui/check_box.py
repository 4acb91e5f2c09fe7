"""A check box whose mark is drawn in the colours of the theme."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget

from gradviz.gui.look import code, qcolor
from gradviz.gui.workspace import Workspace

_MARK = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.30))  # shares of the box


class CheckBox(QCheckBox):
    """A box with a mark; a style sheet takes marks from image files only, so it is painted."""

    def __init__(self, workspace: Workspace, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._workspace = workspace
        workspace.styled.connect(self._on_styled)
        self._on_styled()

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        accent = code(theme.accent)
        self.setStyleSheet(
            "QCheckBox { background: none; }"
            " QCheckBox::indicator { width: 13px; height: 13px; border-radius: 4px;"
            f" border: 1px solid {code(theme.strong_line)}; background: {code(theme.raised)}; }}"
            f" QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}"
            f" QCheckBox::indicator:focus, QCheckBox::indicator:hover {{ border-color: {accent}; }}"
            f" QCheckBox:focus {{ color: {accent}; }}"
        )

    # --- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(qcolor(self._workspace.theme.on_accent), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        corners = [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _MARK]
        painter.drawPolyline(QPolygonF(corners))
        painter.end()
