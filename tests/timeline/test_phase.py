"""Every sweep writes every cell, and says which ones are there at any time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.timeline.phase import SWEEPS, Phase, Sweep

lengths = st.integers(1, 7)
phases = st.builds(
    lambda role, rows, cols, terms, sweep: Phase(
        role, role, 0, "linear", rows, cols, terms, sweep, 0.0, 1.0, 0
    ),
    st.sampled_from(["Y", "X_grad"]),
    lengths,
    lengths,
    lengths,
    st.sampled_from(SWEEPS),
)


@given(phases)
def test_the_mask_grows_by_what_each_step_writes(phase: Phase) -> None:
    expected = np.zeros((phase.rows, phase.cols), dtype=bool)
    for step in range(phase.count):
        assert np.array_equal(phase.written(step).mask, expected)
        rows, cols = phase.block(step)
        expected[rows.start : rows.stop, cols.start : cols.stop] = True
        assert np.array_equal(phase.written(step + 1).mask, expected)
    assert expected.all()
    assert phase.written(phase.count).is_complete
    assert not phase.written(phase.count - 1).is_complete


@pytest.mark.parametrize(
    ("sweep", "steps"), [("cells", 6), ("columns", 3), ("rows", 2), ("outer", 5)]
)
def test_how_many_steps_a_sweep_takes(sweep: Sweep, steps: int) -> None:
    phase = Phase("Y", "Y", 0, "linear", 2, 3, 5, sweep, 1.0, 0.5, 0)
    assert phase.count == steps
    assert phase.end == 1.0 + 0.5 * steps


def test_terms_make_an_entry_partial_until_all_are_there() -> None:
    phase = Phase("Y", "Y", 0, "linear", 2, 3, 5, "outer", 0.0, 1.0, 0)
    assert [phase.written(n).is_partial for n in range(6)] == [False] + [True] * 4 + [False]
    assert not Phase("Y", "Y", 0, "linear", 2, 3, 5, "rows", 0.0, 1.0, 0).written(1).is_partial
