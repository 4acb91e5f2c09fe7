"""The three ways of writing a layer: Y = W X, Y = X W, and Y = X Wᵀ as torch.nn.Linear has it.

A convention decides how matrices are given, shown and returned, never what is computed: traces,
documents and every CellRef keep to Y = W X.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError, meant
from gradviz.messages.message import NOTHING, Message, say

Convention: TypeAlias = Literal["wx", "xw", "xwt"]

CONVENTIONS: tuple[Convention, ...] = get_args(Convention)

CONVENTION_TITLES: Mapping[Convention, str] = MappingProxyType(
    {"wx": "Y = W X", "xw": "Y = X W", "xwt": "Y = X Wᵀ (torch.nn.Linear)"}
)
"""What people call each convention."""

Shape: TypeAlias = tuple[int, ...]


def check_convention(given: object) -> None:
    """Refuse what is no convention.

    Raises
    ------
    InputError
        Lists those there are.
    """
    if not isinstance(given, str) or given not in CONVENTIONS:
        raise InputError(
            say(
                "convention needs one of {names}: got {given}{hint}",
                names=", ".join(CONVENTIONS),
                given=repr(given),
                hint=meant(given, CONVENTIONS),
            )
        )


def is_flipped(convention: Convention, name: str) -> bool:
    """Tell whether people of a convention write a matrix transposed.

    Parameters
    ----------
    convention : {"wx", "xw", "xwt"}
    name : str
        A matrix or a gradient, by its role or its name: "X", "W_grad", "W2", "Y3_grad".

    Examples
    --------
    >>> [is_flipped(convention, "X_grad") for convention in CONVENTIONS]
    [False, True, True]
    >>> [is_flipped(convention, "W2") for convention in CONVENTIONS]
    [False, True, False]
    """
    return convention == "xw" or (convention == "xwt" and not name.startswith("W"))


def presented(name: str, values: Matrix, convention: Convention) -> Matrix:
    """Return a matrix as people of a convention write it: itself, or its transpose.

    The way back is the same: it takes what they write to what is kept.

    Parameters
    ----------
    name : str
        By its role or its name: "X", "W_grad", "Y3_grad".
    values : Matrix, shape (rows, columns)
        As in Y = W X.
    convention : {"wx", "xw", "xwt"}

    Examples
    --------
    >>> import numpy as np
    >>> presented("X", np.array([[1.0], [2.0]]), "xwt")
    array([[1., 2.]])
    """
    return freeze(values.T.copy()) if is_flipped(convention, name) else values


def product(W: str, X: str, convention: Convention) -> str:
    """Return the product of a layer as NumPy has it.

    Examples
    --------
    >>> [product("W2", "Y1", convention) for convention in CONVENTIONS]
    ['W2 @ Y1', 'Y1 @ W2', 'Y1 @ W2.T']
    """
    return {"wx": f"{W} @ {X}", "xw": f"{X} @ {W}", "xwt": f"{X} @ {W}.T"}[convention]


def input_axis(convention: Convention) -> int:
    """Return the axis of a W, as it is written, along which its inputs lie."""
    return 0 if convention == "xw" else 1


def feature_axis(convention: Convention) -> int:
    """Return the axis of X and Y, as they are written, along which the numbers of a sample lie."""
    return 0 if convention == "wx" else 1


def line(axis: int) -> Literal["row", "column"]:
    """Return what is counted along an axis."""
    return "column" if axis else "row"


def other_reading(
    convention: Convention, weights: Sequence[Shape], X: Shape | None = None, Y: Shape | None = None
) -> Message:
    """Return what to add to a message where the sizes fit another convention; mostly nothing.

    Parameters
    ----------
    convention : {"wx", "xw", "xwt"}
        In which they do not fit.
    weights : sequence of (int, int)
        The sizes of every W as they were given, in forward order.
    X, Y : (int, int), optional
        Those of X, and of T or Y_grad.

    Examples
    --------
    >>> print(other_reading("wx", [(2, 3)], X=(4, 3)))
    ; it fits with convention="xwt", Y = X Wᵀ (torch.nn.Linear)
    >>> bool(other_reading("wx", [(2, 3)], X=(4, 5)))
    False
    """
    others = (other for other in CONVENTIONS if other != convention)
    return fitting(other for other in others if _fits(other, weights, X, Y))


def fitting(conventions: Iterable[Convention]) -> Message:
    """Return the end of a message that names conventions which something fits, two at most."""
    told = [f'convention="{name}", {CONVENTION_TITLES[name]}' for name in conventions]
    match told:
        case []:
            return NOTHING
        case [one]:
            return say("; it fits with {one}", one=one)
        case [one, other]:
            return say("; it fits with {one}, or {other}", one=one, other=other)
    raise ValueError("what fits all conventions was refused in one of them")


def _fits(
    convention: Convention, weights: Sequence[Shape], X: Shape | None, Y: Shape | None
) -> bool:
    into, along = input_axis(convention), feature_axis(convention)
    if any(len(shape) != 2 for shape in (*weights, X or (1, 1), Y or (1, 1))):
        return False
    count = None if X is None else X[along]
    for W in weights:
        if count not in (None, W[into]):
            return False
        count = W[1 - into]
    if Y is not None and count not in (None, Y[along]):
        return False
    return X is None or Y is None or X[1 - along] == Y[1 - along]
