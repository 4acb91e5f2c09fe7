"""The lanes of a trace: a way in line with a row or column goes along the gap beside it.

So it runs through no cell that is not on the path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import TypeAlias

from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Point
from gradviz.scene.marks.grid import Grid, Rectangle

CellLines: TypeAlias = tuple[tuple[float, float, float, int], tuple[float, float, float, int]]
"""Of cells in a row, and of those in a column: where the first is, from one to the next, how long
each is, and how many there are."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a way begins, turns or ends: a cell, or the loss.

    Attributes
    ----------
    area : Area
        Of the half of a cell that is meant; of no size for the loss.
    grid : Grid or None
        Of the matrix where lanes beside its cells can be taken.
    ref : CellRef or None
        The cell of that grid.
    """

    area: Area
    grid: Grid | None = None
    ref: CellRef | None = None

    @property
    def middle(self) -> Point:
        """The middle of it."""
        return self.area.x + self.area.width / 2, self.area.y + self.area.height / 2

    @property
    def whole(self) -> Rectangle:
        """The whole cell, both halves; of no size for the loss."""
        if self.grid is None or self.ref is None:
            return (*self.middle, 0.0, 0.0)
        return self.grid.whole.cell(self.ref.row, self.ref.col)

    def lanes(self) -> tuple[float, float]:
        """Return where the gaps beside its column and below its row are.

        Every other row has its gap on the other side of the column, so that two ways are two.
        """
        if self.grid is None or self.ref is None:
            return self.middle
        x, y, width, height = self.whole
        gap = self.grid.gap / 2
        is_odd, is_flipped = self.ref.row % 2 == 1, self.grid.flipped
        side = x - gap if is_odd and not is_flipped else x + width + gap
        low = y - gap if is_odd and is_flipped else y + height + gap
        return side, low


@dataclass(frozen=True, slots=True)
class Ground:
    """All cells in a picture, which a way should not run through.

    Attributes
    ----------
    grids : tuple of CellLines
        How the cells of each grid stand across, and how down.
    boxes : tuple of Rectangle
        Around each of them.
    whole : tuple of Rectangle
        Around the whole cells, once where two grids are the halves of them.
    """

    grids: tuple[CellLines, ...]
    boxes: tuple[Rectangle, ...]
    whole: tuple[Rectangle, ...]

    def near(self, start: Point, end: Point) -> Iterator[CellLines]:
        """Yield the grids that the rectangle between two points may touch."""
        (left, right), (top, bottom) = (sorted(pair) for pair in zip(start, end, strict=True))
        for grid, (x, y, width, height) in zip(self.grids, self.boxes, strict=True):
            if x <= right and y <= bottom and left <= x + width and top <= y + height:
                yield grid


def ground_of(grids: tuple[Grid, ...]) -> Ground:
    """Return the ground that grids make."""
    whole = dict.fromkeys(grid.whole.box for grid in grids)
    return Ground(tuple(map(_lines, grids)), tuple(grid.box for grid in grids), tuple(whole))


def _lines(grid: Grid) -> CellLines:
    return (
        (grid.left, grid.pitch_x, grid.cell_width, grid.across),
        (grid.top, grid.pitch_y, grid.cell_height, grid.down),
    )


def around(start: Stop, end: Stop, ground: Ground) -> tuple[Point, ...]:
    """Return how to go on from a start to an end: along the gap beside a row or column, if need be.

    A cell is left and entered on the side where its other half does not stand.

    Parameters
    ----------
    start, end : Stop
    ground : Ground
    """
    (x0, y0), (x1, y1) = start.middle, end.middle
    known = start if start.grid is not None else end
    if known.grid is None:  # a way ends in a cell, if it begins in none
        return (end.middle,)
    x, y, width, height = known.whole
    is_upright = all(x <= at <= x + width for at in (x0, x1))
    is_level = all(y <= at <= y + height for at in (y0, y1))
    if not (is_upright or is_level) or not _is_crossed(start.middle, end.middle, ground):
        return (end.middle,)
    gap, (side, low) = known.grid.gap / 2, known.lanes()
    if is_upright:
        if not known.grid.is_beside:
            return (side, y0), (side, y1), end.middle
        first, last = _edges(start.area.y, start.area.bottom, end.area.y, end.area.bottom, gap)
        return (x0, first), (side, first), (side, last), (x1, last), end.middle
    if known.grid.is_beside:
        return (x0, low), (x1, low), end.middle
    first, last = _edges(start.area.x, start.area.right, end.area.x, end.area.right, gap)
    return (first, y0), (first, low), (last, low), (last, y1), end.middle


def _edges(a0: float, a1: float, b0: float, b1: float, gap: float) -> tuple[float, float]:
    """Return where to leave a stretch for another one, and where to enter that."""
    if a0 < b0:
        return (a1 + gap, b0 - gap) if b1 > b0 else (a1 + gap, b0)
    return (a0 - gap, b1 + gap) if b1 > b0 else (a0 - gap, b1)


def _is_crossed(start: Point, end: Point, ground: Ground) -> bool:
    """Tell whether a way in line with a row or a column runs through cells beside its ends."""
    return any(
        _cells_on(start, end, grid) > _cells_on(start, start, grid) + _cells_on(end, end, grid)
        for grid in ground.near(start, end)
    )


def _cells_on(start: Point, end: Point, grid: CellLines) -> int:
    """Return how many cells of a grid are in the rectangle between two points."""
    found = 1
    for (first, pitch, length, most), one, other in zip(grid, start, end, strict=True):
        low, high = (one, other) if one < other else (other, one)
        after = floor((low - first - length) / pitch) + 1
        until = floor((high - first) / pitch)
        found *= max(min(until, most - 1) - max(after, 0) + 1, 0)
    return found
