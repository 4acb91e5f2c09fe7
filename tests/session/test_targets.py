import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.losses import target_problem
from gradviz.errors import InputError
from gradviz.session.targets import (
    with_one_hot_columns,
    with_probability,
    with_renormalised_columns,
)


@given(st.data())
def test_a_column_sums_to_one_whatever_is_set(data: st.DataObject) -> None:
    rows = data.draw(st.integers(2, 6))
    target = np.eye(rows)[:, :1]
    for _ in range(5):
        row = data.draw(st.integers(0, rows - 1))
        value = data.draw(st.floats(0, 1))
        target = with_probability(target, row, 0, value)
        assert target[row, 0] == value
        assert target_problem("cross_entropy", target) is None


def test_the_others_keep_their_proportions() -> None:
    target = with_probability(np.array([[0.2], [0.2], [0.6]]), 0, 0, 0.6)
    np.testing.assert_allclose(target.ravel(), [0.6, 0.1, 0.3])


def test_other_columns_are_left_alone() -> None:
    target = with_probability(np.array([[1.0, 0.3], [0.0, 0.7]]), 1, 0, 1.0)
    assert target.tolist() == [[0.0, 0.3], [1.0, 0.7]]


def test_an_unknown_probability_is_set_and_taken_back() -> None:
    unknown = with_probability(np.array([[0.0], [1.0]]), 0, 0, math.nan)
    assert math.isnan(unknown[0, 0])
    assert unknown[1, 0] == 1.0
    assert with_probability(unknown, 1, 0, 0.5)[1, 0] == 0.5
    assert with_probability(unknown, 0, 0, 0.25).ravel().tolist() == [0.25, 0.75]


@pytest.mark.parametrize("value", [-0.1, 1.5, math.inf, -math.inf])
def test_refuses_what_is_no_probability(value: float) -> None:
    with pytest.raises(InputError, match=f"from 0 to 1: got {value:.6g}"):
        with_probability(np.eye(2), 0, 0, value)


def test_one_row_is_always_one() -> None:
    with pytest.raises(InputError, match="one row in T leaves only 1"):
        with_probability(np.ones((1, 1)), 0, 0, 0.5)


def test_one_hot_is_at_the_largest_entry_that_is_known() -> None:
    target = np.array([[-3.0, math.nan, 0.25, -1.0], [5.0, -2.0, 0.75, -1.0]])
    assert with_one_hot_columns(target).tolist() == [[0, 0, 0.25, 1], [1, 1, 0.75, 0]]


def test_what_lost_rows_is_rescaled() -> None:
    target = np.array([[0.25, 0.0, 1.0], [0.25, 0.0, 0.0]])
    assert with_renormalised_columns(target).tolist() == [[0.5, 1, 1], [0.5, 0, 0]]
