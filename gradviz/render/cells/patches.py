"""A raster made from another one that differs in a few cells: only these are painted."""

from dataclasses import fields

import numpy as np
from PySide6.QtGui import QImage, QPainter

from gradviz.render.cells.lattice import Lattice
from gradviz.render.cells.pixels import Raster, rasterise
from gradviz.render.cells.stencils import compose
from gradviz.render.fonts import text_width
from gradviz.scene.marks.frame import Cells

_MOST = 0.25
"""Share of the cells; where the block that differs is larger, painting all is no slower."""
_FREE = frozenset(
    {"x", "y", "state", "text", "opacity", "ref", "first", "merged", "flipped", "clip"}
)
"""Fields that may differ: what tells apart two states of a matrix, and what no pixel shows."""


def patched(raster: Raster, before: Cells, now: Cells, lattice: Lattice) -> Raster | None:
    """Return `now` as pixels, made from those of `before`; None where that does not pay.

    Parameters
    ----------
    raster : Raster
        Of `before`.
    before, now : Cells
        Of one fill: the very same array.
    lattice : Lattice
        Of both.
    """
    if _is_blurred(now, lattice) or not _is_alike(before, now) or not _keeps_to_cells(now):
        return None
    rows, cols = _differing(before, now)
    if not len(rows) * len(cols):
        return raster
    if len(rows) * len(cols) > _MOST * now.state.size:
        return None
    part = lattice.part(rows, cols)
    patch = rasterise(_block(now, rows, cols), part)
    image = QImage(raster.image)  # shares its pixels until it is painted on
    left, top = part.x.first, part.y.first
    inside = patch.image.copy(left - patch.x, top - patch.y, part.x.extent, part.y.extent)
    at = (left - raster.x, top - raster.y)
    compose(image, inside, QPainter.CompositionMode.CompositionMode_Source, at)
    return Raster(image, raster.x, raster.y)


def _is_blurred(cells: Cells, lattice: Lattice) -> bool:
    """Tell whether a pixel shows more than one cell, or a small cell fills its gap too."""
    has_gaps = cells.cell_width < cells.pitch_x or cells.cell_height < cells.pitch_y
    return lattice.is_fine or (lattice.is_plain and has_gaps)


def _is_alike(before: Cells, now: Cells) -> bool:
    return all(
        one is other or (not isinstance(one, np.ndarray) and one == other)
        for one, other in (
            (getattr(before, field.name), getattr(now, field.name))
            for field in fields(Cells)
            if field.name not in _FREE
        )
    ) and (before.text is None) == (now.text is None)


def _keeps_to_cells(cells: Cells) -> bool:
    """Tell whether no number reaches into the next cell, however long it is."""
    if cells.text is None:
        return True
    letters = cells.text.dtype.itemsize // 4
    width = letters * text_width("0", "mono", "regular", cells.font_size)
    return width <= cells.cell_width and cells.font_size <= cells.cell_height


def _differing(before: Cells, now: Cells) -> tuple[range, range]:
    """Return the smallest block that holds every cell that differs."""
    differs = before.state != now.state
    if before.text is not None and before.text is not now.text:
        differs |= before.text != now.text
    rows, cols = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    if rows.size == 0:
        return range(0), range(0)
    down, across = now.shape  # one cell more: a mark may tint the gap after its cell
    return range(int(rows[0]), min(int(rows[-1]) + 2, down)), range(
        int(cols[0]), min(int(cols[-1]) + 2, across)
    )


def _block(cells: Cells, rows: range, cols: range) -> Cells:
    block = (slice(rows.start, rows.stop), slice(cols.start, cols.stop))
    return cells.taken(block)
