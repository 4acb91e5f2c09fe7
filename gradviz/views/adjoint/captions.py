"""What the adjoint exhibit says: both numbers, whether they agree, and why."""

import numpy as np

from gradviz.language.english import about, counted, is_rounded
from gradviz.language.numbers import number, sum_of
from gradviz.scene.corner.equations import Spans
from gradviz.scene.marks.frame import Label, Mark, Span
from gradviz.scene.marks.spans import typeset
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import Theme
from gradviz.views.adjoint.half import HalfSetting
from gradviz.views.adjoint.layout import AdjointPlaces
from gradviz.views.adjoint.names import AdjointNames
from gradviz.views.adjoint.numbers import Exhibit

_DIGITS = 6
_RELATION = 64.0  # left and right of the middle is kept free for = and its words
_MOST_TERMS, _MOST_BRACKETED = 6, 4
_FEW_TERMS, _LONGEST = 3, 60
"""Terms of a sum, where more of them would be longer than so many characters."""
_CHANCE = "The same for these numbers only: another dX, and they part."


def number_marks(
    places: AdjointPlaces,
    numbers: Exhibit,
    names: AdjointNames,
    left: HalfSetting,
    right: HalfSetting | None,
) -> list[Mark]:
    """Return both numbers on one line, with what they are, and between them = or ≠."""
    style, area = left.style, places.numbers
    theme, size = style.theme, 20 * style.text
    marks: list[Mark] = []
    for is_left, side, told in ((True, left, names.left), (False, right, names.right)):
        value = None if side is None else side.sum
        is_whole = side is not None and side.done(side.sum_phase) == side.sum_phase.count
        sign = _sign(value) if value is not None and is_whole else "="
        shown = Span("…", theme.faint)
        if value is not None:
            color = theme.text if is_whole else theme.muted
            shown = Span(number(value, _DIGITS), color, "semibold")
        x, y = number_place(places, style, is_left=is_left)
        start = area.x if is_left else area.x + area.width / 2 + _RELATION * style.text
        end = area.right if not is_left else area.x + area.width / 2 - _RELATION * style.text
        spans = (*told, Span(f" {sign}", theme.muted))
        marks += [
            Label(x - size * 0.15, y, spans, size, "right", max_width=x - start),
            Label(x + size * 0.15, y, (shown,), size, max_width=end - x - size * 0.15),
        ]
    return [*marks, *_relation(places, numbers, left, right, theme, style.text)]


def number_place(places: AdjointPlaces, style: Style, *, is_left: bool) -> tuple[float, float]:
    """Return where one of the two numbers begins, on its line; it stays as digits change."""
    area, share = places.numbers, 0.29 if is_left else 0.79
    return area.x + area.width * share, area.y + 30 * style.text


def _sign(value: float) -> str:
    """Return "=" where so many digits tell the whole number, and "≈" where they do not."""
    return "≈" if is_rounded(value, _DIGITS) else "="


def _is_told_the_same(numbers: Exhibit) -> bool:
    """Tell whether both numbers have the same digits: huge terms that cancel leave others."""
    return number(numbers.left, _DIGITS) == number(numbers.right, _DIGITS)


def _relation(
    places: AdjointPlaces,
    numbers: Exhibit,
    left: HalfSetting,
    right: HalfSetting | None,
    theme: Theme,
    text: float,
) -> list[Mark]:
    """Return = or ≠ once both sums are there, and the difference in words."""
    area = places.numbers
    middle, y = area.x + area.width / 2, area.y + 34 * text
    if right is None:
        return [Label(middle, y, (Span("?", theme.faint),), 34 * text, "center")]
    if any(side.done(side.sum_phase) < side.sum_phase.count for side in (left, right)):
        return [Label(middle, y, (Span("?", theme.faint),), 34 * text, "center")]
    sign, told, color = "?", "not finite", theme.muted
    if numbers.is_equal is not None:
        sign, told, color = ("=", "the same", theme.good)
        if numbers.is_equal and not _is_told_the_same(numbers):
            sign, told = "≈", "the same, up to rounding"
        if not numbers.is_equal:
            apart = number(abs(numbers.left - numbers.right), _DIGITS)
            sign, told, color = ("≠", f"they differ by {apart}", theme.bad)
    return [
        Label(middle, y, (Span(sign, color, "semibold"),), 38 * text, "center"),
        Label(middle, y + 22 * text, (Span(told, color),), 13 * text, "center"),
    ]


