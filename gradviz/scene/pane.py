"""One corner at rest: its three matrices, their axes, names, colour bars and formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Literal

import numpy as np

from gradviz.scene.cells import GRADIENTS, Grid, matrix_cells
from gradviz.scene.corner import Area, Corner, Margins, corner_in
from gradviz.scene.frame import Gradation, Label, Mark, Polyline, Span, Weight
from gradviz.scene.numbers import fitted
from gradviz.scene.setting import Setting
from gradviz.scene.words import (
    SUM_OVER,
    TITLES,
    entry_formula,
    formula,
    name_spans,
    sums_over,
    typeset,
)

MATRICES = {
    "Y": ("W", "X", "Y"),
    "X_grad": ("W", "X_grad", "Y_grad"),
    "W_grad": ("W_grad", "X", "Y_grad"),
}
"""Which matrices stand left, on top and right in each corner."""

_ONE_LINE = 400.0
"""Areas narrower than this, scene units, have no room for title, formula and index in one line."""

BIAS = {"Y": "b", "W_grad": "b_grad"}
"""The bias of a corner, where it takes part."""


@dataclass(frozen=True, slots=True)
class Pane:
    """A drawn corner, and where each matrix in it stands."""

    corner: Corner
    marks: tuple[Mark, ...]
    grids: tuple[tuple[str, Grid], ...]


def pane(name: str, setting: Setting, area: Area) -> Pane:
    """Return a corner at full size, with everything written beside it.

    Parameters
    ----------
    name : {"Y", "X_grad", "W_grad"}
    setting : Setting
    area : Area
    """
    text = setting.style.text
    header = 112 * text
    margins = _margins(setting, area)
    corner = corner_in(area, setting.sizes, margins, setting.style)
    in_quadrant = (
        corner.top.x - 70 * text - area.x >= 210 * text
        and corner.left.y - 30 * text - area.y >= header
    )
    if not in_quadrant:
        header = (52 if area.width < _ONE_LINE * text else 30) * text
        below = area.shrunk(top=header)
        margins = _margins(setting, below)
        corner = corner_in(below, setting.sizes, margins, setting.style)
    grids = _grids(name, corner)
    marks = (
        *(_heading if in_quadrant else _line)(name, setting, area, corner),
        *_cells(grids, setting, numbers=True),
        *axes(corner, setting, name, letters=True),
        *_names(grids, setting, area, is_above=margins == Margins.high(text)),
    )
    return Pane(corner, marks, grids)


def _margins(setting: Setting, area: Area) -> Margins:
    """Return the margins that leave most for the cells."""
    text = setting.style.text
    if area.width >= 640 * text:
        return Margins.roomy(text)

    def pitch(margins: Margins) -> float:
        grid = corner_in(area, setting.sizes, margins, setting.style).right
        return min(grid.pitch_x, grid.pitch_y)

    return max((Margins.close(text), Margins.high(text)), key=pitch)


def small_pane(name: str, setting: Setting, area: Area) -> Pane:
    """Return a corner as a small picture: colours and axis lines only."""
    corner = corner_in(area, setting.sizes, Margins.tight(), setting.style)
    grids = _grids(name, corner)
    marks = (
        *_cells(grids, setting, numbers=False),
        *axes(corner, setting, name, letters=False),
    )
    return Pane(corner, marks, grids)


def written_cells(name: str, grid: Grid, setting: Setting, *, numbers: bool = True) -> Mark:
    """Return a matrix as far as it is computed at the moment of a setting."""
    values = setting.passes.matrix(name)
    count = setting.moment.count(name)
    written = None if count is None or count >= values.size else count
    look = setting.look(name, numbers=numbers)
    return matrix_cells(values, grid, look, written, by_columns=name == "X_grad")


def axes(corner: Corner, setting: Setting, name: str, *, letters: bool) -> tuple[Mark, ...]:
    """Return the axis lines of a corner; that of the index summed over is the strong one."""
    text = setting.style.text
    off = 9 * text if letters else 4
    left, top, right = corner.left, corner.top, corner.right
    first = corner.bias.x if corner.bias and name in BIAS else left.x
    lines = (
        ("i", (first - off, left.y), (first - off, left.bottom), (-13, 0)),
        ("i", (right.right + off, right.y), (right.right + off, right.bottom), (13, 0)),
        ("k", (left.x, left.y - off), (left.right, left.y - off), (0, -9)),
        ("k", (top.x - off, top.y), (top.x - off, top.bottom), (-13, 0)),
        ("j", (top.x, top.y - off), (top.right, top.y - off), (0, -9)),
    )
    marks: list[Mark] = []
    for letter, start, end, (dx, dy) in lines:
        strong = letter == SUM_OVER[name]
        color = setting.style.theme.axis(letter)
        width = (3.5 if strong else 2.0) if letters else (2.5 if strong else 1.5)
        marks.append(Polyline((start, end), width, color))
        if letters:
            x = (start[0] + end[0]) / 2 + dx * text
            y = (start[1] + end[1]) / 2 + (dy * text if dy else 5 * text)
            weight: Weight = "semibold" if strong else "regular"
            marks.append(Label(x, y, (Span(letter, color, weight),), 16 * text, "center"))
    return tuple(marks)


def matrix_name(
    name: str, setting: Setting, x: float, y: float, *, room: float | None = None
) -> tuple[Mark, ...]:
    """Return a name with its colour bar under it; (x, y) is the name's place on its line.

    With `room` it is centred on x and nothing is wider than that; without, it begins at x.
    """
    theme, text = setting.style.theme, setting.style.text
    most = inf if room is None else room
    has_signs = most >= 46 * text
    width, small = min(58 * text, most - 24 * text if has_signs else most), 11 * text
    left = x if room is None else x - width / 2
    anchor: Literal["left", "center"] = "left" if room is None else "center"
    middle = left + width / 2
    colors = theme.gradients if name in GRADIENTS else theme.values
    limit = "±" + fitted(np.array([[setting.scales[name].limit]]), room=8, digits=3)[0, 0]
    spans, told = name_spans(name, theme.text, "semibold"), (Span(limit, theme.muted),)
    low, high = (Span("−", theme.muted),), (Span("+", theme.muted),)
    signs = (
        Label(left - 4 * text, y + 19 * text, low, small, "right"),
        Label(left + width + 4 * text, y + 19 * text, high, small),
    )
    return (
        Label(x, y, spans, 16 * text, anchor, max_width=most),
        Gradation(left, y + 12 * text, width, 6 * text, colors.ramp(33)),
        Polyline(((middle, y + 18 * text), (middle, y + 21 * text)), 1.0, theme.muted),
        *(signs if has_signs else ()),
        Label(middle, y + 33 * text, told, small, "center", max_width=min(most, 76 * text)),
    )


def rooms(grids: Sequence[Grid], area: Area) -> tuple[float, ...]:
    """Return how wide what is centred under each matrix of a row may be, to touch no other."""
    between = [(a.right + b.x) / 2 for a, b in pairwise(grids)]
    edges = pairwise([area.x, *between, area.right])
    middles = [(grid.x + grid.right) / 2 for grid in grids]
    return tuple(
        2 * min(middle - start, end - middle)
        for middle, (start, end) in zip(middles, edges, strict=True)
    )


def _grids(name: str, corner: Corner) -> tuple[tuple[str, Grid], ...]:
    left, top, right = MATRICES[name]
    grids = ((left, corner.left), (top, corner.top), (right, corner.right))
    if corner.bias is not None and name in BIAS:
        return (*grids, (BIAS[name], corner.bias))
    return grids


def _cells(
    grids: tuple[tuple[str, Grid], ...], setting: Setting, *, numbers: bool
) -> tuple[Mark, ...]:
    return tuple(written_cells(name, grid, setting, numbers=numbers) for name, grid in grids)


def _names(
    grids: tuple[tuple[str, Grid], ...], setting: Setting, area: Area, *, is_above: bool
) -> tuple[Mark, ...]:
    text = setting.style.text
    top, *row = sorted(grids, key=lambda placed: (placed[0][0] != "X", placed[1].x))
    name, grid = top
    x, y = (grid.x + grid.right) / 2, (grid.y + grid.bottom) / 2
    if is_above:
        room = 2 * (x - grid.x + 26 * text)
        marks = matrix_name(name, setting, x, grid.y - 73 * text, room=room)
    else:
        marks = matrix_name(name, setting, grid.right + 20 * text, y)
    for (name, grid), room in zip(row, rooms([grid for _, grid in row], area), strict=True):
        x = (grid.x + grid.right) / 2
        marks += matrix_name(name, setting, x, grid.bottom + 24 * text, room=room)
    return marks


def _heading(name: str, setting: Setting, area: Area, corner: Corner) -> tuple[Mark, ...]:
    """Return what a corner is about, in the free quadrant above W."""
    theme, text = setting.style.theme, setting.style.text
    title, written = _title(name, setting)
    lines = [(20, title, 17), (50, written, 21), (76, sums_over(name, theme), 14)]
    ref = setting.ref
    if name in (ref.name, "W_grad" if ref.name == "b_grad" else "") and not setting.is_at_rest:
        lines.append((104, entry_formula(ref, setting.style.base, theme), 15))
    width = corner.top.x - 32 * text - area.x  # as far as the axis letter of X
    return tuple(
        Label(area.x, area.y + y * text, spans, size * text, max_width=width)
        for y, spans, size in lines
    )


def _line(name: str, setting: Setting, area: Area, _corner: Corner) -> tuple[Mark, ...]:
    """Return the same above the corner: in one line, or in two where it is narrow."""
    theme, text = setting.style.theme, setting.style.text
    title, written = _title(name, setting)
    if area.width < _ONE_LINE * text:
        return (
            Label(area.x, area.y + 18 * text, title, 15 * text, max_width=area.width),
            Label(area.x, area.y + 40 * text, written, 15 * text, max_width=area.width),
        )
    gap = Span("     ", theme.muted)
    spans = (*title, gap, *written, gap, *sums_over(name, theme))
    return (Label(area.x, area.y + 18 * text, spans, 16 * text, max_width=area.width),)


def _title(name: str, setting: Setting) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    theme = setting.style.theme
    written = formula(name, has_bias=setting.sizes.has_bias, loss=setting.loss)
    return (Span(TITLES[name], theme.text, "semibold"),), typeset(written, theme.text)
