"""The Jacobian of one layer as an operator: applied from either side, looked at by the window."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Indices, Matrix, as_matrix, freeze, size
from gradviz.engine.convention import Convention, feature_axis, presented, product
from gradviz.engine.jacobians.operator import Operator
from gradviz.engine.jacobians.pattern import Pattern
from gradviz.engine.jacobians.vec import (
    Order,
    as_direction,
    check_option,
    one_order,
    orders,
    own,
    unravel,
)
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.engine.rules import RULES
from gradviz.errors import ShapeError
from gradviz.messages.message import say

Factor: TypeAlias = Literal["X", "W"]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Jacobian(Operator):
    """∂vec(Y)/∂vec(X) or ∂vec(Y)/∂vec(W) for Y = W X, never built as a whole.

    Made by `layer_jacobian`, which says more. What a method returns is an array of your own.

    Attributes
    ----------
    W : Matrix, shape (M, K)
    X : Matrix, shape (K, N)
        Both float64 and read-only.
        As in Y = W X.
    wrt : {"X", "W"}
    order : {"F", "C"}
    convention : {"wx", "xw", "xwt"}
        How Y, X and W are written: vec is that of what is written, and so are tangents,
        cotangents and what comes out.
    """

    W: Matrix
    X: Matrix
    wrt: Factor
    order: Order
    convention: Convention = "wx"

    @property
    def shape(self) -> tuple[int, int]:
        """Entries of Y × entries of X or W."""
        M, N = self._out
        return M * N, int(getattr(self, self.wrt).size)

    def jvp(self, tangent: ArrayLike) -> Matrix:
        """Return J dx as a matrix: how Y moves when X (or W) moves by `tangent`.

        Parameters
        ----------
        tangent : array_like, shape (K, N) for wrt="X", (M, K) for wrt="W"

        Returns
        -------
        Matrix, shape (M, N)

        Raises
        ------
        ShapeError
            If it has another shape.
        """
        model = getattr(self, self.wrt)
        moved = as_direction(tangent, f"d{self.wrt}", model, self.convention)
        with np.errstate(all="ignore"):
            Y = self.W @ moved if self.wrt == "X" else moved @ self.X
        return own("Y", Y, self.convention)

    def vjp(self, cotangent: ArrayLike) -> Matrix:
        """Return Jᵀ g as a matrix: the gradient by X (or W) of a loss whose gradient by Y is g.

        Parameters
        ----------
        cotangent : array_like, shape (M, N)

        Returns
        -------
        Matrix, shape (K, N) for wrt="X", (M, K) for wrt="W"

        Raises
        ------
        ShapeError
            If it has another shape.
        """
        given = as_matrix(cotangent, "Y_grad")
        G = presented("Y", given, self.convention)
        if G.shape != self._out:
            made = self._out if feature_axis(self.convention) == 0 else self._out[::-1]
            raise ShapeError(
                say(
                    "Y_grad needs the size of Y: {product} is {needed}, Y_grad is {given}",
                    product=product("W", "X", self.convention),
                    needed=f"{made[0]}×{made[1]}",
                    given=size(given),
                )
            )
        with np.errstate(all="ignore"):
            W_grad, X_grad = RULES["matmul"].vjp(G, self.W, self.X)
        return own(self.wrt, X_grad if self.wrt == "X" else W_grad, self.convention)

    @property
    def pattern(self) -> Pattern:
        """Where it can differ from 0: by X, a W for each sample; by W, an Xᵀ for each row.

        Examples
        --------
        >>> layer_jacobian([[1, 2]], np.ones((2, 4))).pattern
        Pattern(copies=4, rows=1, cols=2, is_interleaved=False)
        """
        (M, N), K = self._out, self.W.shape[1]
        order = one_order(self.order, "Y", self.wrt, self.convention)
        if self.wrt == "X":
            return Pattern(N, M, K, is_interleaved=order == "C")
        return Pattern(M, N, K, is_interleaved=order == "F")

    @property
    def block(self) -> Matrix:
        """What each copy of the pattern holds: W, or Xᵀ; read-only, as they are."""
        return self.W if self.wrt == "X" else freeze(self.X.T)

    def entries(self, rows: Indices, cols: Indices) -> Matrix:
        """Return the entries J[rows[n], cols[n]], which have to be within the pattern."""
        found: Matrix = self.block[self.pattern.row(rows)[1], self.pattern.col(cols)[1]]
        return found

    def _part(self, rows: Indices, cols: Indices) -> Matrix:
        down, across = orders(self.order, "Y", self.wrt, self.convention)
        i, j = unravel(rows, self._out, down)
        k, other = unravel(cols, getattr(self, self.wrt).shape, across)
        if self.wrt == "X":  # ∂Y[i,j]/∂X[k,j'] = W[i,k] where j = j'
            return np.where(np.equal.outer(j, other), self.W[np.ix_(i, k)], 0.0)
        i_other, k = k, other  # ∂Y[i,j]/∂W[i',k] = X[k,j] where i = i'
        return np.where(np.equal.outer(i, i_other), self.X.T[np.ix_(j, k)], 0.0)

    @property
    def _out(self) -> tuple[int, int]:
        return self.W.shape[0], self.X.shape[1]


def layer_jacobian(
    W: ArrayLike,
    X: ArrayLike,
    wrt: Factor = "X",
    order: Order = "F",
    convention: Convention = "wx",
) -> Jacobian:
    """Return J = ∂vec(Y)/∂vec(X) (or by W) of Y = W X, as an operator.

    ========  =========  =========
    order     wrt="X"    wrt="W"
    ========  =========  =========
    "F"       I_N ⊗ W    Xᵀ ⊗ I_M
    "C"       W ⊗ I_N    I_M ⊗ Xᵀ
    ========  =========  =========

    A bias changes nothing of it.

    Parameters
    ----------
    W : array_like, shape (M, K)
    X : array_like, shape (K, N)
    wrt : {"X", "W"}, optional
        By what to differentiate.
    order : {"F", "C"}, optional
        How vec lays out a matrix: "F" stacks its columns, "C" its rows, as ``ravel()`` does.
    convention : {"wx", "xw", "xwt"}, optional
        How W, X and Y are written. vec is that of what is written; the table is for Y = W X.

    Returns
    -------
    Jacobian
        ``shape`` is (M N, K N) or (M N, M K); ``jvp``, ``vjp``, ``window``, ``dense``, ``nbytes``.

    Raises
    ------
    ShapeError
        If W X cannot be multiplied, or an argument does not have two axes.
    InputError
        If `wrt` or `order` is none of the above, or an entry is not a real number.

    References
    ----------
    .. [1] J. R. Magnus, H. Neudecker, "Matrix Differential Calculus with Applications in
       Statistics and Econometrics", 3rd ed., Wiley, 2019, section 2.4: vec(A B C) = (Cᵀ ⊗ A) vec B.

    Examples
    --------
    >>> J = layer_jacobian([[1, 2], [3, 4]], [[1, 0], [0, 1]], wrt="X")
    >>> J.dense()
    array([[1., 2., 0., 0.],
           [3., 4., 0., 0.],
           [0., 0., 1., 2.],
           [0., 0., 3., 4.]])
    >>> J.vjp([[1, 0], [0, 0]])
    array([[1., 0.],
           [2., 0.]])
    """
    layer = Linear(W, convention=convention)
    samples = Network((layer,)).as_input(X)
    check_option("wrt", wrt, get_args(Factor))
    check_option("order", order, get_args(Order))
    return Jacobian(layer.plain(convention).W, samples, wrt, order, convention)
