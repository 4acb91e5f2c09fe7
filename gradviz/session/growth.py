"""What an edit made larger or smaller, in words."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Literal, TypeAlias

import numpy as np

from gradviz.arrays import Matrix
from gradviz.messages.message import NOTHING, Message, joined, listed, say, say_many
from gradviz.session.document import Document
from gradviz.session.editable import editable
from gradviz.session.matrices.tables import presented

_Change: TypeAlias = tuple[Literal["size", "lines"], int, int]
"""Rows and columns that a matrix has now, or how many it got, below 0 what it lost."""


def sizes_told(old: Document, new: Document) -> Message:
    """Say which matrices have another size now, as people of the convention see them.

    Parameters
    ----------
    old, new : Document
        Before and after an edit.

    Returns
    -------
    Message
        Without a full stop; false if no size has changed, or it is another document altogether.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.edits import resize, set_block
    >>> print(sizes_told(example(), set_block(example(), "W", 1, 0, [[5, 6, 7]] * 2, grow=True)))
    W is now 3×3, T got a row of zeros
    >>> print(sizes_told(example(), resize(example(), N=3)))
    X and T lost a column
    """
    if old.convention != new.convention:
        return NOTHING
    told: dict[_Change, list[str]] = {}
    for name, was in _kept(old, new).items():
        before = presented(was, old.matrix(was), old.convention)
        after = presented(name, new.matrix(name), new.convention)
        if before.shape != after.shape:
            told.setdefault(_change(before, after), []).append(name)
    ordered = sorted(told.items(), key=lambda change: change[0][0] != "size")
    return joined((_told(names, change) for change, names in ordered), ", ")


def _kept(old: Document, new: Document) -> dict[str, str]:
    """Return, for every matrix that was there before, the name that it had."""
    if old.network.names == new.network.names:
        return {name: name for name in editable(new)}
    layers = {id(layer) for layer in old.network.layers}
    is_other = all(id(layer) not in layers for layer in new.network.layers)
    if is_other and old.matrix("X") is not new.matrix("X"):
        return {}
    found: dict[str, str] = {}
    for before, after in _kept_layers(old, new):
        names, were = new.network.names[after], old.network.names[before]
        for name, was in ((names.W, were.W), (names.b, were.b)):
            if name is not None and was is not None:
                found.setdefault(name, was)
    ends = [name for name in ("X", "T") if name in editable(old) and name in editable(new)]
    return found | {name: name for name in ends}


def _kept_layers(old: Document, new: Document) -> Iterator[tuple[int, int]]:
    """Return pairs of layers, before and after; one put in or taken out is in none."""
    pairs = zip(old.network.layers, new.network.layers, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))
    added = len(new.network.layers) - len(old.network.layers)
    for before in range(len(old.network.layers)):
        after = before if before < same else before + added
        is_gone = same <= before < same - added
        if not is_gone:
            yield before, after


def _change(before: Matrix, after: Matrix) -> _Change:
    rows, cols = (min(pair) for pair in zip(before.shape, after.shape, strict=True))
    expected = np.zeros(after.shape)
    expected[:rows, :cols] = before[:rows, :cols]
    if not np.array_equal(expected, after, equal_nan=True):
        return "size", *after.shape
    return "lines", after.shape[0] - before.shape[0], after.shape[1] - before.shape[1]


def _told(names: list[str], change: _Change) -> Message:
    """Say what became of matrices that changed alike."""
    kind, rows, cols = change
    all_names = listed(names)
    if kind == "size":
        return say_many(
            "{names} is now {rows}×{cols}",
            "{names} are now {rows}×{cols}",
            len(names),
            names=all_names,
            rows=rows,
            cols=cols,
        )
    got, lost = _lines(max(rows, 0), max(cols, 0)), _lines(max(-rows, 0), max(-cols, 0))
    if not lost:
        return say("{names} got {lines} of zeros", names=all_names, lines=got)
    if not got:
        return say("{names} lost {lines}", names=all_names, lines=lost)
    return say("{names} got {got} of zeros and lost {lost}", names=all_names, got=got, lost=lost)


def _lines(rows: int, cols: int) -> Message:
    lines = [
        *([say_many("a row", "{count} rows", rows)] if rows else []),
        *([say_many("a column", "{count} columns", cols)] if cols else []),
    ]
    return listed(lines) if lines else NOTHING
