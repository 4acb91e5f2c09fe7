"""Time to moment is a pure function: the same forwards, backwards and at random."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.refs import CellRef
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.timeline.schedule import timeline_of
from gradviz.timeline.timeline import REST, Timeline


def of_sizes(m: int, k: int, n: int, sweep: Sweep = "cells", *, has_bias: bool = False) -> Timeline:
    bias = np.zeros((m, 1)) if has_bias else None
    return timeline_of(backprop(np.zeros((m, k)), np.zeros((k, n)), b=bias), sweep)


EXAMPLE = of_sizes(2, 3, 4)

lengths = st.integers(1, 9)
timelines = st.builds(
    of_sizes, lengths, lengths, lengths, st.sampled_from(SWEEPS), has_bias=st.booleans()
)


def test_example_has_34_steps_of_0_4_to_0_9_seconds() -> None:
    assert EXAMPLE.steps == 34
    assert all(0.4 <= phase.step <= 0.9 for phase in EXAMPLE.phases)


def test_a_phase_of_many_cells_is_over_in_half_a_minute() -> None:
    assert of_sizes(64, 64, 64).phases[0].end == pytest.approx(30.0)


@given(timelines)
def test_at_does_not_depend_on_the_order_of_asking(timeline: Timeline) -> None:
    times = [timeline.duration * n / 101 for n in range(102)]
    in_order = [timeline.at(t) for t in times]
    shuffled = list(enumerate(times))
    random.Random(7).shuffle(shuffled)
    for n, t in shuffled:
        assert timeline.at(t) == in_order[n]
    assert [timeline.at(t) for t in reversed(times)] == in_order[::-1]


@given(timelines)
def test_more_is_written_as_time_goes_on_and_each_cell_once(timeline: Timeline) -> None:
    before = 0
    for key in range(timeline.steps + 1):
        moment = timeline.at(timeline.key_time(key))
        written = sum(moment.done(n) for n in range(len(timeline.phases)))
        assert written == key
        assert written >= before
        before = written


@given(timelines)
def test_key_frames_are_found_again_and_stepping_visits_each(timeline: Timeline) -> None:
    seconds, seen = 0.0, [0]
    while seconds < timeline.key_time(timeline.steps):
        seconds = timeline.next_key(seconds)
        seen.append(timeline.key_at(seconds))
    assert seen == list(range(timeline.steps + 1))
    back = [seen[-1]]
    while seconds > 0.0:
        seconds = timeline.previous_key(seconds)
        back.append(timeline.key_at(seconds))
    assert back == seen[::-1]


@given(timelines, st.data())
def test_time_of_a_cell_is_the_key_frame_with_its_name(
    timeline: Timeline, data: st.DataObject
) -> None:
    phase = data.draw(st.sampled_from(timeline.phases))
    step = data.draw(st.integers(0, phase.count - 1))
    ref = phase.cell(step)
    if phase.sweep == "outer":
        step = phase.count - 1  # each step adds to every cell, the last completes it
    assert phase.step_of(ref) == step
    seconds = timeline.time_of(ref)
    assert seconds is not None
    assert timeline.key(timeline.key_at(seconds)) == (phase, step)
    moment = timeline.at(seconds)
    assert (moment.phases[moment.phase], moment.step, moment.progress) == (phase, step, 1.0)


def test_inputs_have_no_time() -> None:
    assert EXAMPLE.time_of(CellRef("W", 0, 0)) is None


def test_x_grad_is_written_column_by_column_the_others_row_by_row() -> None:
    x_grad, w_grad = EXAMPLE.phases[2], EXAMPLE.phases[3]
    assert [(r.row, r.col) for r in map(x_grad.cell, range(4))] == [(0, 0), (1, 0), (2, 0), (0, 1)]
    assert [(r.row, r.col) for r in map(w_grad.cell, range(4))] == [(0, 0), (0, 1), (0, 2), (1, 0)]


def test_ends() -> None:
    start, end = EXAMPLE.at(-1.0), EXAMPLE.at(1e9)
    assert start == EXAMPLE.at(0.0)
    assert [start.done(n) for n in range(4)] == [0, 0, 0, 0]
    assert end.rest == 1.0
    assert [end.done(n) for n in range(4)] == [8, 8, 12, 6]
    assert EXAMPLE.duration == pytest.approx(EXAMPLE.phases[-1].end + REST)
    assert EXAMPLE.next_key(EXAMPLE.key_time(34)) == EXAMPLE.duration
    assert EXAMPLE.previous_key(EXAMPLE.duration) == EXAMPLE.key_time(34)
    assert EXAMPLE.previous_key(0.0) == 0.0


def test_a_key_frame_tells_what_it_completes() -> None:
    assert EXAMPLE.key(0) is None
    assert EXAMPLE.key(1) == (EXAMPLE.phases[0], 0)
    assert EXAMPLE.key(34) == (EXAMPLE.phases[3], 5)


def test_what_is_always_there_is_not_told_as_written() -> None:
    moment = EXAMPLE.at(EXAMPLE.key_time(3))
    assert moment.written("W") is None
    written = moment.written("Y")
    assert written is not None
    assert written.done == 3
    assert not written.is_complete
    assert written.mask.tolist() == [[True, True, True, False], [False] * 4]
