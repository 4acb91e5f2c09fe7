"""What a forward and backward pass leaves behind: every value, every gradient, the trace."""

from collections.abc import Mapping
from dataclasses import dataclass

from gradviz.arrays import Matrix
from gradviz.engine.rules import LOSSES
from gradviz.engine.trace import Record
from gradviz.errors import InputError

_ONE_LAYER = ("W", "X", "b", "Y", "T", "Y_grad", "X_grad", "W_grad", "b_grad")
_GRAD = "_grad"


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """One forward and one backward pass.

    All matrices are float64 and read-only. The one-letter names, ``p.W`` or
    ``p.matrix("X_grad")``, are for networks of one layer; `values` and `grads` serve any.

    Attributes
    ----------
    operations : tuple of Record
        What was done to get the output, in forward order.
    values : mapping of str to Matrix
        "X", "W1", "b1", "Y1", "W2", ... A layer with a bias has its product W X too, as "P1".
    grads : mapping of str to Matrix
        The gradients, under the same keys.
    loss_name : str or None
        None with a hand-made seed.
    loss : float or None
        l; None with a hand-made seed. May be NaN or infinite.
    T : Matrix, shape (M, N), or None
        The target, if the loss has one.

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

    operations: tuple[Record, ...]
    values: Mapping[str, Matrix]
    grads: Mapping[str, Matrix]
    loss_name: str | None
    loss: float | None
    T: Matrix | None

    @property
    def records(self) -> tuple[Record, ...]:
        """The trace in forward order: the operations and, if there is one, the loss "l"."""
        if self.loss_name is None:
            return self.operations
        target = ("T",) if LOSSES[self.loss_name].needs_target else ()
        return (*self.operations, Record(self.loss_name, (self.output, *target), "l"))

    @property
    def output(self) -> str:
        """The key of the last output in `values` and `grads`, "Y1" for one layer."""
        return self.operations[-1].output

    @property
    def is_one_layer(self) -> bool:
        """Whether there is a single layer, so that "W" says which."""
        return self.output == "Y1"

    @property
    def names(self) -> tuple[str, ...]:
        """The names that `matrix` knows, those of one layer or the numbered ones."""
        if self.is_one_layer:
            return tuple(name for name in _ONE_LAYER if self._find(name) is not None)
        target = () if self.T is None else ("T",)
        return (*self.values, *target, *(name + _GRAD for name in self.values))

    def matrix(self, name: str) -> Matrix:
        """Return a matrix by its name.

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
    def W(self) -> Matrix:
        """The weights, shape (M, K)."""
        return self.matrix("W")

    @property
    def X(self) -> Matrix:
        """The samples, one per column, shape (K, N)."""
        return self.values["X"]

    @property
    def b(self) -> Matrix | None:
        """The bias, shape (M, 1), or None."""
        return self._bias("b")

    @property
    def Y(self) -> Matrix:
        """The last output, shape (M, N)."""
        return self.values[self.output]

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
        return self.matrix("W_grad")

    @property
    def b_grad(self) -> Matrix | None:
        """The gradient of the bias, shape (M, 1), or None without one."""
        return self._bias("b_grad")

    def key(self, name: str) -> str:
        """Return the key in `values` and `grads` behind a name, "W1" for "W" and "W_grad"."""
        stem = name.removesuffix(_GRAD)
        if stem == "Y":
            return self.output
        return f"{stem}1" if self.is_one_layer and stem in ("W", "b") else stem

    def _find(self, name: str) -> Matrix | None:
        if name == "T":
            return self.T
        store = self.grads if name.endswith(_GRAD) else self.values
        return store.get(self.key(name))

    def _bias(self, name: str) -> Matrix | None:
        return self._find(name) if self.is_one_layer else self.matrix(name)
