"""Time to moment is a pure function: the same forwards, backwards and at random."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.refs import CellRef
from gradviz.timeline.timeline import REST, Timeline, timeline_for, timeline_of

EXAMPLE = timeline_for((("Y", 2, 4), ("Y_grad", 2, 4), ("X_grad", 3, 4), ("W_grad", 2, 3)))

lengths = st.integers(1, 9)
timelines = st.builds(
    lambda m, k, n: timeline_for(
        (("Y", m, n), ("Y_grad", m, n), ("X_grad", k, n), ("W_grad", m, k), ("b_grad", m, 1))
    ),
    lengths,
    lengths,
    lengths,
)


def test_phases_follow_from_the_passes() -> None:
    plain = backprop([[1.0, 2.0]], [[3.0], [4.0]])
    biased = backprop([[1.0, 2.0]], [[3.0], [4.0]], b=[[1.0]])
    assert [p.name for p in timeline_of(plain).phases] == ["Y", "Y_grad", "X_grad", "W_grad"]
    assert timeline_of(biased).phases[-1].name == "b_grad"


def test_example_has_34_steps_of_0_4_to_0_9_seconds() -> None:
    assert EXAMPLE.steps == 34
    assert all(0.4 <= phase.step <= 0.9 for phase in EXAMPLE.phases)


def test_a_phase_of_many_cells_is_over_in_half_a_minute() -> None:
    timeline = timeline_for((("Y", 64, 64),))
    assert timeline.phases[0].end == pytest.approx(30.0)


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
        written = sum(count for _, count in moment.written)
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
    assert phase.step_of(ref) == step
    seconds = timeline.time_of(ref)
    assert seconds is not None
    assert timeline.key_name(timeline.key_at(seconds)) == str(ref)
    moment = timeline.at(seconds)
    assert (moment.name, moment.step, moment.progress) == (phase.name, step, 1.0)


def test_inputs_have_no_time() -> None:
    assert EXAMPLE.time_of(CellRef("W", 0, 0)) is None


def test_x_grad_is_written_column_by_column_the_others_row_by_row() -> None:
    x_grad, w_grad = EXAMPLE.phases[2], EXAMPLE.phases[3]
    assert [(r.row, r.col) for r in map(x_grad.cell, range(4))] == [(0, 0), (1, 0), (2, 0), (0, 1)]
    assert [(r.row, r.col) for r in map(w_grad.cell, range(4))] == [(0, 0), (0, 1), (0, 2), (1, 0)]


def test_ends() -> None:
    start, end = EXAMPLE.at(-1.0), EXAMPLE.at(1e9)
    assert start == EXAMPLE.at(0.0)
    assert all(count == 0 for _, count in start.written)
    assert end.rest == 1.0
    assert end.written == (("Y", 8), ("Y_grad", 8), ("X_grad", 12), ("W_grad", 6))
    assert EXAMPLE.duration == pytest.approx(EXAMPLE.phases[-1].end + REST)
    assert EXAMPLE.next_key(EXAMPLE.key_time(34)) == EXAMPLE.duration
    assert EXAMPLE.previous_key(EXAMPLE.duration) == EXAMPLE.key_time(34)
    assert EXAMPLE.previous_key(0.0) == 0.0


def test_key_names_count_from_what_is_asked() -> None:
    assert EXAMPLE.key_name(0) == "start"
    assert EXAMPLE.key_name(1, base=1) == "Y[1,1]"
    assert EXAMPLE.key_name(34) == "W_grad[1,2]"
