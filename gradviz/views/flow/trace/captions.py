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
from gradviz.language.english import about, equals, named_value, relation
from gradviz.language.lines import bracketed
from gradviz.language.notation import Notation
from gradviz.language.numbers import number, sum_of
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, Part, joined, listed, say, say_many, verbatim
from gradviz.refs import CellRef
from gradviz.scene.corner.equations import LONGEST, Spans
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.spans import told

if TYPE_CHECKING:
    from gradviz.timeline.trace import Trace

_MOST = 6  # terms of a sum, and single numbers beside each other
_FEWEST = 3


def trace_caption(setting: Setting, trace: "Trace") -> tuple[Spans, Spans]:
    """Return two lines: what lights up, and its numbers."""
    style, paths = setting.style, trace.paths
    step = None if trace.is_complete else paths.steps[trace.step]
    words, numbers = trace_lines(paths, step, style.notation)
    return told(words, style), told(numbers, style, style.theme.text, "semibold")


def trace_lines(paths: Paths, step: PathStep | None, notation: Notation) -> tuple[Message, Message]:
    """Return both lines; without a step, of all paths together.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.engine.graph.paths import trace_back
    >>> paths = trace_back(backprop([[2, 3]], [[1], [4]], Y_grad=[[-5]]), CellRef("X", 0, 0))
    >>> for step in (*paths.steps, None):
    ...     print(trace_lines(paths, step, Notation())[1])
    ∂Y[1,1]/∂X[1,1] = 2
    X_grad[1,1] = (−5)·2 = −10
    X_grad[1,1] = −10;  the strongest, through Y[1,1]: 2·(−5) = −10
    """
    if step is None:
        return _whole(paths, notation)
    return _words(paths, step, notation), _numbers(paths, step, notation)


# --- what lights up


def _words(paths: Paths, step: PathStep, notation: Notation) -> Message:
    if step.layer is None:
        return _words_of_loss(paths, notation)
    if step is paths.steps[0] and not paths.passes.uses(paths.ref.name):
        return say(
            "What lights up is a slope, not a value: how fast the numbers ahead change with {cell}",
            cell=notation.cell(paths.ref),
        )
    names = paths.passes.layers[step.layer]
    if names.kind == "softmax":
        return say("Softmax mixes: every entry of the sample in {Y} takes part", Y=names.Y)
    if not names.is_linear:
        return _words_of_slopes(step, KIND_NAMES[names.kind])
    name = paths.flow.cell.name
    is_used = name in (names.W, names.b)
    if is_used and any(_inner(edge).name.removesuffix("_grad") != name for edge in step.edges):
        return _words_of_use(paths, step, name, notation)
    if is_used:
        return _words_of_parameter(paths, name, notation)
    return _words_of_weights(paths, step, notation.of_layer(names))


def _words_of_slopes(step: PathStep, kind: str) -> Message:
    blocked = sum(edge.is_blocked for edge in step.edges)
    if not blocked:
        return say("{kind} multiplies each number by its slope there", kind=kind)
    return say_many(
        "{kind} multiplies each number by its slope there: {count} of {all} is stopped",
        "{kind} multiplies each number by its slope there: {count} of {all} are stopped",
        blocked,
        kind=kind,
        all=len(step.edges),
    )


def _words_of_weights(paths: Paths, step: PathStep, notation: Notation) -> Message:
    W, columns = notation.name("W"), {e.factor_ref.col for e in step.edges if e.factor_ref}
    if len(columns) != 1 and paths.is_backward:
        return say("Back through {W}: each number is multiplied by the weight on its way", W=W)
    if len(columns) != 1:
        return say("Forward through {W}: each number is multiplied by the weight on its way", W=W)
    line = notation.line("W", "k", columns.pop())
    if not paths.is_backward:
        return say("Forward through {W}: the weights on the way are {line}", W=W, line=line)
    if notation.is_row("W", "k"):
        return say(
            "Back through {W}: the weights on the way are {line}, a column of its transpose",
            W=W,
            line=line,
        )
    return say(
        "Back through {W}: the weights on the way are {line}, a row of its transpose",
        W=W,
        line=line,
    )


def _words_of_loss(paths: Paths, notation: Notation) -> Message:
    gradient, seed = notation.cell(paths.gradient), paths.passes.layers[-1].Y + "_grad"
    if paths.is_backward:
        return say(
            "All paths to {gradient} begin at the loss: {seed} says how it changes with each "
            "output",
            gradient=gradient,
            seed=seed,
        )
    if paths.flow.cell.name == paths.passes.layers[-1].Y:
        return say(
            "{seed} says how the loss changes with this output, and that is {gradient}",
            seed=seed,
            gradient=gradient,
        )
    return say(
        "Each of these derivatives is multiplied by its entry of {seed}; they add up to {gradient}",
        seed=seed,
        gradient=gradient,
    )


def _words_of_parameter(paths: Paths, name: str, notation: Notation) -> Message:
    cell, is_weight = notation.cell(paths.flow.cell), name[0] == "W"
    if paths.is_backward and is_weight:
        return say("{cell} is used once for each sample; what the samples give adds up", cell=cell)
    if paths.is_backward:
        return say("{cell} was copied into each sample; what the samples give adds up", cell=cell)
    if is_weight:
        return say(
            "The derivative of each output with respect to {cell} is the input that it multiplies",
            cell=cell,
        )
    return say(
        "The derivative of each output with respect to {cell} is 1, once for each sample",
        cell=cell,
    )


