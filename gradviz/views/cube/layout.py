"""The box of a product, seen from an angle: where its cells and the faces around it are drawn.

Its axes are those of the indices: i runs down, j to the right, k towards whoever looks, as if
the corner of the Flow view had been folded: W at the left, X on top, Y in front. The view is
orthographic, so every face is an affine picture. Each matrix stands off the box, on the side
that is turned towards the viewer, so far that it covers neither the box nor another matrix.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, log2, radians, sin

from gradviz.language.notation import Axis
from gradviz.scene.corner.layout import LARGEST_PITCH, Area, Sizes
from gradviz.scene.marks.frame import Cells, Point, Quad
from gradviz.session.looks.cube import Turn

IJK: tuple[Axis, Axis, Axis] = ("i", "j", "k")
LACKS: Mapping[str, Axis] = {"W": "j", "X": "i", "Y": "k"}
"""The index that each matrix lacks: the one along which its face is looked at."""
_AXES: Mapping[str, tuple[Axis, Axis]] = {"W": ("i", "k"), "X": ("k", "j"), "Y": ("i", "j")}

GAP = 36.0
"""Scene units between the box and a matrix (times the text factor): an axis letter fits in."""
LABEL = (128.0, 40.0)
"""Width and height of a name with its colour bar (times the text factor)."""
_BESIDE = 10.0
_ROUNDS = 40
_LEVEL = 1e-6
"""Steps that lead out of an edge by less than this share of their length run along it."""


def directions(turn: Turn) -> dict[Axis, Point]:
    """Return where one step along each axis leads to in the picture, its length in space 1."""
    yaw, pitch = radians(turn.yaw), radians(turn.pitch)
    return {
        "i": (0.0, cos(pitch)),
        "j": (cos(yaw), -sin(yaw) * sin(pitch)),
        "k": (sin(yaw), cos(yaw) * sin(pitch)),
    }


def nearness(turn: Turn) -> dict[Axis, float]:
    """Return by how much one step along each axis comes nearer to the viewer."""
    yaw, pitch = radians(turn.yaw), radians(turn.pitch)
    return {"i": -sin(pitch), "j": -sin(yaw) * cos(pitch), "k": cos(yaw) * cos(pitch)}


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A box in a picture.

    Attributes
    ----------
    origin : Point
        Where the corner i = j = k = 0 is.
    steps : mapping of Axis to Point
        Where one cell along an axis leads to, scene units.
    counts : mapping of Axis to int
        How many cells there are along an axis.
    sides : mapping of Axis to int
        +1 where the matrix that lacks an axis stands beyond its end, -1 before its start.
    off : mapping of Axis to float
        How far off the box it stands there, cells.
    unit : float
        Scene units per cell, before they are foreshortened.
    """

    origin: Point
    steps: Mapping[Axis, Point]
    counts: Mapping[Axis, int]
    sides: Mapping[Axis, int]
    off: Mapping[Axis, float]
    unit: float

    @property
    def pitch(self) -> float:
        """The pitch of cells as they lie flat: the same for a while, as the box is turned."""
        return float(2.0 ** (round(2 * log2(self.unit)) / 2))

    def at(self, where: Mapping[Axis, float]) -> Point:
        """Return where a point of the box is drawn, 0 along axes that are not given."""
        x, y = self.origin
        for axis in IJK:
            share = where.get(axis, 0.0)
            x, y = x + share * self.steps[axis][0], y + share * self.steps[axis][1]
        return x, y

    def stand(self, axis: Axis) -> float:
        """Return the place along an axis of the matrix that lacks it."""
        beyond = self.off[axis]
        return self.counts[axis] + beyond if self.sides[axis] > 0 else -beyond

    def quad(
        self,
        cells: Cells,
        rows: Axis,
        cols: Axis,
        where: Mapping[Axis, float],
        opacity: float = 1.0,
    ) -> Quad:
        """Return cells in the box, or off it.

        Parameters
        ----------
        cells : Cells
            Flat, in `pitch`, their first cell at (0, 0).
        rows, cols : {"i", "j", "k"}
            What runs down and along them.
        where : mapping of Axis to float
            The place of their first corner, by axes.
        opacity : float
        """
        (rx, ry), (dx, dy) = self.steps[cols], self.steps[rows]
        flat = self.pitch
        return Quad(
            cells,
            self.at(where),
            (rx / flat, ry / flat),
            (dx / flat, dy / flat),
            opacity,
        )

    def face(self, stem: str) -> tuple[Point, Point, Point, Point]:
        """Return the corners of the matrix "W", "X" or "Y", where it stands."""
        normal = LACKS[stem]
        p, q = (axis for axis in IJK if axis != normal)
        place: dict[Axis, float] = {normal: self.stand(normal)}
        ends = ((0, 0), (self.counts[p], 0), (self.counts[p], self.counts[q]), (0, self.counts[q]))
        first, second, third, fourth = (self.at({**place, p: a, q: b}) for a, b in ends)
        return first, second, third, fourth

    @property
    def left_face(self) -> str:
        """Which of W and Y stands at the left."""
        return min("WY", key=lambda stem: self.sides[LACKS[stem]] * self.steps[LACKS[stem]][0])

    def label(self, stem: str, text: float) -> Area:
        """Return the room of a name: above X, under W and Y and never towards the other one."""
        width, height = LABEL[0] * text, LABEL[1] * text
        left, top, right, bottom = bounds(self.face(stem))
        x, beside = (left + right - width) / 2, _BESIDE * text
        if stem == "X":
            return Area(x, top - beside - height, width, height)
        x = min(x, right - width) if stem == self.left_face else max(x, left)
        return Area(x, bottom + beside, width, height)

    def edge(self, axis: Axis) -> tuple[Point, Point, Point]:
        """Return the outer edge of the box along an axis, at the left, and the way out of it."""
        p, q = (other for other in IJK if other != axis)
        along = _unit(self.steps[axis])
        out = (-along[1], along[0])
        out = out if out[0] < 0 else (-out[0], -out[1])
        place: dict[Axis, float] = {}
        for other in (p, q):
            leads = self.steps[other][0] * out[0] + self.steps[other][1] * out[1]
            is_last = self.sides[other] > 0 if abs(leads) < _LEVEL * self.unit else leads > 0
            place[other] = self.counts[other] if is_last else 0  # of two, the nearer edge
        return self.at(place), self.at({**place, axis: self.counts[axis]}), out


