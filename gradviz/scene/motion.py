"""What moves while one cell of a matrix product is written.

Forward, row i of W and column j of X meet in Y[i,j], product after product. Backward to X,
column k of W glides level over column j of Y_grad; the products add down i and rise.
Backward to W, row k of X drops plumb onto row i of Y_grad; the products add along j and
leave to the left. Where two numbers are multiplied they stand in one cell, one above the
other. All of it is a function of progress, 0..1.
"""

from dataclasses import dataclass, replace

from gradviz.scene.cells import Grid, passing_cells
from gradviz.scene.chips import (
    between,
    cell_area,
    chip,
    faded,
    flow_arrow,
    lower,
    number_size,
    outline,
    outlined,
    upper,
)
from gradviz.scene.corner import Area, Corner
from gradviz.scene.frame import Color, Mark
from gradviz.scene.setting import Setting
from gradviz.scene.sums import Sum, sum_for
from gradviz.scene.words import SUM_OVER
from gradviz.timeline.easing import ease, span, staggered

MOST_CHIPS = 16
"""A longer sum is shown as a whole: single products would be too quick to see."""

_GLIDE = (0.0, 0.32)
_SHRINK = (0.10, 0.32)
_PRODUCTS = (0.36, 0.95)
_OVERLAP = 0.35
_FADE = 0.14  # of a step: what the step before has left behind goes


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
    if moment.step == 0 or moment.progress >= _FADE:
        return now
    before = _drawn(setting, corner, moment.step - 1, 1.0)
    return faded(before, 1.0 - moment.progress / _FADE) + now


def _drawn(setting: Setting, corner: Corner, step: int, progress: float) -> tuple[Mark, ...]:
    if progress <= 0.0:
        return ()
    ref = setting.phase.cell(step)
    draw = {"Y": _forward, "X_grad": _to_x, "W_grad": _to_w, "b_grad": _to_b}[ref.name]
    return draw(_Step(setting, corner, sum_for(setting.passes, ref), progress))


def _forward(step: _Step) -> tuple[Mark, ...]:
    ref, corner = step.sum.ref, step.corner
    row, col = ref.row, ref.col
    window = (0.05, 0.95) if step.sum.bias is None else (0.05, 0.8)
    marks = [
        *outlined(corner.left, range(row, row + 1), range(corner.left.cols), step.color),
        *outlined(corner.top, range(corner.top.rows), range(col, col + 1), step.color),
    ]
    cx, cy = corner.right.middle_of(row, col)
    scale = step.setting.scales["Y"]
    grown = ease(span(step.progress, 0.0, 0.3))
    # only where they cross no number: the outlines say where they lead
    level = corner.left.right + 5, corner.right.x - 5
    plumb = corner.top.bottom + 5, corner.right.y - 5
    for start, end in (
        ((level[0], cy), (level[0] + (level[1] - level[0]) * grown, cy)),
        ((cx, plumb[0]), (cx, plumb[0] + (plumb[1] - plumb[0]) * grown)),
    ):
        marks += flow_arrow(start, end, step.sum.total, scale, step.color)
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
    here = between(cell_area(grid, ref.row, 0), step.target_area, share)
    moving = chip(step.sum.bias, here, step.setting.look("b"), step.size)
    return (*edge, moving, outline(here, step.color, 1.5))


def _meeting(step: _Step, k: int, share: float) -> tuple[Mark, ...]:
    """W[i,k] comes level, X[k,j] comes plumb; in Y[i,j] they stand one above the other."""
    if not 0.0 < share < 1.0:
        return ()
    ref, setting = step.sum.ref, step.setting
    way = ease(span(share, 0.0, 0.62))
    area = step.target_area
    w = between(cell_area(step.corner.left, ref.row, k), upper(area), way)
    x = between(cell_area(step.corner.top, k, ref.col), lower(area), way)
    pair = (
        chip(float(step.sum.left[k]), w, setting.look("W"), step.size),
        chip(float(step.sum.right[k]), x, setting.look("X"), step.size),
        outline(w, step.color, 1.5),
        outline(x, step.color, 1.5),
    )
    return faded(pair, 1.0 - span(share, 0.88, 1.0))


