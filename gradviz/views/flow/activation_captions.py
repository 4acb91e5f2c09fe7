"""What is happening in an activation: numbers go through it, and gradients come back through it."""

import numpy as np

from gradviz.engine.rules import ELEMENTWISE
from gradviz.explain.activations import passing
from gradviz.explain.formula import formula_of
from gradviz.explain.subject import Subject
from gradviz.language.activations import CURVES
from gradviz.language.english import about
from gradviz.language.words import KIND_NAMES
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
from gradviz.scene.marks.spans import typeset

_MOST = 1024  # numbers that are counted one by one


def activation_caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return what happens in the step of an activation, and its numbers."""
    theme = setting.style.theme
    s = Subject(setting.network, setting.layer, setting.passes, setting.ref, setting.notation)
    is_back, is_cell = s.role == "X_grad", setting.phase.sweep == "cells"
    if s.kind == "softmax":
        words = _softmax_words(setting, is_back=is_back)
    elif is_cell:
        words = _back_words(s) if is_back else _forward_words(s)
    else:
        words = _line_words(setting, is_back=is_back)
    if not is_cell:
        return typeset(words, theme.muted), _line_numbers(setting, s, is_back=is_back)
    lines = [line for line in formula_of(s).lines[1:] if line[0].role != "muted"]
    told = of_lines(setting, lines)
    return typeset(words, theme.muted), told if length(told) <= LONGEST else of_lines(
        setting, lines[-1:]
    )


def _forward_words(s: Subject) -> str:
    kind = KIND_NAMES[s.kind]
    return f"{kind[0].upper()}{kind[1:]} {CURVES[s.kind].does}"


def _back_words(s: Subject) -> str:
    return f"The gradient goes back through {KIND_NAMES[s.kind]}: {passing(s)}"


def _line_words(setting: Setting, *, is_back: bool) -> str:
    kind, what = KIND_NAMES[setting.kind], _source_name(setting, is_back=is_back)
    if not is_back:
        return f"{what} goes through {kind}, number by number"
    rows, cols = setting.phase.block(setting.moment.step)
    count = len(rows) * len(cols)
    if CURVES[setting.kind].is_mask and 1 < count <= _MOST:
        passing_on = sum(slope > 0 for slope in _slopes(setting))
        through = f"the slopes are a mask that lets {passing_on} of {count} pass"
    else:
        through = f"every number is multiplied by the slope of {kind} in its place"
    return f"{what} goes back through {kind}: {through}"


def _source_name(setting: Setting, *, is_back: bool) -> str:
    """Return what goes in where the step writes: "Column 2 of Y1", "Y1"."""
    written = block_name(setting)
    inward, outward = ("Y_grad", "X_grad") if is_back else ("X", "Y")
    names = [setting.notation.name(role) for role in (inward, outward)]
    told = written.removesuffix(names[1]) + names[0]
    return told[0].upper() + told[1:]


def _slopes(setting: Setting) -> list[float]:
    x = np.array([block_values(setting, "X")])
    with np.errstate(all="ignore"):
        return [float(slope) for slope in ELEMENTWISE[setting.kind].derivative(x)[0]]


def _softmax_words(setting: Setting, *, is_back: bool) -> str:
    notation, sweep = setting.notation, setting.phase.sweep
    one = notation.drawn_line("X", "j", setting.ref.col)
    way = "row" if notation.is_row("X", "j", drawn=True) else "column"
    which = one if sweep in ("cells", "columns") else f"each {way} of {notation.name('X')}"
    if not is_back:
        return f"Softmax turns {which} into shares that add up to 1"
    return f"Softmax mixes: {which} gets what the gradients have above their mean, times its shares"


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
    told = equation(setting, block_name(setting), sides)
    return told if length(told) <= LONGEST else result