def adjoint_caption(
    left: HalfSetting, right: HalfSetting | None, numbers: Exhibit, names: AdjointNames
) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    theme, moment = left.style.theme, left.setting.moment
    if right is None:
        told = (
            f"W is {_shape(numbers, names)}: in the place of its transpose it does not fit beside "
            "Y_grad."
        )
        why = "Where W is square it does fit, and no shape tells that it is wrong."
        return typeset(told, theme.muted), (Span(why, theme.text),)
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        told = "Press Space: a step dX goes forward, Y_grad goes back, and two numbers come out."
        hint = (Span(told, theme.muted, for_hands=True),)
        return hint, (*names.left, Span("  and  ", theme.muted), *names.right)
    if moment.rest > 0.0 or (left.is_running is None and right.is_running is None):
        return _at_rest(numbers, names, theme)
    side, is_left = (left, True) if left.is_running is not None else (right, False)
    if side.is_running is side.product_phase:
        return _product(side, names, is_left, theme)
    return _term(side, names, is_left, theme)


def _product(
    side: HalfSetting, names: AdjointNames, is_left: bool, theme: Theme
) -> tuple[Spans, Spans]:
    """Return what is said while a product is made."""
    moment, phase, notation = side.setting.moment, side.product_phase, names.notation
    if is_left:
        told = typeset("A small step dX goes forward: it changes Y by dY = ", theme.muted)
        words = (*told, *_muted(names.forward_product, theme))
    else:
        told = typeset("Y_grad goes back through ", theme.muted)
        words = (*told, *_muted(names.back, theme))
        if names.by == "inverse" and not names.is_inverse:
            why = ": W has no inverse, this is its pseudo-inverse"
            words = (*words, Span(why, theme.muted))
    rows, cols = phase.block(moment.step)
    role = "Y" if is_left else "X"
    name = (
        names.text("dY") if is_left else (*names.text("("), *names.back_product, *names.text(")"))
    )
    if phase.sweep == "columns":
        line = "row" if notation.is_flipped(role) else "column"
        return words, (Span(f"{line} {notation.count(cols.start)} of ", theme.muted), *name)
    row, col = rows.start, cols.start
    first, second = notation.index(role, row, col)
    terms, value = _terms(side, row, col), float(side.product.values[row, col])
    most = _MOST_TERMS if sum(map(len, terms[:_MOST_TERMS])) <= _LONGEST else _FEW_TERMS
    equation = (
        *name,
        *names.text(f"[{first},{second}]"),
        Span(f" {_sign_of(side, row, col)} {sum_of(terms, most)} {about(value)} ", theme.muted),
        Span(number(value), theme.text, "semibold"),
    )
    return words, equation


def _term(
    side: HalfSetting, names: AdjointNames, is_left: bool, theme: Theme
) -> tuple[Spans, Spans]:
    """Return what is said while a sum runs up."""
    moment, phase, notation = side.setting.moment, side.sum_phase, names.notation
    inner, outer, other = ("k", "i, j", "dY") if is_left else ("i", "k, j", "")
    told = f"Bracketed first over {inner}, then summed over {outer}: each entry times its partner"
    words = (Span(told, theme.muted),)
    rows, cols = phase.block(moment.step)
    role = "Y" if is_left else "X"
    partner = names.seed if is_left else names.text("dX")
    so_far = _so_far(side, moment.step)
    if phase.sweep == "columns":
        line = "row" if notation.is_flipped(role) else "column"
        return words, (
            Span(f"with {line} {notation.count(cols.start)}: ", theme.muted),
            Span(number(so_far, _DIGITS), theme.text, "semibold"),
            Span(" so far", theme.muted),
        )
    row, col = rows.start, cols.start
    first, second = notation.index(role, row, col)
    term, with_it = float(side.terms[row, col]), float(side.partner.values[row, col])
    product = number(float(side.product.values[row, col]))
    inside = _terms(side, row, col)
    if len(inside) <= _MOST_BRACKETED:  # the bracket itself, which is the other way round there
        product = " + ".join(inside)
    named = (
        names.text(other) if is_left else (*names.text("("), *names.back_product, *names.text(")"))
    )
    at = names.text(f"[{first},{second}]")
    return words, (
        *partner, *at, *names.text(" · "), *named, *at,
        Span(f" = {number(with_it)}·({product}) {about(term)} ", theme.muted),
        *names.text(number(term)),
        Span(", with it ", theme.muted),
        Span(number(so_far, _DIGITS), theme.text, "semibold"),
    )  # fmt: skip


