"""What moves in dl = y_gradᵀ J dx, from the left and from the right.

From the left, each entry of y_gradᵀ comes to stand beside its row of J: mirrored at the
diagonal, as transposing has it. The row takes on its weight and slides down into the growing
row x_gradᵀ. From the right, each entry of dx comes to stand above its column, which slides into
the growing column dy. Both meet their other half in dl.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from gradviz.arrays import Mask, Matrix
from gradviz.engine.jacobians.linearization import Linearization
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import visible_cells
from gradviz.scene.marks.cells import passing_cells
from gradviz.scene.marks.chips import (
    area_between,
    cell_area,
    chip,
    faded,
    lower,
    number_size,
    outline,
    upper,
)
from gradviz.scene.marks.frame import Cells, Label, Mark, Span, State
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.easing import ease, span, staggered
from gradviz.views.jacobian.setting import ProductSetting
from gradviz.views.jacobian.timeline import rows_of_step

MOST_CHIPS = 40
"""Numbers that travel one by one into dl; of longer vectors only the sum is shown."""

_COME, _WEIGH, _SLIDE, _ADDED = (0.0, 0.28), (0.28, 0.45), (0.48, 0.9), 0.9
_FITS = 0.3  # of its width: five characters of this size fit into a chip
_LEAST = 7.0  # scene units: smaller numbers are not legible
_PRODUCTS = (0.04, 0.8)
_MEETS = (0.84, 1.0)  # the second dl comes to stand on the first


@dataclass(frozen=True, slots=True)
class _Side:
    """The names of what moves on one side."""

    kind: str
    weights: str
    sums: str


LEFT = _Side("left", "y_grad", "x_grad")
RIGHT = _Side("right", "dx", "dy")


def motion(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return what moves at the moment, over what stands still."""
    moment, kind = setting.shown.moment, setting.phase.kind
    if moment.progress == 0.0 or moment.rest > 0.0 or kind in ("fold", "flip"):
        return ()
    side = LEFT if kind.startswith("left") else RIGHT
    is_under_way = moment.progress < 1.0
    if kind == side.kind:  # at a key frame the line that was just used is marked
        return _used(setting, side) + (tuple(_line(setting, side)) if is_under_way else ())
    return tuple(_meeting(setting, side)) if is_under_way else ()


def partial_sum(setting: ProductSetting, side: _Side) -> tuple[Matrix, Mask]:
    """Return the row (or column) that grows on a side, and which entries have begun."""
    steps = next(p for p in setting.shown.moment.phases if p.kind == side.kind).count
    done = setting.done(side.kind)
    moment = setting.shown.moment
    if setting.phase.kind == side.kind and _ADDED <= moment.progress < 1.0:
        done += 1  # at 1 it is done
    count = setting.lin.shape[0 if side is LEFT else 1]
    reached = rows_of_step(done, steps, count).start if done < steps else count
    pattern = setting.lin.jacobian.pattern
    if side is LEFT:
        return _sum(setting.lin, range(reached), 0), pattern.cols_reached(reached)[np.newaxis]
    return _sum(setting.lin, range(reached), 1), pattern.rows_reached(reached)[:, np.newaxis]


@lru_cache(maxsize=4)  # those of one moment: of a large layer each takes 8 MB
def _sum(lin: Linearization, lines: range, axis: int) -> Matrix:
    return lin.from_cols(lines) if axis else lin.from_rows(lines)


# --- a row of J into x_gradᵀ, a column into dy


def _line(setting: ProductSetting, side: _Side) -> Iterator[Mark]:
    lines = _lines(setting, side)
    yield from _weight(setting, side, lines)
    yield from _sliding(setting, side, lines)


def _lines(setting: ProductSetting, side: _Side) -> range:
    """Return the rows of J that the step takes, or the columns."""
    count = setting.lin.shape[0 if side is LEFT else 1]
    return rows_of_step(setting.shown.moment.step, setting.phase.count, count)


