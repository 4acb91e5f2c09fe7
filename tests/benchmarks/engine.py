"""What backprop costs beside the three bare NumPy products, HIPS autograd and PyTorch.

Of PyTorch there is a column where it is installed; gradviz does not ask for it.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from tests.benchmarks.promise import Floor, Row
from tests.benchmarks.turns import Call, in_turns, medians

PROMISE = "engine: forward and both gradients of Y = W X with a loss, beside the bare products"
REPEATS = {4: (200, 100), 16: (150, 50), 64: (100, 10), 256: (60, 1), 1024: (9, 1)}
"""Turns, and calls in each, by size."""


def rows() -> list[Row]:
    """Measure what is promised of one layer."""
    return [row for n in REPEATS for row in _of_size(n)]


def _of_size(n: int) -> list[Row]:
    bare, passes, others = _bare(n), _passes(n), _others(n)
    took = medians(in_turns({**bare, **passes, **others}, *REPEATS[n]))
    found = []
    for name in passes:
        bare_name = "products and softmax" if name == "cross entropy" else "products"
        peers = {other: took[other] for other in others} if name == "squared error" else {}
        floor = Floor(bare_name, took[bare_name])
        found.append(Row(PROMISE, f"{name}, {n}×{n}", took[name], floor, peers=peers))
    by_autograd = Floor("HIPS autograd", took["HIPS autograd"])
    what = f"squared error, {n}×{n}, by HIPS autograd"
    return [*found, Row(PROMISE, what, took["squared error"], by_autograd)]


def _bare(n: int) -> Mapping[str, Call]:
    W, X, G = _matrices(n)

    def products_and_softmax() -> object:
        Y = W @ X
        Z = Y - Y.max(axis=0)
        log_p = Z - np.log(np.exp(Z).sum(axis=0))
        loss = -(G * log_p).sum() / n
        Y_grad = (np.exp(log_p) - G) / n
        return loss, W.T @ Y_grad, Y_grad @ X.T

    return {
        "products": lambda: (W @ X, W.T @ G, G @ X.T),
        "products and softmax": products_and_softmax,
    }


def _passes(n: int) -> Mapping[str, Call]:
    W, X, T = _matrices(n)
    one_hot = np.eye(n)
    return {
        "seed": lambda: backprop(W, X, Y_grad=T),
        "squared error": lambda: backprop(W, X, loss="squared_error", target=T),
        "cross entropy": lambda: backprop(W, X, loss="cross_entropy", target=one_hot),
    }


def _others(n: int) -> Mapping[str, Call]:
    W, X, T = _matrices(n)
    slope = grad(lambda W, X: 0.5 * anp.sum((anp.dot(W, X) - T) ** 2), (0, 1))
    found: dict[str, Call] = {"HIPS autograd": lambda: slope(W, X)}

    def loss(torch: Any, W: Any, X: Any) -> Any:
        return 0.5 * ((W @ X - torch.from_numpy(T)) ** 2).sum()

    return found | pytorch((W, X), loss)


def pytorch(given: tuple[Matrix, ...], loss: Callable[..., Any]) -> dict[str, Call]:
    """Return the call that runs `loss(torch, *given)` forward and back, if PyTorch is there."""
    if find_spec("torch") is None:
        return {}
    torch: Any = import_module("torch")
    leaves = [torch.tensor(matrix, requires_grad=True) for matrix in given]
    return {"PyTorch": lambda: torch.autograd.grad(loss(torch, *leaves), leaves)}


def _matrices(n: int) -> tuple[Matrix, Matrix, Matrix]:
    random = np.random.default_rng(n)
    return random.normal(size=(n, n)), random.normal(size=(n, n)), random.normal(size=(n, n))
