"""A matrix from afar: of each block the entry that matters most.

Means would let a single huge entry, or a NaN, vanish among a thousand small ones; here it is
what its block shows.
"""

from weakref import finalize

import numpy as np

from gradviz.arrays import Matrix, freeze

_BAND = 16
"""Rows at a time: so many of a large matrix stay in the cache of a processor."""
_ENTRIES = 2**14
"""Entries at a time where rows are short: of a column, single rows would take long."""

_kept: dict[tuple[int, bool, bool], Matrix] = {}


def extremes(values: Matrix, down: int, across: int) -> Matrix:
    """Return, for each block of 2**down × 2**across entries, the one of largest magnitude.

    NaN wins over every number; of two numbers of one magnitude the positive one. Rows and
    columns that are left over belong to the last blocks.

    Halvings are kept for as long as the matrix is there; those along both axes take at most a
    third of its memory.

    Parameters
    ----------
    values : ndarray, shape (rows, cols)
        Read-only; told by identity.
    down, across : int
        How often rows and columns are halved; what has one row (or column) stays as it is.

    Examples
    --------
    >>> extremes(freeze(np.array([[1.0, -5.0, 0.0, np.nan], [2.0, 3.0, 0.0, 9.0]])), 1, 1)
    array([[-5., nan]])
    """
    while down > 0 or across > 0:
        values = _halved(values, rows=down > 0, cols=across > 0)
        down, across = down - 1, across - 1
    return values


def _halved(values: Matrix, *, rows: bool, cols: bool) -> Matrix:
    key = (id(values), rows, cols)
    if key not in _kept:
        # the entry goes with the matrix, before another one can have its id
        finalize(values, _kept.pop, key, None).atexit = False
        _kept[key] = freeze(_extremes(values, rows=rows, cols=cols))
    return _kept[key]


def _extremes(values: Matrix, *, rows: bool, cols: bool) -> Matrix:
    band = max(_BAND, 2 * (_ENTRIES // (2 * values.shape[1])))  # even: pairs stay together
    starts = range(0, max(1, values.shape[0] - band + 1), band)
    stops = [*starts[1:], values.shape[0]]
    bands = [
        _strongest(values[start:stop], rows=rows, cols=cols)
        for start, stop in zip(starts, stops, strict=True)
    ]
    return np.concatenate(bands)


def _strongest(band: Matrix, *, rows: bool, cols: bool) -> Matrix:
    highest = lowest = band
    for axis in (axis for axis, is_halved in enumerate((rows, cols)) if is_halved):
        highest, lowest = _paired(np.maximum, highest, axis), _paired(np.minimum, lowest, axis)
    return strongest(highest, lowest)


def strongest(highest: Matrix, lowest: Matrix) -> Matrix:
    """Return which of the highest and the lowest entries of blocks is larger in magnitude."""
    return np.where(highest >= -lowest, highest, lowest)  # with NaN both are NaN


def _paired(choose: np.ufunc, values: Matrix, axis: int) -> Matrix:
    """Return `choose` of each two neighbours along an axis; of three where one is left over."""
    along = values.swapaxes(0, axis)
    count = len(along) // 2
    if count == 0:
        return values
    chosen: Matrix = choose(along[: 2 * count : 2], along[1 : 2 * count : 2])
    if len(along) > 2 * count:
        choose(chosen[-1], along[-1], out=chosen[-1])
    return chosen.swapaxes(0, axis)
