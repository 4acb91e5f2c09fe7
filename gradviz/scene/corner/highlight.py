"""What a pointed cell came from and what it feeds, lit up wherever it is drawn."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.chips import cell_area, outline, outlined
from gradviz.scene.marks.frame import Box, Color, Mark, Polyline
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.theme import Theme

if TYPE_CHECKING:
    from gradviz.engine.graph.dependence import Block

Grids = tuple[tuple[str, Grid], ...]


def attention(passes: Passes, ref: CellRef, grids: Grids, theme: Theme) -> tuple[Mark, ...]:
    """Return outlines for a cell, for its sources, and corner ticks for what it feeds.

    Sources and targets differ in shape, not in colour alone: a closed outline is where the
    number comes from, four corners are where it goes.
    """
    from gradviz.engine.graph.dependence import feeds, sources  # nothing is pointed at first

    marks: list[Mark] = []
    for block in sources(passes, ref):
        for grid in _drawn(block, grids):
            marks += outlined(grid, block.rows, block.cols, theme.accent, 2.0)
    for block in feeds(passes, ref):
        for grid in _drawn(block, grids):
            marks += _block_corners(grid, block, theme.accent)
    for name, grid in grids:
        if name == ref.name:
            area = cell_area(grid, ref.row, ref.col)
            marks.append(outline(area, theme.bright, 2.5, grid.radius))
    return tuple(marks)


def clipped(marks: Iterable[Mark], window: Area) -> tuple[Mark, ...]:
    """Return of outlines and ticks what is in a window."""
    kept: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Box):
            left, top = max(mark.x, window.x), max(mark.y, window.y)
            right = min(mark.x + mark.width, window.right)
            bottom = min(mark.y + mark.height, window.bottom)
            if left < right and top < bottom:
                part = replace(mark, x=left, y=top, width=right - left, height=bottom - top)
                kept.append(part)
        elif isinstance(mark, Polyline) and all(
            window.x <= x <= window.right and window.y <= y <= window.bottom for x, y in mark.points
        ):
            kept.append(mark)
    return tuple(kept)


def _drawn(block: "Block", grids: Grids) -> Iterable[Grid]:
    return (grid for name, grid in grids if name == block.name)


def _block_corners(grid: Grid, block: "Block", color: Color) -> tuple[Mark, ...]:
    part = grid.part(block.rows, block.cols)
    if min(grid.pitch_x, grid.pitch_y) < 18 or part.rows * part.cols > 64:
        whole = Area(*part.box)
        return corners(whole, color)
    return tuple(
        tick
        for r in block.rows
        for c in block.cols
        for tick in corners(cell_area(grid, r, c), color)
    )


def corners(area: Area, color: Color) -> tuple[Mark, ...]:
    """Return four corners around an area: there a number goes."""
    size = min(10.0, area.width * 0.3, area.height * 0.3)
    places = (
        (area.x, area.y, 1, 1),
        (area.right, area.y, -1, 1),
        (area.right, area.bottom, -1, -1),
        (area.x, area.bottom, 1, -1),
    )
    return tuple(
        Polyline(((x + dx * size, y), (x, y), (x, y + dy * size)), 2.0, color)
        for x, y, dx, dy in places
    )
