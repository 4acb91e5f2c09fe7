"""What is happening in a Jacobian picture, in one sentence with the actual numbers."""

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.jacobians.cost import costs
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.language.english import about
from gradviz.language.lines import bracketed
from gradviz.language.numbers import number
from gradviz.messages.message import Message, joined, say
from gradviz.scene.corner.equations import LONGEST, Spans, length, vector
from gradviz.scene.marks.frame import Color, Span
from gradviz.scene.marks.spans import hint, told
from gradviz.views.jacobian.folded import product_of_matrices
from gradviz.views.jacobian.setting import ProductSetting
from gradviz.views.jacobian.timeline import rows_of_step
from gradviz.views.jacobian.titles import block_of, expression, short_count, verdict

_MOST_TERMS = 6
_LONGEST_VECTOR = 8


def caption(setting: ProductSetting) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    moment, kind, style = setting.shown.moment, setting.phase.kind, setting.shown.style
    if kind in ("fold", "flip"):
        return told(_folding(setting), style), _folding_formula(setting)
    if moment.rest == 1.0:
        return told(_at_rest(setting), style), _total(setting)
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        start = say(
            "Press Space: first the row is multiplied onto J from the left, "
            "then {column} from the right.",
            column=setting.called("dx"),
        )
        return hint(start, style), ()
    lin = setting.lin
    match kind:
        case "left" | "right":
            return _line(setting, is_left=kind == "left")
        case "left dl":
            row, column = setting.called("x_grad"), setting.called("dx")
            words = say("{row} meets {column}: both add up to dl", row=row, column=column)
            numbers = lin.gradient_row, lin.tangent_column, lin.dl_from_left
        case _:
            row, column = setting.called("y_grad"), setting.called("dy")
            words = say(
                "{row} meets {column}: the same dl, from the other side", row=row, column=column
            )
            numbers = lin.cotangent_row, lin.moved_column, lin.dl_from_right
    return told(words, style), _sum(style.theme.text, style.theme.muted, *numbers)


def _line(setting: ProductSetting, *, is_left: bool) -> tuple[Spans, Spans]:
    """Return what happens to rows of J, or to columns."""
    moment, style, size = setting.shown.moment, setting.shown.style, setting.lin.shape
    lines = rows_of_step(moment.step, setting.phase.count, size[0 if is_left else 1])
    if len(lines) > 1:
        return told(_lines_slide(setting, lines, is_left=is_left), style), ()
    words = told(_line_slides(setting, lines.start, is_left=is_left), style)
    return words, _line_numbers(setting, lines.start, is_left=is_left)


def _line_slides(setting: ProductSetting, at: int, *, is_left: bool) -> Message:
    lin, line = setting.lin, setting.shown.notation.count(at)
    if is_left:
        return say(
            "Row {row} of J times {weight}, the entry of {weights} beside it, "
            "slides down and adds to {sum}",
            row=line,
            weight=number(float(lin.cotangent_row[0, at])),
            weights=setting.called("y_grad"),
            sum=setting.called("x_grad"),
        )
    return say(
        "Column {column} of J times {weight}, the entry of {weights} above it, "
        "slides right and adds to {sum}",
        column=line,
        weight=number(float(lin.tangent_column[at, 0])),
        weights=setting.called("dx"),
        sum=setting.called("dy"),
    )


def _lines_slide(setting: ProductSetting, lines: range, *, is_left: bool) -> Message:
    notation = setting.shown.notation
    first, last = notation.count(lines.start), notation.count(lines.stop - 1)
    if is_left:
        return say(
            "Rows {first} to {last} of J, weighted by their entries of {weights}, "
            "slide down and add to {sum}",
            first=first,
            last=last,
            weights=setting.called("y_grad"),
            sum=setting.called("x_grad"),
        )
    return say(
        "Columns {first} to {last} of J, weighted by their entries of {weights}, "
        "slide right and add to {sum}",
        first=first,
        last=last,
        weights=setting.called("dx"),
        sum=setting.called("dy"),
    )


