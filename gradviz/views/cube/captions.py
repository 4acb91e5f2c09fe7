"""What is happening in the cube, in one sentence with the actual numbers."""

from dataclasses import replace

from gradviz.engine.passes import Passes
from gradviz.explain.formula import shown_terms
from gradviz.explain.sums import Sum, sum_for
from gradviz.language.english import about, counted, relation
from gradviz.language.lines import bracketed
from gradviz.language.notation import Axis, Notation
from gradviz.language.numbers import number
from gradviz.language.words import KIND_NAMES, seed_formula
from gradviz.refs import CellRef
from gradviz.scene.corner.captions import shares_added
from gradviz.scene.corner.equations import LONGEST, Spans, equation, length, vector
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.spans import loss_spans, typeset
from gradviz.views.cube.faces import Cube
from gradviz.views.cube.highlight import Pointed, pointed_at
from gradviz.views.cube.layout import axes_of
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
        start = "Press Space: planes of products add up along "
        told = _lettered(cube, (start, "k", ", then along ", "i", " and ", "j", "."))
        words, numbers = tuple(replace(span, for_hands=True) for span in told), ()
    else:
        words, numbers = _plane(cube, moment.step)
    return (*words, *_beside(cube, layer)), numbers


def no_product(passes: Passes) -> str:
    """Return what is said of a network in which nothing is multiplied by a matrix."""
    kind = KIND_NAMES[passes.layers[-1].kind]
    if passes.layers[-1].kind == "softmax":
        return "There is no cube: softmax multiplies by no matrix of weights."
    return f"There is no cube: {kind} works on each number alone, nothing is summed over an index."


def counted_range(planes: range, notation: Notation) -> str:
    """Return positions as people count them: "2", or "17 to 32".

    Examples
    --------
    >>> counted_range(range(1, 2), Notation()), counted_range(range(16, 32), Notation())
    ('2', '17 to 32')
    """
    first, last = notation.count(planes.start), notation.count(planes.stop - 1)
    return str(first) if first == last else f"{first} to {last}"


def _beside(cube: Cube, layer: int | None) -> Spans:
    """Return why another layer is shown than the one that was chosen."""
    setting = cube.setting
    if layer is None or layer == setting.layer:
        return ()
    kind = KIND_NAMES[setting.network.layers[layer].kind]
    where = "before" if setting.layer < layer else "after"
    told = f"   ({kind} has no cube: this is the layer {where} it)"
    return (Span(told, setting.style.theme.muted),)


def _lettered(cube: Cube, parts: tuple[str, ...]) -> Spans:
    """Return a sentence; parts that are just an index have its colour."""
    theme = cube.setting.style.theme
    spans: list[Span] = []
    for part in parts:
        if part in ("i", "j", "k"):
            spans.append(Span(part, theme.axis(part), "semibold"))
        else:
            spans += typeset(part, theme.muted)
    return tuple(spans)


# --- one plane


def _plane(cube: Cube, step: int) -> tuple[Spans, Spans]:
    product, notation = cube.product, cube.setting.notation
    planes, axis = product.slab(step), product.axis
    at = counted_range(planes, notation)
    first, second = notation.order(product.role)
    lines = [_line(notation, role, axis, planes) for role in (first, second)]
    how = "one plane" if len(planes) == 1 else f"{len(planes)} planes"
    is_last = step == product.phase.count - 1
    bias = product.role == "Y" and cube.setting.sizes.has_bias and is_last
    told = f" = {at}: {lines[0]} times {lines[1]}; {how} of products, added along "
    after = (f"; then {notation.name('b')} is added",) if bias else ()
    return _lettered(cube, (axis, told, axis, *after)), _plane_numbers(cube, step)


def _line(notation: Notation, role: str, axis: Axis, planes: range) -> str:
    """Return "column 2 of W", or "columns 17 to 32 of W"."""
    if len(planes) == 1:
        return notation.line(role, axis, planes.start)
    way = notation.direction(role, axis)
    return f"{way}s {counted_range(planes, notation)} of {notation.name(role)}"


def _plane_numbers(cube: Cube, step: int) -> Spans:
    """Return the two lines whose numbers are multiplied, each by each."""
    product, theme = cube.product, cube.setting.style.theme
    planes, count = product.slab(step), Span(f"   {step + 1} of {product.phase.count}", theme.muted)
    if len(planes) > 1:
        return (count,)
    factors = []
    for role in cube.setting.notation.order(product.role):
        values = cube.setting.passes.matrix(role)
        is_column = axes_of(role)[1] == product.axis
        line = values[:, planes.start] if is_column else values[planes.start]
        factors.append(line)
    if sum(map(len, factors)) * 3 > LONGEST:
        return (count,)
    told = " ⊗ ".join(vector(line.tolist()) for line in factors)
    spans = (*typeset(told, theme.text, "semibold"), count)
    return spans if length(spans) <= LONGEST else (count,)


def _turn(cube: Cube) -> tuple[Spans, Spans]:
    setting, notation = cube.setting, cube.setting.notation
    theme, Y = setting.style.theme, notation.name("Y")
    if not setting.is_last:
        told = f"The layers after it send back {Y}_grad: it takes the face of {Y}"
        return typeset(told, theme.muted), ()
    who = "The seed is" if setting.loss == "seed" else "The loss sends back"
    told = f"{who} {Y}_grad, a number for each of {Y}: it takes the face of {Y}"
    return typeset(told, theme.muted), typeset(seed_formula(setting.loss, notation), theme.text)


def _at_rest(cube: Cube) -> tuple[Spans, Spans]:
    theme, loss = cube.setting.style.theme, cube.setting.network.loss
    told = "Point at a cell to see its products in the box; drag beside the cells to turn it."
    words = (Span(told, theme.muted, for_hands=True),)
    numbers = () if loss is None else loss_spans(loss, theme)
    setting, role = cube.setting, cube.product.role
    if not setting.is_shared(role):
        return words, numbers
    shares = [f"share of layer {layer + 1}" for layer in setting.sharing(role)]
    whole = typeset(f"{setting.name(role)} = {' + '.join(shares)}", theme.text)
    return words, (*numbers, *((Span(",   ", theme.muted),) if numbers else ()), *whole)


# --- one cell


def _pointed(cube: Cube, pointed: Pointed) -> tuple[Spans, Spans]:
    notation, axis = cube.setting.notation, pointed.axis
    count = cube.space.counts[axis]
    name = notation.cell(pointed.ref)
    if pointed.role == cube.product.role:
        products = "one product" if count == 1 else f"{count} products"
        told = f"{name} is the sum of the {products} in line with it, along "
        if count == 1:
            told = f"{name} is the one product in line with it, along "
        return _lettered(cube, (told, axis)), _sum_numbers(cube, pointed)
    others = [role for role in MATRICES[cube.product.role] if role != pointed.role]
    other = next(role for role in others if role != cube.product.role)
    lines = [_in_line(notation, role, pointed) for role in (other, cube.product.role)]
    told = f"{name} is a factor of {counted(count, 'product')}, along "
    after = f": times {lines[0]}, for {lines[1]}"
    return _lettered(cube, (told, axis, after)), _factor_numbers(cube, pointed, other)


def _in_line(notation: Notation, role: str, pointed: Pointed) -> str:
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
    told = equation(setting, name, [(about(*entries), " + ".join(written)), (sign, value)])
    if length(told) > LONGEST:
        told = equation(setting, name, [(about(total.total), value)])
    return (*told, *shares_added(setting, pointed.ref))


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
