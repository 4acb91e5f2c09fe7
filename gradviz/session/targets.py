"""Targets of cross_entropy: columns of probabilities, kept so while they are edited."""

import math

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.losses import target_problem
from gradviz.errors import InputError
from gradviz.messages.message import say


def with_probability(target: Matrix, row: int, col: int, value: float) -> Matrix:
    """Return `target` with one entry set, and the rest of its column rescaled to sum to 1.

    The other entries of the column keep their proportions; where all of them are 0 they
    share what is left evenly. NaN, an unknown probability, is set without rescaling, and so
    is an entry of a column that still holds a NaN.

    Parameters
    ----------
    target : Matrix, shape (M, N)
        Columns of probabilities.
    row, col : int
        Counted from 0.
    value : float
        From 0 to 1, or NaN. With M = 1 only 1 (or NaN) is possible.

    Raises
    ------
    InputError
        If `value` is no probability.

    Examples
    --------
    >>> with_probability(np.array([[0.0], [1.0], [0.0]]), 0, 0, 1.0).ravel()
    array([1., 0., 0.])
    >>> with_probability(np.array([[0.0], [1.0], [0.0]]), 1, 0, 0.5).ravel()
    array([0.25, 0.5 , 0.25])
    """
    if value < 0 or value > 1:
        raise InputError(
            say(
                "cross_entropy needs probabilities in T, from 0 to 1: got {value}; "
                "the rest of the sample is rescaled to a sum of 1",
                value=repr(float(value)),
            )
        )
    rows = len(target)
    if rows == 1 and value != 1 and not math.isnan(value):
        raise InputError(
            say(
                "cross_entropy with one row in T leaves only 1 for each entry: got {value}",
                value=repr(float(value)),
            )
        )
    column = target[:, col].copy()
    column[row] = 0.0
    total = float(column.sum())
    if rows > 1 and not math.isnan(value) and not math.isnan(total):
        share = column / total if total > 0 else np.full(rows, 1.0 / (rows - 1))
        column = share * (1.0 - value)
    column[row] = value
    result = target.copy()
    result[:, col] = column
    return freeze(result)


def with_one_hot_columns(target: Matrix) -> Matrix:
    """Return `target` with 1 at the largest entry of each column that is no probability column.

    Columns that are one already stay as they are, and so does `target` itself where all are. Of
    equal entries the first counts.

    Examples
    --------
    >>> with_one_hot_columns(np.array([[-3.0, 0.5], [13.0, 0.5]]))
    array([[0. , 0.5],
           [1. , 0.5]])
    """
    unfit = _unfit_columns(target)
    if not unfit:
        return target
    result = target.copy()
    for col in unfit:
        largest = np.where(np.isnan(target[:, col]), -np.inf, target[:, col]).argmax()
        result[:, col] = 0.0
        result[largest, col] = 1.0
    return freeze(result)


def with_renormalised_columns(target: Matrix) -> Matrix:
    """Return `target` with the columns that lost rows, or are new, summing to 1 again.

    What is left of a column keeps its proportions; a column of zeros gets a 1 in its first row.

    Parameters
    ----------
    target : Matrix, shape (M, N)
        Entries from 0 to 1, or NaN.

    Examples
    --------
    >>> with_renormalised_columns(np.array([[0.2, 0.0], [0.3, 0.0]]))
    array([[0.4, 1. ],
           [0.6, 0. ]])
    """
    result = target.copy()
    for col in _unfit_columns(target):
        total = target[:, col].sum()
        if total > 0:
            result[:, col] = target[:, col] / total
        else:
            result[0, col] = 1.0
    return freeze(result)


def _unfit_columns(target: Matrix) -> list[int]:
    """Return the columns that cross_entropy refuses; none are looked at where all are good."""
    if target_problem("cross_entropy", target) is None:
        return []
    return [
        col
        for col in range(target.shape[1])
        if target_problem("cross_entropy", target[:, col : col + 1])
    ]
