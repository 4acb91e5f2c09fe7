"""Numbers as text: they fit, they never say 0 for what is not, they read back near enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.scene.numbers import MINUS, fitted, number, signs, sum_of

rooms = st.integers(1, 12)
any_float = st.floats(allow_nan=True, allow_infinity=True, width=64)


def read(text: str) -> float:
    return float(text.replace(MINUS, "-").replace("∞", "inf"))


@given(any_float, rooms)
def test_a_number_fits_into_its_room(value: float, room: int) -> None:
    assert len(fitted(np.array([[value]]), room)[0, 0]) <= room


@given(st.floats(-1e300, 1e300), st.integers(8, 12))
def test_what_is_shown_is_near_the_number(value: float, room: int) -> None:
    shown = fitted(np.array([[value]]), room)[0, 0]
    assert read(shown) == pytest.approx(value, rel=0.06)
    assert (read(shown) == 0.0) == (value == 0.0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2.0, "2"),
        (-2.0, "−2"),
        (0.5, "0.5"),
        (-0.0, "0"),
        (1 / 3, "0.3333"),
        (123456.0, "123456"),
        (12345.678, "12346"),
        (1e-9, "1e−9"),
        (-1e12, "−1e12"),
        (6.02e23, "6.02e23"),
        (float("nan"), "NaN"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
    ],
)
def test_how_numbers_look(value: float, shown: str) -> None:
    assert fitted(np.array([[value]]), 6 if abs(value) != 6.02e23 else 9)[0, 0] == shown


def test_the_shape_is_kept() -> None:
    values = np.arange(6.0).reshape(2, 3)
    assert fitted(values, 4).tolist() == [["0", "1", "2"], ["3", "4", "5"]]


def test_tiny_cells_keep_the_sign() -> None:
    assert signs(np.array([[-1.5, 0.0, 2.0, np.nan, np.inf]])).tolist() == [
        [MINUS, "", "", "?", "∞"]
    ]


def test_small_numbers_fall_back_to_their_power_of_ten() -> None:
    assert fitted(np.array([[-0.0012]]), 5)[0, 0] == "−1e−3"
    assert number(5.5) == "5.5"


def test_long_sums_leave_out_their_middle() -> None:
    assert sum_of(["1", "2"]) == "1 + 2"
    assert sum_of([str(n) for n in range(9)]) == "0 + 1 + 2 + 3 + … + 8"
