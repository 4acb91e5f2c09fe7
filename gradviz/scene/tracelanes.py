"""The lanes of a trace: a way in line with a row or column goes along the gap beside it.

So it runs through no cell that is not on the path.
"""

from dataclasses import dataclass
from math import floor

from gradviz.refs import CellRef
from gradviz.scene.cells import Grid, Rectangle
from gradviz.scene.corner import Area
from gradviz.scene.frame import Point


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


def around(start: Stop, end: Stop, grids: tuple[Grid, ...]) -> tuple[Point, ...]:
    """Return how to go on from a start to an end: along the gap beside a row or column, if need be.

    A cell is left and entered on the side where its other half does not stand.

    Parameters
    ----------
    start, end : Stop
    grids : tuple of Grid
        Of all cells in the picture.
    """
    (x0, y0), (x1, y1) = start.middle, end.middle
    known = start if start.grid is not None else end
    if known.grid is None:  # a way ends in a cell, if it begins in none
        return (end.middle,)
    side, low = known.lanes()
    gap = known.grid.gap / 2
    x, y, width, height = known.whole
    if all(x <= at <= x + width for at in (x0, x1)):
        if not _is_crossed(start.middle, end.middle, grids):
            return (end.middle,)
        if not known.grid.is_beside:
            return (side, y0), (side, y1), end.middle
        first, last = _edges(start.area.y, start.area.bottom, end.area.y, end.area.bottom, gap)
        return (x0, first), (side, first), (side, last), (x1, last), end.middle
    if all(y <= at <= y + height for at in (y0, y1)):
        if not _is_crossed(start.middle, end.middle, grids):
            return (end.middle,)
        if known.grid.is_beside:
            return (x0, low), (x1, low), end.middle
        first, last = _edges(start.area.x, start.area.right, end.area.x, end.area.right, gap)
        return (first, y0), (first, low), (last, low), (last, y1), end.middle
    return (end.middle,)


def _edges(a0: float, a1: float, b0: float, b1: float, gap: float) -> tuple[float, float]:
    """Return where to leave a stretch for another one, and where to enter that."""
    if a0 < b0:
        return (a1 + gap, b0 - gap) if b1 > b0 else (a1 + gap, b0)
    return (a0 - gap, b1 + gap) if b1 > b0 else (a0 - gap, b1)


def _is_crossed(start: Point, end: Point, grids: tuple[Grid, ...]) -> bool:
    """Tell whether a way in line with a row or a column runs through cells beside its ends."""
    return any(
        _cells_on(start, end, grid) > _cells_on(start, start, grid) + _cells_on(end, end, grid)
        for grid in grids
    )


def _cells_on(start: Point, end: Point, grid: Grid) -> int:
    """Return how many cells of a grid are in the rectangle between two points."""
    counts = []
    for n, first, pitch, length, most in (
        (0, grid.left, grid.pitch_x, grid.cell_width, grid.across),
        (1, grid.top, grid.pitch_y, grid.cell_height, grid.down),
    ):
        low, high = sorted((start[n], end[n]))
        after = floor((low - first - length) / pitch) + 1
        until = floor((high - first) / pitch)
        counts.append(max(min(until, most - 1) - max(after, 0) + 1, 0))
    return counts[0] * counts[1]
