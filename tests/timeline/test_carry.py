"""Who edits while something is shown goes on seeing it, and never a step in its middle."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.refs import CellRef
from gradviz.timeline.carry import carried
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.timeline.schedule import timeline_of
from gradviz.timeline.timeline import REST, Timeline

sizes = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
sweeps = st.sampled_from(SWEEPS)
shares = st.floats(0.0, 1.0)


def timeline(
    sizes: tuple[int, int, int], sweep: Sweep = "cells", *, bias: bool = False
) -> Timeline:
    M, K, N = sizes
    b = [[0.0]] * M if bias else None
    return timeline_of(backprop([[1.0] * K] * M, [[1.0] * N] * K, b=b), sweep)


@given(sizes, sweeps, shares)
def test_nothing_moves_where_the_timeline_stays(
    size: tuple[int, int, int], sweep: Sweep, share: float
) -> None:
    same = timeline(size, sweep)
    seconds = share * same.duration
    assert carried(seconds, same, timeline(size, sweep)) == pytest.approx(seconds)


@given(sizes, sweeps, sizes, sweeps, shares)
@settings(max_examples=300)
def test_the_same_matrix_is_being_written(
    before: tuple[int, int, int],
    old_sweep: Sweep,
    after: tuple[int, int, int],
    new_sweep: Sweep,
    share: float,
) -> None:
    old, new = timeline(before, old_sweep), timeline(after, new_sweep)
    seconds = share * old.phases[-1].end
    moved = carried(seconds, old, new)
    assert 0.0 <= moved <= new.duration
    shown, phase = new.at(moved), old.phases[old.at(seconds).phase]
    nothing_yet = seconds - phase.start < 1e-3
    assert shown.phases[shown.phase].name == phase.name or (
        nothing_yet and shown.phase == old.at(seconds).phase - 1
    )
    if new.phases[shown.phase].count != phase.count:
        begun = moved - new.phases[shown.phase].start < new.phases[shown.phase].step * 0.51
        assert shown.progress == pytest.approx(1.0) or begun


def test_what_rests_stays_at_rest() -> None:
    old, new = timeline((2, 3, 4)), timeline((4, 4, 4), "outer")
    assert carried(old.duration, old, new) == new.duration
    assert carried(old.duration - REST / 2, old, new) == pytest.approx(new.duration - REST / 2)


def test_where_the_phase_is_gone_it_is_as_far_into_the_whole() -> None:
    old, new = timeline((2, 3, 4), bias=True), timeline((2, 3, 4))
    bias = next(phase for phase in old.phases if phase.role == "b_grad")
    seconds = bias.start + bias.step
    share = carried(seconds, old, new) / new.duration
    assert share == pytest.approx(seconds / old.duration)


@given(sizes, sizes, st.sampled_from([sweep for sweep in SWEEPS if sweep != "outer"]), shares)
@settings(max_examples=300)
def test_the_same_cell_has_just_been_written_or_the_nearest(
    before: tuple[int, int, int], after: tuple[int, int, int], sweep: Sweep, share: float
) -> None:
    old, new = timeline(before, sweep), timeline(after, sweep)
    key = max(1, round(share * (old.steps - 1)))  # at the last one all is at rest
    phase, step = old.key(key) or pytest.fail("a key frame completes a step")
    carried_to = new.key(new.key_at(carried(old.key_time(key), old, new)))
    assert carried_to is not None
    was, now = phase.cell(step), carried_to[0].cell(carried_to[1])
    rows, cols = carried_to[0].rows, carried_to[0].cols
    if key == old.steps:
        assert carried_to[1] == carried_to[0].count - 1
    else:
        assert (now.name, now.row, now.col) == (
            was.name,
            min(was.row, rows - 1),
            min(was.col, cols - 1),
        )


def test_a_row_that_is_added_leaves_the_film_at_its_cell() -> None:
    old, new = timeline((3, 3, 4)), timeline((3, 4, 4))
    second = old.time_of(CellRef("X_grad", 1, 0))
    assert second is not None
    assert carried(second, old, new) == pytest.approx(new.time_of(CellRef("X_grad", 1, 0)))
