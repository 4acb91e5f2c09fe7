"""One half of the adjoint exhibit: a product in a corner, and its partner entry by entry."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from gradviz.arrays import Mask, Matrix
from gradviz.language.notation import Axis
from gradviz.messages.message import Message
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.matrix import index_line
from gradviz.scene.corner.motion import motion
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.namebar import under
from gradviz.scene.layout.page import text_lines
from gradviz.scene.marks.cells import Look
from gradviz.scene.marks.chips import (
    area_between,
    cell_area,
    chip,
    faded,
    number_size,
    outline,
    outlined,
)
from gradviz.scene.marks.frame import Cells, Label, Mark, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import fit
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style
from gradviz.timeline.easing import ease, span
from gradviz.timeline.phase import Phase
from gradviz.views.adjoint.layout import HalfLayout

Letters = tuple[Axis, Axis, Axis, Axis]
_MOST_OUTLINED = 64


@dataclass(frozen=True, slots=True, eq=False)
class HalfMatrix:
    """A matrix in a half.

    Attributes
    ----------
    values : Matrix
    grid : Grid
    look : Look
        With its name in the network, if it can be pointed at.
    name : Message
        What is written beside it.
    is_named : bool
        Whether it can be pointed at.
    """

    values: Matrix
    grid: Grid
    look: Look
    name: Message
    is_named: bool


@dataclass(frozen=True, slots=True, eq=False)
class HalfSetting:
    """What one half is drawn from.

    Attributes
    ----------
    half : Half
    setting : Setting
        Of the product by itself; in its theme, the index that is summed over has the colour of k.
    style : Style
        Of the picture.
    letters : tuple of str
        Of the left factor and of the top one: what runs down and along each.
    title : tuple of Span
    first, second, product, partner : Placed
        The factors, at the left and on top, what they come to, what that is multiplied with.
    product_phase, sum_phase : Phase
    terms : Matrix
    """

    half: HalfLayout
    setting: Setting
    style: Style
    letters: Letters
    title: Spans
    first: HalfMatrix
    second: HalfMatrix
    product: HalfMatrix
    partner: HalfMatrix
    product_phase: Phase
    sum_phase: Phase
    terms: Matrix

    @property
    def grids(self) -> Grids:
        """Where matrices that can be pointed at stand."""
        every = (self.first, self.second, self.product, self.partner)
        return tuple((each.look.name, each.grid) for each in every if each.is_named)

    def done(self, phase: Phase) -> int:
        """Return how many steps of a phase are complete."""
        moment = self.setting.moment
        return moment.done(moment.phases.index(phase))

    def mask(self, phase: Phase) -> Mask:
        """Return which entries a phase has come to."""
        return phase.written(self.done(phase)).mask

    @property
    def is_running(self) -> Phase | None:
        """The phase of this half that is under way."""
        moment = self.setting.moment
        now = moment.phases[moment.phase]
        is_here = now in (self.product_phase, self.sum_phase)
        return now if is_here and moment.rest == 0.0 else None

    @property
    def sum(self) -> float | None:
        """The sum so far; None before its first term."""
        done = self.done(self.sum_phase)
        if done == 0:
            return None
        with np.errstate(all="ignore"):
            if done == self.sum_phase.count:
                return float(self.terms.sum())
            return float(self.terms[self.mask(self.sum_phase)].sum())


def side_marks(side: HalfSetting) -> list[Mark]:
    """Return the matrices of a half, what is written beside them, and what moves."""
    setting = side.setting
    area, style = side.half.area, side.style
    marks: list[Mark] = [*text_lines([(18, side.title, 17)], area, style)]
    marks += [_cells(each, setting, None) for each in (side.first, side.second, side.partner)]
    marks.append(_cells(side.product, setting, side.mask(side.product_phase)))
    marks += _axes(side)
    marks += _names(side)
    if side.is_running is side.product_phase:
        marks += motion(setting, side.half.corner)
    return marks


def summing(side: HalfSetting, goal: tuple[float, float]) -> list[Mark]:
    """Return the term that is being added: its two factors, and it on its way to the sum."""
    if side.is_running is not side.sum_phase:
        return []
    moment, phase = side.setting.moment, side.sum_phase
    rows, cols = phase.block(moment.step)
    theme = side.style.theme
    marks: list[Mark] = []
    for grid in (side.product.grid, side.partner.grid):
        marks += outlined(grid, rows, cols, theme.bright)
    grid = side.partner.grid
    size = number_size(grid, side.style.text)
    if size == 0.0 or len(rows) * len(cols) > _MOST_OUTLINED:
        return marks
    way = ease(span(moment.progress, 0.15, 0.95))
    look = Look.of("", fit([side.terms]), side.style)
    for row in rows:
        for col in cols:
            start = cell_area(grid, row, col)
            end = Area(
                goal[0] - start.width / 2, goal[1] - start.height / 2, start.width, start.height
            )
            here = area_between(start, end, way)
            term = (
                chip(float(side.terms[row, col]), here, look, size),
                outline(here, theme.bright, 1.5),
            )
            marks += faded(term, 1.0 - span(way, 0.8, 1.0))
    return marks


def _cells(placed: HalfMatrix, setting: Setting, mask: Mask | None) -> Cells:
    cells = setting.cells(placed.values, placed.grid, placed.look, mask)
    return cells if placed.is_named else _unnamed(cells)


@lru_cache(maxsize=32)
def _unnamed(cells: Cells) -> Cells:
    """Return cells that cannot be pointed at; of the same mark the very same."""
    return replace(cells, ref="")


def _axes(side: HalfSetting) -> list[Mark]:
    """Return a line along each factor, with the letter of the index that runs there."""
    style, corner = side.style, side.half.corner
    off = 8 * style.text
    left, top = corner.left, corner.top
    down, inner, also, across = side.letters
    lines = (
        (down, (left.x - off, left.y), (left.x - off, left.bottom), (-11, 5)),
        (inner, (left.x, left.y - off), (left.right, left.y - off), (0, -7)),
        (also, (top.x - off, top.y), (top.x - off, top.bottom), (-11, 5)),
        (across, (top.x, top.y - off), (top.right, top.y - off), (0, -7)),
    )
    marks: list[Mark] = []
    for n, (letter, start, end, away) in enumerate(lines):
        strong = n in (1, 2)
        width = 3.0 if strong else 1.5
        marks += index_line(letter, (start, end), away, style, width, strong=strong, size=15)
    return marks


def _names(side: HalfSetting) -> list[Mark]:
    """Return the names: in the free corner, under what stands below, right of what is stacked."""
    style, half = side.style, side.half
    text, theme = style.text, style.theme
    left, top, cross, partner = (
        half.corner.left,
        half.corner.top,
        half.corner.right,
        half.partner,
    )
    size, area = 15 * text, half.area
    quadrant = top.x - 30 * text
    marks: list[Mark] = [
        Label(
            quadrant,
            (top.y + top.bottom) / 2 + 5 * text,
            _name(side.second, style),
            size,
            "right",
            max_width=quadrant - area.x,
        ),
    ]
    low = [
        (left, side.first),
        *([] if half.is_below else [(cross, side.product), (partner, side.partner)]),
    ]
    for grid, placed in low:
        width = grid.right - grid.x + 26 * text
        at = under(grid, style, 20)
        marks.append(Label(*at, _name(placed, style), size, "center", max_width=width))
    sign = (Span("⊙", theme.muted),)
    if not half.is_below:
        x, y = (cross.right + partner.x) / 2, (cross.y + cross.bottom) / 2
        return [*marks, Label(x, y + 6 * text, sign, 18 * text, "center")]
    for grid, placed in ((cross, side.product), (partner, side.partner)):
        x, y = grid.right + 10 * text, (grid.y + grid.bottom) / 2 + 5 * text
        marks.append(Label(x, y, _name(placed, style), size, max_width=area.right - x))
    x, y = (cross.x + cross.right) / 2, (cross.bottom + partner.y) / 2
    return [*marks, Label(x, y + 6 * text, sign, 18 * text, "center")]


def _name(placed: HalfMatrix, style: Style) -> Spans:
    return told(placed.name, style, style.theme.text)
