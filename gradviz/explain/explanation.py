"""Everything there is to say about one cell: its sentence, its formula, its parts, its check."""

from dataclasses import dataclass

from gradviz.engine.checking.check import CellCheck, check_cell
from gradviz.engine.graph.dependence import Block, feeds, sources
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES
from gradviz.explain.formula import formula
from gradviz.explain.sentences import sentence
from gradviz.explain.subject import subject
from gradviz.language.english import block_words
from gradviz.language.lines import Part
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.messages.line import Line
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef


@dataclass(frozen=True, slots=True)
class Place:
    """Cells of one matrix in words, "column 2 of W", and the first of them.

    `first` is None for what is no cell of a matrix: "the loss".
    """

    words: Message
    first: CellRef | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say about a cell.

    Attributes
    ----------
    ref : CellRef
    title : str
        Its name as people count: "X_grad[2,1]".
    value : float
    told : Message
        What it means, in plain sentences; `sentence` is the same in English.
    formula : tuple of Line
        In letters, then with the numbers, then the result. For W, X and b the formula of their
        gradient.
    parts : tuple of Part
        All the numbers that add up to `value`; empty where it is no sum.
    comes_from, feeds : tuple of Place
        What it is computed from, and what is computed from it, one step each way; never empty.
    check : CellCheck or None
        None for what is no gradient, and where none was asked for.
    """

    ref: CellRef
    title: str
    value: float
    told: Message
    formula: tuple[Line, ...]
    parts: tuple[Part, ...]
    comes_from: tuple[Place, ...]
    feeds: tuple[Place, ...]
    check: CellCheck | None

    @property
    def sentence(self) -> str:
        """What the cell means, in English."""
        return str(self.told)

    @property
    def is_gradient(self) -> bool:
        """Whether it is an entry of a gradient, so that differences can check it."""
        is_part = self.ref.name == "x_grad"  # of one sample, in the Jacobian view
        return self.ref.name.endswith("_grad") and not is_part


def explain(
    passes: Passes, ref: CellRef, notation: Notation | None = None, *, with_check: bool = True
) -> Explanation:
    """Explain one cell.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth. NaN and infinities are told in words.
    ref : CellRef
        A cell of any of its matrices.
    notation : Notation, optional
        How people write it.
    with_check : bool
        Whether to check it by differences: some more forward passes.

    Raises
    ------
    InputError
        If there is no such cell.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.messages.line import plain
    >>> p = backprop([[2, -1], [1, 3]], [[1], [3]], Y_grad=[[1], [1]])
    >>> told = explain(p, CellRef("X_grad", 1, 0))
    >>> told.title, told.value, told.check.verdict
    ('X_grad[2,1]', 2.0, 'agrees')
    >>> [plain(line) for line in told.formula]
    ['Σᵢ W[i,2] · Y_grad[i,1]', '= (−1)·1 + 3·1', '= 2']
    >>> [(part.label, part.value) for part in told.parts]
    [('W[1,2]·Y_grad[1,1]', -1.0), ('W[2,2]·Y_grad[2,1]', 3.0)]
    """
    how = notation or Notation()
    comes_from = _origin(passes, ref, how)  # refuses a cell that is not there
    written = formula(passes, ref, how)
    return Explanation(
        ref=ref,
        title=how.cell(ref),
        value=float(passes.matrix(ref.name)[ref.row, ref.col]) + 0.0,
        told=sentence(passes, ref, how),
        formula=written.lines,
        parts=written.parts,
        comes_from=comes_from,
        feeds=_use(passes, ref, how),
        check=check_cell(passes, ref) if with_check and ref.name.endswith("_grad") else None,
    )


def _origin(passes: Passes, ref: CellRef, notation: Notation) -> tuple[Place, ...]:
    s = subject(passes, ref, notation)
    loss = passes.loss_name if s.role == "Y_grad" else None
    otherwise = say("what was typed in")
    if loss is not None and not LOSSES[loss].needs_target:
        otherwise = say("the loss, {formula}", formula=LOSS_WORDS[loss].formula(s.called("Y")))
    return _places(sources(passes, ref), notation, otherwise)


def _use(passes: Passes, ref: CellRef, notation: Notation) -> tuple[Place, ...]:
    is_output = not ref.name.endswith("_grad")
    otherwise = say("the loss l") if is_output else say("nothing else: the way back ends here")
    return _places(feeds(passes, ref), notation, otherwise)


def _places(blocks: tuple[Block, ...], notation: Notation, otherwise: Message) -> tuple[Place, ...]:
    if not blocks:
        return (Place(otherwise, None),)
    return tuple(
        Place(block_words(block, notation), CellRef(block.name, block.rows[0], block.cols[0]))
        for block in blocks
    )
