"""What the passes of a network cost: three layers with relu between, beside others' passes."""

from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

from gradviz.arrays import Matrix
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from tests.benchmarks.engine import pytorch
from tests.benchmarks.promise import Floor, Row
from tests.benchmarks.turns import Call, in_turns, medians

PROMISE = "engine: three linear layers with relu between, squared error, n wide, n samples"
REPEATS = {8: (150, 20), 64: (80, 5), 256: (30, 1)}
DEPTH = 3


def rows() -> list[Row]:
    """Measure networks of several widths."""
    found = []
    for n, (turns, each) in REPEATS.items():
        took = medians(in_turns(_calls(n), turns, each))
        ours, bare, autograd = (took.pop(one) for one in ("gradviz", "bare NumPy", "HIPS autograd"))
        floor = Floor("bare NumPy", bare)
        found.append(Row(PROMISE, f"n = {n}", ours, floor, peers=took))
        by_autograd = Floor("HIPS autograd", autograd)
        found.append(Row(PROMISE, f"n = {n}, by HIPS autograd", ours, by_autograd))
    return found


def _calls(n: int) -> dict[str, Call]:
    random = np.random.default_rng(n)
    weights = [random.normal(size=(n, n)) / np.sqrt(n) for _ in range(DEPTH)]
    X, T = random.normal(size=(n, n)), random.normal(size=(n, n))
    first, *others = (Linear(W) for W in weights)
    network = Network((first, *(part for W in others for part in (Activation("relu"), W))))
    given = (*weights, X)

    def torch_loss(torch: Any, *given: Any) -> Any:
        W1, W2, W3, X = given
        Y = W3 @ torch.relu(W2 @ torch.relu(W1 @ X))
        return 0.5 * ((Y - torch.from_numpy(T)) ** 2).sum()

    def loss(W1: Matrix, W2: Matrix, W3: Matrix, X: Matrix) -> Any:
        inner = anp.maximum(anp.dot(W1, X), 0)
        Y = anp.dot(W3, anp.maximum(anp.dot(W2, inner), 0))
        return 0.5 * anp.sum((Y - T) ** 2)

    slope = grad(loss, (0, 1, 2, 3))
    return {
        "gradviz": lambda: network.backprop(X, loss="squared_error", target=T),
        "HIPS autograd": lambda: slope(*given),
        "bare NumPy": lambda: _by_hand(weights, X, T),
        **pytorch(given, torch_loss),
    }


def _by_hand(weights: list[Matrix], X: Matrix, T: Matrix) -> list[Matrix]:
    """Return every gradient as somebody writes it who knows how, the last layer's first."""
    inputs, G = [X], X
    for W in weights[:-1]:
        inputs.append(np.maximum(W @ inputs[-1], 0))
    G = weights[-1] @ inputs[-1] - T
    found = []
    for W, given in zip(reversed(weights), reversed(inputs), strict=True):
        found.append(G @ given.T)
        G = W.T @ G
        if given is not X:
            G = G * (given > 0)
    return [*found, G]
