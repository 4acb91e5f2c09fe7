"""What a forward and backward pass leaves behind: every value, every gradient, the trace."""

from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.rules import LOSSES, RULES
from gradviz.engine.trace import Record
from gradviz.engine.wiring import LayerNames, numbered, wire_one
from gradviz.errors import InputError
from gradviz.refs import CellRef
from gradviz.values import Copies, Matrices, Value

_ONE_LAYER = ("W", "X", "b", "Y", "T", "Y_grad", "X_grad", "W_grad", "b_grad")
_GRAD = "_grad"


@dataclass(frozen=True, slots=True, eq=False)
class Passes(Value):
    """One forward and one backward pass.

    All matrices are float64. Each access to ``p.W``, ``p.X_grad`` or ``p.values["Y1"]`` gives an
    array of your own; `primals`, `cotangents` and `matrix` give what is kept here, read-only,
    the very same each time. The one-letter names, ``p.W`` or ``p.matrix("X_grad")``, are for
    networks of one layer; `values` and `grads` serve any.

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
    loss_name : str or None
        None with a hand-made seed.
    loss : float or None
        l; None with a hand-made seed. May be NaN or infinite.
    target : Matrix, shape (M, N), or None
        T, if the loss has one, as it is kept.

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
    loss_name: str | None
    loss: float | None
    target: Matrix | None

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
        """Tell whether there is such a cell, by the name that its matrix has in the network."""
        if ref.name not in self.names:
            return False
        rows, cols = self.matrix(ref.name).shape
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
        names = self.layers[index]
        if len(self.layers) == 1:
            return self
        primals, cotangents = self.primals, self.cotangents
        values = {"X": primals[names.X]}
        grads = {"X": cotangents[names.X], "Y1": cotangents[names.Y]}
        if names.W is not None:
            values["W1"], grads["W1"] = primals[names.W], self._part(index, "W")
        if names.b is not None:
            values["b1"], grads["b1"] = primals[names.b], self._part(index, "b")
            product = "P" + names.Y[1:]
            values["P1"], grads["P1"] = primals[product], cotangents[product]
        values["Y1"] = primals[names.Y]
        is_last = index == len(self.layers) - 1
        alone = wire_one(names)
        return Passes(
            alone.names,
            alone.records,
            Matrices(values),
            Matrices(grads),
            self.loss_name if is_last else None,
            self.loss if is_last else None,
            self.target if is_last else None,
        )

    def uses(self, name: str) -> tuple[int, ...]:
        """Return the layers that have a matrix as their W or b, counted from 0."""
        return tuple(n for n, layer in enumerate(self.layers) if name in (layer.W, layer.b))

    def _part(self, index: int, role: str) -> Matrix:
        """Return what one layer says of the gradient of its W or b."""
        names = self.layers[index]
        name = names.name(role)
        if len(self.uses(name)) == 1:
            return self.cotangents[name]
        G = self.cotangents[names.Y]
        W, X = self.primals[names.name("W")], self.primals[names.X]
        with np.errstate(all="ignore"):
            if role == "W":
                return freeze(RULES["matmul"].vjp(G, W, X)[0])
            return freeze(RULES["add_bias"].vjp(G, X, W)[1])

    @property
    def names(self) -> tuple[str, ...]:
        """The names that `matrix` knows, those of one layer or the numbered ones."""
        if self.is_one_layer:
            return tuple(name for name in _ONE_LAYER if self._find(name) is not None)
        target = () if self.target is None else ("T",)
        return (*self.primals, *target, *(name + _GRAD for name in self.primals))

    def matrix(self, name: str) -> Matrix:
        """Return a matrix by its name: the one that is kept, read-only.

        Parameters
        ----------
        name : str
            "W", "X", "b", "Y", "T" or a gradient, "W_grad"; in a larger network "W2_grad".

        Raises
        ------
        InputError
            If there is none of that name; the message lists those there are.
        """
        found = self._find(name)
        if found is None:
            raise InputError(f"there is no matrix {name!r} here: there are {', '.join(self.names)}")
        return found

    @property
    def values(self) -> Copies:
        """`primals` for people: each access gives an array of your own."""
        return Copies(self.primals)

    @property
    def grads(self) -> Copies:
        """`cotangents` for people: each access gives an array of your own."""
        return Copies(self.cotangents)

    @property
    def W(self) -> Matrix:
        """The weights, shape (M, K); an array of your own, as all that follow."""
        return self.matrix("W").copy()

    @property
    def X(self) -> Matrix:
        """The samples, one per column, shape (K, N)."""
        return self.values["X"]

    @property
    def b(self) -> Matrix | None:
        """The bias, shape (M, 1), or None."""
        return _own(self._bias("b"))

    @property
    def Y(self) -> Matrix:
        """The last output, shape (M, N)."""
        return self.values[self.output]

    @property
    def T(self) -> Matrix | None:
        """The target, shape (M, N), or None where the loss has none."""
        return _own(self.target)

    @property
    def Y_grad(self) -> Matrix:
        """The gradient of the last output, shape (M, N): the seed of the backward pass."""
        return self.grads[self.output]

    @property
    def X_grad(self) -> Matrix:
        """The gradient of X, shape (K, N)."""
        return self.grads["X"]

    @property
    def W_grad(self) -> Matrix:
        """The gradient of W, shape (M, K)."""
        return self.matrix("W_grad").copy()

    @property
    def b_grad(self) -> Matrix | None:
        """The gradient of the bias, shape (M, 1), or None without one."""
        return _own(self._bias("b_grad"))

    def key(self, name: str) -> str:
        """Return the key in `primals` and `cotangents` behind a name, "W1" for "W" and "W_grad"."""
        return numbered(name, self.layers)

    def _find(self, name: str) -> Matrix | None:
        if name == "T":
            return self.target
        store = self.cotangents if name.endswith(_GRAD) else self.primals
        return store.get(self.key(name))

    def _bias(self, name: str) -> Matrix | None:
        return self._find(name) if self.is_one_layer else self.matrix(name)


def _own(matrix: Matrix | None) -> Matrix | None:
    return None if matrix is None else matrix.copy()
