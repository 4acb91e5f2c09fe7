"""What a trace shows, in one sentence with the actual numbers."""

from typing import TYPE_CHECKING

from gradviz.engine.flow import Edge
from gradviz.engine.passes import Passes
from gradviz.engine.paths import Step
from gradviz.refs import CellRef, is_gradient
from gradviz.scene.english import counted, is_rounded, listed
from gradviz.scene.equations import Spans
from gradviz.scene.lines import bracketed
from gradviz.scene.notation import Notation
from gradviz.scene.numbers import number, sum_of
from gradviz.scene.setting import Setting
from gradviz.scene.words import KIND_NAMES, typeset

if TYPE_CHECKING:
    from gradviz.scene.tracing import Trace


def trace_caption(setting: Setting, trace: "Trace") -> tuple[Spans, Spans]:
    """Return two lines: what lights up, and its numbers."""
    theme = setting.style.theme
    notation = Notation(setting.style.base, setting.style.convention)
    if trace.is_complete:
        words, numbers = _whole(trace, notation)
    else:
        step = trace.paths.steps[trace.step]
        words = _words(setting, trace, step, notation)
        numbers = _numbers(trace.paths.passes, step, notation)
    return typeset(words, theme.muted), typeset(numbers, theme.text, "semibold")


def _words(setting: Setting, trace: "Trace", step: Step, notation: Notation) -> str:
    cell = notation.cell(trace.paths.ref)
    if step.layer is None:
        return f"All paths to {cell} begin at the loss, which says how it follows each output"
    names = setting.network.layers[step.layer]
    local = notation.of_layer(names)
    blocked = sum(edge.is_blocked for edge in step.edges)
    if names.kind == "softmax":
        return f"Softmax mixes: every entry of the sample in {names.Y} hears of it"
    if not names.is_linear:
        told = f"{KIND_NAMES[names.kind]} multiplies each number by its slope there"
        return f"{told}: {blocked} of {len(step.edges)} stopped" if blocked else told
    role = names.role(_inner(step).name) or ""
    if role.startswith(("W", "b")):
        primal = cell.replace("_grad", "")
        used = "is used once for" if role.startswith("W") else "was copied into"
        return f"{primal} {used} each sample; what the samples say adds up"
    columns = sorted({e.factor_ref.col for e in step.edges if e.factor_ref is not None})
    if len(columns) == 1:
        line = local.line("W", "k", columns[0])
        return f"Back through {names.W}: the weights on the way are {line}, a row of its transpose"
    return f"Back through {names.W}: each number is multiplied by the weight it came through"


def _inner(step: Step) -> CellRef:
    """Return the end of an edge that is farther from the loss."""
    edge = step.edges[0]
    return edge.end if edge.end.name.endswith("_grad") else edge.start


def _numbers(passes: Passes, step: Step, notation: Notation) -> str:
    """Return what arrives at the first cell that the step reaches."""
    end = step.edges[0].end
    arriving = [edge for edge in step.edges if edge.end == end]
    if step.layer is None or end.name == "l":
        told = [f"{notation.cell(edge.end)} = {number(edge.contribution)}" for edge in step.edges]
        return ",   ".join(told[:4]) + (", …" if len(told) > 4 else "")
    total = sum(edge.contribution for edge in arriving)
    written = sum_of([_product(passes, edge) for edge in arriving], most=6)
    about = "≈" if is_rounded(total) or len(arriving) > 6 else "="
    return f"{notation.cell(end)} = {written} {about} {number(total)}"


def _product(passes: Passes, edge: Edge) -> str:
    """Return a factor times the number that it multiplies."""
    if edge.factor_ref is None:
        return bracketed(number(edge.contribution))
    ref = edge.start
    if is_gradient(ref.name):
        start = float(passes.matrix(ref.name)[ref.row, ref.col])
    elif edge.factor:
        start = edge.contribution / edge.factor
    else:  # a tangent that cannot be told from what becomes of it
        return "0"
    return f"{bracketed(number(edge.factor))}·{bracketed(number(start))}"


def _whole(trace: "Trace", notation: Notation) -> tuple[str, str]:
    """Say how many paths there are, and which of them counts most."""
    paths = trace.paths
    value = float(paths.passes.matrix(paths.ref.name)[paths.ref.row, paths.ref.col])
    cell = notation.cell(paths.ref)
    best = paths.strongest_path()
    factors = [number(edge.factor) for edge in best.edges]
    product = "·".join(map(bracketed, factors))
    words = (
        f"{counted(paths.count, 'path')} between the loss and {cell}: "
        "numbers multiply along a path and add up across paths"
    )
    way = listed([notation.cell(ref) for ref in best.cells[1:3]])
    told = f"the strongest, by {way}: {product} = {number(best.product)}"
    return words, f"{cell} = {number(value)};  {told}"
