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
from numpy.typing import ArrayLike, NDArray

from gradviz.arrays import Matrix, as_matrix, freeze
from gradviz.engine.passes import Passes
from gradviz.engine.trace import Record, backward, pushforward
from gradviz.engine.vec import (
    Order,
    Shape,
    as_large,
    check_choice,
    refuse_large,
    unravel,
    window_of,
)
from gradviz.errors import InputError

_ROWS = 2048
"""Rows that are made at once: columns of a backward pass."""


@dataclass(frozen=True, eq=False)
class ChainJacobian:
    """∂vec(Y)/∂vec(X), or by a weight, a bias or a hidden output, of a network of any depth.

    Made by `chain_jacobian`, which says more.

    Attributes
    ----------
    passes : Passes
    of : str
        What is differentiated, by its key in `Passes.values`.
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
        return self.passes.values[self.of].size, self.passes.values[self.wrt].size

    @property
    def nbytes(self) -> int:
        """Bytes that all of it would take in float64."""
        rows, cols = self.shape
        return rows * cols * 8

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
        values, name = self.passes.values, f"d{self.wrt}"
        moved = as_large(as_matrix(tangent, name), name, values[self.wrt], self.wrt)
        with np.errstate(all="ignore"):
            return pushforward(self._path, values, {self.wrt: moved})[self.of]

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
        values, name = self.passes.values, f"{self.of}_grad"
        seed = as_large(as_matrix(cotangent, name), name, values[self.of], self.of)
        with np.errstate(all="ignore"):
            return backward(self._path, values, seed)[self.wrt]

    def window(self, rows: slice | range, cols: slice | range) -> Matrix:
        """Return J[rows, cols]; nothing else of it is built.

        Parameters
        ----------
        rows, cols : slice or range
            Counted from 0. A slice may reach outside, as in NumPy; a range may not.

        Returns
        -------
        Matrix, shape (number of rows, number of columns)

        Raises
        ------
        InputError
            If a range reaches outside, or the window is larger than 64 MiB.

        Examples
        --------
        >>> from gradviz.engine.layers import Activation, Linear
        >>> from gradviz.engine.network import Network
        >>> p = Network([Linear([[1, 2], [3, 4]]), Activation("relu")]).backprop([[1, -1], [1, 0]])
        >>> chain_jacobian(p, wrt="X").window(slice(0, 2), slice(0, 4))
        array([[1., 2., 0., 0.],
               [3., 4., 0., 0.]])
        """
        row_range, col_range = window_of(rows, cols, self.shape)
        found = np.empty((len(row_range), len(col_range)))
        for start in range(0, len(row_range), _ROWS):
            part = row_range[start : start + _ROWS]
            found[start : start + len(part)] = self._rows(part, col_range)
        return freeze(found)

    def dense(self) -> Matrix:
        """Return all of it.

        Raises
        ------
        InputError
            If it would take more than 64 MiB.
        """
        refuse_large(*self.shape, "the Jacobian,")
        return self.window(slice(None), slice(None))

    # --- inside

    @cached_property
    def _path(self) -> tuple[Record, ...]:
        """The operations by which `wrt` reaches `of`, in forward order; the last makes `of`."""
        return _between(self.passes.operations, self.wrt, self.of)

    def _rows(self, rows: range, cols: range) -> Matrix:
        values = self.passes.values
        i, j = unravel(rows, _shape(values[self.of]), self.order)
        seed = np.zeros((values[self.of].shape[0], len(rows)))
        seed[i, np.arange(len(rows))] = 1.0
        alone = {name: self._of_samples(name, j) for r in self._path for name in r.inputs}
        with np.errstate(all="ignore"):
            grads = backward(self._path, alone, seed)
        first, second = unravel(cols, _shape(values[self.wrt]), self.order)
        if self._is_parameter:
            return self._by_parameter(alone, grads, first, second)
        same = np.equal.outer(j, second)  # another sample is never touched
        return np.where(same, grads[self.wrt][first].T, 0.0)

    def _by_parameter(
        self,
        alone: dict[str, Matrix],
        grads: dict[str, Matrix],
        first: NDArray[np.int64],
        second: NDArray[np.int64],
    ) -> Matrix:
        """Add up what every use of a weight, or of a bias, says in each row."""
        total = np.zeros((next(iter(grads.values())).shape[1], len(first)))
        with np.errstate(all="ignore"):
            for record in self._path:
                if self.wrt not in record.inputs:
                    continue
                said = grads[record.output][first].T
                total += said * alone[record.inputs[1]][second].T if record.op == "matmul" else said
        return total

    @property
    def _is_parameter(self) -> bool:
        """Whether it is a matrix that all samples share."""
        return self.wrt[0] in "Wb"

    def _of_samples(self, name: str, samples: NDArray[np.int64]) -> Matrix:
        """Return a value for each of some samples; weights and biases are the same for all."""
        value = self.passes.values[name]
        return value if name[0] in "Wb" else value[:, samples]


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
    check_choice("order", order, get_args(Order))
    if not _between(passes.operations, start, end):
        raise InputError(f"{end} does not depend on {start}: choose an output that comes after it")
    return ChainJacobian(passes, end, start, order)


def _key(passes: Passes, name: str) -> str:
    """Return the key of a value; a gradient is none."""
    values = [known for known in passes.names if known != "T" and not known.endswith("_grad")]
    if name not in values:
        raise InputError(f"there is no value {name!r} here: there are {', '.join(values)}")
    return passes.key(name)


def _between(records: tuple[Record, ...], start: str, end: str) -> tuple[Record, ...]:
    """Return the operations that lead from one value to another, in forward order."""
    reached, onwards = {start}, []
    for record in records:
        if reached & set(record.inputs) and record.output != start:
            reached.add(record.output)
            onwards.append(record)
    needed, path = {end}, []
    for record in reversed(onwards):
        if record.output in needed:
            needed.update(record.inputs)
            path.append(record)
    return tuple(reversed(path))


def _shape(values: Matrix) -> Shape:
    rows, cols = values.shape
    return rows, cols
