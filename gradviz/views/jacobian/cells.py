"""A Jacobian as cells: the part of it that is seen, at the resolution it is seen at.

What is never touched is not drawn at all, so that it cannot be taken for a 0.
"""

from dataclasses import replace

import numpy as np

from gradviz.arrays import Mask, Matrix, freeze
from gradviz.engine.jacobians.chain import ChainJacobian
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import halvings, merged_grid, visible
from gradviz.scene.marks.cells import TELLS_SIGN, Look, passing_cells
from gradviz.scene.marks.frame import Cells, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.mapping import mapped
from gradviz.scene.marks.recent import recent
from gradviz.views.jacobian.bins import bins_of

_BUDGET = 8_000_000  # bytes: a few screens full of cells of one pixel


def jacobian_cells(
    jacobian: Jacobian | ChainJacobian, grid: Grid, look: Look, area: Area, pixel: float
) -> Cells | None:
    """Return what is seen of a Jacobian in an area; None if nothing is.

    No more of it is asked for than there are device pixels. Where cells are smaller than one,
    each cell that is drawn stands for a bin, as `bins_of` tells it.

    Parameters
    ----------
    jacobian : Jacobian or ChainJacobian
        The same object gives the very same mark.
    grid : Grid
        Where all of it stands.
    look : Look
    area : Area
    pixel : float
        Size of a device pixel, scene units.
    """
    down, across = halvings(grid, pixel)
    blocks = merged_grid(grid, down, across)
    rows, cols = visible(blocks, area)
    if not rows or not cols:
        return None
    bins = (
        range(rows.start << down, rows.stop << down, 1 << down),
        range(cols.start << across, cols.stop << across, 1 << across),
    )
    return _part(jacobian, bins, blocks.part(rows, cols), look, area)


@recent(_BUDGET, (Jacobian, ChainJacobian))
def _part(
    jacobian: Jacobian | ChainJacobian,
    bins: tuple[range, range],
    part: Grid,
    look: Look,
    area: Area,
) -> Cells:
    """Return some bins of a Jacobian as cells, cut where they reach out of the area."""
    cells = _colored(*bins_of(jacobian, *bins), part, look)
    x, y, width, height = part.box
    is_cut = x < area.x or y < area.y or x + width > area.right or y + height > area.bottom
    return replace(
        cells,
        first=(bins[0].start, bins[1].start),
        merged=(bins[0].step, bins[1].step),
        clip=area.sides if is_cut else None,
    )


def _colored(mask: Mask, entries: Matrix, part: Grid, look: Look) -> Cells:
    """Return bins as cells, hidden where nothing is touched: of many only the others are mapped."""
    is_small = min(part.cell_width, part.cell_height) < TELLS_SIGN
    if is_small and not mask.all():
        one = passing_cells(freeze(np.zeros((1, 1))), replace(part, rows=1, cols=1), look)
        fill = np.zeros((*mask.shape, 4), dtype=np.uint8)
        state = np.full(mask.shape, State.HIDDEN, dtype=np.uint8)
        if entries.size:
            colors = look.theme.palette(look.name)
            fill_of, state_of, _ = mapped(entries[np.newaxis], look.scale, colors, ())
            fill[mask], state[mask] = fill_of[0], state_of[0]
        return replace(one, fill=fill, state=state, ink=np.zeros_like(state))
    values = np.zeros(mask.shape)
    values[mask] = entries
    cells = passing_cells(freeze(values), part, look)
    return replace(cells, state=np.where(mask, cells.state, np.uint8(State.HIDDEN)))


def copy_cells(block: Matrix, grid: Grid, look: Look, apart: tuple[float, float]) -> Cells:
    """Return one copy of a block whose rows and columns may stand apart, to be moved about.

    Parameters
    ----------
    block : Matrix
    grid : Grid
        Where its first cell stands, and how large cells are.
    look : Look
    apart : tuple of float
        From one row (and from one column) to the next, in cells: 1 where none is between.
    """
    cells = passing_cells(block, grid, look)
    down, across = (pitch * n for pitch, n in zip((grid.pitch_y, grid.pitch_x), apart, strict=True))
    return replace(
        cells,
        pitch_x=across,
        pitch_y=down,
        gap=across - grid.cell_width,
        gap_y=down - grid.cell_height,
        ref="",
    )
