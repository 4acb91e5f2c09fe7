"""The box in a picture: it is a true view, fits its room, and nothing covers anything."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.scene.corner.layout import Area, Sizes
from gradviz.scene.marks.frame import Point
from gradviz.session.looks.cube import Turn, turned
from gradviz.views.cube.layout import IJK, LACKS, Space, directions, nearness, space_in

AREA = Area(20, 16, 960, 614)
turns = st.builds(Turn, st.floats(-180, 180), st.floats(15, 65))
sides = st.integers(1, 12)
sizes = st.builds(lambda m, k, n: Sizes(m, k, n, has_bias=False), sides, sides, sides)


def hull(space: Space) -> list[Point]:
    """Return the corners of the box, in the picture."""
    ends = [(0, space.counts[axis]) for axis in IJK]
    return [space.at({"i": i, "j": j, "k": k}) for i in ends[0] for j in ends[1] for k in ends[2]]


def rectangle(area: Area) -> list[Point]:
    return [
        (area.x, area.y), (area.right, area.y), (area.right, area.bottom), (area.x, area.bottom)
    ]  # fmt: skip


def distance(one: list[Point], other: list[Point]) -> float:
    """Return how far apart two convex shapes are along the best separating line; below 0 if not."""
    a, b = np.array(one), np.array(other)
    edges = [p - q for shape in (a, b) for p, q in combinations(shape, 2)]
    gaps = []
    for edge in edges:
        length = float(np.hypot(*edge))
        if length < 1e-9:
            continue
        normal = np.array([-edge[1], edge[0]]) / length
        one_side, other_side = a @ normal, b @ normal
        gaps.append(max(other_side.min() - one_side.max(), one_side.min() - other_side.max()))
    return float(max(gaps))


@given(turns)
def test_it_is_a_view_of_a_cube_that_is_turned_and_not_stretched(turn: Turn) -> None:
    flat, near = directions(turn), nearness(turn)
    rotation = np.array([[*flat[axis], near[axis]] for axis in IJK])
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-12)


def test_as_it_is_first_seen_it_is_the_corner_folded() -> None:
    space = space_in(AREA, Sizes(2, 3, 4, has_bias=False), Turn(), 1.0)
    middles = {stem: np.mean(space.face(stem), axis=0) for stem in LACKS}
    assert middles["W"][0] < middles["Y"][0]  # W at the left, Y at the right, X above both
    assert middles["X"][1] < min(middles["W"][1], middles["Y"][1])
    assert all(space.steps[axis][0] >= 0 for axis in IJK)  # nothing runs to the left
    assert space.steps["i"][1] > 0
    assert space.steps["k"][1] > 0


@given(turns, sizes, st.sampled_from([1.0, 2.0]))
@settings(max_examples=300, deadline=None)
def test_no_matrix_covers_the_box_another_or_a_name_at_any_turn(
    turn: Turn, size: Sizes, text: float
) -> None:
    space = space_in(AREA, size, turn, text)
    shapes = {"box": hull(space)}
    for stem in LACKS:
        shapes[stem] = list(space.face(stem))
        shapes[f"name of {stem}"] = rectangle(space.label(stem, text))
    for (name, one), (other_name, other) in combinations(shapes.items(), 2):
        assert distance(one, other) > -1e-6, (name, other_name)


@given(turns, sizes, st.sampled_from([1.0, 2.0]))
@settings(deadline=None)
def test_all_of_it_is_in_its_room_and_fills_it(turn: Turn, size: Sizes, text: float) -> None:
    space = space_in(AREA, size, turn, text)
    points = hull(space)
    for stem in LACKS:
        points += [*space.face(stem), *rectangle(space.label(stem, text))]
    (left, top), (right, bottom) = np.min(points, axis=0), np.max(points, axis=0)
    assert left >= AREA.x - 0.1
    assert top >= AREA.y - 0.1
    assert right <= AREA.right + 0.1
    assert bottom <= AREA.bottom + 0.1
    share = max((right - left) / AREA.width, (bottom - top) / AREA.height)
    assert share > 0.85 or space.unit > 104.0 * text - 1.0


@given(turns, sizes)
@settings(deadline=None)
def test_matrices_stand_on_the_sides_that_are_seen(turn: Turn, size: Sizes) -> None:
    space = space_in(AREA, size, turn, 1.0)
    for axis, near in nearness(turn).items():
        if abs(near) > 1e-9:
            assert (space.stand(axis) > 0) == (near > 0)
            assert not 0 <= space.stand(axis) <= space.counts[axis]


@given(turns, sizes)
@settings(deadline=None)
def test_the_axes_run_along_edges_of_the_box_that_lie_outside(turn: Turn, size: Sizes) -> None:
    space = space_in(AREA, size, turn, 1.0)
    middles = []
    for axis in IJK:
        start, end, out = space.edge(axis)
        reach = max(p[0] * out[0] + p[1] * out[1] for p in hull(space))
        assert start[0] * out[0] + start[1] * out[1] == pytest.approx(reach)
        assert end[0] * out[0] + end[1] * out[1] == pytest.approx(reach)
        middles.append(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    for one, other in combinations(middles, 2):
        assert np.hypot(*np.subtract(one, other)) > 0.2 * space.unit


def test_a_drag_turns_and_never_beyond_above_or_below() -> None:
    turn = Turn(0.0, 30.0)
    assert turned(turn, 0, 0) == turn
    assert turned(turn, 100, 0).yaw > 0
    assert turned(turn, 0, 1e6).pitch == 65.0
    assert turned(turn, 0, -1e6).pitch == 15.0
    there_and_back = turned(turned(turn, 700, 10), -700, -10)
    assert there_and_back.yaw == pytest.approx(0.0)
    assert there_and_back.pitch == pytest.approx(30.0)
    assert turned(turn, 1e7, 0).yaw == pytest.approx(turned(turn, 1e7 + 900, 0).yaw)


def test_where_k_and_i_lie_in_line_their_axes_do_not() -> None:
    for yaw in (0.0, 90.0, -90.0, 180.0, 1e-9, 89.9999999):
        space = space_in(AREA, Sizes(2, 3, 4, has_bias=False), Turn(yaw, 30.0), 1.0)
        spans = [np.array(space.edge(axis)[:2]) for axis in IJK]
        for one, other in combinations(spans, 2):
            assert np.hypot(*(one.mean(axis=0) - other.mean(axis=0))) > 20, yaw
