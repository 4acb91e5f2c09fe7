"""The formula behind one cell, first in letters, then with its numbers, and its parts."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from gradviz.engine.passes import Passes
from gradviz.engine.rules import log_softmax
from gradviz.refs import CellRef
from gradviz.scene.english import is_rounded, relation
from gradviz.scene.numbers import MINUS, number, sum_of
from gradviz.scene.sums import Sum, sum_for
from gradviz.scene.words import SUM_OVER

Role: TypeAlias = Literal["plain", "muted", "strong", "i", "j", "k"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text and what it is; the theme decides what that looks like.

    `role` "i", "j" or "k" is an axis letter; `script` is -1 for lowered text.
    """

    text: str
    role: Role = "plain"
    script: Literal[-1, 0] = 0


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the numbers that add up to a cell: "W[1,2]·Y_grad[1,1]" and its value."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Formula:
    """How a cell is computed.

    Attributes
    ----------
    lines : tuple of Line
        In letters, with the numbers put in, and the result. "=" stands only where the numbers
        as they are displayed give the result exactly, else "≈".
    parts : tuple of Part
        They add up to the cell; empty where it is no sum.
    """

    lines: tuple[Line, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """The parts worth showing, and what is left out: how many, and what they add up to."""

    parts: tuple[Part, ...]
    others: int
    rest: float


GRADIENT_OF = {"W": "W_grad", "X": "X_grad", "b": "b_grad"}
"""What is typed in, and the gradient that belongs to it."""

_LETTERS = {"Y": "ij", "X_grad": "kj", "W_grad": "ik", "b_grad": "i"}
_FACTORS = {
    "Y": (("W", "ik"), ("X", "kj")),
    "X_grad": (("W", "ik"), ("Y_grad", "ij")),
    "W_grad": (("Y_grad", "ij"), ("X", "kj")),
    "b_grad": (("Y_grad", "ij"),),
}
_LOWERED = {"i": "ᵢ", "j": "ⱼ", "k": "ₖ"}


def plain(line: Line) -> str:
    """Return a line as plain text.

    Examples
    --------
    >>> plain((Run("Σ", "i"), Run("i", "i", -1), Run(" W["), Run("i", "i"), Run(",2]")))
    'Σᵢ W[i,2]'
    """
    return "".join(_LOWERED.get(run.text, run.text) if run.script else run.text for run in line)


def digest(parts: tuple[Part, ...], most: int = 12) -> Digest:
    """Return the `most` largest parts by magnitude, in their own order; NaN counts as largest.

    Examples
    --------
    >>> short = digest((Part("a", 1.0), Part("b", -9.0), Part("c", 2.0)), most=2)
    >>> [part.label for part in short.parts], short.others, short.rest
    (['b', 'c'], 1, 1.0)
    """
    sizes = np.nan_to_num(np.abs([part.value for part in parts]), nan=np.inf)
    kept = set(np.argsort(-sizes, kind="stable")[:most].tolist())
    others = [part.value for n, part in enumerate(parts) if n not in kept]
    shown = tuple(part for n, part in enumerate(parts) if n in kept)
    with np.errstate(all="ignore"):
        return Digest(shown, len(others), float(np.sum(others)))


def softmax(passes: Passes, ref: CellRef) -> float:
    """Return the probability that softmax gives to the entry of Y at the place of `ref`."""
    with np.errstate(all="ignore"):
        return float(np.exp(log_softmax(passes.Y[:, ref.col : ref.col + 1]))[ref.row, 0])


def formula(passes: Passes, ref: CellRef, base: int = 1) -> Formula:
    """Return how a cell is computed; for what was typed in, how its gradient is.

    Parameters
    ----------
    passes : Passes
        Of one layer.
    ref : CellRef
        A cell of any of its matrices.
    base : int
        What rows and columns are counted from, 0 or 1.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2, -1]], [[1], [3]])
    >>> [plain(line) for line in formula(p, CellRef("Y", 0, 0)).lines]
    ['Σₖ W[1,k] · X[k,1]', '= 2·1 + (−1)·3', '= −1']
    """
    if ref.name in GRADIENT_OF:
        gradient = CellRef(GRADIENT_OF[ref.name], ref.row, ref.col)
        first, *rest = formula(passes, gradient, base).lines
        head: Line = (Run(gradient.shown(base), "muted"),)
        return Formula((head, (Run("= "), *first), *rest))
    if ref.name in SUM_OVER:
        return _sum_formula(sum_for(passes, ref), base)
    if ref.name == "T":
        return Formula(_residual_formula(passes, ref, base).lines)
    return _residual_formula(passes, ref, base)


def _sum_formula(total: Sum, base: int) -> Formula:
    """Return the formula of an entry that is a sum of products."""
    letter = SUM_OVER[total.ref.name]
    known = dict(zip(_LETTERS[total.ref.name], (total.ref.row, total.ref.col), strict=False))
    factors = _FACTORS[total.ref.name]
    head: list[Run] = [Run("Σ", _axis(letter)), Run(letter, _axis(letter), -1)]
    for n, (name, letters) in enumerate(factors):
        head += [Run(" · " if n else " "), *_entry(name, letters, known, base)]
    shown = shown_terms(total)
    parts = [
        Part("·".join(_cell(f, known, letter, n, base) for f in factors), value + 0.0)
        for n, value in enumerate(total.products.tolist())
    ]
    if total.bias is not None:
        bias = CellRef("b", total.ref.row, 0).shown(base)
        head.append(Run(f" + {bias}"))
        shown.append((number(total.bias),))
        parts.append(Part(bias, total.bias))
    return Formula((tuple(head), *_numbers(shown, total)), tuple(parts))


def shown_terms(total: Sum) -> list[tuple[str, ...]]:
    """Return the factors of each product as they are displayed."""
    columns = [total.left] if not total.right_name else [total.left, total.right]
    return list(zip(*([number(v) for v in column.tolist()] for column in columns), strict=True))


def bracketed(shown: str) -> str:
    """Return a displayed number as a factor: negative ones in parentheses."""
    return f"({shown})" if shown.startswith(MINUS) else shown


def _numbers(shown: list[tuple[str, ...]], total: Sum) -> tuple[Line, ...]:
    """Return the lines with the numbers put in and with the result."""
    result = number(total.total + 0.0)
    values = [*total.left.tolist(), *total.right.tolist(), total.bias or 0.0]
    about = "≈" if any(map(is_rounded, values)) else "="
    if shown == [(result,)]:
        return (_result(about, result),)
    written = sum_of(["·".join(map(bracketed, term)) for term in shown])
    return (Run(f"{about} {written}"),), _result(relation(result, shown), result)


def _residual_formula(passes: Passes, ref: CellRef, base: int) -> Formula:
    """Return the formula of an entry of Y_grad; `ref` tells its row and column."""
    place = (ref.row, ref.col)
    gradient = float(passes.Y_grad[place])
    y, t = (CellRef(name, *place).shown(base) for name in ("Y", "T"))
    if passes.loss_name == "cross_entropy":
        return _softmax_formula(passes, ref, base)
    if passes.T is None:
        letters = "l = ⟨Y_grad, Y⟩" if passes.loss_name is None else "l = Σ Y"
        result = _result("≈" if is_rounded(gradient) else "=", number(gradient))
        return Formula(((Run(f"∂l/∂{y}"),), result, (Run(f"for {letters}", "muted"),)))
    size = passes.Y.size
    values = (float(passes.Y[place]), float(passes.T[place]))
    if passes.loss_name == "squared_error":
        return _Difference((y, t), values, gradient).formula(f"{y} {MINUS} {t}")
    labels = (_share(f"2·{y}", size), _share(f"2·{t}", size))
    written = _Difference(labels, values, gradient, times=2, divisor=size)
    return written.formula(f"2 · ({y} {MINUS} {t}) / (M·N)")


def _softmax_formula(passes: Passes, ref: CellRef, base: int) -> Formula:
    m, n = passes.Y.shape
    at = f"[{ref.row + base},{ref.col + base}]"
    p = softmax(passes, ref)
    column: Line = (
        Run(f"exp Y{at} / "),
        Run("Σ", "i"),
        Run("i", "i", -1),
        Run(" exp Y["),
        Run("i", "i"),
        Run(f",{ref.col + base}]"),
    )
    is_limit = p in (0.0, 1.0) and m > 1  # rounded by the computer already
    about = "≈" if is_limit or is_rounded(p) else "="
    share = (Run(f"= P{at} {about} {number(p)}"),)
    values = (p, float(passes.matrix("T")[ref.row, ref.col]))
    labels = (_share(f"P{at}", n), _share(f"T{at}", n))
    gradient = float(passes.Y_grad[ref.row, ref.col])
    rest = _Difference(labels, values, gradient, divisor=n).formula(f"(P{at} {MINUS} T{at}) / N")
    return Formula((column, share, *rest.lines), rest.parts)


@dataclass(frozen=True, slots=True)
class _Difference:
    """An entry of Y_grad: (first - second) · times / divisor."""

    labels: tuple[str, str]
    values: tuple[float, float]
    result: float
    times: int = 1
    divisor: int = 1

    def formula(self, letters: str) -> Formula:
        """Return the formula; `letters` is its first line."""
        first, second = self.values
        shown = number(first), number(second)
        written = f"{shown[0]} {MINUS} {bracketed(shown[1])}"
        if self.times * self.divisor > 1:
            ahead = "" if self.times == 1 else f"{self.times} · "
            written = f"{ahead}({written}) / {self.divisor}"
        about = "≈" if any(map(is_rounded, self.values)) else "="
        terms = [(str(self.times), shown[0]), (str(-self.times), shown[1])]
        result = number(self.result + 0.0)
        sign = relation(result, terms, self.divisor)
        parts = (
            Part(self.labels[0], first * self.times / self.divisor + 0.0),
            Part(MINUS + self.labels[1], -second * self.times / self.divisor + 0.0),
        )
        lines = ((Run(letters),), (Run(f"{about} {written}"),), _result(sign, result))
        return Formula(lines, parts)


def _entry(name: str, letters: str, known: dict[str, int], base: int) -> Line:
    """Return an entry with letters where its index runs: W[i,2]."""
    row, col = (
        Run(str(known[letter] + base)) if letter in known else Run(letter, _axis(letter))
        for letter in letters
    )
    return Run(f"{name}["), row, Run(","), col, Run("]")


def _cell(of: tuple[str, str], known: dict[str, int], running: str, n: int, base: int) -> str:
    name, letters = of
    row, col = ({**known, running: n}[letter] for letter in letters)
    return CellRef(name, row, col).shown(base)


def _axis(letter: str) -> Literal["i", "j", "k"]:
    return "i" if letter == "i" else "j" if letter == "j" else "k"


def _share(label: str, divisor: int) -> str:
    return label if divisor == 1 else f"{label}/{divisor}"


def _result(sign: str, shown: str) -> Line:
    return Run(f"{sign} "), Run(shown, "strong")
