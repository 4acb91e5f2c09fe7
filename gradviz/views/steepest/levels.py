"""Level lines of l in a window of a plane, at levels that are easily said."""

import math
from dataclasses import dataclass

import numpy as np
from contourpy import LineType, contour_generator

from gradviz.arrays import Matrix
from gradviz.engine.steepest import Plane, Vector
from gradviz.language.english import named_value
from gradviz.language.numbers import MINUS, number, short
from gradviz.scene.layout.axes import Window
from gradviz.views.steepest.valley import away_from, valley_lines

_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_WANTED = 10
_ACROSS = 40  # points of the grid along the longer side
_ALONG_LINE = 241
_FLAT = 1e-12  # of the size of l: what changes less is rounding
_LITTLE = 1e-3  # of l: where it changes less, levels are told as changes
_TWIN = 0.15  # of a step: a level so near to that of the point is left out
_TICK = 0.3  # of half a window: on a line, levels are ticks
_LONG, _NEAR = 4.0, 0.25  # times the pitch of a grid: of a line that it shows, through the point

LEAST = 1e-290
"""What reaches less far is drawn as flat: between its ticks floats have no room for steps."""

_MOST_PIECES = 6
"""Pieces of a level line: one that has more is not drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Where l has one value.

    Attributes
    ----------
    value : float
        l there, and `told` as it is written: what is but little more than l at the point, as
        that and how much more, "l + 2e−7".
    lines : tuple of Matrix, shape (points, 2)
        In the numbers of the entries.
    is_own : bool
        Whether it goes through the point as it is.
    """

    value: float
    told: str
    lines: tuple[Matrix, ...]
    is_own: bool = False


def window_around(point: Vector, reach: float, aspect: float) -> Window:
    """Return a window in which a circle of a radius takes up a fifth to a half.

    Examples
    --------
    >>> window_around(np.array([1.0, -2.0]), 0.7, 1.5)
    Window(x=1.0, y=-2.0, half_x=3.0, half_y=2.0)
    """
    half = _nice_up(2.0 * reach)
    y = float(point[1]) if len(point) > 1 else 0.0
    wide, high = half * max(aspect, 1.0), half * max(1.0 / aspect, 1.0)
    return Window(float(point[0]), y, wide, high)


def is_seen(window: Window, point: Vector, reach: float) -> bool:
    """Tell whether a circle around a point is in a window, all of it."""
    y = float(point[1]) if len(point) > 1 else window.y
    across, up = abs(float(point[0]) - window.x), abs(y - window.y)
    return across + reach <= window.half_x and up + reach <= window.half_y


def nice_levels(low: float, high: float) -> tuple[float, ...]:
    """Return about ten numbers of few digits, evenly spaced, between two.

    Examples
    --------
    >>> nice_levels(0.3, 9.7)
    (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
    """
    if not (math.isfinite(high - low) and high > low):
        return ()
    step = _nice_step((high - low) / _WANTED)
    first, last = math.ceil(low / step), math.floor(high / step)
    return tuple(float(f"{n * step:.12g}") for n in range(first, last + 1))


def level_lines(plane: Plane, window: Window) -> tuple[Level, ...]:
    """Return the level lines in a window, that through the point among them.

    None where l does not change there, or is nowhere a finite number.
    """
    if len(plane.rows) == 1:
        return _ticks(plane, window)
    x, y = _grid(window)
    across, up = np.meshgrid(x - plane.point[0], y - plane.point[1])
    steps = np.vstack([across.ravel(), up.ravel()])
    changes = plane.changes(steps).reshape(across.shape)
    shown = np.ma.masked_invalid(changes) if not np.isfinite(changes).all() else changes
    generator = contour_generator(x, y, shown, line_type=LineType.Separate)
    found = []
    for change, told in _levels(changes, plane.loss):
        lines = tuple(np.asarray(line) for line in generator.lines(change))
        if change == 0.0:
            lines = _through_point(lines, plane, window, float(x[1] - x[0]))
        # at the bottom of a narrow valley a line is finer than the grid, and falls into pieces
        if 0 < len(lines) <= _MOST_PIECES:
            found.append(Level(plane.loss + change, told, lines, change == 0.0))
    return tuple(found)


