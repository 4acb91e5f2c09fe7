"""Matrices as marks: coloured cells with a number in each, flat or in a slanted plane."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gradviz.refs import CellRef
from gradviz.scene.marks.colormap import Color, Diverging

Point: TypeAlias = tuple[float, float]

_EDGE_ON = 1e-6  # scene units squared: a smaller cell is seen from the edge


class State(IntEnum):
    """How one cell is drawn."""

    EMPTY = 0
    """Not computed yet: no fill, a dashed outline. Never looks like 0."""
    FILLED = 1
    """Filled with its colour."""
    HATCHED = 2
    """Filled, and hatched with the line colour: NaN."""
    CLIPPED = 3
    """Filled, with a triangle in the line colour in its top right corner: beyond the scale."""
    HIDDEN = 4
    """Nothing at all."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Cells:
    """A matrix as coloured cells with a number in each.

    Cell (r, c) covers x + c * pitch .. + pitch - gap, and the same in y with its own row.

    Attributes
    ----------
    x, y : float
        Top left corner of cell (0, 0), scene units.
    pitch_x, pitch_y : float
        Distance from one cell to the next.
    gap : float
        What is left free between two cells, to the right of and below each.
    radius : float
        Corner radius of a cell.
    fill : ndarray, shape (rows, cols, 4), uint8
        RGBA of each cell.
    state : ndarray, shape (rows, cols), uint8
        A `State` for each cell.
    text : ndarray of str, shape (rows, cols), or None
        The number of each cell as it is to be read; "" draws nothing.
    ink : ndarray, shape (rows, cols), uint8
        Index into `inks`: the colour of the number.
    inks : tuple of Color
    font_size : float
        Size of the numbers, scene units; they are set in the mono family.
    line : Color
        Colour of dashed outlines, hatching and corner marks.
    opacity : float
        0..1, of all of it.
    ref : str
        Name of the matrix ("X_grad"), or "" for what cannot be pointed at (ghosts, keys).
    first : tuple of int
        Row and column of the matrix that cell (0, 0) shows.
    gap_y : float, optional
        What is left free below each cell, where that is another gap than to the right: half
        cells leave the place of the other half.
    flipped : bool
        The arrays show the transpose: rows of the matrix run along x.
    merged : tuple of int
        How many rows and columns of the matrix each cell stands for.
    clip : tuple of float, optional
        Left, top, width and height: nothing is drawn, or hit, outside.
    palette : Diverging, optional
        What `fill` is from: where several cells share a pixel, it shows the one farthest from
        zero. Without, all matter alike.
    hatch : Color, optional
        Colour of hatching and corner marks, by default `line`.
    """

    x: float
    y: float
    pitch_x: float
    pitch_y: float
    gap: float
    radius: float
    fill: NDArray[np.uint8]
    state: NDArray[np.uint8]
    text: NDArray[np.str_] | None
    ink: NDArray[np.uint8]
    inks: tuple[Color, ...]
    font_size: float
    line: Color
    opacity: float = 1.0
    ref: str = ""
    first: tuple[int, int] = (0, 0)
    gap_y: float | None = None
    flipped: bool = False
    merged: tuple[int, int] = (1, 1)
    clip: tuple[float, float, float, float] | None = None
    palette: Diverging | None = None
    hatch: Color | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.state.shape
        return rows, cols

    @property
    def cell_width(self) -> float:
        """Width of one cell."""
        return self.pitch_x - self.gap

    @property
    def cell_height(self) -> float:
        """Height of one cell."""
        return self.pitch_y - (self.gap if self.gap_y is None else self.gap_y)

    @property
    def width(self) -> float:
        """Width of all cells, without the last gap."""
        return (self.shape[1] - 1) * self.pitch_x + self.cell_width

    @property
    def height(self) -> float:
        """Height of all cells, without the last gap."""
        return (self.shape[0] - 1) * self.pitch_y + self.cell_height

    def cell(self, row: int, col: int) -> tuple[float, float, float, float] | None:
        """Return left, top, width and height of what shows an entry of the matrix, or None."""
        row, col = (
            (n - at) // by for n, at, by in zip((row, col), self.first, self.merged, strict=True)
        )
        down, across = (col, row) if self.flipped else (row, col)
        if not (0 <= down < self.shape[0] and 0 <= across < self.shape[1]):
            return None
        x, y = self.x + across * self.pitch_x, self.y + down * self.pitch_y
        return x, y, self.cell_width, self.cell_height

    def taken(self, at: tuple[slice, slice]) -> "Cells":
        """Return these rows and columns of the arrays, in the place of the first ones."""
        return replace(
            self,
            fill=self.fill[at],
            state=self.state[at],
            text=None if self.text is None else self.text[at],
            ink=self.ink[at],
        )

    def line_of(self, state: State) -> Color:
        """Return the colour of what a state adds to a cell."""
        is_odd = state in (State.HATCHED, State.CLIPPED)
        return self.hatch if is_odd and self.hatch is not None else self.line

    def _is_other_half(self, across: float, down: float) -> bool:
        """Tell whether a place in a cell, in pitches, is one of those of the other half."""
        if self.gap_y is None:
            return False
        if self.gap > self.gap_y:  # halves stand side by side
            return across * self.pitch_x >= self.cell_width + 1.0
        return down * self.pitch_y >= self.cell_height + 1.0

    def hit(self, x: float, y: float) -> CellRef | None:
        """Return the cell under a point, or None beside all of them.

        A gap belongs to the cell before it; of the place of another half, one unit does.
        """
        if self.clip is not None:
            left, top, width, height = self.clip
            if not (left <= x < left + width and top <= y < top + height):
                return None
        down, across = self.shape
        along_x, along_y = (x - self.x) / self.pitch_x, (y - self.y) / self.pitch_y
        if not (self.ref and 0 <= along_y < down and 0 <= along_x < across):
            return None
        if self._is_other_half(along_x % 1, along_y % 1):
            return None
        row, col = (along_x, along_y) if self.flipped else (along_y, along_x)
        (first_row, first_col), (rows, cols) = self.first, self.merged
        return CellRef(self.ref, first_row + int(row * rows), first_col + int(col * cols))


