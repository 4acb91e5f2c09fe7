"""A cell of a network as a cell of its layer: what everything that is said of it is made of."""

from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.language.loss_sentences import Output
from gradviz.language.notation import AXES, Axis, Notation
from gradviz.language.numbers import number
from gradviz.messages.line import Line, Run
from gradviz.messages.message import Message, Part, say
from gradviz.refs import CellRef

GRADIENT_OF = {"W": "W_grad", "X": "X_grad", "b": "b_grad"}
"""What is given to a layer, and the gradient that belongs to it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One cell, told in its layer.

    Attributes
    ----------
    whole : Passes
        Of the whole network.
    layer : int
        Index of the layer that computes the cell, or that a given one goes into first.
    passes : Passes
        Of that layer alone, in roles.
    ref : CellRef
        The cell, in roles.
    notation : Notation
        Of that layer.
    """

    whole: Passes
    layer: int
    passes: Passes
    ref: CellRef
    notation: Notation

    # --- the cell

    @property
    def role(self) -> str:
        """What its matrix is in the layer."""
        return self.ref.name

    @property
    def kind(self) -> str:
        """What the layer is: "linear", or the name of an activation."""
        return self.whole.layers[self.layer].kind

    @property
    def is_linear(self) -> bool:
        """Whether its layer is a product."""
        return self.kind == "linear"

    @property
    def name(self) -> str:
        """The cell as people write it."""
        return self.notation.cell(self.ref)

    @property
    def ref_in_network(self) -> CellRef:
        """The cell by its name in the network."""
        return replace(self.ref, name=self.notation.name(self.role))

    @property
    def uses(self) -> tuple[int, ...]:
        """The layers that its W or b belongs to; more than one if these are tied."""
        if self.role[0] not in "Wb":
            return (self.layer,)
        return self.whole.uses(self.notation.name(self.role).removesuffix("_grad"))

    @property
    def value(self) -> float:
        """The number in the cell, of all uses together."""
        return self.value_of(self.role)

    @property
    def told(self) -> str:
        """The number in the cell as a text."""
        return number(self.value)

    def value_of(self, role: str) -> float:
        """Return the number at the same place of another matrix."""
        matrix = self.whole.matrix(self.notation.name(role))
        return float(matrix[self.ref.row, self.ref.col]) + 0.0

    def of(self, role: str) -> "Subject":
        """Return the cell at the same place of another matrix of the layer."""
        return replace(self, ref=replace(self.ref, name=role))

    def within(self, layer: int) -> "Subject":
        """Return the same cell of a W or b as another layer uses it."""
        notation = self.notation.of_layer(self.whole.layers[layer])
        return replace(self, layer=layer, passes=self.whole.local(layer), notation=notation)

    # --- its layer

    def called(self, role: str) -> str:
        """Return the name of a matrix."""
        return self.notation.name(role)

    @property
    def m(self) -> int:
        """M, the outputs."""
        return int(self.passes.matrix("Y").shape[0])

    @property
    def k(self) -> int:
        """K, the inputs."""
        return int(self.passes.matrix("X").shape[0])

    @property
    def n(self) -> int:
        """N, the samples."""
        return int(self.passes.matrix("X").shape[1])

    def at(self, axis: Axis) -> int:
        """Return the index of the cell on an axis, counted from 0; 0 where it has none."""
        first, second = AXES[self.role[0]]
        return self.ref.row if first == axis else self.ref.col if second == axis else 0

    def count(self, axis: Axis) -> int:
        """Return the same as people count."""
        return self.notation.count(self.at(axis))

    def cell(self, role: str, **places: int) -> str:
        """Return the name of a cell that shares the indices of this one, but for `places`.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> p = backprop([[1, 2], [3, 4]], [[5], [6]])
        >>> subject(p, CellRef("X_grad", 1, 0), Notation()).cell("W", i=0)
        'W[1,2]'
        """
        known: dict[Axis | None, int] = {"i": self.at("i"), "j": self.at("j"), "k": self.at("k")}
        known.update({axis: places[axis] for axis in AXES[role[0]] if axis in places})
        row, col = (known.get(letter, 0) for letter in AXES[role[0]])
        return self.notation.at(role, row, col)

    def running(self, role: str, letter: Axis) -> Line:
        """Return the name of a cell of which one index is a letter: "W[i,2]"."""
        first, second = (
            Run(letter, letter) if axis == letter else Run(str(self.count(axis) if axis else 0))
            for axis in self.notation.letters(role)
        )
        return Run(f"{self.notation.name(role)}["), first, Run(","), second, Run("]")

    def generic(self, role: str) -> str:
        """Return the name of any cell of a matrix, in letters: "X_grad[k,j]"."""
        first, second = self.notation.letters(role)
        return f"{self.notation.name(role)}[{first},{second}]"

    def size(self, role: str) -> str:
        """Return how large a matrix is as people write it, "2×3"."""
        rows, cols = self.passes.matrix(role).shape
        return f"{cols}×{rows}" if self.notation.is_flipped(role) else f"{rows}×{cols}"

    def factor(self, product: str, role: str) -> str:
        """Return how a factor stands in a product: "Wᵀ" in X_grad."""
        name = self.notation.name(role)
        return next(
            told.replace("^T", "ᵀ")
            for told in self.notation.factors(product)
            if told.removesuffix("^T") == name
        )

    def product_of_line(self, product: str, axis: Axis) -> Message:
        """Return what a line of a product is: "W times column 1 of X" for a column of Y."""
        left, right = (
            self._factor_of_line(product, role, axis) for role in self.notation.order(product)
        )
        return say("{left} times {right}", left=left, right=right)

    def _factor_of_line(self, product: str, role: str, axis: Axis) -> Part:
        return self.line(role, axis) if axis in AXES[role[0]] else self.factor(product, role)

    def line(self, role: str, axis: Axis) -> Message:
        """Return what people call the line of a matrix at the index of this cell."""
        return self.notation.line(role, axis, self.at(axis))

    def is_row(self, role: str, axis: Axis) -> bool:
        """Tell whether a line of a matrix at one index of an axis is a row, and not a column."""
        return self.notation.is_row(role, axis)

    @property
    def output(self) -> Output:
        """The output of its layer, as the texts of a loss speak of it."""
        return Output(self.called("Y"), self.m * self.n, self.n, self.is_row("Y", "j"))


def subject(passes: Passes, ref: CellRef, notation: Notation) -> Subject:
    """Return what is told of a cell of a network.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth.
    ref : CellRef
        A cell by its name in the network.
    notation : Notation
        Its layer is not looked at.

    Raises
    ------
    InputError
        If there is no matrix of that name.
    """
    if ref.name not in passes.names:
        names = ", ".join(passes.names)
        raise InputError(
            say("there is no matrix {name}: there are {names}", name=repr(ref.name), names=names)
        )
    index, role = passes.writer(ref.name) or _given(passes, ref.name)
    layer = passes.layers[index]
    local = CellRef(role, ref.row, ref.col)
    return Subject(passes, index, passes.local(index), local, notation.of_layer(layer))


def _given(passes: Passes, name: str) -> tuple[int, str]:
    """Return the first layer that a given matrix goes into; T belongs to the last."""
    if name == "T":
        return len(passes.layers) - 1, "T"
    if name[0] == "P":  # the product before a bias is added
        output = "Y" + name[1:].removesuffix("_grad")
        return [layer.Y for layer in passes.layers].index(output), "P" + name.lstrip("P0123456789")
    return next(
        (n, role) for n, layer in enumerate(passes.layers) if (role := layer.role(name)) is not None
    )