def axes_of(role: str) -> tuple[Axis, Axis]:
    """Return what runs down and along a matrix: the box is that of Y = W X in any notation."""
    return _AXES[role[0]]


@lru_cache(maxsize=32)
def space_in(area: Area, sizes: Sizes, turn: Turn, text: float) -> Space:
    """Return the largest box, with its matrices and their names around it, in an area.

    Parameters
    ----------
    area : Area
    sizes : Sizes
    turn : Turn
    text : float
        Factor on every text size.
    """
    low, high = 0.0, LARGEST_PITCH * text
    for _ in range(_ROUNDS):
        unit = (low + high) / 2
        left, top, right, bottom = _reach(_space((0.0, 0.0), sizes, turn, unit, text), text)
        fits = right - left <= area.width and bottom - top <= area.height
        low, high = (unit, high) if fits else (low, unit)
    unit = max(low, 1e-3)
    left, top, right, bottom = _reach(_space((0.0, 0.0), sizes, turn, unit, text), text)
    x = area.x + (area.width - right - left) / 2
    y = area.y + (area.height - bottom - top) / 2
    return _space((x, y), sizes, turn, unit, text)


def bounds(points: tuple[Point, ...]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _space(origin: Point, sizes: Sizes, turn: Turn, unit: float, text: float) -> Space:
    counts: dict[Axis, int] = {"i": sizes.M, "j": sizes.N, "k": sizes.K}
    steps: dict[Axis, Point] = {a: (x * unit, y * unit) for a, (x, y) in directions(turn).items()}
    sides = {axis: 1 if near > 0 else -1 for axis, near in nearness(turn).items()}
    off = {axis: _clearing(axis, steps, counts, GAP * text) for axis in IJK}
    return Space(origin, steps, counts, sides, off, unit)


def _clearing(
    axis: Axis, steps: Mapping[Axis, Point], counts: Mapping[Axis, int], gap: float
) -> float:
    """Return how far a face moves along its axis until it does not cover the box, in steps."""
    moved = steps[axis]
    sides = [(steps[p][0] * counts[p], steps[p][1] * counts[p]) for p in IJK if p != axis]
    area = abs(_cross(*sides))
    found = []
    for side in sides:  # beyond an edge along this side: its distance is measured across it
        speed = abs(_cross(moved, side)) / hypot(*side)
        found.append((area / hypot(*side) + gap) / max(speed, 1e-9))
    return min(found)


def _reach(space: Space, text: float) -> tuple[float, float, float, float]:
    """Return how far the box, all that stands around it, and what is written there reach."""
    points: list[Point] = []
    for stem in LACKS:
        label = space.label(stem, text)
        points += [*space.face(stem), (label.x, label.y), (label.right, label.bottom)]
    for axis in IJK:
        start, end, (x, y) = space.edge(axis)
        far = 26.0 * text
        points += [(px + x * far, py + y * far) for px, py in (start, end)]
        points += [start, end]
    return bounds(tuple(points))


def _cross(a: Point, b: Point) -> float:
    return a[0] * b[1] - a[1] * b[0]


def _unit(vector: Point) -> Point:
    length = hypot(*vector)
    return vector[0] / length, vector[1] / length
