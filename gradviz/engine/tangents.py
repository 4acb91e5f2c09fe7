"""Directions in which matrices move: dX, dW. There is always one, until somebody types another."""

from functools import lru_cache

import numpy as np

from gradviz.arrays import Matrix, freeze

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
