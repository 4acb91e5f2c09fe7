"""Layers in a row, and the pass through them and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, freeze, size
from gradviz.engine.layers import Linear
from gradviz.engine.losses import as_target, chosen_loss, loss_and_gradient
from gradviz.engine.passes import Passes
from gradviz.engine.trace import Record, backward, forward
from gradviz.errors import InputError, ShapeError


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Network:
    """Layers that feed each other: Y1 = W1 X + b1, Y2 = W2 Y1 + b2, ...

    Parameters
    ----------
    layers : iterable of Linear
        From input to output, at least one. W (M, K) of each needs as many columns, K, as the
        layer before it has rows.

    Attributes
    ----------
    layers : tuple of Linear
    records : tuple of Record
        The operations in forward order, without the loss.

    Raises
    ------
    InputError
        If there is no layer, or something that is none.
    ShapeError
        If two neighbours do not fit.

    Examples
    --------
    >>> network = Network([Linear([[1, 2], [3, 4]], b=[0, 1]), Linear([[1, -1]])])
    >>> passes = network.backprop([[1], [1]])
    >>> passes.values["Y2"]
    array([[-5.]])
    >>> passes.grads["W1"]
    array([[ 1.,  1.],
           [-1., -1.]])
    >>> for record in passes.records:
    ...     print(record)
    P1 = matmul(W1, X)
    Y1 = add_bias(P1, b1)
    Y2 = matmul(W2, Y1)
    l = sum(Y2)
    """

    layers: tuple[Linear, ...]
    records: tuple[Record, ...]

    def __init__(self, layers: Iterable[Linear]) -> None:
        chain = tuple(layers)
        _check_chain(chain)
        object.__setattr__(self, "layers", chain)
        object.__setattr__(self, "records", _records(tuple([one.b is not None for one in chain])))

    def backprop(
        self,
        X: ArrayLike,
        *,
        Y_grad: ArrayLike | None = None,
        loss: str | None = None,
        target: ArrayLike | None = None,
    ) -> Passes:
        """Run forward and back: the output, the loss, and the gradient of every matrix.

        Parameters
        ----------
        X : array_like, shape (K, N)
            One sample per column, as many rows as the first W has columns.
        Y_grad : array_like, shape (M, N), optional
            A seed made by hand, in place of a loss: its size is that of the last output.
        loss : {"sum", "squared_error", "mse", "cross_entropy"}, optional
            As for `gradviz.engine.backprop.backprop`.
        target : array_like, shape (M, N), optional
            What the last output is compared with.

        Returns
        -------
        Passes
            ``values`` and ``grads`` by name: "X", "W1", "b1", "Y1", "W2", ...

        Raises
        ------
        ShapeError
            If sizes do not fit together.
        InputError
            If both a seed and a loss are given, a target is missing or superfluous, the loss has
            no such name, an entry is not a real number, or a target of cross_entropy is not made
            of columns of probabilities.
        """
        name = chosen_loss(Y_grad, loss, target)
        known = self._known(as_matrix(X, "X"))
        with np.errstate(all="ignore"):  # NaN and infinities are shown, not warned about
            values = forward(self.records, known)
            Y = values[self.records[-1].output]
            T: Matrix | None = None
            value: float | None = None
            if name is None:
                seed = _as_seed(Y_grad, Y, self.layers)
            else:
                T = None if target is None else as_target(name, target, Y)
                value, seed = loss_and_gradient(name, Y, T)
            grads = backward(self.records, values, freeze(seed))
        return Passes(
            self.records, MappingProxyType(values), MappingProxyType(grads), name, value, T
        )

    def _known(self, X: Matrix) -> dict[str, Matrix]:
        """Return what a forward pass starts from, by name."""
        W = self.layers[0].W
        if X.shape[0] != W.shape[1]:
            label = "W" if len(self.layers) == 1 else "W1"
            raise ShapeError(
                f"{label} @ X needs as many rows in X as {label} has columns: "
                f"{label} is {size(W)}, X is {size(X)}"
            )
        known = {"X": X}
        for number, layer in enumerate(self.layers, start=1):
            known[f"W{number}"] = layer.W
            if layer.b is not None:
                known[f"b{number}"] = layer.b
        return known


def _as_seed(values: ArrayLike | None, Y: Matrix, layers: tuple[Linear, ...]) -> Matrix:
    seed = as_matrix(values if values is not None else (), "Y_grad")
    if seed.shape != Y.shape:
        made = "W @ X" if len(layers) == 1 else f"Y{len(layers)}"
        raise ShapeError(
            f"the seed Y_grad needs the size of Y: {made} is {size(Y)}, Y_grad is {size(seed)}"
        )
    return seed


def _check_chain(layers: tuple[Linear, ...]) -> None:
    if not layers:
        raise InputError("a network needs at least one layer")
    for number, layer in enumerate(layers, start=1):
        if not isinstance(layer, Linear):
            raise InputError(f"layer {number} of a network is no Linear: it is {layer!r}")
        if number > 1 and layer.W.shape[1] != layers[number - 2].W.shape[0]:
            before = layers[number - 2].W
            raise ShapeError(
                f"W{number} @ Y{number - 1} needs as many columns in W{number} as W{number - 1} "
                f"has rows: W{number - 1} is {size(before)}, W{number} is {size(layer.W)}"
            )


@lru_cache(maxsize=64)
def _records(biases: tuple[bool, ...]) -> tuple[Record, ...]:
    """Return the operations of a chain of linear layers; `biases` tells which have one."""
    records = []
    source = "X"
    for number, has_bias in enumerate(biases, start=1):
        product = f"P{number}" if has_bias else f"Y{number}"
        records.append(Record("matmul", (f"W{number}", source), product))
        source = f"Y{number}"
        if has_bias:
            records.append(Record("add_bias", (product, f"b{number}"), source))
    return tuple(records)
