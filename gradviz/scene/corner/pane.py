"""One corner at rest: its three matrices, their axes, names, colour bars and formula."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gradviz.language.notation import Axis
from gradviz.language.words import SUM_OVER, role_formula, title_of
from gradviz.messages.message import listed, say, say_many
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.layout import Area, Corner, Margins, corner_in
from gradviz.scene.corner.matrix import Placed, index_line, matrix_name, named, rooms, written_cells
from gradviz.scene.corner.rankone import rank_one
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.namebar import under
from gradviz.scene.layout.page import text_lines
from gradviz.scene.marks.frame import Mark, Point, Polyline, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.spans import axis_letter, entry_formula, sums_over, told, typeset

PaneName: TypeAlias = Literal["Y", "Y_grad", "X_grad", "W_grad"]
"""A corner by the matrix that is written in it."""

MATRICES = {
    "Y": ("W", "X", "Y"),
    "X_grad": ("W", "X_grad", "Y_grad"),
    "W_grad": ("W_grad", "X", "Y_grad"),
}
"""Which matrices stand in the places of W, X and Y in each corner."""

_ONE_LINE = 400.0
"""Areas narrower than this, scene units, have no room for title, formula and index in one line."""

_MOST_SHARES = 3
"""So many products stand in one formula, of tied weights."""

BIAS = {"Y": "b", "W_grad": "b_grad"}
"""The bias of a corner, where it takes part."""


@dataclass(frozen=True, slots=True)
class Pane:
    """A drawn corner, and where each matrix in it stands, by the names of the network."""

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
    corner = _corner_in(area, setting, margins)
    in_quadrant = (
        corner.top.x - 70 * text - area.x >= 210 * text
        and corner.left.y - 30 * text - area.y >= header
    )
    if not in_quadrant:
        header = (52 if area.width < _ONE_LINE * text else 30) * text
        below = area.shrunk(top=header)
        margins = _margins(setting, below)
        corner = _corner_in(below, setting, margins)
    words: tuple[Mark, ...] = ()
    if not setting.is_enlarged:  # there the matrices have all of the room
        words = (_heading if in_quadrant else _line)(name, setting, area, corner)
        words += _terms(name, setting, area, corner) if in_quadrant else ()
    corner, is_above = corner.mapped(setting.seen), margins == Margins.high(text)
    grids = _grids(name, corner)
    marks = (
        *words,
        *_cells(grids, setting, numbers=True),
        *axes(corner, setting, name, letters=True),
        *(() if setting.is_enlarged else _names(grids, setting, area, is_above=is_above)),
    )
    return Pane(corner, marks, named(grids, setting))


def _corner_in(area: Area, setting: Setting, margins: Margins) -> Corner:
    is_flipped = setting.notation.is_drawn_flipped
    return corner_in(area, setting.sizes, margins, setting.style, is_flipped=is_flipped)


def _margins(setting: Setting, area: Area) -> Margins:
    """Return the margins that leave most for the cells."""
    text = setting.style.text
    if area.width >= 640 * text:
        return Margins.roomy(text)

    def pitch(margins: Margins) -> float:
        grid = _corner_in(area, setting, margins).right
        return min(grid.pitch_x, grid.pitch_y)

    choices = [Margins.close(text)]
    if not (setting.sizes.has_bias and setting.notation.is_drawn_flipped):
        choices.append(Margins.high(text))  # one name fits above, that of b would stand beside
    return max(choices, key=pitch)


def small_pane(name: str, setting: Setting, area: Area) -> Pane:
    """Return a corner as a small picture: colours and axis lines only."""
    corner = _corner_in(area, setting, Margins.tight())
    grids = _grids(name, corner)
    marks = (
        *_cells(grids, setting, numbers=False),
        *axes(corner, setting, name, letters=False),
    )
    return Pane(corner, marks, named(grids, setting))


def axes(corner: Corner, setting: Setting, name: str, *, letters: bool) -> tuple[Mark, ...]:
    """Return the axis lines of a corner; that of the index summed over is the strong one."""
    text = setting.style.text
    off = 9 * text if letters else 4
    left, top, right = corner.left.whole, corner.top.whole, corner.right.whole
    first_x = (corner.first_x if name in BIAS else left.x) - off
    first_y = (corner.first_y if name in BIAS else top.y) - off
    down: Axis = "j" if corner.is_flipped else "i"
    across: Axis = "i" if corner.is_flipped else "j"
    lines: tuple[tuple[Axis, Point, Point, Point], ...] = (
        (down, (first_x, left.y), (first_x, left.bottom), (-13, 5)),
        (down, (right.right + off, right.y), (right.right + off, right.bottom), (13, 5)),
        ("k", (left.x, left.y - off), (left.right, left.y - off), (0, -9)),
        ("k", (top.x - off, top.y), (top.x - off, top.bottom), (-13, 5)),
        (across, (top.x, first_y), (top.right, first_y), (0, -9)),
    )
    marks: list[Mark] = []
    for letter, start, end, away in lines:
        strong = letter == SUM_OVER[name]
        if letters:
            width = 3.5 if strong else 2.0
            marks += index_line(letter, (start, end), away, setting.style, width, strong=strong)
        else:
            color = setting.style.theme.axis(letter)
            marks.append(Polyline((start, end), 2.5 if strong else 1.5, color))
    return tuple(marks)


def _grids(name: str, corner: Corner) -> Placed:
    grids = tuple((role, corner.place(role)) for role in MATRICES[name])
    if corner.bias is not None and name in BIAS:
        return (*grids, (BIAS[name], corner.bias))
    return grids


def _cells(grids: Placed, setting: Setting, *, numbers: bool) -> tuple[Mark, ...]:
    return tuple(written_cells(name, grid, setting, numbers=numbers) for name, grid in grids)


def _names(grids: Placed, setting: Setting, area: Area, *, is_above: bool) -> tuple[Mark, ...]:
    """Return the names: beside or above what stands on top, under what stands below."""
    text = setting.style.text
    low = max(grid.y for _, grid in grids)
    *tops, top = sorted((p for p in grids if p[1].y < low), key=lambda placed: placed[1].y)
    row = sorted((p for p in grids if p[1].y == low), key=lambda placed: placed[1].x)
    marks: tuple[Mark, ...] = ()
    for role, grid in (*tops, top):
        x, y = (grid.x + grid.right) / 2, (grid.y + grid.bottom) / 2
        if is_above and role == top[0]:
            first = min(placed.y for _, placed in grids)
            room = 2 * (x - grid.x + 26 * text)
            marks += matrix_name(role, setting, (x, first - 73 * text), room)
        else:
            y = grid.bottom - 4 * text if tops and role != top[0] else y
            marks += matrix_name(role, setting, (grid.right + 20 * text, y))
    for (role, grid), room in zip(row, rooms([grid for _, grid in row], area), strict=True):
        marks += matrix_name(role, setting, under(grid, setting.style), room)
    return marks


def _heading(name: str, setting: Setting, area: Area, corner: Corner) -> tuple[Mark, ...]:
    """Return what a corner is about, in the free quadrant above W."""
    theme, text = setting.style.theme, setting.style.text
    title, written = _title(name, setting)
    lines: list[tuple[float, Spans, float]]
    lines = [(20, title, 17), (50, written, 21), (76, _summed(name, setting), 14)]
    ref = setting.ref
    is_written = name in (ref.name, "W_grad" if ref.name == "b_grad" else "")
    is_single = setting.phase.sweep == "cells"
    if is_written and is_single and setting.is_here and not setting.is_at_rest:
        lines.append((104, entry_formula(ref, setting.notation, theme), 15))
    width = corner.top.x - 42 * text - area.x  # as far as the axis letter of X
    return text_lines(lines, area, setting.style, width)


def _terms(name: str, setting: Setting, area: Area, corner: Corner) -> tuple[Mark, ...]:
    """Return the terms of a product that is shown as a sum of outer products."""
    text = setting.style.text
    if setting.phase.sweep != "outer":
        return ()
    top, bottom = area.y + 92 * text, corner.left.y - 34 * text
    width = corner.top.x - 56 * text - area.x
    return rank_one(setting, name, Area(area.x, top, width, bottom - top))


def _line(name: str, setting: Setting, area: Area, _corner: Corner) -> tuple[Mark, ...]:
    """Return the same above the corner: in one line, or in two where it is narrow."""
    theme, text = setting.style.theme, setting.style.text
    title, written = _title(name, setting)
    if area.width < _ONE_LINE * text:
        return text_lines([(18, title, 15), (40, written, 15)], area, setting.style)
    gap = Span("     ", theme.muted)
    spans = (*title, gap, *written, gap, *_summed(name, setting))
    return text_lines([(18, spans, 16)], area, setting.style)


def _summed(name: str, setting: Setting) -> Spans:
    """Return which index is summed over, and which samples are left out."""
    style, letter = setting.style, axis_letter(name)
    words = sums_over(name)
    if setting.is_share(name):
        layer = setting.layer + 1
        words = say("sums over {letter}: the share of layer {layer}", letter=letter, layer=layer)
    elif setting.is_shared(name):
        layers = listed([str(layer + 1) for layer in setting.sharing(name)])
        words = say(
            "sums over {letter}; the shares of layers {layers} add up", letter=letter, layers=layers
        )
    if name != "W_grad" or not setting.muted:
        return told(words, style)
    without = say_many(
        "without sample {samples}",
        "without samples {samples}",
        len(setting.muted),
        samples=listed([str(sample + style.base) for sample in sorted(setting.muted)]),
    )
    gap = Span("   ", style.theme.muted)
    return (*told(words, style), gap, *told(without, style, style.theme.bad))


def _title(name: str, setting: Setting) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    theme, notation = setting.style.theme, setting.notation
    written = role_formula(name, notation, has_bias=setting.sizes.has_bias, loss=setting.loss)
    if setting.is_shared(name) and not setting.is_share(name):
        written = _all_shares(name, setting)
    title = told(title_of(name, setting.loss, notation), setting.style, theme.text, "semibold")
    return title, typeset(written, theme.text)


def _all_shares(name: str, setting: Setting) -> str:
    """Return "W1_grad = Y1_grad X^T + Y2_grad Y1^T": of many shares the middle is left out."""
    products = [setting.of_layer(n).notation.product(name) for n in setting.sharing(name)]
    if len(products) > _MOST_SHARES:
        products[1:-1] = ["…"]
    return f"{setting.name(name)} = {' + '.join(products)}"
