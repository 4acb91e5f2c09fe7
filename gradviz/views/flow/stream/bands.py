"""Bands: streams whose width is a magnitude, and what becomes of them on their way.

A band narrows and swells with its magnitude. Where it becomes 0 it ends at a bar across it,
where it is infinite it fills its lane, where it is NaN it turns into a zigzag; how far it has
not come yet is dashed.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gradviz.explain.magnitudes import LogScale
from gradviz.scene.marks.frame import TRANSPARENT, Color, Mark, Point, Polygon, Polyline
from gradviz.timeline.easing import ease

_STEPS = 8  # straight pieces that a change of width is drawn with
FULLEST = 0.8
"""Of a lane: the widest finite band."""
_LEAST = 1.5  # scene units: a band that is there can be seen
_MOST_DASHES = 48


@dataclass(frozen=True, slots=True)
class BandPlace:
    """The place of one band.

    Attributes
    ----------
    middle : float
        Where it runs, across the way.
    room : float
        How wide it may be.
    is_flipped : bool
        Whether the way runs along x, and not along y.
    """

    middle: float
    room: float
    is_flipped: bool

    def point(self, along: float, aside: float = 0.0) -> Point:
        """Return the point so far along the way and so far beside the middle of the lane."""
        across = self.middle + aside
        return (along, across) if self.is_flipped else (across, along)

    def half(self, magnitude: float, scale: LogScale) -> float:
        """Return half the width of a band; an infinite one fills the lane.

        Examples
        --------
        >>> lane = BandPlace(0.0, 100.0, is_flipped=False)
        >>> [2 * lane.half(x, LogScale(-4, 0)) for x in (1e-4, 1.0, math.inf)]
        [1.5, 80.0, 100.0]
        """
        return self.room / 2 if math.isinf(magnitude) else self.half_at(scale.share(magnitude))

    def half_at(self, share: float) -> float:
        """Return half the width of a band at a place on a scale, 0..1."""
        least = min(_LEAST, self.room * FULLEST)
        return (least + (self.room * FULLEST - least) * share) / 2


@dataclass(frozen=True, slots=True)
class Course:
    """What a band is on its way.

    Attributes
    ----------
    stations : tuple of float
        Places along the way, in the order in which the band comes to them.
    magnitudes : tuple of float
        At each station.
    reached : tuple of float
        For each piece between two stations, how far the band has come: 0..1.
    """

    stations: tuple[float, ...]
    magnitudes: tuple[float, ...]
    reached: tuple[float, ...]

    @property
    def front(self) -> float:
        """How far the band has come, along the way."""
        at = self.stations[0]
        for (start, end), share in zip(pairwise(self.stations), self.reached, strict=True):
            if share <= 0.0:
                break
            at = start + (end - start) * share
        return at


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a band: of itself, of what is drawn upon it, of what is broken in it."""

    fill: Color
    ground: Color
    broken: Color


Knot = tuple[float, float]
"""A place along the way, and half the width of the band there."""


def stretches(course: Course, lane: BandPlace, scale: LogScale) -> tuple[tuple[Knot, ...], ...]:
    """Return the parts of a way in which a band has a width: neither 0 nor NaN."""
    found: list[list[Knot]] = [[]]
    for start, end, (a, b), reached in _pieces(course):
        if _flows(a) and _flows(b):
            halves = lane.half(a, scale), lane.half(b, scale)
            for step in range(_STEPS + 1):
                share = reached * step / _STEPS
                wide = halves[0] + (halves[1] - halves[0]) * ease(share)
                found[-1].append((start + (end - start) * share, wide))
            continue
        for own, first, last in ((a, 0.0, min(reached, 0.5)), (b, 0.5, reached)):
            if _flows(own) and last > first:
                wide = lane.half(own, scale)
                found[-1] += [(start + (end - start) * at, wide) for at in (first, last)]
            elif last >= first and found[-1]:
                found.append([])
    return tuple(tuple(knots) for knots in found if knots)


@lru_cache(maxsize=256)
def band(
    course: Course, lane: BandPlace, scale: LogScale, ink: Ink, text: float
) -> tuple[Mark, ...]:
    """Return the marks of a band that has come as far as it has; of one that stands, the same.

    Parameters
    ----------
    course : Course
    lane : Lane
    scale : LogScale
    ink : Ink
    text : float
        The factor on sizes of small things.
    """
    return tuple(_marks(course, lane, scale, ink, text))


