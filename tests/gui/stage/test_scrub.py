"""Dragging on a number, as arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.gui.stage.scrub import PIXELS_A_STEP, Pace, scrubbed

PACES: tuple[Pace, ...] = ("normal", "fine", "coarse")


@pytest.mark.parametrize(
    ("value", "steps", "pace", "expected"),
    [
        (2.0, 1, "normal", 2.1),
        (2.0, 1, "fine", 2.01),
        (2.0, 1, "coarse", 3.0),
        (2.0, -30, "normal", -1.0),
        (0.0, 3, "normal", 0.3),
        (0.1, 2, "normal", 0.3),
        (250.0, 1, "normal", 260.0),
        (-4000.0, -1, "normal", -4100.0),
        (0.002, 1, "normal", 0.0021),
        (1 / 3, 1, "normal", 0.4333333),
        (math.nan, 1, "normal", 0.1),
        (-math.inf, 1, "coarse", 1.0),
    ],
)
def test_steps(value: float, steps: int, pace: Pace, expected: float) -> None:
    assert scrubbed(value, steps * PIXELS_A_STEP, pace) == expected


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(PACES))
def test_less_than_a_step_changes_nothing(value: float, pace: Pace) -> None:
    result = scrubbed(value, PIXELS_A_STEP - 0.01, pace)
    assert result == value
    assert math.copysign(1.0, result) == math.copysign(1.0, value)


@given(st.floats(allow_nan=True), st.integers(1, 400), st.sampled_from(PACES))
def test_up_is_more_and_down_is_less(value: float, steps: int, pace: Pace) -> None:
    start = value if math.isfinite(value) else 0.0
    up = scrubbed(value, steps * PIXELS_A_STEP, pace)
    down = scrubbed(value, -steps * PIXELS_A_STEP, pace)
    assert down < start < up


@given(st.integers(-1000, 1000), st.integers(1, 100))
def test_results_are_as_short_as_what_was_typed(tenths: int, steps: int) -> None:
    result = scrubbed(tenths / 10, steps * PIXELS_A_STEP, "fine")
    assert len(repr(abs(result))) <= len("100.000")
