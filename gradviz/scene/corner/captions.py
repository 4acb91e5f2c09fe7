"""What is happening in a product, cell by cell, line by line, or one rank-one picture at a time.

Everything is derived from where matrices stand: what comes from the left glides level, what
comes from above drops plumb, and the products leave to the other side.
"""

from dataclasses import replace

import numpy as np

from gradviz.explain.formula import shown_terms
from gradviz.explain.sums import Sum, sum_for
from gradviz.language.english import about, relation
from gradviz.language.lines import bracketed
from gradviz.language.notation import AXES, PRODUCTS, Axis, Notation
from gradviz.language.numbers import number
from gradviz.language.words import SUM_OVER
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef
from gradviz.scene.corner.equations import (
    LONGEST,
    Spans,
    block_name,
    equation,
    length,
    of_vector,
    vector,
)
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.spans import axis_letter, told, typeset

_MOST_PRODUCTS = 6  # of a longer sum the middle is left out
_SAMPLES: Axis = "j"


def product_caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return what happens in the step of a linear layer, and its numbers."""
    phase = setting.phase
    if phase.sweep == "outer":
        return _outer(setting)
    if phase.sweep == "cells" or (phase.role == "b_grad" and phase.sweep == "rows"):
        is_last = setting.layer == min(setting.sharing(phase.role), default=setting.layer)
        whole = shares_added(setting, setting.ref) if is_last else ()
        numbers = (*_cell_numbers(setting), *whole)
        return told(_cell_sentence(setting), setting.style), numbers
    return told(_line_sentence(setting), setting.style), _line_numbers(setting)


def shares_added(setting: Setting, ref: CellRef) -> Spans:
    """Return what the shares of a gradient of tied weights come to, after another equation.

    ",   W1_grad[1,1] = 6 + 6 = 12"; nothing for what is not shared, or shown without samples.
    """
    role = ref.name
    if not setting.is_shared(role) or setting.muted:
        return ()
    layers = setting.sharing(role)
    values = [float(setting.of_layer(n).passes.matrix(role)[ref.row, ref.col]) for n in layers]
    total = float(setting.network.matrix(setting.name(role))[ref.row, ref.col]) + 0.0
    shown = [(number(value + 0.0),) for value in values]
    written = " + ".join(_written(term, n) for n, term in enumerate(shown))
    name = replace(setting.notation, is_share=False).cell(ref)
    sides = [(about(*values), written), (relation(number(total), shown), number(total))]
    return Span(",   ", setting.style.theme.muted), *equation(setting, name, sides)


# --- cell by cell


def _cell_sentence(setting: Setting) -> Message:
    notation, ref, role = setting.notation, setting.ref, setting.phase.role
    at = dict(zip(AXES[role[0]], (ref.row, ref.col), strict=True))
    letter = axis_letter(role)
    if role == "Y":
        lines = [notation.drawn_line("W", "i", at["i"]), notation.drawn_line("X", "j", at["j"])]
        left, above = lines if notation.stands_left("W") else lines[::-1]
        return say(
            "{left:capital} meets {above}; the products add up over {letter}",
            left=left,
            above=above,
            letter=letter,
        )
    if role == "b_grad":
        return say(
            "{entry} was copied into every sample; {line} adds up over {letter}",
            entry=f"{notation.name('b')}[{notation.count(ref.row)}]",
            line=notation.drawn_line("Y_grad", "i", ref.row),
            letter=letter,
        )
    moving: str = "W" if role == "X_grad" else "X"
    still: Axis = "j" if role == "X_grad" else "i"
    line = notation.drawn_line(moving, "k", at["k"])
    onto = notation.drawn_line("Y_grad", still, at[still])
    if notation.stands_left(moving):
        return say(
            "{line:capital} glides over {onto}; the products add up over {letter} and rise",
            line=line,
            onto=onto,
            letter=letter,
        )
    return say(
        "{line:capital} drops onto {onto}; the products add up over {letter} and leave to the left",
        line=line,
        onto=onto,
        letter=letter,
    )


def _cell_numbers(setting: Setting) -> Spans:
    total = _unmuted(setting, sum_for(setting.passes, setting.ref))
    some = _shortened(total)
    terms = shown_terms(some, setting.notation)
    bias = [] if total.bias is None else [(number(total.bias),)]
    entries = [*some.left.tolist(), *some.right.tolist(), total.bias or 0.0]
    value, name = number(total.total), setting.notation.cell(total.ref)
    written = [_written(term, n) for n, term in enumerate([*terms, *bias])]
    if written in ([value], []):
        return equation(setting, name, [(about(total.total), value)])
    if some is total:
        sign = relation(value, [*terms, *bias])
    else:
        written.insert(len(terms) - 1, "…")
        sign = about(total.total)
    return equation(setting, name, [(about(*entries), " + ".join(written)), (sign, value)])


def _unmuted(setting: Setting, total: Sum) -> Sum:
    """Leave out the samples that are muted."""
    if not setting.muted or SUM_OVER[setting.phase.role] != _SAMPLES:
        return total
    kept = [n for n in range(total.count) if n not in setting.muted]
    some = replace(total, left=total.left[kept], right=total.right[kept])
    with np.errstate(all="ignore"):
        return replace(some, total=float(some.products.sum()))


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


# --- line by line


def _line_sentence(setting: Setting) -> Message:
    notation, role = setting.notation, setting.phase.role
    letter = axis_letter(role)
    if role == "b_grad":
        return say(
            "{bias} was copied into every sample; the {lines} add up over {letter}",
            bias=notation.name("b"),
            lines=notation.lines("Y_grad", "j", drawn=True),
            letter=letter,
        )
    axis, at, weights, others = _line_parts(setting)
    return say(
        "{result:capital}: the {lines}, weighted by the numbers of {weights}, add up over {letter}",
        result=block_name(setting),
        lines=notation.lines(others, SUM_OVER[role], drawn=True),
        weights=notation.drawn_line(weights, axis, at),
        letter=letter,
    )


def _line_parts(setting: Setting) -> tuple[Axis, int, str, str]:
    """Return the axis and the place of a line, whose numbers weigh it, and whose lines add up."""
    phase, ref = setting.phase, setting.ref
    first, second = AXES[phase.role[0]]
    axis, at = (first, ref.row) if phase.sweep == "rows" or second is None else (second, ref.col)
    left, right = PRODUCTS[phase.role]
    weights, others = (left, right) if axis in AXES[left[0]] else (right, left)
    return axis, at, weights, others


def _line_numbers(setting: Setting) -> Spans:
    """Return a line as a sum of lines with their weights, or only what it comes to."""
    role, result = setting.phase.role, of_vector(setting)
    if role == "b_grad" or not result:
        return result
    axis, at, weights, others = _line_parts(setting)
    letter = SUM_OVER[role]
    if letter == _SAMPLES and setting.muted:
        return ()
    factors = _along(setting, weights, axis, at)
    if len(factors) > _MOST_PRODUCTS:
        return result
    lines = [_along(setting, others, letter, n) for n in range(len(factors))]
    terms = [
        f"{bracketed(number(w))}·{vector(line)}" for w, line in zip(factors, lines, strict=True)
    ]
    values = [*factors, *(value for line in lines for value in line)]
    if role == "Y" and setting.passes.layers[0].b is not None:
        b = setting.passes.matrix("b")
        bias = b[:, 0] if axis == "j" else b[[at] * setting.sizes.N, 0]
        values += bias.tolist()
        terms.append(vector(bias))
    total = _along(setting, role, axis, at)
    sign = "=" if about(*values) == "=" and about(*total) == "=" else "≈"
    sides = [(about(*values), " + ".join(terms)), (sign, vector(total))]
    written = equation(setting, block_name(setting), sides)
    return written if length(written) <= LONGEST else result


def _along(setting: Setting, role: str, axis: Axis, at: int) -> list[float]:
    """Return the numbers of a line of a matrix at a place of an axis."""
    values = setting.passes.matrix(role)
    line = values[at] if AXES[role[0]][0] == axis else values[:, at]
    return [float(value) for value in line]


# --- one term of all cells at once


def _outer(setting: Setting) -> tuple[Spans, Spans]:
    return told(_outer_sentence(setting), setting.style), _outer_numbers(setting)


def _outer_sentence(setting: Setting) -> Message:
    notation, role = setting.notation, setting.phase.role
    letter, at = SUM_OVER[role], setting.moment.step
    shown = notation.count(at)
    is_product = role != "b_grad"
    part = (
        _outer_product(notation, role, letter, at)
        if is_product
        else notation.drawn_line("Y_grad", "j", at)
    )
    if letter != _SAMPLES:
        return say(
            "{letter} = {at}: {part}, a rank-one picture, is added",
            letter=axis_letter(role),
            at=shown,
            part=part,
        )
    if at in setting.muted:
        return say(
            "Sample {sample} is muted: its part, {part}, is left out", sample=shown, part=part
        )
    if is_product:
        return say(
            "Sample {sample} adds its part, {part}: a rank-one picture", sample=shown, part=part
        )
    return say("Sample {sample} adds its part, {part}", sample=shown, part=part)


def _outer_product(notation: Notation, role: str, letter: Axis, at: int) -> Message:
    """Return "column 2 of W times row 2 of X", and what has to be turned for it."""
    column, row = _column_and_row(notation, role)
    first = notation.drawn_line(column, letter, at)
    second = notation.drawn_line(row, letter, at)
    if notation.is_row(column, letter, drawn=True):
        first = say("{line} stood up as a column", line=first)
    if not notation.is_row(row, letter, drawn=True):
        second = say("{line} laid down as a row", line=second)
    return say("{first} times {second}", first=first, second=second)


def _column_and_row(notation: Notation, role: str) -> tuple[str, str]:
    """Return which factor gives the column of a rank-one picture, and which the row."""
    left, right = PRODUCTS[role]
    down = notation.drawn_letters(role)[0]
    return (left, right) if down in AXES[left[0]] else (right, left)


def _outer_numbers(setting: Setting) -> Spans:
    role, at, terms = setting.phase.role, setting.moment.step, setting.phase.terms
    letter = SUM_OVER[role]
    if role == "b_grad":
        factors = [vector(_along(setting, "Y_grad", letter, at))]
    else:
        column, row = _column_and_row(setting.notation, role)
        lines = [_along(setting, factor, letter, at) for factor in (column, row)]
        if sum(map(len, lines)) * 3 > LONGEST:
            return ()
        factors = [f"{vector(lines[0])}^T", vector(lines[1])]
    theme = setting.style.theme
    spans = (
        *typeset(" ".join(factors), theme.text, "semibold"),
        Span("   ", theme.muted),
        *told(say("{count} of {all}", count=at + 1, all=terms), setting.style),
    )
    return spans if length(spans) <= LONGEST else ()
