"""What the adjoint exhibit says: both numbers, whether they agree, and why."""

import numpy as np

from gradviz.language.english import about, is_rounded
from gradviz.language.notation import line_words
from gradviz.language.numbers import number, sum_of
from gradviz.messages.line import Run
from gradviz.messages.message import Message, joined, listed, say, verbatim
from gradviz.scene.corner.equations import Spans
from gradviz.scene.marks.frame import Label, Mark, Span
from gradviz.scene.marks.spans import hint, told
from gradviz.scene.marks.style import Style
from gradviz.views.adjoint.half import HalfSetting
from gradviz.views.adjoint.layout import AdjointPlaces
from gradviz.views.adjoint.names import AdjointNames
from gradviz.views.adjoint.numbers import Exhibit
from gradviz.views.adjoint.verdict import shape_of_W, verdict

_DIGITS = 6
_RELATION = 64.0  # left and right of the middle is kept free for = and its words
_MOST_TERMS, _MOST_BRACKETED = 6, 4
_FEW_TERMS, _LONGEST = 3, 60
"""Terms of a sum, where more of them would be longer than so many characters."""

_I, _J, _K, _COMMA = Run("i", "i"), Run("j", "j"), Run("k", "k"), Run(", ")


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
    for is_left, side, name in ((True, left, names.left), (False, right, names.right)):
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
        spans = (*told(name, style, theme.text), Span(f" {sign}", theme.muted))
        marks += [
            Label(x - size * 0.15, y, spans, size, "right", max_width=x - start),
            Label(x + size * 0.15, y, (shown,), size, max_width=end - x - size * 0.15),
        ]
    return [*marks, *_relation(places, numbers, left, right)]


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
) -> list[Mark]:
    """Return = or ≠ once both sums are there, and the difference in words."""
    area, style, theme, text = places.numbers, left.style, left.style.theme, left.style.text
    middle, y = area.x + area.width / 2, area.y + 34 * text
    if right is None:
        return [Label(middle, y, (Span("?", theme.faint),), 34 * text, "center")]
    if any(side.done(side.sum_phase) < side.sum_phase.count for side in (left, right)):
        return [Label(middle, y, (Span("?", theme.faint),), 34 * text, "center")]
    sign, words, color = "?", say("not finite"), theme.muted
    if numbers.is_equal is not None:
        sign, words, color = ("=", say("the same"), theme.good)
        if numbers.is_equal and not _is_told_the_same(numbers):
            sign, words = "≈", say("the same, up to rounding")
        if not numbers.is_equal:
            apart = number(abs(numbers.left - numbers.right), _DIGITS)
            sign, color = "≠", theme.bad
            words = say("they differ by {difference}", difference=apart)
    return [
        Label(middle, y, (Span(sign, color, "semibold"),), 38 * text, "center"),
        Label(middle, y + 22 * text, told(words, style, color), 13 * text, "center"),
    ]


def adjoint_caption(
    left: HalfSetting, right: HalfSetting | None, numbers: Exhibit, names: AdjointNames
) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    style, moment = left.style, left.setting.moment
    text = style.theme.text
    if right is not None and moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        start = say(
            "Press Space: a step dX goes forward, {seed} goes back, and two numbers come out.",
            seed=names.seed,
        )
        return hint(start, style), told(listed((names.left, names.right)), style, text)
    if right is None:
        words, numbered = _misfit(numbers, names)
    elif moment.rest > 0.0 or (left.is_running is None and right.is_running is None):
        words, numbered = _at_rest(numbers, names)
    else:
        side, is_left = (left, True) if left.is_running is not None else (right, False)
        say_it = _product if side.is_running is side.product_phase else _term
        words, numbered = say_it(side, names, is_left)
    return told(words, style), told(numbered, style, text)


def _misfit(numbers: Exhibit, names: AdjointNames) -> tuple[Message, Message]:
    """Return what is said where the back-map cannot be multiplied with what goes back."""
    words = say(
        "{W} is {shape}: in the place of its transpose it does not fit beside {seed}.",
        W=names.W,
        shape=shape_of_W(numbers, names),
        seed=names.seed,
    )
    return words, say(
        "If {W} were square it would fit, and no shape would tell that it is wrong.", W=names.W
    )


