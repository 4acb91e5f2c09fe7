"""The orthogonal matrix nearest to a matrix, the way there, and what undoes a matrix.

All of it is read off one singular value decomposition: on the way from W to Q the directions
stay, only the singular values go to 1.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, freeze

_FAR = 1e-9
"""How far from 1 a singular value may be in a matrix that counts as orthogonal."""


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """W = U Σ Vᵀ, the thin singular value decomposition; NaN everywhere if W is not finite.

    Attributes
    ----------
    U : ndarray, shape (M, min(M, K))
    sizes : ndarray, shape (min(M, K),)
        The singular values, falling.
    Vt : ndarray, shape (min(M, K), K)
    """

    U: Matrix
    sizes: NDArray[np.float64]
    Vt: Matrix

    def toward_orthogonal(self, share: float) -> "Factors":
        """Return the factors of (1 - t) W + t Q, Q the orthogonal matrix nearest to W."""
        return replace(self, sizes=(1.0 - share) * self.sizes + share)

    @property
    def product(self) -> Matrix:
        """The matrix itself."""
        with np.errstate(all="ignore"):
            return freeze((self.U * self.sizes) @ self.Vt)

    @property
    def inverse(self) -> Matrix:
        """The Moore-Penrose inverse, which is the inverse where there is one."""
        with np.errstate(all="ignore"):
            # NaN is not below any bound: it stays
            undone = np.where(self.sizes <= self._least, 0.0, 1.0 / self.sizes)
            return freeze(self.Vt.T @ (undone[:, np.newaxis] * self.U.T))

    @property
    def is_orthogonal(self) -> bool:
        """Whether columns are orthonormal, or rows where there are more columns."""
        return bool(np.abs(self.sizes - 1.0).max() <= _FAR)

    @property
    def is_invertible(self) -> bool:
        """Whether it is square and of full rank, as far as rounding tells."""
        is_square = self.U.shape[0] == self.Vt.shape[1]
        return is_square and bool((self.sizes > self._least).all())

    @property
    def _least(self) -> float:
        """Up to here a singular value counts as 0, as in NumPy's matrix_rank."""
        longest = max(self.U.shape[0], self.Vt.shape[1])
        return float(self.sizes.max() * (longest * np.finfo(np.float64).eps))


def factors(W: Matrix) -> Factors:
    """Return the singular value decomposition of W, shape (M, K).

    Examples
    --------
    >>> found = factors(np.array([[2.0, 0.0, 0.0], [0.0, 4.0, 0.0]]))
    >>> found.sizes, found.inverse + 0.0
    (array([4., 2.]), array([[0.5 , 0.  ],
           [0.  , 0.25],
           [0.  , 0.  ]]))
    """
    if not np.isfinite(W).all():  # LAPACK may hang on it
        rank = min(W.shape)
        nothing = np.full((max(W.shape), rank), np.nan)
        return Factors(nothing[: len(W)], nothing[0], nothing[: W.shape[1]].T)
    # numbers near the largest overflow on the way; a factor of a power of 2 changes no digit
    exponent = int(np.frexp(np.abs(W).max())[1])
    U, sizes, Vt = np.linalg.svd(np.ldexp(W, -exponent), full_matrices=False)
    with np.errstate(over="ignore"):  # the largest may lie beyond all floats
        return Factors(U, np.minimum(np.ldexp(sizes, exponent), np.finfo(np.float64).max), Vt)
