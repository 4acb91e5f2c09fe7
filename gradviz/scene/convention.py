"""The three ways of writing a layer: Y = W X, Y = X W, and Y = X Wᵀ as torch.nn.Linear has it.

A convention decides how things are shown and read, never what is computed: the engine, the
document and every CellRef keep to Y = W X.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

Convention: TypeAlias = Literal["wx", "xw", "xwt"]

CONVENTIONS: tuple[Convention, ...] = ("wx", "xw", "xwt")

CONVENTION_TITLES: Mapping[Convention, str] = MappingProxyType(
    {"wx": "Y = W X", "xw": "Y = X W", "xwt": "Y = X Wᵀ (torch.nn.Linear)"}
)
"""What people call each convention."""


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


def is_drawn_flipped(convention: Convention) -> bool:
    """Tell whether a picture is the one of Y = W X flipped about its diagonal.

    Then X stands left of Y and the weights above it, in "xwt" too: what is drawn there is Wᵀ.
    """
    return convention != "wx"
