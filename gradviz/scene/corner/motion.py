"""What moves while one cell of a matrix product is written.

Forward, row i of W and column j of X meet in Y[i,j], product after product. Backward to X,
column k of W glides level over column j of Y_grad; the products add down i and rise.
Backward to W, row k of X drops plumb onto row i of Y_grad; the products add along j and
leave to the left. Where two numbers are multiplied they stand in one cell, one above the
other. All of it is a function of progress, 0..1. Where samples are rows, the corner is flipped,
and what glides level there drops plumb here.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from gradviz.explain.sums import Sum, sum_for
from gradviz.language.words import SUM_OVER
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area, Corner
from gradviz.scene.corner.setting import Setting
from gradviz.scene.corner.sweeps import sweep
from gradviz.scene.marks.cells import passing_cells
from gradviz.scene.marks.chips import (
    area_between,
    cell_area,
    chip,
    faded,
    flow_arrow,
    lower,
    number_size,
    outline,
    outlined,
    product_area,
    upper,
)
from gradviz.scene.marks.frame import Color, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.easing import ease, span, staggered
from gradviz.timeline.schedule import CLEARING

MOST_CHIPS = 16
"""A longer sum is shown as a whole: single products would be too quick to see."""

_Block: TypeAlias = tuple[range, range]

_GLIDE = (0.0, 0.32)
_SHRINK = (0.10, 0.32)
_PRODUCTS = (0.36, 0.95)
_OVERLAP = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One sum being written in one corner."""

    setting: Setting
    corner: Corner
    sum: Sum
    progress: float

    @property
    def color(self) -> Color:
        return self.setting.style.theme.axis(SUM_OVER[self.sum.ref.name])

    @property
    def target(self) -> Grid:
        return self.corner.place(self.sum.ref.name)

    @property
    def target_area(self) -> Area:
        return cell_area(self.target, self.sum.ref.row, self.sum.ref.col)

    @property
    def size(self) -> float:
        return number_size(self.target, self.setting.style.text)

    @property
    def widest(self) -> float:
        """How wide an arrow gets: in small cells it is a thin one."""
        return min(8.0, max(3.0, self.target.cell_height * 0.3))

    @property
    def has_chips(self) -> bool:
        return self.sum.count <= MOST_CHIPS and min(self.target.pitch_x, self.target.pitch_y) >= 14

    def term(self, index: int, window: tuple[float, float]) -> float:
        return staggered(span(self.progress, *window), index, self.sum.count, _OVERLAP)

    def arrived(self, window: tuple[float, float]) -> int:
        if self.progress >= 1.0:
            return self.sum.terms
        if not self.has_chips:
            return int(span(self.progress, *window) * self.sum.count)
        return sum(self.term(n, window) >= 1.0 for n in range(self.sum.count))


def motion(setting: Setting, corner: Corner) -> tuple[Mark, ...]:
    """Return what moves in a corner at the moment of a setting, over its resting matrices."""
    moment, phase = setting.moment, setting.phase
    if setting.is_at_rest:
        return ()
    if moment.rest > 0.0:
        last = _drawn(setting, corner, phase.count - 1, 1.0)
        return faded(last, 1.0 - ease(moment.rest))
    now = _drawn(setting, corner, moment.step, moment.progress)
    if moment.step == 0 or moment.progress >= CLEARING:
        return now
    before = _drawn(setting, corner, moment.step - 1, 1.0)
    return faded(before, 1.0 - moment.progress / CLEARING) + now


def _drawn(setting: Setting, corner: Corner, step: int, progress: float) -> tuple[Mark, ...]:
    if progress <= 0.0:
        return ()
    phase = setting.phase
    if phase.sweep != "cells":
        return sweep(setting, corner, step, progress)
    cell = phase.cell(step)
    ref = CellRef(phase.role, cell.row, cell.col)
    draw = {"Y": _forward, "X_grad": _to_x, "W_grad": _to_w, "b_grad": _to_b}[ref.name]
    return draw(_Step(setting, corner, sum_for(setting.passes, ref), progress))


