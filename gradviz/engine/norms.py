"""How large the gradients are, layer by layer: where they vanish, where they explode."""

from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.passes import Passes


@dataclass(frozen=True, slots=True)
class Norm:
    """The size of one gradient.

    Attributes
    ----------
    name : str
        "X_grad", "W1_grad", "b1_grad", "Y1_grad", ...
    layer : int or None
        The layer that W, b or Y belongs to, counted from 0; None for X.
    norm : float
        √ Σ of the squares of all its entries, the Frobenius norm.
    rms : float
        norm / √ of the number of entries: comparable between matrices of any size.
    samples : tuple of float
        The norm of each column, one per sample; empty for W_grad and b_grad, which sum over them.
    """

    name: str
    layer: int | None
    norm: float
    rms: float
    samples: tuple[float, ...]

    @property
    def is_parameter(self) -> bool:
        """Whether it is a gradient of a W or b, and no value that runs up the column."""
        return not self.samples


def gradient_norms(passes: Passes) -> tuple[Norm, ...]:
    """Return the size of every gradient, in the order of the column: X, then W, b, Y by layer.

    A W that several layers use stands at the first of them, with the whole of its gradient.
    NaN gives NaN; infinities give infinity; nothing overflows or underflows on the way.

    References
    ----------
    .. [1] N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM, 2002,
       section 27.8: norms without overflow.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[3, 0], [0, 4]], [[1], [1]], Y_grad=[[1], [1]])
    >>> for norm in gradient_norms(p):
    ...     print(norm.name, round(norm.norm, 3), norm.samples)
    X_grad 5.0 (5.0,)
    W_grad 2.0 ()
    Y_grad 1.414 (1.4142135623730951,)
    """
    found = {"X_grad": _norm(passes, "X", None, has_samples=True)}
    for index, layer in enumerate(passes.layers):
        for name in (layer.W, layer.b):
            if name is not None and f"{name}_grad" not in found:
                found[f"{name}_grad"] = _norm(passes, name, index, has_samples=False)
        found[f"{layer.Y}_grad"] = _norm(passes, layer.Y, index, has_samples=True)
    return tuple(found.values())


def column_norms(A: Matrix) -> Matrix:
    """Return √ Σ a² down each column, as a row, safe from overflow and underflow.

    Examples
    --------
    >>> column_norms(np.array([[3e200, 3e-200, 0.0], [4e200, 4e-200, 0.0]]))
    array([[5.e+200, 5.e-200, 0.e+000]])
    """
    largest = np.abs(A).max(axis=0, keepdims=True)
    with np.errstate(all="ignore"):
        exponent = np.where(np.isfinite(largest), np.frexp(largest)[1], 0)  # powers of 2 are exact
        norms: Matrix = np.ldexp(
            np.sqrt(np.square(np.ldexp(A, -exponent)).sum(axis=0, keepdims=True)), exponent
        )
    return norms


def _norm(passes: Passes, name: str, layer: int | None, *, has_samples: bool) -> Norm:
    A = passes.matrix(f"{name}_grad")
    columns = column_norms(A)
    norm = float(column_norms(columns.T)[0, 0])
    samples = tuple(columns[0].tolist()) if has_samples else ()
    return Norm(f"{name}_grad", layer, norm, norm / float(np.sqrt(A.size)), samples)
