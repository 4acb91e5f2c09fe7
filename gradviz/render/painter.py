"""One painter for a Frame, on the screen and in files.

It decides nothing about looks. Cells are laid down in one of two ways, chosen by the paint
device alone: as an image on pixels (fast), as rectangles and text elsewhere (crisp, small,
selectable).
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QTransform

from gradviz.render.cells.lattice import Lattice
from gradviz.render.cells.quads import paint_quad
from gradviz.render.cells.rasters import Rasters
from gradviz.render.cells.vectors import paint_cells
from gradviz.render.labels import paint_label
from gradviz.render.shapes import (
    paint_arrow,
    paint_box,
    paint_gradation,
    paint_polygon,
    paint_polyline,
)
from gradviz.scene.marks.frame import (
    Arrow,
    Box,
    Cells,
    Formula,
    Frame,
    Gradation,
    Label,
    Mark,
    Polygon,
    Polyline,
    Quad,
)

_HINTS = (
    QPainter.RenderHint.Antialiasing
    | QPainter.RenderHint.TextAntialiasing
    | QPainter.RenderHint.SmoothPixmapTransform
)


def paint(frame: Frame, painter: QPainter, rasters: Rasters) -> None:
    """Draw a frame, its top left corner at the origin of `painter`, one unit to one unit.

    Parameters
    ----------
    frame : Frame
    painter : QPainter
        On any device: a widget, an image, SVG, PDF. It may be scaled and shifted, and is left
        as it was. The device pixel ratio of a screen is taken into account.
    rasters : Rasters
        What was painted before on this device. Vector devices make no use of it.
    """
    is_raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
    _paint(frame, painter, rasters if is_raster else None)


def _paint(frame: Frame, painter: QPainter, rasters: Rasters | None) -> None:
    """Draw a frame; cells as pixels if there are `rasters`, or else as shapes and text."""
    painter.save()
    painter.setRenderHints(_HINTS)
    if frame.background[3]:
        painter.fillRect(QRectF(0, 0, frame.width, frame.height), QColor(*frame.background))
    ground = painter.opacity()
    for mark in frame.marks:
        if mark.opacity > 0:
            painter.setOpacity(ground * mark.opacity)
            _paint_mark(mark, painter, rasters)
    painter.restore()


def _paint_mark(mark: Mark, painter: QPainter, rasters: Rasters | None) -> None:
    match mark:
        case Cells():
            _paint_cells(mark, painter, rasters)
        case Quad():
            paint_quad(painter, mark, rasters)
        case Label():
            paint_label(painter, mark, live=rasters is None)
        case Formula():
            from gradviz.render.formulas import paint_formula  # of one view

            paint_formula(painter, mark)
        case Arrow():
            paint_arrow(painter, mark)
        case Polyline():
            paint_polyline(painter, mark)
        case Polygon():
            paint_polygon(painter, mark)
        case Box():
            paint_box(painter, mark)
        case Gradation():
            paint_gradation(painter, mark)


def _paint_cells(cells: Cells, painter: QPainter, rasters: Rasters | None) -> None:
    if cells.clip is not None:
        painter.save()
        painter.setClipRect(QRectF(*cells.clip), Qt.ClipOperation.IntersectClip)
    if rasters is not None and _is_upright(painter.deviceTransform()):
        _blit(cells, painter, rasters)
    else:
        paint_cells(painter, cells)
    if cells.clip is not None:
        painter.restore()


def _is_upright(to_device: QTransform) -> bool:
    """Tell whether x runs right and y down on the device too, at any scale."""
    is_level = to_device.isAffine() and to_device.m12() == to_device.m21() == 0
    return is_level and to_device.m11() > 0 and to_device.m22() > 0


def _blit(cells: Cells, painter: QPainter, rasters: Rasters) -> None:
    """Lay cells down pixel for pixel, whatever the scale."""
    to_device = painter.deviceTransform()
    lattice = Lattice.of(cells, to_device)
    raster = rasters.raster(cells, lattice)
    world = painter.worldTransform()
    from_device, _ = to_device.inverted()
    shift = QTransform.fromTranslate(lattice.left + raster.x, lattice.top + raster.y)
    painter.setWorldTransform(shift * from_device * world)
    painter.drawImage(QPointF(0, 0), raster.image)
    painter.setWorldTransform(world)
