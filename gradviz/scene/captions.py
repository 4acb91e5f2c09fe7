"""What is happening, in one sentence with the actual numbers."""

from gradviz.refs import CellRef
from gradviz.scene.frame import Span
from gradviz.scene.numbers import factor, number, sum_of
from gradviz.scene.setting import Setting
from gradviz.scene.sums import Sum, sum_for
from gradviz.scene.words import SUM_OVER, typeset

Spans = tuple[Span, ...]


def caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    theme, moment = setting.style.theme, setting.moment
    if moment.rest >= 1.0:
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
    theme = setting.style.theme
    terms = _terms(total)
    if total.bias is not None:
        terms.append(number(total.bias))
    value = number(total.total)
    spans = (
        *typeset(total.ref.shown(setting.style.base), theme.text, "semibold"),
        Span(" = ", theme.muted),
    )
    written = sum_of(terms)
    if len(terms) == 1 and written == value:
        return (*spans, Span(value, theme.text, "semibold"))
    return (
        *spans,
        Span(written, theme.text),
        Span(" = ", theme.muted),
        Span(value, theme.text, "semibold"),
    )


def _terms(total: Sum) -> list[str]:
    pairs = list(zip(total.left.tolist(), total.right.tolist(), strict=True))
    if not total.right_name:
        return [factor(left) if n else number(left) for n, (left, _) in enumerate(pairs)]
    return [f"{factor(left)}·{factor(right)}" for left, right in pairs]


def _loss(setting: Setting, ref: CellRef) -> tuple[Spans, Spans]:
    theme, passes = setting.style.theme, setting.passes
    y, g = (float(m[ref.row, ref.col]) for m in (passes.Y, passes.Y_grad))
    t = None if passes.T is None else float(passes.T[ref.row, ref.col])
    size = passes.Y.size
    words, shown = {
        "seed": ("The seed of the backward pass was typed in by hand", ""),
        "sum": ("Every entry of Y counts once in the loss, so each gradient is 1", ""),
        "squared_error": (
            "So fast the loss rises with this entry of Y: its distance from the target",
            "" if t is None else f"{number(y)} − {factor(t)} = ",
        ),
        "mse": (
            f"The mean over {size} entries shares the loss out: 2 (Y − T) / {size}",
            "" if t is None else f"2 · ({number(y)} − {factor(t)}) / {size} = ",
        ),
        "cross_entropy": (
            "Softmax turns the column into probabilities; what is above its target is too much",
            "(softmax − T) / N = ",
        ),
    }[setting.loss]
    numbers = (
        *typeset(ref.shown(setting.style.base), theme.text, "semibold"),
        Span(" = ", theme.muted),
        Span(shown, theme.text),
        Span(number(g), theme.text, "semibold"),
    )
    return (Span(words, theme.muted),), numbers


def _at_rest(setting: Setting) -> tuple[Spans, Spans]:
    theme, passes = setting.style.theme, setting.passes
    words = "Point at a cell to see where it comes from; drag on W or X to change it."
    if passes.loss is None:
        return (Span(words, theme.muted),), ()
    loss = (Span("l = ", theme.muted), Span(number(passes.loss, 6), theme.text, "semibold"))
    return (Span(words, theme.muted),), loss
