"""Where the cells of a matrix stand."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

SPLITS = 6.0
"""Cells smaller than this have no seam between their halves."""

Rectangle: TypeAlias = tuple[float, float, float, float]

Half: TypeAlias = Literal["", "upper", "lower", "left", "right"]
"""Which half of its cells a matrix occupies; "" is all of them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a matrix stand; lengths in scene units.

    Attributes
    ----------
    x, y : float
        Top left corner of all cells, whole ones.
    pitch_x, pitch_y : float
        From one cell to the next.
    rows, cols : int
        Of the matrix, whichever way it is laid out.
    flipped : bool
        Laid out transposed: rows of the matrix run along x, from one column to the next.
    half : {"", "upper", "lower", "left", "right"}
        The matrix has one half of each cell, another matrix the other one. Cells smaller than
        `SPLITS` have no halves that could be told apart.

    Examples
    --------
    >>> Grid(0, 0, 60, 61, rows=2, cols=3).cell(1, 2)
    (120, 61, 57.0, 58.0)
    >>> Grid(0, 0, 60, 61, rows=2, cols=3, flipped=True).cell(1, 2)
    (60, 122, 57.0, 58.0)
    >>> Grid(0, 0, 60, 61, rows=2, cols=3, half="lower").cell(1, 2)
    (120, 91.0, 57.0, 28.0)
    >>> Grid(0, 0, 60, 61, rows=2, cols=3, half="right").cell(1, 2)
    (149.0, 61, 28.0, 58.0)
    """

    x: float
    y: float
    pitch_x: float
    pitch_y: float
    rows: int
    cols: int
    flipped: bool = False
    half: Half = ""

    @property
    def across(self) -> int:
        """How many cells stand side by side."""
        return self.rows if self.flipped else self.cols

    @property
    def down(self) -> int:
        """How many cells stand one below the other."""
        return self.cols if self.flipped else self.rows

    @property
    def gap(self) -> float:
        """What is free between two whole cells."""
        small = min(self.pitch_x, self.pitch_y)
        return 3.0 if small >= 30 else 2.0 if small >= 14 else 1.0 if small >= 6 else 0.0

    @property
    def gap_x(self) -> float:
        """What is free to the right of each cell; the place of the other half is."""
        return self.pitch_x - self.cell_width if self.is_beside else self.gap

    @property
    def gap_y(self) -> float:
        """What is free below each cell; the place of the other half is."""
        return self.pitch_y - self.cell_height if self.is_stacked else self.gap

    @property
    def is_beside(self) -> bool:
        """Whether the cells are halves that stand side by side."""
        return self.half in ("left", "right")

    @property
    def is_stacked(self) -> bool:
        """Whether the cells are halves that stand one above the other."""
        return self.half in ("upper", "lower")

    @property
    def radius(self) -> float:
        """Corner radius of a cell."""
        wide = self.pitch_x / 2 if self.is_beside else self.pitch_x
        small = min(wide, self.pitch_y / 2 if self.is_stacked else self.pitch_y)
        return min(7.0, small * 0.12) if small >= 8 else 0.0

    @property
    def left(self) -> float:
        """Left edge of the first cells; `x`, but for right halves."""
        beyond = self.pitch_x - self.gap - self.cell_width
        return self.x + beyond if self.half == "right" else self.x

    @property
    def top(self) -> float:
        """Upper edge of the first cells; `y`, but for lower halves."""
        below = self.pitch_y - self.gap - self.cell_height
        return self.y + below if self.half == "lower" else self.y

    @property
    def right(self) -> float:
        """Right edge of the last cells."""
        return self.left + (self.across - 1) * self.pitch_x + self.cell_width

    @property
    def bottom(self) -> float:
        """Lower edge of the last cells."""
        return self.top + (self.down - 1) * self.pitch_y + self.cell_height

    @property
    def box(self) -> Rectangle:
        """Left, top, width and height of all cells."""
        return self.left, self.top, self.right - self.left, self.bottom - self.top

    @property
    def whole(self) -> "Grid":
        """The grid of the whole cells: both halves."""
        return replace(self, half="") if self.half else self

    @property
    def cell_width(self) -> float:
        """Width of one cell; halves are whole units wide, and a seam is left between them."""
        return _halved(self.pitch_x, self.gap) if self.is_beside else self.pitch_x - self.gap

    @property
    def cell_height(self) -> float:
        """Height of one cell; halves are whole units high, and a seam is left between them."""
        return _halved(self.pitch_y, self.gap) if self.is_stacked else self.pitch_y - self.gap

    def cell(self, row: int, col: int) -> Rectangle:
        """Return left, top, width and height of one cell."""
        across, down = (row, col) if self.flipped else (col, row)
        x, y = self.left + across * self.pitch_x, self.top + down * self.pitch_y
        return x, y, self.cell_width, self.cell_height

    def middle_of(self, row: int, col: int) -> tuple[float, float]:
        """Return the middle of one cell."""
        x, y, width, height = self.cell(row, col)
        return x + width / 2, y + height / 2

    def part(self, rows: range, cols: range) -> "Grid":
        """Return the grid of a block of these cells."""
        x, y, _, _ = self.whole.cell(rows.start, cols.start)
        return replace(self, x=x, y=y, rows=len(rows), cols=len(cols))

    def moved(self, dx: float, dy: float) -> "Grid":
        """Return this grid somewhere else."""
        return replace(self, x=self.x + dx, y=self.y + dy)


def _halved(pitch: float, gap: float) -> float:
    length = pitch - gap
    return float((length - 1) // 2) if pitch >= SPLITS else length / 2
