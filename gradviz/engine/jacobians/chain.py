"""The Jacobian of a network, or of a part of it, as an operator.

Samples do not meet: the columns of X pass through a network side by side. So a row of the
Jacobian, the derivatives of one entry Y[i,j], is what the backward pass makes of a seed that is
1 at this entry and 0 elsewhere, with the numbers of sample j alone. Many rows at once are a
backward pass with as many columns.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Indices, Matrix
from gradviz.engine.byname import unknown
from gradviz.engine.convention import Convention
from gradviz.engine.jacobians.operator import Operator
from gradviz.engine.jacobians.pattern import Pattern
from gradviz.engine.jacobians.sweeps import Sweeps, is_parameter, shape_of
from gradviz.engine.jacobians.vec import (
    Order,
    Shape,
    as_direction,
    check_option,
    one_order,
    orders,
    own,
)
from gradviz.engine.passes import Passes
from gradviz.engine.trace import Record, backward, between, pushforward
from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.refs import is_gradient

_MIXES = ("matmul", "softmax")
"""Operations in which the numbers of a sample meet."""


@dataclass(frozen=True, eq=False)
class ChainJacobian(Operator):
    """∂vec(Y)/∂vec(X), or by a weight, a bias or a hidden output, of a network of any depth.

    Made by `chain_jacobian`, which says more. What a method returns is an array of your own.

    Attributes
    ----------
    passes : Passes
        In their convention Y, X and weights are written: vec is that of what is written, and so
        are tangents, cotangents and what comes out.
    of : str
        What is differentiated, by its key in `Passes.primals`.
    wrt : str
        By what.
    order : {"F", "C"}
    """

    passes: Passes
    of: str
    wrt: str
    order: Order

    @property
    def shape(self) -> Shape:
        """Entries of what is differentiated × entries of what it is differentiated by."""
        return self.passes.primals[self.of].size, self.passes.primals[self.wrt].size

    @cached_property
    def path(self) -> tuple[Record, ...]:
        """The operations by which `wrt` reaches `of`, in forward order; the last makes `of`."""
        return between(self.passes.operations, self.wrt, self.of)

    def jvp(self, tangent: ArrayLike) -> Matrix:
        """Return J dx as a matrix: how `of` moves when `wrt` moves by `tangent`.

        Parameters
        ----------
        tangent : array_like, of the shape of `wrt`

        Raises
        ------
        ShapeError
            If it has another shape.
        """
        values = self.passes.primals
        moved = as_direction(tangent, f"d{self.wrt}", values[self.wrt], self._convention)
        with np.errstate(all="ignore"):
            found = pushforward(self.path, values, {self.wrt: moved})[self.of]
        return own(self.of, found, self._convention)

    def vjp(self, cotangent: ArrayLike) -> Matrix:
        """Return Jᵀ g as a matrix: the gradient by `wrt` of a loss whose gradient by `of` is g.

        Parameters
        ----------
        cotangent : array_like, of the shape of `of`

        Raises
        ------
        ShapeError
            If it has another shape.
        """
        values = self.passes.primals
        seed = as_direction(cotangent, f"{self.of}_grad", values[self.of], self._convention)
        with np.errstate(all="ignore"):
            found = backward(self.path, values, seed)[self.wrt]
        return own(self.wrt, found, self._convention)

    @property
    def pattern(self) -> Pattern:
        """Where it can differ from 0: a block for each sample, or for each row of a weight.

        By a weight or a bias it is dense where what it makes meets other numbers on the way.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> p = backprop([[1, 2]], [[5], [6]])
        >>> chain_jacobian(p, wrt="W").pattern
        Pattern(copies=1, rows=1, cols=2, is_interleaved=True)
        """
        (M, N), (K, _) = (shape_of(self.passes.primals[name]) for name in (self.of, self.wrt))
        if not is_parameter(self.wrt):
            if any(record.op in _MIXES for record in self.path):
                return Pattern(N, M, K, is_interleaved=self._orders[0] == "C")
            return Pattern(M * N, 1, 1, is_interleaved=False)
        if self._after is None or any(record.op in _MIXES for record in self._after):
            return Pattern(1, *self.shape, is_interleaved=False)
        width = self.passes.primals[self.wrt].shape[1]
        order = one_order(self.order, self.of, self.wrt, self._convention)
        return Pattern(M, N, width, is_interleaved=order == "F")

    def entries(self, rows: Indices, cols: Indices) -> Matrix:
        """Return the entries J[rows[n], cols[n]]; each row that is asked for is a sweep."""
        return self._sweeps.entries(rows, cols)

    # --- inside

    def _part(self, rows: Indices, cols: Indices) -> Matrix:
        return self._sweeps.window(rows, cols)

    @property
    def _sweeps(self) -> Sweeps:
        return Sweeps(self.passes.primals, self.path, self.of, self.wrt, self._orders)

    @cached_property
    def _after(self) -> tuple[Record, ...] | None:
        """What comes after the use of `wrt` on the path; None if it is used more than once."""
        places = [n for n, record in enumerate(self.path) if self.wrt in record.inputs]
        return self.path[places[0] + 1 :] if len(places) == 1 else None

    @property
    def _convention(self) -> Convention:
        return self.passes.convention

    @property
    def _orders(self) -> tuple[Order, Order]:
        """How vec runs through `of` and `wrt` as Y = W X has them."""
        return orders(self.order, self.of, self.wrt, self._convention)


def chain_jacobian(
    passes: Passes, wrt: str = "X", of: str | None = None, order: Order = "F"
) -> ChainJacobian:
    """Return the Jacobian of an output of a network by what comes before it, as an operator.

    By X, or by a hidden output, it is block diagonal where vec stacks columns: a block a sample,
    diag(σ') W for a linear layer and an activation, dense for softmax. A row is a backward
    sweep: a NaN spreads in it as it does there.

    Parameters
    ----------
    passes : Passes
        What `backprop` returned.
    wrt : str, optional
        By what to differentiate: "X", "W2", "b1", or a hidden output, "Y1".
    of : str, optional
        What to differentiate, "Y2"; by default the last output.
    order : {"F", "C"}, optional
        How vec lays out a matrix: "F" stacks its columns, "C" its rows.

    Raises
    ------
    InputError
        If there is no such matrix, or the one does not depend on the other.

    References
    ----------
    .. [1] A. Griewank, A. Walther, "Evaluating Derivatives", 2nd ed., SIAM, 2008, section 3.2:
       a row of the Jacobian for the price of a reverse sweep.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation, Linear
    >>> from gradviz.engine.network import Network
    >>> p = Network([Linear([[2, 1]]), Activation("relu"), Linear([[3]])]).backprop([[1], [1]])
    >>> chain_jacobian(p, wrt="X").dense(), chain_jacobian(p, wrt="W1", of="Y2").dense()
    (array([[6., 3.]]), array([[1., 1.]]))
    """
    start, end = _key(passes, wrt), passes.output if of is None else _key(passes, of)
    check_option("order", order, get_args(Order))
    if not between(passes.operations, start, end):
        raise InputError(
            say(
                "{end} does not depend on {start}: choose an output that comes after it",
                end=end,
                start=start,
            )
        )
    return ChainJacobian(passes, end, start, order)


def _key(passes: Passes, name: object) -> str:
    """Return the key of a value; a gradient is none."""
    key = passes.key(name) if isinstance(name, str) and not is_gradient(name) else ""
    if key not in passes.primals:
        values = (name for name in passes.names if name != "T" and not is_gradient(name))
        raise unknown(name, passes.layers, values, "value")
    return key
