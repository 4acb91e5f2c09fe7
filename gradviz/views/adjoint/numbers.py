"""The numbers of the adjoint exhibit: both products, both sums, and whether they are equal."""

from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.engine.orthogonal import Factors, factors
from gradviz.engine.passes import Passes
from gradviz.memo import by_identity
from gradviz.session.looks.adjoint import By

_ALIKE = 1e-10
_SMALLEST = float(np.nextafter(0.0, 1.0))
"""Two sums that differ by less, relative to the magnitudes they are made of, are equal."""


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """Everything that is computed.

    Attributes
    ----------
    forward : Passes
        Of dY = W dX by itself: its W is W, its X is dX, its Y is dY.
    back : Passes or None
        Of the back-map times Y_grad by itself: its W is the back-map, its X is Y_grad. None
        where the shapes do not allow it.
    left_terms, right_terms : Matrix
        Y_grad ⊙ dY, shape (M, N), and the other product ⊙ dX, shape (K, N).
    left, right : float
        Their sums.
    is_equal : bool or None
        Whether the sums agree up to rounding; None if one of them is not finite, or missing.
    is_transpose : bool
        Whether the back-map is the transpose of W, up to rounding, whatever it is called.
    is_invertible, is_orthogonal : bool
        What W is; found out for the inverse only.
    """

    forward: Passes
    back: Passes | None
    left_terms: Matrix
    right_terms: Matrix
    left: float
    right: float
    is_equal: bool | None
    is_transpose: bool
    is_invertible: bool
    is_orthogonal: bool

    @property
    def products(self) -> int:
        """How many products W[i,k] · Y_grad[i,j] · dX[k,j] there are."""
        (m, n), k = self.forward.matrix("Y").shape, self.forward.matrix("X").shape[0]
        return int(m * k * n)


@by_identity(16)
def exhibit(W: Matrix, G: Matrix, dX: Matrix, by: By, orthogonal: float) -> Exhibit:
    """Return the numbers; for the same matrices the very same object.

    Parameters
    ----------
    W : ndarray, shape (M, K)
    G : ndarray, shape (M, N)
        Y_grad.
    dX : ndarray, shape (K, N)
    by : {"transpose", "W", "inverse"}
    orthogonal : float
        0..1: W itself, up to the orthogonal matrix nearest to it.
    """
    needs_factors = by == "inverse" or orthogonal > 0.0
    moved = _factors(W).toward_orthogonal(orthogonal) if needs_factors else None
    if moved is not None and orthogonal != 0.0:
        W = moved.product
    forward = Network([Linear(W)]).backprop(dX, Y_grad=G)
    carrier = _carrier(W, by, moved)
    back = None if carrier is None else Network([Linear(carrier)]).backprop(G, loss="sum")
    with np.errstate(all="ignore"):
        left_terms = freeze(G * forward.matrix("Y"))
        right_terms = freeze(np.full(dX.shape, np.nan) if back is None else back.matrix("Y") * dX)
        left, right = float(left_terms.sum()), float(right_terms.sum())
        size = float((np.abs(G) * (np.abs(W) @ np.abs(dX))).sum())
        if carrier is not None:
            size += float((np.abs(carrier) @ np.abs(G) * np.abs(dX)).sum())
        # below the smallest normal float a product is off by up to the smallest float there is
        products = left_terms.size + right_terms.size
        inner = float(np.abs(G).sum() * len(dX) + np.abs(dX).sum() * len(G))
        lost = _SMALLEST * (products + inner)
        difference = abs(left - right)
    is_known = back is not None and bool(np.isfinite([left, right]).all())
    return Exhibit(
        forward,
        back,
        left_terms,
        right_terms,
        left,
        right,
        difference <= _ALIKE * size + lost if is_known else None,
        carrier is not None and bool(np.allclose(carrier, W.T, rtol=1e-9, atol=1e-12)),
        moved is not None and moved.is_invertible,
        moved is not None and moved.is_orthogonal,
    )


@by_identity(8)
def _factors(W: Matrix) -> Factors:
    """Return the decomposition of W: one for all places of the slider."""
    return factors(W)


def _carrier(W: Matrix, by: By, moved: Factors | None) -> Matrix | None:
    """Return the back-map, shape (K, M); None if W itself has another shape."""
    if by == "transpose":
        return freeze(W.T.copy())
    if by == "inverse" and moved is not None:
        return moved.inverse
    return W if W.shape[0] == W.shape[1] else None
