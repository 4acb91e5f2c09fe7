"""What moves while a column, a row, or one term of all cells of a product is written.

Term t of an entry is a product of two numbers, one from either factor. Forward they meet in the
entry, one above the other, coming level and plumb. Backward too, wherever the block lines up
with Y_grad: a row of X_grad is made of numbers of W that glide level over the rows of Y_grad,
what they make rises; a column of W_grad of numbers of X that drop plumb, what they make leaves
level. Otherwise both travel to the entry: a row of W that becomes a column is seen to flip.
With one term of all cells at once, what is added is an outer product: a picture of rank one.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.language.words import SUM_OVER
from gradviz.scene.corner.layout import Area, Corner
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.cells import passing_cells
from gradviz.scene.marks.chips import (
    area_between,
    cell_area,
    chip,
    faded,
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

FACTORS = {
    "Y": ("W", "X"),
    "X_grad": ("W", "Y_grad"),
    "W_grad": ("Y_grad", "X"),
    "b_grad": ("Y_grad",),
}
"""The matrices that a product is made of, in the order of the layout Y = W X."""

_LETTERS = {"W": "ik", "X": "kj", "Y": "ij", "b": "i"}
_MEETS_AT_Y = {("X_grad", "rows"): "W", ("W_grad", "columns"): "X"}
"""Sweeps whose terms are made over Y_grad, and the factor that comes there."""
_MOST_CHIPS = 40
"""Cells; in a larger block single numbers are not shown, only what they come from and add up to."""
_TERMS = (0.04, 0.96)
_BEFORE_BIAS = (0.04, 0.78)
_BIAS = (0.8, 0.97)
_OVERLAP = 0.3
_TRAVEL = (0.0, 0.5)  # of a term: two numbers on their way,
_RETURN = (0.52, 0.85)  # from Y_grad, what they make on its way to the entry,
_ADDED = 0.86  # part of the sum from now on, and going
_PICTURE = (0.5, 0.62)  # an outer product coming to stand by itself


@dataclass(frozen=True, eq=False)
class _Sweep:
    """One step of a sweep in one corner."""

    setting: Setting
    corner: Corner
    step: int
    progress: float

    @property
    def role(self) -> str:
        return self.setting.phase.role

    @property
    def is_outer(self) -> bool:
        return self.setting.phase.sweep == "outer"

    @property
    def color(self) -> Color:
        return self.setting.style.theme.axis(SUM_OVER[self.role])

    @property
    def target(self) -> Grid:
        return self.corner.place(self.role)

    @cached_property
    def block(self) -> tuple[range, range]:
        return self.setting.phase.block(self.step)

    @cached_property
    def terms(self) -> tuple[int, ...]:
        """The terms that this step adds, those of muted samples left out."""
        muted = self.setting.muted if SUM_OVER[self.role] == "j" else frozenset[int]()
        shown = (self.step,) if self.is_outer else range(self.setting.phase.terms)
        return tuple(term for term in shown if term not in muted)

    @property
    def has_chips(self) -> bool:
        rows, cols = self.block
        grid = self.target
        is_large = min(grid.pitch_x, grid.pitch_y) >= 14
        return is_large and len(rows) * len(cols) <= _MOST_CHIPS

    @property
    def bias(self) -> Grid | None:
        """The place of the bias, if this step adds it."""
        is_last = not self.is_outer or self.step == self.setting.phase.terms - 1
        return self.corner.bias if self.role == "Y" and is_last else None

    def share(self, n: int) -> float:
        """Return how far the n-th term of this step has come."""
        window = _TERMS if self.bias is None else _BEFORE_BIAS
        return staggered(span(self.progress, *window), n, len(self.terms), _OVERLAP)

    @property
    def arrived(self) -> int:
        """How many terms have been added."""
        return sum(self.share(n) >= _ADDED for n in range(len(self.terms)))

    @property
    def is_complete(self) -> bool:
        """Whether all terms of this step have been added, and the bias."""
        has_bias = self.bias is None or self.progress >= _BIAS[1]
        return has_bias and self.arrived == len(self.terms)

    def source(self, factor: str, cell: tuple[int, int], term: int) -> tuple[int, int]:
        """Return which entry of a factor goes into a cell, in a term."""
        at = dict(zip(_LETTERS[self.role[0]], cell, strict=False))
        at[SUM_OVER[self.role]] = term
        row, col = (at[letter] for letter in _LETTERS[factor[0]])
        return row, col

    def sources(self, factor: str, terms: range) -> tuple[range, range]:
        """Return the rows and columns of a factor that the block is made of, in some terms."""
        (rows, cols), letters = self.block, _LETTERS[self.role[0]]
        at = dict(zip(letters, (rows, cols), strict=False))
        at[SUM_OVER[self.role]] = terms
        row_range, col_range = (at[letter] for letter in _LETTERS[factor[0]])
        return row_range, col_range


def sweep(setting: Setting, corner: Corner, step: int, progress: float) -> tuple[Mark, ...]:
    """Return what moves in a step that writes a block, over the resting matrices of a corner."""
    now = _Sweep(setting, corner, step, progress)
    marks: list[Mark] = [*_outlines(now), *_running_sum(now)]
    for n, term in enumerate(now.terms):
        share = now.share(n)
        if 0.0 < share < 1.0:
            marks += _term(now, term, share)
    marks += _bias(now)
    rows, cols = now.block
    edge = outlined(now.target, rows, cols, setting.style.theme.bright, 2.5)
    return (*marks, *(edge if not now.is_outer else ()))


def _outlines(now: _Sweep) -> tuple[Mark, ...]:
    """Return outlines around what the block is made of; around the present term, strong ones."""
    marks: tuple[Mark, ...] = ()
    for factor in FACTORS[now.role]:
        grid = now.corner.place(factor)
        if not now.is_outer:
            whole = now.sources(factor, range(now.setting.phase.terms))
            marks += faded((_around(grid, *whole, now.color, 1.5),), 0.6)
        for n, term in enumerate(now.terms):
            if 0.0 < now.share(n) < 1.0 or (now.is_outer and now.progress > 0.0):
                lines = now.sources(factor, range(term, term + 1))
                marks += outlined(grid, *lines, now.color)
    return marks


def _around(grid: Grid, rows: range, cols: range, color: Color, width: float) -> Mark:
    return outline(Area(*grid.part(rows, cols).box), color, width, grid.radius + 1)


def _running_sum(now: _Sweep) -> tuple[Mark, ...]:
    """Return the block as far as it adds up; nothing before its first term is there."""
    if now.arrived == 0:
        return ()
    rows, cols = now.block
    grid, look = now.target.part(rows, cols), now.setting.look(now.role)
    return (replace(passing_cells(_added(now), grid, look), ref=""),)


def _added(now: _Sweep) -> Matrix:
    """Return the block with the terms that have been added, or as it is in the end."""
    rows, cols = now.block
    block = (slice(rows.start, rows.stop), slice(cols.start, cols.stop))
    muted = now.setting.muted if SUM_OVER[now.role] == "j" else frozenset[int]()
    is_last = not now.is_outer or now.step == now.setting.phase.terms - 1
    if now.is_complete and is_last and not muted:
        return freeze(now.setting.passes.matrix(now.role)[block].copy())
    before = range(now.step) if now.is_outer else range(0)
    taken = [t for t in before if t not in muted] + list(now.terms[: now.arrived])
    left, right = now.setting.factors(now.role)
    with np.errstate(all="ignore"):
        return freeze(left[block[0], taken] @ right[taken, block[1]])


def _bias(now: _Sweep) -> tuple[Mark, ...]:
    """Return b on its way into the block: one copy for each sample, after the last product."""
    share = span(now.progress, *_BIAS)
    if now.bias is None:
        return ()
    rows, cols = now.block
    edge = outlined(now.bias, rows, range(1), now.color)
    if not now.has_chips or not 0.0 < share < 1.0:
        return edge if share > 0.0 else faded(edge, 0.6)
    look, size = now.setting.look("b"), number_size(now.target, now.setting.style.text)
    values = now.setting.passes.matrix("b")
    marks = list(edge)
    for row in rows:
        for col in cols:
            goal = product_area(cell_area(now.target, row, col))
            here = area_between(cell_area(now.bias, row, 0), goal, ease(share))
            marks.append(chip(float(values[row, 0]), here, look, size))
            marks.append(outline(here, now.color, 1.5))
    return tuple(marks)


def _term(now: _Sweep, term: int, share: float) -> tuple[Mark, ...]:
    """Return the numbers of one term on their way, and what they make."""
    marks: list[Mark] = []
    rows, cols = now.block
    is_covered = now.is_outer and share >= _PICTURE[1]
    if now.has_chips and not is_covered:
        carrier = _MEETS_AT_Y.get((now.role, now.setting.phase.sweep))
        for row in rows:
            for col in cols:
                cell = (row, col)
                if carrier is None:
                    marks += _meeting(now, cell, term, share)
                else:
                    marks += _detour(now, cell, term, share, carrier)
    if now.is_outer and share >= _PICTURE[0]:
        marks += _picture(now, term, share)
    return tuple(marks)


def _meeting(now: _Sweep, cell: tuple[int, int], term: int, share: float) -> tuple[Mark, ...]:
    """Return the factors of one product: from their matrices to the two halves of its cell."""
    area = cell_area(now.target, *cell)
    factors = FACTORS[now.role]
    goals = (upper(area), lower(area)) if len(factors) == 2 else (product_area(area),)
    way = ease(span(share, *_TRAVEL))
    marks: list[Mark] = []
    for factor, goal in zip(factors, goals, strict=True):
        start = cell_area(now.corner.place(factor), *now.source(factor, cell, term))
        marks += _number(
            now, factor, now.source(factor, cell, term), area_between(start, goal, way)
        )
    return faded(tuple(marks), 1.0 - span(share, _ADDED, 1.0))


def _detour(
    now: _Sweep, cell: tuple[int, int], term: int, share: float, carrier: str
) -> tuple[Mark, ...]:
    """Return a factor on its way over Y_grad, then their product on its way to its cell."""
    place = now.source("Y_grad", cell, term)
    gate = cell_area(now.corner.place("Y_grad"), *place)
    source = now.source(carrier, cell, term)
    start = cell_area(now.corner.place(carrier), *source)
    way = ease(span(share, *_TRAVEL))
    met = (
        *_number(now, "Y_grad", place, lower(gate, 1.0 - way / 2)),
        *_number(now, carrier, source, area_between(start, upper(gate, 1.0 - way / 2), way)),
    )
    marks = faded(met, 1.0 - span(share, _RETURN[0], _RETURN[0] + 0.12))
    if share <= _RETURN[0]:
        return marks
    values = now.setting.passes
    with np.errstate(all="ignore"):
        product = values.matrix(carrier)[source] * values.matrix("Y_grad")[place]
    goal = product_area(cell_area(now.target, *cell))
    here = area_between(product_area(gate), goal, ease(span(share, *_RETURN)))
    size = number_size(now.target, now.setting.style.text)
    made = (
        chip(float(product), here, now.setting.look(now.role), size),
        outline(here, now.setting.style.theme.bright, 1.5),
    )
    shown = span(share, _RETURN[0], _RETURN[0] + 0.08) * (1.0 - span(share, _ADDED, 1.0))
    return marks + faded(made, shown)


def _number(now: _Sweep, factor: str, cell: tuple[int, int], area: Area) -> tuple[Mark, ...]:
    """Return an entry of a factor as a cell of its own."""
    value = float(now.setting.passes.matrix(factor)[cell])
    size = number_size(now.target, now.setting.style.text)
    return chip(value, area, now.setting.look(factor), size), outline(area, now.color, 1.5)


def _picture(now: _Sweep, term: int, share: float) -> tuple[Mark, ...]:
    """Return the outer product by itself, over the sum that it is then part of."""
    left, right = now.setting.factors(now.role)
    with np.errstate(all="ignore"):
        values = freeze(np.outer(left[:, term], right[term]))
    grid = now.target
    cells = replace(passing_cells(values, grid, now.setting.look(now.role)), ref="")
    edge = outline(Area(*grid.whole.box), now.color, 3.0, grid.whole.radius + 3)
    shown = span(share, *_PICTURE) * (1.0 - span(share, _ADDED, 1.0))
    return faded((cells, edge), shown)
