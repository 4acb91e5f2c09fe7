"""Bounds are bounds: nothing that is computed is further off than they say."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from gradviz.arrays import Matrix
from gradviz.engine.checking.bounds import arithmetic, doubts, reach
from gradviz.engine.checking.roundoff import LOSS, steps
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES
from gradviz.engine.trace import forward, pushforward
from tests.engine.problems import SOME, Stack, stacks


def exact(matrix: Matrix) -> Matrix:
    """Return the very same numbers as fractions, with which nothing is rounded."""
    return np.vectorize(Fraction, otypes=[object])(matrix)


def linear(seed: int, scale: float) -> Passes:
    random = np.random.default_rng(seed)
    one, two = (Linear(random.normal(size=(4, 4)) * scale, random.normal(size=4)) for _ in "12")
    T = random.normal(size=(4, 3))
    return Network([one, two, one]).backprop(
        random.normal(size=(4, 3)), loss="squared_error", target=T
    )


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
@pytest.mark.parametrize("seed", range(10))
def test_values_and_gradients_of_products_are_not_further_off(seed: int, scale: float) -> None:
    """Fractions know them exactly."""
    passes = linear(seed, scale)
    of = arithmetic(passes)
    W1, b1, W2, b2, X = (exact(passes.primals[n]) for n in ("W1", "b1", "W2", "b2", "X"))
    Y1 = W1 @ X + b1
    Y2 = W2 @ Y1 + b2
    Y3 = W1 @ Y2 + b1
    G3 = Y3 - exact(passes.matrix("T"))
    G2 = W1.T @ G3
    G1 = W2.T @ G2
    values = {"Y1": Y1, "Y2": Y2, "Y3": Y3}
    grads = {"Y3": G3, "X": W1.T @ G1, "W1": G1 @ X.T + G3 @ Y2.T, "W2": G2 @ Y1.T}
    for name, true in values.items():
        error = np.abs(exact(passes.primals[name]) - true).astype(float)
        assert (error <= of.off[name]).all(), name
        assert error.max() > 1e-6 * of.off[name].max()  # nor are the bounds far out
    about = doubts(of)
    for name, true in grads.items():
        error = np.abs(exact(passes.cotangents[name]) - true).astype(float)
        assert (error <= about[name].rounding).all(), name
        assert (np.abs(true).astype(float) <= 1.001 * about[name].size).all()


@given(stacks())
@SOME
def test_values_are_not_further_off_than_they_say(stack: Stack) -> None:
    """Beside numbers with 11 bits more; gelu knows no more than float64, and is left out."""
    if "gelu" in stack.kinds:
        return
    passes = stack.passes()
    leaves = {n: m for n, m in passes.primals.items() if n == "X" or n[0] in "Wb"}
    long = forward(passes.operations, {n: m.astype(np.longdouble) for n, m in leaves.items()})
    off = arithmetic(passes).off
    for record in passes.operations:
        error = np.abs(passes.primals[record.output] - long[record.output])
        assert (error <= off[record.output]).all(), str(record)


@given(stacks())
@SOME
def test_nothing_changes_faster_than_it_is_said_to(stack: Stack) -> None:
    passes = stack.passes()
    local = steps(passes)
    for key, matrix in passes.primals.items():
        row, col = (n - 1 for n in matrix.shape)
        moved = np.zeros(matrix.shape)
        moved[row, col] = 1.0
        far = reach(local, key, moved[None])
        after = [r for r in passes.operations if r.output != key]
        tangents = pushforward(after, passes.primals, {key: moved})
        Y_dot = tangents[passes.output]
        slope = passes.cotangents[passes.output] * Y_dot
        if passes.loss_name != "cross_entropy":  # whose terms mix: their sum is what counts
            assert (np.abs(slope) <= 1.001 * far.change[0] + 1e-12).all(), key
        assert abs(slope.sum()) <= 1.001 * far.change[0].sum() + 1e-12
        assert far.rounding.shape == far.change.shape == (1, *Y_dot.shape)
        assert far.room[0] > 0


def test_a_loss_without_a_target_and_one_of_every_kind_has_bounds() -> None:
    for loss in LOSSES:
        T = None if loss == "sum" else [[1.0, 0.0], [0.0, 1.0]]
        passes = Network([Linear(np.eye(2))]).backprop([[1, 2], [3, 4]], loss=loss, target=T)
        assert (arithmetic(passes).off[LOSS] >= 0).all()