def _used(setting: ProductSetting, side: _Side) -> tuple[Mark, ...]:
    """Return outlines round the lines of J that the step takes, and round their weights."""
    plan, lines = setting.plan, _lines(setting, side)
    weights = plan.cotangent if side is LEFT else plan.tangent
    some = weights.part(range(1), lines) if side is LEFT else weights.part(lines, range(1))
    color = setting.shown.style.theme.accent
    return tuple(
        outline(Area(*grid.box), color, 2.0, grid.radius)
        for grid in (_met(setting, side, lines), some)
    )


def _met(setting: ProductSetting, side: _Side, lines: range) -> Grid:
    """Return the part of some lines of J that can differ from 0: of a block, or from end to end."""
    grid, pattern = setting.plan.jacobian, setting.lin.jacobian.pattern
    rows, cols = (range(size) for size in setting.lin.shape)
    ends = np.array([lines[0], lines[-1]])
    if side is LEFT:
        first, last = (int(n) for n in pattern.row(ends)[0])
        if not pattern.is_interleaved:
            cols = range(pattern.cols_of(first).start, pattern.cols_of(last).stop)
        return grid.part(lines, cols)
    first, last = (int(n) for n in pattern.col(ends)[0])
    if not pattern.is_interleaved:
        rows = range(pattern.rows_of(first).start, pattern.rows_of(last).stop)
    return grid.part(rows, lines)


def _weight(setting: ProductSetting, side: _Side, lines: range) -> Iterator[Mark]:
    """Yield the weight of a line on its way to stand beside it."""
    plan, progress = setting.plan, setting.shown.moment.progress
    if len(lines) != 1 or plan.lane == 0.0 or setting.is_enlarged:
        return
    at, way = lines.start, ease(span(progress, *_COME))
    if side is LEFT:
        start, end = cell_area(plan.cotangent, 0, at), plan.row_weight(at)
        value = float(setting.lin.cotangent_row[0, at])
    else:
        start, end = cell_area(plan.tangent, at, 0), plan.col_weight(at)
        value = float(setting.lin.tangent_column[at, 0])
    here = area_between(start, end, way)
    text, theme = setting.shown.style.text, setting.shown.style.theme
    size = min(number_size(plan.jacobian, text), max(here.width * _FITS, _LEAST))
    marks: list[Mark] = [
        chip(value, here, setting.look(side.weights), size),
        outline(here, theme.accent, 2.0, plan.jacobian.radius),
    ]
    if way == 1.0:
        times = Span("×", theme.text, "semibold")
        x, y = (
            (here.right + 4, here.y + here.height / 2)
            if side is LEFT
            else (here.x + here.width / 2, here.bottom + 4)
        )
        marks.append(Label(x, y + 5 * text, (times,), 13 * text, "center"))
    yield from faded(tuple(marks), 1.0 - span(progress, 0.86, 0.98))


def _sliding(setting: ProductSetting, side: _Side, lines: range) -> Iterator[Mark]:
    """Yield a line as it takes on its weight, and slides into the sum."""
    progress, plan = setting.shown.moment.progress, setting.plan
    if progress >= _ADDED:
        return
    is_left = side is LEFT
    values = _sum(setting.lin, lines, 0 if is_left else 1)
    place = _met(setting, side, lines)
    goal, way = (plan.gradient if is_left else plan.moved), ease(span(progress, *_SLIDE))
    if is_left:
        y = place.y + (place.bottom - place.y - place.cell_height) / 2
        grid = replace(goal, y=y + (goal.y - y) * way)
    else:
        x = place.x + (place.right - place.x - place.cell_width) / 2
        grid = replace(goal, x=x + (goal.x - x) * way)
    cells = _ghost(setting, side, values, grid, lines)
    if cells is None:
        return
    marks: tuple[Mark, ...] = (cells,)
    if way > 0.0:
        around = (
            replace(grid, x=place.x, cols=place.cols)
            if is_left
            else (replace(grid, y=place.y, rows=place.rows))
        )
        bright = setting.shown.style.theme.bright
        marks += (outline(Area(*around.box), bright, 2.0, around.radius),)
    yield from faded(marks, ease(span(progress, *_WEIGH)))


