"""What is written in a Jacobian picture: what it is, what it would cost, names of its parts."""

from gradviz.engine.jacobians.cost import Cost, Costs, costs
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.jacobians.vec import memory
from gradviz.language.numbers import scientific
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, say, say_many
from gradviz.scene.corner.matrix import rooms
from gradviz.scene.layout.namebar import Bar, beside, name_with_bar, under
from gradviz.scene.layout.page import text_lines
from gradviz.scene.marks.frame import Color, Label, Mark, Span
from gradviz.scene.marks.spans import name_spans, told
from gradviz.views.jacobian.setting import ProductSetting

_TABLE = (176.0, 74.0, 96.0)
"""Width of words, least and most of a column of numbers, times the text factor."""
_HEAD = (say("numbers"), say("memory"), say("× to build it"), say("× to use it"))
_LINE = 20.0
_MUCH = 2  # times: so much dearer is what nobody does
_EXACT = 10_000_000
"""Larger counts are told with three digits."""


def heading(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return what is shown, in the free quadrant above J: title, formula, and what it costs."""
    style, area = setting.shown.style, setting.plan.words
    theme, text, gap = style.theme, style.text, Span("     ", style.theme.muted)
    if area.height < 30 * text:
        return ()
    lines = [
        (20, told(title(setting), style, theme.text, "semibold"), 17.0),
        (50, product(setting, theme.text), 21.0),
        (77, (*made_of(setting, theme.text), gap, *told(_size(setting), style)), 15.0),
    ]
    seen = [line for line in lines if line[0] * text <= area.height]
    return (*text_lines(seen, area, style), *_costs(setting))


def title(setting: ProductSetting) -> Message:
    """Return "The Jacobian of Y with respect to X"."""
    of, wrt = setting.options.of, setting.options.wrt
    return say("The Jacobian of {of} with respect to {wrt}", of=of, wrt=wrt)


def product(setting: ProductSetting, color: Color) -> tuple[Span, ...]:
    """Return "dl = y_gradᵀ J dx"."""
    gap = Span(" ", color)
    row, column = (setting.name(part, color, "regular") for part in ("y_grad", "dx"))
    return (Span("dl = ", color), *row, gap, Span("J", color), gap, *column)


def made_of(setting: ProductSetting, color: Color) -> tuple[Span, ...]:
    """Return what J is: "J = W", "J = I₄ ⊗ W", "J = diag(relu′) W1"."""
    return (Span("J = ", color), *expression(setting, color))


def expression(setting: ProductSetting, color: Color) -> tuple[Span, ...]:
    """Return the same without its name: "W", "I₄ ⊗ W", "diag(relu′) W1"."""
    jacobian = setting.lin.jacobian
    if not isinstance(jacobian, Jacobian):
        return _factors(setting, color)
    pattern = jacobian.pattern
    block = name_spans(block_of(setting), color)
    if pattern.is_dense:
        return block
    eye = (Span("I", color), Span(str(pattern.copies), color, script=-1))
    times = (Span(" ⊗ ", color),)
    parts = (block, times, eye) if pattern.is_interleaved else (eye, times, block)
    return tuple(span for part in parts for span in part)


def block_of(setting: ProductSetting) -> str:
    """Return what the copies in the Jacobian of a layer are copies of: "W", or "X^T"."""
    notation = setting.shown.notation
    if setting.options.wrt[0] in "Wb":
        return _input(setting) + ("" if notation.is_flipped("X") else "^T")
    return _parameter(setting) + ("^T" if notation.is_flipped("W") else "")


def _parameter(setting: ProductSetting) -> str:
    """Return the name of the weight of the layer that is differentiated."""
    layers = setting.shown.passes.layers
    return next(str(layer.W) for layer in layers if setting.options.of == layer.Y)


def _input(setting: ProductSetting) -> str:
    layers = setting.shown.passes.layers
    return next(layer.X for layer in layers if setting.options.of == layer.Y)


def _factors(setting: ProductSetting, color: Color) -> tuple[Span, ...]:
    """Return the product of the Jacobians of all layers on the way, the last one first."""
    passes, notation = setting.shown.passes, setting.shown.notation
    wrt = passes.key(setting.options.wrt)
    flip = "^T" if notation.is_flipped("W") else ""
    written: list[tuple[Span, ...]] = []
    chain = setting.lin.jacobian
    path = () if isinstance(chain, Jacobian) else chain.path
    if setting.options.wrt[0] in "Wb" and sum(wrt in record.inputs for record in path) > 1:
        words = say("a sum of products, one for each use of {matrix}", matrix=_shown(setting, wrt))
        return told(words, setting.shown.style, color)
    for record in reversed(path):
        if record.op == "matmul" and wrt not in record.inputs[:1]:
            written.append(name_spans(_shown(setting, record.inputs[0]) + flip, color))
        elif record.op == "matmul":
            factor = _shown(setting, record.inputs[1]) + ("" if flip else "^T")
            written.append((*name_spans(factor, color), Span(" ⊗ I", color)))
        elif record.op == "softmax":
            written.append(
                (Span("(diag(y) − y y", color), Span("T", color, script=1), Span(")", color))
            )
        elif record.op not in ("add_bias", "identity"):
            written.append((Span(f"diag({KIND_NAMES[record.op]}′)", color),))
    if not written:
        return (Span("I", color),)
    gap = Span(" ", color)
    return tuple(span for n, part in enumerate(written) for span in ((gap,) if n else ()) + part)


def _shown(setting: ProductSetting, key: str) -> str:
    """Return what a value is called: with one layer W, not W1."""
    names = setting.shown.passes.names
    return key if key in names else key.rstrip("0123456789")


def _size(setting: ProductSetting) -> Message:
    """Return how large J is, and which samples it is of."""
    size = "×".join(map(str, setting.lin.shape))
    sample, samples = setting.options.sample, setting.shown.passes.primals["X"].shape[1]
    if sample is not None:
        at = setting.shown.notation.count(sample)
        return say("{size}, sample {sample}", size=size, sample=at)
    return say_many("{size}, the one sample", "{size}, all {count} samples", samples, size=size)


def _costs(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return a table of multiplications: of J built, of what is touched of it, of the way back."""
    style, area = setting.shown.style, setting.plan.words
    theme, text = style.theme, style.text
    found = costs(setting.lin.jacobian)
    rows: list[tuple[Message, Cost]] = [(say("all of J, built"), found.full)]
    if found.touched != found.full:
        rows.append((say("only what can differ from 0"), found.touched))
    rows.append((say("what is computed: the way back"), found.product))
    first, least, most = (length * text for length in _TABLE)
    column = min((area.width - first) / len(_HEAD), most)
    top = area.y + 104 * text
    needed = top + (len(rows) + 1) * _LINE * text - area.y
    if needed > area.height or column < least:
        return ()
    size = 12.5 * text
    marks: list[Mark] = [
        Label(
            area.x + first + (n + 1) * column,
            top,
            told(word, style),
            size,
            "right",
            max_width=column - 8 * text,
        )
        for n, word in enumerate(_HEAD)
    ]
    for n, (words, cost) in enumerate(rows, start=1):
        y, is_last = top + n * _LINE * text, n == len(rows)
        color = theme.text if is_last else theme.muted
        spans = told(words, style, color)
        marks.append(Label(area.x, y, spans, size, max_width=first + column * 0.3))
        work = (short_count(cost.building), short_count(cost.multiplications))
        numbers = (short_count(cost.entries), memory(cost.nbytes), *work)
        for place, number in enumerate(numbers, start=1):
            at = area.x + first + place * column
            shown = (Span(number, color, "semibold" if is_last else "regular"),)
            marks.append(Label(at, y, shown, size, "right"))
    return tuple(marks)


def verdict(found: Costs, *, is_a_factor: bool) -> Message:
    """Return whether it would pay to build J, as the counts say.

    Parameters
    ----------
    found : Costs
    is_a_factor : bool
        J is one of the matrices that are there anyway.

    Examples
    --------
    >>> print(verdict(Costs(Cost(96, 0, 96), Cost(24, 0, 24), Cost(6, 0, 24)), is_a_factor=False))
    Nobody builds J: the way back takes 24 multiplications, with J it takes 96.
    >>> print(verdict(Costs(Cost(6, 0, 6), Cost(6, 0, 6), Cost(6, 0, 6)), is_a_factor=True))
    Here J is there anyway: either way takes 6 multiplications.
    """
    full, done = found.full, found.product
    total, most = short_count(done.total), short_count(full.total)
    way = say_many("{total} multiplication", "{total} multiplications", done.total, total=total)
    if found.is_no_dearer:
        if is_a_factor:
            return say("Here J is there anyway: either way takes {way}.", way=way)
        return say("Here J costs nothing more: either way takes {way}.", way=way)
    if full.total >= _MUCH * done.total and full.total > done.total:
        return say(
            "Nobody builds J: the way back takes {way}, with J it takes {most}.", way=way, most=most
        )
    if full.total > done.total:
        return say(
            "J costs more: the way back takes {way}, with J it takes {most}.", way=way, most=most
        )
    return say(
        "Either way takes {way}, but J has {numbers} numbers, not {fewer}.",
        way=way,
        numbers=short_count(full.entries),
        fewer=short_count(done.entries),
    )


def short_count(count: int) -> str:
    """Return a count as people read it, a large one with three digits.

    Examples
    --------
    >>> short_count(1048576), short_count(2**40)
    ('1\u2009048\u2009576', '1.10e12')
    """
    if count < _EXACT:
        return f"{count:,}".replace(",", "\u2009")
    return scientific(float(count), 3)


def names(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return the names of all parts with their colour bars."""
    style, plan = setting.shown.style, setting.plan
    theme, text = style.theme, style.text
    marks: list[Mark] = []
    area = setting.window
    row = (("y_grad", plan.cotangent), ("x_grad", plan.gradient), ("dl", plan.dl))
    for (part, grid), room in zip(row, rooms([grid for _, grid in row], area), strict=True):
        at, spans = under(grid, style), setting.name(part, theme.text)
        if part == "dl":
            marks.append(Label(*at, spans, 16 * text, "center", max_width=max(room, 24 * text)))
        else:
            marks += name_with_bar(spans, _bar(setting, part), at, style, room)
    for part, grid in (("dx", plan.tangent), ("dy", plan.moved)):
        spans, bar = setting.name(part, theme.text), _bar(setting, part)
        marks += name_with_bar(spans, bar, beside(grid, style), style)
    return tuple(marks)


def name_of_jacobian(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return the name of J with its colour bar: beside it, beyond the place of weights."""
    style, plan = setting.shown.style, setting.plan
    text, grid = style.text, plan.jacobian
    x = grid.x - plan.lane * grid.pitch_x - 56 * text
    y = (grid.y + grid.bottom) / 2
    if x - 36 * text < setting.window.x or y + 40 * text > plan.gradient.y:
        x, y = under(grid, style, 20)
        if y + 36 * text > plan.gradient.y:
            return ()
    spans = (Span("J", style.theme.text, "semibold"),)
    return name_with_bar(spans, _bar(setting, "J"), (x, y), style, 84 * text)


def _bar(setting: ProductSetting, part: str) -> Bar:
    return Bar(setting.shown.style.theme.palette(part), setting.scale(part).limit)
