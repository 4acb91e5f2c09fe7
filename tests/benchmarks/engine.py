"""What backprop costs beside the three bare NumPy products, and beside HIPS autograd.

All of one row is measured in turns in the same run, and the medians are compared: a machine
that is busy for a while is busy for everybody.
"""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

from gradviz.engine.backprop import backprop

Row = tuple[str, str, str, bool]
Call = Callable[[], object]

SMALL, LARGE = 4, (256, 512, 1024)
MOST_EXTRA, MOST_RATIO = 15.0, 1.3  # microseconds; times the bare products
REPEATS = {4: (200, 100), 256: (60, 1), 512: (25, 1), 1024: (9, 1)}  # turns, calls in each


def rows() -> list[Row]:
    """Measure and return the promises of the engine."""
    return [*_small_rows(), *(row for n in LARGE for row in _large_rows(n)), *_autograd_rows()]


def _small_rows() -> list[Row]:
    took = _medians(SMALL, {**_bare(SMALL), **_passes(SMALL)})
    extra = {
        "seed": took["seed"] - took["products"],
        "squared error": took["squared error"] - took["products"],
        "cross entropy": took["cross entropy"] - took["products and softmax"],
    }
    return [
        (
            f"backprop, {name}, {SMALL}×{SMALL}: over the bare {_beside(name)}",
            f"{found:.1f} µs",
            f"{MOST_EXTRA:.0f} µs",
            found <= MOST_EXTRA,
        )
        for name, found in extra.items()
    ]


def _large_rows(n: int) -> list[Row]:
    took = _medians(n, {**_bare(n), **_passes(n)})
    ratios = {name: took[name] / took[_beside(name)] for name in _passes(n)}
    return [
        (
            f"backprop, {name}, {n}×{n}: times the bare {_beside(name)}",
            f"{ratio:.2f}×",
            f"{MOST_RATIO}×",
            ratio <= MOST_RATIO,
        )
        for name, ratio in ratios.items()
    ]


def _autograd_rows() -> list[Row]:
    found = []
    for n in (SMALL, LARGE[0]):
        W, X, T = _matrices(n)
        slope = grad(lambda W, X, T=T: 0.5 * anp.sum((anp.dot(W, X) - T) ** 2), (0, 1))
        took = _medians(
            n,
            {
                "ours": lambda W=W, X=X, T=T: backprop(W, X, target=T),
                "theirs": lambda slope=slope, W=W, X=X: slope(W, X),
            },
        )
        ratio = took["ours"] / took["theirs"]
        name = f"backprop, squared error, {n}×{n}: times HIPS autograd"
        found.append((name, f"{ratio:.2f}×", "1×", ratio <= 1))
    return found


def _beside(name: str) -> str:
    return "products and softmax" if name == "cross entropy" else "products"


def _bare(n: int) -> Mapping[str, Call]:
    W, X, G = _matrices(n)

    def products_and_softmax() -> Any:
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


def _matrices(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(n)
    return random.normal(size=(n, n)), random.normal(size=(n, n)), random.normal(size=(n, n))


def _medians(n: int, calls: Mapping[str, Call]) -> dict[str, float]:
    """Return the median of each call in microseconds, measured in turns."""
    turns, times = REPEATS[n]
    took: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(turns):
        for name, call in calls.items():
            start = perf_counter()
            for _ in range(times):
                call()
            took[name].append((perf_counter() - start) / times * 1e6)
    return {name: median(several) for name, several in took.items()}
