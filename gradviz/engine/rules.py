"""The rules of differentiation, one line of mathematics each. Start reading here.

Every operation knows three things about itself and nothing about the others:

- ``forward``: its value;
- ``jvp``: how small changes of its inputs (tangents, ``dW``) change its value, J dx;
- ``vjp``: what the gradient at its value (the cotangent ``G``) says about its inputs, Jᵀ g.

jvp and vjp are one linear map and its transpose: ⟨G, jvp(dx)⟩ = ⟨vjp(G), dx⟩ for every G and dx.
A loss ends the chain: it is the sum of its ``terms``, and ``gradient`` is where backward starts.

Letters: W (M, K), X (K, N), b (M, 1), Y, T and G (M, N); one column per sample.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from gradviz.arrays import Matrix


@dataclass(frozen=True, slots=True)
class Rule:
    """An operation: its value and its derivative, applied from either side.

    Attributes
    ----------
    forward : callable
        ``forward(*inputs)``, the value.
    jvp : callable
        ``jvp(*tangents, *inputs)``, the tangent of the value.
    vjp : callable
        ``vjp(G, *inputs)``, one cotangent per input.
    """

    forward: Callable[..., Matrix]
    jvp: Callable[..., Matrix]
    vjp: Callable[..., tuple[Matrix, ...]]


@dataclass(frozen=True, slots=True)
class LossRule:
    """A loss l of Y against the target T.

    Attributes
    ----------
    terms : callable
        ``terms(Y, T)``, shape (M, N): l is the sum of them all.
    gradient : callable
        ``gradient(Y, T)``, shape (M, N): Y_grad, the derivative of l by every entry of Y.
    needs_target : bool
        Whether T is looked at.
    """

    terms: Callable[[Matrix, Matrix], Matrix]
    gradient: Callable[[Matrix, Matrix], Matrix]
    needs_target: bool = True


def log_softmax(Y: Matrix) -> Matrix:
    """Return the logarithm of `softmax`, without overflow for any finite Y.

    Examples
    --------
    >>> log_softmax(np.array([[1000.0], [0.0]]))
    array([[    0.],
           [-1000.]])
    """
    Z = Y - np.maximum.reduce(Y, axis=0)
    return Z - np.log(np.add.reduce(np.exp(Z), axis=0))


def softmax(Y: Matrix) -> Matrix:
    """Return exp(Y) with every column scaled to sum to 1.

    Examples
    --------
    >>> softmax(np.array([[0.0, 1000.0], [0.0, 0.0]]))
    array([[0.5, 1. ],
           [0.5, 0. ]])
    """
    E = np.exp(Y - np.maximum.reduce(Y, axis=0))
    return E / np.add.reduce(E, axis=0)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "matmul": Rule(
            forward=lambda W, X: W @ X,
            jvp=lambda dW, dX, W, X: dW @ X + W @ dX,
            vjp=lambda G, W, X: (G @ X.T, W.T @ G),
        ),
        "add_bias": Rule(
            forward=lambda P, b: P + b,
            jvp=lambda dP, db, P, b: dP + db,
            vjp=lambda G, P, b: (G, G.sum(axis=1, keepdims=True)),
        ),
    }
)

LOSSES: Mapping[str, LossRule] = MappingProxyType(
    {
        "sum": LossRule(
            terms=lambda Y, T: Y,
            gradient=lambda Y, T: np.ones(Y.shape),
            needs_target=False,
        ),
        "squared_error": LossRule(
            terms=lambda Y, T: 0.5 * (Y - T) ** 2,
            gradient=lambda Y, T: Y - T,
        ),
        "mse": LossRule(
            terms=lambda Y, T: (Y - T) ** 2 / Y.size,
            gradient=lambda Y, T: 2 * (Y - T) / Y.size,
        ),
        "cross_entropy": LossRule(
            terms=lambda Y, T: -T * log_softmax(Y) / Y.shape[1],
            gradient=lambda Y, T: (softmax(Y) - T) / Y.shape[1],  # as columns of T sum to 1
        ),
    }
)
