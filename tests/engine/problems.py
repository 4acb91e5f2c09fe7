"""Random problems that the engine's tests share, and an independent truth for their gradients."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad
from hypothesis import settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.passes import Passes

SOME = settings(deadline=None, max_examples=40)
LOSSES = ("seed", "sum", "squared_error", "mse", "cross_entropy")

AUTOGRAD_LOSSES: dict[str, Callable[[Any, Matrix], Any]] = {
    "seed": lambda Y, G: anp.sum(G * Y),
    "sum": lambda Y, T: anp.sum(Y),
    "squared_error": lambda Y, T: 0.5 * anp.sum((Y - T) ** 2),
    "mse": lambda Y, T: anp.mean((Y - T) ** 2),
    "cross_entropy": lambda Y, T: (
        -anp.mean(anp.sum(T * anp.log(anp.exp(Y) / anp.sum(anp.exp(Y), axis=0)), axis=0))
    ),
}


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
