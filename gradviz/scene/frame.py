"""A picture as a value: a frozen tuple of fat marks, colours already resolved.

Lengths are scene units: one unit is one logical pixel of the size the frame was made for.
x runs right, y runs down. A painter draws marks in order, decides nothing about looks, and
may keep what it rasterised for as long as it meets the same mark again.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gradviz.refs import CellRef

Color: TypeAlias = tuple[int, int, int, int]
"""Red, green, blue, alpha, each 0..255; alpha is not premultiplied."""

Point: TypeAlias = tuple[float, float]
Weight: TypeAlias = Literal["regular", "semibold"]
Family: TypeAlias = Literal["sans", "mono"]

TRANSPARENT: Color = (0, 0, 0, 0)


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

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.state.shape
        return rows, cols

    @property
    def width(self) -> float:
        """Width of all cells, without the last gap."""
        return self.shape[1] * self.pitch_x - self.gap

    @property
    def height(self) -> float:
        """Height of all cells, without the last gap."""
        return self.shape[0] * self.pitch_y - self.gap

    def hit(self, x: float, y: float) -> CellRef | None:
        """Return the cell under a point, or None beside all of them (gaps belong to a cell)."""
        rows, cols = self.shape
        col = int((x - self.x) // self.pitch_x)
        row = int((y - self.y) // self.pitch_y)
        if self.ref and 0 <= row < rows and 0 <= col < cols:
            return CellRef(self.ref, row + self.first[0], col + self.first[1])
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one look; `script` is +1 raised, -1 lowered, 0 on the line."""

    text: str
    color: Color
    weight: Weight = "regular"
    family: Family = "sans"
    script: Literal[-1, 0, 1] = 0


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text.

    `x` and `y` is the point that `anchor` names: "left", "center" or "right" of the text,
    on its baseline. `size` is the font size of the line in scene units. Text wider than
    `max_width` is set smaller to fit, down to 60 %, and ends in an ellipsis below that.
    """

    x: float
    y: float
    spans: tuple[Span, ...]
    size: float
    anchor: Literal["left", "center", "right"] = "left"
    opacity: float = 1.0
    max_width: float = float("inf")
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A straight arrow; the head's tip is at `end`. `head` is its length, scene units."""

    start: Point
    end: Point
    width: float
    head: float
    color: Color
    opacity: float = 1.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Polyline:
    """Straight lines through `points`, round at its ends and corners."""

    points: tuple[Point, ...]
    width: float
    color: Color
    opacity: float = 1.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners. The outline, if any, is centred on the edge."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    fill: Color = TRANSPARENT
    stroke: Color = TRANSPARENT
    stroke_width: float = 0.0
    opacity: float = 1.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Gradation:
    """A colour bar: `colors` from bottom to top (or left to right when wider than high)."""

    x: float
    y: float
    width: float
    height: float
    colors: tuple[Color, ...]
    opacity: float = 1.0
    ref: str = ""


Mark: TypeAlias = Cells | Label | Arrow | Polyline | Box | Gradation


@dataclass(frozen=True, slots=True)
class Frame:
    """A finished picture: its size in scene units, its ground, its marks from back to front."""

    width: float
    height: float
    background: Color
    marks: tuple[Mark, ...]

    def hit(self, x: float, y: float) -> CellRef | None:
        """Return the cell drawn uppermost under a point, or None."""
        for mark in reversed(self.marks):
            if isinstance(mark, Cells) and (ref := mark.hit(x, y)) is not None:
                return ref
        return None
