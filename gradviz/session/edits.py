"""Edits: pure functions from a document to a document.

An edit that changes nothing, bit for bit, returns the very same object, so ``new is old``
tells whether there is anything to undo. Whatever an edit returns is a valid document.
"""

import struct
from dataclasses import replace

from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, freeze, size
from gradviz.engine.convention import Convention
from gradviz.engine.losses import is_of_softmax
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import joined, say
from gradviz.refs import CellRef
from gradviz.session.document import Document, LossChoice, ViewChoices
from gradviz.session.editable import is_editable
from gradviz.session.fills import fill_values
from gradviz.session.layers import with_parameters
from gradviz.session.refusals import no_cell, no_room, not_editable
from gradviz.session.sizes import SAMPLES, check_limits, resized, sizes_of
from gradviz.session.targets import (
    with_one_hot_columns,
    with_probability,
)


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
        raise no_cell(document, ref, values)
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
    current, ref = _editable(document, name), CellRef(name, row, col)
    block = as_matrix(values, say("the block"))
    if not (0 <= row < current.shape[0] and 0 <= col < current.shape[1]):
        raise no_cell(document, ref, current)
    if block.shape == (1, 1):
        return set_cell(document, ref, float(block[0, 0]))
    needed = (
        max(current.shape[0], row + block.shape[0]),
        max(current.shape[1], col + block.shape[1]),
    )
    if needed != current.shape:
        if not grow or (name.startswith("b") and needed[1] > 1):
            raise no_room(document, ref, current, block)
        sizes = sizes_of(document, name, needed)
        check_limits(document, sizes)
        document = resized(document, sizes)
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
        If it does not have two axes, is empty, is a bias of more than one column, or has to be
        square because layers share it.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> bigger = set_matrix(example(), "W", [[1] * 5] * 5)
    >>> bigger.X.shape, bigger.target.shape
    ((5, 4), (5, 4))
    """
    _editable(document, name)
    matrix = as_matrix(values, name)
    if name.startswith("b") and matrix.shape[1] != 1:
        rows = len(document.matrix(name))
        raise ShapeError(
            say(
                "{name} is one column, {rows}×1: got {size}",
                name=name,
                rows=rows,
                size=size(matrix),
            )
        )
    sizes = sizes_of(document, name, (matrix.shape[0], matrix.shape[1]))
    return _replace(resized(document, sizes), name, matrix)


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
        Rows of the last output, rows of X, samples: 1 to `EDITOR_LIMIT`. A size that is not
        given, or as it was, stays.

    Raises
    ------
    InputError
        If a size is out of bounds, or M and K are one size and are to differ.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> resize(example(), K=2).W
    array([[ 2., -1.],
           [ 1.,  3.]])
    """
    asked = {0: K, len(document.network.layers): M, SAMPLES: N}
    sizes = {place: count for place, count in asked.items() if count is not None}
    check_limits(document, sizes)
    return resized(document, sizes)


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
    target = with_one_hot_columns(document.target) if is_of_softmax(loss) else document.target
    return replace(document, loss=loss, target=target)


def set_convention(document: Document, convention: Convention) -> Document:
    """Choose how people read and write the document; its numbers stay.

    Raises
    ------
    InputError
        If there is no such convention.
    """
    if convention == document.convention:
        return document
    return replace(document, convention=convention)


def set_view(document: Document, **choices: object) -> Document:
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
            say(
                "there is no view choice {name}; there are {names}",
                name=repr(min(unknown)),
                names=joined(ViewChoices.__slots__, ", "),
            )
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
    if is_editable(document, name):
        return document.matrix(name)
    raise not_editable(document, name)


def _holds_probabilities(document: Document, name: str) -> bool:
    return name == "T" and is_of_softmax(document.loss)


def _replace(document: Document, name: str, values: Matrix) -> Document:
    """Put a matrix of the right size in its place."""
    if values.tobytes() == document.matrix(name).tobytes():
        return document
    if name == "X":
        return replace(document, X=freeze(values))
    if name == "T":
        return replace(document, target=freeze(values))
    if name == document.seed_name:
        return replace(document, seed=freeze(values))
    if name.startswith("d"):
        return replace(document, tangents={**document.tangents, name: freeze(values)})
    return with_parameters(document, {name: values})


def _bits(value: float) -> bytes:
    return struct.pack("<d", value)
