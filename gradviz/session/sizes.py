"""M, K and N: which matrix has which of them, and how a document changes them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.session.document import Document, check_entries
from gradviz.session.targets import with_renormalised_columns

AXES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"W": ("M", "K"), "X": ("K", "N"), "b": ("M", ""), "T": ("M", "N"), "Y_grad": ("M", "N")}
)
"""The sizes that the rows and the columns of a matrix have; "" is the single column of b."""


def sizes_of(name: str, shape: tuple[int, ...]) -> dict[str, int]:
    """Return the sizes that a document has when the matrix `name` has this shape.

    Examples
    --------
    >>> sizes_of("X", (3, 4))
    {'K': 3, 'N': 4}
    >>> sizes_of("b", (2, 1))
    {'M': 2}
    """
    return {axis: count for axis, count in zip(AXES[name], shape, strict=True) if axis}


def resized(document: Document, **sizes: int) -> Document:
    """Return the document with some of M, K, N changed, as far as `check_entries` lets it.

    What was there stays, new entries are 0; under "cross_entropy" T keeps columns of
    probabilities, see `with_renormalised_columns`.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> resized(example(), M=3, K=2).W
    array([[ 2., -1.],
           [ 1.,  3.],
           [ 0.,  0.]])
    """
    M, K, N = (sizes.get(axis, getattr(document, axis)) for axis in "MKN")
    if (M, K, N) == (document.M, document.K, document.N):
        return document
    check_entries(M, K, N)
    b = None if document.b is None else _padded(document.b, M, 1)
    target = _padded(document.target, M, N)
    if document.loss == "cross_entropy":
        target = with_renormalised_columns(target)
    return replace(
        document,
        network=Network((Linear(_padded(document.W, M, K), b),)),
        X=_padded(document.X, K, N),
        target=target,
        seed=_padded(document.seed, M, N),
    )


def _padded(values: Matrix, rows: int, cols: int) -> Matrix:
    if values.shape == (rows, cols):
        return values
    result = np.zeros((rows, cols))
    kept = values[:rows, :cols]
    result[: kept.shape[0], : kept.shape[1]] = kept
    return freeze(result)
