"""A band is as wide as its magnitude, and what is no magnitude looks like what it is."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.explain.magnitudes import LogScale
from gradviz.scene.marks.frame import Mark, Polygon, Polyline
from gradviz.views.flow.stream.bands import (
    FULLEST,
    BandPlace,
    Course,
    Ink,
    Knot,
    band,
    band_outline,
    dashes,
    stretches,
)

SCALE = LogScale(-4, 0)
LANE = BandPlace(50.0, 80.0, is_flipped=False)
INK = Ink((0, 200, 0, 255), (0, 0, 0, 255), (255, 255, 255, 255))
STATIONS = (400.0, 300.0, 200.0, 100.0)  # upwards
magnitudes = st.floats(min_value=0.0, allow_nan=False, allow_infinity=True)


def course(*sizes: float, reached: tuple[float, ...] = (1.0, 1.0, 1.0)) -> Course:
    return Course(STATIONS, sizes, reached)


def marks(of: Course) -> tuple[Mark, ...]:
    return band(of, LANE, SCALE, INK, 1.0)


def areas(of: Course) -> list[Polygon]:
    return [mark for mark in marks(of) if isinstance(mark, Polygon)]


def width_at(knots: tuple[Knot, ...], along: float) -> float:
    return next(2 * half for at, half in knots if at == along)


def reach(polygon: Polygon) -> tuple[float, float]:
    """Return where an area begins and ends along the way."""
    along = [y for _, y in polygon.points]
    return min(along), max(along)


@given(magnitudes, magnitudes)
def test_the_wider_is_the_larger(one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert LANE.half(small, SCALE) <= LANE.half(large, SCALE)


@given(st.floats(1e-4, 1.0), st.floats(1.001, 10.0))
def test_a_larger_magnitude_on_the_scale_is_seen_to_be_larger(size: float, factor: float) -> None:
    if size * factor <= 1.0:
        assert LANE.half(size, SCALE) < LANE.half(size * factor, SCALE)


@given(st.lists(magnitudes.filter(lambda x: x > 0), min_size=4, max_size=4))
def test_at_each_station_a_band_is_as_wide_as_its_magnitude(sizes: list[float]) -> None:
    (knots,) = stretches(course(*sizes), LANE, SCALE)
    for along, size in zip(STATIONS, sizes, strict=True):
        assert width_at(knots, along) == pytest.approx(2 * LANE.half(size, SCALE))


@given(st.lists(magnitudes.filter(lambda x: x > 0), min_size=4, max_size=4))
def test_between_stations_a_band_only_narrows_or_only_swells(sizes: list[float]) -> None:
    (knots,) = stretches(course(*sizes), LANE, SCALE)
    for n, (one, other) in enumerate(pairwise(sizes)):
        inside = [h for along, h in knots if STATIONS[n] >= along >= STATIONS[n + 1]]
        ahead = sorted(inside, reverse=one > other)
        assert inside == pytest.approx(ahead)


def test_an_infinite_band_fills_its_lane_and_a_finite_one_never_does() -> None:
    assert 2 * LANE.half(math.inf, SCALE) == LANE.room
    assert 2 * LANE.half(1e300, SCALE) == pytest.approx(LANE.room * FULLEST)


def test_a_band_that_becomes_0_ends_at_a_bar_across_it() -> None:
    (area,) = areas(course(1.0, 0.5, 0.0, 0.0))
    assert reach(area) == (250.0, 400.0)  # half the way from 0.5 to 0
    (bar,) = [
        m for m in marks(course(1.0, 0.5, 0.0, 0.0)) if isinstance(m, Polyline) and m.width == 3
    ]
    assert [y for _, y in bar.points] == [250.0, 250.0]
    across = [x for x, _ in bar.points]
    assert max(across) - min(across) > 2 * LANE.half(0.5, SCALE)


def test_what_is_small_is_still_there_and_what_is_0_is_not() -> None:
    assert areas(course(1e-300, 1e-300, 1e-300, 1e-300))
    assert marks(course(0.0, 0.0, 0.0, 0.0)) == ()


def test_nan_is_a_zigzag_and_no_area() -> None:
    found = marks(course(math.nan, math.nan, math.nan, math.nan))
    assert all(isinstance(mark, Polyline) and len(mark.points) > 3 for mark in found)
    assert len(found) == 6  # two halves of each piece


def test_a_band_comes_as_far_as_it_has_come_and_points_ahead() -> None:
    half_way = course(1.0, 0.5, 0.1, 0.1, reached=(1.0, 0.5, 0.0))
    (area,) = areas(half_way)
    assert half_way.front == 250.0
    tip, bottom = reach(area)
    assert bottom == 400.0
    assert 230.0 < tip < 250.0


def test_what_is_not_begun_leaves_no_area() -> None:
    assert marks(course(1.0, 1.0, 1.0, 1.0, reached=(0.0, 0.0, 0.0))) == ()


def test_the_way_ahead_is_dashed_and_the_way_behind_is_not() -> None:
    half_way = course(1.0, 0.5, 0.1, 0.1, reached=(1.0, 0.5, 0.0))
    ahead = [y for dash in dashes(half_way, LANE, INK.broken, 1.0) for _, y in dash.points]
    assert ahead
    assert all(100.0 <= y < 250.0 for y in ahead)
    assert list(dashes(course(1.0, 1.0, 1.0, 1.0), LANE, INK.broken, 1.0)) == []


def test_an_outline_has_nothing_within() -> None:
    (area,) = band_outline(course(1.0, 0.5, 0.1, 0.1), LANE, SCALE, INK.fill)
    assert isinstance(area, Polygon)
    assert area.fill[3] == 0
    assert area.stroke == INK.fill


def test_a_flipped_lane_is_the_same_about_the_diagonal() -> None:
    flipped = BandPlace(LANE.middle, LANE.room, is_flipped=True)
    given_course = course(1.0, 0.01, 0.1, 0.5)
    upright = areas(given_course)[0]
    lying = next(m for m in band(given_course, flipped, SCALE, INK, 1.0) if isinstance(m, Polygon))
    assert lying.points == tuple((y, x) for x, y in upright.points)


def test_a_band_that_stands_is_the_same_object() -> None:
    one, other = marks(course(1.0, 0.5, 0.1, 0.2)), marks(course(1.0, 0.5, 0.1, 0.2))
    assert one is other
