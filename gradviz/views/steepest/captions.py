"""What the Steepest view says: titles, what is held fixed, and the sentence of a moment."""

import math

import numpy as np

from gradviz.language.english import relation
from gradviz.language.notation import Notation
from gradviz.language.numbers import is_exact, number, short
from gradviz.messages.message import Message, Part, joined, listed, say, say_many, verbatim
from gradviz.timeline.phase import Phase
from gradviz.views.steepest.setting import PlaneSide, Views
from gradviz.views.steepest.timeline import EIGHTHS, DxTurn

DIGITS = 3
_NOISE = 9  # decimals of degrees: radians do not keep more of a whole degree


def steepest_title(phase: Phase) -> Message:
    """Return the short title of a phase."""
    return say("dx goes round") if phase.kind == "turn" else say("Steepest direction")


def steepest_key(phase: Phase, step: int) -> Message:
    """Return the name of the key frame that a step ends with.

    Examples
    --------
    >>> from gradviz.views.steepest.timeline import steepest_timeline
    >>> turn, found = steepest_timeline().phases
    >>> print(steepest_key(turn, 2), "/", steepest_key(found, 0))
    dx at 135° / dx along X_grad
    """
    if phase.kind != "turn":
        return say("dx along X_grad")
    if phase.count == EIGHTHS:
        return say("dx at {degrees}°", degrees=(step + 1) * 360 // phase.count)
    is_up = (step + 1) * 2 // phase.count % 2 == 0
    return say("dx up the line") if is_up else say("dx down the line")


def entry_name(name: str, side: PlaneSide, entry: int, notation: Notation) -> str:
    """Return the name of an entry that moves, "X[1,2]", or of its gradient."""
    return notation.at(name, side.plane.rows[entry], side.plane.sample)


def title(side: PlaneSide, notation: Notation) -> Message:
    """Return what a plane is."""
    names = [entry_name(side.name, side, n, notation) for n in range(len(side.plane.rows))]
    letter, entries = "x" if side.name == "X" else "y", listed(names)
    if side.is_line:
        return say("{x}-line:  l as a function of {entries}", x=letter, entries=entries)
    return say("{x}-plane:  l as a function of {entries}", x=letter, entries=entries)


def held_fixed(side: PlaneSide, notation: Notation) -> Message:
    """Say what stays as it is while the entries of a plane move.

    Only what l depends on is told: of a hidden output, not the layers before it.
    """
    passes, plane = side.plane.passes, side.plane
    rows, samples = passes.primals[plane.key].shape
    told: list[Part] = []
    if rows > len(plane.rows):
        told.append(
            say_many(
                "the other entry of {line}",
                "the other {count} entries of {line}",
                rows - len(plane.rows),
                line=notation.line(side.name, "j", plane.sample),
            )
        )
    if samples > 1 and notation.is_row(side.name, "j"):
        told.append(say_many("the other row", "the other {count} rows", samples - 1))
    elif samples > 1:
        told.append(say_many("the other column", "the other {count} columns", samples - 1))
    told += _parameters(side)
    if passes.target is not None:
        told.append("T")
    if passes.loss_name is None:
        told.append(f"{passes.layers[-1].Y}_grad")
    if not told:
        fixed = say("nothing else to hold fixed")
    else:
        fixed = say("held fixed: {everything}", everything=listed(told))
    return say("one entry, so a line; {fixed}", fixed=fixed) if side.is_line else fixed


def _parameters(side: PlaneSide) -> list[Part]:
    """Return the weights and biases between a plane and l; of many, that there are."""
    layers = side.plane.passes.layers
    first = 0 if side.name == "X" else [layer.Y for layer in layers].index(side.name) + 1
    names = [name for layer in layers[first:] for name in (layer.W, layer.b) if name]
    names = list(dict.fromkeys(names))
    if len(names) < 3:
        return [*names]
    if any(name.startswith("b") for name in names):
        return [say("all weights and biases")]
    return [say("all weights")]


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


def equation(shown: Views, turn: DxTurn) -> tuple[Message, ...]:
    """Return the numbers of a moment, in parts that may stand on lines of their own."""
    first, true = (_equals(value) for value in changes(shown, turn))
    parts = [
        verbatim(f"{step_equation(shown, turn)}:"),
        say("first-order dl = x_grad · dx {first},  true dl {true}", first=first, true=true),
    ]
    if turn.is_complete and shown.steepest is not None:
        parts.append(_largest(shown))
    return tuple(parts)


def _largest(shown: Views) -> Message:
    """Return "largest possible first-order dl = |x_grad|·|dx| ≈ 3.8·0.5 = 1.9 at 41°"."""
    norm = math.hypot(*shown.x.plane.gradient.tolist())
    factors = _equals(norm), written(shown.radius)
    product = written(shown.largest)
    sign = relation(product, [(written(norm), factors[1])])
    told = f"|x_grad|·|dx| {'·'.join(factors)} {sign} {product}"
    if shown.x.is_line:
        return say("largest possible first-order dl = {product}", product=told)
    return say(
        "largest possible first-order dl = {product} at {angle}",
        product=told,
        angle=degrees(shown.steepest or 0.0),
    )


def sentence(shown: Views, turn: DxTurn) -> Message:
    """Say what is to be seen at a moment."""
    radius, gradient = written(shown.radius), shown.x.plane.gradient
    value = f"{_about(*gradient.tolist())} {vector(gradient)}"
    if not turn.is_complete:
        if shown.x.is_line:
            return say(
                "dx can point up the line or down it, {radius} long: which way does l rise?",
                radius=radius,
            )
        return say(
            "dx goes round the circle |dx| = {radius}: in which direction does l rise most?",
            radius=radius,
        )
    if shown.steepest is None:
        return say(
            "x_grad {value} here: no direction is steepest, to first order l does not change",
            value=value,
        )
    if shown.passes.matrix("X").shape[0] == len(shown.x.plane.rows):
        return say(
            "Of all dx of length {radius}, the one along x_grad {value} makes first-order dl "
            "largest",
            radius=radius,
            value=value,
        )
    return say(
        "Of all dx of length {radius} in this plane, the one along x_grad {value} makes "
        "first-order dl largest",
        radius=radius,
        value=value,
    )


def spoken(shown: Views, turn: DxTurn) -> Message:
    """Return all that is told of a moment, for who does not see it."""
    if shown.notes:
        return joined(shown.notes, ". ")
    said = sentence(shown, turn)
    if turn.is_complete:  # until then it is a question
        said = say("{sentence}.", sentence=said)
    return joined([said, *equation(shown, turn)])