def _product(side: HalfSetting, names: AdjointNames, is_left: bool) -> tuple[Message, Message]:
    """Return what is said while a product is made."""
    moment, phase, notation = side.setting.moment, side.product_phase, names.notation
    rows, cols = phase.block(moment.step)
    role, name = ("Y", verbatim("dY")) if is_left else ("X", _in_brackets(names))
    words = _forward(names) if is_left else _back(names)
    if phase.sweep == "columns":
        line = line_words(notation.count(cols.start), name, is_row=notation.is_flipped(role))
        return words, line
    row, col = rows.start, cols.start
    first, second = notation.index(role, row, col)
    terms, value = _terms(side, row, col), float(side.product.values[row, col])
    most = _MOST_TERMS if sum(map(len, terms[:_MOST_TERMS])) <= _LONGEST else _FEW_TERMS
    made = f" {_sign_of(side, row, col)} {sum_of(terms, most)} {about(value)} "
    result = Run(number(value), "strong")
    return words, joined((name, f"[{first},{second}]", Run(made, "muted"), result), "")


def _forward(names: AdjointNames) -> Message:
    return say(
        "A small step dX goes forward: it changes {Y} by dY = {product}",
        Y=names.notation.name("Y"),
        product=names.forward_product,
    )


def _back(names: AdjointNames) -> Message:
    if names.by == "inverse" and not names.is_inverse:
        return say(
            "{seed} goes back through {carrier}: {W} has no inverse, this is its pseudo-inverse",
            seed=names.seed,
            carrier=names.back,
            W=names.W,
        )
    return say("{seed} goes back through {carrier}", seed=names.seed, carrier=names.back)


def _in_brackets(names: AdjointNames) -> Message:
    return joined(("(", names.back_product, ")"), "")


def _term(side: HalfSetting, names: AdjointNames, is_left: bool) -> tuple[Message, Message]:
    """Return what is said while a sum runs up."""
    moment, phase, notation = side.setting.moment, side.sum_phase, names.notation
    inner, outer = (_K, (_I, _COMMA, _J)) if is_left else (_I, (_K, _COMMA, _J))
    words = say(
        "Summed over {inner} first, then over {outer}: each entry times its partner",
        inner=inner,
        outer=outer,
    )
    rows, cols = phase.block(moment.step)
    role, partner = ("Y", names.seed) if is_left else ("X", verbatim("dX"))
    so_far = number(_so_far(side, moment.step), _DIGITS)
    if phase.sweep == "columns":
        n = notation.count(cols.start)
        if notation.is_flipped(role):
            return words, say("with row {n}: <b>{sum}</b> so far", n=n, sum=so_far)
        return words, say("with column {n}: <b>{sum}</b> so far", n=n, sum=so_far)
    row, col = rows.start, cols.start
    first, second = notation.index(role, row, col)
    at, term, with_it = f"[{first},{second}]", side.terms[row, col], side.partner.values[row, col]
    product = number(float(side.product.values[row, col]))
    inside = _terms(side, row, col)
    if len(inside) <= _MOST_BRACKETED:  # the bracket itself, which is the other way round there
        product = " + ".join(inside)
    named = verbatim("dY") if is_left else _in_brackets(names)
    made = f" = {number(float(with_it))}·({product}) {about(float(term))} "
    added = (partner, at, " · ", named, at, Run(made, "muted"), number(float(term)))
    return words, say("{term}, with it <b>{sum}</b>", term=joined(added, ""), sum=so_far)


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


def _at_rest(numbers: Exhibit, names: AdjointNames) -> tuple[Message, Message]:
    """Return why the numbers agree, or why they do not."""
    sign = "?" if numbers.is_equal is None else "=" if numbers.is_equal else "≠"
    if numbers.is_equal and not _is_told_the_same(numbers):
        sign = "≈"
    left, right = (number(value, _DIGITS) for value in (numbers.left, numbers.right))
    equation = (
        names.left,
        Run(f" {_sign(numbers.left)} ", "muted"),
        Run(f"{left}  {sign}  {right}", "strong"),
        Run(f" {_sign(numbers.right)} ", "muted"),
        names.right,
    )
    return verdict(numbers, names), joined(equation, "")


def _signed(value: float) -> str:
    """Return a factor, in brackets if it begins with a minus sign."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text
