"""What the Steepest view says: titles, what is held fixed, and the sentence of a moment."""

import math

import numpy as np

from gradviz.language.english import counted, listed, relation
from gradviz.language.notation import Notation
from gradviz.language.numbers import is_exact, number, short
from gradviz.timeline.phase import Phase
from gradviz.views.steepest.setting import PlaneSide, Views
from gradviz.views.steepest.timeline import EIGHTHS, DxTurn

DIGITS = 3
_NOISE = 9  # decimals of degrees: radians do not keep more of a whole degree


def steepest_title(phase: Phase) -> str:
    """Return the short title of a phase."""
    return "dx goes round" if phase.kind == "turn" else "Steepest direction"


def steepest_key(phase: Phase, step: int) -> str:
    """Return the name of the key frame that a step ends with.

    Examples
    --------
    >>> from gradviz.views.steepest.timeline import steepest_timeline
    >>> turn, found = steepest_timeline().phases
    >>> steepest_key(turn, 2), steepest_key(found, 0)
    ('dx at 135°', 'dx along X_grad')
    """
    if phase.kind != "turn":
        return "dx along X_grad"
    if phase.count == EIGHTHS:
        return f"dx at {(step + 1) * 360 // phase.count}°"
    return "dx up the line" if (step + 1) * 2 // phase.count % 2 == 0 else "dx down the line"


def entry_name(name: str, side: PlaneSide, entry: int, notation: Notation) -> str:
    """Return the name of an entry that moves, "X[1,2]", or of its gradient."""
    return notation.at(name, side.plane.rows[entry], side.plane.sample)


def title(side: PlaneSide, notation: Notation) -> str:
    """Return what a plane is."""
    names = [entry_name(side.name, side, n, notation) for n in range(len(side.plane.rows))]
    letter = "x" if side.name == "X" else "y"
    what = "line" if side.is_line else "plane"
    return f"{letter}-{what}:  l as a function of {listed(names)}"


def held_fixed(side: PlaneSide, notation: Notation) -> str:
    """Say what stays as it is while the entries of a plane move.

    Only what l depends on is told: of a hidden output, not the layers before it.
    """
    passes, plane = side.plane.passes, side.plane
    rows, samples = passes.primals[plane.key].shape
    direction = notation.direction(side.name, "j")
    told = []
    if rows > len(plane.rows):
        line = notation.line(side.name, "j", plane.sample)
        told.append(f"{_others(rows - len(plane.rows), 'entry')} of {line}")
    if samples > 1:
        told.append(_others(samples - 1, direction))
    told += _parameters(side)
    if passes.target is not None:
        told.append("T")
    if passes.loss_name is None:
        told.append(f"{passes.layers[-1].Y}_grad")
    fixed = f"held fixed: {listed(told)}" if told else "nothing else to hold fixed"
    return f"one entry, so a line; {fixed}" if side.is_line else fixed


def _others(count: int, noun: str) -> str:
    """Return "the other entry", "the 2 other entries"."""
    return f"the other {noun}" if count == 1 else f"the {counted(count, f'other {noun}')}"


def _parameters(side: PlaneSide) -> list[str]:
    """Return the weights and biases between a plane and l; of many, that there are."""
    layers = side.plane.passes.layers
    first = 0 if side.name == "X" else [layer.Y for layer in layers].index(side.name) + 1
    names = [name for layer in layers[first:] for name in (layer.W, layer.b) if name]
    names = list(dict.fromkeys(names))
    return names if len(names) < 3 else [f"all weights{' and biases' * _has_bias(names)}"]


def _has_bias(names: list[str]) -> bool:
    return any(name.startswith("b") for name in names)


def degrees(angle: float) -> str:
    """Return an angle in degrees.

    Examples
    --------
    >>> degrees(math.pi / 6), degrees(math.tau), degrees(1.0)
    ('30°', '360°', '57.3°')
    """
    return f"{number(_whole(angle), DIGITS)}°"


