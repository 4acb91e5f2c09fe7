"""How a row of the layer list is drawn."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gradviz.engine.rules import ELEMENTWISE
from gradviz.gui.guard import guarded
from gradviz.gui.layers.lines import LayerLine
from gradviz.gui.layers.model import Index, LayerModel
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor
from gradviz.render import fonts

ROW_HEIGHT = 30
_RADIUS = 6.0
_NUMBER_END = 20
_TITLE = 30
_GAP = 8
_SIZE_END = 25  # from the right: room for the arrows of the field
_CURVE = QRectF(0, 0, 17, 13)
_REACH = 2.5  # what a curve shows of its function: -2.5 to 2.5


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """Where things stand in a row.

    Attributes
    ----------
    kind, width : QRect
        Where the field for the function and that for the size stand, if there is one.
    """

    kind: QRect
    width: QRect


def places_in(row: QRect) -> RowPlaces:
    """Return where the fields of a selected row stand."""
    height = row.height() - 4
    kind = QRect(row.left() + _TITLE - 7, row.top() + 2, 118, height)
    width = QRect(row.right() - 56, row.top() + 2, 54, height)
    return RowPlaces(kind, width)


def number_size(count: int) -> int:
    """Return how large a number of rows is written, in pixels: four digits are smaller."""
    return 13 if count < 1000 else 11


@guarded
class LayerDelegate(QStyledItemDelegate):
    """Draws number, kind, matrices and sizes; the field of a selected row covers its part."""

    def __init__(self, workspace: Workspace, model: LayerModel, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._model = model
        self.has_focus = False

    def _draw_ground(self, painter: QPainter, place: QRectF, state: QStyle.StateFlag) -> None:
        theme = self._workspace.theme
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if not is_selected and not state & QStyle.StateFlag.State_MouseOver:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        if is_selected and self.has_focus:
            painter.setPen(QPen(qcolor(theme.accent), 1.6))
        ground = qcolor(theme.pressed if is_selected else theme.raised)
        painter.setBrush(ground)
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _draw_text(self, painter: QPainter, row: QRect, line: LayerLine) -> None:
        theme = self._workspace.theme
        painter.setFont(fonts.font("sans", "regular", 11))
        painter.setPen(qcolor(theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        number = QRect(row.left(), row.top(), _NUMBER_END, row.height())
        painter.drawText(number, right, str(line.number))
        font = fonts.font("sans", "regular", 13)
        x = row.left() + _TITLE
        taken = self._in_width(line) + _GAP if line.is_linear else 0
        room = places_in(row).width.left() - taken - x
        x += self._draw_run(painter, QRect(x, row.top(), room, row.height()), line.title, font)
        x += _GAP
        if line.is_linear:
            color = theme.accent if line.is_tied else theme.muted
            painter.setPen(qcolor(color))
            rest = QRect(x, row.top(), row.left() + _TITLE + room - x, row.height())
            small = _small()
            told = QFontMetricsF(small).elidedText(
                line.matrices, Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.setFont(small)
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, told)
        else:
            place = _CURVE.translated(x + 1, row.center().y() - _CURVE.height() / 2 + 0.5)
            _draw_curve(painter, place, line.kind, qcolor(theme.muted))

    def _draw_run(self, painter: QPainter, place: QRect, text: str, font: QFont) -> int:
        painter.setFont(font)
        painter.setPen(qcolor(self._workspace.theme.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        return round(QFontMetricsF(font).horizontalAdvance(text))

    def _in_width(self, line: LayerLine) -> int:
        """Return how much room the size of what comes in takes, the gap behind it too."""
        return round(QFontMetricsF(_small()).horizontalAdvance(f"{line.size_in} →")) + 5

    def _draw_sizes(self, painter: QPainter, row: QRect, line: LayerLine) -> None:
        theme = self._workspace.theme
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        end = QRect(row.right() - _SIZE_END - 60, row.top(), 60, row.height())
        painter.setFont(fonts.font("sans", "semibold", number_size(line.size_out)))
        painter.setPen(qcolor(theme.i))
        painter.drawText(end, right, str(line.size_out))
        if line.is_linear:
            painter.setFont(_small())
            painter.setPen(qcolor(theme.muted))
            before = QRect(row)
            before.setRight(places_in(row).width.left() - 5)
            painter.drawText(before, right, f"{line.size_in} →")

    # --- Qt

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: QRect = option.rect
        line = self._model.lines[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, QRectF(row), option.state)
        self._draw_text(painter, row, line)
        self._draw_sizes(painter, row, line)
        painter.restore()


def _small() -> QFont:
    return fonts.font("sans", "regular", 12)


def _draw_curve(painter: QPainter, place: QRectF, kind: str, color: QColor) -> None:
    """Draw the graph of a function of one number, its origin in the middle."""
    if kind not in ELEMENTWISE:
        return
    painter.setPen(QPen(QColor(color.red(), color.green(), color.blue(), 70), 1.0))
    middle = place.center()
    painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
    painter.drawLine(QPointF(middle.x(), place.top()), QPointF(middle.x(), place.bottom()))
    painter.setPen(QPen(color, 1.5))
    points = (
        QPointF(middle.x() + x * place.width() / 2, middle.y() - y * place.height() / 2)
        for x, y in _curve(kind)
    )
    painter.drawPolyline(QPolygonF(list(points)))


@lru_cache(maxsize=16)
def _curve(kind: str) -> tuple[tuple[float, float], ...]:
    """Return points of the graph, both axes from -1 to 1."""
    x = np.linspace(-_REACH, _REACH, 41)
    y = np.asarray(ELEMENTWISE[kind].forward(x), dtype=float)
    top = _REACH if y.max() > 1.5 else 1.25
    return tuple(zip((x / _REACH).tolist(), np.clip(y / top, -1, 1).tolist(), strict=True))