@dataclass(frozen=True, slots=True, eq=False)
class Quad:
    """Cells in a plane that is seen from the side: a face of a box.

    The point (u, v) of the plane of `cells` is drawn at origin + u * right + v * down. Numbers
    lie in the plane, and are never mirrored.

    Attributes
    ----------
    cells : Cells
        As they lie in their own plane.
    origin : Point
        Where the (0, 0) of that plane is.
    right, down : Point
        Where one unit along x, and along y, leads to; scene units.
    opacity : float
        0..1, of all of it.
    """

    cells: Cells
    origin: Point
    right: Point
    down: Point
    opacity: float = 1.0

    @property
    def ref(self) -> str:
        """Name of the matrix, or "" for what cannot be pointed at."""
        return self.cells.ref

    @property
    def area(self) -> float:
        """What a square of the plane with sides of one unit covers; below 0 if it is mirrored."""
        return self.right[0] * self.down[1] - self.right[1] * self.down[0]

    def at(self, u: float, v: float) -> Point:
        """Return where a point of the plane is drawn."""
        return (
            self.origin[0] + u * self.right[0] + v * self.down[0],
            self.origin[1] + u * self.right[1] + v * self.down[1],
        )

    def corners(self, row: int, col: int) -> tuple[Point, ...] | None:
        """Return the four corners of what shows an entry of the matrix, or None."""
        found = self.cells.cell(row, col)
        if found is None:
            return None
        u, v, width, height = found
        ends = ((u, v), (u + width, v), (u + width, v + height), (u, v + height))
        return tuple(self.at(*end) for end in ends)

    @property
    def outline(self) -> tuple[Point, ...]:
        """The four corners of all cells."""
        u, v, width, height = self.cells.x, self.cells.y, self.cells.width, self.cells.height
        ends = ((u, v), (u + width, v), (u + width, v + height), (u, v + height))
        return tuple(self.at(*end) for end in ends)

    def cell(self, row: int, col: int) -> tuple[float, float, float, float] | None:
        """Return left, top, width and height of the box around an entry of the matrix, or None."""
        corners = self.corners(row, col)
        if corners is None:
            return None
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)

    def hit(self, x: float, y: float) -> CellRef | None:
        """Return the cell under a point, or None beside all of them, and seen from the edge."""
        if abs(self.area) < _EDGE_ON:
            return None
        dx, dy = x - self.origin[0], y - self.origin[1]
        u = (dx * self.down[1] - dy * self.down[0]) / self.area
        v = (dy * self.right[0] - dx * self.right[1]) / self.area
        return self.cells.hit(u, v)
