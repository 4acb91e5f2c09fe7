"""The rules of differentiation, one line of mathematics each. Start reading here.

Every operation knows three things about itself and nothing about the others:

- ``forward``: its value;
- ``jvp``: how small changes of its inputs (tangents, ``dW``) change its value, J dx;
- ``vjp``: what the gradient at its value (the cotangent ``G``) says about its inputs, Jᵀ g.

jvp and vjp are one linear map and its transpose: ⟨G, jvp(dx)⟩ = ⟨vjp(G), dx⟩ for every G and dx.
A loss ends the chain: ``value`` is l, and its ``gradient`` is where the way back starts.

Letters: W (M, K), X (K, N), b (M, 1), Y, T and G (M, N); one column per sample.
"""

# ruff: noqa: ARG005 - a rule is given all its inputs and names them, whether it needs them or not.

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
    residual : callable
        ``residual(Y, T)``, shape (M, N): R, what both l and its gradient are made of.
    value : callable
        ``value(R, T)``: l. ``np.vdot`` multiplies entry by entry and adds everything up.
    terms : callable
        ``terms(R, T)``, shape (M, N): what l is the sum of, entry by entry.
    gradient : callable
        ``gradient(R, T)``, shape (M, N): Y_grad, the derivative of l by every entry of Y.
    needs_target : bool
        Whether T is looked at.
    """

    residual: Callable[[Matrix, Matrix], Matrix]
    value: Callable[[Matrix, Matrix], np.floating]
    terms: Callable[[Matrix, Matrix], Matrix]
    gradient: Callable[[Matrix, Matrix], Matrix]
    needs_target: bool = True


def log_softmax(Y: Matrix) -> Matrix:
    """Return log(exp(Y) / Σ exp(Y)), the sum down each column, safe from overflow.

    Examples
    --------
    >>> log_softmax(np.array([[1000.0], [0.0]]))
    array([[    0.],
           [-1000.]])
    """
    Z: Matrix = Y - np.maximum.reduce(Y, axis=0)
    total: Matrix = np.add.reduce(np.exp(Z), axis=0)
    return Z - np.log(total)


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
            residual=lambda Y, T: Y,
            value=lambda R, T: R.sum(),
            terms=lambda R, T: R,
            gradient=lambda R, T: np.ones(R.shape),
            needs_target=False,
        ),
        "squared_error": LossRule(
            residual=lambda Y, T: Y - T,
            value=lambda R, T: np.vdot(R, R) / 2,
            terms=lambda R, T: R * R / 2,
            gradient=lambda R, T: R,
        ),
        "mse": LossRule(
            residual=lambda Y, T: Y - T,
            value=lambda R, T: np.vdot(R, R) / R.size,
            terms=lambda R, T: R * R / R.size,
            gradient=lambda R, T: R * (2 / R.size),
        ),
        "cross_entropy": LossRule(  # mean over the columns, each of T sums to 1
            residual=lambda Y, T: log_softmax(Y),
            value=lambda R, T: -np.vdot(T, R) / R.shape[1],
            terms=lambda R, T: -T * R / R.shape[1],
            gradient=lambda R, T: (np.exp(R) - T) / R.shape[1],
        ),
    }
)
