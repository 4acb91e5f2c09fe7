"""How large gradients are, and what is said of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.explain.fate import verdict
from gradviz.explain.magnitudes import (
    LEAST_DECADES,
    MOST_DECADES,
    LogScale,
    log_scales,
    magnitude,
    magnitudes,
    norm,
    power_of_ten,
)

NAMES = ("X", "Y1", "Y2", "Y3")
sizes = st.floats(min_value=0.0, allow_nan=False, allow_infinity=True)


@given(st.integers(-300, 300), st.integers(1, 16), sizes, sizes)
def test_the_scale_grows_with_the_magnitude_and_stays_within_its_ends(
    low: int, decades: int, one: float, other: float
) -> None:
    scale = LogScale(low, low + decades)
    small, large = sorted((one, other))
    assert 0.0 <= scale.share(small) <= scale.share(large) <= 1.0


def test_a_factor_is_the_same_width_everywhere() -> None:
    scale = LogScale(-6, 2)
    steps = [scale.share(10.0**n) for n in range(-6, 3)]
    np.testing.assert_allclose(np.diff(steps), 1 / 8)


@given(st.lists(sizes | st.just(math.nan), max_size=8))
def test_all_kinds_have_as_many_decades_and_hold_their_own_largest(found: list[float]) -> None:
    first, other = log_scales(np.array(found), np.array([1e-7, 3.0]))
    assert first.high - first.low == pytest.approx(other.high - other.low)
    assert LEAST_DECADES - 1e-9 <= first.high - first.low <= MOST_DECADES + 1e-9
    assert other.high == math.log10(3.0)
    there = [x for x in found if 0 < x < math.inf]
    if there:
        assert first.share(max(there)) == 1.0
        assert first.whole.low <= first.low < first.high <= first.whole.high


def test_a_little_change_does_not_look_large() -> None:
    (scale,) = log_scales(np.array([1.1, 1.3]))
    assert scale.share(1.3) - scale.share(1.1) < 0.03


def test_norms_are_those_of_the_columns_of_every_level() -> None:
    rng = np.random.default_rng(3)
    made = Network([Linear(rng.normal(size=(4, 2))), Activation("tanh")]).backprop(
        rng.normal(size=(2, 3))
    )
    found = magnitudes(made)
    assert found.names == ("X", "Y1", "Y2")
    np.testing.assert_allclose(found.gradients[0], np.linalg.norm(made.X_grad, axis=0))
    np.testing.assert_allclose(found.values[2], np.linalg.norm(made.Y, axis=0))
    np.testing.assert_allclose(found.totals[2], np.linalg.norm(made.Y_grad))
    assert found.samples == 3


@pytest.mark.parametrize(
    ("totals", "told"),
    [
        (
            (3e-7, 1e-5, 0.01, 1.0),
            "From Y3 to X the gradient shrinks to 3·10⁻⁷ of itself, about ×7·10⁻³ a layer: "
            "it vanishes.",
        ),
        (
            (2e5, 100.0, 10.0, 1.0),
            "From Y3 to X the gradient grows ×2·10⁵, about ×58.5 a layer: it explodes.",
        ),
        (
            (0.05, 0.1, 0.5, 1.0),
            "the gradient shrinks to 0.05 of itself, about ×0.37 a layer: it fades",
        ),
        ((20.0, 5.0, 2.0, 1.0), "the gradient grows ×20, about ×2.7 a layer: it swells"),
        ((1.2, 9.0, 3.0, 1.0), "From Y3 to X the gradient keeps its size: ×1.2 over 3 layers."),
        ((0.3, 9.0, 3.0, 1.0), "the gradient neither vanishes nor explodes: ×0.3 over 3 layers"),
        ((0.0, 0.0, 2.0, 1.0), "The gradient stops at Y1: it is 0 from there to X."),
        ((0.0, 1.0, 2.0, 1.0), "The gradient stops: nothing of it arrives at X."),
        (
            (0.0, 0.0, 0.0, 0.0),
            "The gradient is 0 from the start: to first order l does not change with Y3.",
        ),
        (
            (math.nan, math.nan, 2.0, 1.0),
            "The gradient is NaN from Y1 on: no number comes through.",
        ),
        ((math.nan, math.inf, 2.0, 1.0), "The gradient is infinite from Y1 on"),
        ((math.inf,) * 4, "The gradient is infinite from the start"),
        ((1e300, 1.0, 1.0, 1e-300), "the gradient grows ×10⁶⁰⁰"),
        ((5e-324, 1.0, 1.0, 1e300), "it vanishes"),
    ],
)
def test_one_sentence_says_what_becomes_of_the_gradient(
    totals: tuple[float, ...], told: str
) -> None:
    assert told in str(verdict(NAMES, totals))


def test_over_a_single_layer_no_mean_is_told() -> None:
    assert "a layer" not in str(verdict(("X", "Y"), (1e-5, 1.0)))


@given(st.lists(st.floats(min_value=0.0), min_size=4, max_size=4))
def test_there_is_always_one_sentence(totals: list[float]) -> None:
    told = str(verdict(NAMES, tuple(totals)))
    assert told.endswith(".")
    assert "nan" not in told


@given(st.floats(min_value=0.0))
def test_a_magnitude_is_short(value: float) -> None:
    assert 1 <= len(magnitude(value)) <= 8


def test_numbers_far_from_1_are_told_by_their_power() -> None:
    assert [magnitude(x) for x in (2.3e-7, 2.5e241, 0.5, math.nan)] == [
        "2.3e−7",
        "2.5e241",
        "0.5",
        "NaN",
    ]
    assert power_of_ten(-301) == "10⁻³⁰¹"


def test_a_norm_does_not_leave_the_range_of_numbers() -> None:
    assert norm(np.full(4, 1e300)) == pytest.approx(2e300)
    assert norm(np.full(4, 1e-300)) == pytest.approx(2e-300)
    assert math.isnan(norm(np.array([1.0, math.nan])))
