"""Where a Jacobian can differ from 0: copies of a block that never meet.

Samples do not meet in the columns of X: by X, a Jacobian is one block a sample, I_N ⊗ W for a
layer. Rows do not meet in W: by W it is one block a row, Xᵀ ⊗ I_M. vec decides whether the
copies stand one after another (I ⊗ A) or are interleaved (A ⊗ I).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gradviz.arrays import Indices, Mask
from gradviz.engine.jacobians.vec import positions


class Touched(NamedTuple):
    """Which bins of a Jacobian hold something, and for each of these one entry that does.

    Attributes
    ----------
    mask : ndarray of bool, shape (row bins, column bins)
    rows, cols : ndarray of int
        An entry within each bin that is touched, in the order of ``mask.nonzero()``.
    """

    mask: Mask
    rows: Indices
    cols: Indices


class _Pieces(NamedTuple):
    """Bins along one axis: which copies each one reaches, and where it starts and stops in them."""

    first: Indices
    last: Indices
    start: Indices
    stop: Indices


@dataclass(frozen=True, slots=True)
class Pattern:
    """Copies of a block on the diagonal, one after another or interleaved.

    Attributes
    ----------
    copies : int
        How many; they share no row and no column.
    rows, cols : int
        Of one block.
    is_interleaved : bool
        Whether the first rows of all copies come first, then the second ones.

    Examples
    --------
    >>> Pattern(2, 1, 2, is_interleaved=False).touched(range(2), range(4)).astype(int)
    array([[1, 1, 0, 0],
           [0, 0, 1, 1]])
    >>> Pattern(2, 1, 2, is_interleaved=True).touched(range(2), range(4)).astype(int)
    array([[1, 0, 1, 0],
           [0, 1, 0, 1]])
    """

    copies: int
    rows: int
    cols: int
    is_interleaved: bool

    @property
    def entries(self) -> int:
        """How many entries can differ from 0."""
        return self.copies * self.rows * self.cols

    @property
    def is_dense(self) -> bool:
        """Whether all of them can."""
        return self.copies == 1

    def rows_of(self, copy: int) -> range:
        """Return the rows that a copy has, counted from 0."""
        return self._members(copy, self.rows)

    def cols_of(self, copy: int) -> range:
        """Return the columns that a copy has, counted from 0."""
        return self._members(copy, self.cols)

    def row(self, flat: Indices) -> tuple[Indices, Indices]:
        """Return for rows of the Jacobian the copy, and the row of its block."""
        return self._split(flat, self.rows)

    def col(self, flat: Indices) -> tuple[Indices, Indices]:
        """Return for columns of the Jacobian the copy, and the column of its block."""
        return self._split(flat, self.cols)

    def touched(self, rows: range, cols: range) -> Mask:
        """Return which entries of a window can differ from 0, shape (rows, cols)."""
        down, _ = self.row(positions(rows))
        across, _ = self.col(positions(cols))
        return np.equal.outer(down, across)

    def cols_reached(self, rows: int) -> Mask:
        """Return which columns the first rows touch, shape (columns,).

        Examples
        --------
        >>> Pattern(2, 2, 2, is_interleaved=False).cols_reached(1)
        array([ True,  True, False, False])
        """
        return self._first(self._reached(rows, self.rows), self.cols)

    def rows_reached(self, cols: int) -> Mask:
        """Return which rows the first columns touch, shape (rows,)."""
        return self._first(self._reached(cols, self.cols), self.rows)

    def bins(self, rows: range, cols: range) -> Touched:
        """Return which blocks of a window hold an entry that can differ from 0.

        Parameters
        ----------
        rows, cols : range
            Where each bin begins; it is as long as the step, the last one ends with the
            Jacobian at the latest.
        """
        down, across = self._pieces(rows, self.rows), self._pieces(cols, self.cols)
        mask = np.zeros((len(rows), len(cols)), dtype=np.bool_)
        place = np.zeros((2, *mask.shape), dtype=np.int64)
        for row in down:
            for col in across:
                first = np.maximum.outer(row.first, col.first)
                meets = first <= np.minimum.outer(row.last, col.last)
                r, c = (meets & ~mask).nonzero()
                copy = first[r, c]
                place[0, r, c] = self._flat(copy, _within(row, r, copy, self.rows), self.rows)
                place[1, r, c] = self._flat(copy, _within(col, c, copy, self.cols), self.cols)
                mask |= meets
        return Touched(mask, place[0][mask], place[1][mask])

    # --- inside

    def _reached(self, lines: int, count: int) -> int:
        """Return how many copies have one of the first lines of the Jacobian."""
        return min(lines, self.copies) if self.is_interleaved else -(-lines // count)

    def _first(self, copies: int, count: int) -> Mask:
        """Return which lines belong to the first copies."""
        shape = (count, self.copies) if self.is_interleaved else (self.copies, count)
        found = np.zeros(shape, dtype=np.bool_)
        found[(slice(None), slice(copies)) if self.is_interleaved else slice(copies)] = True
        return found.ravel()

    def _members(self, copy: int, count: int) -> range:
        if self.is_interleaved:
            return range(copy, self.copies * count, self.copies)
        return range(copy * count, (copy + 1) * count)

    def _split(self, flat: Indices, count: int) -> tuple[Indices, Indices]:
        if self.is_interleaved:
            at, copy = np.divmod(flat, self.copies)
        else:
            copy, at = np.divmod(flat, count)
        return copy, at

    def _flat(self, copy: Indices, at: Indices, count: int) -> Indices:
        return at * self.copies + copy if self.is_interleaved else copy * count + at

    def _pieces(self, bins: range, count: int) -> tuple[_Pieces, ...]:
        """Return which copies each bin reaches; interleaved ones may begin anew within it."""
        starts = positions(bins)
        stops = np.minimum(starts + bins.step, self.copies * count)
        if not self.is_interleaved:
            first, last = starts // count, (stops - 1) // count
            return (_Pieces(first, last, starts - first * count, stops - last * count),)
        row, copy = np.divmod(starts, self.copies)
        length = stops - starts
        until = np.minimum(copy + length, self.copies) - 1
        again = np.minimum(copy + length - self.copies, self.copies) - 1  # -1: it does not
        zero = np.zeros_like(row)
        return (_Pieces(copy, until, row, row + 1), _Pieces(zero, again, row + 1, row + 2))


def _within(pieces: _Pieces, bins: Indices, copy: Indices, count: int) -> Indices:
    """Return the middle of what a bin has of a copy."""
    first, last = pieces.first[bins], pieces.last[bins]
    if np.array_equal(pieces.stop, pieces.start + 1):  # one row (or column) of every copy
        return pieces.start[bins]
    start = np.where(copy == first, pieces.start[bins], 0)
    stop = np.where(copy == last, pieces.stop[bins], count)
    return (start + stop - 1) // 2
