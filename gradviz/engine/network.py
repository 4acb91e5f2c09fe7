"""Layers in a row, and the pass through them and back."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, freeze, size
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.losses import as_target, chosen_loss, loss_and_gradient
from gradviz.engine.passes import Passes
from gradviz.engine.trace import Record, backward, forward
from gradviz.engine.wiring import LayerNames, wire
from gradviz.errors import InputError, ShapeError
from gradviz.values import Matrices, Value


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Network(Value):
    """Layers that feed each other: Y1 = W1 X + b1, Y2 = relu(Y1), Y3 = W2 Y2, ...

    Parameters
    ----------
    layers : iterable of Linear and Activation
        From input to output, at least one. W (M, K) of each Linear needs as many columns, K, as
        there are rows in what comes in. The same Linear given twice is one matrix used twice:
        its gradient is the sum of what both uses say.

    Attributes
    ----------
    layers : tuple of Linear and Activation
    names : tuple of LayerNames
        What the matrices of each layer are called.
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
    >>> first, last = Linear([[1, 2], [3, 4]], b=[0, -9]), Linear([[1, -1]])
    >>> network = Network([first, Activation("relu"), last])
    >>> passes = network.backprop([[1], [1]])
    >>> passes.values["Y3"]
    array([[3.]])
    >>> passes.grads["W1"]
    array([[1., 1.],
           [0., 0.]])
    >>> for record in passes.records:
    ...     print(record)
    P1 = matmul(W1, X)
    Y1 = add_bias(P1, b1)
    Y2 = relu(Y1)
    Y3 = matmul(W2, Y2)
    l = sum(Y3)
    """

    layers: tuple[Layer, ...]
    names: tuple[LayerNames, ...] = field(init=False)
    records: tuple[Record, ...] = field(init=False)

    def __init__(self, layers: Iterable[Layer]) -> None:
        chain = tuple(layers)
        _check_layers(chain)
        wiring = wire(chain)
        _check_chain(chain, wiring.names)
        object.__setattr__(self, "layers", chain)
        object.__setattr__(self, "names", wiring.names)
        object.__setattr__(self, "records", wiring.records)

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
            ``values`` and ``grads`` by name: "X", "W1", "b1", "Y1", "W2", ... Each access gives
            an array of your own.

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
                seed = _as_seed(Y_grad, Y, self.names)
            else:
                T = None if target is None else as_target(name, target, Y)
                value, seed = loss_and_gradient(name, Y, T)
            grads = backward(self.records, values, freeze(seed))
        return Passes(
            self.names,
            self.records,
            Matrices(values),
            Matrices(grads),
            name,
            value,
            T,
        )

    def _known(self, X: Matrix) -> dict[str, Matrix]:
        """Return what a forward pass starts from, by name."""
        known = {"X": X}
        for layer, names in zip(self.layers, self.names, strict=True):
            if not isinstance(layer, Linear):
                continue
            if len(known) == 1 and X.shape[0] != layer.W.shape[1]:
                raise ShapeError(
                    f"{names.W} @ X needs as many rows in X as {names.W} has columns: "
                    f"{names.W} is {size(layer.W)}, X is {size(X)}"
                )
            is_alone = names.W == "W"
            known["W1" if is_alone else names.name("W")] = layer.W
            if layer.b is not None:
                known["b1" if is_alone else names.name("b")] = layer.b
        return known


def _as_seed(values: ArrayLike | None, Y: Matrix, names: tuple[LayerNames, ...]) -> Matrix:
    seed = as_matrix(values if values is not None else (), "Y_grad")
    if seed.shape != Y.shape:
        made = "W @ X" if names[-1].Y == "Y" else names[-1].Y
        raise ShapeError(
            f"the seed Y_grad needs the size of Y: {made} is {size(Y)}, Y_grad is {size(seed)}"
        )
    return seed


def _check_layers(layers: tuple[Layer, ...]) -> None:
    if not layers:
        raise InputError("a network needs at least one layer")
    for place, layer in enumerate(layers, start=1):
        if not isinstance(layer, Linear | Activation):
            raise InputError(
                f"a network is made of Linear and Activation: layer {place} is {layer!r}"
            )


def _check_chain(layers: tuple[Layer, ...], names: tuple[LayerNames, ...]) -> None:
    before: Linear | None = None
    before_name: str | None = None
    for layer, name in zip(layers, names, strict=True):
        if not isinstance(layer, Linear):
            continue
        if before is not None and layer.W.shape[1] != before.W.shape[0]:
            raise ShapeError(
                f"{name.W} @ {name.X} needs as many columns in {name.W} as {before_name} has "
                f"rows: {before_name} is {size(before.W)}, {name.W} is {size(layer.W)}"
            )
        before, before_name = layer, name.W
