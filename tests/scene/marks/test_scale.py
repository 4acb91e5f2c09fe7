"""Scales: zero to zero, the largest to the end, order kept, whatever the numbers are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gradviz.scene.marks.scale import Scale, ScaleChoice, fit, scales_for

any_float = st.floats(allow_nan=True, allow_infinity=True, width=64)
finite = st.floats(-1e300, 1e300)
matrices = arrays(np.float64, (3, 4), elements=any_float)


@given(matrices, st.sampled_from(["linear", "symlog"]))
def test_every_number_finds_a_place(values: np.ndarray, curve: str) -> None:
    scale = fit([values], curve)  # type: ignore[arg-type]  # hypothesis gives a str
    place = scale.place(values)
    known = ~np.isnan(values)
    assert np.all(np.abs(place[known]) <= 1.0)
    assert np.array_equal(np.sign(place[known]), np.sign(values[known])) or np.all(
        (np.sign(place) == np.sign(values)) | (np.abs(values) < scale.limit * 1e-290) | ~known
    )
    assert np.all(np.isnan(place[~known]))


@given(finite, finite)
def test_larger_numbers_are_further_on(one: float, other: float) -> None:
    for curve in ("linear", "symlog"):
        scale = fit([np.array([[one, other]])], curve)  # type: ignore[arg-type]  # a literal
        low, high = scale.place(np.array([sorted((one, other))]))[0]
        assert low <= high


def test_the_largest_finite_entry_is_the_limit() -> None:
    assert fit([np.array([[1.0, -8.0, np.inf, np.nan]])]).limit == 8.0


def test_nothing_but_zeros_has_a_scale_too() -> None:
    scale = fit([np.zeros((2, 2))])
    assert np.array_equal(scale.place(np.zeros((2, 2))), np.zeros((2, 2)))


def test_symlog_spreads_orders_of_magnitude() -> None:
    values = np.array([[1e-9, 1.0, 1e12]])
    place = fit([values], "symlog").place(values)[0]
    assert 0.01 < place[0] < 0.1
    assert 0.3 < place[1] < 0.6
    assert place[2] == 1.0


def test_choices() -> None:
    held = {"W": np.array([[2.0]]), "X": np.array([[8.0]]), "W_grad": np.array([[4.0]])}
    own = scales_for(held, ScaleChoice())
    assert {name: scale.limit for name, scale in own.items()} == {"W": 2, "X": 8, "W_grad": 4}
    shared = scales_for(held, ScaleChoice("shared"))
    assert {name: scale.limit for name, scale in shared.items()} == {"W": 8, "X": 8, "W_grad": 4}
    fixed = scales_for(held, ScaleChoice("fixed", 3.0))
    assert {scale.limit for scale in fixed.values()} == {3.0}


def test_out_of_range_goes_to_the_end() -> None:
    assert Scale(1.0).place(np.array([[5.0, -5.0]])).tolist() == [[1.0, -1.0]]
    assert Scale(1.0).place(np.array([[np.inf]]))[0, 0] == pytest.approx(1.0)
