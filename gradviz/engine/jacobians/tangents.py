"""Directions in which matrices move: dX, dW. There is always one, until somebody types another."""

from functools import lru_cache

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.memo import by_identity

_PATTERN = (1.0, -1.0, 2.0)


@lru_cache(maxsize=16)
def default_tangent(shape: tuple[int, int]) -> Matrix:
    """Return the tangent that nobody has typed: small numbers, column after column.

    Examples
    --------
    >>> default_tangent((2, 3))
    array([[ 1.,  2., -1.],
           [-1.,  1.,  2.]])
    """
    count = shape[0] * shape[1]
    return freeze(np.resize(np.array(_PATTERN), count).reshape(shape, order="F"))


def fitted_tangent(tangent: Matrix | None, rows: int, cols: int) -> Matrix:
    """Return dX in the size that is needed: what was given of it stays."""
    if tangent is None:
        return default_tangent((rows, cols))
    return tangent if tangent.shape == (rows, cols) else _refitted(tangent, rows, cols)


@by_identity(8)
def _refitted(tangent: Matrix, rows: int, cols: int) -> Matrix:
    values, part = default_tangent((rows, cols)).copy(), tangent[:rows, :cols]
    values[: part.shape[0], : part.shape[1]] = part
    return freeze(values)
