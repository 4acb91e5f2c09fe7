"""Matrices as cells: marks with colours and numbers resolved."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Mask, Matrix
from gradviz.language.numbers import fitted, signs
from gradviz.scene.marks.frame import Cells, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.mapping import mapped
from gradviz.scene.marks.recent import recent
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import Theme

READABLE = 24.0
"""Cells narrower than this, scene units, are too small for numbers; they keep the signs."""
READABLE_HEIGHT = 15.0
"""Cells lower than this are, too."""
TELLS_SIGN = 9.0
"""Cells smaller than this show colour only."""

_ADVANCE = 0.6  # width of a character of the mono family, in font sizes
_FILLED = 0.92  # how much of a cell's width a number takes
_LEGIBLE = 9.0  # numbers do not get smaller than this while they still fit


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
    cells = _mapped(values, grid, look)
    return cells if written is None else as_written(cells, written)


def as_written(cells: Cells, written: Mask) -> Cells:
    """Return cells of which those that are not written are empty.

    `written` is laid out as the matrix. The same arguments give the very same mark.
    """
    if written.all():
        return cells
    there = written.T if cells.flipped else written
    return _partly(cells, np.packbits(there).tobytes())


@recent()
def without_empty(cells: Cells) -> Cells:
    """Return cells that cannot be pointed at, without those that are empty; the same mark again."""
    hidden = np.where(cells.state == State.EMPTY, np.uint8(State.HIDDEN), cells.state)
    return replace(cells, state=hidden, ref="")


def font_size(grid: Grid, text: float) -> float:
    """Return the size of numbers in cells of a grid; five characters always fit."""
    legible = min(_LEGIBLE, grid.cell_height * 0.6, grid.cell_width * 0.25)
    return min(
        max(grid.cell_height * (0.55 if grid.is_stacked else 0.36) * text, legible),
        grid.cell_width * 0.3,
        26.0 * text,
        grid.cell_height * 0.6,
    )


def letters_in_cell(grid: Grid, text: float) -> int:
    """Return how many characters fit into a cell."""
    return letters_in(grid.cell_width, font_size(grid, text))


def letters_in(width: float, size: float) -> int:
    """Return how many characters of a font size fit into a cell so wide; at least one."""
    return max(1, int(width * _FILLED / (_ADVANCE * size)))


@recent()
def _partly(cells: Cells, bits: bytes) -> Cells:
    """Return cells of which only those are there whose bits are set."""
    shape = cells.state.shape
    flat = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), count=cells.state.size)
    there = flat.reshape(shape).astype(np.bool_)
    state = np.where(there, cells.state, np.uint8(State.EMPTY))
    text = None if cells.text is None else np.where(there, cells.text, "")
    return replace(cells, state=state, text=text)


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


_mapped = recent()(passing_cells)


def is_readable(grid: Grid) -> bool:
    """Tell whether cells are large enough for numbers."""
    return grid.cell_height >= READABLE_HEIGHT and grid.cell_width >= READABLE


def _texts(array: Matrix, grid: Grid, look: Look) -> NDArray[np.str_] | None:
    if not look.numbers or min(grid.cell_width, grid.cell_height) < TELLS_SIGN:
        return None
    if not is_readable(grid):
        return signs(array)
    return fitted(array, letters_in_cell(grid, look.text))
