"""Playing is arithmetic on the clock: what was shown or missed in between does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.timeline.playback import Playback

clocks = st.floats(0.0, 1e4)


def test_it_stands_still_until_played() -> None:
    play = Playback(duration=10.0)
    assert play.position(now=55.0) == 0.0
    assert not play.has_ended(now=55.0)


@given(clocks, st.lists(st.floats(0.0, 3.0), max_size=20))
def test_position_does_not_depend_on_how_often_it_was_asked(
    start: float, waits: list[float]
) -> None:
    asked = Playback(duration=30.0).played(now=start)
    now = start
    for wait in waits:
        now += wait
        asked.position(now)
    assert asked.position(now) == Playback(duration=30.0).played(now=start).position(now)


@given(clocks, st.floats(0.0, 9.0), st.sampled_from([0.25, 0.5, 2.0, 4.0]))
def test_changing_the_speed_does_not_jump(now: float, later: float, speed: float) -> None:
    play = Playback(duration=10.0).played(now)
    before = play.position(now + later)
    assert play.with_speed(speed, now + later).position(now + later) == before


def test_it_stops_at_either_end() -> None:
    play = Playback(duration=10.0).played(now=0.0)
    assert (play.position(now=99.0), play.has_ended(now=99.0)) == (10.0, True)
    back = Playback(duration=10.0, anchor=4.0).played(now=0.0, direction=-1)
    assert back.position(now=1.0) == 3.0
    assert (back.position(now=99.0), back.has_ended(now=99.0)) == (0.0, True)


def test_playing_from_an_end_begins_at_the_other() -> None:
    assert Playback(10.0, anchor=10.0).played(now=0.0).position(now=1.0) == 1.0
    assert Playback(10.0, anchor=0.0).played(now=0.0, direction=-1).position(now=1.0) == 9.0


def test_looping_goes_round_and_never_ends() -> None:
    play = Playback(duration=10.0).with_looping(True, now=0.0).played(now=0.0)
    assert play.position(now=23.0) == pytest.approx(3.0)
    assert not play.has_ended(now=23.0)


def test_scrubbing_while_playing_goes_on_from_there() -> None:
    play = Playback(duration=10.0).played(now=0.0).moved(6.0, now=2.0)
    assert play.position(now=3.0) == 7.0
    assert play.moved(99.0, now=3.0).position(now=3.0) == 10.0


def test_another_timeline_keeps_the_place() -> None:
    rested = Playback(duration=10.0, anchor=10.0).with_duration(26.0, now=0.0)
    assert rested.position(now=0.0) == 26.0
    assert Playback(10.0, anchor=5.0).with_duration(20.0, now=0.0).position(now=0.0) == 10.0
