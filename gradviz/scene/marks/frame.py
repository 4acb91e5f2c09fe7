"""A picture as a value: a frozen tuple of fat marks, colours already resolved.

Lengths are scene units: one unit is one logical pixel of the size the frame was made for.
x runs right, y runs down. A painter draws marks in order, decides nothing about looks, and
may keep what it rasterised for as long as it meets the same mark again.
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gradviz.refs import CellRef
from gradviz.scene.marks.cellmarks import Cells as Cells
from gradviz.scene.marks.cellmarks import Point as Point
from gradviz.scene.marks.cellmarks import Quad as Quad
from gradviz.scene.marks.cellmarks import State as State
from gradviz.scene.marks.colormap import Color as Color

Weight: TypeAlias = Literal["regular", "semibold"]
Family: TypeAlias = Literal["sans", "mono"]

TRANSPARENT: Color = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one look; `script` is +1 raised, -1 lowered, 0 on the line.

    What is `for_hands` tells what mouse and keys can do here: no file has it.
    """

    text: str
    color: Color
    weight: Weight = "regular"
    family: Family = "sans"
    script: Literal[-1, 0, 1] = 0
    for_hands: bool = False


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
class Formula:
    """A typeset formula.

    `x` and `y` is the point that `anchor` names: "left", "center" or "right" of what is seen of
    it, on its baseline. `size` is its font size in scene units; one wider than `max_width` is set
    smaller to fit. What `latex` may be says `gradviz.scene.marks.typesetting`, which measures it.
    """

    x: float
    y: float
    latex: str
    size: float
    color: Color
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
    """A rectangle with round corners. The outline, if any, is centred on the edge.

    One `for_hands` is a grip or a button: no file has it.
    """

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
    for_hands: bool = False


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


@dataclass(frozen=True, slots=True)
class Polygon:
    """The area within `points`, filled; the outline, if any, is centred on the edge."""

    points: tuple[Point, ...]
    fill: Color = TRANSPARENT
    stroke: Color = TRANSPARENT
    stroke_width: float = 0.0
    opacity: float = 1.0
    ref: str = ""


Mark: TypeAlias = Cells | Quad | Label | Formula | Arrow | Polyline | Polygon | Box | Gradation


@dataclass(frozen=True, slots=True)
class Frame:
    """A finished picture: its size in scene units, its ground, its marks from back to front.

    `content` is the part of it that a viewport enlarges, if there is one: left, top, width,
    height.
    """

    width: float
    height: float
    background: Color
    marks: tuple[Mark, ...]
    content: tuple[float, float, float, float] | None = None

    def printed(self) -> "Frame":
        """Return the picture as it is taken home: without what is there for mouse and keys."""
        marks = (_printed(mark) for mark in self.marks)
        return replace(self, marks=tuple(mark for mark in marks if mark is not None))

    def hit(self, x: float, y: float) -> CellRef | None:
        """Return the cell drawn uppermost under a point, or None."""
        for mark in reversed(self.marks):
            if isinstance(mark, Cells | Quad) and (ref := mark.hit(x, y)) is not None:
                return ref
        return None


def _printed(mark: Mark) -> Mark | None:
    """Return what a file has of a mark: labels without hints, no grip and no button."""
    if isinstance(mark, Box):
        return None if mark.for_hands else mark
    if not isinstance(mark, Label) or not any(span.for_hands for span in mark.spans):
        return mark
    spans = tuple(span for span in mark.spans if not span.for_hands)
    return replace(mark, spans=spans) if spans else None
