"""The second line of a caption: a cell or a line of cells, and what it is equal to."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np

from gradviz.language.english import about
from gradviz.language.notation import AXES
from gradviz.language.numbers import number
from gradviz.messages.line import Line, plain
from gradviz.messages.message import Message, Text, verbatim
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Span, Weight
from gradviz.scene.marks.spans import told, typeset

Spans: TypeAlias = tuple[Span, ...]

LONGEST = 104
"""Characters that fit under a picture; a longer line says less."""


def equation(setting: Setting, name: Text, sides: Sequence[tuple[str, str]]) -> Spans:
    """Return a name, and what it is equal to: each side with its sign; the last stands out."""
    theme = setting.style.theme
    spans = [*told(name, setting.style, theme.text, "semibold")]
    for n, (sign, text) in enumerate(sides):
        weight: Weight = "semibold" if n == len(sides) - 1 else "regular"
        spans += [Span(f" {sign} ", theme.muted), *typeset(text, theme.text, weight)]
    return tuple(spans)


def of_lines(setting: Setting, lines: Iterable[Line]) -> Spans:
    """Return the equation of a cell from the lines of its formula, which begin with a sign."""
    sides = []
    for line in lines:
        sign, _, text = plain(line).partition(" ")
        if sign in ("=", "≈"):
            sides.append((sign, text))
    return equation(setting, setting.notation.cell(setting.ref), sides)


def vector(values: Iterable[float]) -> str:
    """Return numbers in a row: "(2, −1)"."""
    return f"({', '.join(number(value + 0.0) for value in values)})"


def length(spans: Spans) -> int:
    """Return how many characters spans have."""
    return sum(len(span.text) for span in spans)


def block_name(setting: Setting) -> Message:
    """Return what the step writes is called: "column 2 of Y", "Y"."""
    phase, notation, ref = setting.phase, setting.notation, setting.ref
    first, second = AXES[phase.role[0]]
    axis, at = (first, ref.row) if phase.sweep == "rows" else (second, ref.col)
    if phase.sweep == "outer" or axis is None:
        return verbatim(notation.drawn(phase.role))
    return notation.drawn_line(phase.role, axis, at)


def block_values(setting: Setting, role: str) -> list[float]:
    """Return the numbers of a matrix of the layer where the step writes, in a row."""
    rows, cols = setting.phase.block(setting.moment.step)
    values = setting.passes.matrix(role)[rows.start : rows.stop, cols.start : cols.stop]
    return [float(value) for value in np.ravel(values)]


def of_vector(setting: Setting) -> Spans:
    """Return what the line that is written comes to; nothing where it is too long to be read."""
    phase = setting.phase
    if phase.sweep not in ("columns", "rows"):
        return ()
    values = block_values(setting, phase.role)
    if len(values) * 3 > LONGEST:
        return ()
    written = equation(setting, block_name(setting), [(about(*values), vector(values))])
    return written if length(written) <= LONGEST else ()
