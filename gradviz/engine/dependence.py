"""Which cells a cell is made of, and which it goes into: one step in either direction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.refs import CellRef


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells of one matrix, counted from 0.

    Examples
    --------
    >>> block = Block("W", range(1, 2), range(3))
    >>> CellRef("W", 1, 2) in block
    True
    >>> str(block)
    'W[1:2,0:3]'
    """

    name: str
    rows: range
    cols: range

    def __contains__(self, ref: object) -> bool:
        return (
            isinstance(ref, CellRef)
            and ref.name == self.name
            and ref.row in self.rows
            and ref.col in self.cols
        )

    def __iter__(self) -> Iterator[CellRef]:
        return (CellRef(self.name, row, col) for row in self.rows for col in self.cols)

    def __str__(self) -> str:
        rows, cols = self.rows, self.cols
        return f"{self.name}[{rows.start}:{rows.stop},{cols.start}:{cols.stop}]"


@dataclass(frozen=True, slots=True)
class _Step:
    """How one matrix is computed, in index letters: Y "ij" from W "ik" and X "kj".

    A letter that inputs share with the output has its value; another runs over its whole axis.
    """

    output: str
    letters: str
    inputs: Mapping[str, str]


_PRODUCTS = (
    _Step("Y", "ij", {"W": "ik", "X": "kj", "b": "i1"}),
    _Step("X_grad", "kj", {"W": "ik", "Y_grad": "ij"}),
    _Step("W_grad", "ik", {"Y_grad": "ij", "X": "kj"}),
    _Step("b_grad", "i1", {"Y_grad": "ij"}),
)
_LOSS_INPUTS: Mapping[str | None, Mapping[str, str]] = {
    None: {},
    "sum": {},
    "squared_error": {"Y": "ij", "T": "ij"},
    "mse": {"Y": "ij", "T": "ij"},
    "cross_entropy": {"Y": "mj", "T": "ij"},  # softmax mixes a column of Y
}


def sources(passes: Passes, ref: CellRef) -> tuple[Block, ...]:
    """Return the cells that a cell is computed from, directly.

    Parameters
    ----------
    passes : Passes
        Of one layer.
    ref : CellRef
        A cell of any of its matrices.

    Returns
    -------
    tuple of Block
        Empty for what is given: W, X, b, T, a seed, and the ones that the loss "sum" starts from.

    Raises
    ------
    InputError
        If there is no such cell, or more than one layer.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2, 3], [4, 5, 6]], [[1], [2], [3]])
    >>> [str(block) for block in sources(p, CellRef("X_grad", 1, 0))]
    ['W[0:2,1:2]', 'Y_grad[0:2,0:1]']
    """
    _check_cell(passes, ref)
    return tuple(
        _block(passes, name, letters, _bound(step.letters, ref))
        for step in _steps(passes)
        if step.output == ref.name
        for name, letters in step.inputs.items()
        if name in passes.names
    )


def feeds(passes: Passes, ref: CellRef) -> tuple[Block, ...]:
    """Return the cells that are computed from a cell, directly.

    Parameters
    ----------
    passes : Passes
        Of one layer.
    ref : CellRef
        A cell of any of its matrices.

    Returns
    -------
    tuple of Block
        Empty for the gradients that nothing is made of any more.

    Raises
    ------
    InputError
        If there is no such cell, or more than one layer.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2, 3], [4, 5, 6]], [[1], [2], [3]])
    >>> [str(block) for block in feeds(p, CellRef("W", 0, 2))]
    ['Y[0:1,0:1]', 'X_grad[2:3,0:1]']
    """
    _check_cell(passes, ref)
    return tuple(
        _block(passes, step.output, step.letters, _bound(step.inputs[ref.name], ref))
        for step in _steps(passes)
        if ref.name in step.inputs and step.output in passes.names
    )


def _steps(passes: Passes) -> tuple[_Step, ...]:
    forward, *back = _PRODUCTS
    return (forward, _Step("Y_grad", "ij", _LOSS_INPUTS[passes.loss_name]), *back)


def _bound(letters: str, ref: CellRef) -> Mapping[str, int]:
    """Return which index each letter of a cell's matrix has."""
    return {letters[0]: ref.row, letters[1]: ref.col}


def _block(passes: Passes, name: str, letters: str, bound: Mapping[str, int]) -> Block:
    rows, cols = (
        range(bound[letter], bound[letter] + 1) if letter in bound else range(length)
        for letter, length in zip(letters, passes.matrix(name).shape, strict=True)
    )
    return Block(name, rows, cols)


def _check_cell(passes: Passes, ref: CellRef) -> None:
    if not passes.is_one_layer:
        raise InputError("where a cell comes from is told for networks of one layer")
    rows, cols = passes.matrix(ref.name).shape
    if not (0 <= ref.row < rows and 0 <= ref.col < cols):
        raise InputError(f"there is no cell {ref}: {ref.name} is {rows}×{cols}")
