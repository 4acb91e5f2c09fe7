"""What can be dragged in the picture of the Steepest view, and what becomes of it.

The picture itself says where everything is: what can be taken hold of carries a name.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gradviz.engine.steepest import Plane, steepest_angle
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Box, Frame, Point, Polyline

GripName: TypeAlias = Literal["tip", "point", "radius", "angle"]
"""What can be dragged: the tip of dx, x itself, the circle, the line in the curve."""

TIP, POINT, RADIUS, CIRCLE = "tip of dx", "x", "end of -dx", "circle"
X_PLANE, CURVE = "x-plane", "curve of dl"
"""What the marks of the picture are called that tell where the grips are."""

DOT = 9.0
"""Scene units at text 1: how large x is drawn."""
_NEAR, _NEAR_CIRCLE = 14.0, 7.0  # the same
_MAGNET = math.radians(2.5)  # so near to the steepest direction dx snaps to it
_OUT = 0.96  # of half a window: no farther does the circle, or x, go while it is dragged
_SHORTEST = 6.0  # scene units: a shorter dx could not be dragged again


@dataclass(frozen=True, slots=True, eq=False)
class Handles:
    """Where a picture has its grips.

    Attributes
    ----------
    plane, curve : Area
        The x-plane, and dl against the angle of dx.
    middle : Point
        x.
    ends : mapping of {"tip", "radius"} to Point
        Those of dx and of -dx, as far as they are seen.
    reach : float
        How long dx is drawn, scene units.
    is_line : bool
        Whether there is no circle, but a line.
    text : float
        The factor on sizes.
    """

    plane: Area
    curve: Area
    middle: Point
    ends: Mapping[GripName, Point]
    reach: float
    is_line: bool
    text: float

    def grip_at(self, at: Point) -> GripName | None:
        """Return what is at a place of the picture and can be dragged, or None."""
        if _holds(self.curve, at):
            return "angle"
        if not _holds(self.plane, at):
            return None
        places: dict[GripName, Point] = {**self.ends, "point": self.middle}
        near = {name: math.dist(place, at) for name, place in places.items()}
        closest = min(near, key=near.__getitem__)
        if near[closest] <= _NEAR * self.text:
            return closest
        off = abs(math.dist(self.middle, at) - self.reach)
        return "radius" if off <= _NEAR_CIRCLE * self.text and not self.is_line else None


def handles(frame: Frame) -> Handles | None:
    """Return where the grips of a picture are; None where nothing is drawn that has any."""
    areas: dict[str, Area] = {}
    points: dict[str, Point] = {}
    circle: Point | None = None
    text = 1.0
    for mark in frame.marks:
        if isinstance(mark, Box) and mark.ref in (X_PLANE, CURVE):
            areas[mark.ref] = Area(mark.x, mark.y, mark.width, mark.height)
        elif isinstance(mark, Box) and mark.ref in (TIP, RADIUS):
            points[mark.ref] = (mark.x + mark.width / 2, mark.y + mark.height / 2)
        elif isinstance(mark, Polyline) and mark.ref == POINT:
            points[POINT], text = mark.points[0], mark.width / DOT
        elif isinstance(mark, Polyline) and mark.ref == CIRCLE:
            circle = mark.points[len(mark.points) // 2]
    if POINT not in points or len(areas) < 2:
        return None
    names: tuple[tuple[GripName, str], ...] = (("tip", TIP), ("radius", RADIUS))
    ends = {name: points[ref] for name, ref in names if ref in points}
    far = circle or next(iter(ends.values()), None)
    if far is None:  # all of it is out of the window
        return None
    reach = math.dist(points[POINT], far)
    return Handles(areas[X_PLANE], areas[CURVE], points[POINT], ends, reach, circle is None, text)


def turned(found: Handles, plane: Plane, to: Point, *, is_along: bool = False) -> float:
    """Return where dx points when its tip, or its line along the curve, is dragged to a place.

    In whole degrees, or just along the gradient where that is near. Radians, 0..2π.
    """
    angle = _angle_along(found, to) if is_along else _angle_under(found, to)
    steepest = steepest_angle(plane.gradient)
    if steepest is not None:
        off = abs((angle - steepest + math.pi) % math.tau - math.pi)
        if off < _MAGNET:
            return steepest
    return math.radians(round(math.degrees(angle)))


def widened(found: Handles, radius: float, to: Point) -> float:
    """Return how long dx is when the circle is dragged to a place; within the window."""
    unit, area = found.reach / radius, found.plane
    sides = (area.width,) if found.is_line else (area.width, area.height)
    away = abs(to[0] - found.middle[0]) if found.is_line else math.dist(to, found.middle)
    length = min(away, _OUT * min(sides) / 2)
    return max(_rounded(length / unit, unit), _SHORTEST / unit)


def moved(
    found: Handles, plane: Plane, radius: float, start: Point, to: Point
) -> tuple[float, ...]:
    """Return the entries of X when x is dragged from one place to another; within the window."""
    unit, area = found.reach / radius, found.plane
    middle = (area.x + area.width / 2, area.y + area.height / 2)
    halves = (area.width / 2, area.height / 2)
    places = [
        min(max(at + new - old, mid - _OUT * half), mid + _OUT * half)
        for at, old, new, mid, half in zip(found.middle, start, to, middle, halves, strict=True)
    ]
    steps = (places[0] - found.middle[0], found.middle[1] - places[1])
    return tuple(
        _rounded(value + step / unit, unit)
        for value, step in zip(plane.point.tolist(), steps, strict=False)
    )


def _angle_under(found: Handles, at: Point) -> float:
    """Return the angle from x to a place of the picture, 0..2π."""
    across, up = at[0] - found.middle[0], found.middle[1] - at[1]
    if found.is_line:
        return 0.0 if across >= 0.0 else math.pi
    return math.atan2(up, across) % math.tau


def _angle_along(found: Handles, at: Point) -> float:
    """Return the angle at a place along the curve, 0..2π."""
    share = (at[0] - found.curve.x) / found.curve.width
    if found.is_line:
        return 0.0 if share < 0.5 else math.pi
    return min(max(share, 0.0), 1.0) * math.tau


def _rounded(value: float, unit: float) -> float:
    """Return a number with as many digits as places of the picture can be told apart."""
    return round(value, math.ceil(math.log10(unit))) + 0.0


def _holds(area: Area, at: Point) -> bool:
    return area.x <= at[0] <= area.right and area.y <= at[1] <= area.bottom
