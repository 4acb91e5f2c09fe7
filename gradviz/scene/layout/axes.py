"""Axes of a plot as marks: where numbers stand in a room of a picture, and ticks that say so."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix
from gradviz.language.numbers import MINUS, is_exact, number, short
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Box, Label, Mark, Point, Polyline, Span
from gradviz.scene.marks.style import Style

SIZE = 11.0
"""Of the numbers of an axis, scene units at text 1."""
LETTER = 0.6
"""Width of a digit, in font sizes."""

_MOST = 8
_DIGITS = 5  # of a number beside an axis
_APART = 1.4  # letters between two numbers
_TICK, _BESIDE, _BELOW = 4.0, 8.0, 18.0  # scene units at text 1
_LEADING = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen of a plane of numbers: its middle, and how far it reaches to each side.

    Attributes
    ----------
    x, y : float
    half_x, half_y : float
        Above 0.
    """

    x: float
    y: float
    half_x: float
    half_y: float

    @classmethod
    def between(cls, x: tuple[float, float], y: tuple[float, float]) -> "Window":
        """Return what is seen from a lowest to a highest number, across and up."""
        (left, right), (low, high) = x, y
        return cls((left + right) / 2, (low + high) / 2, (right - left) / 2, (high - low) / 2)


@dataclass(frozen=True, slots=True)
class Plot:
    """A window where it stands in a picture; y runs up in the one and down in the other.

    Examples
    --------
    >>> plot = Plot(Window.between((0.0, 4.0), (-1.0, 1.0)), Area(10, 0, 80, 40))
    >>> plot.at(1.0, 1.0)
    (30.0, 0.0)
    """

    window: Window
    area: Area

    def at(self, x: float, y: float) -> Point:
        """Return where a point of the plane is in the picture."""
        window, area = self.window, self.area
        across = area.x + area.width / 2 + (x - window.x) / window.half_x * area.width / 2
        down = area.y + area.height / 2 - (y - window.y) / window.half_y * area.height / 2
        return across, down

    def all_at(self, points: Matrix) -> Matrix:
        """Return where many points are, shape (points, 2) as they are given."""
        window, area = self.window, self.area
        scale = np.array([area.width / 2 / window.half_x, -area.height / 2 / window.half_y])
        middle = np.array([area.x + area.width / 2, area.y + area.height / 2])
        placed: Matrix = (points - [window.x, window.y]) * scale + middle
        return placed

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a place of the picture is in it."""
        area = self.area
        return area.x <= x <= area.right and area.y <= y <= area.bottom

    def pieces(self, places: Matrix) -> Iterator[tuple[Point, ...]]:
        """Yield a line through places of the picture, cut where it leaves the plot.

        Parameters
        ----------
        places : Matrix, shape (points, 2)
            A line is also cut at what is not finite.
        """
        area = self.area
        low, high = np.array([area.x, area.y]), np.array([area.right, area.bottom])
        if ((places >= low) & (places <= high)).all():
            yield tuple(map(tuple, places.tolist()))
            return
        piece: list[Point] = []
        for start, end in zip(places[:-1].tolist(), places[1:].tolist(), strict=True):
            cut = _cut(start, end, area)
            if cut is None or (piece and cut[0] != piece[-1]):
                if len(piece) > 1:
                    yield tuple(piece)
                piece = []
            if cut is not None:
                piece += cut[bool(piece) :]
        if len(piece) > 1:
            yield tuple(piece)


@dataclass(frozen=True, slots=True)
class Tick:
    """A number of an axis: how far from the middle of the window it is, and how it is written."""

    away: float
    told: str


def edge(plot: Plot, style: Style, ref: str = "") -> Box:
    """Return the ground of a plot with its outline."""
    area, theme = plot.area, style.theme
    return Box(area.x, area.y, area.width, area.height, 0.0, theme.ground, theme.line, 1.0, ref=ref)


def axis_across(plot: Plot, style: Style, ticks: tuple[Tick, ...] | None = None) -> Iterator[Mark]:
    """Yield the axis under a plot; its own ticks if it is given none."""
    area, window, text, color = plot.area, plot.window, style.text, style.theme.strong_line
    if ticks is None:
        ticks = ticks_across(window.x, window.half_x, area.width / text)
    comb: list[Point] = [(area.x, area.bottom)]
    for tick in ticks:
        x = area.x + area.width / 2 * (1.0 + tick.away / window.half_x)
        comb += [(x, area.bottom), (x, area.bottom + _TICK * text), (x, area.bottom)]
        told = (Span(tick.told, style.theme.muted),)
        yield Label(x, area.bottom + _BELOW * text, told, SIZE * text, "center")
    yield Polyline((*comb, (area.right, area.bottom)), 1.0, color)


def axis_up(plot: Plot, style: Style, room: float) -> Iterator[Mark]:
    """Yield the axis at the left of a plot; its numbers get smaller where `room` is too little."""
    area, window, text, color = plot.area, plot.window, style.text, style.theme.strong_line
    comb: list[Point] = [(area.x, area.bottom)]
    most = room - _BESIDE * text
    for tick in ticks_up(window.y, window.half_y, area.height / text):
        y = area.y + area.height / 2 * (1.0 - tick.away / window.half_y)
        comb += [(area.x, y), (area.x - _TICK * text, y), (area.x, y)]
        told, size = (Span(tick.told, style.theme.muted),), SIZE * text
        x = area.x - _BESIDE * text
        yield Label(x, y + 0.36 * size, told, size, "right", max_width=most)
    yield Polyline((*comb, (area.x, area.y)), 1.0, color)


def ticks_across(middle: float, half: float, length: float) -> tuple[Tick, ...]:
    """Return as many ticks as stand side by side, their numbers one beside the other.

    Parameters
    ----------
    middle, half : float
        The window.
    length : float
        Scene units at text 1.

    Examples
    --------
    >>> [tick.told for tick in ticks_across(1.0, 1.2, 400.0)]
    ['0', '0.5', '1', '1.5', '2']
    >>> [tick.told for tick in ticks_across(1e12, 3e-9, 400.0)]
    ['−3e−9', '−2e−9', '−1e−9', '1e12', '+1e−9', '+2e−9', '+3e−9']
    """

    def room(ticks: tuple[Tick, ...]) -> float:
        return (max(len(tick.told) for tick in ticks) + _APART) * LETTER * SIZE

    return _fitting(middle, half, length, room)


def ticks_up(middle: float, half: float, length: float) -> tuple[Tick, ...]:
    """Return as many ticks as stand above each other; arguments as of `ticks_across`."""
    return _fitting(middle, half, length, lambda _: 2.4 * SIZE)


def _fitting(
    middle: float, half: float, length: float, room: Callable[[tuple[Tick, ...]], float]
) -> tuple[Tick, ...]:
    """Return the most ticks each of which has room, at least one."""
    found: tuple[Tick, ...] = ()
    for most in range(_MOST, 0, -1):
        step = _step(2.0 * half / most)
        ticks = _told(middle, half, step)
        if ticks and room(ticks) <= step / (2.0 * half) * length:
            return ticks
        found = ticks or found
    return found[len(found) // 2 :][:1]


def _told(middle: float, half: float, step: float) -> tuple[Tick, ...]:
    """Return ticks at multiples of a step; where digits do not tell them apart, as differences."""
    values = _multiples(middle - half, middle + half, step)
    texts = [short(value, _DIGITS) for value in values]
    is_told = all(is_exact(text, value) for text, value in zip(texts, values, strict=True))
    if is_told and len(set(texts)) == len(texts) and step > abs(middle) * 1e-12:
        return tuple(Tick(value - middle, told) for value, told in zip(values, texts, strict=True))
    away = _multiples(-half, half, step)
    return tuple(Tick(by, _difference(by) if by else short(middle, _DIGITS)) for by in away)


def _difference(by: float) -> str:
    return f"{'+' if by > 0.0 else MINUS}{number(abs(by), 3)}"


def _multiples(low: float, high: float, step: float) -> list[float]:
    if step == 0.0:
        return []
    slack = 1e-9 * (high - low) / step
    first, last = math.ceil(low / step - slack), math.floor(high / step + slack)
    return [float(f"{n * step:.12g}") for n in range(first, last + 1)]


def _step(least: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(d for d in _LEADING if d * power >= least * (1 - 1e-9)) * power


def _cut(start: list[float], end: list[float], area: Area) -> list[Point] | None:
    """Return the part of a straight line that is in an area, or None."""
    first, last = 0.0, 1.0
    if not all(map(math.isfinite, (*start, *end))):
        return None
    sides = ((area.x, area.right), (area.y, area.bottom))
    for one, other, (low, high) in zip(start, end, sides, strict=True):
        way = other - one
        if way == 0.0:
            if not low <= one <= high:
                return None
            continue
        enters, leaves = sorted(((low - one) / way, (high - one) / way))
        first, last = max(first, enters), min(last, leaves)
    if first > last:
        return None
    (x, y), (to_x, to_y) = start, end

    def at(share: float) -> Point:
        return x + (to_x - x) * share, y + (to_y - y) * share

    return [(x, y) if first == 0.0 else at(first), (to_x, to_y) if last == 1.0 else at(last)]
