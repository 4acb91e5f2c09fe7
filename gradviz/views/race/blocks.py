"""Matrices of a race as blocks: cells where there is room for them, plain areas if not."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.chips import outline
from gradviz.scene.marks.colormap import blend
from gradviz.scene.marks.frame import Box, Cells, Color, Mark, State
from gradviz.scene.marks.theme import Theme, gradient_color
from gradviz.views.race.chain import Item, Unit


def color_of(item: Item, theme: Theme) -> Color:
    """Return the colour of gradients, or the one of Jacobians."""
    if item.is_gradient:
        return gradient_color(theme)
    return blend(theme.masks.positive, theme.text, 0.08)


def block(item: Item, area: Area, unit: Unit, theme: Theme, done: int | None = None) -> list[Mark]:
    """Return a matrix, all of it or the first `done` entries, row by row.

    Parameters
    ----------
    item : Item
    area : Area
        Where it stands.
    unit : Unit
    theme : Theme
    done : int, optional
        How many entries are computed; by default all.
    """
    color = color_of(item, theme)
    if unit.is_celled:
        return [_cells(item, area, unit, color, theme, done)]
    if done is None or done >= item.rows * item.cols:
        return [Box(*area.sides, radius=2.0, fill=color)]
    edge = Box(*area.sides, radius=2.0, stroke=theme.faint, stroke_width=1.0)
    return [*_rows(item, area, color, done), edge]


def _rows(item: Item, area: Area, color: Color, done: int) -> list[Mark]:
    """Return whole rows, and the part of the next one."""
    rows, rest = divmod(done, item.cols)
    high = area.height / item.rows
    marks: list[Mark] = []
    if rows:
        marks.append(Box(area.x, area.y, area.width, rows * high, fill=color))
    if rest and high >= 1.0:
        width = area.width * rest / item.cols
        marks.append(Box(area.x, area.y + rows * high, width, high, fill=color))
    return marks


@lru_cache(maxsize=256)
def _cells(
    item: Item, area: Area, unit: Unit, color: Color, theme: Theme, done: int | None
) -> Cells:
    """Return a matrix as cells; the same mark again as long as nothing of it changes."""
    shape = item.rows, item.cols
    state = np.full(shape, State.FILLED, dtype=np.uint8)
    if done is not None:
        state.reshape(-1)[done:] = State.EMPTY
    fill = np.empty((*shape, 4), dtype=np.uint8)
    fill[:] = color
    gap = 2.0 if unit.size >= 14 else 1.0
    return Cells(
        x=area.x,
        y=area.y,
        pitch_x=unit.size,
        pitch_y=unit.size,
        gap=gap,
        radius=min(4.0, unit.size * 0.12),
        fill=fill,
        state=state,
        text=None,
        ink=np.zeros(shape, dtype=np.uint8),
        inks=theme.inks,
        font_size=1.0,
        line=theme.faint,
    )


def lit(area: Area, item: Item, unit: Unit, rows: range, cols: range, color: Color) -> list[Mark]:
    """Return what lights up some rows and columns of a matrix: an outline, a band if it is thin."""
    high, wide = area.height / item.rows, area.width / item.cols
    part = Area(
        area.x + cols.start * wide,
        area.y + rows.start * high,
        max(len(cols) * wide, 2.0),
        max(len(rows) * high, 2.0),
    )
    if unit.is_celled:
        gap = 2.0 if unit.size >= 14 else 1.0
        return [outline(part.shrunk(right=gap, bottom=gap), color, 2.0, min(4.0, high * 0.12))]
    if min(part.width, part.height) >= 8.0:
        return [outline(part, color, 2.0, 2.0)]
    return [Box(*part.sides, fill=color)]


def fading(area: Area, item: Item, unit: Unit, theme: Theme, opacity: float) -> list[Mark]:
    """Return a matrix that shrinks away, with its cells as long as it has any."""
    if opacity <= 0.02 or area.width <= 0 or area.height <= 0:
        return []
    color = color_of(item, theme)
    if not unit.is_celled:
        return [Box(*area.sides, radius=2.0, fill=color, opacity=opacity)]
    whole = _cells(item, area, unit, color, theme, None)
    pitch = area.width / item.cols, area.height / item.rows
    share = min(pitch) / unit.size
    return [
        replace(
            whole,
            pitch_x=pitch[0],
            pitch_y=pitch[1],
            gap=whole.gap * share,
            radius=whole.radius * share,
            opacity=opacity,
        )
    ]
