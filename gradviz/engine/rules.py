"""The rules of differentiation, one line of mathematics each. Start reading here.

Every operation knows three things about itself and nothing about the others:

- ``forward``: its value;
- ``jvp``: how small changes of its inputs (tangents, ``dW``) change its value, J dx;
- ``vjp``: what the gradient at its value (the cotangent ``G``) says about its inputs, Jᵀ g.

jvp and vjp are one linear map and its transpose: ⟨G, jvp(dx)⟩ = ⟨vjp(G), dx⟩ for every G and dx.
An activation works on every number by itself, so its Jacobian is diagonal: all there is to know
of it is its ``derivative``, a matrix of factors. Softmax alone mixes the numbers of a column.
A loss ends the chain: ``value`` is l, and its ``gradient`` is where the way back starts.
What else an entry says (``kinks``, ``rounding``, ``curvature``, ...) is for the gradient check:
pass over it at first. How people write each of them is in `gradviz.language.activations` and
`gradviz.language.losses`.

Letters: W (M, K), X (K, N), b (M, 1), Y, T and G (M, N); one column per sample.
"""

# ruff: noqa: ARG005 - a rule is given all its inputs and names them, whether it needs them or not.

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.rule import EXACT, Elementwise, LossRule, Rounding, Rule


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


def logistic(X: Matrix) -> Matrix:
    """Return 1 / (1 + exp(-X)) = exp(X) / (1 + exp(X)), without overflow on either side.

    Examples
    --------
    >>> logistic(np.array([[-1000.0, 0.0, 1000.0]]))
    array([[0. , 0.5, 1. ]])
    """
    E: Matrix = np.exp(-np.abs(X))
    return np.where(X < 0.0, E, 1.0) / (1.0 + E)


def normal_cdf(X: Matrix) -> Matrix:
    """Return the share of a standard normal distribution below each entry of X.

    By erfc, which keeps all digits of small shares; 1 + erf would lose them below -6.

    Examples
    --------
    >>> normal_cdf(np.array([[0.0, -37.0]]))
    array([[5.00000000e-001, 5.72557122e-300]])
    """
    erfc = np.asarray(_erfc(X / -math.sqrt(2.0)), dtype=np.float64)
    return 0.5 * erfc


def normal_density(X: Matrix) -> Matrix:
    """Return exp(-X²/2) / √(2π)."""
    density: Matrix = np.exp(-0.5 * X * X) / math.sqrt(2.0 * math.pi)
    return density


def clipped(X: Matrix) -> Matrix:
    """Return X, cut off at -1 and 1."""
    inside: Matrix = np.clip(X, -1.0, 1.0)
    return inside


_erfc = np.frompyfunc(math.erfc, 1, 1)

SLOPE = 0.01
"""What leaky_relu lets through below 0."""

STRAIGHT = 20.0
"""Where softplus becomes X itself, as in PyTorch: 2e-9 less than log(1 + exp(X))."""


ELEMENTWISE: Mapping[str, Elementwise] = MappingProxyType(
    {  # at a kink, and where X is NaN, the derivative is what PyTorch has
        "identity": Elementwise(
            forward=lambda X: X.copy(),
            derivative=lambda X: np.ones(X.shape),
            is_straight=True,
            rounding=EXACT,
        ),
        "relu": Elementwise(
            forward=lambda X: np.maximum(X, 0.0),
            derivative=lambda X: np.where(X <= 0.0, 0.0, 1.0),
            kinks=(0.0,),
            is_straight=True,
            rounding=EXACT,
        ),
        "leaky_relu": Elementwise(
            forward=lambda X: np.where(X > 0.0, X, SLOPE * X),
            derivative=lambda X: np.where(X > 0.0, 1.0, SLOPE),
            kinks=(0.0,),
            is_straight=True,
            rounding=Rounding(units=lambda X: 1.0),
        ),
        "sigmoid": Elementwise(
            forward=logistic,
            derivative=lambda X: logistic(X) * logistic(-X),
            rounding=Rounding(is_level=True),
        ),
        "tanh": Elementwise(
            forward=lambda X: np.tanh(X),
            # equal to 1 - tanh², which loses its digits far from 0
            derivative=lambda X: 4.0 * logistic(2.0 * X) * logistic(-2.0 * X),
            rounding=Rounding(is_level=True),
        ),
        "softplus": Elementwise(
            forward=lambda X: np.where(X > STRAIGHT, X, np.logaddexp(0.0, X)),
            derivative=lambda X: np.where(X > STRAIGHT, 1.0, logistic(X)),
            kinks=(STRAIGHT,),
        ),
        "gelu": Elementwise(
            forward=lambda X: X * normal_cdf(X),
            derivative=lambda X: normal_cdf(X) + X * normal_density(X),
            rounding=Rounding(
                units=lambda X: 4.0 + X * X,  # exp(-x²/2) loses some digits of x²
                on_the_way=lambda X: np.maximum(np.abs(X), 1.0),  # 1 + erf
            ),
        ),
        "silu": Elementwise(
            forward=lambda X: X * logistic(X),
            derivative=lambda X: logistic(X) * (1.0 + X * logistic(-X)),
            rounding=Rounding(on_the_way_back=lambda X: np.abs(X) * logistic(X)),  # x (1 - sigmoid)
        ),
        "elu": Elementwise(
            forward=lambda X: np.where(X > 0.0, X, np.expm1(np.minimum(X, 0.0))),
            derivative=lambda X: np.where(X <= 0.0, np.exp(np.minimum(X, 0.0)), 1.0),
            joints=(0.0,),
            rounding=Rounding(units=lambda X: np.where(X > 0.0, 0.0, 4.0), is_level=True),
        ),
        "hardtanh": Elementwise(
            forward=clipped,
            derivative=lambda X: np.where((X <= -1.0) | (X >= 1.0), 0.0, 1.0),
            kinks=(-1.0, 1.0),
            is_straight=True,
            rounding=EXACT,
        ),
    }
)


