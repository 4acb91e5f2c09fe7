"""A chain of Jacobians as rectangles to scale: what its factors are called, how large they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.engine.jacobians.bracketing import Bracketing, ChainSizes
from gradviz.messages.line import Line, Run
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Color, Span
from gradviz.scene.marks.spans import typeset
from gradviz.scene.marks.style import Style

LETTER = 0.62
"""Width of a letter at most, in font sizes."""
_GAP, _CLOSEST = 56.0, 22.0  # what is free between two factors: less where there are many
_APART = 5.0  # between two names
_BRACKETS = 20.0  # what round brackets take about all factors
_MARGIN = 16.0  # beside an area, where names may be, scene units
_LEAST = 9.0  # a side of one entry is never shorter, however large others are
_LARGEST = 44.0  # an entry is never larger
_CELLS_FROM = 7.0  # smaller entries are not drawn one by one
_MOST_CELLS = 1600  # of one matrix
_SUBSCRIPT = re.compile(r"(?<=[hJ])(\d+)")


@dataclass(frozen=True, slots=True)
class Item:
    """A factor of the chain, or what the factors `first` to `last` came to."""

    first: int
    last: int
    rows: int
    cols: int

    @property
    def is_gradient(self) -> bool:
        """Whether it begins with y_grad: rows of it are gradients, not parts of a Jacobian."""
        return self.first == 0

    @property
    def shape(self) -> str:
        """Its size as people write it."""
        return f"{self.rows}×{self.cols}"


@dataclass(frozen=True, slots=True)
class Unit:
    """How long the sides of a matrix are drawn.

    Attributes
    ----------
    size : float
        Scene units for each row or column.
    least : float
        No side is shorter.
    pixel : float
        Edges lie on whole ones.
    gap : float
        What is free between two matrices side by side.
    is_celled : bool
        Whether entries are drawn one by one; then all sides are exactly to scale.
    """

    size: float
    least: float
    pixel: float
    gap: float
    is_celled: bool

    def length(self, count: int) -> float:
        """Return how long a side of so many entries is."""
        if self.is_celled:
            return count * self.size
        return max(round(max(count * self.size, self.least) / self.pixel), 1) * self.pixel


def items_of(sizes: ChainSizes, order: Bracketing, done: int) -> tuple[Item, ...]:
    """Return what is left of a chain after the first products of an order.

    Examples
    --------
    >>> from gradviz.engine.jacobians.bracketing import from_right
    >>> sizes = (1, 4, 5, 3)
    >>> [item.shape for item in items_of(sizes, from_right(sizes), 1)]
    ['1×4', '4×3']
    """
    items = [Item(n, n, sizes[n], sizes[n + 1]) for n in range(len(sizes) - 1)]
    for product in order.products[:done]:
        at = next(n for n, item in enumerate(items) if item.first == product.first)
        items[at : at + 2] = [Item(product.first, product.last, product.rows, product.cols)]
    return tuple(items)


def pair_of(items: Sequence[Item], order: Bracketing, product: int) -> int:
    """Return the place of the left one of the two items that a product multiplies."""
    first = order.products[product].first
    return next(n for n, item in enumerate(items) if item.first == first)


# --- names


@dataclass(frozen=True, slots=True)
class ChainNames:
    """What factors and partial products are called.

    Attributes
    ----------
    count : int
        How many factors there are, y_grad among them.
    outputs : int
        Rows of the first: more than one, and l has several entries.
    layers : tuple of str
        The Jacobians of a network, from its output to its input; () for any chain.
    is_short : bool
        Whether factors have numbers instead of derivatives: there is little room.
    """

    count: int
    outputs: int
    layers: tuple[str, ...] = ()
    is_short: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        """What the chain leads through, from the output back to the input.

        Examples
        --------
        >>> ChainNames(3, 1).variables, ChainNames(4, 1).variables
        (('y', 'h', 'x'), ('y', 'h2', 'h1', 'x'))
        """
        hidden = self.count - 2
        names = ("h",) if hidden == 1 else tuple(f"h{n}" for n in range(hidden, 0, -1))
        return ("y", *names, "x")

    def of(self, item: Item) -> str:
        """Return the name of a factor or a partial product.

        Examples
        --------
        >>> names = ChainNames(3, 1)
        >>> names.of(Item(0, 0, 1, 4)), names.of(Item(0, 1, 1, 5)), names.of(Item(1, 2, 4, 3))
        ('y_grad^T', 'h_grad^T', '∂y/∂x')
        """
        v = self.variables
        is_known = not self.layers or item.last in (0, self.count - 1)
        if item.is_gradient and is_known:
            last = v[item.last]
            return f"{last}_grad^T" if self.outputs == 1 else f"∂l/∂{last}"
        if item.first == item.last:
            return self._factor(item.first)
        if self.layers or self.is_short:
            first = "y_grad^T" if item.first == 0 else self._factor(item.first)
            return f"{first}⋯{self._factor(item.last)}"
        return f"∂{v[item.first - 1]}/∂{v[item.last]}"

    def bracketed(self, *, is_left: bool) -> str:
        """Return the chain with the brackets of one lane; of a long one the middle is left out.

        Examples
        --------
        >>> ChainNames(3, 1).bracketed(is_left=True), ChainNames(3, 1).bracketed(is_left=False)
        ('(y_grad^T ∂y/∂h) ∂h/∂x', 'y_grad^T (∂y/∂h ∂h/∂x)')
        """
        names = [self.of(Item(n, n, 1, 1)) for n in range(self.count)]
        if self.count > 5:
            names = [*names[:2], "⋯", *names[-2:]]
        inner = len(names) - 2
        if is_left:
            closed = "".join(f" {name})" for name in names[1:-1])
            return "(" * inner + names[0] + closed + " " + names[-1]
        opened = "".join(f" ({name}" for name in names[1:-1])
        return names[0] + opened + " " + names[-1] + ")" * inner

    def _factor(self, number: int) -> str:
        if self.layers:
            return self.layers[number - 1]
        if self.is_short:
            return f"J{self.count - number}"
        v = self.variables
        return f"∂{v[number - 1]}/∂{v[number]}"


def chain_spans(name: str, color: Color) -> tuple[Span, ...]:
    """Return a name as it is typeset: numbers of h and J are lowered too.

    Examples
    --------
    >>> [(s.text, s.script) for s in chain_spans("∂h2/∂x", (0, 0, 0, 255))]
    [('∂h', 0), ('2', -1), ('/∂x', 0)]
    """
    spans: list[Span] = []
    for n, piece in enumerate(_SUBSCRIPT.split(name)):
        if n % 2:
            spans.append(Span(piece, color, script=-1))
        else:
            spans += typeset(piece, color)
    return tuple(spans)


def chain_line(name: str) -> Line:
    """Return the same as a part of a message."""
    pieces = enumerate(_SUBSCRIPT.split(name))
    return tuple(Run(piece, script=-1 if n % 2 else 0) for n, piece in pieces)


def text_width(spans: Sequence[Span], size: float) -> float:
    """Return how wide a line is at most, scene units."""
    return sum(len(s.text) * (0.7 if s.script else 1.0) for s in spans) * LETTER * size


# --- places


def name_room(place: Area, area: Area, unit: Unit, style: Style) -> float:
    """Return how wide what is centred over or under a matrix may be, in the row of an area."""
    middle = place.x + place.width / 2
    edge = min(middle - area.x, area.right - middle) + _MARGIN
    return min(place.width + unit.gap - _APART * style.text, 2 * edge)


def placed(
    items: Sequence[Item], area: Area, middle: float, unit: Unit, style: Style
) -> tuple[Area, ...]:
    """Return where items stand side by side, in the middle of an area; `middle` is their height."""
    width = sum(unit.length(item.cols) for item in items) + (len(items) - 1) * unit.gap
    x = style.snap(area.x + (area.width - width) / 2)
    places = []
    for item in items:
        across, down = unit.length(item.cols), unit.length(item.rows)
        places.append(Area(x, style.snap(middle - down / 2), across, down))
        x += across + unit.gap
    return tuple(places)


def unit_in(
    sizes: ChainSizes, width: float, height: float, sides: Sequence[int], style: Style
) -> Unit:
    """Return the largest unit with which a chain is no wider, and some sides no higher.

    Parameters
    ----------
    sizes : tuple of int
    width, height : float
        The room, scene units.
    sides : sequence of int
        What stands one above the other: so many rows each.
    style : Style
    """
    text, pixel = style.text, style.pixel
    count = len(sizes) - 1
    gap = style.snap(max(_GAP - 4.0 * count, _CLOSEST) * text)
    width -= (count - 1) * gap + _BRACKETS * text
    least = max(_LEAST * text, 2 * pixel)
    low, high = 0.0, _LARGEST * text
    for _ in range(40):
        middle = (low + high) / 2
        across = sum(max(middle * size, least) for size in sizes[1:])
        down = sum(max(middle * side, least) for side in sides)
        low, high = (middle, high) if across <= width and down <= height else (low, middle)
    whole = style.whole(low)
    largest = max(a * b for a in sizes for b in sizes)
    if whole >= _CELLS_FROM and largest <= _MOST_CELLS:
        return Unit(whole, least, pixel, gap, is_celled=True)
    return Unit(low, least, pixel, gap, is_celled=False)
