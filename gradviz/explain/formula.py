"""The formula behind one cell, first in letters, then with its numbers, and its parts."""

from gradviz.engine.passes import Passes
from gradviz.explain.activations import activation_formula
from gradviz.explain.residuals import residual_formula
from gradviz.explain.subject import GRADIENT_OF, Subject, subject
from gradviz.explain.sums import Sum, sum_for
from gradviz.language.english import about, relation
from gradviz.language.lines import Computation, Part, bracketed, result_line, summed
from gradviz.language.notation import Notation
from gradviz.language.numbers import number, sum_of
from gradviz.language.words import SUM_OVER
from gradviz.messages.line import Line, Run
from gradviz.refs import CellRef


def formula(passes: Passes, ref: CellRef, notation: Notation | None = None) -> Computation:
    """Return how a cell is computed; for what was typed in, how its gradient is.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth.
    ref : CellRef
        A cell of any of its matrices.
    notation : Notation, optional
        How people write it.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.messages.line import plain
    >>> p = backprop([[2, -1]], [[1], [3]])
    >>> [plain(line) for line in formula(p, CellRef("Y", 0, 0)).lines]
    ['Σₖ W[1,k] · X[k,1]', '= 2·1 + (−1)·3', '= −1']
    """
    return formula_of(subject(passes, ref, notation or Notation()))


def formula_of(s: Subject) -> Computation:
    """Return how a cell is computed; for what was typed in, how its gradient is."""
    if s.role in GRADIENT_OF:
        gradient = s.of(GRADIENT_OF[s.role])
        written = formula_of(gradient)
        first, *rest = written.lines
        head: Line = (Run(gradient.name, "muted"),)
        return Computation((head, (Run("= "), *first), *rest))
    if s.role == "P_grad":  # a bias is added, so the gradient stays as it is
        output = s.of("Y_grad")
        return Computation(((Run(output.name),), result_line(about(s.value), s.value)))
    if s.role in ("T", "Y_grad"):
        written = residual_formula(s)
        return Computation(written.lines) if s.role == "T" else written
    if not s.is_linear:
        return activation_formula(s)
    if len(s.uses) > 1:
        return _tied_formula(s)
    return _sum_formula(s)


def _sum_formula(s: Subject) -> Computation:
    """Return the formula of an entry that is a sum of products."""
    total = sum_for(s.passes, s.ref)
    head = _letters(s)
    shown = shown_terms(total, s.notation)
    parts = _parts(s, total)
    if total.bias is not None:
        bias = s.cell("b")
        head = (*head, Run(f" + {bias}"))
        shown.append((number(total.bias),))
        parts.append(Part(bias, total.bias))
    return Computation((head, *_numbers(shown, total)), tuple(parts))


def _tied_formula(s: Subject) -> Computation:
    """Return the formula of a gradient that adds up what several layers say."""
    uses = [s.within(layer) for layer in s.uses]
    totals = [sum_for(use.passes, use.ref) for use in uses]
    letters = [(*((Run("+ "),) if n else ()), *_letters(use)) for n, use in enumerate(uses)]
    shown = [(number(total.total + 0.0),) for total in totals]
    written = sum_of([term[0] if n == 0 else bracketed(term[0]) for n, term in enumerate(shown)])
    sign = about(*(total.total for total in totals))
    result = result_line(relation(s.told, shown), s.value)
    parts = [part for use, total in zip(uses, totals, strict=True) for part in _parts(use, total)]
    return Computation((*letters, (Run(f"{sign} {written}"),), result), tuple(parts))


def _letters(s: Subject) -> Line:
    """Return a sum in letters: Σᵢ W[i,2] · Y_grad[i,1]."""
    letter = SUM_OVER["Y" if s.role == "P" else s.role]
    inner: list[Run] = []
    for n, factor in enumerate(factor_roles(s)):
        inner += [*((Run(" · "),) if n else ()), *s.running(factor, letter)]
    return summed(letter, tuple(inner))


def factor_roles(s: Subject) -> tuple[str, ...]:
    """Return the roles of the factors of a sum, in the order in which they stand."""
    if s.role == "b_grad":
        return ("Y_grad",)
    return s.notation.order("Y" if s.role == "P" else s.role)


def _parts(s: Subject, total: Sum) -> list[Part]:
    letter = SUM_OVER["Y" if s.role == "P" else s.role]
    return [
        Part("·".join(s.cell(role, **{letter: n}) for role in factor_roles(s)), value + 0.0)
        for n, value in enumerate(total.products.tolist())
    ]


def shown_terms(total: Sum, notation: Notation) -> list[tuple[str, ...]]:
    """Return the factors of each product as they are displayed, in the order they stand."""
    columns = [total.left]
    if total.right_name:
        is_swapped = notation.order(_product(total))[0] != total.left_name
        columns = [total.right, total.left] if is_swapped else [total.left, total.right]
    return list(zip(*([number(v) for v in column.tolist()] for column in columns), strict=True))


def _product(total: Sum) -> str:
    return "Y" if total.ref.name == "P" else total.ref.name


def _numbers(shown: list[tuple[str, ...]], total: Sum) -> tuple[Line, ...]:
    """Return the lines with the numbers put in and with the result."""
    result = number(total.total + 0.0)
    sign = about(*total.left.tolist(), *total.right.tolist(), total.bias or 0.0)
    if shown == [(result,)]:
        return (result_line(sign, total.total),)
    written = sum_of(["·".join(map(bracketed, term)) for term in shown])
    return (Run(f"{sign} {written}"),), result_line(relation(result, shown), total.total)
