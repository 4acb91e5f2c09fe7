"""What moves through an activation: numbers on the way forward, gradients on the way back.

Forward each number becomes what the function makes of it. Backward the gradient meets the
local derivative of its place, a mask that lets all of it through, a part, or nothing. Softmax
alone mixes: every number of a sample goes into every other.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.rules import ELEMENTWISE
from gradviz.memo import by_identity
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.cells import Look, font_size, is_readable
from gradviz.scene.marks.chips import (
    area_between,
    cell_area,
    chip,
    faded,
    lower,
    outline,
    outlined,
    upper,
)
from gradviz.scene.marks.frame import Color, Mark, Polyline
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale
from gradviz.timeline.easing import ease, span

MASK = "mask"
"""The place of the local derivatives."""

_MOST_CHIPS = 40
_MOST_MIXED = 16  # numbers of a sample; more of them are only outlined
_ARRIVES = 0.55  # of a step: numbers have come together; then they go on as one


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One step through an activation: the layer, where its matrices stand, and how far it is."""

    setting: Setting
    places: Mapping[str, Grid]
    step: int
    progress: float

    @property
    def role(self) -> str:
        """What is written."""
        return self.setting.phase.role

    @property
    def block(self) -> tuple[range, range]:
        """The rows and columns that are written."""
        return self.setting.phase.block(self.step)

    @property
    def color(self) -> Color:
        """The colour of what takes part."""
        return self.setting.style.theme.accent

    def area(self, role: str, cell: CellRef) -> Area:
        """Return where a cell stands."""
        return cell_area(self.places[role], cell.row, cell.col)

    def value(self, role: str, cell: CellRef) -> float:
        """Return the number in a cell."""
        return float(self.setting.passes.matrix(role)[cell.row, cell.col])

    def chip(self, role: str, value: float, area: Area) -> Mark:
        """Return a number of a matrix as a cell of its own."""
        grid = self.places[self.role]
        size = font_size(grid, self.setting.style.text) if is_readable(grid) else 0.0
        return chip(value, area, self.setting.look(role), size)


def derivative_of(setting: Setting) -> Matrix | None:
    """Return the local derivatives of an activation, shape (M, N); None for softmax."""
    if setting.kind not in ELEMENTWISE:
        return None
    return _derivative(setting.passes.matrix("X"), setting.kind)


def mask_look(setting: Setting) -> Look:
    """Return how local derivatives look: they are numbers like any other, 1 lets all through."""
    return Look.of("", _mask_scale(setting), setting.style)


def passage(setting: Setting, places: Mapping[str, Grid]) -> tuple[Mark, ...]:
    """Return what moves through an activation at the moment of a setting.

    Parameters
    ----------
    setting : Setting
        Of a layer that is an activation.
    places : mapping of str to Grid
        Where "X", "Y", "X_grad", "Y_grad" and, if there is one, `MASK` stand.
    """
    moment = setting.moment
    if not setting.is_here or setting.phase.kind != setting.kind or moment.rest > 0.0:
        return ()
    if moment.progress <= 0.0:
        return ()
    now = Passage(setting, places, moment.step, moment.progress)
    rows, cols = now.block
    if len(rows) * len(cols) > _MOST_CHIPS:
        source = "X" if now.role == "Y" else "Y_grad"
        edges = outlined(places[source], rows, cols, now.color)
        return (*edges, *outlined(places[now.role], rows, cols, setting.style.theme.bright, 2.5))
    draw = _mixed if setting.kind == "softmax" else _forward if now.role == "Y" else _through
    return tuple(
        mark for row in rows for col in cols for mark in draw(now, CellRef(now.role, row, col))
    )


def _forward(now: Passage, cell: CellRef) -> tuple[Mark, ...]:
    """Return X[i,j] on its way to Y[i,j], where it becomes f(X[i,j])."""
    start, goal = now.area("X", cell), now.area("Y", cell)
    way = ease(span(now.progress, 0.0, _ARRIVES))
    here = area_between(start, goal, way)
    moving = (now.chip("X", now.value("X", cell), here), outline(here, now.color, 1.5))
    leaving = 1.0 - span(now.progress, _ARRIVES, _ARRIVES + 0.25)
    return (
        outline(start, now.color, 2.0, now.places["X"].radius),
        *faded(moving, leaving),
        *_arrived(now, cell),
    )