def _marks(
    course: Course, lane: BandPlace, scale: LogScale, ink: Ink, text: float
) -> Iterator[Mark]:
    front = course.front
    for knots in stretches(course, lane, scale):
        is_arriving = knots[-1][0] == front
        yield _filled(knots, lane, ink.fill, _head(knots, lane, text) if is_arriving else ())
    for start, end, (a, b), reached in _pieces(course):
        middle = (start + end) / 2
        if _flows(a) and _flows(b) and reached == 1.0:
            half = (lane.half(a, scale) + lane.half(b, scale)) / 2
            yield from _chevron(lane, middle, min(half * 0.5, 7 * text), start > end, ink.ground)
        if _flows(a) and b == 0.0 and reached >= 0.5:
            half = min(lane.half(a, scale) + 4 * text, lane.room / 2)
            bar = (lane.point(middle, -half), lane.point(middle, half))
            yield Polyline(bar, 3.0 * text, ink.broken)
        for own, first, last in ((a, 0.0, min(reached, 0.5)), (b, 0.5, reached)):
            if math.isnan(own) and last > first:
                free = min(10 * text / abs(end - start), 0.4)  # for what is written at a level
                begin, stop = max(first, free), min(last, 1.0 - free)
                way = end - start
                yield _zigzag(lane, start + way * begin, start + way * stop, ink.broken, text)


@lru_cache(maxsize=256)
def band_outline(
    course: Course, lane: BandPlace, scale: LogScale, color: Color
) -> tuple[Mark, ...]:
    """Return the outline of a band, and nothing within it."""
    return tuple(
        _filled(knots, lane, TRANSPARENT, (), color) for knots in stretches(course, lane, scale)
    )


def dashes(course: Course, lane: BandPlace, color: Color, text: float) -> Iterator[Mark]:
    """Yield the way that a band has still before it."""
    start, end = course.front, course.stations[-1]
    length = abs(end - start)
    pitch = max(11.0 * text, length / _MOST_DASHES)
    ahead = math.copysign(1.0, end - start)
    for n in range(int(length / pitch)):
        at = start + ahead * (n + 0.5) * pitch
        ends = (lane.point(at), lane.point(at + ahead * pitch * 0.45))
        yield Polyline(ends, 1.5, color)


def _pieces(course: Course) -> Iterator[tuple[float, float, tuple[float, float], float]]:
    """Yield the pieces that are at least begun: both ends, both magnitudes, how far."""
    for places, sizes, reached in zip(
        pairwise(course.stations), pairwise(course.magnitudes), course.reached, strict=True
    ):
        if reached <= 0.0:
            return
        yield *places, sizes, reached


def _flows(magnitude: float) -> bool:
    return magnitude > 0.0  # infinity does, NaN does not


def _filled(
    knots: Sequence[Knot],
    lane: BandPlace,
    fill: Color,
    head: tuple[Point, ...],
    stroke: Color = TRANSPARENT,
) -> Polygon:
    one = [lane.point(along, -half) for along, half in knots]
    other = [lane.point(along, half) for along, half in reversed(knots)]
    return Polygon((*one, *head, *other), fill, stroke, 1.5 if stroke[3] else 0.0)


def _head(knots: Sequence[Knot], lane: BandPlace, text: float) -> tuple[Point, ...]:
    """Return the head of an arrow at the end of a band."""
    along, half = knots[-1]
    ahead = math.copysign(1.0, along - knots[0][0])
    wing = min(half + 4 * text, max(lane.room / 2, half))
    tip = along + ahead * min(max(1.2 * half, 8 * text), 16 * text)
    return (lane.point(along, -wing), lane.point(tip), lane.point(along, wing))


def _chevron(
    lane: BandPlace, along: float, size: float, is_rising: bool, color: Color
) -> Iterator[Mark]:
    """Yield a small sign of the direction, where a band is wide enough to carry it."""
    if size < 2.5:
        return
    back = size * (0.7 if is_rising else -0.7)
    points = (lane.point(along + back, -size), lane.point(along), lane.point(along + back, size))
    yield Polyline(points, 2.0, color, opacity=0.6)


def _zigzag(lane: BandPlace, start: float, end: float, color: Color, text: float) -> Polyline:
    count = max(round(abs(end - start) / (8 * text)), 1)
    out = min(lane.room * 0.2, 8 * text)
    points = [
        lane.point(start + (end - start) * n / count, out if n % 2 else -out)
        for n in range(count + 1)
    ]
    return Polyline(tuple(points), 2.0, color)
