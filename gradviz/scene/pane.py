"""One corner at rest: its three matrices, their axes, names, colour bars and formula."""

from dataclasses import dataclass
from typing import Literal

from gradviz.scene.cells import GRADIENTS, Grid, matrix_cells
from gradviz.scene.corner import Area, Corner, Margins, corner_in
from gradviz.scene.frame import Gradation, Label, Mark, Polyline, Span, Weight
from gradviz.scene.numbers import number
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
    margins = Margins.roomy(text) if area.width >= 640 * text else Margins.close(text)
    corner = corner_in(area, setting.sizes, margins, setting.style)
    in_quadrant = (
        corner.top.x - 70 * text - area.x >= 210 * text
        and corner.left.y - 30 * text - area.y >= header
    )
    if not in_quadrant:
        header = 30 * text
        below = area.shrunk(top=header)
        corner = corner_in(below, setting.sizes, margins, setting.style)
    grids = _grids(name, corner)
    marks = (
        *_heading(name, setting, area, in_one_line=not in_quadrant),
        *_cells(grids, setting, numbers=True),
        *axes(corner, setting, name, letters=True),
        *_names(grids, setting),
    )
    return Pane(corner, marks, grids)


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
    name: str, setting: Setting, x: float, y: float, *, anchor: Literal["left", "center"] = "left"
) -> tuple[Mark, ...]:
    """Return a name with its colour bar under it; (x, y) is the name's place on its line."""
    theme, text = setting.style.theme, setting.style.text
    width, small = 58 * text, 11 * text
    left = x if anchor == "left" else x - width / 2
    middle = left + width / 2
    colors = theme.gradients if name in GRADIENTS else theme.values
    limit = "±" + number(setting.scales[name].limit, 3)
    label = Label(x, y, name_spans(name, theme.text, "semibold"), 16 * text, anchor)
    low = Label(left - 4 * text, y + 19 * text, (Span("−", theme.muted),), small, "right")
    high = Label(left + width + 4 * text, y + 19 * text, (Span("+", theme.muted),), small)
    return (
        label,
        Gradation(left, y + 12 * text, width, 6 * text, colors.ramp(33)),
        Polyline(((middle, y + 18 * text), (middle, y + 21 * text)), 1.0, theme.muted),
        low,
        high,
        Label(middle, y + 33 * text, (Span(limit, theme.muted),), small, "center"),
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


def _names(grids: tuple[tuple[str, Grid], ...], setting: Setting) -> tuple[Mark, ...]:
    text = setting.style.text
    marks: list[Mark] = []
    for name, grid in grids:
        if name[0] == "X":
            y = (grid.y + grid.bottom) / 2
            marks += matrix_name(name, setting, grid.right + 20 * text, y)
        else:
            x = (grid.x + grid.right) / 2
            marks += matrix_name(name, setting, x, grid.bottom + 24 * text, anchor="center")
    return tuple(marks)


def _heading(name: str, setting: Setting, area: Area, *, in_one_line: bool) -> tuple[Mark, ...]:
    theme, text = setting.style.theme, setting.style.text
    written = formula(name, has_bias=setting.sizes.has_bias, loss=setting.loss)
    title = Span(TITLES[name], theme.text, "semibold")
    if in_one_line:
        gap = Span("     ", theme.muted)
        spans = (title, gap, *typeset(written, theme.text), gap, *sums_over(name, theme))
        return (Label(area.x, area.y + 18 * text, spans, 16 * text, max_width=area.width),)
    lines = (
        Label(area.x, area.y + 20 * text, (title,), 17 * text),
        Label(area.x, area.y + 50 * text, typeset(written, theme.text), 21 * text),
        Label(area.x, area.y + 76 * text, sums_over(name, theme), 14 * text),
    )
    ref = setting.ref
    if name not in (ref.name, "W_grad" if ref.name == "b_grad" else "") or setting.is_at_rest:
        return lines
    entry = entry_formula(ref, setting.style.base, theme)
    return (*lines, Label(area.x, area.y + 104 * text, entry, 15 * text))
