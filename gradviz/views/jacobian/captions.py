"""What is happening in a Jacobian picture, in one sentence with the actual numbers."""

from dataclasses import replace

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.jacobians.cost import costs
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.language.english import about
from gradviz.language.lines import bracketed
from gradviz.language.numbers import number
from gradviz.scene.corner.equations import LONGEST, Spans, length, vector
from gradviz.scene.marks.frame import Color, Span
from gradviz.scene.marks.spans import name_spans, typeset
from gradviz.views.jacobian.folded import product_of_matrices
from gradviz.views.jacobian.setting import ProductSetting
from gradviz.views.jacobian.timeline import rows_of_step
from gradviz.views.jacobian.titles import block_of, made_of, short_count, verdict

_MOST_TERMS = 6
_LONGEST_VECTOR = 8


def caption(setting: ProductSetting) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    moment, kind = setting.shown.moment, setting.phase.kind
    if kind in ("fold", "flip"):
        return _folding(setting, kind)
    if moment.rest == 1.0:
        return _at_rest(setting)
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        muted = setting.shown.style.theme.muted
        tangent = "".join(span.text for span in setting.name("dx", muted, "regular"))
        start = "Press Space: first the row is multiplied onto J from the left, then "
        told = typeset(f"{start}{tangent} from the right.", muted)
        return tuple(replace(span, for_hands=True) for span in told), ()
    match kind:
        case "left" | "right":
            return _line(setting, is_left=kind == "left")
        case "left dl":
            return _met(setting, "x_grad", "dx", "both add up to dl")
        case _:
            return _met(setting, "y_grad", "dy", "the same dl, from the other side")


def _words(setting: ProductSetting, *parts: str | tuple[Span, ...]) -> Spans:
    theme = setting.shown.style.theme
    return tuple(
        span
        for part in parts
        for span in ((Span(part, theme.muted),) if isinstance(part, str) else part)
    )


def _line(setting: ProductSetting, *, is_left: bool) -> tuple[Spans, Spans]:
    """Return what happens to rows of J, or to columns."""
    theme, lin, notation = setting.shown.style.theme, setting.lin, setting.shown.notation
    side, into = ("y_grad", "x_grad") if is_left else ("dx", "dy")
    lines = rows_of_step(
        setting.shown.moment.step, setting.phase.count, lin.shape[0 if is_left else 1]
    )
    noun = "row" if is_left else "column"
    weights = lin.cotangent_row.ravel() if is_left else lin.tangent_column.ravel()
    first, last = notation.count(lines.start), notation.count(lines.stop - 1)
    goal = setting.name(into, theme.muted, "regular")
    moves = "slides down" if is_left else "slides right"
    if len(lines) > 1:
        told = f"{noun.capitalize()}s {first} to {last} of J, weighted by their entries of "
        source = setting.name(side, theme.muted, "regular")
        return _words(setting, told, source, f", {moves[:5]}{moves[6:]}, and add to ", goal), ()
    weight = number(float(weights[lines.start]))
    told = f"{noun.capitalize()} {first} of J times {weight}, the entry of "
    source = setting.name(side, theme.muted, "regular")
    start = _words(setting, told, source, f" beside it, {moves} and adds to ", goal)
    if not is_left:
        start = _words(setting, told, source, f" above it, {moves} and adds to ", goal)
    return start, _line_numbers(setting, lines.start, is_left=is_left)


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


def _folding(setting: ProductSetting, kind: str) -> tuple[Spans, Spans]:
    """Return why copies fold, and what is left of vec(X_grad)ᵀ = vec(Y_grad)ᵀ J."""
    theme, wrt = setting.shown.style.theme, setting.options.wrt
    block = block_of(setting, theme.muted)
    if kind == "flip":
        told = "Both sides transposed, a flip about the diagonal: the formula of the backward pass"
        return _words(setting, told), product_of_matrices(setting, is_turned=True)
    if wrt[0] in "Wb":
        words = _words(
            setting,
            "Each row of ",
            name_spans(wrt, theme.muted),
            " meets the same ",
            block,
            ": the copies fold onto each other",
        )
    else:
        words = _words(
            setting, "Each sample meets the same ", block, ": the copies fold onto each other"
        )
    start = (
        *setting.name("x_grad", theme.text, "regular"),
        Span(" = ", theme.muted),
        *setting.name("y_grad", theme.text, "regular"),
        Span(" (", theme.muted),
        *made_of(setting, theme.text)[1:],
        Span(")     →     ", theme.muted),
    )
    return words, (*start, *product_of_matrices(setting, is_turned=False))


def _met(setting: ProductSetting, row: str, column: str, told: str) -> tuple[Spans, Spans]:
    theme, lin = setting.shown.style.theme, setting.lin
    names = [setting.name(part, theme.muted, "regular") for part in (row, column)]
    words = _words(setting, names[0], " meets ", names[1], f": {told}")
    if row == "x_grad":
        left, right = lin.gradient_row.ravel(), lin.tangent_column.ravel()
        total = lin.dl_from_left
    else:
        left, right = lin.cotangent_row.ravel(), lin.moved_column.ravel()
        total = lin.dl_from_right
    return words, _sum(theme.text, theme.muted, left, right, total)


def _sum(text: Color, muted: Color, left: Matrix, right: Matrix, total: float) -> Spans:
    """Return "dl = 9·1 + (−8)·(−1) = 17", without the sum where it is long."""
    shown = number(float(total))
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


def _at_rest(setting: ProductSetting) -> tuple[Spans, Spans]:
    theme, lin = setting.shown.style.theme, setting.lin
    is_a_factor = isinstance(lin.jacobian, Jacobian) and lin.jacobian.pattern.is_dense
    found = costs(lin.jacobian)
    told = f"From the left, from the right: one number. {verdict(found, is_a_factor=is_a_factor)}"
    samples, (rows, cols) = setting.shown.passes.matrix("X").shape[1], lin.shape
    if found.is_no_dearer and setting.options.sample is not None and samples > 1:
        wide = cols if setting.options.wrt[0] in "Wb" else cols * samples
        size = f"{short_count(rows * samples)}×{short_count(wide)}"
        told += f" Of all {samples} samples it is {size}."
    words = _words(setting, told)
    value = number(lin.dl)
    return words, (
        Span("dl ", theme.text, "semibold"),
        Span(f"{about(lin.dl)} ", theme.muted),
        Span(value, theme.text, "semibold"),
    )