def _forward(step: _Step) -> tuple[Mark, ...]:
    ref, corner = step.sum.ref, step.corner
    weights, samples = corner.place("W"), corner.place("X")
    row, col = ref.row, ref.col
    window = (0.05, 0.95) if step.sum.bias is None else (0.05, 0.8)
    marks = [
        *outlined(weights, range(row, row + 1), range(weights.cols), step.color),
        *outlined(samples, range(samples.rows), range(col, col + 1), step.color),
    ]
    cx, cy = corner.right.middle_of(row, col)
    scale = step.setting.scale("Y")
    grown = ease(span(step.progress, 0.0, 0.3))
    # only where they cross no number: the outlines say where they lead
    level = corner.left.right + 5, corner.right.x - 5
    plumb = corner.top.bottom + 5, corner.right.top - 5
    for start, end in (
        ((level[0], cy), (level[0] + (level[1] - level[0]) * grown, cy)),
        ((cx, plumb[0]), (cx, plumb[0] + (plumb[1] - plumb[0]) * grown)),
    ):
        marks += flow_arrow(start, end, step.sum.total, scale, step.color, step.widest)
    marks += _destination(step, window)
    if step.has_chips:
        for k in range(step.sum.count):
            marks += _meeting(step, k, step.term(k, window))
    marks += _bias(step, ease(span(step.progress, window[1], 0.98)))
    return tuple(marks)


def _bias(step: _Step, share: float) -> tuple[Mark, ...]:
    """Return b[i] on its level way into Y[i,j], after the last product."""
    grid, ref = step.corner.bias, step.sum.ref
    if grid is None or step.sum.bias is None:
        return ()
    edge = outlined(grid, range(ref.row, ref.row + 1), range(1), step.color)
    if not (step.has_chips and 0.0 < share < 1.0):
        return edge
    here = area_between(cell_area(grid, ref.row, 0), step.target_area, share)
    moving = chip(step.sum.bias, here, step.setting.look("b"), step.size)
    return (*edge, moving, outline(here, step.color, 1.5))


def _meeting(step: _Step, k: int, share: float) -> tuple[Mark, ...]:
    """W[i,k] and X[k,j] come level and plumb; in Y[i,j] they stand one above the other."""
    if not 0.0 < share < 1.0:
        return ()
    ref, setting = step.sum.ref, step.setting
    way = ease(span(share, 0.0, 0.62))
    area = step.target_area
    w = area_between(cell_area(step.corner.place("W"), ref.row, k), upper(area), way)
    x = area_between(cell_area(step.corner.place("X"), k, ref.col), lower(area), way)
    pair = (
        chip(float(step.sum.left[k]), w, setting.look("W"), step.size),
        chip(float(step.sum.right[k]), x, setting.look("X"), step.size),
        outline(w, step.color, 1.5),
        outline(x, step.color, 1.5),
    )
    return faded(pair, 1.0 - span(share, 0.88, 1.0))


def _to_x(step: _Step) -> tuple[Mark, ...]:
    rows, ref = range(step.corner.right.rows), step.sum.ref
    return _back(
        step, "W", (rows, range(ref.row, ref.row + 1)), (rows, range(ref.col, ref.col + 1))
    )


def _to_w(step: _Step) -> tuple[Mark, ...]:
    cols, ref = range(step.corner.right.cols), step.sum.ref
    return _back(
        step, "X", (range(ref.col, ref.col + 1), cols), (range(ref.row, ref.row + 1), cols)
    )


def _back(step: _Step, role: str, block: _Block, met: _Block) -> tuple[Mark, ...]:
    """Return a line of a factor gliding over the line of Y_grad that it meets."""
    factor, outputs = step.corner.place(role), step.corner.right
    landing = outputs.part(*met)
    return (
        *outlined(factor, *block, step.color),
        *outlined(outputs, *met, step.color),
        *_ghost(step, role, factor.part(*block), landing),
        *_way_home(step, outputs, step.target),
        *_destination(step, _PRODUCTS),
        *_products(step, landing),
    )


def _to_b(step: _Step) -> tuple[Mark, ...]:
    corner, i = step.corner, step.sum.ref.row
    cols = range(corner.right.cols)
    landing = corner.right.part(range(i, i + 1), cols)
    marks = [*outlined(corner.right, range(i, i + 1), cols, step.color)]
    weights = corner.place("W")
    marks += _way_home(step, corner.right, weights)  # past W
    marks += _way_home(step, weights, step.target)
    marks += _destination(step, _PRODUCTS)
    marks += _products(step, landing)
    return tuple(marks)