def _weighted(R: Matrix, T: Matrix) -> float:
    """Return Σ T R, where what has no weight counts nothing, be it infinite."""
    total = np.vdot(T, R)
    if total != total:  # NaN: perhaps 0 times an infinity only
        total = np.vdot(T, _where_it_counts(R, T))
    return float(total)


def _where_it_counts(R: Matrix, T: Matrix) -> Matrix:
    return np.where(T == 0.0, 0.0, R)


def softmax(X: Matrix) -> Matrix:
    """Return exp(X) / Σ exp(X), the sum down each column, safe from overflow.

    Examples
    --------
    >>> softmax(np.array([[1000.0], [1000.0]]))
    array([[0.5],
           [0.5]])
    """
    P: Matrix = np.exp(log_softmax(X))
    return P


def through_softmax(G: Matrix, P: Matrix) -> Matrix:
    """Return P * (G - Σ P G), the sum down each column: softmax is the same from both sides.

    Its Jacobian diag(p) - p pᵀ is symmetric, so jvp and vjp are one function.
    """
    mixed: Matrix = P * (G - (P * G).sum(axis=0))
    return mixed


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
        "softmax": Rule(
            forward=softmax,
            jvp=lambda dX, X: through_softmax(dX, softmax(X)),
            vjp=lambda G, X: (through_softmax(G, softmax(X)),),
        ),
        **{name: function.rule for name, function in ELEMENTWISE.items()},
    }
)

ActivationName: TypeAlias = Literal[
    "identity",
    "relu",
    "leaky_relu",
    "sigmoid",
    "tanh",
    "softplus",
    "gelu",
    "silu",
    "elu",
    "hardtanh",
    "softmax",
]
ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)
"""The names of the operations that have one input and no weights."""

LossName: TypeAlias = Literal["sum", "squared_error", "mse", "huber", "l1", "cross_entropy"]

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
            curvature=lambda size: 1.0,
        ),
        "mse": LossRule(
            residual=lambda Y, T: Y - T,
            value=lambda R, T: np.vdot(R, R) / R.size,
            terms=lambda R, T: R * R / (R.shape[0] * R.shape[1]),
            gradient=lambda R, T: R * (2 / R.size),
            is_mean=True,
            curvature=lambda size: 2.0 / size,
        ),
        "huber": LossRule(  # R²/2 within 1 of the target, |R| - 1/2 beyond
            residual=lambda Y, T: Y - T,
            value=lambda R, T: np.vdot(clipped(R), R - clipped(R) / 2) / R.size,
            terms=lambda R, T: clipped(R) * (R - clipped(R) / 2) / (R.shape[0] * R.shape[1]),
            gradient=lambda R, T: clipped(R) / R.size,
            is_mean=True,
            curvature=lambda size: 1.0 / size,
            joints=(-1.0, 1.0),
        ),
        "l1": LossRule(
            residual=lambda Y, T: Y - T,
            value=lambda R, T: np.abs(R).sum() / R.size,
            terms=lambda R, T: np.abs(R) / (R.shape[0] * R.shape[1]),
            gradient=lambda R, T: np.sign(R) / R.size,
            is_mean=True,
            kinks=(0.0,),
        ),
        "cross_entropy": LossRule(  # mean over the columns, each of T sums to 1
            residual=lambda Y, T: log_softmax(Y),
            value=lambda R, T: -_weighted(R, T) / R.shape[1],
            terms=lambda R, T: -T * _where_it_counts(R, T) / R.shape[1],
            gradient=lambda R, T: (np.exp(R) - T) / R.shape[1],
            of_softmax=True,
            is_mean=True,
        ),
    }
)
