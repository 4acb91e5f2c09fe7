"""Arrows, lines, boxes and colour bars: the same on every device."""

from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

from gradviz.scene.marks.frame import Arrow, Box, Gradation, Polygon, Polyline

_HEAD_WIDTH = 0.95
"""Width of an arrow's head, in its lengths."""


def paint_arrow(painter: QPainter, arrow: Arrow) -> None:
    """Draw an arrow as one outline, so that a translucent one has one tone."""
    outline = _outline(arrow)
    if outline is None:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*arrow.color))
    painter.drawPolygon(outline)


def paint_polyline(painter: QPainter, line: Polyline) -> None:
    """Draw straight lines, round at ends and corners; a single point is a dot."""
    if not line.points or line.width <= 0:
        return
    painter.setPen(_round_pen(QColor(*line.color), line.width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [QPointF(*point) for point in line.points]
    if len(points) == 1:
        painter.drawPoint(points[0])
    else:
        painter.drawPolyline(points)


def paint_polygon(painter: QPainter, polygon: Polygon) -> None:
    """Draw an area within points."""
    if len(polygon.points) > 2 and _has_looks(painter, polygon):
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in polygon.points]))


def paint_box(painter: QPainter, box: Box) -> None:
    """Draw a rectangle with round corners."""
    if not _has_looks(painter, box):
        return
    area = QRectF(box.x, box.y, box.width, box.height)
    if box.radius > 0:
        painter.drawRoundedRect(area, box.radius, box.radius)
    else:
        painter.drawRect(area)


def paint_gradation(painter: QPainter, bar: Gradation) -> None:
    """Draw a colour bar, its colours evenly spaced."""
    if not bar.colors:
        return
    area = QRectF(bar.x, bar.y, bar.width, bar.height)
    along = area.topRight() if bar.width > bar.height else area.topLeft()
    origin = area.topLeft() if bar.width > bar.height else area.bottomLeft()
    gradient = QLinearGradient(origin, along)
    last = max(1, len(bar.colors) - 1)
    gradient.setStops([(n / last, QColor(*color)) for n, color in enumerate(bar.colors)])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRect(area)
    painter.setBrush(Qt.BrushStyle.NoBrush)  # or SVG repeats the gradient with all that follows


def _has_looks(painter: QPainter, shape: Box | Polygon) -> bool:
    """Take up fill and outline of a shape; tell whether it has any."""
    has_stroke = shape.stroke[3] > 0 and shape.stroke_width > 0
    has_fill = shape.fill[3] > 0
    pen = QPen(QColor(*shape.stroke), shape.stroke_width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen if has_stroke else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(*shape.fill) if has_fill else Qt.BrushStyle.NoBrush)
    return has_stroke or has_fill


def _outline(arrow: Arrow) -> QPolygonF | None:
    """Return shaft and head as one polygon, or None for an arrow that leads nowhere."""
    (x0, y0), (x1, y1) = arrow.start, arrow.end
    length = hypot(x1 - x0, y1 - y0)
    if length == 0:
        return None
    ahead = QPointF(x1 - x0, y1 - y0) / length
    aside = QPointF(-ahead.y(), ahead.x())
    head = min(arrow.head, length)
    shaft = min(arrow.width, length) / 2  # a growing arrow starts as a small one
    wing = max(head * _HEAD_WIDTH / 2, shaft)
    tail, tip = QPointF(x0, y0), QPointF(x1, y1)
    neck = tip - ahead * head
    return QPolygonF(
        [
            tail + aside * shaft,
            neck + aside * shaft,
            neck + aside * wing,
            tip,
            neck - aside * wing,
            neck - aside * shaft,
            tail - aside * shaft,
        ]
    )


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(
        color,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )
