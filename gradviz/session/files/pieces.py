"""Long lists of numbers in JSON, parsed piece by piece: a few thousand numbers at a time.

Parsed in one go a matrix of 4096×4096 takes half a gigabyte besides itself, and a second in
which nothing else can run, not even a click on Cancel.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.session.files.jsontext import parsed
from gradviz.session.files.rows import check_row, row_of, rows_of

_LONGEST = 256 * 1024
"""Bytes of a row before it is taken apart into parts; no number is twice as long."""


def matrix_from(pieces: Iterable[bytes], entries: int, place: str) -> Matrix:
    """Return lists of numbers, in pieces, as a matrix, read-only.

    Parameters
    ----------
    pieces : iterable of bytes
        What stands between the outer brackets, cut anywhere.
    entries : int
        How many numbers there are at most.
    place : str
        What to call the matrix in messages.

    Raises
    ------
    InputError
        Names the entry, or the row, that does not do.

    Examples
    --------
    >>> matrix_from([b"[1, 2], [", b"3, 4]"], 4, "X")
    array([[1., 2.],
           [3., 4.]])
    """
    rows = _Rows(entries, place)
    rest = b""
    for piece in pieces:
        rest = _taken(rows, rest + piece)
    if rest.strip() or rows.is_inside:
        raise InputError(say("{place}: needs a list of numbers", place=rows.here))
    return rows.matrix()


def column_from(pieces: Iterable[bytes], place: str) -> Matrix:
    """Return a list of numbers, in pieces, as a matrix of one column, read-only.

    Examples
    --------
    >>> column_from([b"1, 2", b"5, 3"], "b")
    array([[ 1.],
           [25.],
           [ 3.]])
    """
    parts: list[Matrix] = []
    rest, count = b"", 0
    for piece in chain(pieces, (b",",)):
        text, comma, rest = (rest + piece).rpartition(b",")
        if comma:
            parts.append(row_of(_parsed(text, place), place, count))
            count += len(parts[-1])
            if not len(parts[-1]):
                raise InputError(say("{place}: needs a number", place=f"{place}[{count}]"))
        elif len(rest) > 2 * _LONGEST:
            raise InputError(say("{place}: this is no list of numbers", place=f"{place}[{count}]"))
    return freeze(np.concatenate(parts)[:, None].copy())


class _Rows:
    """The rows so far, one after the other, and how much of the last one."""

    def __init__(self, entries: int, place: str) -> None:
        self.place = place
        self._filled = np.empty(entries)
        self._end = self._begin = 0  # of what is there, of the row that is not complete
        self._width: int | None = None
        self.count = 0
        self.is_inside = False

    def add(self, text: bytes) -> None:
        """Add complete rows, ``[1, 2], [3, 4]``."""
        if self.count:
            comma, text = text.lstrip()[:1], text.lstrip()[1:]
            if comma != b",":
                raise InputError(
                    say("{place}: this is no JSON: there is no comma before it", place=self.here)
                )
        values = _parsed(text, self.here)
        if not values:
            return
        rows = rows_of(values, self.place, self.count, self._width)
        self._append(rows.ravel())
        self._begin, self._width = self._end, rows.shape[1]
        self.count += len(values)

    def add_part(self, text: bytes, *, is_last: bool) -> None:
        """Add entries of one row, ``1, 2``, and complete it or not."""
        values = _parsed(text, self.here)
        if not values:
            raise InputError(
                say("{place}: this is no JSON: a comma without a number", place=self.here)
            )
        self._append(row_of(values, self.here, self._end - self._begin))
        self.is_inside = not is_last
        if is_last:
            check_row(self._end - self._begin, self._width, self.place, self.count)
            self._begin, self._width = self._end, self._end - self._begin
            self.count += 1

    def matrix(self) -> Matrix:
        """Return all rows."""
        check_row(self.count, None, self.place, 0)
        self._filled.resize((self.count, self._width or 0), refcheck=False)
        return freeze(self._filled)

    @property
    def here(self) -> str:
        """The place of the row that is next, or not complete."""
        return f"{self.place}[{self.count}]"

    def _append(self, entries: Matrix) -> None:
        end = self._end + len(entries)
        if end > len(self._filled):
            raise InputError(
                say("{place}: this is no JSON: a comma is missing before it", place=self.here)
            )
        self._filled[self._end : end] = entries
        self._end = end


def _taken(rows: _Rows, text: bytes) -> bytes:
    """Add what is complete in a text to the rows; return the rest."""
    if rows.is_inside:
        part, bracket, rest = text.partition(b"]")
        if not bracket:
            return _taken_part(rows, text)
        rows.add_part(part, is_last=True)
        text = rest
    complete, bracket, rest = text.rpartition(b"]")
    if bracket:
        rows.add(complete + bracket)
    if len(rest) < _LONGEST:
        return rest
    before, bracket, row = rest.partition(b"[")
    if not bracket or before.strip() != (b"," if rows.count else b""):
        raise InputError(say("{place}: needs a list of numbers", place=rows.here))
    return _taken_part(rows, row)


def _taken_part(rows: _Rows, text: bytes) -> bytes:
    """Add the beginning of a row, up to its last comma; return the rest."""
    part, comma, rest = text.rpartition(b",")
    if comma:
        rows.add_part(part, is_last=False)
    elif len(text) > 2 * _LONGEST:
        raise InputError(say("{place}: this is no list of numbers", place=rows.here))
    else:
        rows.is_inside = True
    return rest


def _parsed(text: bytes, place: str) -> list[Any]:
    values: list[Any] = parsed(b"[" + text + b"]", place)
    return values
