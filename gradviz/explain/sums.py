"""Every entry of Y and of a gradient as the sum it is: Σ of products over one index."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gradviz.engine.passes import Passes
from gradviz.explain.subject import subject
from gradviz.language.notation import Notation
from gradviz.refs import CellRef


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """One entry as Σ left · right, in the order of the index that is summed over.

    Attributes
    ----------
    ref : CellRef
        The entry.
    left_name, right_name : str
        The matrices that the factors come from, in the order of the formula; b_grad has
        no right one, it sums entries of Y_grad as they are.
    left, right : ndarray, shape (terms,)
    bias : float or None
        What is added in the end: b[i] for Y with a bias.
    total : float
        The entry as it was computed.
    """

    ref: CellRef
    left_name: str
    right_name: str
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    bias: float | None
    total: float

    @property
    def count(self) -> int:
        """Number of products."""
        return self.left.size

    @property
    def products(self) -> NDArray[np.float64]:
        """The terms, shape (terms,)."""
        with np.errstate(all="ignore"):
            terms: NDArray[np.float64] = self.left * self.right
        return terms

    @property
    def terms(self) -> int:
        """Number of terms: the products, and the bias if there is one."""
        return self.count + (self.bias is not None)

    def after(self, arrived: int) -> float:
        """Return the running sum of the first `arrived` terms; of all of them, the entry."""
        if arrived >= self.terms:
            return self.total
        with np.errstate(all="ignore"):
            return float(self.products[:arrived].sum())


def sum_for(passes: Passes, ref: CellRef) -> Sum:
    """Return an entry of Y, X_grad, W_grad or b_grad as a sum.

    Parameters
    ----------
    passes : Passes
        Of one layer, or of a network.
    ref : CellRef
        A cell that a linear layer computes, by its name. Of a W or b that is used more than once,
        the sum is that of the first use.

    Returns
    -------
    Sum
        In the roles of the layer.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2, -1]], [[1], [3]])
    >>> sum_for(p, CellRef("Y", 0, 0)).products
    array([ 2., -3.])
    """
    if len(passes.layers) > 1:
        told = subject(passes, ref, Notation())
        return sum_for(told.passes, told.ref)
    row, col = ref.row, ref.col
    bias = None
    if ref.name == "P":
        left, right, names = passes.matrix("W")[row], passes.matrix("X")[:, col], ("W", "X")
        return Sum(ref, *names, left, right, None, float(passes.primals["P1"][row, col]))
    if ref.name == "Y":
        left, right = passes.matrix("W")[row], passes.matrix("X")[:, col]
        names = ("W", "X")
        bias = None if passes.layers[0].b is None else float(passes.matrix("b")[row, 0])
    elif ref.name == "X_grad":
        left, right = passes.matrix("W")[:, row], passes.matrix("Y_grad")[:, col]
        names = ("W", "Y_grad")
    elif ref.name == "W_grad":
        left, right = passes.matrix("Y_grad")[row], passes.matrix("X")[col]
        names = ("Y_grad", "X")
    else:
        left = passes.matrix("Y_grad")[row]
        right, names = _ones(left.size), ("Y_grad", "")
    return Sum(ref, *names, left, right, bias, float(passes.matrix(ref.name)[row, col]))


@lru_cache(maxsize=8)
def _ones(count: int) -> NDArray[np.float64]:
    return np.ones(count)
