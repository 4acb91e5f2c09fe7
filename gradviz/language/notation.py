"""How people write what the engine computes: names, order of indices, rows and columns.

Everything else refers to cells by `CellRef`, in the layout Y = W X and counted from 0. What is
said of them, in a caption, a sentence or a formula, is said through a `Notation`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from gradviz.engine.convention import Convention, is_flipped
from gradviz.engine.wiring import LayerNames
from gradviz.messages.language import ENGLISH, Language
from gradviz.messages.message import Message, Part, say
from gradviz.refs import CellRef

Axis: TypeAlias = Literal["i", "j", "k"]


def is_drawn_flipped(convention: Convention) -> bool:
    """Tell whether a picture is the one of Y = W X flipped about its diagonal.

    Then X stands left of Y and the weights above it, in "xwt" too: what is drawn there is Wᵀ.
    """
    return convention != "wx"


AXES: Mapping[str, tuple[Axis, Axis | None]] = MappingProxyType(
    {
        "W": ("i", "k"),
        "X": ("k", "j"),
        "b": ("i", None),
        "P": ("i", "j"),
        "Y": ("i", "j"),
        "T": ("i", "j"),
    }
)
"""What runs down and along each matrix of a layer in the layout Y = W X; b is a single column."""

SHARED = ("W_grad", "b_grad")
"""The roles of gradients that add up what several layers say, if they use one matrix."""

_GRAD = "_grad"


@dataclass(frozen=True, slots=True)
class Notation:
    """One way of writing things.

    Attributes
    ----------
    base : int
        What people count from: 1 as in mathematics, 0 as in code.
    convention : {"wx", "xw", "xwt"}
    layer : LayerNames or None
        The layer whose roles are translated: then "X" is its input, whatever that is called in
        the network. None where names are taken as they are.
    is_share : bool
        Whether W and b are used in other layers too, so that this one has a share of W_grad.
    language : Language
        What words are written in.

    Examples
    --------
    >>> second = LayerNames("linear", "W2", None, "Y1", "Y2")
    >>> torch = Notation(convention="xwt").of_layer(second)
    >>> torch.name("X_grad"), torch.cell(CellRef("X_grad", 2, 0)), torch.cell(CellRef("W", 2, 0))
    ('Y1_grad', 'Y1_grad[1,3]', 'W2[3,1]')
    >>> print(torch.line("Y_grad", "j", 0), "/", Notation().line("Y_grad", "j", 0))
    row 1 of Y2_grad / column 1 of Y_grad
    """

    base: int = 1
    convention: Convention = "wx"
    layer: LayerNames | None = None
    is_share: bool = False
    language: Language = ENGLISH

    def of_layer(self, layer: LayerNames | None) -> "Notation":
        """Return the same notation for the roles of a layer."""
        return replace(self, layer=layer, is_share=False)

    def name(self, role: str) -> str:
        """Return what a matrix is called; what is no role of the layer keeps its name."""
        stem = role.removesuffix(_GRAD)
        if self.layer is None:
            return role
        if stem == "P":
            return f"P{self.layer.Y[1:]}{role[1:]}"
        name = role if getattr(self.layer, stem, None) is None else self.layer.name(role)
        return self.share(name) if self.is_share and role in SHARED else name

    def share(self, name: str) -> str:
        """Return what is told of a gradient where only what one layer says of it is meant.

        Examples
        --------
        >>> Notation().share("W_grad[2,1]")
        'share of W_grad[2,1]'
        """
        return say("share of {name}", name=name).text(self.language)

    def is_flipped(self, role: str) -> bool:
        """Tell whether a matrix is written transposed."""
        return is_flipped(self.convention, role)

    @property
    def is_drawn_flipped(self) -> bool:
        """Whether pictures are flipped about the diagonal: X left of Y, weights above."""
        return is_drawn_flipped(self.convention)

    # --- cells

    def count(self, at: int) -> int:
        """Return a position as people count it."""
        return at + self.base

    def index(self, role: str, row: int, col: int) -> tuple[int, int]:
        """Return the two indices of a cell as people write them, counted from `base`."""
        shown = (row + self.base, col + self.base)
        return shown[::-1] if self.is_flipped(role) else shown

    def at(self, role: str, row: int, col: int) -> str:
        """Return the name of a cell, given as the engine counts."""
        first, second = self.index(role, row, col)
        return f"{self.name(role)}[{first},{second}]"

    def cell(self, ref: CellRef) -> str:
        """Return the name of a cell as people write it."""
        return self.at(ref.name, ref.row, ref.col)

    def letters(self, role: str) -> tuple[Axis | None, Axis | None]:
        """Return the letters of the two indices in the order in which people write them."""
        pair = AXES[role[0]]
        return pair[::-1] if self.is_flipped(role) else pair

    # --- rows and columns

    def is_row(self, role: str, axis: Axis, *, drawn: bool = False) -> bool:
        """Tell whether a line of a matrix at one position of an axis is a row as people write it.

        With `drawn`, as it stands in a picture: there W of Y = X Wᵀ is transposed.
        """
        flipped = self.is_drawn_flipped if drawn else self.is_flipped(role)
        return (AXES[role[0]][0] == axis) != flipped

    def line(self, role: str, axis: Axis, at: int) -> Message:
        """Return what people call a line of a matrix, where one index is `at` (from 0)."""
        return line_words(self.count(at), self.name(role), is_row=self.is_row(role, axis))

    def drawn(self, role: str) -> str:
        """Return what stands in a picture in the place of a matrix, "W^T" for a W drawn flipped."""
        return self.name(role) + ("^T" if self.is_drawn_flipped != self.is_flipped(role) else "")

    def drawn_line(self, role: str, axis: Axis, at: int) -> Message:
        """Return what a line of a matrix is in a picture, "row 2 of W^T"."""
        is_row = self.is_row(role, axis, drawn=True)
        return line_words(self.count(at), self.drawn(role), is_row=is_row)

    def lines(self, role: str, axis: Axis, *, drawn: bool = False) -> Message:
        """Return what people call all lines along an axis, "columns of W"."""
        matrix = self.drawn(role) if drawn else self.name(role)
        if self.is_row(role, axis, drawn=drawn):
            return say("rows of {matrix}", matrix=matrix)
        return say("columns of {matrix}", matrix=matrix)

    def drawn_letters(self, role: str) -> tuple[Axis | None, Axis | None]:
        """Return what runs down and along a matrix in a picture."""
        pair = AXES[role[0]]
        return pair[::-1] if self.is_drawn_flipped else pair

    def stands_left(self, role: str) -> bool:
        """Tell whether a matrix stands left of Y in a picture, and not above it."""
        return (role[0] in "Wb") != self.is_drawn_flipped

    # --- formulas

    def order(self, role: str) -> tuple[str, str]:
        """Return the roles that a product is made of, in the order in which they stand.

        Parameters
        ----------
        role : str
            "Y", "X_grad" or "W_grad".
        """
        left, right = PRODUCTS[role]
        return (left, right) if self.letters(role)[0] in AXES[left[0]] else (right, left)

    def factors(self, role: str) -> tuple[str, str]:
        """Return the factors of a product as they are written: ("W^T", "Y_grad") for X_grad.

        Examples
        --------
        >>> [Notation(convention=c).factors("W_grad") for c in ("wx", "xw", "xwt")]
        [('Y_grad', 'X^T'), ('X^T', 'Y_grad'), ('Y_grad^T', 'X')]
        """
        (left, right), (first, last) = self.order(role), self.letters(role)
        return (
            self.name(left) + ("" if self.letters(left)[0] == first else "^T"),
            self.name(right) + ("" if self.letters(right)[1] == last else "^T"),
        )

    def product(self, role: str) -> str:
        """Return the product that a matrix is, "Y_grad X^T" for W_grad."""
        return " ".join(self.factors(role))

    def formula(self, role: str, *, has_bias: bool = False) -> str:
        """Return the formula of a product as plain text, "^T" for what is transposed.

        Examples
        --------
        >>> [Notation(convention=c).formula("X_grad") for c in ("wx", "xw", "xwt")]
        ['X_grad = W^T Y_grad', 'X_grad = Y_grad W^T', 'X_grad = Y_grad W']
        """
        bias = f" + {self.name('b')}" if has_bias and role == "Y" else ""
        return f"{self.name(role)} = {self.product(role)}{bias}"

    def written(self, text: str) -> str:
        """Return a formula in roles with the names of the network in it.

        Examples
        --------
        >>> second = LayerNames("linear", "W2", None, "Y1", "Y2")
        >>> Notation(layer=second).written("X_grad = Wᵀ Y_grad")
        'Y1_grad = W2ᵀ Y2_grad'
        """
        if self.layer is None:
            return text
        return _ROLE.sub(lambda found: self.name(found[0]), text)


def line_words(number: int, matrix: Part, *, is_row: bool) -> Message:
    """Return what people call one line of a matrix, "row 2 of W"; `number` is as they count."""
    if is_row:
        return say("row {number} of {matrix}", number=number, matrix=matrix)
    return say("column {number} of {matrix}", number=number, matrix=matrix)


_ROLE = re.compile(r"(?<![A-Za-z0-9_])[WXYb](?:_grad)?(?![A-Za-z0-9_])")

PRODUCTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"Y": ("W", "X"), "X_grad": ("W", "Y_grad"), "W_grad": ("Y_grad", "X")}
)
"""The two matrices that each product is made of, in the order of the layout Y = W X."""
