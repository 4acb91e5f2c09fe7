"""What a network is made of."""

from dataclasses import dataclass
from typing import TypeAlias

from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, size
from gradviz.engine.rules import ACTIVATIONS
from gradviz.errors import InputError, ShapeError
from gradviz.values import Value


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Linear(Value):
    """A linear layer, Y = W X + b.

    Parameters
    ----------
    W : array_like, shape (M, K)
        Weights: M numbers out for K numbers in.
    b : array_like, shape (M, 1), optional
        Bias, added to every column; shape (M,) is read as a column. Without it nothing is added.

    Attributes
    ----------
    W : Matrix, shape (M, K)
    b : Matrix, shape (M, 1), or None
        Both float64 and read-only, as `backprop` goes on using them.

    Raises
    ------
    ShapeError
        If W does not have two axes or b has not one entry per row of W.
    InputError
        If an entry is not a real number.

    Examples
    --------
    >>> layer = Linear([[2, -1, 0.5], [1, 3, -2]], b=[10, 20])
    >>> layer.b
    array([[10.],
           [20.]])
    >>> Linear([[2, -1, 0.5], [1, 3, -2]], b=[[10, 20]])
    Traceback (most recent call last):
    gradviz.errors.ShapeError: b needs one entry for each row of W, in a column: \
W is 2×3, so b is 2×1; it is 1×2
    """

    W: Matrix
    b: Matrix | None

    def __init__(self, W: ArrayLike, b: ArrayLike | None = None) -> None:
        weights = as_matrix(W, "W")
        object.__setattr__(self, "W", weights)
        object.__setattr__(self, "b", None if b is None else _as_bias(b, weights))


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of the numbers that pass, without weights.

    Parameters
    ----------
    name : str
        "identity", "relu", "leaky_relu" (0.01 below 0), "sigmoid", "tanh", "softplus", "gelu"
        (exact, by erf) work on each number by itself; "softmax" on each column.

    Raises
    ------
    InputError
        If there is no such function; the message lists those there are.

    Examples
    --------
    >>> Activation("relu")
    Activation(name='relu')
    >>> Activation("step")
    Traceback (most recent call last):
    gradviz.errors.InputError: there is no activation 'step': there are identity, relu, \
leaky_relu, sigmoid, tanh, softplus, gelu, softmax
    """

    name: str

    def __post_init__(self) -> None:
        if self.name not in ACTIVATIONS:
            raise InputError(
                f"there is no activation {self.name!r}: there are {', '.join(ACTIVATIONS)}"
            )


Layer: TypeAlias = Linear | Activation


def _as_bias(values: ArrayLike, W: Matrix) -> Matrix:
    b = as_matrix(_as_column(values), "b")
    rows = W.shape[0]
    if b.shape != (rows, 1):
        raise ShapeError(
            f"b needs one entry for each row of W, in a column: "
            f"W is {size(W)}, so b is {rows}×1; it is {size(b)}"
        )
    return b


def _as_column(values: ArrayLike) -> ArrayLike:
    """Return a flat sequence as a column, anything else as it is."""
    if isinstance(values, list | tuple) and not any(hasattr(v, "__len__") for v in values):
        return [[value] for value in values]
    if getattr(values, "ndim", None) == 1:
        return values[:, None]  # type: ignore[index, call-overload]  # one axis: it can be indexed
    return values
