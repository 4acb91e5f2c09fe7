"""Matrices for other programs: what they read is exactly what was there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gradviz.engine.convention import Convention
from gradviz.session.matrices.tables import presented, to_csv, to_npz, to_tex

matrices = arrays(
    np.float64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.floats()
)


@given(matrices)
def test_csv_keeps_every_bit(values: np.ndarray) -> None:
    rows = [line.split(",") for line in to_csv(values).decode().splitlines()]
    again = np.array([[float(cell) for cell in row] for row in rows])
    assert np.array_equal(again, values, equal_nan=True)
    assert (np.signbit(again) == np.signbit(values))[~np.isnan(values)].all()


def test_npz_is_the_same_every_time() -> None:
    assert to_npz({"W": np.eye(3)}) == to_npz({"W": np.eye(3)})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (-0.5, "-0.5"),
        (1e-9, "10^{-9}"),
        (-1e20, "-10^{20}"),
        (1.5e300, r"1.5 \times 10^{300}"),
        (np.nan, r"\text{NaN}"),
        (np.inf, r"\infty"),
        (-np.inf, r"-\infty"),
    ],
)
def test_numbers_in_tex(value: float, text: str) -> None:
    assert f"  {text}\n" in to_tex({"W": np.array([[value]])}).decode()


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("W", "W"),
        ("W12", "W_{12}"),
        ("X_grad", r"X_{\text{grad}}"),
        ("Y3_grad", r"Y_{3,\text{grad}}"),
    ],
)
def test_names_in_tex(name: str, symbol: str) -> None:
    assert to_tex({name: np.eye(1)}).decode().startswith(f"\\[\n{symbol} = ")


@pytest.mark.parametrize(
    ("convention", "flipped"),
    [
        ("wx", set()),
        ("xw", {"W", "W2_grad", "X", "Y3_grad", "b1"}),
        ("xwt", {"X", "Y3_grad", "b1"}),
    ],
)
def test_a_convention_presents_some_transposed(convention: Convention, flipped: set[str]) -> None:
    values = np.arange(6.0).reshape(2, 3)
    for name in ("W", "W2_grad", "X", "Y3_grad", "b1"):
        shown = presented(name, values, convention)
        assert shown.tolist() == (values.T if name in flipped else values).tolist()
        assert presented(name, shown, convention).tolist() == values.tolist()
