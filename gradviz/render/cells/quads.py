"""Cells in a plane that is seen from the side: an affine view of what lies flat.

A few cells are shapes and text on every device. Many of them are, on pixels, one picture that
was painted flat and is laid into the plane: turning it costs no painting anew.
"""

from collections.abc import Callable
from dataclasses import replace
from math import ceil, floor, hypot, log2
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTransform

from gradviz.render.cells.lattice import Lattice
from gradviz.render.cells.rasters import Rasters
from gradviz.render.cells.vectors import paint_cells
from gradviz.scene.marks.frame import Cells, Quad

_FEW = 48
"""So many cells are drawn as shapes on pixels too: text keeps its outlines."""
_FINER = 2.0
"""A flat picture has so many pixels per pixel that is seen, so that lines stay smooth."""
_LARGEST = 1_500_000
"""Pixels of a flat picture; of a larger one there is a pixel per pixel that is seen."""
_STEPS = 3
"""Scales of flat pictures from one to its double."""
_SMALL = 2.0
"""Cells of fewer pixels that are seen have no shape: of several in one, one is chosen."""
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
        kept[flip_x, flip_y] = replace(cells.taken(turned), ref="")
    return kept[flip_x, flip_y]


def _transform(quad: Quad) -> QTransform:
    return QTransform(*quad.right, *quad.down, *quad.origin)


def _lay(painter: QPainter, quad: Quad, rasters: Rasters) -> None:
    """Draw a flat picture of many cells into their plane."""
    cells, to_device = quad.cells, painter.deviceTransform()
    scales = _whole_scales(to_device)
    is_small = min(cells.pitch_x * scales[0], cells.pitch_y * scales[1]) < _SMALL
    if is_small:  # no blur: it would mix what matters with what does not
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    else:
        scales = _smooth_scales(cells, to_device)
    lattice = Lattice.of(cells, QTransform.fromScale(*scales))
    raster = rasters.raster(cells, lattice)
    left, top = (lattice.left + raster.x) / scales[0], (lattice.top + raster.y) / scales[1]
    width, height = raster.image.width() / scales[0], raster.image.height() / scales[1]
    painter.drawImage(QRectF(left, top, width, height), raster.image)


def _smooth_scales(cells: Cells, to_device: QTransform) -> tuple[float, float]:
    """Return the scale of a flat picture that has at least a pixel per pixel that is seen."""
    across = hypot(to_device.m11(), to_device.m12())
    down = hypot(to_device.m21(), to_device.m22())
    scale = _step(max(across, down), ceil)
    if cells.width * cells.height * (scale * _FINER) ** 2 <= _LARGEST:
        scale *= _FINER
    return scale, scale


def _whole_scales(to_device: QTransform) -> tuple[float, float]:
    """Return the scales along x and y of a flat picture of which no pixel is skipped.

    Each of its pixels holds a pixel of the device as that lies in the plane, wherever it lies.
    """
    back, _ = to_device.inverted()
    x, y = abs(back.m11()) + abs(back.m21()), abs(back.m12()) + abs(back.m22())
    return _step(1 / x, floor), _step(1 / y, floor)


def _step(scale: float, rounded: Callable[[float], int]) -> float:
    """Return a scale close to another: the same one for a while, as a plane is turned."""
    return float(2.0 ** (rounded(_STEPS * log2(scale)) / _STEPS))