def _line_numbers(setting: ProductSetting, at: int, *, is_left: bool) -> Spans:
    """Return a weighted line as a vector: "(−1)·(1, 3, −2) = (−1, −3, 2)"."""
    theme, lin = setting.shown.style.theme, setting.lin
    pattern = lin.jacobian.pattern
    if is_left:
        members = pattern.cols_of(int(pattern.row(np.array([at]))[0][0]))
        if len(members) > _LONGEST_VECTOR:
            return ()
        line = lin.jacobian.window(range(at, at + 1), members).ravel()
        weight = float(lin.cotangent_row[0, at])
    else:
        members = pattern.rows_of(int(pattern.col(np.array([at]))[0][0]))
        if len(members) > _LONGEST_VECTOR:
            return ()
        line = lin.jacobian.window(members, range(at, at + 1)).ravel()
        weight = float(lin.tangent_column[at, 0])
    with np.errstate(all="ignore"):
        result = weight * line
    sign = about(weight, *line, *result)
    spans = (
        Span(f"{bracketed(number(weight))} · {vector(line)}", theme.text),
        Span(f" {sign} ", theme.muted),
        Span(vector(result), theme.text, "semibold"),
    )
    return spans if length(spans) <= LONGEST else ()


def _folding(setting: ProductSetting) -> Message:
    """Return why copies fold."""
    wrt, block = setting.options.wrt, block_of(setting)
    if setting.phase.kind == "flip":
        return say(
            "Both sides transposed, a flip about the diagonal: the formula of the backward pass"
        )
    if wrt[0] in "Wb":
        return say(
            "Each row of {matrix} meets the same {block}: the copies fold onto each other",
            matrix=wrt,
            block=block,
        )
    return say("Each sample meets the same {block}: the copies fold onto each other", block=block)


def _folding_formula(setting: ProductSetting) -> Spans:
    """Return what is left of vec(X_grad)ᵀ = vec(Y_grad)ᵀ J."""
    theme, is_turned = setting.shown.style.theme, setting.phase.kind == "flip"
    left = product_of_matrices(setting, is_turned=is_turned)
    if is_turned:
        return left
    return (
        *setting.name("x_grad", theme.text, "regular"),
        Span(" = ", theme.muted),
        *setting.name("y_grad", theme.text, "regular"),
        Span(" (", theme.muted),
        *expression(setting, theme.text),
        Span(")     →     ", theme.muted),
        *left,
    )


def _sum(text: Color, muted: Color, left: Matrix, right: Matrix, total: float) -> Spans:
    """Return "dl = 9·1 + (−8)·(−1) = 17", without the sum where it is long."""
    left, right, shown = left.ravel(), right.ravel(), number(float(total))
    start = Span("dl ", text, "semibold")
    if len(left) > _MOST_TERMS:
        return (start, Span(f"{about(total)} ", muted), Span(shown, text, "semibold"))
    pairs = [(float(a), float(b)) for a, b in zip(left, right, strict=True)]
    terms = " + ".join("·".join(bracketed(number(v)) for v in pair) for pair in pairs)
    flat = [v for pair in pairs for v in pair]
    return (
        start,
        Span(f"{about(*flat)} ", muted),
        Span(terms, text),
        Span(f" {about(*flat, total)} ", muted),
        Span(shown, text, "semibold"),
    )


def _at_rest(setting: ProductSetting) -> Message:
    lin = setting.lin
    is_a_factor = isinstance(lin.jacobian, Jacobian) and lin.jacobian.pattern.is_dense
    found = costs(lin.jacobian)
    words = [
        say("From the left, from the right: one number."),
        verdict(found, is_a_factor=is_a_factor),
    ]
    samples, (rows, cols) = setting.shown.passes.matrix("X").shape[1], lin.shape
    if found.is_no_dearer and setting.options.sample is not None and samples > 1:
        wide = cols if setting.options.wrt[0] in "Wb" else cols * samples
        size = f"{short_count(rows * samples)}×{short_count(wide)}"
        words.append(say("Of all {count} samples it is {size}.", count=samples, size=size))
    return joined(words)


def _total(setting: ProductSetting) -> Spans:
    theme, dl = setting.shown.style.theme, setting.lin.dl
    return (
        Span("dl ", theme.text, "semibold"),
        Span(f"{about(dl)} ", theme.muted),
        Span(number(dl), theme.text, "semibold"),
    )
