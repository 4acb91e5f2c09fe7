"""Cells in a plane that is seen from the side: an affine view of what lies flat.

A few cells are shapes and text on every device. Many of them are, on pixels, one picture that
was painted flat and is laid into the plane: turning it costs no painting anew.
"""

from dataclasses import replace
from math import ceil, hypot, log2
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTransform

from gradviz.render.lattice import Lattice
from gradviz.render.rasters import Rasters
from gradviz.render.vectors import paint_cells
from gradviz.scene.frame import Cells, Quad

_FEW = 48
"""So many cells are drawn as shapes on pixels too: text keeps its outlines."""
_FINER = 2.0
"""A flat picture has so many pixels per pixel that is seen, so that lines stay smooth."""
_LARGEST = 1_500_000
"""Pixels of a flat picture; of a larger one there is a pixel per pixel that is seen."""
_EDGE_ON = 1e-4
"""Share of its area, in sight, below which a plane is a line."""

_flips: WeakKeyDictionary[Cells, dict[tuple[bool, bool], Cells]] = WeakKeyDictionary()


def paint_quad(painter: QPainter, quad: Quad, rasters: Rasters | None) -> None:
    """Draw cells in their plane; the opacity of `painter` is theirs already.

    Parameters
    ----------
    painter : QPainter
    quad : Quad
    rasters : Rasters, optional
        What was painted before; None on vector devices.
    """
    if abs(quad.area) < _EDGE_ON * hypot(*quad.right) * hypot(*quad.down) or not quad.area:
        return
    upright = readable(quad)
    painter.save()
    painter.setTransform(_transform(upright), combine=True)
    cells = upright.cells
    if cells.clip is not None:
        painter.setClipRect(QRectF(*cells.clip), Qt.ClipOperation.IntersectClip)
    has_gaps = cells.cell_width < cells.pitch_x and cells.cell_height < cells.pitch_y
    if rasters is not None and (cells.state.size > _FEW or not has_gaps):
        _lay(painter, upright, rasters)
    else:
        paint_cells(painter, cells)
        if not has_gaps and painter.opacity() == 1.0:
            paint_cells(painter, cells)  # edges that lean let a little through: not through two
    painter.restore()


def readable(quad: Quad) -> Quad:
    """Return the same picture with numbers that are neither mirrored nor upside down."""
    cells = quad.cells
    if cells.text is None:
        return quad
    flip_x = quad.right[0] < 0
    flip_y = (quad.area < 0) != flip_x
    if not (flip_x or flip_y):
        return quad
    corner = (
        2 * cells.x + cells.width if flip_x else 0.0,
        2 * cells.y + cells.height if flip_y else 0.0,
    )
    right = (-quad.right[0], -quad.right[1]) if flip_x else quad.right
    down = (-quad.down[0], -quad.down[1]) if flip_y else quad.down
    return replace(
        quad, cells=_flipped(cells, flip_x, flip_y), origin=quad.at(*corner), right=right, down=down
    )


def _flipped(cells: Cells, flip_x: bool, flip_y: bool) -> Cells:
    """Return cells the other way round; the very same mark for the same cells."""
    kept = _flips.setdefault(cells, {})
    if (flip_x, flip_y) not in kept:
        turned = (slice(None, None, -1 if flip_y else 1), slice(None, None, -1 if flip_x else 1))
        kept[flip_x, flip_y] = replace(
            cells,
            fill=cells.fill[turned],
            state=cells.state[turned],
            text=None if cells.text is None else cells.text[turned],
            ink=cells.ink[turned],
            ref="",
        )
    return kept[flip_x, flip_y]


def _transform(quad: Quad) -> QTransform:
    return QTransform(*quad.right, *quad.down, *quad.origin)


def _lay(painter: QPainter, quad: Quad, rasters: Rasters) -> None:
    """Draw a flat picture of many cells into their plane."""
    cells, to_device = quad.cells, painter.deviceTransform()
    across = hypot(to_device.m11(), to_device.m12())
    down = hypot(to_device.m21(), to_device.m22())
    scale = _step(max(across, down))
    if cells.width * cells.height * (scale * _FINER) ** 2 <= _LARGEST:
        scale *= _FINER
    lattice = Lattice.of(cells, QTransform.fromScale(scale, scale))
    raster = rasters.raster(cells, lattice)
    left, top = lattice.left + raster.x, lattice.top + raster.y
    width, height = raster.image.width(), raster.image.height()
    place = QRectF(left / scale, top / scale, width / scale, height / scale)
    painter.drawImage(place, raster.image)


def _step(scale: float) -> float:
    """Return a scale a little above another: the same one for a while, as a plane is turned."""
    return float(2.0 ** (ceil(2 * log2(scale)) / 2))
