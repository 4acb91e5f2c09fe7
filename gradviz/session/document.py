"""What a user has open: a network, its input, a loss or a seed, and how it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import numpy as np

from gradviz.arrays import Matrix, as_matrix, freeze
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.jacobians.tangents import default_tangent
from gradviz.engine.layers import Linear
from gradviz.engine.losses import target_problem
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES, LossName
from gradviz.engine.wiring import shown
from gradviz.errors import InputError
from gradviz.messages.message import Message, joined, say
from gradviz.refs import CellRef
from gradviz.session.looks.choice import check_choice
from gradviz.session.looks.choices import ViewChoices as ViewChoices
from gradviz.session.looks.fitting import fitted
from gradviz.session.parameters import parameters
from gradviz.session.widths import check_entries, check_sizes, widths
from gradviz.values import Matrices, Value

LossChoice: TypeAlias = Literal["seed", LossName]
"""A loss, or "seed": Y_grad is typed in by hand."""

LOSS_CHOICES: tuple[LossChoice, ...] = get_args(LossChoice)
TARGETED: frozenset[str] = frozenset(name for name, loss in LOSSES.items() if loss.needs_target)
"""The losses that compare Y with T."""

MAX_LAYERS = 12
"""Layers that a network may have: more of them nobody can follow."""


@dataclass(frozen=True, slots=True, eq=False)
class Document(Value):
    """A network with its input and what is done with its output.

    `target` and `seed` are always there, whatever the loss is, so that switching the loss
    and back loses nothing. Documents are compared by identity: an edit that changes
    nothing returns the same object. Its matrices are float64 and read-only, and so are the W
    and b of its layers: `replace` them, or take a copy.

    Attributes
    ----------
    network : Network
        1 to `MAX_LAYERS` layers.
    X : Matrix, shape (K, N)
        Samples are columns.
    loss : str
        One of `LOSS_CHOICES`.
    target : Matrix, shape (M, N)
        T. Under "cross_entropy" each column holds probabilities.
    seed : Matrix, shape (M, N)
        The gradient of the last output where `loss` is "seed".
    convention : {"wx", "xw", "xwt"}
        How people read and write it: everything here keeps to Y = W X.
    view : ViewChoices
        Made to fit: a layer, sample or matrix that is gone gives way to one that is there.
    tangents : mapping of str to Matrix
        By names such as "dX" and "dW1": in which direction matrices move in the Jacobian view.
        Where there is none, or one of another size, `default_tangent` is taken.
    stand_in : Matrix or None
        An X that was made up because its file has none. It is one as long as it is X itself:
        whatever puts another X in its place makes it the user's.
    notes : tuple of Message
        What was chosen and left out when its file was opened, a sentence each.
    typed : tuple of (CellRef, str)
        Entries as they were typed; `gradviz.session.typed` says which of them still hold.

    Raises
    ------
    ShapeError
        If the sizes do not fit together.
    InputError
        If there are too many layers, the loss or the convention does not exist, or T does not
        suit the loss.
    """

    network: Network
    X: Matrix
    loss: LossChoice
    target: Matrix
    seed: Matrix
    convention: Convention = "wx"
    view: ViewChoices = field(default_factory=ViewChoices)
    tangents: Mapping[str, Matrix] = field(default_factory=dict)
    stand_in: Matrix | None = None
    notes: tuple[Message, ...] = ()
    typed: tuple[tuple[CellRef, str], ...] = ()

    def __post_init__(self) -> None:
        count = len(self.network.layers)
        if count > MAX_LAYERS:
            raise InputError(
                say(
                    "a document holds at most {most} layers: this network has {count}",
                    most=MAX_LAYERS,
                    count=count,
                )
            )
        check_choice("loss", self.loss, LOSS_CHOICES)
        check_choice("convention", self.convention, CONVENTIONS)
        object.__setattr__(self, "network", self.network.presented("wx"))
        for attribute, name in (("X", "X"), ("target", "T"), ("seed", self.seed_name)):
            object.__setattr__(self, attribute, as_matrix(getattr(self, attribute), name))
        if not isinstance(self.tangents, Matrices):
            tangents = {name: as_matrix(given, name) for name, given in self.tangents.items()}
            object.__setattr__(self, "tangents", Matrices(tangents))
        check_sizes(self.network, self.X, {"T": self.target, self.seed_name: self.seed})
        if fault := target_problem(self.loss, self.target):
            raise InputError(fault)
        object.__setattr__(self, "view", fitted(self.view, self.network, self.X))

    @property
    def is_one_linear(self) -> bool:
        """Whether the network is one Linear alone, whose matrices have plain names: W, X, Y."""
        return len(self.network.layers) == 1 and self.network.names[0].is_linear

    @property
    def seed_name(self) -> str:
        """What `seed` is called: "Y_grad" with one layer, else "Y3_grad" or the like."""
        return self.network.names[-1].name("Y_grad")

    @property
    def made_up(self) -> frozenset[str]:
        """The names of matrices that no file and nobody gave: X, or none."""
        return frozenset({"X"} if self.X is self.stand_in else ())

    @property
    def given(self) -> dict[str, Matrix]:
        """X, and each W and b, by name, in the order in which people write them."""
        found = parameters(self.network)
        if self.is_one_linear:
            return {"W": found.pop("W"), "X": self.X, **found}
        return {"X": self.X, **found}

    @property
    def W(self) -> Matrix:
        """The weights, where there is one Linear, shape (M, K).

        Raises
        ------
        InputError
            In any other network: `matrix` knows its W by their names.
        """
        return self._one_linear().W

    @property
    def b(self) -> Matrix | None:
        """The bias, where there is one Linear, shape (M, 1), or None; raises as `W` does."""
        return self._one_linear().b

    @property
    def M(self) -> int:
        """Rows of the last output."""
        return widths(self.network.layers, self.K)[-1]

    @property
    def K(self) -> int:
        """Rows of X: inputs of the network."""
        return int(self.X.shape[0])

    @property
    def N(self) -> int:
        """Columns of X: samples."""
        return int(self.X.shape[1])

    def _one_linear(self) -> Linear:
        linear = {id(layer): layer for layer in self.network.layers if isinstance(layer, Linear)}
        if len(linear) == 1:
            return next(iter(linear.values()))
        if not linear:
            raise InputError(say("W and b are those of a Linear; this network has none"))
        there = joined(parameters(self.network), ", ")
        raise InputError(
            say("W and b are those of one Linear alone; this network has {names}", names=there)
        )

    def matrix(self, name: str) -> Matrix:
        """Return the matrix that is kept under `name`.

        Parameters
        ----------
        name : str
            "X", "T", `seed_name`, and "W" and "b" or "W1", "b1", "W2", ..., each by any of the
            names that `Passes.matrix` knows. T and the seed are kept whether the loss uses
            them or not; and the direction in which one of them, or a hidden output, moves: "dX",
            "dW1", "dY1".

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
        kept = {**self.given, "T": self.target, self.seed_name: self.seed}
        given: object = name
        found = None
        if isinstance(given, str):
            found = kept.get(shown(given, self.network.names))
            found = self.tangent(given) if found is None else found
        if found is None:
            raise InputError(
                say(
                    "the document keeps no matrix {name}; it keeps {names}",
                    name=repr(name),
                    names=joined(kept, ", "),
                )
            )
        return found

    def tangent(self, name: str) -> Matrix | None:
        """Return in which direction a matrix moves, "dX"; None if there is no such matrix."""
        if not name.startswith("d"):
            return None
        source = self.given.get(name[1:])
        shape = None if source is None else (int(source.shape[0]), int(source.shape[1]))
        rows = widths(self.network.layers, self.K)[1:]
        for layer, count in zip(self.network.names, rows, strict=True):
            if name[1:] == layer.Y:
                shape = count, self.N
        if shape is None:
            return None
        kept = self.tangents.get(name)
        return kept if kept is not None and kept.shape == shape else default_tangent(shape)


