"""The orthogonal matrix nearest to a matrix, and what undoes a matrix."""

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, freeze

_FAR = 1e-9
"""How far from the identity QᵀQ may be where Q counts as orthogonal."""


def polar_factor(W: Matrix) -> Matrix:
    """Return Q of W = Q H, the matrix with orthonormal columns that is nearest to W.

    With more columns than rows it is the rows that are orthonormal. Nearest in the Frobenius
    norm (and in every other that no rotation changes). Where W has less than full rank there are
    several; one of them is returned. NaN everywhere where W is not finite.

    Parameters
    ----------
    W : ndarray, shape (M, K)

    Returns
    -------
    ndarray, shape (M, K)
        U Vᵀ of the singular value decomposition W = U Σ Vᵀ.

    References
    ----------
    .. [1] N. J. Higham, "Matrix nearness problems and applications", in "Applications of Matrix
       Theory", Oxford University Press, 1989, 1-27, section 4.
    .. [2] K. Fan and A. J. Hoffman, "Some metric inequalities in the space of matrices",
       Proceedings of the AMS 6 (1955) 111-116.

    Examples
    --------
    >>> polar_factor(np.array([[0.0, 3.0], [-2.0, 0.0]])) + 0.0
    array([[ 0.,  1.],
           [-1.,  0.]])
    """
    U, _, Vt = _svd(W)
    return freeze(U @ Vt)


def toward_orthogonal(W: Matrix, share: float) -> Matrix:
    """Return (1 - t) W + t Q with Q the polar factor of W: W itself, the same object, at t = 0.

    Parameters
    ----------
    W : ndarray, shape (M, K)
    share : float
        t, 0..1.
    """
    if share <= 0.0:
        return W
    Q = polar_factor(W)
    return Q if share >= 1.0 else freeze((1.0 - share) * W + share * Q)


def is_orthogonal(W: Matrix) -> bool:
    """Tell whether columns are orthonormal, or rows where there are more columns.

    Examples
    --------
    >>> is_orthogonal(np.eye(3, 2)), is_orthogonal(np.ones((2, 2)))
    (True, False)
    """
    with np.errstate(all="ignore"):
        gram = W.T @ W if W.shape[0] >= W.shape[1] else W @ W.T
        return bool(np.abs(gram - np.eye(len(gram))).max() <= _FAR)


def is_invertible(W: Matrix) -> bool:
    """Tell whether W is square and of full rank, as far as rounding tells."""
    if W.shape[0] != W.shape[1] or not np.isfinite(W).all():
        return False
    return bool(np.linalg.matrix_rank(W) == len(W))


def pseudo_inverse(W: Matrix) -> Matrix:
    """Return the Moore-Penrose inverse, W⁻¹ where there is one; NaN where W is not finite.

    Examples
    --------
    >>> pseudo_inverse(np.array([[2.0, 0.0, 0.0], [0.0, 4.0, 0.0]])) + 0.0
    array([[0.5 , 0.  ],
           [0.  , 0.25],
           [0.  , 0.  ]])
    """
    U, sizes, Vt = _svd(W)
    least = sizes.max(initial=0.0) * max(W.shape) * np.finfo(np.float64).eps
    with np.errstate(all="ignore"):
        undone = np.where(sizes > least, 1.0 / sizes, np.where(np.isnan(sizes), np.nan, 0.0))
        return freeze(Vt.T @ (undone[:, np.newaxis] * U.T))


def _svd(W: Matrix) -> tuple[Matrix, NDArray[np.float64], Matrix]:
    """Return the thin decomposition; NaN where W is not finite, which LAPACK may hang on."""
    if not np.isfinite(W).all():
        rank = min(W.shape)
        nothing = np.full((max(W.shape), rank), np.nan)
        return nothing[: len(W)], nothing[0], nothing[: W.shape[1]].T
    # numbers near the largest overflow on the way; a factor of a power of 2 changes no digit
    exponent = int(np.frexp(np.abs(W).max())[1])
    U, sizes, Vt = np.linalg.svd(np.ldexp(W, -exponent), full_matrices=False)
    return U, np.ldexp(sizes, exponent), Vt
