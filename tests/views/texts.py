"""Random networks, and everything that is said of their cells."""

import re
from collections.abc import Iterator

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine import rules
from gradviz.engine.convention import is_flipped
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.explain.explanation import explain
from gradviz.explain.whys import whys
from gradviz.language.notation import Notation
from gradviz.messages.line import plain
from gradviz.refs import CellRef

LOSSES = ("seed", *rules.LOSSES)
CELL = re.compile(r"(?<![A-Za-z0-9_])([WXYPTb]\d*(?:_grad)?)\[(\d+),(\d+)\]")
NAME = re.compile(r"(?<![A-Za-z0-9_])([WXYPTb]\d*(?:_grad)?)(?![A-Za-z0-9_])")
LINE = re.compile(r"(?i:(row|column)) (\d+) of ([WXYTb]\d*(?:_grad)?)(ᵀ?)(?![A-Za-z0-9_])")


def network(seed: int, depth: int = 4) -> Passes:
    """Return the passes of a random network: at least two layers, now and then with tied ones."""
    rng = np.random.default_rng(seed)
    layers: list[Layer] = []
    width = first = int(rng.integers(1, 4))
    linears: list[Linear] = []
    for _ in range(int(rng.integers(2, depth + 1))):
        fitting = [one for one in linears if one.W.shape[1] == width]
        if rng.random() < 0.4:
            layers.append(Activation(str(rng.choice(ACTIVATIONS))))
        elif fitting and rng.random() < 0.6:
            layers.append(fitting[0])
        else:
            rows = int(rng.integers(1, 4))
            bias = rng.normal(size=(rows, 1)) if rng.random() < 0.5 else None
            linears.append(Linear(rng.normal(size=(rows, width)), bias))
            layers.append(linears[-1])
        last = layers[-1]
        width = last.W.shape[0] if isinstance(last, Linear) else width
    X = rng.normal(size=(first, int(rng.integers(1, 4))))
    return run(Network(layers), X, str(rng.choice(LOSSES)), rng)


def run(made: Network, X: Matrix, loss: str, rng: np.random.Generator) -> Passes:
    """Return the passes of a network with a random target or seed."""
    size = made.backprop(X, loss="sum").Y.shape
    if loss == "seed":
        return made.backprop(X, Y_grad=rng.normal(size=size))
    target = rng.uniform(0.1, 1.0, size=size)
    if loss == "cross_entropy":
        target /= target.sum(axis=0)
    return made.backprop(X, loss=loss, target=None if loss == "sum" else target)


def cells(passes: Passes) -> list[CellRef]:
    """Return every cell of every matrix."""
    return [
        CellRef(name, row, col)
        for name in passes.names
        for row, col in np.ndindex(passes.matrix(name).shape)
    ]


def presented(passes: Passes, name: str, notation: Notation) -> Matrix:
    """Return a matrix as people of a convention write it."""
    values = passes.matrix(name)
    return values.T if is_flipped(notation.convention, name) else values


def told(passes: Passes, ref: CellRef, notation: Notation) -> Iterator[str]:
    """Return every text about a cell."""
    explanation = explain(passes, ref, notation, with_check=False)
    yield explanation.title
    yield explanation.sentence
    yield from (plain(line) for line in explanation.formula)
    yield from (part.label for part in explanation.parts)
    yield from (str(place.words) for place in (*explanation.comes_from, *explanation.feeds))
    for why in whys(passes, ref, notation):
        yield str(why.question)
        yield str(why.answer)
