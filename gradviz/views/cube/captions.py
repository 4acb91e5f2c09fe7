"""What is happening in the cube, in one sentence with the actual numbers."""

from dataclasses import replace

from gradviz.engine.passes import Passes
from gradviz.explain.formula import shown_terms
from gradviz.explain.sums import Sum, sum_for
from gradviz.language.english import about, relation
from gradviz.language.lines import bracketed
from gradviz.language.notation import Axis, Notation
from gradviz.language.numbers import number
from gradviz.language.words import KIND_NAMES, seed_formula
from gradviz.messages.line import Run
from gradviz.messages.message import Message, joined, say, say_many, verbatim
from gradviz.refs import CellRef
from gradviz.scene.corner.captions import shares_added
from gradviz.scene.corner.equations import LONGEST, Spans, equation, length, vector
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.spans import hint, loss_spans, told, typeset
from gradviz.views.cube.faces import Cube
from gradviz.views.cube.highlight import Pointed, pointed_at
from gradviz.views.cube.layout import IJK, axes_of
from gradviz.views.cube.timeline import TURN

_MOST_PRODUCTS = 6  # of a longer sum the middle is left out


def cube_caption(
    cube: Cube, ref: CellRef | None, layer: int | None, *, is_still: bool
) -> tuple[Spans, Spans]:
    """Return two lines: what happens, or what is pointed at, and its numbers.

    Parameters
    ----------
    cube : Cube
    ref : CellRef or None
        The cell that is pointed at.
    layer : int or None
        The layer that was chosen: an activation has no cube.
    is_still : bool
        Whether a product was chosen to be looked at.
    """
    setting, product = cube.setting, cube.product
    moment, phase = setting.moment, setting.phase
    pointed = pointed_at(cube, ref)
    if pointed is not None:
        words, numbers = _pointed(cube, pointed)
    elif (is_still and product.step is None) or setting.is_at_rest:
        words, numbers = _at_rest(cube)
    elif phase.kind == TURN:
        words, numbers = _turn(cube)
    elif moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        i, j, k = (Run(axis, axis) for axis in IJK)
        start = say(
            "Press Space: planes of products add up along {k}, then along {i} and {j}.",
            k=k,
            i=i,
            j=j,
        )
        words, numbers = hint(start, setting.style), ()
    else:
        words, numbers = _plane(cube, moment.step)
    return (*words, *_beside(cube, layer)), numbers


def no_product(passes: Passes) -> Message:
    """Return what is said of a network in which nothing is multiplied by a matrix."""
    if passes.layers[-1].kind == "softmax":
        return say("There is no cube: softmax does not multiply by a matrix of weights.")
    return say(
        "There is no cube: {kind} works on each number by itself, nothing is summed over an index.",
        kind=KIND_NAMES[passes.layers[-1].kind],
    )


def counted_range(planes: range, notation: Notation) -> Message:
    """Return positions as people count them: "2", or "17 to 32".

    Examples
    --------
    >>> for planes in (range(1, 2), range(16, 32)):
    ...     print(counted_range(planes, Notation()))
    2
    17 to 32
    """
    first, last = notation.count(planes.start), notation.count(planes.stop - 1)
    return verbatim(first) if first == last else say("{first} to {last}", first=first, last=last)


def _beside(cube: Cube, layer: int | None) -> Spans:
    """Return why another layer is shown than the one that was chosen."""
    setting = cube.setting
    if layer is None or layer == setting.layer:
        return ()
    kind = KIND_NAMES[setting.network.layers[layer].kind]
    if setting.layer < layer:
        words = say("({kind} has no cube: this is the layer before it)", kind=kind)
    else:
        words = say("({kind} has no cube: this is the layer after it)", kind=kind)
    return Span("   ", setting.style.theme.muted), *told(words, setting.style)


# --- one plane


def _plane(cube: Cube, step: int) -> tuple[Spans, Spans]:
    product, notation = cube.product, cube.setting.notation
    planes, axis = product.slab(step), product.axis
    first, second = (_line(notation, role, axis, planes) for role in notation.order(product.role))
    words = say_many(
        "{axis} = {at}: {first} times {second}; one plane of products, added along {axis}",
        "{axis} = {at}: {first} times {second}; {count} planes of products, added along {axis}",
        len(planes),
        axis=Run(axis, axis),
        at=counted_range(planes, notation),
        first=first,
        second=second,
    )
    is_last = step == product.phase.count - 1
    if product.role == "Y" and cube.setting.sizes.has_bias and is_last:
        words = say("{planes}; then {b} is added", planes=words, b=notation.name("b"))
    return told(words, cube.setting.style), _plane_numbers(cube, step)


def _line(notation: Notation, role: str, axis: Axis, planes: range) -> Message:
    """Return "column 2 of W", or "columns 17 to 32 of W"."""
    if len(planes) == 1:
        return notation.line(role, axis, planes.start)
    at, matrix = counted_range(planes, notation), notation.name(role)
    if notation.is_row(role, axis):
        return say("rows {range} of {matrix}", range=at, matrix=matrix)
    return say("columns {range} of {matrix}", range=at, matrix=matrix)


def _plane_numbers(cube: Cube, step: int) -> Spans:
    """Return the two lines whose numbers are multiplied, each by each."""
    product, style = cube.product, cube.setting.style
    planes, theme = product.slab(step), style.theme
    place = told(say("{n} of {all}", n=step + 1, all=product.phase.count), style)
    count = Span("   ", theme.muted), *place
    if len(planes) > 1:
        return count
    factors = []
    for role in cube.setting.notation.order(product.role):
        values = cube.setting.passes.matrix(role)
        is_column = axes_of(role)[1] == product.axis
        line = values[:, planes.start] if is_column else values[planes.start]
        factors.append(line)
    if sum(map(len, factors)) * 3 > LONGEST:
        return count
    outer = " ⊗ ".join(vector(line.tolist()) for line in factors)
    spans = (*typeset(outer, theme.text, "semibold"), *count)
    return spans if length(spans) <= LONGEST else count


