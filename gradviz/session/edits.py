"""Edits: pure functions from a document to a document.

An edit that changes nothing, bit for bit, returns the very same object, so ``new is old``
tells whether there is anything to undo. Whatever an edit returns is a valid document.
"""

import struct
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, freeze, size
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError, ShapeError
from gradviz.refs import CellRef
from gradviz.session.document import Document, LossChoice, ViewChoices, editable
from gradviz.session.fills import fill_values
from gradviz.session.sizes import resized, sizes_of
from gradviz.session.targets import (
    with_one_hot_columns,
    with_probability,
)

EDITOR_LIMIT = 64
"""Largest M, K and N that can be reached by editing; larger matrices come from files."""


def set_cell(document: Document, ref: CellRef, value: float) -> Document:
    """Set one entry.

    Under "cross_entropy" an entry of T takes its column along: the others are rescaled so
    that the column still sums to 1, see `with_probability`.

    Raises
    ------
    InputError
        If the matrix cannot be edited now, there is no such cell, or `value` is no
        probability where one is needed.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> set_cell(example(), CellRef("W", 0, 2), 1.5).W[0].tolist()
    [2.0, -1.0, 1.5]
    """
    values = _editable(document, ref.name)
    if not (0 <= ref.row < values.shape[0] and 0 <= ref.col < values.shape[1]):
        raise InputError(f"there is no cell {ref.shown(base=1)}: {ref.name} is {size(values)}")
    if _bits(float(values[ref.row, ref.col])) == _bits(value):
        return document
    if _holds_probabilities(document, ref.name):
        return _replace(document, "T", with_probability(values, ref.row, ref.col, value))
    changed = values.copy()
    changed[ref.row, ref.col] = value
    return _replace(document, ref.name, changed)


def set_block(
    document: Document,
    name: str,
    row: int,
    col: int,
    values: ArrayLike,
    *,
    grow: bool = False,
) -> Document:
    """Set a block of entries, its first at (row, col).

    A block of one entry is set as `set_cell` does it.

    Parameters
    ----------
    document : Document
    name : str
        One of `editable(document)`.
    row, col : int
        Where the top left entry goes, counted from 0.
    values : array_like, shape (rows, columns)
    grow : bool
        Whether a matrix that is too small for the block grows, up to `EDITOR_LIMIT`; what
        shares its sizes grows with it.

    Raises
    ------
    InputError
        If the matrix cannot be edited, the block does not fit, or T under "cross_entropy"
        would have a column that is no probability column.
    """
    current = _editable(document, name)
    block = as_matrix(values, "the block")
    if not (0 <= row < current.shape[0] and 0 <= col < current.shape[1]):
        raise InputError(
            f"there is no cell {CellRef(name, row, col).shown(base=1)}: {name} is {size(current)}"
        )
    if block.shape == (1, 1):
        return set_cell(document, CellRef(name, row, col), float(block[0, 0]))
    needed = (
        max(current.shape[0], row + block.shape[0]),
        max(current.shape[1], col + block.shape[1]),
    )
    if needed != current.shape:
        if not grow or (name == "b" and needed[1] > 1):
            raise InputError(_no_room(name, current, block, row, col))
        document = resize(document, **sizes_of(name, needed))
    changed = document.matrix(name).copy()
    changed[row : row + block.shape[0], col : col + block.shape[1]] = block
    return _replace(document, name, changed)


def set_matrix(document: Document, name: str, values: ArrayLike) -> Document:
    """Set a whole matrix; the others follow in size, as `resize` has them.

    There is no `EDITOR_LIMIT` here: matrices from files come this way.

    Raises
    ------
    InputError
        If the matrix cannot be edited, or T under "cross_entropy" has a column that is no
        probability column.
    ShapeError
        If it does not have two axes, is empty, or is a bias of more than one column.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> bigger = set_matrix(example(), "W", np.eye(5))
    >>> bigger.X.shape, bigger.target.shape
    ((5, 4), (5, 4))
    """
    _editable(document, name)
    matrix = as_matrix(values, name)
    if name == "b" and matrix.shape[1] != 1:
        raise ShapeError(f"b is one column, {document.M}×1: got {size(matrix)}")
    fitted = resized(document, **sizes_of(name, (matrix.shape[0], matrix.shape[1])))
    return _replace(fitted, name, matrix)


