"""Networks that teach something: what stops a gradient, and what becomes of it in many layers."""

from collections.abc import Callable

import numpy as np

from gradviz.arrays import Matrix, as_matrix
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.rules import ActivationName
from gradviz.messages.message import say
from gradviz.session.document import Document, network_document
from gradviz.session.fills import he, normal, orthogonal, xavier
from gradviz.session.presets.preset import Preset

_WIDTH = 5
_SAMPLES = [
    [1.0, 0.0, -1.0],
    [0.5, -1.0, 0.0],
    [0.0, 1.0, 0.5],
    [-1.0, 0.5, 1.0],
    [0.5, -0.5, -1.0],
]
_TARGET = [
    [0.5, -0.5, 0.0],
    [-0.5, 0.0, 0.5],
    [0.0, 0.5, -0.5],
    [0.5, -0.5, 0.0],
    [0.0, 0.0, 0.5],
]
_PROBABILITIES = [[1.0, 0.0, 0.0, 0.5], [0.0, 1.0, 0.0, 0.5], [0.0, 0.0, 1.0, 0.0]]
_SMALL = 0.01  # of a tanh this small nothing is clipped, so that W alone decides


def _relu() -> Document:
    first = Linear([[1, -1], [2, 1], [-1, -2]])
    last = Linear([[1, -1, 2], [2, 1, -1]])
    return network_document(
        Network((first, Activation("relu"), last)),
        as_matrix([[2, 1, 0, 3], [1, 0, 3, 1]], "X"),
        loss="squared_error",
        target=as_matrix([[-3, -1, -5, -4], [6, 5, 3, 11]], "T"),
    )


def _tied() -> Document:
    shared = Linear([[1, 1], [-1, 2]])
    return network_document(
        Network((shared, Activation("relu"), shared)),
        as_matrix([[2, 3, -2], [3, 1, 1]], "X"),
        loss="squared_error",
        target=as_matrix([[8, 5, 4], [3, -4, 7]], "T"),
    )


def _classifier() -> Document:
    first = Linear([[1.0, 0.5], [-1.0, 1.0], [0.5, -1.0], [1.0, 1.0]], b=[0, 1, 0, -1])
    last = Linear([[1.0, -0.5, 0.0, 0.5], [0.0, 1.0, -1.0, 0.0], [-1.0, 0.0, 1.0, 0.5]])
    return network_document(
        Network((first, Activation("tanh"), last)),
        as_matrix([[2, -1, 0, 1], [0, 1, -2, 1]], "X"),
        loss="cross_entropy",
        target=as_matrix(_PROBABILITIES, "T"),
    )


def _softmax() -> Document:
    return network_document(
        Network((Linear([[1.0, -0.5], [0.5, 1.0], [-1.0, 0.5]]), Activation("softmax"))),
        as_matrix([[2, -1, 0, 1], [0, 1, -2, 1]], "X"),
        loss="squared_error",
        target=as_matrix(_PROBABILITIES, "T"),
    )


def _deep(
    weights: Callable[[int], Matrix],
    activation: ActivationName | None,
    depth: int,
    scale: float = 1.0,
) -> Document:
    """Return square layers, each W made from a seed of its own; the samples are times scale."""
    layers: list[Layer] = []
    for seed in range(depth):
        layers.append(Linear(weights(seed)))
        if activation is not None:
            layers.append(Activation(activation))
    return network_document(
        Network(layers),
        as_matrix(np.array(_SAMPLES) * scale, "X"),
        loss="squared_error",
        target=as_matrix(_TARGET, "T"),
    )


def _square(seed: int, spread: float) -> Matrix:
    return normal((_WIDTH, _WIDTH), 200 + seed) * spread


def _vanishing() -> Document:
    return _deep(lambda seed: _square(seed, 0.1), "tanh", 6, _SMALL)


def _exploding() -> Document:
    return _deep(lambda seed: _square(seed, 1.0), "tanh", 6, _SMALL)


def _xavier() -> Document:
    return _deep(lambda seed: xavier((_WIDTH, _WIDTH), 200 + seed), "tanh", 6, _SMALL)


def _he() -> Document:
    return _deep(lambda seed: he((_WIDTH, _WIDTH), seed), "relu", 6)


def _orthogonal() -> Document:
    return _deep(lambda seed: orthogonal((_WIDTH, _WIDTH), seed), None, 8)


NETWORK_PRESETS: tuple[Preset, ...] = (
    Preset(
        "relu",
        say("Two layers and a dead ReLU"),
        say("One row of Y1 is below 0 for every sample: no gradient comes through it"),
        _relu,
    ),
    Preset(
        "vanishing",
        say("Vanishing: deep tanh, small W"),
        say("Six layers, W from N(0, 0.1²): each takes most of what is left of the gradient"),
        _vanishing,
    ),
    Preset(
        "exploding",
        say("Exploding: deep tanh, large W"),
        say("The same layers, W ten times as large: the gradient grows on its way back"),
        _exploding,
    ),
    Preset(
        "xavier",
        say("Xavier: deep tanh, W of the right size"),
        say("The same layers, variance 2 / (columns + rows): the gradient keeps its size"),
        _xavier,
    ),
    Preset(
        "he",
        say("He: deep ReLU, W of the right size"),
        say("Variance 2 / columns makes up for the half that ReLU takes"),
        _he,
    ),
    Preset(
        "orthogonal-stack",
        say("Orthogonal: eight layers, no length lost"),
        say("Each Wᵀ turns the gradient and leaves its length as it is"),
        _orthogonal,
    ),
    Preset(
        "tied",
        say("Tied weights"),
        say("One W used twice: W1_grad adds up the gradients from both layers"),
        _tied,
    ),
    Preset(
        "classifier",
        say("Classifier: softmax in the loss"),
        say(
            "Two layers with biases; cross entropy itself turns the last output into probabilities"
        ),
        _classifier,
    ),
    Preset(
        "softmax",
        say("Softmax as a layer"),
        say("Softmax mixes the numbers of a column: each column of Y1_grad sums to 0"),
        _softmax,
    ),
)
"""Networks, the one that teaches most first."""