def _through(now: Passage, cell: CellRef) -> tuple[Mark, ...]:
    """Return Y_grad[i,j] meeting its local derivative, and what is left of it going on."""
    mask = derivative_of(now.setting)
    factor = 1.0 if mask is None else float(mask[cell.row, cell.col])
    start, gate = now.area("Y_grad", cell), now.area(MASK, cell)
    goal = now.area("X_grad", cell)
    edges = [
        outline(start, now.color, 2.0, now.places["Y_grad"].radius),
        outline(gate, now.color, 2.0, now.places[MASK].radius),
    ]
    first = ease(span(now.progress, 0.0, 0.4))
    gradient = now.chip(
        "Y_grad", now.value("Y_grad", cell), area_between(start, upper(gate), first)
    )
    weight = chip(factor, lower(gate, 1.0 - first / 2), mask_look(now.setting), gradient_size(now))
    met = faded((weight, gradient), 1.0 - span(now.progress, 0.5, 0.62))
    if factor == 0.0:
        return (*edges, *met, *_stop(now, gate, goal), *_arrived(now, cell))
    here = area_between(gate, goal, ease(span(now.progress, 0.5, 0.8)))
    shown = span(now.progress, 0.46, 0.54) * (1.0 - span(now.progress, 0.85, 0.95))
    product = now.chip("X_grad", now.value("X_grad", cell), here)
    going = faded((product, outline(here, now.setting.style.theme.bright, 1.5)), shown)
    return (*edges, *met, *going, *_arrived(now, cell))


def gradient_size(now: Passage) -> float:
    """Return the font size of numbers that meet the mask."""
    grid = now.places[MASK]
    return font_size(grid, now.setting.style.text) if is_readable(grid) else 0.0


def _stop(now: Passage, gate: Area, goal: Area) -> tuple[Mark, ...]:
    """Return a bar before which the gradient ends: nothing passes a derivative of 0."""
    color, shown = now.setting.style.theme.bad, span(now.progress, 0.35, 0.45)
    is_level = abs(goal.x - gate.x) > abs(goal.y - gate.y)
    if is_level:
        x = gate.x - 5 if goal.x < gate.x else gate.right + 5
        line = ((x, gate.y - 2), (x, gate.bottom + 2))
    else:
        y = gate.y - 5 if goal.y < gate.y else gate.bottom + 5
        line = ((gate.x - 2, y), (gate.right + 2, y))
    return faded((Polyline(line, 4.0, color),), shown)


def _mixed(now: Passage, cell: CellRef) -> tuple[Mark, ...]:
    """Return all numbers of a sample on their way into one: softmax mixes them."""
    source = "X" if now.role == "Y" else "Y_grad"
    grid, goal = now.places[source], now.area(now.role, cell)
    way = ease(span(now.progress, 0.0, _ARRIVES))
    leaving = 1.0 - span(now.progress, _ARRIVES + 0.1, _ARRIVES + 0.25)
    marks: list[Mark] = [
        *outlined(grid, range(grid.rows), range(cell.col, cell.col + 1), now.color)
    ]
    is_single = now.setting.phase.sweep == "cells"
    for row in range(grid.rows if is_single and grid.rows <= _MOST_MIXED else 0):
        other = CellRef(source, row, cell.col)
        part = _slice(goal, row, grid.rows, is_flipped=grid.flipped)
        here = area_between(now.area(source, other), part, way)
        marks += faded((now.chip(source, now.value(source, other), here),), leaving)
    return (*marks, *_arrived(now, cell))


def _slice(area: Area, n: int, count: int, *, is_flipped: bool) -> Area:
    """Return one of equal parts of a cell, in which a number of a sample keeps its order."""
    if is_flipped:
        width = area.width / count
        return Area(area.x + n * width, area.y, width, area.height)
    height = area.height / count
    return Area(area.x, area.y + n * height, area.width, height)


def _arrived(now: Passage, cell: CellRef) -> tuple[Mark, ...]:
    """Return the cell that is written: outlined, then with its number."""
    goal, grid = now.area(now.role, cell), now.places[now.role]
    edge = outline(goal, now.setting.style.theme.bright, 2.5, grid.radius)
    there = span(now.progress, 0.78, 0.95)
    number = now.chip(now.role, now.value(now.role, cell), goal)
    return (*faded((number,), there), edge)


@by_identity(64)
def _derivative(values: Matrix, kind: str) -> Matrix:
    with np.errstate(all="ignore"):
        return freeze(np.asarray(ELEMENTWISE[kind].derivative(values), dtype=np.float64))


def _mask_scale(setting: Setting) -> Scale:
    return Scale(_steepest(setting.kind) if setting.kind in ELEMENTWISE else 1.0)


@cache
def _steepest(kind: str) -> float:
    """Return the largest slope of an activation, 1 at least, rounded up to a tenth."""
    slopes = np.abs(ELEMENTWISE[kind].derivative(np.linspace(-4.0, 4.0, 801)[None]))
    return max(1.0, math.ceil(10.0 * float(slopes.max()) - 1e-9) / 10.0)
