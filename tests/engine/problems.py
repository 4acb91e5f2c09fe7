"""Random problems that the engine's tests share, and an independent truth for their gradients."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad
from autograd.extend import defvjp, primitive
from hypothesis import settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine import rules
from gradviz.engine.backprop import backprop
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS

SOME = settings(deadline=None, max_examples=40)
LOSSES = ("seed", *rules.LOSSES)

AUTOGRAD_LOSSES: dict[str, Callable[[Any, Matrix], Any]] = {
    "seed": lambda Y, G: anp.sum(G * Y),
    "sum": lambda Y, T: anp.sum(Y),
    "squared_error": lambda Y, T: 0.5 * anp.sum((Y - T) ** 2),
    "mse": lambda Y, T: anp.mean((Y - T) ** 2),
    "huber": lambda Y, T: anp.mean(
        anp.where(anp.abs(Y - T) < 1, (Y - T) ** 2 / 2, anp.abs(Y - T) - 0.5)
    ),
    "l1": lambda Y, T: anp.mean(anp.abs(Y - T)),
    "cross_entropy": lambda Y, T: (
        -anp.mean(anp.sum(T * anp.log(anp.exp(Y) / anp.sum(anp.exp(Y), axis=0)), axis=0))
    ),
}
AUTOGRAD_ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda X: 1.0 * X,
    "relu": lambda X: anp.where(X > 0, X, 0.0),
    "leaky_relu": lambda X: anp.where(X > 0, X, 0.01 * X),
    "sigmoid": lambda X: 1 / (1 + anp.exp(-X)),
    "tanh": anp.tanh,
    "softplus": lambda X: anp.log(1 + anp.exp(X)),
    "gelu": lambda X: X * _cdf(X),
    "silu": lambda X: X / (1 + anp.exp(-X)),
    "elu": lambda X: anp.where(X > 0, X, anp.exp(X) - 1),
    "hardtanh": lambda X: anp.where(anp.abs(X) < 1, X, anp.sign(X)),
    "softmax": lambda X: anp.exp(X) / anp.sum(anp.exp(X), axis=0),
}


@primitive
def _cdf(X: Matrix) -> Matrix:
    """A standard normal distribution below X; autograd's own erf would need SciPy."""
    return np.vectorize(NormalDist().cdf)(X)


defvjp(_cdf, lambda ans, X: lambda G: G * np.vectorize(NormalDist().pdf)(X))


@dataclass(frozen=True)
class Problem:
    """W (M, K), X (K, N), b (M, 1) or None, and T (M, N): the target, or the seed."""

    W: Matrix
    X: Matrix
    b: Matrix | None
    T: Matrix
    loss: str

    def passes(self) -> Passes:
        if self.loss == "seed":
            return backprop(self.W, self.X, b=self.b, Y_grad=self.T)
        target = None if self.loss == "sum" else self.T
        return backprop(self.W, self.X, b=self.b, loss=self.loss, target=target)

    def truth(self) -> dict[str, Matrix | float]:
        """The loss and the gradients by HIPS autograd."""
        b = np.zeros((self.W.shape[0], 1)) if self.b is None else self.b

        def run(W: Any, X: Any, b: Any) -> Any:
            return AUTOGRAD_LOSSES[self.loss](anp.dot(W, X) + b, self.T)

        at = (self.W, self.X, b)
        names = ("W_grad", "X_grad", "b_grad")
        return {"l": run(*at)} | {n: grad(run, i)(*at) for i, n in enumerate(names)}


