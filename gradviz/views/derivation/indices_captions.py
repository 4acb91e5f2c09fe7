"""The sentence of each step of the derivation by indices, with the numbers of one entry."""

import numpy as np

from gradviz.arrays import size
from gradviz.explain.formula import shown_terms
from gradviz.explain.sums import sum_for
from gradviz.language.english import about, named_value, relation
from gradviz.language.lines import bracketed
from gradviz.language.notation import AXES
from gradviz.language.numbers import number, sum_of
from gradviz.messages.line import Run
from gradviz.messages.message import NOTHING, Message, Text, in_language, joined, say, say_many
from gradviz.scene.corner.equations import LONGEST, Spans, vector
from gradviz.scene.marks.spans import told
from gradviz.views.derivation.indices_steps import DerivedEntry
from gradviz.views.derivation.statement import StatedMatrix


def sentence_of(entry: DerivedEntry) -> tuple[Spans, Spans]:
    """Return two lines: what happens in the step, and its numbers."""
    words, numbers = {
        "chain": _chain_words,
        "entry": _made_of_words,
        "slope": _slope_words,
        "sum": _sum_words,
        "all": _all_words,
    }[entry.case.phase.name](entry)
    style = entry.case.setting.style
    is_short = len(in_language(numbers, style.language)) <= LONGEST
    return told(words, style), told(
        numbers if is_short else "", style, style.theme.text, "semibold"
    )


def _line(entry: DerivedEntry, role: str) -> Message:
    """Return the line of a matrix that the sum runs along: "column 1 of W"."""
    axis = next(letter for letter in AXES[role[0]] if letter not in (entry.letter, None))
    return entry.case.notation.line(role, axis, entry.at[axis])


def _chain_words(entry: DerivedEntry) -> tuple[Message, Text]:
    name, count = entry.name(entry.primal), entry.terms
    if count == 1:
        words = say(
            "{entry} goes into {output} only: that is how it affects the loss",
            entry=name,
            output=entry.name("Y"),
        )
    else:
        words = say_many(
            "{entry} goes into {line} only: it affects the loss through {count} output",
            "{entry} goes into {line} only: it affects the loss through {count} outputs",
            count,
            entry=name,
            line=_line(entry, "Y"),
        )
    shown = range(count) if count <= 2 else (0, count - 1)
    outputs = [
        DerivedEntry(entry.case, entry.role, {**entry.at, entry.letter: n}).name("Y") for n in shown
    ]
    terms = [f"∂l/∂{output} · ∂{output}/∂{name}" for output in outputs]
    if count > 2:
        terms.insert(1, "…")
    return words, f"∂l/∂{name} = {' + '.join(terms)}"


def _made_of_words(entry: DerivedEntry) -> tuple[Message, Text]:
    words = say(
        "In {output}, {entry} appears once, beside {factor}",
        output=entry.name("Y"),
        entry=entry.name(entry.primal),
        factor=named_value(entry.name(entry.other), _value(entry, entry.other)),
    )
    return words, sum_text(entry, "Y")


def _slope_words(entry: DerivedEntry) -> tuple[Message, Text]:
    words = say(
        "The derivatives of the outputs with respect to {entry} are the numbers beside it: {line}",
        entry=entry.name(entry.primal),
        line=_line(entry, entry.other),
    )
    return words, _vector(entry, entry.other)


def _sum_words(entry: DerivedEntry) -> tuple[Message, Text]:
    known = _line(entry, "Y_grad")
    if entry.case.step == 0:
        words = say(
            "How the loss changes with each output is known from the backward pass: {line}",
            line=known,
        )
        return words, _vector(entry, "Y_grad")
    words = say(
        "{slopes:capital} times {known}, summed over {index}",
        slopes=_line(entry, entry.other),
        known=known,
        index=Run(entry.letter, entry.letter),
    )
    return words, sum_text(entry, entry.role)


def _all_words(entry: DerivedEntry) -> tuple[Message, Text]:
    notation, setting = entry.case.notation, entry.case.setting
    first, second = map(StatedMatrix.read, notation.of_layer(None).factors(entry.role))
    shapes = []
    for factor in (StatedMatrix(entry.role), first, second):
        values = setting.passes.matrix(factor.role)
        is_turned = factor.is_transposed != notation.is_flipped(factor.role)
        shapes.append(size(values.T if is_turned else values))
    row, column = notation.index(entry.role, entry.ref.row, entry.ref.col)
    words = say(
        "{entry} is row {row} of {left} times column {column} of {right}, likewise every entry",
        entry=entry.name(entry.role),
        row=row,
        left=first.plain(notation),
        column=column,
        right=second.plain(notation),
    )
    left, product, other = shapes
    return words, f"{notation.formula(entry.role)}  ({left} = {product} · {other})"


def _value(entry: DerivedEntry, role: str) -> float:
    cell = entry.cell(role)
    return float(entry.case.setting.passes.matrix(role)[cell.row, cell.col])


def _vector(entry: DerivedEntry, role: str) -> Message:
    """Return the numbers along a sum: "column 1 of W = (2, 1)"."""
    values = entry.case.setting.passes.matrix(role)
    cell = entry.cell(role)
    is_down = AXES[role[0]][0] == entry.letter
    numbers = np.ravel(values[:, cell.col] if is_down else values[cell.row]).tolist()
    if len(numbers) * 3 > LONGEST:
        return NOTHING
    return joined([_line(entry, role), about(*numbers), vector(numbers)])


def sum_text(entry: DerivedEntry, role: str) -> str:
    """Return an entry as the sum it is, with its numbers."""
    total = sum_for(entry.case.setting.passes, entry.cell(role))
    terms = shown_terms(total, entry.case.notation)
    if total.bias is not None:
        terms.append((number(total.bias),))
    result = number(total.total + 0.0)
    written = sum_of(["·".join(map(bracketed, term)) for term in terms])
    sign = about(*total.left.tolist(), *total.right.tolist())
    middle = "" if written == result else f" {sign} {written}"
    return f"{entry.name(role)}{middle} {relation(result, terms)} {result}"