def resize(
    document: Document, *, M: int | None = None, K: int | None = None, N: int | None = None
) -> Document:
    """Change the sizes; what was there stays, new entries are 0.

    Under "cross_entropy" T keeps columns of probabilities: new columns get a 1 in their
    first row, columns that lost rows are rescaled.

    Parameters
    ----------
    document : Document
    M, K, N : int, optional
        1 to `EDITOR_LIMIT`; a size that is not given, or as it was, stays.

    Raises
    ------
    InputError
        If a size is out of bounds.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> resize(example(), K=2).W
    array([[ 2., -1.],
           [ 1.,  3.]])
    """
    asked = {"M": M, "K": K, "N": N}
    changed = {
        axis: count
        for axis, count in asked.items()
        if count is not None and count != getattr(document, axis)
    }
    for axis, count in changed.items():
        if not 1 <= count <= EDITOR_LIMIT:
            raise InputError(
                f"{axis} goes from 1 to {EDITOR_LIMIT} in the editor: got {count}; "
                "larger matrices open from .npz, .npy and .csv files"
            )
    return resized(document, **changed)


def with_bias(document: Document, on: bool) -> Document:
    """Give the layer a bias of zeros, or take its bias away."""
    if on == (document.b is not None):
        return document
    b = freeze(np.zeros((document.M, 1))) if on else None
    return replace(document, network=Network((Linear(document.W, b),)))


def set_loss(document: Document, loss: LossChoice) -> Document:
    """Choose the loss, or "seed" for a Y_grad made by hand.

    For "cross_entropy", each column of T that does not hold probabilities is replaced by
    one with a 1 at its largest entry. It is part of the same edit: undone with it.

    Raises
    ------
    InputError
        If there is no such loss.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> set_loss(example(), "cross_entropy").target
    array([[0., 0., 1., 0.],
           [1., 1., 0., 1.]])
    """
    if loss == document.loss:
        return document
    target = with_one_hot_columns(document.target) if loss == "cross_entropy" else document.target
    return replace(document, loss=loss, target=target)


def set_view(document: Document, **choices: str | float) -> Document:
    """Change how the document is looked at; the names are those of `ViewChoices`.

    Raises
    ------
    InputError
        If there is no such choice.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> set_view(example(), scale="fixed", limit=2.0).view.limit
    2.0
    """
    unknown = choices.keys() - set(ViewChoices.__slots__)
    if unknown:
        raise InputError(
            f"there is no view choice {min(unknown)!r}; there are "
            f"{', '.join(ViewChoices.__slots__)}"
        )
    view = replace(document.view, **choices)  # type: ignore[arg-type]  # checked by ViewChoices
    return document if view == document.view else replace(document, view=view)


def fill(document: Document, name: str, kind: str, seed: int = 0) -> Document:
    """Fill a whole matrix with one of `FILLS`.

    T under "cross_entropy" then becomes one-hot at the largest entry of each column, unless
    the column holds probabilities.

    Raises
    ------
    InputError
        If the matrix cannot be edited or there is no such fill.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> fill(example(), "W", "identity").W
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    rows, cols = _editable(document, name).shape
    values = fill_values(kind, (rows, cols), seed)
    if _holds_probabilities(document, name):
        values = with_one_hot_columns(values)
    return _replace(document, name, values)


def _editable(document: Document, name: str) -> Matrix:
    """Return the matrix under `name` if it can be edited now."""
    if name in editable(document):
        return document.matrix(name)
    reasons = {
        "b": "the layer has no bias; switch it on first",
        "T": f"the loss {document.loss!r} has no target; choose one that has",
        "Y_grad": "it comes from the loss; choose the hand-made seed first",
    }
    raise InputError(f"{name} cannot be edited: {reasons.get(name, 'it is computed')}")


def _holds_probabilities(document: Document, name: str) -> bool:
    return name == "T" and document.loss == "cross_entropy"


def _replace(document: Document, name: str, values: Matrix) -> Document:
    """Put a matrix of the right size in its place."""
    if values.tobytes() == document.matrix(name).tobytes():
        return document
    match name:
        case "W":
            return replace(document, network=Network((Linear(values, document.b),)))
        case "b":
            return replace(document, network=Network((Linear(document.W, values),)))
        case "X":
            return replace(document, X=freeze(values))
        case "T":
            return replace(document, target=freeze(values))
        case _:
            return replace(document, seed=freeze(values))


def _no_room(name: str, current: Matrix, block: Matrix, row: int, col: int) -> str:
    room = f"{current.shape[0] - row}×{current.shape[1] - col}"
    return (
        f"the block is {size(block)}, but {name} ({size(current)}) has room for {room} "
        f"from {CellRef(name, row, col).shown(base=1)} on"
    )


def _bits(value: float) -> bytes:
    return struct.pack("<d", value)
