"""An activation as a small plot: the function, its derivative, and where the numbers of X lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np

from gradviz.engine.rules import ELEMENTWISE
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.axes import Plot, Window
from gradviz.scene.marks.frame import Box, Color, Mark, Point, Polyline

ToldCurve: TypeAlias = Literal["function", "derivative"]

REACH = 4.0
"""The plot runs from minus this to this; numbers beyond lie at its ends."""

_SAMPLES = 48  # from one kink to the next
_MOST_DOTS = 60
_DOT = 6.0


@dataclass(frozen=True, slots=True)
class FunctionCurve:
    """A function over -REACH..REACH.

    Attributes
    ----------
    pieces : tuple of tuple of Point
        Points (x, y), x rising; where the function is torn, one piece ends and another begins.
    """

    pieces: tuple[tuple[Point, ...], ...]


def curve_plot(setting: Setting, area: Area, told: ToldCurve) -> tuple[Mark, ...]:
    """Return a small plot of an activation and its derivative; nothing for softmax.

    Parameters
    ----------
    setting : Setting
        Of a layer that is an activation.
    area : Area
    told : {"function", "derivative"}
        Which of the two is the strong line, on which the numbers of X are dots, as far as they
        are known.
    """
    if setting.kind not in ELEMENTWISE:
        return ()
    theme = setting.style.theme
    plot = Plot(Window.between((-REACH, REACH), _range(setting.kind)), area)
    strong, weak = theme.text, theme.faint
    middle, _ = plot.at(0.0, 0.0)
    marks: list[Mark] = [
        Polyline((plot.at(-REACH, 0.0), plot.at(REACH, 0.0)), 1.0, theme.strong_line),
        Polyline(((middle, area.bottom), (middle, area.y)), 1.0, theme.strong_line),
    ]
    kinds: tuple[ToldCurve, ToldCurve] = ("function", "derivative")
    for kind in sorted(kinds, key=lambda kind: kind == told):
        look = (strong, 2.0) if kind == told else (weak, 1.5)
        marks += _lines(plot, curve(setting.kind, kind), *look)
    return (*marks, *_dots(setting, plot, told))


@lru_cache(maxsize=16)
def curve(kind: str, told: ToldCurve) -> FunctionCurve:
    """Return the function, or the derivative, of an elementwise activation.

    Examples
    --------
    >>> [piece[0] for piece in curve("relu", "derivative").pieces]
    [(-4.0, 0.0), (0.0, 1.0)]
    """
    rule = ELEMENTWISE[kind]
    evaluate = rule.forward if told == "function" else rule.derivative
    kinks = [kink for kink in rule.kinks if -REACH < kink < REACH]
    pieces: list[tuple[Point, ...]] = []
    for start, end in pairwise([-REACH, *kinks, REACH]):
        x = np.linspace(start, end, _SAMPLES + 1)
        inside = x.copy()
        inside[0] = np.nextafter(x[0], np.inf)  # at a kink: as it is on this side of it
        inside[-1] = np.nextafter(x[-1], -np.inf)
        y = np.round(evaluate(inside[None])[0], 12)
        pieces.append(tuple(zip(x.tolist(), y.tolist(), strict=True)))
    return FunctionCurve(tuple(pieces))


def _range(kind: str) -> tuple[float, float]:
    """Return the lowest and the highest number of a function and its derivative, and 0."""
    curves = curve(kind, "function"), curve(kind, "derivative")
    heights = [y for drawn in curves for piece in drawn.pieces for _, y in piece]
    return min(heights), max(heights)


def _lines(plot: Plot, drawn: FunctionCurve, color: Color, width: float) -> Iterator[Mark]:
    for piece in drawn.pieces:
        yield Polyline(tuple(plot.at(x, y) for x, y in piece), width, color)


def _dots(setting: Setting, plot: Plot, told: ToldCurve) -> Iterator[Mark]:
    """Yield a dot for each number of X that is known, in its colour as a value."""
    X, written = setting.passes.matrix("X"), setting.written("X")
    there = np.ones(X.shape, dtype=np.bool_) if written is None else written.mask
    numbers = X[there & np.isfinite(X)]
    if numbers.size > _MOST_DOTS:
        return
    rule, theme = ELEMENTWISE[setting.kind], setting.style.theme
    known = np.clip(numbers, -REACH, REACH)
    heights = (rule.forward if told == "function" else rule.derivative)(known[None])[0]
    fills = theme.palette("X").colors(setting.scale("X").place(numbers[None]))[0]
    size = _DOT * setting.style.text
    for x, y, fill in zip(known.tolist(), heights.tolist(), fills.tolist(), strict=True):
        across, down = plot.at(x, y)
        r, g, b, a = fill
        yield Box(
            across - size / 2,
            down - size / 2,
            size,
            size,
            radius=size / 2,
            fill=(r, g, b, a),
            stroke=theme.text,
            stroke_width=1.0,
        )
