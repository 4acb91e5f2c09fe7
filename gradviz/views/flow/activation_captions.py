"""What is happening in an activation: numbers go through it, and gradients come back through it."""

import numpy as np

from gradviz.engine.rules import ELEMENTWISE
from gradviz.explain.activations import passing
from gradviz.explain.formula import formula_of
from gradviz.explain.subject import Subject
from gradviz.language.activations import CURVES
from gradviz.language.english import about
from gradviz.language.notation import AXES
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, say, verbatim
from gradviz.scene.corner.equations import (
    LONGEST,
    Spans,
    block_name,
    block_values,
    equation,
    length,
    of_lines,
    of_vector,
    vector,
)
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.spans import told

_MOST = 1024  # numbers that are counted one by one


def activation_caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return what happens in the step of an activation, and its numbers."""
    s = Subject(setting.network, setting.layer, setting.passes, setting.ref, setting.notation)
    is_back, is_cell = s.role == "X_grad", setting.phase.sweep == "cells"
    if s.kind == "softmax":
        words = _softmax_words(setting, is_back=is_back)
    elif is_cell:
        words = _back_words(s) if is_back else _forward_words(s)
    else:
        words = _line_words(setting, is_back=is_back)
    if not is_cell:
        return told(words, setting.style), _line_numbers(setting, s, is_back=is_back)
    lines = [line for line in formula_of(s).lines[1:] if line[0].role != "muted"]
    numbers = of_lines(setting, lines)
    if length(numbers) > LONGEST:
        numbers = of_lines(setting, lines[-1:])
    return told(words, setting.style), numbers


def _forward_words(s: Subject) -> Message:
    return say("{clause:capital}", clause=CURVES[s.kind].does)


def _back_words(s: Subject) -> Message:
    return say(
        "The gradient goes back through {kind}: {passing}",
        kind=KIND_NAMES[s.kind],
        passing=passing(s),
    )


def _line_words(setting: Setting, *, is_back: bool) -> Message:
    kind, source = KIND_NAMES[setting.kind], _source(setting, is_back=is_back)
    if not is_back:
        return say(
            "{source:capital} goes through {kind}, number by number", source=source, kind=kind
        )
    rows, cols = setting.phase.block(setting.moment.step)
    count = len(rows) * len(cols)
    if CURVES[setting.kind].is_mask and 1 < count <= _MOST:
        return say(
            "{source:capital} goes back through {kind}: the slopes are a mask that lets "
            "{passing} of {all} pass",
            source=source,
            kind=kind,
            passing=sum(slope > 0 for slope in _slopes(setting)),
            all=count,
        )
    return say(
        "{source:capital} goes back through {kind}: each number is multiplied by the slope of "
        "{kind} in its place",
        source=source,
        kind=kind,
    )


def _source(setting: Setting, *, is_back: bool) -> Message:
    """Return what goes in where the step writes: "column 2 of Y1", "Y1"."""
    role, phase, ref = "Y_grad" if is_back else "X", setting.phase, setting.ref
    down, along = AXES[role[0]]
    axis, at = (down, ref.row) if phase.sweep == "rows" else (along, ref.col)
    if phase.sweep == "outer" or axis is None:
        return verbatim(setting.notation.drawn(role))
    return setting.notation.drawn_line(role, axis, at)


def _slopes(setting: Setting) -> list[float]:
    x = np.array([block_values(setting, "X")])
    with np.errstate(all="ignore"):
        return [float(slope) for slope in ELEMENTWISE[setting.kind].derivative(x)[0]]


def _softmax_words(setting: Setting, *, is_back: bool) -> Message:
    notation = setting.notation
    if setting.phase.sweep in ("cells", "columns"):
        which = notation.drawn_line("X", "j", setting.ref.col)
    elif notation.is_row("X", "j", drawn=True):
        which = say("each row of {matrix}", matrix=notation.name("X"))
    else:
        which = say("each column of {matrix}", matrix=notation.name("X"))
    if not is_back:
        return say("Softmax turns {which} into shares that add up to 1", which=which)
    return say(
        "Softmax mixes {which}: each gradient, less their weighted mean, times its share",
        which=which,
    )


def _line_numbers(setting: Setting, s: Subject, *, is_back: bool) -> Spans:
    result = of_vector(setting)
    if not result or s.kind == "softmax":
        return result
    values = block_values(setting, setting.phase.role)
    if is_back:
        slopes, g = _slopes(setting), block_values(setting, "Y_grad")
        sides = [(about(*slopes, *g), f"{vector(slopes)} ⊙ {vector(g)}")]
    else:
        x = block_values(setting, "X")
        sides = [(about(*x), f"{KIND_NAMES[s.kind]}{vector(x)}")]
    is_straight = ELEMENTWISE[s.kind].is_straight and sides[0][0] == "="
    sides.append((about(*values) if is_straight else "≈", vector(values)))
    numbers = equation(setting, block_name(setting), sides)
    return numbers if length(numbers) <= LONGEST else result