def _words_of_use(paths: Paths, step: PathStep, name: str, notation: Notation) -> Message:
    layer = (step.layer or 0) + 1
    if paths.is_backward:
        return say(
            "{name} is used in layer {layer} too: a share for {cell} leaves, the rest goes on",
            name=name,
            layer=layer,
            cell=notation.cell(paths.flow.cell),
        )
    return say(
        "{name} is used in layer {layer} too: what it does there is added to what comes through",
        name=name,
        layer=layer,
    )


def _inner(edge: Edge) -> CellRef:
    """Return the end of an edge that is farther from the loss."""
    return edge.end if edge.end.name.endswith("_grad") else edge.start


# --- the numbers


def _numbers(paths: Paths, step: PathStep, notation: Notation) -> Message:
    """Return what arrives at a cell that the step reaches, at the traced one if it is there."""
    ends = [edge.end for edge in step.edges]
    if all(edge.start in (LOSS_CELL, paths.ref) for edge in step.edges):  # one comes to each
        each = [
            joined([_named(paths, step, end, notation), equals(paths.arrived(step, end))])
            for end in dict.fromkeys(ends)
        ]
        return _side_by_side(each, notation)
    end = paths.ref if paths.ref in ends else ends[0]
    return _sum(paths, step, end, notation)


def _side_by_side(equations: Sequence[Message], notation: Notation) -> Message:
    """Return equations beside each other, as many as fit under a picture."""
    for most in range(min(_MOST, len(equations)), 0, -1):
        rest = ("…",) if most < len(equations) else ()
        line = joined([*equations[:most], *rest], ",   ")
        if _fits(line, notation):
            break
    return line


def _fits(line: Message, notation: Notation) -> bool:
    return len(line.text(notation.language)) <= LONGEST


def _sum(paths: Paths, step: PathStep, end: CellRef, notation: Notation) -> Message:
    """Return "X_grad[2,3] = (−1)·0 + 1·(−2) = −2"."""
    arriving = [edge for edge in step.edges if edge.end == end]
    factors = [_factors(paths, edge) for edge in arriving]
    name, total = _named(paths, step, end, notation), number(paths.arrived(step, end))
    shown = [tuple(number(factor) for factor in term) for term in factors]
    terms = ["·".join(map(bracketed, term)) for term in shown]
    for most in range(_MOST, _FEWEST - 1, -1):
        written = sum_of(terms, most=most)
        if _fits(joined([name, "=", written, "=", total]), notation):
            break
    written += " + …" if step.omitted else ""
    sign = about(*(factor for term in factors for factor in term))
    result = about(paths.arrived(step, end)) if "…" in written else relation(total, shown)
    return joined([name, sign, written, result, total])


def _named(paths: Paths, step: PathStep, end: CellRef, notation: Notation) -> Part:
    """Return what the number that arrives at a cell is called."""
    if end == LOSS_CELL:
        return notation.cell(paths.gradient)
    if not paths.is_backward:
        return f"∂{notation.cell(end)}/∂{notation.cell(paths.ref)}"
    if len(paths.passes.uses(end.name.removesuffix("_grad"))) > 1:
        layer = (step.layer or 0) + 1
        return say("share of {cell} from layer {layer}", cell=notation.cell(end), layer=layer)
    return notation.cell(end)


def _factors(paths: Paths, edge: Edge) -> tuple[float, ...]:
    """Return a factor and the number that it multiplies; a factor of 1 is left out."""
    start = paths.amount(edge.start)
    if edge.start == paths.ref:
        return (edge.factor,)
    return (start,) if edge.factor_ref is None else (edge.factor, start)


# --- all of it


def _whole(paths: Paths, notation: Notation) -> tuple[Message, Message]:
    """Say how many paths there are, and which of them counts most."""
    cell = notation.cell(paths.ref)
    if paths.is_backward:
        words = say_many(
            "{count} path from the loss to {cell}: multiply the numbers along it",
            "{count} paths from the loss to {cell}: multiply the numbers along each path, then add "
            "up the paths",
            paths.count,
            cell=cell,
        )
    else:
        words = say_many(
            "{count} path from {cell} to the loss: multiply the numbers along it",
            "{count} paths from {cell} to the loss: multiply the numbers along each path, then add "
            "up the paths",
            paths.count,
            cell=cell,
        )
    result = _result(paths, notation)
    lines = (joined([result, best], ";  ") for best in _strongest(paths, notation))
    return words, next((line for line in lines if _fits(line, notation)), result)


def _strongest(paths: Paths, notation: Notation) -> tuple[Message, ...]:
    """Return what the strongest path gives, at length and in short; nothing of an edge alone."""
    best = paths.strongest_path()
    if len(best.edges) == 1:
        return ()
    factors, product = [number(edge.factor) for edge in best.edges], number(best.product)
    cells = listed([notation.cell(ref) for ref in best.cells[1:-1][:2]])
    written = f"{'·'.join(map(bracketed, factors))} {relation(product, [factors])} {product}"
    return (
        say("the strongest, through {cells}: {product}", cells=cells, product=written),
        say("the strongest: {product}", product=written),
    )


def _result(paths: Paths, notation: Notation) -> Message:
    """Return the gradient, that of a tied matrix as the sum of its shares."""
    name, uses = notation.cell(paths.gradient), paths.passes.uses(paths.flow.cell.name)
    if len(uses) < 2:
        return verbatim(named_value(name, paths.total))
    shares = [paths.share(layer) for layer in uses]
    shown = [(number(share),) for share in shares]
    written = " + ".join(bracketed(share) for (share,) in shown)
    total = number(paths.total)
    sign, result = about(*shares), relation(total, shown)
    return say(
        "{sum}, from layers {layers}",
        sum=f"{name} {sign} {written} {result} {total}",
        layers=listed([layer + 1 for layer in uses]),
    )
