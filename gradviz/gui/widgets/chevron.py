"""The small arrow of fields that open or step, drawn in the colour of the theme."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

_HALF_WIDTH = 3.6
_HEIGHT = 4.4
_APART = 1.5  # how far the two arrows of a stepped field stand from its middle


def draw_chevron(painter: QPainter, place: QRect, color: QColor, *, is_up: bool) -> None:
    """Draw an arrow up, at the bottom of `place`, or an arrow down, at its top."""
    x = place.center().x() + 0.5
    base = place.bottom() + 1 - _APART if is_up else place.top() + _APART
    tip = base - _HEIGHT if is_up else base + _HEIGHT
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(
        QPolygonF((QPointF(x - _HALF_WIDTH, base), QPointF(x + _HALF_WIDTH, base), QPointF(x, tip)))
    )