def _terms(side: HalfSetting, row: int, col: int) -> list[str]:
    """Return the products that an entry of the product of a half is the sum of."""
    passes = side.setting.passes
    pairs = zip(passes.matrix("W")[row].tolist(), passes.matrix("X")[:, col].tolist(), strict=True)
    return [f"{_signed(a) if n else number(a)}·{_signed(b)}" for n, (a, b) in enumerate(pairs)]


def _sign_of(side: HalfSetting, row: int, col: int) -> str:
    """Return "=" where the factors of an entry are shown with all their digits, or "≈"."""
    passes = side.setting.passes
    return about(*passes.matrix("W")[row].tolist(), *passes.matrix("X")[:, col].tolist())


def _so_far(side: HalfSetting, step: int) -> float:
    with np.errstate(all="ignore"):
        return float(side.terms[side.sum_phase.written(step + 1).mask].sum())


def _at_rest(numbers: Exhibit, names: AdjointNames, theme: Theme) -> tuple[Spans, Spans]:
    """Return why the numbers agree, or why they do not."""
    count = counted(numbers.products, "product")
    W, G, X = (",".join(filter(None, names.notation.letters(role))) for role in "WYX")
    triple = f"W[{W}] · Y_grad[{G}] · dX[{X}]"
    if names.by == "transpose":
        told = f"Both are the sum of the same {count} {triple}, bracketed in two ways."
        if numbers.products == 1:
            told = f"Both are the same product {triple}."
    elif names.by == "W":
        told = "Not the transpose: here k of W runs along i of Y_grad, and only the shapes fit."
        if numbers.is_transpose:
            told = "W is symmetric: it is its own transpose."
        elif numbers.is_equal:
            told = _CHANCE
    else:
        told = _of_inverse(numbers, names)
    sign = "?" if numbers.is_equal is None else "=" if numbers.is_equal else "≠"
    if numbers.is_equal and not _is_told_the_same(numbers):
        sign = "≈"
    equation = (
        *names.left, Span(f" {_sign(numbers.left)} ", theme.muted),
        Span(number(numbers.left, _DIGITS), theme.text, "semibold"),
        Span(f"  {sign}  ", theme.text, "semibold"),
        Span(number(numbers.right, _DIGITS), theme.text, "semibold"),
        Span(f" {_sign(numbers.right)} ", theme.muted), *names.right,
    )  # fmt: skip
    return typeset(told, theme.muted), equation


def _of_inverse(numbers: Exhibit, names: AdjointNames) -> str:
    inverse = "inverse" if names.is_inverse else "pseudo-inverse"
    reason = ""
    if not names.is_inverse and np.isfinite(numbers.forward.matrix("W")).all():
        rows, cols = numbers.forward.matrix("W").shape
        reason = f"W is {_shape(numbers, names)}" if rows != cols else "W is singular"
        reason += ": it has no inverse. "
    if numbers.is_equal is None:
        return "Not everything here is a finite number."
    if numbers.is_orthogonal:
        rows, cols = numbers.forward.matrix("W").shape
        is_tall = rows == cols or (rows > cols) != names.notation.is_flipped("W")
        lines = "columns" if is_tall else "rows"
        return f"{reason}The {lines} of W are orthonormal: its {inverse} is its transpose."
    if numbers.is_transpose:
        return f"{reason}The {inverse} of this W is its transpose."
    if numbers.is_equal:
        return f"{reason}{_CHANCE}"
    return f"{reason}The {inverse} undoes W; it does not carry a gradient back."


def _shape(numbers: Exhibit, names: AdjointNames) -> str:
    """Return the size of W as people write it."""
    first, second = numbers.forward.matrix("W").shape
    if names.notation.is_flipped("W"):
        first, second = second, first
    return f"{first}×{second}"


def _muted(spans: Spans, theme: Theme) -> Spans:
    return tuple(Span(s.text, theme.muted, s.weight, s.family, s.script) for s in spans)


def _signed(value: float) -> str:
    """Return a factor, in brackets if it begins with a minus sign."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text
