"""Which cells a cell is made of, and which it goes into: one step in either direction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gradviz.engine.losses import is_of_softmax
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, LOSSES
from gradviz.engine.wiring import LayerNames
from gradviz.errors import InputError
from gradviz.messages.message import say
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


_LINEAR = (
    _Step("Y", "ij", {"W": "ik", "X": "kj", "b": "i1"}),
    _Step("X_grad", "kj", {"W": "ik", "Y_grad": "ij"}),
    _Step("W_grad", "ik", {"Y_grad": "ij", "X": "kj"}),
    _Step("b_grad", "i1", {"Y_grad": "ij"}),
)
_ELEMENTWISE = (
    _Step("Y", "ij", {"X": "ij"}),
    _Step("X_grad", "ij", {"Y_grad": "ij", "X": "ij"}),
)
_LAYERS: Mapping[str, tuple[_Step, ...]] = {
    **dict.fromkeys(ELEMENTWISE, _ELEMENTWISE),
    "linear": _LINEAR,
    "identity": (_Step("Y", "ij", {"X": "ij"}), _Step("X_grad", "ij", {"Y_grad": "ij"})),
    "softmax": (  # it mixes a column
        _Step("Y", "ij", {"X": "mj"}),
        _Step("X_grad", "ij", {"Y_grad": "mj", "X": "mj"}),
    ),
}


def sources(passes: Passes, ref: CellRef) -> tuple[Block, ...]:
    """Return the cells that a cell is computed from, directly.

    Layer by layer: the product before a bias, P1, is passed over, so that Y1 comes from W1, X
    and b1. The gradient of a matrix that several layers use comes from all of them.

    Parameters
    ----------
    passes : Passes
    ref : CellRef
        A cell of any of its matrices, by its name in the network.

    Returns
    -------
    tuple of Block
        Empty for what is given: W, X, b, T, a seed, and the ones that the loss "sum" starts from.

    Raises
    ------
    InputError
        If there is no such cell.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2, 3], [4, 5, 6]], [[1], [2], [3]])
    >>> [str(block) for block in sources(p, CellRef("X_grad", 1, 0))]
    ['W[0:2,1:2]', 'Y_grad[0:2,0:1]']
    """
    ref = known_cell(passes, ref)
    return tuple(
        _block(passes, name, letters, _bound(step.letters, ref))
        for step in _steps(passes)
        if step.output == ref.name
        for name, letters in step.inputs.items()
    )


def feeds(passes: Passes, ref: CellRef) -> tuple[Block, ...]:
    """Return the cells that are computed from a cell, directly.

    Parameters
    ----------
    passes : Passes
    ref : CellRef
        A cell of any of its matrices, by its name in the network.

    Returns
    -------
    tuple of Block
        Empty for the gradients that nothing is made of any more.

    Raises
    ------
    InputError
        If there is no such cell.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2, 3], [4, 5, 6]], [[1], [2], [3]])
    >>> [str(block) for block in feeds(p, CellRef("W", 0, 2))]
    ['Y[0:1,0:1]', 'X_grad[2:3,0:1]']
    """
    ref = known_cell(passes, ref)
    return tuple(
        _block(passes, step.output, step.letters, _bound(step.inputs[ref.name], ref))
        for step in _steps(passes)
        if ref.name in step.inputs
    )


def known_cell(passes: Passes, ref: CellRef) -> CellRef:
    """Return a cell by the name by which its matrix is shown.

    Raises
    ------
    InputError
        If there is no such cell; the message says how large its matrix is.
    """
    rows, cols = passes.matrix(ref.name).shape
    if not (0 <= ref.row < rows and 0 <= ref.col < cols):
        raise InputError(
            say(
                "there is no cell {cell}: {matrix} is {size}",
                cell=str(ref),
                matrix=ref.name,
                size=f"{rows}×{cols}",
            )
        )
    return replace(ref, name=passes.name(ref.name))


def _steps(passes: Passes) -> Iterator[_Step]:
    """Yield how everything is computed: forward through the layers, the loss, and back."""
    last = passes.layers[-1]
    for layer in passes.layers:
        yield _named(layer, _rules(layer)[0])
    yield _named(last, _Step("Y_grad", "ij", _loss_inputs(passes.loss_name)))
    for layer in reversed(passes.layers):
        for step in _rules(layer)[1:]:
            if step.output != "b_grad" or layer.b is not None:
                yield _named(layer, step)


def _loss_inputs(loss: str | None) -> Mapping[str, str]:
    if loss is None or not LOSSES[loss].needs_target:
        return {}
    return {"Y": "mj" if is_of_softmax(loss) else "ij", "T": "ij"}  # softmax mixes a column


def _rules(layer: LayerNames) -> tuple[_Step, ...]:
    return _LAYERS[layer.kind]


def _named(layer: LayerNames, step: _Step) -> _Step:
    """Return a step of a layer with the names that its matrices have in the network."""
    inputs = {
        layer.name(role): letters
        for role, letters in step.inputs.items()
        if role != "b" or layer.b is not None
    }
    return _Step(layer.name(step.output), step.letters, inputs)


def _bound(letters: str, ref: CellRef) -> Mapping[str, int]:
    """Return which index each letter of a cell's matrix has."""
    return {letters[0]: ref.row, letters[1]: ref.col}


def _block(passes: Passes, name: str, letters: str, bound: Mapping[str, int]) -> Block:
    rows, cols = (
        range(bound[letter], bound[letter] + 1) if letter in bound else range(length)
        for letter, length in zip(letters, passes.matrix(name).shape, strict=True)
    )
    return Block(name, rows, cols)
