"""Three verdicts: what decides between them, number by number."""

import math

import numpy as np
import pytest

from gradviz.engine.checking.bounds import Doubt
from gradviz.engine.checking.check import check_cell, gradient_check
from gradviz.engine.checking.differences import Differences
from gradviz.engine.checking.verdicts import Allowed, Judged, by_comparison, by_differences
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef


def words(judged: Judged) -> list[str]:
    pairs = zip(judged.verdict, judged.reason, strict=True)
    return [f"{verdict}: {reason}" if reason else str(verdict) for verdict, reason in pairs]


def judged(
    analytic: float,
    numeric: float,
    truncation: float = 0.0,
    rounding: float = 0.0,
    size: float = 1.0,
    kinks: float = 0.0,
) -> str:
    """Judge one number of a matrix whose largest is 1."""
    one = np.ones(1)
    found = Differences(
        numeric * one, one, truncation * one, rounding * one, np.zeros(1, dtype=np.bool_)
    )
    about = Doubt(size * one, 0.0 * one, kinks * one)
    (told,) = words(by_differences(analytic * one, found, about, 1.0, 1e-6))
    return told


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"analytic": 1.0, "numeric": 1.0}, "agrees"),
        ({"analytic": 1.0, "numeric": 1.0 + 1e-7}, "agrees"),
        ({"analytic": 1.0, "numeric": 1.0001}, "differs"),
        ({"analytic": 1.0, "numeric": 1.0001, "rounding": 1e-5}, "differs"),
        ({"analytic": 1.0, "numeric": 1.0001, "rounding": 1e-4}, "cannot tell: below rounding"),
        ({"analytic": 1.0, "numeric": 1.0, "rounding": 1e-4}, "cannot tell: below rounding"),
        ({"analytic": 1.0, "numeric": 1.0, "truncation": 1e-4, "rounding": 1e-5},
         "cannot tell: the loss bends within the step"),
        ({"analytic": 1.0, "numeric": 1.0, "truncation": math.inf},
         "cannot tell: the loss bends within the step"),
        ({"analytic": 1.0, "numeric": 0.0, "rounding": 2.0},
         "cannot tell: the loss swallows the step"),
        ({"analytic": 1.0, "numeric": math.nan, "rounding": math.inf},
         "cannot tell: the loss swallows the step"),
        ({"analytic": 1.0, "numeric": math.nan}, "cannot tell: not finite"),
        ({"analytic": math.nan, "numeric": math.nan}, "cannot tell: not finite"),
        ({"analytic": math.nan, "numeric": 1.0}, "differs"),
        ({"analytic": math.inf, "numeric": 1.0}, "differs"),
        ({"analytic": 1e-9, "numeric": 1.1e-9, "rounding": 1e-9}, "agrees: below rounding"),
        ({"analytic": 1e-9, "numeric": 1.1e-9, "rounding": 1e-12}, "differs"),  # small, and wrong
        ({"analytic": 0.0, "numeric": 0.0, "rounding": 1e-12}, "agrees"),
        ({"analytic": 0.0, "numeric": 1e-13, "rounding": 1e-12}, "agrees: below rounding"),
        ({"analytic": 0.0, "numeric": 0.0, "size": 0.0}, "agrees"),
        ({"analytic": 1e-3, "numeric": 0.0, "size": 0.0}, "differs"),  # nothing moves
        ({"analytic": 1.0, "numeric": 1.0, "kinks": 0.5}, "cannot tell: on a kink"),
        ({"analytic": 1.0, "numeric": 1.0, "kinks": 1e-9}, "agrees"),
        ({"analytic": 1.1, "numeric": 1.0, "kinks": 0.5}, "differs"),
    ],
)  # fmt: skip
def test_a_number_is_judged_by_what_could_hide_in_the_difference(
    numbers: dict[str, float], told: str
) -> None:
    assert judged(**numbers) == told


@pytest.mark.parametrize(
    ("computed", "brought", "bound", "kinks", "told"),
    [
        (1.0, 1.0, 1e-15, 0.0, "agrees"),
        (1.0, 1.0 + 9e-7, 1e-15, 0.0, "agrees"),
        (1.0, 1.0001, 1e-15, 0.0, "differs"),
        (1.0, 1.0001, 2e-4, 0.0, "cannot tell: below rounding"),
        (1.0, 1.00002, 3e-5, 0.0, "agrees: below rounding"),
        (1.0, 1.5, 1e-15, 0.5, "cannot tell: on a kink"),
        (1.0, 1.6, 1e-15, 0.5, "differs"),
        (1.0, math.nan, 1e-15, 0.0, "differs"),
        (1.0, math.inf, 1e-15, 0.0, "differs"),
        (math.inf, math.inf, math.nan, 0.0, "agrees"),
        (math.nan, 1.0, math.nan, 0.0, "differs"),
        (math.nan, math.nan, math.nan, 0.0, "cannot tell: not finite"),
        (math.inf, 1.0, math.nan, 0.0, "cannot tell: not finite"),
        (1.0, 0.5, 1e-15, 0.5, "differs"),  # to the side where there is no slope
        (0.0, 0.0, 0.0, 0.0, "agrees"),
        (0.0, -0.0, 0.0, 0.0, "agrees"),
        (0.0, 1e-9, 0.0, 0.0, "differs"),
        (5e-324, 0.0, 0.0, 0.0, "agrees"),
    ],
)
def test_what_is_brought_is_judged_by_what_rounding_could_do(
    computed: float, brought: float, bound: float, kinks: float, told: str
) -> None:
    one = np.ones(1)
    allowed = Allowed(bound * one, 0.0 * one, kinks * one, one)
    judged = by_comparison(computed * one, brought * one, allowed, tolerance=1e-6)
    assert words(judged) == [told]


# --- what leads to each of them


def test_a_loss_that_swallows_the_step() -> None:
    passes = Network([Linear([[1.0, 1.0]], [1e20])]).backprop([[1.0], [2.0]])
    cell = check_cell(passes, CellRef("X_grad", 0, 0))
    assert cell.words == "cannot tell: the loss swallows the step"


def test_a_step_that_a_function_bends_in_is_told_where_it_was_asked_for() -> None:
    passes = Network([Linear([[3.0, -2.9]]), Activation("tanh")]).backprop([[1.0], [1.0]])
    long = {e.name: e.words for e in gradient_check(passes, eps=0.25).entries}
    assert long["X_grad"] == "cannot tell: the loss bends within the step"
    assert gradient_check(passes).entries[1].verdict == "agrees"


def test_far_steps_across_a_bend_raise_no_alarm() -> None:
    """On both sides softplus is straight: nothing in the differences says what is between."""
    passes = Network([Linear([[1e6, -1e6]]), Activation("softplus")]).backprop(
        [[1.0], [1.0 - 3e-6]]
    )
    report = gradient_check(passes, eps=0.25)
    assert report.passed
    assert {e.name: e.verdict for e in report.entries}["X_grad"] == "cannot tell"


@pytest.mark.parametrize(("at", "told"), [(0.0, "cannot tell: on a kink"), (1e-12, "agrees")])
def test_a_kink_has_no_slope_and_beside_it_there_is_one(at: float, told: str) -> None:
    for kind in ("relu", "leaky_relu"):
        passes: Passes = Network([Activation.named(kind)]).backprop([[at, 1.0]])
        assert check_cell(passes, CellRef("X_grad", 0, 0)).words == told
        assert check_cell(passes, CellRef("X_grad", 0, 1)).words == "agrees"
