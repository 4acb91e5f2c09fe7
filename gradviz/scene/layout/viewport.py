"""Zooming and panning: which part of a picture is seen, and how large.

A viewport tells what is seen in shares of the picture, so that it stays as it is when the
window is resized. Content is laid out once for the whole area; a viewport only enlarges it.
"""

from dataclasses import dataclass, replace
from math import ceil, floor, log2

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Mask, Matrix
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.cells import Look, as_written, passing_cells
from gradviz.scene.marks.frame import Cells
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.pyramid import extremes
from gradviz.scene.marks.recent import recent


@dataclass(frozen=True, slots=True)
class Viewport:
    """A part of the content of an area, enlarged to fill the area.

    Attributes
    ----------
    zoom : float
        How much it is enlarged, at least 1.
    x, y : float
        What is seen at the left and at the upper edge of the area: a share of the width (and
        of the height) of the content, 0 .. 1 - 1 / zoom.

    Examples
    --------
    >>> area = Area(0, 0, 100, 50)
    >>> Viewport().zoomed(4, (100, 0), area).panned(-30, -30, area)
    Viewport(zoom=4.0, x=0.75, y=0.15)
    """

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether all of the content is seen."""
        return self.zoom == 1.0

    def area_of(self, area: Area) -> Area:
        """Return where all of the content is, of which `area` is the part that is seen."""
        width, height = area.width * self.zoom, area.height * self.zoom
        return Area(area.x - self.x * width, area.y - self.y * height, width, height)

    def grid_of(self, grid: Grid, area: Area) -> Grid:
        """Return a grid that was laid out in an area, as it is seen."""
        all_of_it = self.area_of(area)
        return replace(
            grid,
            x=all_of_it.x + (grid.x - area.x) * self.zoom,
            y=all_of_it.y + (grid.y - area.y) * self.zoom,
            pitch_x=grid.pitch_x * self.zoom,
            pitch_y=grid.pitch_y * self.zoom,
        )

    def zoomed(
        self, factor: float, at: tuple[float, float], area: Area, most: float = float("inf")
    ) -> "Viewport":
        """Return what is seen after enlarging; what is at a point stays there.

        Parameters
        ----------
        factor : float
            Above 1 enlarges.
        at : tuple of float
            The point, scene units.
        area : Area
        most : float
            The largest zoom.
        """
        zoom = min(max(self.zoom * factor, 1.0), max(most, 1.0))
        gained = 1 / self.zoom - 1 / zoom
        share_x, share_y = (at[0] - area.x) / area.width, (at[1] - area.y) / area.height
        return _clamped(zoom, self.x + share_x * gained, self.y + share_y * gained)

    def panned(self, dx: float, dy: float, area: Area) -> "Viewport":
        """Return what is seen after the content was moved by so many scene units."""
        x, y = self.x - dx / (area.width * self.zoom), self.y - dy / (area.height * self.zoom)
        return _clamped(self.zoom, x, y)


WHOLE = Viewport()
"""Where nothing is enlarged."""


def visible(grid: Grid, area: Area) -> tuple[range, range]:
    """Return the rows and the columns of a matrix that are seen in an area, in part or wholly.

    Examples
    --------
    >>> visible(Grid(-50, 20, 20, 10, 8, 8), Area(0, 0, 35, 100))
    (range(0, 8), range(2, 5))
    """
    across = _within(area.x - grid.x, area.right - grid.x, grid.pitch_x, grid.across)
    down = _within(area.y - grid.y, area.bottom - grid.y, grid.pitch_y, grid.down)
    return (across, down) if grid.flipped else (down, across)


def visible_cells(
    values: Matrix,
    grid: Grid,
    look: Look,
    area: Area,
    *,
    pixel: float = 1.0,
    written: Mask | None = None,
) -> Cells | None:
    """Return what is seen of a matrix, as cells; None if nothing is.

    Only rows and columns within the area are mapped. Where cells are smaller than a device
    pixel, each one that is drawn stands for a block of 2**n by 2**m and shows its entry of
    largest magnitude, or NaN: what is extreme never vanishes. A block is empty until its last
    entry is written, at the lower right: matrices are written towards it.

    Parameters
    ----------
    values : ndarray, shape (rows, cols)
        Read-only; told by identity.
    grid : Grid
        Where all of the matrix stands: `Viewport.grid_of`.
    look : Look
    area : Area
        What is seen of the picture.
    pixel : float
        Size of a device pixel, scene units.
    written : ndarray of bool, shape (rows, cols), optional
        As for `matrix_cells`.
    """
    down, across = halvings(grid, pixel)
    blocks = merged_grid(grid, down, across)
    rows, cols = visible(blocks, area)
    if not rows or not cols:
        return None
    seen = extremes(values, down, across)
    cells = _part(seen, blocks, look, (rows, cols), (2**down, 2**across), area)
    if written is None:
        return cells
    last_rows = _last_of(rows, 2**down, len(values))
    return as_written(cells, written[np.ix_(last_rows, _last_of(cols, 2**across, values.shape[1]))])


@recent()
def _part(
    values: Matrix,
    grid: Grid,
    look: Look,
    seen: tuple[range, range],
    merged: tuple[int, int],
    area: Area,
) -> Cells:
    """Return some rows and columns of a matrix as cells, cut where they reach out of the area."""
    rows, cols = seen
    part = grid.part(rows, cols)
    block = values[rows.start : rows.stop, cols.start : cols.stop]
    x, y, width, height = part.box
    is_cut = x < area.x or y < area.y or x + width > area.right or y + height > area.bottom
    return replace(
        passing_cells(block, part, look),
        first=(rows.start * merged[0], cols.start * merged[1]),
        merged=merged,
        clip=area.sides if is_cut else None,
    )


def halvings(grid: Grid, pixel: float) -> tuple[int, int]:
    """Return how often rows and columns are halved for cells of a pixel and more."""
    least = pixel * (4 if grid.half else 1)  # a half of less than two pixels has no shape
    across = _doublings(grid.pitch_x, least, grid.across)
    down = _doublings(grid.pitch_y, least, grid.down)
    larger = max(across, down)
    if abs(across - down) == 1 and min(grid.rows, grid.cols) >= 2**larger:
        across = down = larger  # nearly square cells: square blocks, which take less memory
    return (across, down) if grid.flipped else (down, across)


def _doublings(pitch: float, least: float, count: int) -> int:
    needed = ceil(log2(least / pitch)) if pitch < least else 0
    return min(needed, count.bit_length() - 1)


def merged_grid(grid: Grid, down: int, across: int) -> Grid:
    """Return the grid of blocks of 2**down × 2**across cells."""
    x, y = (down, across) if grid.flipped else (across, down)
    return replace(
        grid,
        pitch_x=grid.pitch_x * 2**x,
        pitch_y=grid.pitch_y * 2**y,
        rows=grid.rows >> down,
        cols=grid.cols >> across,
    )


def _within(start: float, stop: float, pitch: float, count: int) -> range:
    first = min(max(floor(start / pitch), 0), count)
    return range(first, max(first, min(ceil(stop / pitch), count)))


def _last_of(blocks: range, size: int, count: int) -> NDArray[np.intp]:
    """Return, along one axis, the last entry of each block; the last has what is left over."""
    last = np.arange(blocks.start + 1, blocks.stop + 1) * size - 1
    return np.where(last + size < count, last, count - 1)


def _clamped(zoom: float, x: float, y: float) -> Viewport:
    most = 1 - 1 / zoom
    return Viewport(zoom, min(max(x, 0.0), most), min(max(y, 0.0), most))
