"""Whole documents that teach something, for File > New from and the Fill menu."""

from dataclasses import replace

import numpy as np

from gradviz.arrays import as_matrix
from gradviz.messages.message import say
from gradviz.session.document import Document, example, new_document
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.session.presets.preset import Preset


def _square() -> Document:
    return new_document(
        as_matrix([[1.0, 2.0, 0.0], [-1.0, 0.5, 3.0], [2.0, 0.0, 1.0]], "W"),
        as_matrix([[1.0, 0.0, 2.0], [3.0, -1.0, 0.0], [0.0, 1.0, 1.0]], "X"),
        loss="squared_error",
        target=as_matrix([[6.0, -2.0, 1.0], [1.0, 2.0, 1.0], [2.0, 0.0, 5.0]], "T"),
    )


def _one_sample() -> Document:
    return new_document(
        as_matrix([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]], "W"),
        as_matrix([[1.0], [3.0], [-2.0]], "X"),
        loss="squared_error",
        target=as_matrix([[-3.0], [13.0]], "T"),
    )


def _identity() -> Document:
    return new_document(
        as_matrix(np.eye(3), "W"),
        as_matrix([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.0]], "X"),
        loss="squared_error",
        target=as_matrix([[0.0, -2.0], [0.5, 1.0], [1.0, 1.0]], "T"),
    )


def _orthogonal() -> Document:
    return new_document(
        as_matrix([[0.6, -0.8], [0.8, 0.6]], "W"),
        as_matrix([[5.0, 0.0, -5.0], [0.0, 10.0, 5.0]], "X"),
        loss="squared_error",
        target=as_matrix([[2.0, -8.0, -7.0], [4.0, 5.0, 0.0]], "T"),
    )


def _copies() -> Document:
    sample = [[1.0], [3.0], [-2.0]]
    return new_document(
        as_matrix([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]], "W"),
        as_matrix(np.repeat(sample, 4, axis=1), "X"),
        loss="squared_error",
        target=as_matrix(np.repeat([[-3.0], [13.0]], 4, axis=1), "T"),
    )


def _with_bias() -> Document:
    base = example()
    return new_document(
        base.W,
        base.X,
        b=as_matrix([[1.0], [-2.0]], "b"),
        loss="squared_error",
        target=base.target,
    )


def _cross_entropy() -> Document:
    return new_document(
        as_matrix([[1.0, -0.5], [0.5, 1.0], [-1.0, 0.5]], "W"),
        as_matrix([[2.0, -1.0, 0.0, 1.0], [0.0, 1.0, -2.0, 1.0]], "X"),
        loss="cross_entropy",
        target=as_matrix([[1.0, 0.0, 0.0, 0.5], [0.0, 1.0, 0.0, 0.5], [0.0, 0.0, 1.0, 0.0]], "T"),
    )


def _ugly() -> Document:
    base = example()
    return replace(
        new_document(
            as_matrix([[1e-9, -1.0, 1e12], [np.nan, 0.1 + 0.2, -np.inf]], "W"),
            base.X,
            loss="seed",
            seed=as_matrix([[1.0, -1e-9, 0.0, 1.0], [0.0, 1e12, 1.0, np.inf]], "Y_grad"),
        ),
        target=base.target,
    )


LAYER_PRESETS: tuple[Preset, ...] = (
    Preset("example", say("The example"), say("W 2×3 and X 3×4: all three sizes differ"), example),
    Preset(
        "square",
        say("Square: every wrong product fits"),
        say("M = K = N = 3: the shapes no longer tell which factor is transposed"),
        _square,
    ),
    Preset("one-sample", say("One sample"), say("N = 1: W_grad is an outer product"), _one_sample),
    Preset("identity", say("Identity W"), say("X_grad is Y_grad, number by number"), _identity),
    Preset(
        "orthogonal",
        say("Orthogonal W (transpose = inverse)"),
        say("A rotation: the one case where the inverse of W gives X_grad too"),
        _orthogonal,
    ),
    Preset(
        "copies",
        say("Batch of copies"),
        say("One sample four times: W_grad is four times as large, the sum over the batch"),
        _copies,
    ),
    Preset("bias", say("With bias"), say("b_grad sums Y_grad along each row"), _with_bias),
    Preset(
        "cross-entropy",
        say("Cross entropy"),
        say("Columns of T are probabilities; Y_grad is softmax(Y) − T, divided by N"),
        _cross_entropy,
    ),
)
"""One layer each, the one that teaches most first."""

_UGLY_NUMBERS = Preset(
    "ugly", say("Ugly numbers"), say("1e-9, 1e12, nan and inf: how each is drawn"), _ugly
)

PRESETS: tuple[Preset, ...] = (*LAYER_PRESETS, *NETWORK_PRESETS, _UGLY_NUMBERS)
"""All of them: one layer, networks, and numbers that teach nothing but must be seen."""
