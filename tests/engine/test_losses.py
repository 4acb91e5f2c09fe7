import math
import re

import numpy as np
import pytest

from gradviz.engine.losses import (
    as_target,
    chosen_loss,
    loss_and_gradient,
    loss_terms,
    target_problem,
)
from gradviz.errors import InputError, ShapeError

ONE = np.ones((1, 1))


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ((None, None, None), "sum"),
        ((None, None, ONE), "squared_error"),
        ((None, "mse", ONE), "mse"),
        ((None, "sum", None), "sum"),
        ((ONE, None, None), None),
    ],
)
def test_what_the_arguments_ask_for(given: tuple, chosen: str | None) -> None:
    assert chosen_loss(*given) == chosen


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((ONE, "mse", ONE), "Y_grad and loss='mse' were given; leave one out"),
        ((ONE, None, ONE), "Y_grad and target were given; leave one out"),
        ((None, "hinge", None), "no loss 'hinge': there are sum, squared_error, mse, huber, l1, "),
        ((None, ["mse"], None), r"no loss \['mse'\]"),
        ((None, "mse", None), "'mse' compares Y with a target: give target"),
        ((None, "sum", ONE), "'sum' has no target: leave target out"),
    ],
)
def test_contradictions_are_explained(given: tuple, message: str) -> None:
    with pytest.raises(InputError, match=message):
        chosen_loss(*given)


def test_loss_values_by_hand() -> None:
    Y, T = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    assert loss_and_gradient("sum", Y, None)[0] == 10
    assert loss_and_gradient("squared_error", Y, T)[0] == (1 + 1 + 4 + 16) / 2
    assert loss_and_gradient("mse", Y, T)[0] == (1 + 1 + 4 + 16) / 4
    p = 1 / (1 + np.exp(2.0))
    expected = -(np.log(1 - p) + np.log(p)) / 2  # column 1 has its T below, column 2 above
    value, gradient = loss_and_gradient("cross_entropy", Y, T)
    assert value == pytest.approx(expected, rel=1e-14)
    np.testing.assert_allclose(gradient, [[p / 2, (p - 1) / 2], [-p / 2, (1 - p) / 2]], rtol=1e-13)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ([[1, 0.5], [0, 0.2]], "columns of T that sum to 1: column 2 sums to 0.7"),
        ([[1, 0], [0, 0]], "column 2 sums to 0"),
        ([[1, 1.5], [0, -0.5]], r"probabilities, 0 or more, in T: T\[2,2\] is -0.5"),
        ([[np.inf], [0]], "column 1 sums to inf"),
        ([[-np.inf], [np.nan]], r"T\[1,1\] is -inf"),
        ([[0.999998], [0]], "column 1 sums to 0.999998"),
        ([[1.000002], [0]], "column 1 sums to 1.000002"),  # not to 1, which six digits would say
        ([[0.1, 1], [0.2, 0]], "column 1 sums to 0.3"),
        ([[1e308], [1e308]], "column 1 sums to inf"),  # without a warning
    ],
)
def test_what_is_wrong_with_a_target(target: list, message: str) -> None:
    found = target_problem("cross_entropy", np.array(target, dtype=float))
    assert found is not None
    assert re.search(f"{message}$", str(found))


@pytest.mark.parametrize(
    "target",
    [
        [[1, 0], [0, 1]],
        [[1 / 3], [1 / 3], [1 / 3]],
        [[0.1] * 3] * 10,
        [[np.nan, 1], [0.5, 0]],
        np.float32([[0.9 + 0.1 / 3], [0.1 / 3], [0.1 / 3]]),
    ],
)
def test_good_targets(target: list) -> None:
    assert target_problem("cross_entropy", np.array(target, dtype=float)) is None


def test_other_losses_take_any_numbers() -> None:
    for loss in ("seed", "sum", "squared_error", "mse"):
        assert target_problem(loss, np.array([[-5.0, np.nan]])) is None


def test_a_target_is_as_large_as_the_output() -> None:
    with pytest.raises(ShapeError, match="the target T needs the size of Y: Y is 1×1, T is 1×2"):
        as_target("mse", [[1, 2]], ONE)
    with pytest.raises(InputError, match="column 1 sums to 2"):
        as_target("cross_entropy", [[2]], ONE)


def test_cross_entropy_counts_nothing_for_what_has_no_weight_be_it_minus_infinity() -> None:
    Y = np.array([[1.0, -np.inf], [2.0, 0.5], [-np.inf, 0.5]])
    T = np.array([[1.0, 0.0], [0.0, 0.25], [0.0, 0.75]])
    value, gradient = loss_and_gradient("cross_entropy", Y, T)
    expected = (math.log(1 + math.e) + math.log(2.0)) / 2
    assert value == pytest.approx(expected)
    shares = np.array([[1 / (1 + math.e), 0.0], [math.e / (1 + math.e), 0.5], [0.0, 0.5]])
    assert np.allclose(gradient, (shares - T) / 2)
    assert loss_terms("cross_entropy", Y, T).sum() == pytest.approx(expected)
    certain = np.array([[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]])  # what cannot be is what is
    assert loss_and_gradient("cross_entropy", Y, certain)[0] == math.inf