@dataclass(frozen=True)
class Stack:
    """A network by the names of its activations and the numbers, from 1, of its weights."""

    kinds: tuple[str | int, ...]
    weights: tuple[tuple[Matrix, Matrix | None], ...]
    X: Matrix
    T: Matrix
    loss: str

    def network(self) -> Network:
        linear = [Linear(W, b) for W, b in self.weights]
        layers: list[Layer] = [
            linear[kind - 1] if isinstance(kind, int) else Activation(kind) for kind in self.kinds
        ]
        return Network(layers)

    def passes(self) -> Passes:
        if self.loss == "seed":
            return self.network().backprop(self.X, Y_grad=self.T)
        target = None if self.loss == "sum" else self.T
        return self.network().backprop(self.X, loss=self.loss, target=target)

    def truth(self) -> dict[str, Any]:
        """The loss and the gradients, by the keys of `Passes.grads`, by HIPS autograd."""

        def run(X: Any, weights: Any) -> Any:
            for kind in self.kinds:
                if isinstance(kind, str):
                    X = AUTOGRAD_ACTIVATIONS[kind](X)
                else:
                    W, b = weights[kind - 1]
                    X = anp.dot(W, X) + b
            return AUTOGRAD_LOSSES[self.loss](X, self.T)

        weights = [(W, np.zeros((len(W), 1)) if b is None else b) for W, b in self.weights]
        found = {"l": run(self.X, weights), "X": grad(run, 0)(self.X, weights)}
        slopes = grad(run, 1)(self.X, weights) if weights else []
        for number, (W_grad, b_grad) in enumerate(slopes, start=1):
            found[f"W{number}"] = W_grad
            if self.weights[number - 1][1] is not None:
                found[f"b{number}"] = b_grad
        return found


@st.composite
def stacks(
    draw: st.DrawFn, most: int = 6, kinds: tuple[str, ...] = ACTIVATIONS, loss: str | None = None
) -> Stack:
    """Networks of any layers that fit, a weight now and then used again."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    width = height = draw(st.integers(1, 4))
    N = draw(st.integers(1, 4))
    weights: list[tuple[Matrix, Matrix | None]] = []
    chain: list[str | int] = []
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(("linear", "linear", "again", *kinds)))
        fitting = [n for n, (W, _) in enumerate(weights, start=1) if W.shape[1] == height]
        if kind in kinds:
            chain.append(kind)
            continue
        if kind == "again" and fitting:
            number = draw(st.sampled_from(fitting))
        else:
            rows = draw(st.integers(1, 4))
            W = random.normal(size=(rows, height)) / np.sqrt(height)
            b = random.normal(size=(rows, 1)) if draw(st.booleans()) else None
            weights.append((W, b))
            number = len(weights)
        chain.append(number)
        height = len(weights[number - 1][0])
    loss = loss or draw(st.sampled_from(LOSSES))
    T = random.normal(size=(height, N))
    if loss == "cross_entropy":
        T = np.exp(T) / np.exp(T).sum(axis=0)
    return Stack(tuple(chain), tuple(weights), random.normal(size=(width, N)), T, loss)


sizes = st.one_of(st.just(1), st.integers(1, 7))


@st.composite
def problems(draw: st.DrawFn, losses: tuple[str, ...] = LOSSES) -> Problem:
    M, K, N = draw(sizes), draw(sizes), draw(sizes)
    return problem(
        (M, K, N), draw(st.sampled_from(losses)), draw(st.booleans()), draw(st.integers(0, 10**6))
    )


def problem(shape: tuple[int, int, int], loss: str, has_bias: bool, seed: int = 0) -> Problem:
    M, K, N = shape
    random = np.random.default_rng(seed)
    T = random.normal(size=(M, N))
    if loss == "cross_entropy":
        T = np.exp(T) / np.exp(T).sum(axis=0)
    b = random.normal(size=(M, 1)) if has_bias else None
    return Problem(random.normal(size=(M, K)), random.normal(size=(K, N)), b, T, loss)


def assert_close(got: Any, expected: Any, relative: float = 1e-9) -> None:
    """Agree to `relative` of the largest entry: what cancels to nearly 0 is not judged alone."""
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape
    largest = max(np.abs(expected).max(), 1e-6)  # softmax of one row has gradients of 0
    np.testing.assert_allclose(got, expected, rtol=0, atol=relative * largest)


def assert_own(take: Callable[[], Matrix]) -> None:
    """Assert that what is taken is free to be written to, by any library, and spoils nothing."""
    mine = take()
    before = mine.copy()
    assert type(mine) is np.ndarray
    assert mine.dtype == np.float64
    assert mine.flags.writeable
    assert mine.flags.c_contiguous
    assert mine.flags.owndata
    mine.fill(7.5)
    np.testing.assert_array_equal(take(), before, strict=True)
