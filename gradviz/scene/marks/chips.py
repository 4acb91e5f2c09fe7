"""Single cells that travel, and the outlines and arrows that go with them."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from gradviz.arrays import freeze
from gradviz.language.numbers import fitted, signs
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.cells import TELLS_SIGN, Look, font_size, is_readable, letters_in
from gradviz.scene.marks.frame import Arrow, Box, Cells, Color, Label, Mark, Span, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale

_WIDE = 2.0
"""Areas so much wider than high are divided side by side."""
_FREE = 16.0  # how far from its start an arrow carries its sign


def chip(value: float, area: Area, look: Look, size: float) -> Cells:
    """Return one number as a cell of its own that fills `area`; `size` is its font size.

    At size 0 it shows its sign only, as cells do that are too small for numbers.
    """
    colors = look.theme.palette(look.name)
    values = freeze(np.array([[value]]))
    place = np.nan_to_num(look.scale.place(values), nan=0.0)
    size = min(size, area.height * 0.72)
    text = None
    if look.numbers and size >= 7:
        text = fitted(values, letters_in(area.width, size))
    elif look.numbers and min(area.width, area.height) >= TELLS_SIGN:
        text, size = signs(values), area.height * 0.8
    return Cells(
        x=area.x,
        y=area.y,
        pitch_x=area.width,
        pitch_y=area.height,
        gap=0.0,
        radius=min(7.0, min(area.width, area.height) * 0.14),
        fill=colors.colors(place),
        state=np.full((1, 1), _state(value, look), dtype=np.uint8),
        text=text,
        ink=colors.ink(place, look.theme.inks),
        inks=look.theme.inks,
        font_size=size,
        line=look.theme.faint,
    )


def _state(value: float, look: Look) -> State:
    if np.isnan(value):
        return State.HATCHED
    return State.CLIPPED if abs(value) > look.scale.limit else State.FILLED


@lru_cache(maxsize=8192)
def cell_area(grid: Grid, row: int, col: int) -> Area:
    """Return the rectangle of one cell."""
    return Area(*grid.cell(row, col))


def area_between(start: Area, end: Area, share: float) -> Area:
    """Return the rectangle on the way from one to another."""
    return Area(
        start.x + (end.x - start.x) * share,
        start.y + (end.y - start.y) * share,
        start.width + (end.width - start.width) * share,
        start.height + (end.height - start.height) * share,
    )


def upper(area: Area, share: float = 0.5) -> Area:
    """Return the upper part of an area; of a wide one, the left part."""
    if _is_wide(area):
        return Area(area.x, area.y, area.width * share, area.height)
    return Area(area.x, area.y, area.width, area.height * share)


def lower(area: Area, share: float = 0.5) -> Area:
    """Return the rest: the lower part of an area, or the right part of a wide one."""
    if _is_wide(area):
        rest = area.width * share
        return Area(area.x + area.width - rest, area.y, rest, area.height)
    return Area(area.x, area.y + area.height * (1 - share), area.width, area.height * share)


def _is_wide(area: Area) -> bool:
    return area.width > _WIDE * area.height


def product_area(area: Area) -> Area:
    """Return the place of a product in a cell: a little less than the cell, to be told from it."""
    inset = area.height * (0.25 if area.height >= 30 else 0.06)
    return area.shrunk(left=area.width * 0.08, right=area.width * 0.08, top=inset, bottom=inset)


def number_size(grid: Grid, text: float) -> float:
    """Return the font size of chips that come out of a grid; 0 when its cells are too small."""
    return font_size(grid, text) if is_readable(grid) else 0.0


def outline(area: Area, color: Color, width: float = 2.0, radius: float = 6.0) -> Box:
    """Return an outline just around an area."""
    out = width / 2
    return Box(
        area.x - out,
        area.y - out,
        area.width + 2 * out,
        area.height + 2 * out,
        radius=radius + out,
        stroke=color,
        stroke_width=width,
    )


def outlined(
    grid: Grid, rows: range, cols: range, color: Color, width: float = 2.0
) -> tuple[Mark, ...]:
    """Return outlines around the cells of a block: each cell, or all of it if cells are small."""
    if not rows or not cols:
        return ()
    block = grid.part(rows, cols)
    if min(grid.pitch_x, grid.pitch_y) < 18 or len(rows) * len(cols) > 64:
        whole = Area(*block.box)
        return (outline(whole, color, width, grid.radius + 1),)
    return tuple(
        outline(cell_area(grid, r, c), color, width, grid.radius) for r in rows for c in cols
    )


def flow_arrow(
    start: tuple[float, float],
    end: tuple[float, float],
    value: float,
    scale: Scale,
    color: Color,
    most: float = 8.0,
) -> tuple[Mark, ...]:
    """Return an arrow whose width, up to `most`, is the magnitude of `value`, with its sign."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    if length < 4:
        return ()
    share = float(np.nan_to_num(np.abs(scale.place(np.array([[value]])))[0, 0], nan=0.0))
    width = most * (0.25 + 0.75 * share)
    head = min(most * (1.25 + share), length * 0.6)
    arrow = Arrow(start, end, width, head, color)
    if length < 24 or not np.isfinite(value) or value == 0:
        return (arrow,)
    share = min(0.5, _FREE / length)  # between two matrices: further on there may be numbers
    x = start[0] + (end[0] - start[0]) * share
    y = start[1] + (end[1] - start[1]) * share
    x, y = (x, y - width / 2 - 5) if start[1] == end[1] else (x + width / 2 + 11, y + 5)
    sign = "+" if value > 0 else "−"
    return (arrow, Label(x, y, (Span(sign, color, "semibold"),), 15.0, "center"))


def faded(marks: tuple[Mark, ...], opacity: float) -> tuple[Mark, ...]:
    """Return marks with their opacity multiplied."""
    if opacity >= 1.0:
        return marks
    if opacity <= 0.0:
        return ()
    return tuple(replace(mark, opacity=mark.opacity * opacity) for mark in marks)
