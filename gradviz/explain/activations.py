"""What is said of activations: what they do to a number, and to the gradient that comes back."""

import numpy as np

from gradviz.engine.rules import ELEMENTWISE
from gradviz.explain.subject import Subject
from gradviz.language.activations import CURVES
from gradviz.language.english import is_rounded, relation
from gradviz.language.lines import Computation, Part, bracketed, result_line, summed
from gradviz.language.numbers import number, sum_of
from gradviz.language.words import KIND_NAMES
from gradviz.messages.line import Line, Run
from gradviz.messages.message import Message, in_language, say, say_many

FLAT = 0.05
"""A slope below this lets hardly anything of the gradient pass."""


# --- formulas


def activation_formula(s: Subject) -> Computation:
    """Return how an output of an activation, or a gradient that passes through, is computed."""
    if s.kind == "softmax":
        return _mixed(s) if s.role == "X_grad" else _share_of_all(s)
    return _passed(s) if s.role == "X_grad" else _output(s)


def _output(s: Subject) -> Computation:
    curve, x = CURVES[s.kind], s.value_of("X")
    lines: list[Line] = [(Run(curve.value(s.of("X").name)),)]
    written = curve.value(number(x))
    about = "≈" if is_rounded(x) else "="
    if written != s.told:
        lines.append((Run(f"{about} {written}"),))
    is_exact = is_exact_at(s.kind, x) and not is_rounded(x) and not is_rounded(s.value)
    return Computation(
        (*lines, result_line("=" if is_exact or _is_special(s.value) else "≈", s.value))
    )


def _is_special(value: float) -> bool:
    return not np.isfinite(value)


def is_exact_at(kind: str, x: float) -> bool:
    """Tell whether an activation makes numbers as short as x is of it, by adding and cutting off.

    Examples
    --------
    >>> is_exact_at("leaky_relu", -1.0), is_exact_at("gelu", 0.5)
    (True, False)
    """
    rule = ELEMENTWISE[kind]
    return rule.is_straight or bool(np.all(rule.rounding.units(np.array([[x]])) == 0.0))


def slope_at(s: Subject) -> float:
    """Return the derivative of an elementwise activation at the place of a cell."""
    x = np.array([[s.value_of("X")]])
    with np.errstate(all="ignore"):
        return float(ELEMENTWISE[s.kind].derivative(x)[0, 0]) + 0.0


def _passed(s: Subject) -> Computation:
    """f′(x) · g, the gradient behind times the slope here."""
    kind, x, g = KIND_NAMES[s.kind], s.value_of("X"), s.value_of("Y_grad")
    slope = slope_at(s)
    factors = [number(slope), number(g)]
    at_x = "≈" if is_rounded(x) or is_rounded(g) else "="
    about = "≈" if is_rounded(slope) or is_rounded(g) or not _is_slope_exact(s, slope) else "="
    sign = relation(s.told, [factors])
    derivative = in_language(CURVES[s.kind].slope, s.notation.language)
    return Computation(
        (
            (Run(f"{kind}′({s.of('X').name}) · {s.of('Y_grad').name}"),),
            (Run(f"{kind}′(x) = {derivative}", "muted"),),
            (Run(f"{at_x} {kind}′({number(x)}) · {bracketed(factors[1])}"),),
            (Run(f"{about} {' · '.join(map(bracketed, factors))}"),),
            result_line(sign, s.value),
        )
    )


def _is_slope_exact(s: Subject, slope: float) -> bool:
    x = s.value_of("X")
    return is_exact_at(s.kind, x) or _is_special(slope) or x == 0.0


def _share_of_all(s: Subject) -> Computation:
    """exp(x) / Σ exp(x), the sum over the numbers of one sample."""
    x = s.of("X").name
    letters = (Run(f"exp {x} / "), *summed("i", (Run("exp "), *_column_entry(s, "X"))))
    column = s.passes.matrix("X")[:, s.ref.col].tolist()
    exps = sum_of([f"exp({number(v)})" for v in column], most=4)
    about = "≈" if any(map(is_rounded, column)) else "="
    written = (Run(f"{about} exp({number(s.value_of('X'))}) / ({exps})"),)
    sign = "=" if _is_special(s.value) or len(column) == 1 else "≈"
    return Computation((letters, written, result_line(sign, s.value)))


