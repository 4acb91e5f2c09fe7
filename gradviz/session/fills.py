"""Fills: whole matrices made at once, the random ones from a seed that is shown."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError
from gradviz.messages.message import Message, joined, say

Shape: TypeAlias = tuple[int, int]


def zeros(shape: Shape, seed: int = 0) -> Matrix:  # noqa: ARG001 - one signature for all
    """Return 0 everywhere."""
    return freeze(np.zeros(shape))


def ones(shape: Shape, seed: int = 0) -> Matrix:  # noqa: ARG001 - as for zeros
    """Return 1 everywhere."""
    return freeze(np.ones(shape))


def identity(shape: Shape, seed: int = 0) -> Matrix:  # noqa: ARG001 - as for zeros
    """Return 1 on the main diagonal and 0 beside it; the shape need not be square."""
    return freeze(np.eye(*shape))


def integers(shape: Shape, seed: int = 0) -> Matrix:
    """Return whole numbers from -3 to 3, each as likely as the other.

    Examples
    --------
    >>> integers((2, 3), seed=1)
    array([[ 0.,  0.,  2.],
           [ 3., -3., -2.]])
    """
    return freeze(_generator(seed).integers(-3, 3, size=shape, endpoint=True).astype(np.float64))


def uniform(shape: Shape, seed: int = 0) -> Matrix:
    """Return numbers spread evenly over [-1, 1)."""
    return freeze(_generator(seed).uniform(-1.0, 1.0, size=shape))


def normal(shape: Shape, seed: int = 0) -> Matrix:
    """Return samples of the standard normal distribution: mean 0, variance 1."""
    return freeze(_generator(seed).standard_normal(shape))


def xavier(shape: Shape, seed: int = 0) -> Matrix:
    """Return U(-a, a) with a = √(6 / (fan_in + fan_out)), variance 2 / (fan_in + fan_out).

    Keeps the variance of values and of gradients about the same from layer to layer.

    Parameters
    ----------
    shape : (int, int)
        (M, K): fan_out is M, the rows, fan_in is K, the columns.
    seed : int

    References
    ----------
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
    neural networks", AISTATS 2010, equation 16.
    """
    fan_out, fan_in = shape
    limit = math.sqrt(6.0 / (fan_in + fan_out))
    return freeze(_generator(seed).uniform(-limit, limit, size=shape))


def he(shape: Shape, seed: int = 0) -> Matrix:
    """Return N(0, 2 / fan_in): what xavier is for layers that a ReLU follows.

    Parameters
    ----------
    shape : (int, int)
        (M, K): fan_in is K, the columns.
    seed : int

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers: surpassing
    human-level performance on ImageNet classification", ICCV 2015, equation 10.
    """
    fan_in = shape[1]
    return freeze(_generator(seed).standard_normal(shape) * math.sqrt(2.0 / fan_in))


def orthogonal(shape: Shape, seed: int = 0) -> Matrix:
    """Return Q with QᵀQ = I, or QQᵀ = I if there are more columns than rows.

    A square one changes no length, forward or backward, through any number of layers. It is
    drawn evenly from all there are: the Q of a QR decomposition of normal numbers, with signs
    such that R has a positive diagonal.

    References
    ----------
    A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks", ICLR 2014, section 3.

    Examples
    --------
    >>> Q = orthogonal((3, 2), seed=1)
    >>> bool(np.allclose(Q.T @ Q, np.eye(2)))
    True
    """
    numbers = _generator(seed).standard_normal((max(shape), min(shape)))
    Q, R = np.linalg.qr(numbers)
    Q = Q * np.copysign(1.0, np.diagonal(R))
    return freeze(np.array(Q if shape[0] >= shape[1] else Q.T, order="C"))


@dataclass(frozen=True, slots=True)
class Fill:
    """One line of the Fill menu.

    Attributes
    ----------
    title : Message
        As the menu says it.
    tip : Message
        What it fills in, in one line.
    function : callable (shape, seed) -> Matrix
    is_random : bool
        Whether the seed matters.
    """

    title: Message
    tip: Message
    function: Callable[[Shape, int], Matrix]
    is_random: bool = False


FILLS: Mapping[str, Fill] = MappingProxyType(
    {
        "zeros": Fill(say("Zeros"), say("0 everywhere"), zeros),
        "ones": Fill(say("Ones"), say("1 everywhere"), ones),
        "identity": Fill(say("Identity"), say("1 on the diagonal, 0 elsewhere"), identity),
        "integers": Fill(
            say("Integers"), say("Whole numbers from −3 to 3"), integers, is_random=True
        ),
        "uniform": Fill(say("Uniform"), say("Evenly spread from −1 to 1"), uniform, is_random=True),
        "normal": Fill(say("Normal"), say("Mean 0, variance 1"), normal, is_random=True),
        "xavier": Fill(
            say("Xavier"), say("Uniform, variance 2 / (columns + rows)"), xavier, is_random=True
        ),
        "he": Fill(say("He"), say("Normal, variance 2 / columns"), he, is_random=True),
        "orthogonal": Fill(
            say("Orthogonal"),
            say("Columns or rows at right angles, each of length 1"),
            orthogonal,
            is_random=True,
        ),
    }
)


def fill_values(name: str, shape: Shape, seed: int = 0) -> Matrix:
    """Return the matrix that the fill `name` makes.

    The same name, shape and seed give the same numbers, today and on every machine; those of
    "orthogonal" but for the last bits, which are up to the LAPACK at hand.

    Raises
    ------
    InputError
        If there is no such fill, or the seed is below 0.

    Examples
    --------
    >>> fill_values("identity", (2, 3))
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    if name not in FILLS:
        raise InputError(
            say(
                "there is no fill {name}; there are {names}",
                name=repr(name),
                names=joined(FILLS, ", "),
            )
        )
    return FILLS[name].function(shape, seed)


def check_seed(seed: int) -> None:
    """Refuse a seed below 0.

    Raises
    ------
    InputError
    """
    if seed < 0:
        raise InputError(say("a seed is a whole number from 0: got {seed}", seed=seed))


def _generator(seed: int) -> "np.random.Generator":  # quoted: numpy.random takes 10 ms to import
    check_seed(seed)
    return np.random.Generator(np.random.PCG64(seed))
