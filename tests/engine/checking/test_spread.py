"""In short numbers a right gradient agrees and a wrong one differs, whatever a bound would say."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

import gradviz as gv
from gradviz.arrays import Matrix
from gradviz.engine.checking.bounds import arithmetic
from gradviz.engine.checking.brought import compared
from gradviz.engine.checking.check import TOLERANCE, gradient_check
from gradviz.engine.checking.precision import PRECISIONS, precision_of
from gradviz.engine.checking.report import Entry
from gradviz.engine.checking.spread import spread
from gradviz.engine.passes import Passes

Rounding = Callable[[Matrix], Matrix]
SIZES = [2, 3, 8, 16, 48, 64, 128]
HALF = ("float16", "bfloat16")


def rounding(kind: str) -> Rounding:
    """Return what rounds to some type; bfloat16 keeps 8 bits of the mantissa."""
    if kind != "bfloat16":
        return lambda matrix: matrix.astype(kind).astype(np.float64)

    def round_off(matrix: Matrix) -> Matrix:
        mantissas, exponents = np.frexp(matrix)
        return np.ldexp(np.rint(mantissas * 256.0) / 256.0, exponents)

    return round_off


def of_type(kind: str, matrix: Matrix) -> object:
    """Return a matrix as somebody brings it who computed it in some type."""
    if kind != "bfloat16":
        return matrix.astype(kind)

    class BFloat16:
        dtype = "torch.bfloat16"

        def __array__(self, dtype: object = None, copy: object = None) -> NDArray[np.float64]:
            return matrix

    return BFloat16()


def computed(n: int, kind: str, seed: int) -> tuple[Passes, dict[str, Matrix]]:
    """Return passes, and their gradients with every matrix on the way rounded to some type."""
    random, off = np.random.default_rng([n, seed]), rounding(kind)
    W1, W2 = (off(random.normal(size=(n, n)) / np.sqrt(n)) for _ in "12")
    X, T = (off(random.normal(size=(n, n))) for _ in "XT")
    layers = [gv.Linear(W1), gv.Activation("tanh"), gv.Linear(W2)]
    passes = gv.Network(layers).backprop(X, loss="mse", target=T)
    Y1 = off(W1 @ X)
    Y2 = off(np.tanh(Y1))
    G3 = off(2.0 / n**2 * off(off(W2 @ Y2) - T))
    G1 = off(off(W2.T @ G3) * off(1.0 - off(Y2 * Y2)))
    return passes, {
        "W2_grad": off(G3 @ Y2.T),
        "W1_grad": off(G1 @ X.T),
        "X_grad": off(W1.T @ G1),
    }


def wrong(passes: Passes, name: str, right: Matrix) -> Iterator[tuple[str, Matrix]]:
    """Yield gradients that are plainly wrong, each with what is wrong in it."""
    yield "zeros", np.zeros(right.shape)
    yield "twice", 2.0 * right
    yield "sign", -right
    yield "transpose", right.T
    one = right.copy()
    at = np.unravel_index(np.abs(one).argmax(), one.shape)
    one[at] *= -1.0
    yield "one cell", one
    if name == "W1_grad":
        G, X = passes.cotangents["Y1"], passes.primals["X"]
        yield "a sample", right - np.outer(G[:, 0], X[:, 0])


def brought(passes: Passes, kind: str, name: str, matrix: Matrix) -> Entry:
    entries = compared(arithmetic(passes), {name: of_type(kind, matrix)}, TOLERANCE)  # type: ignore[arg-type]  # it is an array
    return entries[0]


@pytest.mark.parametrize("kind", ["float32", *HALF])
@pytest.mark.parametrize("n", SIZES)
def test_right_gradients_agree_and_wrong_ones_differ(n: int, kind: str) -> None:
    passes, gradients = computed(n, kind, seed=0)
    for name, right in gradients.items():
        verdict = brought(passes, kind, name, right).verdict
        assert verdict == "agrees" or (n < 8 and verdict == "cannot tell"), name  # cancels
        for fault, matrix in wrong(passes, name, right):
            spoilt = rounding(kind)(matrix)
            is_seen = np.linalg.norm(spoilt - right) > 0.1 * np.linalg.norm(right)
            if is_seen or kind == "float32":
                assert brought(passes, kind, name, spoilt).verdict == "differs", (name, fault)


@pytest.mark.parametrize("n", [16, 64, 128])
@pytest.mark.parametrize("kind", ["float32", "float16"])
def test_a_hundredth_too_much_everywhere_differs(n: int, kind: str) -> None:
    passes, gradients = computed(n, kind, seed=1)
    for name, right in gradients.items():
        found = brought(passes, kind, name, rounding(kind)(1.01 * right))
        assert (found.verdict, str(found.likeness)) == (
            "differs",
            "it is 1.01 times what was expected",
        )


@pytest.mark.parametrize("kind", ["float32", *HALF])
def test_errors_are_as_large_as_they_are_said_to_be(kind: str) -> None:
    """Within a factor of ten, all together; none is beyond ten of its own deviation."""
    for seed in range(20):
        passes, gradients = computed(12, kind, seed)
        told = spread(passes, PRECISIONS[kind]).gradients
        for name, right in gradients.items():
            key = passes.key(name)
            off, usual = np.abs(right - passes.cotangents[key]), np.sqrt(told[key])
            assert 0.1 < np.linalg.norm(off) / np.linalg.norm(usual) < 2.0
            assert (off < 10.0 * usual).all()


def test_sums_that_are_added_up_in_short_numbers_are_not_called_wrong() -> None:
    random = np.random.default_rng(0)
    W, X = (random.normal(size=(64, 64)).astype(np.float16) for _ in "WX")
    passes = gv.backprop(W, X, Y_grad=np.eye(64) + W)
    G, total = passes.Y_grad.astype(np.float16), np.zeros((64, 64), np.float16)
    for g, x in zip(G.T, X.T, strict=True):
        total = (total + np.outer(g, x)).astype(np.float16)
    assert gradient_check(passes, W_grad=total).passed
    assert not gradient_check(passes, W_grad=2 * total)


def test_what_is_all_alike_is_rounded_all_alike() -> None:
    """The seed of "sum" is 1 everywhere: each sample's share of b_grad is off by the same."""
    random = np.random.default_rng(0)
    W1, W2 = random.normal(size=(6, 4)), random.normal(size=(3, 6))
    layers = [gv.Linear(W1, np.zeros(6)), gv.Linear(W2)]
    passes = gv.Network(layers).backprop(random.normal(size=(4, 500)), loss="sum")
    b_grad = 500.0 * rounding("bfloat16")(W2).sum(axis=0)[:, None]
    assert brought(passes, "bfloat16", "b_grad", b_grad).verdict == "agrees"


def test_a_precision_is_told_by_type_and_by_numbers() -> None:
    thirds = np.array([[1 / 3, 2 / 3]])
    for kind, precision in PRECISIONS.items():
        assert precision_of(SimpleNamespace(dtype=f"torch.{kind}"), thirds) is precision
    single = thirds.astype(np.float32)
    assert precision_of(single.astype(float), single.astype(float)) is PRECISIONS["float32"]
    assert precision_of(thirds, thirds).is_full
