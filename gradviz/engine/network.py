"""Layers in a row, and the pass through them and back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, freeze, size
from gradviz.engine.convention import (
    Convention,
    check_convention,
    other_reading,
    presented,
    product,
)
from gradviz.engine.layers import Layer, Linear, as_layers, common_convention, plain_layers
from gradviz.engine.losses import as_target, chosen_loss, loss_and_gradient
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LossName
from gradviz.engine.trace import Record, backward, forward
from gradviz.engine.wiring import LayerNames, wire
from gradviz.errors import ShapeError
from gradviz.messages.message import Message, joined, say
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
    convention : {"wx", "xw", "xwt"}, optional
        How X, what comes out, and every W and b that does not say it itself are laid out: as in
        Y = W X, with a sample in each column, or with one in each row as in Y = X W, or
        Y = X Wᵀ as torch.nn.Linear has it. By default as its layers say, or Y = W X.

    Attributes
    ----------
    layers : tuple of Linear and Activation
        As Y = W X has them, whatever the convention.
    names : tuple of LayerNames
        What the matrices of each layer are called.
    records : tuple of Record
        The operations in forward order, without the loss.
    convention : {"wx", "xw", "xwt"}

    Raises
    ------
    InputError
        If there is no layer, or something that is none, or the layers differ in convention and
        none is given.
    ShapeError
        If two neighbours do not fit; the message says if they do in another convention.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
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
    convention: Convention = "wx"

    def __init__(self, layers: Iterable[Layer], convention: Convention | None = None) -> None:
        given = as_layers(layers)
        written = common_convention(given, convention)
        is_plain = written == "wx" and convention is None
        chain = given if is_plain else plain_layers(given, written)
        wiring = wire(chain)
        _check_chain(chain, wiring.names, written)
        object.__setattr__(self, "layers", chain)
        object.__setattr__(self, "names", wiring.names)
        object.__setattr__(self, "records", wiring.records)
        object.__setattr__(self, "convention", written)

    def backprop(
        self,
        X: ArrayLike,
        *,
        Y_grad: ArrayLike | None = None,
        loss: LossName | None = None,
        target: ArrayLike | None = None,
    ) -> Passes:
        """Run forward and back: the output, the loss, and the gradient of every matrix.

        Parameters
        ----------
        X : array_like, shape (K, N)
            One sample per column, as many rows as the first W has columns. This and all that
            follows is transposed where the convention of the network has it so.
        Y_grad : array_like, shape (M, N), optional
            A seed made by hand, in place of a loss: its size is that of the last output.
        loss : str, optional
            As for `gradviz.backprop`.
        target : array_like, shape (M, N), optional
            What the last output is compared with.

        Returns
        -------
        Passes
            ``values`` and ``grads`` by name: "X", "W1", "b1", "Y1", "W2", ... Each access gives
            an array of your own, laid out as the convention of the network has it.

        Raises
        ------
        ShapeError
            If sizes do not fit together; the message says if they fit in another convention.
        InputError
            If both a seed and a loss are given, a target is missing or superfluous, the loss has
            no such name, an entry is not a real number, or a target of cross_entropy is not made
            of columns of probabilities.
        """
        name = chosen_loss(Y_grad, loss, target)
        known = self._known(self.as_input(X))
        with np.errstate(all="ignore"):  # NaN and infinities are shown, not warned about
            values = forward(self.records, known)
            Y = values[self.records[-1].output]
            T: Matrix | None = None
            value: float | None = None
            if name is None:
                seed = self._seed(Y_grad, Y, known["X"])
            else:
                T = None if target is None else self._target(name, target, Y, known["X"])
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
            self.convention,
        )

    def as_input(self, X: ArrayLike) -> Matrix:
        """Return X as Y = W X has it, from how the convention of the network has it.

        Raises
        ------
        ShapeError
            If it does not fit the first W; the message says if it does in another convention.
        InputError
            If an entry is not a real number.
        """
        given = presented("X", as_matrix(X, "X"), self.convention)
        for layer, names in zip(self.layers, self.names, strict=True):
            if isinstance(layer, Linear):
                if given.shape[0] != layer.W.shape[1]:
                    raise ShapeError(self._misfit(names.name("W"), layer.W, given))
                break
        return given

    def presented(self, convention: Convention) -> "Network":
        """Return the same network, whose X and whose passes are written in a convention.

        Examples
        --------
        >>> network = Network([Linear([[1, 2]])]).presented("xwt")
        >>> network.backprop([[3, 4], [5, 6]]).Y
        array([[11.],
               [17.]])
        """
        check_convention(convention)
        if convention == self.convention:
            return self
        twin = object.__new__(Network)
        for part in fields(self):
            object.__setattr__(twin, part.name, getattr(self, part.name))
        object.__setattr__(twin, "convention", convention)
        return twin

    def _known(self, X: Matrix) -> dict[str, Matrix]:
        """Return what a forward pass starts from, by name."""
        known = {"X": X}
        for layer, names in zip(self.layers, self.names, strict=True):
            if not isinstance(layer, Linear):
                continue
            is_alone = names.W == "W"
            known["W1" if is_alone else names.name("W")] = layer.W
            if layer.b is not None:
                known["b1" if is_alone else names.name("b")] = layer.b
        return known

    def _target(self, loss: LossName, target: ArrayLike, Y: Matrix, X: Matrix) -> Matrix:
        try:
            return as_target(loss, target, Y, self.convention)
        except ShapeError as error:
            hint = self._other_reading(X, target)
            raise ShapeError(joined([error.message, hint], "")) from None

    def _seed(self, values: ArrayLike | None, Y: Matrix, X: Matrix) -> Matrix:
        given = as_matrix(values if values is not None else (), "Y_grad")
        seed = presented("Y_grad", given, self.convention)
        if seed.shape == Y.shape:
            return seed
        is_product = self.names[-1].Y == "Y" and self.names[-1].is_linear
        made = product("W", "X", self.convention) if is_product else self.names[-1].Y
        raise ShapeError(
            say(
                "the seed Y_grad needs the size of Y: {made} is {needed}, Y_grad is {given}{hint}",
                made=made,
                needed=size(presented("Y", Y, self.convention)),
                given=size(given),
                hint=self._other_reading(X, given),
            )
        )

    def _misfit(self, name: str, W: Matrix, X: Matrix) -> Message:
        """Say that X does not fit the first W, as both are written."""
        made = product(name, "X", self.convention)
        match self.convention:
            case "wx":
                needed = say("{made} needs as many rows in X as {W} has columns", made=made, W=name)
            case "xw":
                needed = say("{made} needs as many columns in X as {W} has rows", made=made, W=name)
            case "xwt":
                needed = say(
                    "{made} needs as many columns in X as {W} has columns", made=made, W=name
                )
        return say(
            "{needed}: {W} is {W_size}, X is {X_size}{hint}",
            needed=needed,
            W=name,
            W_size=size(presented("W", W, self.convention)),
            X_size=size(presented("X", X, self.convention)),
            hint=self._other_reading(X),
        )

    def _other_reading(self, X: Matrix, Y: ArrayLike | None = None) -> Message:
        """Name the convention in which all that was given would fit; X is as in Y = W X."""
        return other_reading(
            self.convention,
            _sizes(self.layers, self.convention),
            presented("X", X, self.convention).shape,
            None if Y is None else np.shape(Y),
        )


def _sizes(layers: tuple[Layer, ...], convention: Convention) -> list[tuple[int, ...]]:
    """Return the size of each W as it is written."""
    return [
        presented("W", layer.W, convention).shape for layer in layers if isinstance(layer, Linear)
    ]


def _check_chain(
    layers: tuple[Layer, ...], names: tuple[LayerNames, ...], convention: Convention
) -> None:
    before: Linear | None = None
    before_name = ""
    for layer, name in zip(layers, names, strict=True):
        if not isinstance(layer, Linear):
            continue
        if before is not None and layer.W.shape[1] != before.W.shape[0]:
            raise ShapeError(
                say(
                    "{needed}: {before} is {before_size}, {W} is {W_size}{hint}",
                    needed=_chained(before_name, name, convention),
                    before=before_name,
                    before_size=size(presented("W", before.W, convention)),
                    W=name.name("W"),
                    W_size=size(presented("W", layer.W, convention)),
                    hint=other_reading(convention, _sizes(layers, convention)),
                )
            )
        before, before_name = layer, name.name("W")


def _chained(before: str, layer: LayerNames, convention: Convention) -> Message:
    """Say what one W needs of the one before it, as both are written."""
    W = layer.name("W")
    made = product(W, layer.X, convention)
    if convention == "xw":
        return say(
            "{made} needs as many rows in {W} as {before} has columns",
            made=made,
            W=W,
            before=before,
        )
    return say(
        "{made} needs as many columns in {W} as {before} has rows", made=made, W=W, before=before
    )