def passes(document: Document) -> Passes:
    """Run the network forward and backward."""
    if document.loss == "seed":
        return document.network.backprop(document.X, Y_grad=document.seed)
    target = document.target if document.loss in TARGETED else None
    return document.network.backprop(document.X, loss=document.loss, target=target)


def has_same_numbers(one: Document, other: Document) -> bool:
    """Tell whether two documents have the very same passes: they differ in looks at most."""
    return (
        one.network is other.network
        and one.X is other.X
        and one.loss == other.loss
        and one.target is other.target
        and one.seed is other.seed
    )


def new_document(
    W: Matrix,
    X: Matrix,
    *,
    b: Matrix | None = None,
    loss: LossChoice = "sum",
    target: Matrix | None = None,
    seed: Matrix | None = None,
) -> Document:
    """Return a document of one Linear; a missing target is zeros, a missing seed ones.

    Raises
    ------
    ShapeError, InputError
        As for `network_document` and the layer.
    """
    network = Network((Linear(W, b),))
    return network_document(network, X, loss=loss, target=target, seed=seed)


def network_document(
    network: Network,
    X: Matrix,
    *,
    loss: LossChoice = "sum",
    target: Matrix | None = None,
    seed: Matrix | None = None,
) -> Document:
    """Return a document of any network; a missing target is zeros, a missing seed ones.

    Raises
    ------
    ShapeError, InputError
        As for `Document`, and for `check_entries`.
    """
    X = as_matrix(X, "X")
    sizes = widths(network.layers, int(X.shape[0]))
    shape = (sizes[-1], int(X.shape[1]))
    check_entries(network.names, sizes, shape[1])
    return Document(
        network=network,
        X=X,
        loss=loss,
        target=freeze(np.zeros(shape)) if target is None else target,
        seed=freeze(np.ones(shape)) if seed is None else seed,
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
