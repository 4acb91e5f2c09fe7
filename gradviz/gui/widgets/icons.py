"""Icons: those of commands as drawn shapes in the colour of the theme, and gradviz's own."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QImageReader,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from gradviz.resources import asset
from gradviz.scene.marks.frame import Color

_SIZE = 18.0
_SCALES = (1, 2, 3)
_TURNS = ("undo", "redo", "loop")
_OWN_SIZES = (16, 24, 32, 48, 64, 128, 256)
"""What window managers ask for, device pixels; of a picture without sizes they get a guess."""


def own_icon() -> QIcon:
    """Return the icon of gradviz: the corner."""
    result = QIcon()
    for size in _OWN_SIZES:
        reader = QImageReader(str(asset("icons/gradviz.svg")))
        reader.setScaledSize(QSize(size, size))
        result.addPixmap(QPixmap.fromImageReader(reader))
    return result


@lru_cache(maxsize=128)
def icon(name: str, color: Color) -> QIcon:
    """Return an icon.

    Parameters
    ----------
    name : str
        "play", "pause", "step-back", "step-forward", "start", "end", "loop", "undo", "redo".
    color : Color
    """
    result = QIcon()
    for mode, alpha in ((QIcon.Mode.Normal, 255), (QIcon.Mode.Disabled, 90)):
        for scale in _SCALES:
            result.addPixmap(_pixmap(name, QColor(*color[:3], alpha), scale), mode)
    return result


def _pixmap(name: str, color: QColor, scale: int) -> QPixmap:
    solid = None if name in _TURNS else _solid(name)
    pixmap = QPixmap(int(_SIZE * scale), int(_SIZE * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(scale)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if solid is None:
            _draw_turn(painter, name, QColor(color.rgb()))
        else:
            painter.fillPath(solid, QColor(color.rgb()))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.fillRect(QRectF(0, 0, _SIZE, _SIZE), color)  # strokes overlap: all of it at once
    return pixmap


def _solid(name: str) -> QPainterPath:
    path = QPainterPath()
    if name == "play":
        _triangle(path, 5.0, 14.5, 15.0)
    elif name == "pause":
        path.addRoundedRect(QRectF(4.5, 3.5, 3.4, 11), 1, 1)
        path.addRoundedRect(QRectF(10.1, 3.5, 3.4, 11), 1, 1)
    elif name == "step-forward":
        _triangle(path, 6.0, 12.5, 10.0)
    elif name == "step-back":
        _triangle(path, 12.0, 5.5, 10.0)
    elif name == "end":
        _triangle(path, 3.5, 11.5, 11.0)
        path.addRoundedRect(QRectF(12.2, 3.5, 2.4, 11), 1, 1)
    elif name == "start":
        _triangle(path, 14.5, 6.5, 11.0)
        path.addRoundedRect(QRectF(3.4, 3.5, 2.4, 11), 1, 1)
    else:
        raise LookupError(f"no icon {name!r}")
    return path


def _triangle(path: QPainterPath, base: float, tip: float, height: float) -> None:
    middle = _SIZE / 2
    corners = (
        QPointF(base, middle - height / 2),
        QPointF(tip, middle),
        QPointF(base, middle + height / 2),
    )
    path.addPolygon(QPolygonF(corners))
    path.closeSubpath()


def _draw_turn(painter: QPainter, name: str, color: QColor) -> None:
    pen = QPen(color, 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    if name == "redo":
        painter.translate(_SIZE, 0)
        painter.scale(-1, 1)
    arc = QPainterPath()
    if name == "loop":
        arc.arcMoveTo(QRectF(3.5, 3.5, 11, 11), 60)
        arc.arcTo(QRectF(3.5, 3.5, 11, 11), 60, 300)
        tip = QPolygonF((QPointF(11.2, 1.0), QPointF(15.6, 4.3), QPointF(10.6, 6.6)))
    else:
        arc.moveTo(5, 6.5)
        arc.lineTo(10.5, 6.5)
        arc.arcTo(QRectF(6.5, 6.5, 8, 8), 90, -180)
        arc.lineTo(6.5, 14.5)
        tip = QPolygonF((QPointF(2.2, 6.5), QPointF(7.2, 2.9), QPointF(7.2, 10.1)))
    painter.drawPath(arc)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(tip)
