"""dl = y_gradᵀ J dx: a row vector, a Jacobian and a column vector, multiplied from either side.

From the left y_gradᵀ J is x_gradᵀ, the backward pass; from the right J dx is dy. Both ways end
in the same number dl: how fast the loss moves when x moves along dx.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.jacobians.chain import ChainJacobian, chain_jacobian
from gradviz.engine.jacobians.layer import Jacobian, layer_jacobian
from gradviz.engine.jacobians.vec import Order
from gradviz.engine.passes import Passes
from gradviz.values import Matrices

_NOISE = 8 * float(np.finfo(np.float64).eps)
_MOST_PRODUCTS = 4_000_000
"""Entries: a larger Jacobian is not multiplied out row by row, but applied."""


@dataclass(frozen=True, eq=False)
class Linearization:
    """A Jacobian between two vectors.

    Attributes
    ----------
    jacobian : Jacobian or ChainJacobian
        Of shape (R, C).
    cotangent : Matrix
        The gradient by what is differentiated, as a matrix: "Y_grad".
    tangent : Matrix
        How what it is differentiated by moves, as a matrix: "dX".
    """

    jacobian: Jacobian | ChainJacobian
    cotangent: Matrix
    tangent: Matrix

    @property
    def shape(self) -> tuple[int, int]:
        """R and C."""
        return self.jacobian.shape

    @cached_property
    def cotangent_row(self) -> Matrix:
        """vec(Y_grad)ᵀ, shape (1, R)."""
        return self._row(self.cotangent)

    @cached_property
    def tangent_column(self) -> Matrix:
        """vec(dX), shape (C, 1)."""
        return self._column(self.tangent)

    @cached_property
    def gradient(self) -> Matrix:
        """Jᵀ applied to the cotangent, as a matrix: "X_grad" as far as this output tells."""
        return self._laid_out(self.jacobian.vjp(self.cotangent))

    @cached_property
    def moved(self) -> Matrix:
        """J applied to the tangent, as a matrix: "dY"."""
        return self._laid_out(self.jacobian.jvp(self.tangent))

    @cached_property
    def gradient_row(self) -> Matrix:
        """x_gradᵀ = y_gradᵀ J, shape (1, C)."""
        return self._row(self.gradient)

    @cached_property
    def moved_column(self) -> Matrix:
        """Return dy = J dx, shape (R, 1)."""
        return self._column(self.moved)

    @cached_property
    def dl(self) -> float:
        """y_gradᵀ J dx."""
        return self.dl_from_left

    @cached_property
    def dl_cell(self) -> Matrix:
        """The same as a matrix, shape (1, 1)."""
        return freeze(np.array([[self.dl]]))

    @cached_property
    def dl_from_left(self) -> float:
        """x_gradᵀ dx."""
        return _dot(self.gradient, self.tangent)

    @cached_property
    def dl_from_right(self) -> float:
        """y_gradᵀ dy."""
        return _dot(self.cotangent, self.moved)

    def from_rows(self, rows: range) -> Matrix:
        """Return the sum of some rows of J, each times its entry of y_grad, shape (1, C)."""
        if len(rows) == self.shape[0]:
            return self.gradient_row
        if self._products is None:
            return self._row(self.jacobian.vjp(self._only(self.cotangent, rows)))
        from_rows, _ = self._products
        with np.errstate(all="ignore"):
            return freeze(from_rows[rows.start : rows.stop].sum(axis=0, keepdims=True))

    def from_cols(self, cols: range) -> Matrix:
        """Return the sum of some columns of J, each times its entry of dx, shape (R, 1)."""
        if len(cols) == self.shape[1]:
            return self.moved_column
        if self._products is None:
            return self._column(self.jacobian.jvp(self._only(self.tangent, cols)))
        _, from_cols = self._products
        with np.errstate(all="ignore"):
            return freeze(from_cols[:, cols.start : cols.stop].sum(axis=1, keepdims=True))

    # --- inside

    @cached_property
    def _products(self) -> tuple[Matrix, Matrix] | None:
        """J with its rows, and with its columns, weighted; None where that is too large.

        What is never touched is 0 in both, whatever it would be multiplied with.
        """
        rows, cols = self.shape
        if rows * cols > _MOST_PRODUCTS:
            return None
        J = self.jacobian.window(range(rows), range(cols))
        touched = self.jacobian.pattern.touched(range(rows), range(cols))
        with np.errstate(all="ignore"):
            from_rows = np.where(touched, self.cotangent_row.T * J, 0.0)
            from_cols = np.where(touched, J * self.tangent_column.T, 0.0)
        return freeze(from_rows), freeze(from_cols)

    def _laid_out(self, values: Matrix) -> Matrix:
        """Return a matrix whose vector is a view of it, not another 8 MB of a large one."""
        return freeze(np.asarray(values, order=self.jacobian.order))

    def _row(self, values: Matrix) -> Matrix:
        return freeze(values.ravel(order=self.jacobian.order).reshape(1, -1))

    def _column(self, values: Matrix) -> Matrix:
        return freeze(values.ravel(order=self.jacobian.order).reshape(-1, 1))

    def _only(self, values: Matrix, kept: range) -> Matrix:
        """Return a matrix with all but some entries, in the order of vec, at 0."""
        flat = values.ravel(order=self.jacobian.order)
        some = np.zeros_like(flat)
        some[kept.start : kept.stop] = flat[kept.start : kept.stop]
        return some.reshape(values.shape, order=self.jacobian.order)


def linearized(
    passes: Passes, of: str, wrt: str, order: Order, tangent: Matrix, sample: int | None = None
) -> Linearization:
    """Return the Jacobian of a value by another one, between y_grad and dx.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth.
    of, wrt : str
        What is differentiated, and by what: "Y2", "X". By their names in the network.
    order : {"F", "C"}
    tangent : Matrix, of the shape of `wrt`
        How `wrt` moves.
    sample : int, optional
        The one sample that is looked at, counted from 0; by default all of them.

    Raises
    ------
    InputError
        If the one does not depend on the other.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2, -1], [1, 3]], [[1, 0], [3, 1]], Y_grad=[[1, 0], [2, 5]])
    >>> lin = linearized(p, "Y", "X", "F", freeze(np.array([[1.0, 7], [1, 7]])), sample=0)
    >>> lin.cotangent_row, lin.gradient_row, lin.moved_column.T, lin.dl
    (array([[1., 2.]]), array([[4., 5.]]), array([[1., 4.]]), 9.0)
    >>> lin.from_rows(range(1)), lin.from_cols(range(1)).T
    (array([[ 2., -1.]]), array([[2., 1.]]))
    """
    end, start = passes.key(of), passes.key(wrt)
    if sample is not None:
        passes = one_sample(passes, sample)
        tangent = tangent if start[0] in "Wb" else freeze(tangent[:, sample : sample + 1])
    chain = chain_jacobian(passes, wrt, of, order)
    return Linearization(_plainest(chain), passes.cotangents[end], tangent)


def one_sample(passes: Passes, sample: int) -> Passes:
    """Return what one sample alone makes of the same weights, without gradients of these."""

    def alone(matrices: Mapping[str, Matrix]) -> dict[str, Matrix]:
        return {
            name: freeze(values[:, sample : sample + 1])
            for name, values in matrices.items()
            if name[0] not in "Wb"
        }

    shared = {name: values for name, values in passes.primals.items() if name[0] in "Wb"}
    primals = Matrices({**alone(passes.primals), **shared})
    return replace(passes, primals=primals, cotangents=Matrices(alone(passes.cotangents)))


def _plainest(chain: ChainJacobian) -> Jacobian | ChainJacobian:
    """Return the Jacobian of a single product as such: it looks its entries up."""
    products = [record for record in chain.path if record.op != "add_bias"]
    if len(products) != 1 or products[0].op != "matmul":
        return chain
    W, X = products[0].inputs
    if chain.wrt not in (W, X):
        return chain
    values = chain.passes.primals
    return layer_jacobian(values[W], values[X], "X" if chain.wrt == X else "W", chain.order)


def _dot(left: Matrix, right: Matrix) -> float:
    """Return the sum of products; 0 where it is nothing but rounding."""
    with np.errstate(all="ignore"):
        products = left * right
        total, size = float(products.sum()), float(np.abs(products).sum())
    return 0.0 if abs(total) <= _NOISE * size < np.inf else total
