"""What is happening, in one sentence with the actual numbers."""

from dataclasses import replace

from gradviz.refs import CellRef
from gradviz.scene.english import is_rounded, relation
from gradviz.scene.formula import bracketed, formula, plain, shown_terms
from gradviz.scene.frame import Span, Weight
from gradviz.scene.numbers import number
from gradviz.scene.setting import Setting
from gradviz.scene.sums import Sum, sum_for
from gradviz.scene.words import SUM_OVER, typeset

Spans = tuple[Span, ...]

_MOST_PRODUCTS = 6  # of a longer sum the middle is left out


def caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    theme, moment = setting.style.theme, setting.moment
    if setting.is_at_rest:
        return _at_rest(setting)
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        start = "Press Space to watch the numbers travel, forward and back."
        return (Span(start, theme.muted),), ()
    ref = setting.ref
    if ref.name == "Y_grad":
        return _loss(setting, ref)
    return _sentence(setting, ref), _numbers(setting, sum_for(setting.passes, ref))


def _sentence(setting: Setting, ref: CellRef) -> Spans:
    theme, base = setting.style.theme, setting.style.base
    row, col = ref.row + base, ref.col + base
    before, after = {
        "Y": (f"Row {row} of W meets column {col} of X; the products add along ", ""),
        "X_grad": (
            f"Column {row} of W glides level over column {col} of Y_grad; the products add down ",
            " and rise",
        ),
        "W_grad": (
            f"Row {col} of X drops plumb onto row {row} of Y_grad; the products add along ",
            " and leave to the left",
        ),
        "b_grad": (f"b[{row}] was copied into every sample; row {row} of Y_grad adds along ", ""),
    }[ref.name]
    letter = SUM_OVER[ref.name]
    return (
        *typeset(before, theme.muted),
        Span(letter, theme.axis(letter), "semibold"),
        *typeset(after, theme.muted),
    )


def _numbers(setting: Setting, total: Sum) -> Spans:
    some = _shortened(total)
    terms = shown_terms(some)
    bias = [] if total.bias is None else [(number(total.bias),)]
    entries = [*some.left.tolist(), *some.right.tolist(), total.bias or 0.0]
    value = number(total.total)
    written = [_written(term, n) for n, term in enumerate([*terms, *bias])]
    if written == [value]:
        return _equation(setting, total.ref, [(_about(total.total), value)])
    if some is total:
        sign = relation(value, [*terms, *bias])
    else:
        written.insert(len(terms) - 1, "…")
        sign = _about(total.total)
    return _equation(setting, total.ref, [(_about(*entries), " + ".join(written)), (sign, value)])


def _shortened(total: Sum) -> Sum:
    """Leave out the middle of a long sum."""
    if total.count <= _MOST_PRODUCTS:
        return total
    kept = [*range(_MOST_PRODUCTS - 2), total.count - 1]
    return replace(total, left=total.left[kept], right=total.right[kept])


def _written(term: tuple[str, ...], place: int) -> str:
    """Return a product, or a single number, as it stands at a place in a sum."""
    is_first = place == 0 and len(term) == 1
    return term[0] if is_first else "·".join(map(bracketed, term))


def _about(*values: float) -> str:
    """Return "=" where numbers are shown with all their digits, or else "≈"."""
    return "≈" if any(map(is_rounded, values)) else "="


def _equation(setting: Setting, ref: CellRef, sides: list[tuple[str, str]]) -> Spans:
    """Return a cell, and what it is equal to: each with its sign; the last one stands out."""
    theme = setting.style.theme
    spans = [*typeset(ref.shown(setting.style.base), theme.text, "semibold")]
    for n, (sign, text) in enumerate(sides):
        weight: Weight = "semibold" if n == len(sides) - 1 else "regular"
        spans += [Span(f" {sign} ", theme.muted), Span(text, theme.text, weight)]
    return tuple(spans)


def _loss(setting: Setting, ref: CellRef) -> tuple[Spans, Spans]:
    passes = setting.passes
    size = passes.Y.size
    words = {
        "seed": "The seed of the backward pass was typed in by hand",
        "sum": "Every entry of Y counts once in the loss, so each gradient is 1",
        "squared_error": (
            "So fast the loss rises with this entry of Y: its distance from the target"
        ),
        "mse": f"The mean over {size} entries shares the loss out: 2 (Y − T) / {size}",
        "cross_entropy": (
            "Softmax turns the column into probabilities; what is above its target is too much"
        ),
    }[setting.loss]
    if passes.T is None:
        value = float(passes.Y_grad[ref.row, ref.col])
        sides = [(_about(value), number(value))]
    else:
        sides = [_sides(plain(line)) for line in formula(passes, ref).lines[-2:]]
    return (Span(words, setting.style.theme.muted),), _equation(setting, ref, sides)


def _sides(line: str) -> tuple[str, str]:
    """Return the sign at the head of a line, and what follows it."""
    sign, _, text = line.partition(" ")
    return sign, text


def _at_rest(setting: Setting) -> tuple[Spans, Spans]:
    theme, passes = setting.style.theme, setting.passes
    words = "Point at a cell to see where it comes from; drag on W or X to change it."
    if passes.loss is None:
        return (Span(words, theme.muted),), ()
    loss = (Span("l = ", theme.muted), Span(number(passes.loss, 6), theme.text, "semibold"))
    return (Span(words, theme.muted),), loss