def _turn(cube: Cube) -> tuple[Spans, Spans]:
    setting, notation = cube.setting, cube.setting.notation
    style, Y, Y_grad = setting.style, notation.name("Y"), notation.name("Y_grad")
    if not setting.is_last:
        words = say(
            "The layers after it send back {Y_grad}, which takes the face of {Y}",
            Y_grad=Y_grad,
            Y=Y,
        )
        return told(words, style), ()
    if setting.loss == "seed":
        words = say(
            "The seed is {Y_grad}, one number for each of {Y}: it takes the face of {Y}",
            Y_grad=Y_grad,
            Y=Y,
        )
    else:
        words = say(
            "The loss sends back {Y_grad}, one number for each of {Y}: it takes the face of {Y}",
            Y_grad=Y_grad,
            Y=Y,
        )
    return told(words, style), typeset(seed_formula(setting.loss, notation), style.theme.text)


def _at_rest(cube: Cube) -> tuple[Spans, Spans]:
    style, loss = cube.setting.style, cube.setting.network.loss
    theme = style.theme
    words = hint(
        say("Point at a cell to see its products in the box; drag beside the cells to turn it."),
        style,
    )
    numbers = () if loss is None else loss_spans(loss, theme)
    setting, role = cube.setting, cube.product.role
    if not setting.is_shared(role):
        return words, numbers
    shares = joined(
        (say("share of layer {layer}", layer=layer + 1) for layer in setting.sharing(role)), " + "
    )
    whole = told(joined([setting.name(role), shares], " = "), style, theme.text)
    return words, (*numbers, *((Span(",   ", theme.muted),) if numbers else ()), *whole)


# --- one cell


def _pointed(cube: Cube, pointed: Pointed) -> tuple[Spans, Spans]:
    notation, axis = cube.setting.notation, pointed.axis
    count, cell, letter = cube.space.counts[axis], notation.cell(pointed.ref), Run(axis, axis)
    if pointed.role == cube.product.role:
        words = say_many(
            "{cell} is the one product in line with it, along {axis}",
            "{cell} is the sum of the {count} products in line with it, along {axis}",
            count,
            cell=cell,
            axis=letter,
        )
        return told(words, cube.setting.style), _sum_numbers(cube, pointed)
    others = [role for role in MATRICES[cube.product.role] if role != pointed.role]
    other = next(role for role in others if role != cube.product.role)
    words = say_many(
        "{cell} is a factor in {count} product, along {axis}: times {line}, for {result}",
        "{cell} is a factor in {count} products, along {axis}: times {line}, for {result}",
        count,
        cell=cell,
        axis=letter,
        line=_in_line(notation, other, pointed),
        result=_in_line(notation, cube.product.role, pointed),
    )
    return told(words, cube.setting.style), _factor_numbers(cube, pointed, other)


def _in_line(notation: Notation, role: str, pointed: Pointed) -> Message:
    """Return the row or column of another matrix that goes with a cell."""
    fixed = next(axis for axis in axes_of(role) if axis != pointed.axis)
    return notation.line(role, fixed, pointed.place[fixed])


def _sum_numbers(cube: Cube, pointed: Pointed) -> Spans:
    """Return a cell as the sum it is; of a long one the middle is left out."""
    setting, notation = cube.setting, cube.setting.notation
    total = sum_for(setting.passes, pointed.ref)
    some = _shortened(total)
    terms = shown_terms(some, notation)
    entries = [*some.left.tolist(), *some.right.tolist()]
    if total.bias is not None:
        terms.append((number(total.bias),))
        entries.append(total.bias)
    written = ["·".join(map(bracketed, term)) for term in terms]
    name, value = notation.cell(pointed.ref), number(total.total + 0.0)
    if written == [value]:
        return equation(setting, name, [(about(total.total), value)])
    if some is total:
        sign = relation(value, terms)
    else:
        written.insert(some.count - 1, "…")
        sign = about(total.total)
    spans = equation(setting, name, [(about(*entries), " + ".join(written)), (sign, value)])
    if length(spans) > LONGEST:
        spans = equation(setting, name, [(about(total.total), value)])
    return (*spans, *shares_added(setting, pointed.ref))


def _shortened(total: Sum) -> Sum:
    """Leave out the middle of a long sum."""
    if total.count <= _MOST_PRODUCTS:
        return total
    kept = [*range(_MOST_PRODUCTS - 2), total.count - 1]
    return replace(total, left=total.left[kept], right=total.right[kept])


def _factor_numbers(cube: Cube, pointed: Pointed, other: str) -> Spans:
    """Return a cell times the line of the other factor, and the products."""
    setting = cube.setting
    count = cube.space.counts[pointed.axis]
    ref = pointed.ref
    value = float(setting.passes.matrix(ref.name)[ref.row, ref.col])
    if count * 6 > LONGEST:
        return equation(setting, setting.notation.cell(ref), [(about(value), number(value))])
    rows, cols = pointed.block(other, count)
    line = setting.passes.matrix(other)[rows.start : rows.stop, cols.start : cols.stop].ravel()
    products = cube.product.line(pointed.axis, pointed.place).ravel().tolist()
    theme = setting.style.theme
    sign = about(value, *line.tolist(), *products)
    spans = (
        *typeset(f"{bracketed(number(value))} · {vector(line.tolist())}", theme.text),
        Span(f" {sign} ", theme.muted),
        *typeset(vector(products), theme.text, "semibold"),
    )
    return spans if length(spans) <= LONGEST else ()
