"""Matrices as cells: where they stand, and their marks with colours and numbers resolved."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.language.numbers import fitted, signs
from gradviz.same import Same
from gradviz.scene.marks.frame import Cells, State
from gradviz.scene.marks.mapping import mapped
from gradviz.scene.marks.recent import Recent
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import Theme

READABLE = 24.0
"""Cells narrower than this, scene units, are too small for numbers; they keep the signs."""
READABLE_HEIGHT = 15.0
"""Cells lower than this are, too."""
TELLS_SIGN = 9.0
"""Cells smaller than this show colour only."""
SPLITS = 6.0
"""Cells smaller than this have no seam between their halves."""

_ADVANCE = 0.6  # width of a character of the mono family, in font sizes
_FILLED = 0.92  # how much of a cell's width a number takes
_LEGIBLE = 9.0  # numbers do not get smaller than this while they still fit

_mapped, _written = Recent(), Recent()

Mask: TypeAlias = NDArray[np.bool_]
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


@dataclass(frozen=True, slots=True)
class Look:
    """What a matrix looks like, besides where it stands.

    Numbers are `growth` times as large as `text` makes them, as far as their cells hold them.
    """

    name: str
    scale: Scale
    theme: Theme
    numbers: bool
    text: float
    growth: float = 1.0

    @classmethod
    def of(cls, name: str, scale: Scale, style: Style, *, numbers: bool = True) -> "Look":
        """Return the look of matrix `name` in a picture of this style."""
        shown = numbers and style.numbers
        return cls(name, scale, style.theme, shown, style.text, style.growth)


def matrix_cells(values: Matrix, grid: Grid, look: Look, written: Mask | None = None) -> Cells:
    """Return a matrix as cells; the same arguments give the very same mark.

    It is mapped to colours and numbers once, however often `written` changes.

    Parameters
    ----------
    values : ndarray, shape (rows, cols)
        Read-only; told by identity.
    grid : Grid
    look : Look
    written : ndarray of bool, shape (rows, cols), optional
        Which entries are computed; the others are empty. By default all.
    """
    cells = _mapped.cells((Same(values), grid, look), lambda: passing_cells(values, grid, look))
    return cells if written is None else as_written(cells, written)


def as_written(cells: Cells, written: Mask) -> Cells:
    """Return cells of which those that are not written are empty.

    `written` is laid out as the matrix. The same arguments give the very same mark.
    """
    if written.all():
        return cells
    there = written.T if cells.flipped else written
    return _written.cells((cells, np.packbits(there).tobytes()), lambda: _as_written(cells, there))


def without_empty(cells: Cells) -> Cells:
    """Return cells that cannot be pointed at, without those that are empty; the same mark again."""
    return _written.cells(("without empty", cells), lambda: _without_empty(cells))


def font_size(grid: Grid, text: float) -> float:
    """Return the size of numbers in cells of a grid; five characters always fit."""
    legible = min(_LEGIBLE, grid.cell_height * 0.6, grid.cell_width * 0.25)
    return min(
        max(grid.cell_height * (0.55 if grid.is_stacked else 0.36) * text, legible),
        grid.cell_width * 0.3,
        26.0 * text,
        grid.cell_height * 0.6,
    )


def room(grid: Grid, text: float) -> int:
    """Return how many characters fit into a cell."""
    return letters_in(grid.cell_width, font_size(grid, text))


def letters_in(width: float, size: float) -> int:
    """Return how many characters of a font size fit into a cell so wide; at least one."""
    return max(1, int(width * _FILLED / (_ADVANCE * size)))


def _as_written(cells: Cells, there: Mask) -> Cells:
    state = np.where(there, cells.state, np.uint8(State.EMPTY))
    text = None if cells.text is None else np.where(there, cells.text, "")
    return replace(cells, state=state, text=text)


def _without_empty(cells: Cells) -> Cells:
    hidden = np.where(cells.state == State.EMPTY, np.uint8(State.HIDDEN), cells.state)
    return replace(cells, state=hidden, ref="")


def passing_cells(values: Matrix, grid: Grid, look: Look) -> Cells:
    """Return what `matrix_cells` does, a new mark each time: for what is drawn once only."""
    array = values.T if grid.flipped else values
    text = _texts(array, grid, look)
    colors = look.theme.palette(look.name)
    is_tiny = min(grid.cell_width, grid.cell_height) < TELLS_SIGN
    inks = () if text is None else look.theme.inks
    fill, state, ink = mapped(array, look.scale, colors, inks)
    return Cells(
        x=grid.left,
        y=grid.top,
        pitch_x=grid.pitch_x,
        pitch_y=grid.pitch_y,
        gap=grid.gap_x,
        radius=grid.radius,
        fill=fill,
        state=state,
        text=text,
        ink=ink,
        inks=look.theme.inks,
        font_size=_grown(grid, look, text) if is_readable(grid) else grid.cell_height * 0.8,
        line=look.theme.faint,
        ref=look.name,
        gap_y=grid.gap_y if grid.half else None,
        flipped=grid.flipped,
        palette=colors,
        hatch=look.theme.muted if is_tiny else None,
    )


def _grown(grid: Grid, look: Look, text: NDArray[np.str_] | None) -> float:
    """Return the size of these numbers: larger than any numbers could be, if they are short."""
    size = font_size(grid, look.text)
    if look.growth == 1.0 or text is None:
        return size
    longest = max(int(np.strings.str_len(text).max()), 2)
    most = min(grid.cell_width * _FILLED / (_ADVANCE * longest), grid.cell_height * 0.6)
    return max(size, min(size * look.growth, most))


def is_readable(grid: Grid) -> bool:
    """Tell whether cells are large enough for numbers."""
    return grid.cell_height >= READABLE_HEIGHT and grid.cell_width >= READABLE


def _texts(array: Matrix, grid: Grid, look: Look) -> NDArray[np.str_] | None:
    if not look.numbers or min(grid.cell_width, grid.cell_height) < TELLS_SIGN:
        return None
    if not is_readable(grid):
        return signs(array)
    return fitted(array, room(grid, look.text))
