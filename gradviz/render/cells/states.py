"""What tells a cell that is no plain number: dashes, hatching, a corner.

Both ways of painting cells, on pixels and on vectors, draw them with these functions.
"""

from functools import lru_cache
from math import pi

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from gradviz.scene.marks.frame import State

_LINE = 1.0
_DASH, _SPACE = 3.5, 2.5  # scene units, before they are fitted to the outline
_DASHED = 6.0
"""Cells smaller than this, in scene units, have no room for dashes: a dot stands for them."""


def paint_shape(painter: QPainter, cell: QRectF, radius: float) -> None:
    """Fill a cell with the brush of `painter`."""
    painter.setPen(Qt.PenStyle.NoPen)
    if radius > 0:
        painter.drawRoundedRect(cell, radius, radius)
    else:
        painter.drawRect(cell)


def paint_mark(painter: QPainter, state: State, cell: QRectF, radius: float, color: QColor) -> None:
    """Draw what `state` adds to a cell: nothing for one that is filled or hidden.

    Parameters
    ----------
    painter : QPainter
        Its pen and brush are changed.
    state : State
    cell : QRectF
        Scene units, as `radius`.
    radius : float
    color : QColor
    """
    if min(cell.width(), cell.height()) <= 0:
        return
    if state == State.EMPTY and min(cell.width(), cell.height()) >= _DASHED:
        _paint_dashes(painter, cell, radius, color)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    width, height = cell.width(), cell.height()
    if state == State.EMPTY:
        dot = min(width, height) * 0.2
        painter.drawEllipse(cell.center(), dot, dot)
    elif state == State.HATCHED:
        painter.drawPath(_hatching(width, height, radius).translated(cell.topLeft()))
    elif state == State.CLIPPED:
        painter.drawPath(_corner(width, height, radius).translated(cell.topLeft()))


def _paint_dashes(painter: QPainter, cell: QRectF, radius: float, color: QColor) -> None:
    half = _LINE / 2
    inner = cell.adjusted(half, half, -half, -half)
    radius = min(max(0.0, radius - half), inner.width() / 2, inner.height() / 2)
    around = 2 * (inner.width() + inner.height()) - (8 - 2 * pi) * radius
    fit = around / (_DASH + _SPACE) / max(4, round(around / (_DASH + _SPACE)))
    pen = QPen(color, _LINE, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([_DASH * fit / _LINE, _SPACE * fit / _LINE])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = QPainterPath()  # not drawRoundedRect, whose dashes begin elsewhere on each device
    outline.addRoundedRect(inner, radius, radius)
    painter.drawPath(outline)


@lru_cache(maxsize=64)
def _hatching(width: float, height: float, radius: float) -> QPainterPath:
    """Lines that rise to the right, one of them through the middle, cut to the cell."""
    small = min(width, height)
    step = max(small / 4, min(8.0, small / 2))
    thick = min(_LINE, step / 3) * 2**0.5  # measured level
    reach = width + height
    lines = QPainterPath()
    for n in range(-int(reach / step) - 1, int(reach / step) + 2):
        left = (width - height) / 2 + n * step - thick / 2  # where it meets the lower edge
        lines.addPolygon(_parallelogram(left, thick, height))
    return lines.intersected(_outline(width, height, radius))


def _parallelogram(left: float, thick: float, height: float) -> QPolygonF:
    level = QPolygonF(QRectF(left, 0.0, thick, height))
    closed: QPolygonF = QTransform(1, 0, -1, 1, height, 0).map(level)
    return closed


@lru_cache(maxsize=64)
def _corner(width: float, height: float, radius: float) -> QPainterPath:
    side = min(max(min(width, height) * 0.3, 2.0 + 2 * radius), 11.0)  # the round corner is cut
    triangle = QPainterPath()
    triangle.moveTo(width - side, 0)
    triangle.lineTo(width, 0)
    triangle.lineTo(width, side)
    triangle.closeSubpath()
    return triangle.intersected(_outline(width, height, radius))


def _outline(width: float, height: float, radius: float) -> QPainterPath:
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(0, 0, width, height), radius, radius)
    return outline
