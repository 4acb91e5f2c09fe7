"""What can be dragged in the Steepest view, and what becomes of it."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from gradviz.scene.marks.frame import Point
from gradviz.views.steepest.curve import curve_sight
from gradviz.views.steepest.layout import Rooms
from gradviz.views.steepest.planes import sights
from gradviz.views.steepest.setting import Views
from gradviz.views.steepest.timeline import Turn

Grip: TypeAlias = Literal["tip", "point", "radius", "angle"]
"""What can be dragged: the tip of dx, x itself, the circle, the line in the curve."""

TIPS: Mapping[Grip, str] = MappingProxyType(
    {
        "tip": "Drag to turn dx",
        "radius": "Drag to make dx longer or shorter",
        "point": "Drag to change x: these two entries of X",
        "angle": "Drag to turn dx",
    }
)
"""What is told of each."""

_NEAR, _NEAR_CIRCLE = 14.0, 7.0  # scene units, at text 1
_MAGNET = math.radians(2.5)  # so near to the steepest direction dx snaps to it
_OUT = 0.96  # of half a window: no farther does the circle, or x, go while it is dragged
_SHORTEST = 6.0  # scene units: a shorter dx could not be dragged again


def grip_at(shown: Views, turn: Turn, places: Rooms, at: tuple[float, float]) -> Grip | None:
    """Return what is under a place of the picture and can be dragged, or None."""
    if shown.note:
        return None
    text, (sight, _) = places.style.text, sights(shown, places)
    if curve_sight(shown, places).holds(*at):
        return "angle"
    if not sight.holds(*at):
        return None
    point = _point(shown)
    step = (*shown.step(turn.angle).tolist(), 0.0)[:2]
    middle = sight.at(*point)
    tip, tail = (sight.at(point[0] + sign * step[0], point[1] + sign * step[1]) for sign in (1, -1))
    near = {
        "tip": math.dist(tip, at),
        "radius": math.dist(tail, at),
        "point": math.dist(middle, at),
    }
    closest = min(near, key=near.__getitem__)
    if near[closest] <= _NEAR * text:
        return closest  # type: ignore[return-value]  # one of the keys
    off = abs(math.dist(middle, at) - shown.radius * sight.unit)
    return "radius" if off <= _NEAR_CIRCLE * text and not shown.x.is_line else None


def angle_under(shown: Views, places: Rooms, at: tuple[float, float]) -> float:
    """Return the angle from x to a place of the picture, 0..2π: where dx is to point."""
    sight, _ = sights(shown, places)
    point = _point(shown)
    middle = sight.at(*point)
    if shown.x.is_line:
        return 0.0 if at[0] >= middle[0] else math.pi
    return math.atan2(middle[1] - at[1], at[0] - middle[0]) % math.tau


def angle_along(shown: Views, places: Rooms, x: float) -> float:
    """Return the angle at a place along the curve, 0..2π."""
    degree, _ = curve_sight(shown, places).under(x, places.curve.y)
    if shown.x.is_line:
        return 0.0 if degree < 90.0 or degree > 270.0 else math.pi
    return math.radians(min(max(degree, 0.0), 360.0))


def radius_under(shown: Views, places: Rooms, at: tuple[float, float]) -> float:
    """Return how far from x a place of the picture is, in the numbers of X."""
    sight, _ = sights(shown, places)
    point = _point(shown)
    x, y = sight.under(*at)
    return abs(x - point[0]) if shown.x.is_line else math.hypot(x - point[0], y - point[1])


def dragged_angle(shown: Views, places: Rooms, grip: Grip, at: Point) -> float:
    """Return where dx points when its tip, or its line in the curve, is dragged to a place.

    In whole degrees, or just along the gradient where that is near.
    """
    is_line = grip == "angle"
    angle = angle_along(shown, places, at[0]) if is_line else angle_under(shown, places, at)
    if shown.steepest is not None:
        off = abs((angle - shown.steepest + math.pi) % math.tau - math.pi)
        if off < _MAGNET:
            return shown.steepest
    return math.radians(round(math.degrees(angle)))


def dragged_radius(shown: Views, places: Rooms, at: Point) -> float:
    """Return how long dx is when the circle is dragged to a place; within the window."""
    sight, _ = sights(shown, places)
    window = sight.window
    most = window.half_x if shown.x.is_line else min(window.half_x, window.half_y)
    length = min(radius_under(shown, places, at), _OUT * most)
    return max(_rounded(length, sight.unit), _SHORTEST / sight.unit)


def dragged_point(shown: Views, places: Rooms, at: Point) -> tuple[float, ...]:
    """Return the entries of X when x is dragged to a place; within the window."""
    sight, _ = sights(shown, places)
    window = sight.window
    middles, halves = (window.x, window.y), (window.half_x, window.half_y)
    inside = [
        min(max(value, middle - _OUT * half), middle + _OUT * half)
        for value, middle, half in zip(sight.under(*at), middles, halves, strict=True)
    ]
    return tuple(_rounded(value, sight.unit) for value in inside[: len(shown.x.plane.rows)])


def _rounded(value: float, unit: float) -> float:
    """Return a number with as many digits as places of the picture can be told apart."""
    return round(value, math.ceil(math.log10(unit))) + 0.0


def _point(shown: Views) -> Point:
    x, *rest = shown.x.plane.point.tolist()
    return x, rest[0] if rest else 0.0
