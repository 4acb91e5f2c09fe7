"""What a trace shows, in one sentence and with numbers that add up to the gradient.

From a gradient the way runs back: what lights up is how fast the loss rises with each number.
From a value it runs forward: what lights up is how fast each number rises with that value, and
not what stands in the cells. Both end in the same gradient.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gradviz.engine.graph.edges import Edge
from gradviz.engine.graph.links import LOSS_CELL
from gradviz.engine.graph.paths import Paths, PathStep
from gradviz.language.english import about, counted, listed, named_value, relation
from gradviz.language.lines import bracketed
from gradviz.language.notation import SHARE, Notation
from gradviz.language.numbers import number, sum_of
from gradviz.language.words import KIND_NAMES
from gradviz.refs import CellRef
from gradviz.scene.corner.equations import LONGEST, Spans
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.spans import typeset

if TYPE_CHECKING:
    from gradviz.timeline.trace import Trace

_MOST = 6  # terms of a sum, and single numbers beside each other
_FEWEST = 3


def trace_caption(setting: Setting, trace: "Trace") -> tuple[Spans, Spans]:
    """Return two lines: what lights up, and its numbers."""
    theme, paths = setting.style.theme, trace.paths
    notation = setting.style.notation
    step = None if trace.is_complete else paths.steps[trace.step]
    words, numbers = trace_lines(paths, step, notation)
    return typeset(words, theme.muted), typeset(numbers, theme.text, "semibold")


def trace_lines(paths: Paths, step: PathStep | None, notation: Notation) -> tuple[str, str]:
    """Return both lines as plain text; without a step, of all paths together.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.engine.graph.paths import trace_back
    >>> paths = trace_back(backprop([[2, 3]], [[1], [4]], Y_grad=[[-5]]), CellRef("X", 0, 0))
    >>> for step in (*paths.steps, None):
    ...     print(trace_lines(paths, step, Notation())[1])
    ∂Y[1,1]/∂X[1,1] = 2
    X_grad[1,1] = (−5)·2 = −10
    X_grad[1,1] = −10;  the strongest, by Y[1,1]: 2·(−5) = −10
    """
    if step is None:
        return _whole(paths, notation)
    return _words(paths, step, notation), _numbers(paths, step, notation)


# --- what lights up


def _words(paths: Paths, step: PathStep, notation: Notation) -> str:
    if step.layer is None:
        return _words_of_loss(paths, notation)
    if step is paths.steps[0] and not paths.passes.uses(paths.ref.name):
        cell = notation.cell(paths.ref)
        return f"What lights up is no value but a slope: how fast what lies ahead rises with {cell}"
    names = paths.passes.layers[step.layer]
    if names.kind == "softmax":
        return f"Softmax mixes: every entry of the sample in {names.Y} hears of it"
    if not names.is_linear:
        blocked = sum(edge.is_blocked for edge in step.edges)
        told = f"{KIND_NAMES[names.kind]} multiplies each number by its slope there"
        return f"{told}: {blocked} of {len(step.edges)} stopped" if blocked else told
    name = paths.flow.cell.name
    is_used = name in (names.W, names.b)
    if is_used and any(_inner(edge).name.removesuffix("_grad") != name for edge in step.edges):
        return _words_of_use(paths, step, name, notation)
    if is_used:
        return _words_of_parameter(paths, name, notation)
    way = "Back" if paths.is_backward else "Forward"
    columns = sorted({e.factor_ref.col for e in step.edges if e.factor_ref is not None})
    if len(columns) == 1:
        line = notation.of_layer(names).line("W", "k", columns[0])
        turned = ", a row of its transpose" if paths.is_backward else ""
        return f"{way} through {names.W}: the weights on the way are {line}{turned}"
    return f"{way} through {names.W}: each number is multiplied by the weight on its way"


def _words_of_loss(paths: Paths, notation: Notation) -> str:
    gradient, seed = notation.cell(paths.gradient), paths.passes.layers[-1].Y + "_grad"
    if paths.is_backward:
        return f"All paths to {gradient} begin at the loss: {seed} says how it follows each output"
    if paths.flow.cell.name == paths.passes.layers[-1].Y:
        return f"The loss follows this output as {seed} says, and that is {gradient}"
    return f"Each of these derivatives counts as {seed} says; together they are {gradient}"


def _words_of_parameter(paths: Paths, name: str, notation: Notation) -> str:
    value = notation.cell(paths.flow.cell)
    if paths.is_backward:
        used = "is used once for" if name[0] == "W" else "was copied into"
        return f"{value} {used} each sample; what the samples say adds up"
    moved = "the inputs it is multiplied by" if name[0] == "W" else "1 for each sample"
    return f"How fast each output rises as {value} does: {moved}"


def _words_of_use(paths: Paths, step: PathStep, name: str, notation: Notation) -> str:
    value = notation.cell(paths.flow.cell)
    layer = (step.layer or 0) + 1
    if paths.is_backward:
        return f"{name} is used in layer {layer} too: a share for {value} leaves, the rest goes on"
    return f"{name} is used in layer {layer} too: what it does there is added to what comes through"


def _inner(edge: Edge) -> CellRef:
    """Return the end of an edge that is farther from the loss."""
    return edge.end if edge.end.name.endswith("_grad") else edge.start


# --- the numbers


def _numbers(paths: Paths, step: PathStep, notation: Notation) -> str:
    """Return what arrives at a cell that the step reaches, at the traced one if it is there."""
    ends = [edge.end for edge in step.edges]
    if all(edge.start in (LOSS_CELL, paths.ref) for edge in step.edges):  # one comes to each
        each = dict.fromkeys(ends)
        return _side_by_side(
            [
                named_value(_told(paths, step, end, notation), paths.arrived(step, end))
                for end in each
            ]
        )
    end = paths.ref if paths.ref in ends else ends[0]
    return _sum(paths, step, end, notation)


def _side_by_side(told: Sequence[str]) -> str:
    """Return equations beside each other, as many as fit under a picture."""
    for most in range(min(_MOST, len(told)), 0, -1):
        line = ",   ".join([*told[:most], *(["…"] if most < len(told) else [])])
        if len(line) <= LONGEST:
            break
    return line


def _sum(paths: Paths, step: PathStep, end: CellRef, notation: Notation) -> str:
    """Return "X_grad[2,3] = (−1)·0 + 1·(−2) = −2"."""
    arriving = [edge for edge in step.edges if edge.end == end]
    factors = [_factors(paths, edge) for edge in arriving]
    name, total = _told(paths, step, end, notation), paths.arrived(step, end)
    shown = [tuple(number(factor) for factor in term) for term in factors]
    terms = ["·".join(map(bracketed, term)) for term in shown]
    for most in range(_MOST, _FEWEST - 1, -1):
        written = sum_of(terms, most=most)
        if len(f"{name} = {written} = {number(total)}") <= LONGEST:
            break
    written += " + …" if step.omitted else ""
    sign = about(*(factor for term in factors for factor in term))
    result = about(total) if "…" in written else relation(number(total), shown)
    return f"{name} {sign} {written} {result} {number(total)}"


def _told(paths: Paths, step: PathStep, end: CellRef, notation: Notation) -> str:
    """Return what the number that arrives at a cell is called."""
    if end == LOSS_CELL:
        return notation.cell(paths.gradient)
    if not paths.is_backward:
        return f"∂{notation.cell(end)}/∂{notation.cell(paths.ref)}"
    if len(paths.passes.uses(end.name.removesuffix("_grad"))) > 1:
        return f"{SHARE}{notation.cell(end)} from layer {(step.layer or 0) + 1}"
    return notation.cell(end)


def _factors(paths: Paths, edge: Edge) -> tuple[float, ...]:
    """Return a factor and the number that it multiplies; a factor of 1 is left out."""
    start = paths.amount(edge.start)
    if edge.start == paths.ref:
        return (edge.factor,)
    return (start,) if edge.factor_ref is None else (edge.factor, start)


# --- all of it


def _whole(paths: Paths, notation: Notation) -> tuple[str, str]:
    """Say how many paths there are, and which of them counts most."""
    cell = notation.cell(paths.ref)
    ends = f"from the loss to {cell}" if paths.is_backward else f"from {cell} to the loss"
    along = "it" if paths.count == 1 else "a path and add up across paths"
    words = f"{counted(paths.count, 'path')} {ends}: numbers multiply along {along}"
    result, by = _result(paths, notation), _strongest(paths, notation)
    lines = (f"{result};  {told}" for told in by)
    return words, next((line for line in lines if len(line) <= LONGEST), result)


def _strongest(paths: Paths, notation: Notation) -> tuple[str, ...]:
    """Return what the strongest path gives, at length and in short; nothing of an edge alone."""
    best = paths.strongest_path()
    if len(best.edges) == 1:
        return ()
    factors, product = [number(edge.factor) for edge in best.edges], number(best.product)
    way = listed([notation.cell(ref) for ref in best.cells[1:-1][:2]])
    written = f"{'·'.join(map(bracketed, factors))} {relation(product, [factors])} {product}"
    return f"the strongest, by {way}: {written}", f"the strongest: {written}"


def _result(paths: Paths, notation: Notation) -> str:
    """Return the gradient, that of a tied matrix as the sum of its shares."""
    name, uses = notation.cell(paths.gradient), paths.passes.uses(paths.flow.cell.name)
    if len(uses) < 2:
        return named_value(name, paths.total)
    shares = [paths.share(layer) for layer in uses]
    shown = [(number(share),) for share in shares]
    written = " + ".join(bracketed(share) for (share,) in shown)
    total = number(paths.total)
    layers = listed([str(layer + 1) for layer in uses])
    sign, result = about(*shares), relation(total, shown)
    return f"{name} {sign} {written} {result} {total}, from layers {layers}"