def _whole(angle: float) -> float:
    """Return degrees without what radians have put them off by."""
    return round(math.degrees(angle), _NOISE)


def vector(numbers: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> str:
    """Return a vector as a tuple of numbers, one number for a vector of one."""
    told = [written(value) for value in numbers.tolist()]
    return told[0] if len(told) == 1 else f"({', '.join(told)})"


def step_equation(shown: Views, turn: DxTurn) -> str:
    """Return what dx is, "dx = 0.5·(cos 30°, sin 30°)"."""
    if shown.x.is_line:
        step = shown.step(turn.angle)
        return f"dx {_about(*step.tolist())} {vector(step)}"
    told, angle = degrees(turn.angle), _whole(turn.angle)
    sign = _about(shown.radius, angle)
    return f"dx {sign} {written(shown.radius)}·(cos {told}, sin {told})"


def written(value: float) -> str:
    """Return a number as this view writes it: one of many digits with a power of ten.

    Examples
    --------
    >>> written(0.5), written(1 / 3), written(2e11), written(123456789.0)
    ('0.5', '0.333', '2e11', '1.23e8')
    """
    return short(value, DIGITS)


def _about(*values: float) -> str:
    """Return "=" where numbers are written with all their digits, or else "≈"."""
    is_rounded = any(math.isfinite(one) and not is_exact(written(one), one) for one in values)
    return "≈" if is_rounded else "="


def _equals(value: float) -> str:
    return f"{_about(value)} {written(value)}"


def changes(shown: Views, turn: DxTurn) -> tuple[float, float]:
    """Return dl to first order and truly."""
    step = shown.step(turn.angle)
    first = float(shown.x.plane.gradient @ step)
    return first, float(shown.x.plane.changes(step[:, None])[0])


def equation(shown: Views, turn: DxTurn) -> tuple[str, ...]:
    """Return the numbers of a moment, in parts that may stand on lines of their own."""
    first, true = (_equals(value) for value in changes(shown, turn))
    parts = [
        f"{step_equation(shown, turn)}:",
        f"first-order dl = x_grad · dx {first},  true dl {true}",
    ]
    if turn.is_complete and shown.steepest is not None:
        parts.append(f"largest possible first-order dl = {largest_equation(shown)}")
    return tuple(parts)


def largest_equation(shown: Views) -> str:
    """Return "|x_grad|·|dx| ≈ 3.8·0.5 = 1.9 at 41°"."""
    norm = math.hypot(*shown.x.plane.gradient.tolist())
    factors = _equals(norm), written(shown.radius)
    product = written(shown.largest)
    sign = relation(product, [(written(norm), factors[1])])
    told = f"|x_grad|·|dx| {'·'.join(factors)} {sign} {product}"
    return told if shown.x.is_line else f"{told} at {degrees(shown.steepest or 0.0)}"


def sentence(shown: Views, turn: DxTurn) -> str:
    """Say what is to be seen at a moment."""
    radius, gradient = written(shown.radius), shown.x.plane.gradient
    told = f"{_about(*gradient.tolist())} {vector(gradient)}"
    if shown.steepest is None and turn.is_complete:
        return f"x_grad {told} here: no direction is steepest, to first order l does not change"
    if not turn.is_complete:
        if shown.x.is_line:
            return f"dx can point up the line or down it, {radius} long: which way does l rise?"
        return f"dx goes round the circle |dx| = {radius}: in which direction does l rise most?"
    plane = "" if shown.passes.matrix("X").shape[0] == len(shown.x.plane.rows) else " in this plane"
    return (
        f"Of all dx of length {radius}{plane}, the one along x_grad {told} "
        "makes first-order dl largest"
    )


def spoken(shown: Views, turn: DxTurn) -> str:
    """Return all that is told of a moment, for who does not see it."""
    if shown.note:
        return shown.note
    return f"{sentence(shown, turn)}. {' '.join(equation(shown, turn))}"
