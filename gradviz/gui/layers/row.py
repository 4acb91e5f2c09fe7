"""A layer in the layer list: what it is in a line, with a field in it while it is selected."""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gradviz.engine.rules import ELEMENTWISE
from gradviz.gui.guard import guarded
from gradviz.gui.layers.lines import LayerLine
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.labels import ShortLabel, set_state

HEIGHT = 30
_NUMBER_WIDTH, _KIND_WIDTH, _SIZE_WIDTH = 18, 118, 54
_BEFORE_TITLE = 7  # where the text of a field for the function begins
_BEHIND_SIZE = 23  # room for the arrows of the field
_CURVE = QSize(17, 13)
_REACH = 2.5  # what a curve shows of its function: -2.5 to 2.5
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LayerRow(QWidget):
    """Number, kind, matrices and sizes of a layer."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._number, self._title = QLabel(self), QLabel(self)
        self._curve = CurveSign(self)
        self._matrices = ShortLabel(self)
        self._size_in, self._size_out = QLabel(self), QLabel(self)
        self._field: QWidget | None = None
        self._row = QHBoxLayout(self)
        self._lay_out()

    @property
    def field(self) -> QWidget | None:
        """What stands in for the kind or for the width while the layer is selected."""
        return self._field

    def show_line(self, line: LayerLine) -> None:
        """Say what a layer is."""
        self._number.setText(str(line.number))
        self._title.setText(self._workspace.write(line.title))
        self._curve.show_curve(line.kind)
        self._matrices.setText(line.matrices)
        set_state(self._matrices, "role", "tied" if line.is_tied else "quiet")
        self._size_in.setText(f"{line.size_in} →" if line.is_linear else "")
        self._size_out.setText(str(line.size_out))
        self.setToolTip(self._workspace.write(line.tip))

    def put_field(self, field: QWidget | None, *, is_width: bool) -> None:
        """Put a field where the width stands, or the kind; None takes it away."""
        if self._field is not None:
            self._row.removeWidget(self._field)
            self._field.hide()
            self._field.deleteLater()
        self._field = field
        has_kind, has_width = field is None or is_width, field is None or not is_width
        self._title.setVisible(has_kind)
        self._curve.setVisible(has_kind and self._curve.is_drawn)
        self._size_out.setVisible(has_width)
        if field is not None:
            field.setFixedSize(_SIZE_WIDTH if is_width else _KIND_WIDTH, HEIGHT - 4)
            self._row.insertWidget(self._row.count() if is_width else 1, field)
            field.show()

    def _lay_out(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(3)
        for part in (self._number, self._title, self._curve):
            self._row.addWidget(part)
        self._row.addWidget(self._matrices, 1)
        self._row.addWidget(self._size_in)
        self._row.addWidget(self._size_out)
        self._number.setFixedWidth(_NUMBER_WIDTH)
        self._number.setAlignment(_RIGHT)
        self._title.setContentsMargins(_BEFORE_TITLE, 0, 5, 0)
        self._size_in.setContentsMargins(0, 0, 2, 0)
        self._size_out.setFixedWidth(_SIZE_WIDTH)
        self._size_out.setContentsMargins(0, 0, _BEHIND_SIZE, 0)
        self._size_out.setAlignment(_RIGHT)
        self._number.setProperty("role", "number")
        for part in (self._curve, self._size_in):
            part.setProperty("role", "quiet")
        for part in self.findChildren(QLabel):  # a drag would end with what it began on
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._size_out.setProperty("role", "size")


@guarded
class CurveSign(QLabel):
    """The graph of a function of one number, its origin in the middle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = ""
        self.setFixedSize(_CURVE)

    @property
    def is_drawn(self) -> bool:
        """Whether the kind of layer has a graph."""
        return self._kind in ELEMENTWISE

    def show_curve(self, kind: str) -> None:
        """Draw the function of a kind of layer."""
        self._kind = kind
        self.update()

    # --- Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.is_drawn:
            return
        x, y = self.width() / 2, self.height() / 2
        ink = self.palette().windowText().color()
        faint = QColor(ink.red(), ink.green(), ink.blue(), 70)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(faint, 1.0))
            painter.drawLine(QPointF(0, y), QPointF(2 * x, y))
            painter.drawLine(QPointF(x, 0), QPointF(x, 2 * y))
            painter.setPen(QPen(ink, 1.5))
            points = [QPointF(x + across * x, y - up * y) for across, up in _curve(self._kind)]
            painter.drawPolyline(QPolygonF(points))


@lru_cache(maxsize=16)
def _curve(kind: str) -> tuple[tuple[float, float], ...]:
    """Return points of the graph, both axes from -1 to 1."""
    x = np.linspace(-_REACH, _REACH, 41)
    y = np.asarray(ELEMENTWISE[kind].forward(x), dtype=float)
    top = _REACH if y.max() > 1.5 else 1.25
    return tuple(zip((x / _REACH).tolist(), np.clip(y / top, -1, 1).tolist(), strict=True))