def _way_home(step: _Step, start: Grid, end: Grid) -> tuple[Mark, ...]:
    """Return an arrow in line with the cell being written, from one matrix to the next.

    It leads to the left, or up: as far as the cell itself where `end` is its matrix.
    """
    area = step.target_area
    goal = area if end == step.target else Area(*end.box)
    scale = step.setting.scale(step.sum.ref.name)
    grown = ease(span(step.progress, 0.38, 0.6))
    if end.right <= start.x:
        middle, first, last = area.y + area.height / 2, start.x - 5, goal.right + 4
        tip = first + (last - first) * grown
        ends = (first, middle), (tip, middle)
        return flow_arrow(*ends, step.sum.total, scale, step.color, step.widest)
    middle, first, last = area.x + area.width / 2, start.y - 5, goal.bottom + 4
    tip = first + (last - first) * grown
    ends = (middle, first), (middle, tip)
    return flow_arrow(*ends, step.sum.total, scale, step.color, step.widest)


def _ghost(step: _Step, name: str, source: Grid, landing: Grid) -> tuple[Mark, ...]:
    """Return a row or column of `name` on its way over Y_grad; once there it stands in pairs."""
    way = ease(span(step.progress, *_GLIDE))
    setting = step.setting
    values = step.sum.left if name == "W" else step.sum.right
    if not step.has_chips:
        grid = source.moved((landing.left - source.left) * way, (landing.top - source.top) * way)
        block = values.reshape(landing.rows, landing.cols)
        ghost = replace(passing_cells(block, grid, setting.look(name)), ref="")
        around = Area(*grid.box)
        fading = 0.9 - 0.6 * ease(span(step.progress, *_PRODUCTS))
        return (*faded((ghost,), fading), outline(around, step.color, 2.0, grid.radius))
    others = step.sum.right if name == "W" else step.sum.left
    shrunk = ease(span(step.progress, *_SHRINK))
    marks: list[Mark] = []
    pairs = zip(_cells_of(source), _cells_of(landing), strict=True)
    for n, (start, end) in enumerate(pairs):
        marks += _waiting(step, float(others[n]), end, shrunk)
        here = upper(area_between(start, end, way), 1.0 - shrunk / 2)
        marks += [
            chip(float(values[n]), here, setting.look(name), step.size),
            outline(here, step.color, 2.0, landing.radius),
        ]
    return tuple(marks)


def _waiting(step: _Step, value: float, area: Area, share: float) -> tuple[Mark, ...]:
    """Return a cell of Y_grad that makes room: its number moves into the lower half."""
    if share <= 0.0:
        return ()
    look = step.setting.look("Y_grad")
    ground = chip(value, area, replace(look, numbers=False), step.size)
    number = chip(value, lower(area, 1.0 - share / 2), look, step.size)
    return (ground, number, outline(area, step.color, 2.0, step.target.radius))


def _products(step: _Step, landing: Grid) -> tuple[Mark, ...]:
    """Return the products on their way from their pairs to the cell they add up in."""
    if not step.has_chips:
        return ()
    marks: list[Mark] = []
    goal = product_area(step.target_area)
    products = step.sum.products
    look = step.setting.look(step.sum.ref.name)
    for n, area in enumerate(_cells_of(landing)):
        share = step.term(n, _PRODUCTS)
        if not 0.0 < share < 1.0:
            continue
        here = area_between(product_area(area), goal, ease(span(share, 0.4, 1.0)))
        theme = step.setting.style.theme
        pair = (chip(float(products[n]), here, look, step.size), outline(here, theme.bright, 1.5))
        marks += faded(pair, span(share, 0.0, 0.2))
    return tuple(marks)


def _destination(step: _Step, window: tuple[float, float]) -> tuple[Mark, ...]:
    """Return the cell being written: empty, then the running sum, in a bright outline."""
    area, ref = step.target_area, step.sum.ref
    edge = outline(area, step.setting.style.theme.bright, 2.5, step.target.radius)
    arrived = step.arrived(window)
    if arrived == 0:
        return (edge,)
    value = step.sum.after(arrived)
    return (chip(value, area, step.setting.look(ref.name), step.size), edge)


def _cells_of(grid: Grid) -> list[Area]:
    return [cell_area(grid, r, c) for r in range(grid.rows) for c in range(grid.cols)]
