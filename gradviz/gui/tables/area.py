"""A rectangle of cells, and what a spreadsheet does with one.

Rows and columns here are those that people see: the convention of the document decides which
cells of its matrices they are.
"""

from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.convention import is_flipped
from gradviz.refs import CellRef
from gradviz.session.document import Document
from gradviz.session.edits import set_block
from gradviz.session.matrices.tables import presented


@dataclass(frozen=True, slots=True)
class TableArea:
    """Cells next to each other, as they are seen; `row` and `col` count from 0.

    Examples
    --------
    >>> area = TableArea(0, 1, rows=2, cols=1)
    >>> area.of(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[2.0], [4.0]]
    >>> area.shown("W", base=1), TableArea(1, 0).shown("W", base=1)
    ('W[1,2]:W[2,2]', 'W[2,1]')
    """

    row: int
    col: int
    rows: int = 1
    cols: int = 1

    @property
    def count(self) -> int:
        """How many cells there are."""
        return self.rows * self.cols

    @property
    def last(self) -> tuple[int, int]:
        """Row and column of the bottom right cell."""
        return self.row + self.rows - 1, self.col + self.cols - 1

    def of(self, values: Matrix) -> Matrix:
        """Return these cells of a matrix."""
        return values[self.row : self.row + self.rows, self.col : self.col + self.cols]

    def within(self, shape: tuple[int, ...]) -> "TableArea":
        """Return the part that a matrix of this shape has; at least its nearest cell."""
        row, col = min(self.row, shape[0] - 1), min(self.col, shape[1] - 1)
        return TableArea(row, col, min(self.rows, shape[0] - row), min(self.cols, shape[1] - col))

    def shown(self, name: str, base: int) -> str:
        """Return its name as people read it."""
        first, last = CellRef(name, self.row, self.col), CellRef(name, *self.last)
        return first.shown(base) if first == last else f"{first.shown(base)}:{last.shown(base)}"


def cleared(document: Document, name: str, area: TableArea) -> Document:
    """Return the document with 0 in an area.

    Raises
    ------
    InputError
        If T needs probabilities and zeros are none.
    """
    return _with_block(document, name, area, np.zeros((area.rows, area.cols)))


def pasted(
    document: Document, name: str, area: TableArea, block: Matrix
) -> tuple[Document, TableArea]:
    """Return the document with a block of numbers in it, and the area that it took.

    A single number fills the whole area. A larger block goes where the area starts, and the
    matrix grows to hold it, up to `gradviz.session.edits.EDITOR_LIMIT`; what shares its sizes
    follows.

    Raises
    ------
    InputError, ShapeError
        If the block does not fit.
    """
    if block.shape == (1, 1):
        block = np.full((area.rows, area.cols), block[0, 0])
    new = _with_block(document, name, area, block, grow=True)
    return new, TableArea(area.row, area.col, *block.shape)


def filled_down(document: Document, name: str, area: TableArea) -> Document:
    """Return the document with the first row of an area in all of its rows.

    An area of one row is filled from the row above it.
    """
    first = area.row - 1 if area.rows == 1 else area.row
    source = TableArea(first, area.col, 1, area.cols).of(seen(document, name))
    return _with_block(document, name, area, np.repeat(source, area.rows, axis=0))


def filled_right(document: Document, name: str, area: TableArea) -> Document:
    """Return the document with the first column of an area in all of its columns.

    An area of one column is filled from the column on its left.
    """
    first = area.col - 1 if area.cols == 1 else area.col
    source = TableArea(area.row, first, area.rows, 1).of(seen(document, name))
    return _with_block(document, name, area, np.repeat(source, area.cols, axis=1))


def seen(document: Document, name: str) -> Matrix:
    """Return a matrix of the document as people see it: transposed where they write it so."""
    return presented(name, document.matrix(name), document.convention)


def _with_block(
    document: Document, name: str, area: TableArea, block: Matrix, *, grow: bool = False
) -> Document:
    row, col = area.row, area.col
    if is_flipped(document.convention, name):
        row, col, block = col, row, block.T
    return set_block(document, name, row, col, block, grow=grow)
