"""The level line through the point in a narrow valley, where an even grid does not see it."""

import math

import numpy as np
from contourpy import LineType, contour_generator

from gradviz.arrays import Matrix
from gradviz.engine.steepest import Plane, Vector
from gradviz.scene.layout.axes import Window

_POINTS = 60  # of the grid, across the valley and along it
_TO_WALL = 6  # of them from its middle to a wall, and to an end
_NARROWEST = 1e-5  # of the window: the walls of what is narrower are one line
_SEARCHED = np.geomspace(_NARROWEST, 1.0, 200)  # where a wall is looked for, of the way
_BENDS = np.geomspace(1e-3, 20.0, 200)
_SLOPES = _BENDS / np.sinh(_BENDS)  # how much closer together sinh puts places in the middle
_WAYS = np.array([(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0)]).T


def valley_lines(plane: Plane, window: Window, pitch: float) -> tuple[Matrix, ...]:
    """Return where l is what it is at the point, on a grid that is finest in the valley there.

    A ridge is a valley upside down.

    Parameters
    ----------
    plane : Plane
        Of two entries.
    window : Window
    pitch : float
        How far apart points of the even grid are that is too coarse.

    Returns
    -------
    tuple of Matrix, shape (points, 2)
        Lines in the numbers of the entries, cut to the window, the one nearest to the point first.
    """
    away = math.dist(plane.point.tolist(), (window.x, window.y))
    reach = math.hypot(window.half_x, window.half_y) + away
    across, sign = _steepest_bend(plane, pitch)
    along = np.array([-across[1], across[0]])
    low, high = _walls(plane, np.zeros(2), sign, reach * across)
    v = _spread(low * reach, high * reach, reach)
    low, high = _walls(plane, (low + high) / 2 * reach * across, sign, reach * along)
    u = _spread(low * reach, high * reach, reach)
    steps = u[None, :, None] * along + v[:, None, None] * across
    changes = plane.changes(steps.reshape(-1, 2).T).reshape(steps.shape[:2])
    x, y = np.moveaxis(steps + plane.point, 2, 0)
    shown = np.ma.masked_invalid(changes)
    made = contour_generator(x, y, shown, line_type=LineType.Separate).lines(0.0)
    lines = [piece for line in made for piece in _cut(np.asarray(line), window)]
    return tuple(sorted(lines, key=lambda line: away_from(line, plane.point)))


def away_from(line: Matrix, point: Vector) -> float:
    """Return how far a line passes from a point.

    Examples
    --------
    >>> away_from(np.array([[0.0, 2.0], [4.0, 2.0]]), np.array([1.0, 1.5]))
    0.5
    """
    start, way = line[:-1] - point, np.diff(line, axis=0)
    length = np.maximum((way * way).sum(axis=1), np.finfo(np.float64).tiny)
    share = np.clip(-(start * way).sum(axis=1) / length, 0.0, 1.0)
    return float(np.hypot.reduce(start + share[:, None] * way, axis=1).min())


def _steepest_bend(plane: Plane, pitch: float) -> tuple[Vector, float]:
    """Return the direction in which l bends most around the point, and the sign of its bend."""
    changes = plane.changes(pitch * np.hstack([_WAYS, -_WAYS]))
    xx, yy, rising, falling = (changes[:4] + changes[4:]).tolist()
    mixed = (rising - falling) / 4
    if not math.isfinite(xx + yy + mixed):
        return np.array([1.0, 0.0]), 1.0
    bends, ways = np.linalg.eigh([[xx, mixed], [mixed, yy]])
    most = int(np.abs(bends).argmax())
    across: Vector = ways[:, most]
    return across, math.copysign(1.0, float(bends[most]))


def _walls(plane: Plane, start: Vector, sign: float, way: Vector) -> tuple[float, float]:
    """Return where a valley ends on either side of a place in it, as shares of a way: -1..1."""
    steps = np.outer(way, np.hstack([-_SEARCHED, _SEARCHED])) + start[:, None]
    is_out = (sign * plane.changes(steps) >= 0.0).reshape(2, -1)
    is_out[:, -1] = True
    low, high = _SEARCHED[is_out.argmax(axis=1)].tolist()
    return -low, high


def _spread(low: float, high: float, reach: float) -> Vector:
    """Return places as far as a reach, the nearer to the middle of two the closer together."""
    middle = (low + high) / 2
    far = reach + abs(middle)
    slope = (high - low) / 2 / _TO_WALL / (2 * far / _POINTS)
    bend = float(np.interp(-slope, -_SLOPES, _BENDS))
    share = bend * np.linspace(-1.0, 1.0, _POINTS + 1)
    places: Vector = middle + far * np.sinh(share) / math.sinh(bend)
    return places


def _cut(line: Matrix, window: Window) -> list[Matrix]:
    """Return the pieces of a line that are in a window."""
    middle = np.array([window.x, window.y])
    half = np.array([window.half_x, window.half_y])
    is_in = (np.abs(line - middle) <= half).all(axis=1)
    edges = np.flatnonzero(np.diff(is_in.astype(np.int8), prepend=0, append=0))
    pieces = []
    for start, stop in edges.reshape(-1, 2).tolist():
        piece = [line[start:stop]]
        if start:
            piece.insert(0, _to_edge(line[start] - middle, line[start - 1] - middle, half) + middle)
        if stop < len(line):
            piece.append(_to_edge(line[stop - 1] - middle, line[stop] - middle, half) + middle)
        pieces.append(np.vstack(piece))
    return [piece for piece in pieces if len(piece) > 1]


def _to_edge(inside: Vector, outside: Vector, half: Vector) -> Vector:
    """Return where the way from a place in a window to one beside it leaves it."""
    way = outside - inside
    is_moved = way != 0.0
    shares = (np.copysign(half, way) - inside)[is_moved] / way[is_moved]
    place: Vector = inside + way * min(float(shares.min()), 1.0)
    return place