def _through_point(
    lines: tuple[Matrix, ...], plane: Plane, window: Window, pitch: float
) -> tuple[Matrix, ...]:
    """Return the level line of the point; from a finer grid where the even one has lost it."""
    if not plane.gradient.any():  # a point, a plain, or a saddle
        return lines

    def is_there(line: Matrix) -> bool:
        return away_from(line, plane.point) < _NEAR * pitch

    def is_long(line: Matrix) -> bool:
        return float(np.ptp(line, axis=0).max()) > _LONG * pitch

    if len(lines) <= _MOST_PIECES and any(is_long(line) and is_there(line) for line in lines):
        return lines
    finer = valley_lines(plane, window, pitch)
    return finer[:_MOST_PIECES] if finer and is_there(finer[0]) else lines


def _ticks(plane: Plane, window: Window) -> tuple[Level, ...]:
    """Return where along a line l has its levels, each as a short line across."""
    x = np.linspace(window.x - window.half_x, window.x + window.half_x, _ALONG_LINE)
    changes = plane.changes(x[None, :] - plane.point[:, None])
    tick = window.half_y * _TICK
    found = []
    for change, told in _levels(changes, plane.loss):
        with np.errstate(all="ignore"):
            before, after = changes[:-1] - change, changes[1:] - change
            crosses = np.flatnonzero((before < 0) != (after < 0))
            places = x[crosses] + (x[1] - x[0]) * before[crosses] / (before - after)[crosses]
        places = places[np.isfinite(places)]
        lines = tuple(np.array([(at, -tick), (at, tick)]) for at in places.tolist())
        if lines:
            found.append(Level(plane.loss + change, told, lines, change == 0.0))
    return tuple(found)


def _levels(changes: Matrix | Vector, own: float) -> tuple[tuple[float, str], ...]:
    """Return dl of each level, that of the point, 0, at last, and what the level is called."""
    finite = changes[np.isfinite(changes)]
    if not finite.size:
        return ()
    low, high = float(finite.min()), float(finite.max())
    if high - low <= _FLAT * abs(own):
        return ()
    is_little = high - low < _LITTLE * abs(own)
    around = 0.0 if is_little else own
    nice = nice_levels(around + low, around + high)
    apart = (nice[1] - nice[0]) * _TWIN if len(nice) > 1 else 0.0
    told = [_little(level) if is_little else short(level) for level in nice]
    levels = [
        (level - around, name)
        for level, name in zip(nice, told, strict=True)
        if abs(level - around) > apart
    ]
    return (*levels, (0.0, named_value("l", own)))


def _little(change: float) -> str:
    return f"l {'+' if change > 0 else MINUS} {number(abs(change), 3)}"


def _grid(window: Window) -> tuple[Vector, Vector]:
    longest = max(window.half_x, window.half_y)
    counts = [max(round(_ACROSS * half / longest), 8) for half in (window.half_x, window.half_y)]
    x = np.linspace(window.x - window.half_x, window.x + window.half_x, counts[0] + 1)
    y = np.linspace(window.y - window.half_y, window.y + window.half_y, counts[1] + 1)
    return x, y


def _nice_step(wanted: float) -> float:
    """Return the step of few digits nearest to one, by ratio."""
    power = 10.0 ** math.floor(math.log10(wanted))
    digit = min(_STEPS, key=lambda digit: abs(math.log(digit * power / wanted)))
    return digit * power


def _nice_up(length: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(length))
    digit = next(d for d in (1.0, 2.0, 5.0, 10.0) if d * power >= length * (1 - 1e-9))
    return float(f"{digit * power:.6g}")
