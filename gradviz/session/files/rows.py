"""Lists of numbers in JSON, checked entry by entry and made matrices.

NaN and the infinities are "NaN", "Infinity" and "-Infinity" there. Messages name the entry by
the place of its matrix in the file, "network[0].W", and count from 0 as the file does.
"""

import json
import math
from itertools import chain
from typing import Any

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError
from gradviz.messages.message import Text, say, say_many

_SPELLED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def number(value: object) -> float:
    """Return a JSON value as a float.

    Raises
    ------
    InputError
        If it is none, or too large.
    """
    if isinstance(value, str) and value in _SPELLED:
        return _SPELLED[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(say("{value} is not a number", value=short(value)))
    if isinstance(value, float) and math.isinf(value):
        raise InputError(say('beyond 1.8e308; an infinity is written "Infinity" or "-Infinity"'))
    try:
        return float(value)
    except OverflowError:
        raise InputError(say('beyond 1.8e308; write "Infinity" if that is meant')) from None


def row_of(values: object, place: str, first: int = 0) -> Matrix:
    """Return a list of numbers as an array with one axis.

    Parameters
    ----------
    values : object
        Whatever JSON has there.
    place : str
    first : int
        The place of the first entry in the list.

    Raises
    ------
    InputError
        If it is no list, or names the entry that is no number.

    Examples
    --------
    >>> row_of([1, 0.5, "NaN"], "X[0]")
    array([1. , 0.5, nan])
    >>> row_of([1, True], "X[0]")
    Traceback (most recent call last):
    gradviz.errors.InputError: X[0][1]: true is not a number
    """
    if not isinstance(values, list):
        raise InputError(say("{place}: needs a list: got {got}", place=place, got=short(values)))
    if (plain := _plain([values])) is not None:
        return plain
    found = np.empty(len(values))
    for at, value in enumerate(values):
        try:
            found[at] = number(value)
        except InputError as error:
            here = f"{place}[{first + at}]"
            raise InputError(say("{place}: {problem}", place=here, problem=error.message)) from None
    return found


def rows_of(values: list[Any], place: str, first: int = 0, width: int | None = None) -> Matrix:
    """Return lists of numbers, one for each row, as the rows of a matrix.

    Parameters
    ----------
    values : list
        Not empty.
    place : str
    first : int
        The place of the first row in the whole.
    width : int, optional
        How long row 0 of the whole is; by default it is the first of these.

    Raises
    ------
    InputError
        If one is no list of numbers, or not as long as row 0.
    """
    if set(map(type, values)) == {list}:
        lengths = set(map(len, values)) | ({width} if width else set())
        if len(lengths) == 1 and (plain := _plain(values)) is not None:
            check_row(len(values[0]), width, place, first)
            return plain.reshape(len(values), -1)
    rows = []
    for at, value in enumerate(values, start=first):
        row = row_of(value, f"{place}[{at}]")
        check_row(len(row), width, place, at)
        width = len(row)
        rows.append(row)
    return np.array(rows)


def check_row(length: int, width: int | None, place: str, at: int) -> None:
    """Refuse a row that is empty, or not as long as row 0."""
    if not width and not length:
        raise InputError(
            say("{place}: a matrix needs at least one row and one column", place=place)
        )
    if width and length != width:
        raise InputError(
            say_many(
                "{place}: rows need one length: this one has {count} number, {first} has {width}",
                "{place}: rows need one length: this one has {count} numbers, {first} has {width}",
                length,
                place=f"{place}[{at}]",
                first=f"{place}[0]",
                width=width,
            )
        )


def matrix_of(values: object, place: str) -> Matrix:
    """Return a list of rows as a matrix, read-only.

    Raises
    ------
    InputError
        Names the entry, or the row, that does not do.

    Examples
    --------
    >>> matrix_of([[1, 2], [3]], "X")
    Traceback (most recent call last):
    gradviz.errors.InputError: X[1]: rows need one length: this one has 1 number, X[0] has 2
    """
    if not isinstance(values, list):
        raise InputError(say("{place}: needs a list: got {got}", place=place, got=short(values)))
    check_row(len(values), None, place, 0)
    return freeze(rows_of(values, place))


def column_of(values: object, place: str) -> Matrix:
    """Return a list of numbers as a matrix of one column, read-only.

    Raises
    ------
    InputError
        As for `row_of`, and if it is empty.
    """
    entries = row_of(values, place)
    check_row(len(entries), None, place, 0)
    return freeze(entries[:, None].copy())


def short(value: object) -> Text:
    """Return a value of a file as a message quotes it."""
    if isinstance(value, list | dict):
        return say("a list") if isinstance(value, list) else say("an object")
    if not isinstance(value, str | int | float | None):
        return say("a long list")  # that has not been read
    text = repr(value[:41]) if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _plain(rows: list[list[Any]]) -> Matrix | None:
    """Return entries in a row if all are numbers that need no second look: at NumPy's speed."""
    if not set(map(type, chain.from_iterable(rows))) <= {int, float}:
        return None
    try:
        found = np.fromiter(chain.from_iterable(rows), np.float64, sum(map(len, rows)))
    except OverflowError:
        return None
    return None if np.isinf(found).any() else found
