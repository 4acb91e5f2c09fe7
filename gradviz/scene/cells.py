"""Matrices as cells: where they stand, and their marks with colours and numbers resolved."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.scene.frame import Cells, State
from gradviz.scene.numbers import fitted, signs
from gradviz.scene.scale import Scale
from gradviz.scene.style import Style
from gradviz.scene.theme import Theme

READABLE = 24.0
"""Cells lower than this, in scene units, are too small for numbers; they keep the signs."""
TELLS_SIGN = 9.0
"""Cells smaller than this show colour only."""

_ADVANCE = 0.6  # width of a character of the mono family, in font sizes
_LEGIBLE = 9.0  # numbers do not get smaller than this while they still fit
GRADIENTS = frozenset({"Y_grad", "X_grad", "W_grad", "b_grad"})


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a matrix stand; lengths in scene units."""

    x: float
    y: float
    pitch_x: float
    pitch_y: float
    rows: int
    cols: int

    @property
    def gap(self) -> float:
        """What is free between two cells."""
        small = min(self.pitch_x, self.pitch_y)
        return 3.0 if small >= 30 else 2.0 if small >= 14 else 1.0 if small >= 6 else 0.0

    @property
    def radius(self) -> float:
        """Corner radius of a cell."""
        small = min(self.pitch_x, self.pitch_y)
        return min(7.0, small * 0.12) if small >= 8 else 0.0

    @property
    def right(self) -> float:
        """Right edge of the last column."""
        return self.x + self.cols * self.pitch_x - self.gap

    @property
    def bottom(self) -> float:
        """Lower edge of the last row."""
        return self.y + self.rows * self.pitch_y - self.gap

    @property
    def cell_width(self) -> float:
        """Width of one cell."""
        return self.pitch_x - self.gap

    @property
    def cell_height(self) -> float:
        """Height of one cell."""
        return self.pitch_y - self.gap

    def left_of(self, col: int) -> float:
        """Left edge of a column."""
        return self.x + col * self.pitch_x

    def top_of(self, row: int) -> float:
        """Upper edge of a row."""
        return self.y + row * self.pitch_y

    def middle_of(self, row: int, col: int) -> tuple[float, float]:
        """Return the middle of one cell."""
        return (
            self.left_of(col) + self.cell_width / 2,
            self.top_of(row) + self.cell_height / 2,
        )

    def part(self, rows: range, cols: range) -> "Grid":
        """Return the grid of a block of these cells."""
        return Grid(
            self.left_of(cols.start),
            self.top_of(rows.start),
            self.pitch_x,
            self.pitch_y,
            len(rows),
            len(cols),
        )

    def moved(self, dx: float, dy: float) -> "Grid":
        """Return this grid somewhere else."""
        return Grid(self.x + dx, self.y + dy, self.pitch_x, self.pitch_y, self.rows, self.cols)


@dataclass(frozen=True, slots=True)
class Same:
    """An array told by identity, so that what is drawn from it can be remembered.

    Arrays that reach a scene are read-only: the same array always has the same entries.
    """

    array: Matrix

    def __hash__(self) -> int:
        return id(self.array)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.array is self.array


@dataclass(frozen=True, slots=True)
class Look:
    """What a matrix looks like, besides where it stands."""

    name: str
    scale: Scale
    theme: Theme
    numbers: bool
    text: float

    @classmethod
    def of(cls, name: str, scale: Scale, style: Style, *, numbers: bool = True) -> "Look":
        """Return the look of matrix `name` in a picture of this style."""
        return cls(name, scale, style.theme, numbers and style.numbers, style.text)


def matrix_cells(
    values: Matrix, grid: Grid, look: Look, written: int | None = None, *, by_columns: bool = False
) -> Cells:
    """Return a matrix as cells; the same arguments give the very same mark.

    Parameters
    ----------
    values : ndarray, shape (rows, cols)
        Read-only; told by identity.
    grid : Grid
    look : Look
    written : int, optional
        How many cells are computed, counted along rows (or columns, `by_columns`);
        the rest is empty. By default all.
    """
    return _matrix_cells(Same(values), grid, look, written, by_columns)


def font_size(grid: Grid, text: float) -> float:
    """Return the size of numbers in cells of a grid; five characters always fit."""
    legible = min(_LEGIBLE, grid.cell_height * 0.5, grid.cell_width * 0.25)
    return min(
        max(grid.cell_height * 0.36 * text, legible),
        grid.cell_width * 0.3,
        26.0 * text,
        grid.cell_height * 0.6,
    )


def room(grid: Grid, text: float) -> int:
    """Return how many characters fit into a cell."""
    return letters_in(grid.cell_width, font_size(grid, text))


def letters_in(width: float, size: float) -> int:
    """Return how many characters of a font size fit into a cell so wide; at least one."""
    return max(1, int(width * 0.92 / (_ADVANCE * size)))


@lru_cache(maxsize=64)
def _matrix_cells(
    values: Same, grid: Grid, look: Look, written: int | None, by_columns: bool
) -> Cells:
    return passing_cells(values.array, grid, look, written, by_columns=by_columns)


def passing_cells(
    array: Matrix, grid: Grid, look: Look, written: int | None = None, *, by_columns: bool = False
) -> Cells:
    """Return what `matrix_cells` does, a new mark each time: for what is drawn once only."""
    colors = look.theme.gradients if look.name in GRADIENTS else look.theme.values
    place = look.scale.place(array)
    known = np.nan_to_num(place, nan=0.0)
    state = np.full(array.shape, State.FILLED, dtype=np.uint8)
    state[np.abs(array) > look.scale.limit] = State.CLIPPED
    state[np.isnan(array)] = State.HATCHED
    text = _texts(array, grid, look)
    if written is not None:
        empty = _unwritten(array.shape, written, by_columns)
        state[empty] = State.EMPTY
        if text is not None:
            text = np.where(empty, "", text)
    return Cells(
        x=grid.x,
        y=grid.y,
        pitch_x=grid.pitch_x,
        pitch_y=grid.pitch_y,
        gap=grid.gap,
        radius=grid.radius,
        fill=colors.colors(known),
        state=state,
        text=text,
        ink=colors.ink(known, look.theme.inks),
        inks=look.theme.inks,
        font_size=font_size(grid, look.text) if is_readable(grid) else grid.cell_height * 0.8,
        line=look.theme.faint,
        ref=look.name,
    )


def is_readable(grid: Grid) -> bool:
    """Tell whether cells are large enough for numbers."""
    return grid.cell_height >= READABLE - 4 and grid.cell_width >= READABLE


def _texts(array: Matrix, grid: Grid, look: Look) -> NDArray[np.str_] | None:
    if not look.numbers or min(grid.cell_width, grid.cell_height) < TELLS_SIGN:
        return None
    if not is_readable(grid):
        return signs(array)
    return fitted(array, room(grid, look.text))


def _unwritten(shape: tuple[int, ...], written: int, by_columns: bool) -> NDArray[np.bool_]:
    empty = np.arange(shape[0] * shape[1]) >= written
    return empty.reshape(shape, order="F" if by_columns else "C")