def _ghost(
    setting: ProductSetting, side: _Side, values: Matrix, grid: Grid, lines: range
) -> Cells | None:
    """Return a weighted line as cells; what the line never touches is not there."""
    look, pattern = setting.look(side.sums), setting.lin.jacobian.pattern
    rows, cols = (range(n) for n in setting.lin.shape)
    if min(grid.pitch_x, grid.pitch_y) < 4.0 or setting.is_enlarged:
        pixel = setting.shown.style.pixel
        cells = visible_cells(values, grid, look, setting.window, pixel=pixel)
        return None if cells is None else replace(cells, ref="")
    if side is LEFT:
        there = pattern.touched(lines, cols).any(axis=0, keepdims=True)
    else:
        there = pattern.touched(rows, lines).any(axis=1, keepdims=True)
    cells = setting.legible(passing_cells(values, grid, look))
    return replace(cells, ref="", state=np.where(there, cells.state, np.uint8(State.HIDDEN)))


# --- two vectors into dl


def _meeting(setting: ProductSetting, side: _Side) -> Iterator[Mark]:
    plan, lin = setting.plan, setting.lin
    style, progress = setting.shown.style, setting.shown.moment.progress
    theme, color = style.theme, style.theme.accent
    if side is LEFT:
        level, plumb = plan.gradient, plan.tangent
        left, right = lin.gradient_row.ravel(), lin.tangent_column.ravel()
        names = "x_grad", "dx"
    else:
        level, plumb = plan.cotangent, plan.moved
        left, right = lin.cotangent_row.ravel(), lin.moved_column.ravel()
        names = "y_grad", "dy"
    fade = 1.0 - span(progress, 0.9, 1.0)
    for grid in (level, plumb):
        yield from faded((outline(Area(*grid.box), color, 2.0, grid.radius),), fade)
    count, size = len(left), number_size(plan.dl, style.text)
    home = cell_area(plan.dl, 0, 0)
    goal = home if side is LEFT else beside_first_dl(home)
    has_chips = count <= MOST_CHIPS and not setting.is_enlarged
    shares = (
        [staggered(span(progress, *_PRODUCTS), n, count, 0.4) for n in range(count)]
        if (has_chips)
        else []
    )
    arrived = (
        sum(share >= 1.0 for share in shares)
        if has_chips
        else (int(span(progress, *_PRODUCTS) * count))
    )
    if arrived:
        with np.errstate(all="ignore"):
            total = float((left[:arrived] * right[:arrived]).sum())
        if arrived == count:
            total = lin.dl_from_left if side is LEFT else lin.dl_from_right
        at = goal if side is LEFT else area_between(goal, home, ease(span(progress, *_MEETS)))
        yield chip(total, at, setting.look("dl"), size)
        yield outline(at, theme.bright, 2.5, plan.dl.radius)
    else:
        yield outline(goal, theme.bright, 2.5, plan.dl.radius)
    for n, share in enumerate(shares):
        if not 0.0 < share < 1.0:
            continue
        way = ease(span(share, 0.0, 0.7))
        first = area_between(cell_area(level, 0, n), upper(goal), way)
        second = area_between(cell_area(plumb, n, 0), lower(goal), way)
        pair = (
            chip(float(left[n]), first, setting.look(names[0]), size),
            chip(float(right[n]), second, setting.look(names[1]), size),
            outline(first, color, 1.5),
            outline(second, color, 1.5),
        )
        yield from faded(pair, 1.0 - span(share, 0.88, 1.0))


def beside_first_dl(area: Area) -> Area:
    """Return where the second dl grows: right of the first."""
    return Area(area.right + 12, area.y, area.width, area.height)
