"""The sentence of each step of the derivation by indices, with the numbers of one entry."""

import numpy as np

from gradviz.arrays import size
from gradviz.explain.formula import shown_terms
from gradviz.explain.sums import sum_for
from gradviz.language.english import about, counted, relation
from gradviz.language.lines import bracketed
from gradviz.language.notation import AXES
from gradviz.language.numbers import number, sum_of
from gradviz.scene.corner.equations import LONGEST, Spans, vector
from gradviz.scene.marks.spans import typeset
from gradviz.views.derivation.indices_steps import DerivedEntry
from gradviz.views.derivation.statement import StatedMatrix


def sentence_of(entry: DerivedEntry) -> tuple[Spans, Spans]:
    """Return two lines: what happens in the step, and its numbers."""
    words, told = {
        "chain": _chain_words,
        "entry": _made_of_words,
        "slope": _slope_words,
        "sum": _sum_words,
        "all": _all_words,
    }[entry.case.phase.name](entry)
    theme = entry.case.setting.style.theme
    told = told if len(told) <= LONGEST else ""
    return typeset(words, theme.muted), typeset(told, theme.text, "semibold")


def _line(entry: DerivedEntry, role: str) -> str:
    """Return the line of a matrix that the sum runs along: "column 1 of W"."""
    axis = next(letter for letter in AXES[role[0]] if letter not in (entry.letter, None))
    return entry.case.notation.line(role, axis, entry.at[axis])


def _chain_words(entry: DerivedEntry) -> tuple[str, str]:
    name, count = entry.name(entry.primal), counted(entry.terms, "output")
    if entry.terms == 1:
        words = f"{name} goes into {entry.name('Y')} only: that is how the loss feels it"
    else:
        words = f"{name} goes into {_line(entry, 'Y')} only: the loss feels it in {count}"
    shown = range(entry.terms) if entry.terms <= 2 else (0, entry.terms - 1)
    outputs = [
        DerivedEntry(entry.case, entry.role, {**entry.at, entry.letter: n}).name("Y") for n in shown
    ]
    terms = [f"∂l/∂{output} · ∂{output}/∂{name}" for output in outputs]
    if entry.terms > 2:
        terms.insert(1, "…")
    return words, f"∂l/∂{name} = {' + '.join(terms)}"


def _made_of_words(entry: DerivedEntry) -> tuple[str, str]:
    factor = number(float(_value(entry, entry.other)))
    words = f"In {entry.name('Y')}, {entry.name(entry.primal)} stands once, beside "
    return words + f"{entry.name(entry.other)} = {factor}", sum_text(entry, "Y")


def _slope_words(entry: DerivedEntry) -> tuple[str, str]:
    line = _line(entry, entry.other)
    name = entry.name(entry.primal)
    words = f"As {name} rises, each output moves the number beside it times as fast: slopes, {line}"
    return words, _vector(entry, entry.other)


def _sum_words(entry: DerivedEntry) -> tuple[str, str]:
    if entry.case.step == 0:
        words = f"How the loss feels each output is known on the way back: {_line(entry, 'Y_grad')}"
        return words, _vector(entry, "Y_grad")
    slopes, felt = _line(entry, entry.other), _line(entry, "Y_grad")
    letter = entry.letter
    words = f"{slopes[0].upper()}{slopes[1:]} times {felt}, added over {letter}"
    return words, sum_text(entry, entry.role)


def _all_words(entry: DerivedEntry) -> tuple[str, str]:
    notation, setting = entry.case.notation, entry.case.setting
    first, second = map(StatedMatrix.read, notation.of_layer(None).factors(entry.role))
    shapes = []
    for factor in (StatedMatrix(entry.role), first, second):
        values = setting.passes.matrix(factor.role)
        is_turned = factor.is_transposed != notation.is_flipped(factor.role)
        shapes.append(size(values.T if is_turned else values))
    row, column = notation.index(entry.role, entry.ref.row, entry.ref.col)
    left, right = (f.plain(notation).replace("^T", "ᵀ") for f in (first, second))
    words = f"It is row {row} of {left} times column {column} of {right}, and so is every entry"
    left, product, other = shapes
    return words, f"{notation.formula(entry.role)}  ({left} = {product} · {other})"


def _value(entry: DerivedEntry, role: str) -> float:
    cell = entry.cell(role)
    return float(entry.case.setting.passes.matrix(role)[cell.row, cell.col])


def _vector(entry: DerivedEntry, role: str) -> str:
    """Return the numbers along a sum: "column 1 of W = (2, 1)"."""
    values = entry.case.setting.passes.matrix(role)
    cell = entry.cell(role)
    is_down = AXES[role[0]][0] == entry.letter
    numbers = np.ravel(values[:, cell.col] if is_down else values[cell.row]).tolist()
    if len(numbers) * 3 > LONGEST:
        return ""
    return f"{_line(entry, role)} {about(*numbers)} {vector(numbers)}"


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
