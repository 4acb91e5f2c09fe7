"""What a forward and backward pass leaves behind: every value, every gradient, the trace."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gradviz.arrays import Matrix
from gradviz.engine.byname import INITIALS, ByName, unknown
from gradviz.engine.convention import Convention, check_convention, is_flipped
from gradviz.engine.one_layer import alone
from gradviz.engine.rules import LOSSES, LossName
from gradviz.engine.trace import Record
from gradviz.engine.wiring import LayerNames, meanings, numbered, shown, uses, wire_one
from gradviz.refs import CellRef
from gradviz.values import Matrices, Value

_ONE_LAYER = ("W", "X", "b", "Y", "T", "Y_grad", "X_grad", "W_grad", "b_grad")
_GRAD = "_grad"


@dataclass(frozen=True, slots=True, eq=False)
class Passes(Value):
    """One forward and one backward pass.

    All matrices are float64. Each access to ``p.W``, ``p.X_grad``, ``p.values["Y1"]`` or
    ``p.grads["W"]`` gives an array of your own; ``p.matrix("W_grad")`` gives it read-only,
    without a copy. A matrix may be called by its number or, where that says which, without:
    the W of a network with a single Linear is "W" and "W1", its last output is "Y" too.
    ``p.W1`` and ``p.Y2_grad`` are there as well, but no type checker can know them:
    ``p.values["W1"]`` and ``p.grads["Y2"]`` are the same, with a type.

    Attributes
    ----------
    layers : tuple of LayerNames
        What the matrices of each layer are called, in forward order.
    operations : tuple of Record
        What was done to get the output, in forward order.
    primals : mapping of str to Matrix
        "X", "W1", "b1", "Y1", "W2", ... Y is numbered by layer, W and b by linear layer. A layer
        with a bias has its product W X too, as "P1".
    cotangents : mapping of str to Matrix
        The gradients, under the same keys.
        Both as in Y = W X whatever the convention, read-only, the very same each time.
    loss_name : str or None
        None with a hand-made seed.
    loss : float or None
        l; None with a hand-made seed. May be NaN or infinite.
    target : Matrix, shape (M, N), or None
        T, if the loss has one, as it is kept: as in Y = W X.
    convention : {"wx", "xw", "xwt"}
        How everything else is laid out that is given: with "xw" and "xwt" X, Y, T, b and their
        gradients are transposed, samples are rows; with "xw" W and W_grad are as well.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3], [4]])
    >>> p.matrix("X_grad")
    array([[1.],
           [2.]])
    >>> p.names
    ('W', 'X', 'Y', 'Y_grad', 'X_grad', 'W_grad')
    """

    layers: tuple[LayerNames, ...]
    operations: tuple[Record, ...]
    primals: Matrices
    cotangents: Matrices
    loss_name: LossName | None
    loss: float | None
    target: Matrix | None
    convention: Convention = "wx"

    @property
    def records(self) -> tuple[Record, ...]:
        """The trace in forward order: the operations and, if there is one, the loss "l"."""
        if self.loss_name is None:
            return self.operations
        target = ("T",) if LOSSES[self.loss_name].needs_target else ()
        return (*self.operations, Record(self.loss_name, (self.output, *target), "l"))

    @property
    def output(self) -> str:
        """The key of the last output in `primals` and `cotangents`, "Y1" for one layer."""
        return self.operations[-1].output

    @property
    def is_one_layer(self) -> bool:
        """Whether there is a single layer, so that "W" says which."""
        return self.output == "Y1"

    def has(self, ref: CellRef) -> bool:
        """Tell whether there is such a cell, by the name by which its matrix is shown."""
        matrix = self._find(ref.name) if ref.name in self.names else None
        if matrix is None:
            return False
        rows, cols = matrix.shape
        return bool(0 <= ref.row < rows and 0 <= ref.col < cols)

    def writer(self, name: str) -> tuple[int, str] | None:
        """Return which layer computes a matrix, and in which role.

        Parameters
        ----------
        name : str
            One of `names`.

        Returns
        -------
        (int, str) or None
            Index of the layer, counted from 0, and "Y", "X_grad", "W_grad" or "b_grad"; for the
            gradient of the last output, which the loss computes, the last layer and "Y_grad".
            Of a matrix used twice the first use. None for what is given: X, W, b, T.

        Examples
        --------
        >>> from gradviz.engine.layers import Activation, Linear
        >>> from gradviz.engine.network import Network
        >>> p = Network([Linear([[1]]), Activation("tanh")]).backprop([[0]])
        >>> p.writer("Y1"), p.writer("Y1_grad"), p.writer("Y2_grad"), p.writer("W1")
        ((0, 'Y'), (1, 'X_grad'), (1, 'Y_grad'), None)
        """
        name = shown(name, self.layers)
        for index, layer in enumerate(self.layers):
            role = layer.role(name)
            if role in ("Y", "X_grad", "W_grad", "b_grad"):
                return index, role
        last = len(self.layers) - 1
        return (last, "Y_grad") if self.layers[last].role(name) == "Y_grad" else None

    def local(self, index: int) -> "Passes":
        """Return one layer by itself, as passes with plain names: W, X, Y and their gradients.

        What the rest of the network says of its output is its seed; the loss belongs to the last
        layer. W_grad is what this layer says, even if its W is used in others too. The
        matrices that are kept are the very same objects.

        Parameters
        ----------
        index : int
            Counted from 0.

        Examples
        --------
        >>> from gradviz.engine.layers import Activation, Linear
        >>> from gradviz.engine.network import Network
        >>> p = Network([Linear([[1]]), Activation("relu"), Linear([[2]])]).backprop([[3]])
        >>> second = p.local(2)
        >>> second.W, second.X, second.X_grad
        (array([[2.]]), array([[3.]]), array([[2.]]))
        """
        if len(self.layers) == 1:
            return self
        wiring = wire_one(self.layers[index])
        values, grads = alone(self.layers, index, self.primals, self.cotangents)
        is_last = index == len(self.layers) - 1
        return replace(
            self,
            layers=wiring.names,
            operations=wiring.records,
            primals=values,
            cotangents=grads,
            loss_name=self.loss_name if is_last else None,
            loss=self.loss if is_last else None,
            target=self.target if is_last else None,
        )

    def uses(self, name: str) -> tuple[int, ...]:
        """Return the layers that have a matrix as their W or b, counted from 0."""
        return uses(name, self.layers)

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which all matrices are shown: those of one layer, or the numbered ones."""
        if self.is_one_layer:
            return tuple(name for name in _ONE_LAYER if self._find(name) is not None)
        target = () if self.target is None else ("T",)
        return (*self.primals, *target, *(key + _GRAD for key in self.primals))

    def name(self, name: str) -> str:
        """Return the name by which a matrix is shown, one of `names`, by any of its names.

        Without a number Y is the last output; W and b are the only ones where there is one.

        Raises
        ------
        UnknownNameError
            If there is none of that name, or several; the message lists those there are.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> p = backprop([[1, 2]], [[3], [4]])
        >>> p.name("W1_grad"), p.name("W_grad")
        ('W_grad', 'W_grad')
        """
        if self._find(name) is None:
            raise unknown(name, self.layers, self.names)
        return shown(name, self.layers)

    def key(self, name: str) -> str:
        """Return the key in `primals` and `cotangents` behind a name, "W1" for "W" and "W_grad"."""
        return numbered(name, self.layers)

    def matrix(self, name: str) -> Matrix:
        """Return a matrix by any of its names: the one that is kept, read-only.

        Parameters
        ----------
        name : str
            "W", "X", "b", "Y", "T" or a gradient, "W_grad"; in a larger network "W2_grad".

        Raises
        ------
        UnknownNameError
            If there is none of that name, or several; the message lists those there are.
        """
        found = self._find(name)
        if found is None:
            raise unknown(name, self.layers, self.names)
        return found.T if is_flipped(self.convention, name) else found

    def presented(self, convention: Convention) -> "Passes":
        """Return the same passes, whose matrices are given as a convention writes them.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> p = backprop([[1, 2]], [[3], [4]])
        >>> p.X.shape, p.presented("xwt").X.shape
        ((2, 1), (1, 2))
        """
        check_convention(convention)
        return self if convention == self.convention else replace(self, convention=convention)

    @property
    def values(self) -> ByName:
        """What went in and what came out, by name; each access gives an array of your own."""
        return ByName(self.layers, self.primals, self.target, self.convention, is_gradients=False)

    @property
    def grads(self) -> ByName:
        """The gradients by the name of their matrix; each access gives an array of your own."""
        return ByName(self.layers, self.cotangents, None, self.convention, is_gradients=True)

    @property
    def W(self) -> Matrix:
        """The weights, shape (M, K); an array of your own, as all that follow."""
        return self.matrix("W").copy()

    @property
    def X(self) -> Matrix:
        """The samples, one per column, shape (K, N)."""
        return self.matrix("X").copy()

    @property
    def b(self) -> Matrix | None:
        """The bias, shape (M, 1), or None without one."""
        return self._own_or_none("b")

    @property
    def Y(self) -> Matrix:
        """The last output, shape (M, N)."""
        return self.matrix("Y").copy()

    @property
    def T(self) -> Matrix | None:
        """The target, shape (M, N), or None where the loss has none."""
        return self._own_or_none("T")

    @property
    def Y_grad(self) -> Matrix:
        """The gradient of the last output, shape (M, N): the seed of the backward pass."""
        return self.matrix("Y_grad").copy()

    @property
    def X_grad(self) -> Matrix:
        """The gradient of X, shape (K, N)."""
        return self.matrix("X_grad").copy()

    @property
    def W_grad(self) -> Matrix:
        """The gradient of W, shape (M, K)."""
        return self.matrix("W_grad").copy()

    @property
    def b_grad(self) -> Matrix | None:
        """The gradient of the bias, shape (M, 1), or None without one."""
        return self._own_or_none("b_grad")

    if not TYPE_CHECKING:  # so that a type checker takes no misspelt name for a matrix

        def __getattr__(self, name: str) -> Matrix:
            """Return a matrix of your own by a name with a number: ``p.W1``, ``p.Y2_grad``."""
            if name[:1] not in INITIALS:
                raise AttributeError(f"Passes has no attribute {name!r}")
            return self.matrix(name).copy()

    def _find(self, name: object) -> Matrix | None:
        """Return what is kept under any name of a matrix, as in Y = W X."""
        if name == "T":
            return self.target
        if not isinstance(name, str):
            return None
        store = self.cotangents if name.endswith(_GRAD) else self.primals
        return store.get(numbered(name, self.layers))

    def _own_or_none(self, name: str) -> Matrix | None:
        has_none = self.target is None if name == "T" else not meanings(name[0], self.layers)
        return None if has_none else self.matrix(name).copy()
