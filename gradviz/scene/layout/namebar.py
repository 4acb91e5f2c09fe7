"""The name of a matrix with its colour bar under it."""

from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np

from gradviz.language.numbers import fitted
from gradviz.scene.marks.colormap import Diverging
from gradviz.scene.marks.frame import Gradation, Label, Mark, Point, Polyline, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style


def under(grid: Grid, style: Style, down: float = 24.0) -> Point:
    """Return the place of a name that is centred under a matrix, so far down at text 1."""
    return (grid.x + grid.right) / 2, grid.bottom + down * style.text


def beside(grid: Grid, style: Style) -> Point:
    """Return the place of a name at the right of a matrix."""
    return grid.right + 20 * style.text, (grid.y + grid.bottom) / 2


@dataclass(frozen=True, slots=True)
class Bar:
    """What a colour bar tells: its colours, and the number at either end."""

    colors: Diverging
    limit: float


def name_with_bar(
    spans: tuple[Span, ...], bar: Bar, at: Point, style: Style, room: float | None = None
) -> tuple[Mark, ...]:
    """Return a name with its colour bar under it; `at` is the name's place on its line.

    With `room` it is centred on x and nothing is wider than that; without, it begins at x.
    """
    (x, y), theme, text = at, style.theme, style.text
    most = inf if room is None else max(room, 24 * text)
    has_signs = most >= 46 * text
    width, small = min(58 * text, most - 24 * text if has_signs else most), 11 * text
    left = x if room is None else x - width / 2
    anchor: Literal["left", "center"] = "left" if room is None else "center"
    middle = left + width / 2
    limit = "±" + fitted(np.array([[bar.limit]]), room=8, digits=3)[0, 0]
    told = (Span(limit, theme.muted),)
    low, high = (Span("−", theme.muted),), (Span("+", theme.muted),)
    signs = (
        Label(left - 4 * text, y + 19 * text, low, small, "right"),
        Label(left + width + 4 * text, y + 19 * text, high, small),
    )
    return (
        Label(x, y, spans, 16 * text, anchor, max_width=most),
        Gradation(left, y + 12 * text, width, 6 * text, bar.colors.ramp(33)),
        Polyline(((middle, y + 18 * text), (middle, y + 21 * text)), 1.0, theme.muted),
        *(signs if has_signs else ()),
        Label(middle, y + 33 * text, told, small, "center", max_width=min(most, 76 * text)),
    )
