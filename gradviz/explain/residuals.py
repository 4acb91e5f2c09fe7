"""Where the way back starts: the formula behind one entry of the gradient of the last output."""

from dataclasses import dataclass

import numpy as np

from gradviz.engine.losses import is_of_softmax
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES, log_softmax
from gradviz.explain.subject import Subject
from gradviz.language.english import is_rounded, relation
from gradviz.language.lines import Computation, Part, bracketed, result_line, summed
from gradviz.language.losses import LOSS_WORDS, LossWords
from gradviz.language.numbers import MINUS, number
from gradviz.messages.line import Run
from gradviz.messages.message import say, verbatim
from gradviz.refs import CellRef


def probability(passes: Passes, ref: CellRef) -> float:
    """Return what softmax makes of the entry of Y at the place of `ref`."""
    with np.errstate(all="ignore"):
        return float(np.exp(log_softmax(passes.matrix("Y")[:, ref.col : ref.col + 1]))[ref.row, 0])


def residual_formula(s: Subject) -> Computation:
    """Return the formula of an entry of Y_grad; a cell of T stands for the one in its place."""
    passes, gradient = s.passes, s.value_of("Y_grad")
    y, t = s.of("Y").name, s.of("T").name
    loss = passes.loss_name
    if loss is None or passes.target is None:
        result = result_line("≈" if is_rounded(gradient) else "=", gradient)
        return Computation(((Run(f"∂l/∂{y}"),), result, (Run(_of_loss(s), "muted"),)))
    if is_of_softmax(loss):
        return _of_softmax(s, loss)
    size, words = s.m * s.n if LOSSES[loss].is_mean else 1, LOSS_WORDS[loss]
    values = (s.value_of("Y"), s.value_of("T"))
    return _Difference((y, t), values, gradient, words, size).formula("(M·N)", words.slope)


def _of_loss(s: Subject) -> str:
    """Say which loss it is the derivative of."""
    seeded = verbatim(s.notation.written("l = ⟨Y_grad, Y⟩"))
    loss = s.passes.loss_name
    formula = seeded if loss is None else LOSS_WORDS[loss].formula(s.called("Y"))
    return say("for {formula}", formula=formula).text(s.notation.language)


def _of_softmax(s: Subject, loss: str) -> Computation:
    y, t = s.of("Y").name, s.of("T").name
    place = "P" + y[y.index("[") :]
    every = summed("i", (Run("exp "), *s.running("Y", "i")))
    column = (Run(f"exp {y} / "), *every)
    p = probability(s.passes, s.ref)
    is_limit = p in (0.0, 1.0) and s.m > 1  # rounded by the computer already
    about = "≈" if is_limit or is_rounded(p) else "="
    share = (Run(f"= {place} {about} {number(p)}"),)
    values, words = (p, s.value_of("T")), LOSS_WORDS[loss]
    difference = _Difference((place, t), values, s.value_of("Y_grad"), words, s.n)
    written = difference.formula("N", words.slope if s.n > 1 else "{d}")
    return Computation((column, share, *written.lines), written.parts)


@dataclass(frozen=True, slots=True)
class _Difference:
    """An entry of Y_grad: what a loss makes of first - second, divided by a count."""

    labels: tuple[str, str]
    values: tuple[float, float]
    result: float
    words: LossWords
    divisor: int

    def formula(self, count: str, template: str) -> Computation:
        """Return the formula, its numbers put into a template; `count` is the divisor's letters."""
        shown = [number(value) for value in self.values]
        letters = self.words.slope.format(d=f" {MINUS} ".join(self.labels), size=count)
        written = template.format(d=f"{shown[0]} {MINUS} {bracketed(shown[1])}", size=self.divisor)
        about = "≈" if any(map(is_rounded, self.values)) else "="
        lines = ((Run(letters),), (Run(f"{about} {written}"),))
        times = self.words.times(self.values[0] - self.values[1])
        if times is None:
            sign = "≈" if is_rounded(self.result) else "="
            return Computation((*lines, result_line(sign, self.result)))
        terms = [(str(times), shown[0]), (str(-times), shown[1])]
        sign = relation(number(self.result + 0.0), terms, self.divisor)
        return Computation((*lines, result_line(sign, self.result)), self._parts(times))

    def _parts(self, times: int) -> tuple[Part, Part]:
        """Return the share of each of the two."""
        ahead = "" if times == 1 else f"{times}·"
        first, second = (_share(ahead + label, self.divisor) for label in self.labels)
        return (
            Part(first, self.values[0] * times / self.divisor + 0.0),
            Part(MINUS + second, -self.values[1] * times / self.divisor + 0.0),
        )


def _share(label: str, divisor: int) -> str:
    return label if divisor == 1 else f"{label}/{divisor}"
