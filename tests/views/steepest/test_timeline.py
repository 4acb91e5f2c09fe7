"""Where dx points: once round with a key frame every 45°, then to the gradient, and at rest."""

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.views.steepest.timeline import DxTurn, steepest_timeline, turn_at

TIMELINE = steepest_timeline()
ANGLES = st.floats(0.0, math.tau, exclude_max=True)


@pytest.mark.parametrize("key", range(9))
def test_there_is_a_key_frame_every_45_degrees(key: int) -> None:
    turn = turn_at(TIMELINE.at(TIMELINE.key_time(key)), 1.0)
    assert turn.angle == turn.swept == pytest.approx(math.radians(45 * key), abs=1e-6)
    assert turn.found == 0.0


def test_a_turn_takes_six_to_eight_seconds_and_comes_before_all_else() -> None:
    turn, found = TIMELINE.phases
    assert 6.0 <= turn.end <= 8.0
    assert (turn.kind, found.kind, found.start) == ("turn", "steepest", turn.end)


@given(ANGLES)
def test_it_comes_to_rest_just_at_the_steepest_direction(steepest: float) -> None:
    assert turn_at(TIMELINE.at(TIMELINE.duration), steepest) == DxTurn(steepest)
    assert turn_at(TIMELINE.at(TIMELINE.key_time(9)), steepest) == DxTurn(steepest)


@given(ANGLES)
def test_dx_never_jumps(steepest: float) -> None:
    times = [TIMELINE.duration * n / 2000 for n in range(2001)]
    angles = [turn_at(TIMELINE.at(at), steepest).angle for at in times]
    for before, after in itertools.pairwise(angles):
        assert abs(math.remainder(after - before, math.tau)) < math.radians(3)


@given(ANGLES)
def test_it_starts_and_stops_gently(steepest: float) -> None:
    turn, found = TIMELINE.phases
    for at in (0.0, turn.end, found.end):
        near = [turn_at(TIMELINE.at(max(at + dt, 0.0)), steepest).angle for dt in (-0.01, 0, 0.01)]
        assert all(abs(math.remainder(angle - near[1], math.tau)) < 1e-3 for angle in near)


def test_what_is_swept_only_grows_and_any_order_gives_the_same() -> None:
    times = [TIMELINE.duration * n / 300 for n in range(301)]
    in_order = {at: turn_at(TIMELINE.at(at), 2.0) for at in times}
    swept = [turn.swept for turn in in_order.values()]
    assert swept == sorted(swept)
    assert [turn.is_complete for turn in in_order.values()].count(False) > 100
    random.Random(1).shuffle(times)
    assert all(turn_at(TIMELINE.at(at), 2.0) == in_order[at] for at in times)


def test_it_turns_the_shorter_way() -> None:
    half = TIMELINE.phases[1].start + TIMELINE.phases[1].step / 2
    assert turn_at(TIMELINE.at(half), math.radians(300)).angle > math.radians(300)
    assert turn_at(TIMELINE.at(half), math.radians(60)).angle < math.radians(60)


def test_without_a_steepest_direction_dx_stays_where_it_is_and_nothing_is_found() -> None:
    for share in (0.9, 0.95, 1.0):
        assert turn_at(TIMELINE.at(TIMELINE.duration * share), None).angle == 0.0


def test_on_a_line_dx_points_one_way_and_then_the_other() -> None:
    line = steepest_timeline(is_line=True)
    assert line.phases[0].count == 2
    seen = {turn_at(line.at(line.phases[0].end * n / 100), 0.0).angle for n in range(101)}
    assert seen == {0.0, math.pi, math.tau}