def _to_x(step: _Step) -> tuple[Mark, ...]:
    ref, corner = step.sum.ref, step.corner
    rows, k, j = range(corner.left.rows), ref.row, ref.col
    source = corner.left.part(rows, range(k, k + 1))
    landing = corner.right.part(rows, range(j, j + 1))
    marks = [
        *outlined(corner.left, rows, range(k, k + 1), step.color),
        *outlined(corner.right, rows, range(j, j + 1), step.color),
    ]
    marks += _ghost(step, "W", source, landing)
    area = step.target_area
    middle = area.x + area.width / 2
    start = (middle, corner.right.y - 5)
    tip = start[1] + (area.bottom + 4 - start[1]) * ease(span(step.progress, 0.38, 0.6))
    marks += flow_arrow(
        start, (middle, tip), step.sum.total, step.setting.scales["X_grad"], step.color
    )
    marks += _destination(step, _PRODUCTS)
    marks += _products(step, landing)
    return tuple(marks)


def _to_w(step: _Step) -> tuple[Mark, ...]:
    ref, corner = step.sum.ref, step.corner
    cols, i, k = range(corner.top.cols), ref.row, ref.col
    source = corner.top.part(range(k, k + 1), cols)
    landing = corner.right.part(range(i, i + 1), cols)
    marks = [
        *outlined(corner.top, range(k, k + 1), cols, step.color),
        *outlined(corner.right, range(i, i + 1), cols, step.color),
    ]
    marks += _ghost(step, "X", source, landing)
    marks += _leaving(step, corner.right.x, step.target_area.right)
    marks += _destination(step, _PRODUCTS)
    marks += _products(step, landing)
    return tuple(marks)


def _to_b(step: _Step) -> tuple[Mark, ...]:
    i, cols = step.sum.ref.row, range(step.corner.right.cols)
    landing = step.corner.right.part(range(i, i + 1), cols)
    marks = [*outlined(step.corner.right, range(i, i + 1), cols, step.color)]
    grid, bias = step.corner.left, step.target
    marks += _leaving(step, step.corner.right.x, grid.right)
    marks += _leaving(step, grid.x, bias.right)
    marks += _destination(step, _PRODUCTS)
    marks += _products(step, landing)
    return tuple(marks)


def _leaving(step: _Step, start: float, end: float) -> tuple[Mark, ...]:
    """Return an arrow to the left, level with the cell being written."""
    area = step.target_area
    middle = area.y + area.height / 2
    start, end = start - 5, end + 4
    tip = start + (end - start) * ease(span(step.progress, 0.38, 0.6))
    scale = step.setting.scales[step.sum.ref.name]
    return flow_arrow((start, middle), (tip, middle), step.sum.total, scale, step.color)


def _ghost(step: _Step, name: str, source: Grid, landing: Grid) -> tuple[Mark, ...]:
    """Return a row or column of `name` on its way over Y_grad; once there it stands in pairs."""
    way = ease(span(step.progress, *_GLIDE))
    setting = step.setting
    values = step.sum.left if name == "W" else step.sum.right
    if not step.has_chips:
        grid = source.moved((landing.x - source.x) * way, (landing.y - source.y) * way)
        block = values.reshape(landing.rows, landing.cols)
        ghost = replace(passing_cells(block, grid, setting.look(name)), ref="")
        around = Area(grid.x, grid.y, grid.right - grid.x, grid.bottom - grid.y)
        fading = 0.9 - 0.6 * ease(span(step.progress, *_PRODUCTS))
        return (*faded((ghost,), fading), outline(around, step.color, 2.0, grid.radius))
    others = step.sum.right if name == "W" else step.sum.left
    shrunk = ease(span(step.progress, *_SHRINK))
    marks: list[Mark] = []
    pairs = zip(_cells_of(source), _cells_of(landing), strict=True)
    for n, (start, end) in enumerate(pairs):
        marks += _waiting(step, float(others[n]), end, shrunk)
        here = upper(between(start, end, way), 1.0 - shrunk / 2)
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
    goal = _product_area(step.target_area)
    products = step.sum.products
    look = step.setting.look(step.sum.ref.name)
    for n, area in enumerate(_cells_of(landing)):
        share = step.term(n, _PRODUCTS)
        if not 0.0 < share < 1.0:
            continue
        here = between(_product_area(area), goal, ease(span(share, 0.4, 1.0)))
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


def _product_area(area: Area) -> Area:
    return area.shrunk(
        left=area.width * 0.08,
        right=area.width * 0.08,
        top=area.height * 0.25,
        bottom=area.height * 0.25,
    )


def _cells_of(grid: Grid) -> list[Area]:
    return [cell_area(grid, r, c) for r in range(grid.rows) for c in range(grid.cols)]