def _mixed(s: Subject) -> Computation:
    """Return P (g − Σ p g): what softmax lets through depends on its whole sample."""
    p, g = s.of("Y").name, s.of("Y_grad").name
    P, G = (s.passes.matrix(role)[:, s.ref.col] for role in ("Y", "Y_grad"))
    every = (*_column_entry(s, "Y"), Run(" · "), *_column_entry(s, "Y_grad"))
    with np.errstate(all="ignore"):
        mean = float(np.sum(P * G)) + 0.0
        jacobian = P[s.ref.row] * ((np.arange(P.size) == s.ref.row) - P)
        shares = (jacobian * G + 0.0).tolist()
    terms = [f"{number(a)}·{bracketed(number(b))}" for a, b in zip(P, G, strict=True)]
    first, own = bracketed(number(P[s.ref.row])), number(G[s.ref.row])
    lines: tuple[Line, ...] = (
        (Run(f"{p} · ({g} − "), *summed("i", every), Run(")")),
        (Run(f"≈ {first} · ({own} − ({sum_of(terms, most=4)}))"),),
        (Run(f"≈ {first} · ({own} − {bracketed(number(mean))})"),),
        result_line("=" if _is_special(s.value) else "≈", s.value),
    )
    parts = tuple(
        Part(_through(s, s.notation.at("Y", i, s.ref.col)), share) for i, share in enumerate(shares)
    )
    return Computation(lines, parts)


def _through(s: Subject, cell: str) -> str:
    return say("through {cell}", cell=cell).text(s.notation.language)


def _column_entry(s: Subject, role: str) -> Line:
    """Return an entry of a sample with i where it runs: "Y1[i,2]"."""
    of_output = s.of("Y").running("Y", "i")  # X is as large as Y here
    return Run(f"{s.notation.name(role)}["), *of_output[1:]


# --- sentences


def output_words(s: Subject) -> Message:
    """Say what an output of an activation is made of."""
    x, kind = s.of("X").name, KIND_NAMES[s.kind]
    if s.kind != "softmax":
        return say(
            "{y} is {kind} of {x}: {does}.", y=s.name, kind=kind, x=x, does=CURVES[s.kind].does
        )
    return say_many(
        "{y} is the share of {x}: softmax turns the numbers of a sample into shares that add up "
        "to 1.",
        "{y} is the share of {x}, out of all {count} in {sample}: softmax turns the numbers of a "
        "sample into shares that add up to 1.",
        s.m,
        y=s.name,
        x=x,
        sample=s.of("Y").line("Y", "j"),
    )


def passing_words(s: Subject) -> Message:
    """Say what a gradient becomes on its way back through an activation."""
    kind, g = KIND_NAMES[s.kind], s.of("Y_grad")
    if s.kind == "softmax":
        return _mixing_words(s)
    slope = slope_at(s)
    x = number(s.value_of("X"))
    product = " · ".join(map(bracketed, (number(slope), g.told)))
    about = "≈" if is_rounded(slope) or not _is_slope_exact(s, slope) else "="
    sign = relation(s.told, [(number(slope), g.told)])
    formula = f"{s.name} = {kind}′({x}) · {g.name} {about} {product} {sign} {s.told}"
    return say("{formula}: {what}.", formula=formula, what=passing(s))


def passing(s: Subject) -> Message:
    """Say in what state a unit is, and what that does to the gradient, as a clause."""
    slope, told = slope_at(s), CURVES[s.kind].passing(s.value_of("X"))
    if told:
        return told
    if abs(slope) < FLAT:
        return say("the curve is flat there, so hardly anything passes")
    if slope < 0:
        return say("the curve falls there, so the gradient changes its sign")
    return say("the gradient is multiplied by the slope of the curve at this input")


def _mixing_words(s: Subject) -> Message:
    if s.m == 1:
        return say(
            "{y} is alone in its sample, so its share is 1 whatever {x} is, and no gradient "
            "passes.",
            y=s.of("Y").name,
            x=s.of("X").name,
        )
    return say(
        "Raising {x} raises its own share and lowers the others in {sample}, so softmax mixes "
        "their gradients: {y} times how far {g} is above the mean, weighted by the shares.",
        x=s.of("X").name,
        sample=s.of("Y").line("Y", "j"),
        y=s.of("Y").name,
        g=s.of("Y_grad").name,
    )
