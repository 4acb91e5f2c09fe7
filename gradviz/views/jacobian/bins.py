"""A Jacobian from afar: of every bin of its entries the one that matters most."""

from functools import lru_cache
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np

from gradviz.arrays import Indices, Mask, Matrix
from gradviz.engine.jacobians.chain import ChainJacobian
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.jacobians.pattern import Pattern
from gradviz.scene.marks.pyramid import extremes, strongest

AnyJacobian: TypeAlias = Jacobian | ChainJacobian

_MOST = 2**18
"""Entries that can differ from 0, of a Jacobian that is looked at as a whole; and
multiplications, a thousand times as many, that it may take to know them."""


class Bins(NamedTuple):
    """Which bins hold an entry that can differ from 0, and what each of these shows.

    Attributes
    ----------
    mask : ndarray of bool, shape (row bins, column bins)
    entries : ndarray
        In the order of ``mask.nonzero()``.
    """

    mask: Mask
    entries: Matrix


def bins_of(jacobian: AnyJacobian, rows: range, cols: range) -> Bins:
    """Return bins of a Jacobian, each with the entry that matters most: NaN, or the largest.

    Of a network that is too large to be known as a whole, each shows one of its entries. Of a
    large layer, blocks are looked at from afar too: a bin may show what stands right beside it.

    Parameters
    ----------
    jacobian : Jacobian or ChainJacobian
    rows, cols : range
        Where each bin begins; it is as long as the step. What is left over at the end, less
        than a bin, belongs to the last one.

    Examples
    --------
    >>> from gradviz.engine.jacobians.layer import layer_jacobian
    >>> J = layer_jacobian([[1.0, -5.0], [2.0, 3.0]], np.ones((2, 2)))
    >>> mask, entries = bins_of(J, range(0, 4, 2), range(0, 4, 2))
    >>> mask.tolist(), entries.tolist()
    ([[True, False], [False, True]], [-5.0, -5.0])
    """
    if rows.step * cols.step > 1 and _is_known(jacobian):
        return _in_sight(_binned(jacobian, rows.step, cols.step), rows, cols)
    found = jacobian.pattern.bins(rows, cols)
    if rows.step * cols.step == 1 or not isinstance(jacobian, Jacobian):
        return Bins(found.mask, jacobian.entries(found.rows, found.cols))
    sides = zip((found.rows, found.cols), (rows, cols), jacobian.shape, strict=True)
    starts = [at // side.step * side.step for at, side, _ in sides]
    sides = zip(starts, (rows, cols), jacobian.shape, strict=True)
    stops = [_stops(start, side.step, size) for start, side, size in sides]
    parts = _parts(jacobian.pattern, *zip(starts, stops, strict=True))
    return Bins(found.mask, _strongest_of(_block(jacobian), parts))


# --- all entries, where they are few


class _Binned(NamedTuple):
    """All bins of a Jacobian that are touched, row by row: their places and what they show."""

    rows: Indices
    cols: Indices
    entries: Matrix


def _is_known(jacobian: AnyJacobian) -> bool:
    """Tell whether all entries can be looked at without anybody having to wait."""
    if jacobian.pattern.entries > _MOST:
        return False
    if isinstance(jacobian, Jacobian):
        return True
    values = jacobian.passes.primals
    sweep = sum(values[name].shape[0] for record in jacobian.path for name in record.inputs)
    sweep += sum(values[r.inputs[0]].size for r in jacobian.path if r.op == "matmul")
    return bool(sweep * jacobian.shape[0] <= 1000 * _MOST)


@lru_cache(maxsize=2)
def _known(jacobian: AnyJacobian) -> _Binned:
    """Return all entries that can differ from 0, each with its place."""
    pattern = jacobian.pattern
    copy, row, col = np.ogrid[: pattern.copies, : pattern.rows, : pattern.cols]
    if pattern.is_interleaved:
        rows, cols = row * pattern.copies + copy, col * pattern.copies + copy
    else:
        rows, cols = copy * pattern.rows + row, copy * pattern.cols + col
    rows, cols = (flat.ravel() for flat in np.broadcast_arrays(rows, cols))
    return _Binned(rows, cols, jacobian.entries(rows, cols))


@lru_cache(maxsize=4)
def _binned(jacobian: AnyJacobian, high: int, wide: int) -> _Binned:
    rows, cols, entries = _known(jacobian)
    (down, across) = (max(1, n // by) for n, by in zip(jacobian.shape, (high, wide), strict=True))
    key = np.minimum(rows // high, down - 1) * across + np.minimum(cols // wide, across - 1)
    order = np.argsort(key, kind="stable")
    keys, first = np.unique(key[order], return_index=True)
    entries = entries[order]
    shown = strongest(np.maximum.reduceat(entries, first), np.minimum.reduceat(entries, first))
    return _Binned(*np.divmod(keys, across), shown)


def _in_sight(binned: _Binned, rows: range, cols: range) -> Bins:
    down, across = binned.rows - rows.start // rows.step, binned.cols - cols.start // cols.step
    is_seen = (down >= 0) & (down < len(rows)) & (across >= 0) & (across < len(cols))
    mask = np.zeros((len(rows), len(cols)), dtype=np.bool_)
    mask[down[is_seen], across[is_seen]] = True
    return Bins(mask, binned.entries[is_seen])


# --- blocks from afar, where they are many


class _Part(NamedTuple):
    """What bins have of a block, along one axis: the first and the last line of each."""

    first: Indices
    last: Indices


def _stops(starts: Indices, step: int, size: int) -> Indices:
    """Return where bins end; the last one has what is left over."""
    return np.where(starts + 2 * step > size, size, starts + step)


def _parts(
    pattern: Pattern, rows: tuple[Indices, Indices], cols: tuple[Indices, Indices]
) -> tuple[tuple[_Part, _Part], ...]:
    """Return parts of a block that hold together all that bins have of any copy, and little more.

    Parameters
    ----------
    pattern : Pattern
    rows, cols : tuple of ndarray
        Where the bins start and stop.
    """
    if pattern.is_interleaved:
        lines = (
            _Part(start // pattern.copies, (stop - 1) // pattern.copies)
            for start, stop in (rows, cols)
        )
        down, across = lines
        return ((down, across),)
    sides = ((rows, pattern.rows), (cols, pattern.cols))
    first = np.maximum(*(start // count for (start, _), count in sides))
    last = np.minimum(*((stop - 1) // count for (_, stop), count in sides))

    def part(copy: Indices) -> tuple[_Part, _Part]:
        down, across = (
            _Part(
                np.where(last - first > 1, 0, np.maximum(start - copy * count, 0)),
                np.where(last - first > 1, count, np.minimum(stop - copy * count, count)) - 1,
            )
            for (start, stop), count in sides
        )
        return down, across

    return part(first), part(last)


def _strongest_of(block: Matrix, parts: tuple[tuple[_Part, _Part], ...]) -> Matrix:
    """Return what matters most in parts of a block, seen at about the size of these parts."""
    highest = np.full(parts[0][0].first.shape, -np.inf)
    lowest = -highest
    for down, across in parts:
        levels = [_level(side) for side in (down, across)]
        seen = extremes(block, *levels)
        lines = [
            _lines(side, level, n)
            for side, level, n in zip((down, across), levels, seen.shape, strict=True)
        ]
        for row, col in product(*lines):
            found = seen[row, col]
            highest, lowest = np.maximum(highest, found), np.minimum(lowest, found)
    return strongest(highest, lowest)


def _level(side: _Part) -> int:
    """Return how often lines are halved so that a part has one to three of them."""
    return max(int((side.last - side.first).max(initial=0) + 1).bit_length() - 1, 0)


def _lines(side: _Part, level: int, count: int) -> list[Indices]:
    """Return the lines, at a level, that parts reach: all the first, all the second, ..."""
    first, last = (np.minimum(n >> level, count - 1) for n in side)
    return [np.minimum(first + n, last) for n in range(int((last - first).max(initial=0)) + 1)]


@lru_cache(maxsize=2)
def _block(jacobian: Jacobian) -> Matrix:
    """Return the block that repeats, the very same object each time."""
    return jacobian.block
