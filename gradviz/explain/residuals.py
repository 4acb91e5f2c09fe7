"""Where the way back starts: the formula behind one entry of the gradient of the last output."""

from dataclasses import dataclass

import numpy as np

from gradviz.engine.passes import Passes
from gradviz.engine.rules import log_softmax
from gradviz.explain.subject import Subject
from gradviz.language.english import is_rounded, relation
from gradviz.language.lines import Formula, Part, Run, bracketed, result_line, summed
from gradviz.language.numbers import MINUS, number
from gradviz.refs import CellRef


def probability(passes: Passes, ref: CellRef) -> float:
    """Return what softmax makes of the entry of Y at the place of `ref`."""
    with np.errstate(all="ignore"):
        return float(np.exp(log_softmax(passes.matrix("Y")[:, ref.col : ref.col + 1]))[ref.row, 0])


def residual_formula(s: Subject) -> Formula:
    """Return the formula of an entry of Y_grad; a cell of T stands for the one in its place."""
    passes, gradient = s.passes, s.value_of("Y_grad")
    y, t = s.of("Y").name, s.of("T").name
    if passes.loss_name == "cross_entropy":
        return _cross_entropy_formula(s)
    if passes.target is None:
        letters = s.written("l = ⟨Y_grad, Y⟩" if passes.loss_name is None else "l = Σ Y")
        result = result_line("≈" if is_rounded(gradient) else "=", gradient)
        return Formula(((Run(f"∂l/∂{y}"),), result, (Run(f"for {letters}", "muted"),)))
    values = (s.value_of("Y"), s.value_of("T"))
    if passes.loss_name == "squared_error":
        return _Difference((y, t), values, gradient).formula(f"{y} {MINUS} {t}")
    size = s.m * s.n
    labels = (_share(f"2·{y}", size), _share(f"2·{t}", size))
    written = _Difference(labels, values, gradient, times=2, divisor=size)
    return written.formula(f"2 · ({y} {MINUS} {t}) / (M·N)")


def _cross_entropy_formula(s: Subject) -> Formula:
    y, t = s.of("Y").name, s.of("T").name
    place = "P" + y[y.index("[") :]
    every = summed("i", (Run("exp "), *s.running("Y", "i")))
    column = (Run(f"exp {y} / "), *every)
    p = probability(s.passes, s.ref)
    is_limit = p in (0.0, 1.0) and s.m > 1  # rounded by the computer already
    about = "≈" if is_limit or is_rounded(p) else "="
    share = (Run(f"= {place} {about} {number(p)}"),)
    labels = (_share(place, s.n), _share(t, s.n))
    rest = _Difference(labels, (p, s.value_of("T")), s.value_of("Y_grad"), divisor=s.n)
    written = rest.formula(f"({place} {MINUS} {t}) / N")
    return Formula((column, share, *written.lines), written.parts)


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
        sign = relation(number(self.result + 0.0), terms, self.divisor)
        parts = (
            Part(self.labels[0], first * self.times / self.divisor + 0.0),
            Part(MINUS + self.labels[1], -second * self.times / self.divisor + 0.0),
        )
        lines = ((Run(letters),), (Run(f"{about} {written}"),), result_line(sign, self.result))
        return Formula(lines, parts)


def _share(label: str, divisor: int) -> str:
    return label if divisor == 1 else f"{label}/{divisor}"
