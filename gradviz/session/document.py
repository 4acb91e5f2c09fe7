"""What a user has open: one layer, its input, a loss or a seed, and how it is looked at."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import numpy as np

from gradviz.arrays import Matrix, as_matrix, freeze, size
from gradviz.engine.layers import Linear
from gradviz.engine.losses import target_problem
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES
from gradviz.errors import InputError, ShapeError
from gradviz.session.view import ViewChoices as ViewChoices
from gradviz.session.view import check_choice

LossChoice: TypeAlias = Literal["seed", "sum", "squared_error", "mse", "cross_entropy"]
"""A loss, or "seed": Y_grad is typed in by hand."""

LOSS_CHOICES: tuple[LossChoice, ...] = get_args(LossChoice)
TARGETED: frozenset[str] = frozenset(name for name, loss in LOSSES.items() if loss.needs_target)
"""The losses that compare Y with T."""

MAX_ENTRIES = 4096 * 4096
"""Entries a matrix may have: above it, nothing on a screen or in memory is sensible."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One linear layer with its input and what is done with its output.

    `target` and `seed` are always there, whatever the loss is, so that switching the loss
    and back loses nothing. Documents are compared by identity: an edit that changes
    nothing returns the same object.

    Attributes
    ----------
    network : Network
        Exactly one Linear: W, shape (M, K), and b, shape (M, 1), or None.
    X : Matrix, shape (K, N)
        Samples are columns.
    loss : str
        One of `LOSS_CHOICES`.
    target : Matrix, shape (M, N)
        T. Under "cross_entropy" each column holds probabilities.
    seed : Matrix, shape (M, N)
        Y_grad where `loss` is "seed".
    view : ViewChoices

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    InputError
        If the network is not one Linear, the loss does not exist, or T does not suit it.
    """

    network: Network
    X: Matrix
    loss: LossChoice
    target: Matrix
    seed: Matrix
    view: ViewChoices = field(default_factory=ViewChoices)

    def __post_init__(self) -> None:
        if len(self.network.layers) != 1:
            raise InputError(
                f"a document holds one Linear layer: this network has {len(self.network.layers)}"
            )
        check_choice("loss", self.loss, LOSS_CHOICES)
        for attribute, name in (("X", "X"), ("target", "T"), ("seed", "Y_grad")):
            object.__setattr__(self, attribute, _kept(getattr(self, attribute), name))
        self._check_sizes()
        if fault := target_problem(self.loss, self.target):
            raise InputError(fault)

    def _check_sizes(self) -> None:
        if self.X.shape[0] != self.K:
            raise ShapeError(
                "W @ X needs as many rows in X as W has columns: "
                f"W is {size(self.W)}, X is {size(self.X)}"
            )
        for name, matrix in (("T", self.target), ("Y_grad", self.seed)):
            if matrix.shape != (self.M, self.N):
                raise ShapeError(
                    f"{name} needs the size of Y = W X, {self.M}×{self.N}: it is {size(matrix)}"
                )

    @property
    def layer(self) -> Linear:
        """The one layer."""
        return self.network.layers[0]

    @property
    def W(self) -> Matrix:
        """The weights, shape (M, K)."""
        return self.layer.W

    @property
    def b(self) -> Matrix | None:
        """The bias, shape (M, 1), or None."""
        return self.layer.b

    @property
    def M(self) -> int:
        """Rows of W: outputs of the layer."""
        return int(self.W.shape[0])

    @property
    def K(self) -> int:
        """Columns of W and rows of X: inputs of the layer."""
        return int(self.W.shape[1])

    @property
    def N(self) -> int:
        """Columns of X: samples."""
        return int(self.X.shape[1])

    def matrix(self, name: str) -> Matrix:
        """Return the matrix that is kept under `name`.

        Parameters
        ----------
        name : {"W", "X", "b", "T", "Y_grad"}
            "T" and "Y_grad" are the target and the seed, whether the loss uses them or not.

        Raises
        ------
        InputError
            If nothing of that name is kept; "b" is only with a bias.

        Examples
        --------
        >>> example().matrix("T")
        array([[-3.,  0.,  4., -4.],
               [13.,  2.,  0.,  4.]])
        """
        kept = {"W": self.W, "X": self.X, "b": self.b, "T": self.target, "Y_grad": self.seed}
        found = kept.get(name)
        if found is None:
            there = ", ".join(key for key, matrix in kept.items() if matrix is not None)
            raise InputError(f"the document keeps no matrix {name!r}; it keeps {there}")
        return found


def passes(document: Document) -> Passes:
    """Run the layer forward and backward.

    Examples
    --------
    >>> result = passes(example())
    >>> result.loss
    2.25
    >>> result.X_grad.shape
    (3, 4)
    """
    if document.loss == "seed":
        return document.network.backprop(document.X, Y_grad=document.seed)
    target = document.target if document.loss in TARGETED else None
    return document.network.backprop(document.X, loss=document.loss, target=target)


def editable(document: Document) -> tuple[str, ...]:
    """Return the names of the matrices that can be edited now.

    Examples
    --------
    >>> editable(example())
    ('W', 'X', 'T')
    """
    names = ["W", "X"]
    if document.b is not None:
        names.append("b")
    if document.loss in TARGETED:
        names.append("T")
    if document.loss == "seed":
        names.append("Y_grad")
    return tuple(names)


def problem(document: Document, base: int = 1) -> str | None:
    """Say which entry keeps the gradients from being finite numbers, or None.

    The picture can always be drawn: this is a notice, not a refusal.

    Parameters
    ----------
    document : Document
    base : int
        What rows and columns are counted from, 0 or 1.

    Examples
    --------
    >>> problem(example()) is None
    True
    """
    for name in editable(document):
        values = document.matrix(name)
        bad = np.argwhere(~np.isfinite(values))
        if len(bad):
            row, col = (int(n) for n in bad[0])
            more = f" (and {len(bad) - 1} more entries of {name})" if len(bad) > 1 else ""
            return (
                f"{name}[{row + base},{col + base}] is {values[row, col]}{more}: "
                "what is computed from it is not a finite number"
            )
    return None


def new_document(
    W: Matrix,
    X: Matrix,
    *,
    b: Matrix | None = None,
    loss: LossChoice = "sum",
    target: Matrix | None = None,
    seed: Matrix | None = None,
) -> Document:
    """Return a document on these matrices; a missing target is zeros, a missing seed ones.

    Raises
    ------
    ShapeError, InputError
        As for `Document` and its layer, and for `check_entries`.
    """
    layer = Linear(W, b)
    X = as_matrix(X, "X")
    shape = (len(layer.W), X.shape[1])
    check_entries(M=shape[0], K=layer.W.shape[1], N=shape[1])
    return Document(
        network=Network((layer,)),
        X=X,
        loss=loss,
        target=freeze(np.zeros(shape)) if target is None else target,
        seed=freeze(np.ones(shape)) if seed is None else seed,
    )


def check_entries(M: int, K: int, N: int) -> None:
    """Refuse sizes at which W, X or Y would have more than `MAX_ENTRIES` entries.

    Raises
    ------
    InputError
        Names the matrix.
    """
    for name, rows, cols in (("W", M, K), ("X", K, N), ("Y = W X", M, N)):
        if rows * cols > MAX_ENTRIES:
            raise InputError(
                f"{name} would be {rows}×{cols}: a matrix has at most {MAX_ENTRIES:,} entries"
            )


def example() -> Document:
    """Return the example the window opens on: W 2×3, X 3×4, l = 2.25.

    Examples
    --------
    >>> document = example()
    >>> document.M, document.K, document.N
    (2, 3, 4)
    """
    return new_document(
        as_matrix([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]], "W"),
        as_matrix([[1, 0, 2, -1], [3, 1, 0, 2], [-2, 1, 1, 0]], "X"),
        loss="squared_error",
        target=as_matrix([[-3, 0, 4, -4], [13, 2, 0, 4]], "T"),
    )


def _kept(values: Matrix, name: str) -> Matrix:
    """Return `values` itself where it is already frozen, so that identity tells changes."""
    if (
        values.dtype == np.float64
        and values.ndim == 2
        and values.size
        and not values.flags.writeable
        and values.base is None
    ):
        return values
    return as_matrix(values, name)
