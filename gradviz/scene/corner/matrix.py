"""What is drawn of one matrix: its cells as far as they are computed, its name, index lines."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from gradviz.language.notation import Axis
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.namebar import Bar, name_with_bar
from gradviz.scene.marks.frame import Cells, Label, Mark, Point, Polyline, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.spans import name_spans
from gradviz.scene.marks.style import Style

Placed: TypeAlias = tuple[tuple[str, Grid], ...]
"""Matrices by their roles, and where they stand."""


def named(grids: Placed, setting: Setting) -> Placed:
    """Return where matrices stand by the names that they have in the network."""
    return tuple((setting.name(role), grid) for role, grid in grids)


def written_cells(role: str, grid: Grid, setting: Setting, *, numbers: bool = True) -> Cells:
    """Return a matrix as far as it is computed at the moment of a setting."""
    written = setting.written(role)
    mask = None if written is None else written.mask
    return setting.cells(setting.values(role), grid, setting.look(role, numbers=numbers), mask)


def matrix_name(
    role: str, setting: Setting, at: Point, room: float | None = None
) -> tuple[Mark, ...]:
    """Return a name with its colour bar under it; `at` is the name's place on its line.

    With `room` it is centred on x and nothing is wider than that; without, it begins at x.
    """
    theme, scale = setting.style.theme, setting.scale(role)
    spans = name_spans(setting.called(role), theme.text, "semibold")
    return name_with_bar(spans, Bar(theme.palette(role), scale.limit), at, setting.style, room)


def rooms(grids: Sequence[Grid], area: Area) -> tuple[float, ...]:
    """Return how wide what is centred under each matrix of a row may be, to touch no other."""
    between = [(a.right + b.x) / 2 for a, b in pairwise(grids)]
    edges = pairwise([area.x, *between, area.right])
    middles = [(grid.x + grid.right) / 2 for grid in grids]
    return tuple(
        2 * min(middle - start, end - middle)
        for middle, (start, end) in zip(middles, edges, strict=True)
    )


def index_line(
    letter: Axis,
    ends: tuple[Point, Point],
    away: Point,
    style: Style,
    width: float,
    *,
    strong: bool,
    size: float = 16.0,
) -> tuple[Mark, ...]:
    """Return a line along which an index runs, with its letter.

    Parameters
    ----------
    letter : {"i", "j", "k"}
    ends : tuple of Point
    away : Point
        From the middle of the line to the letter, at text 1.
    style : Style
    width : float
        Of the line.
    strong : bool
        Whether it is the index that is summed over.
    size : float
        Font size of the letter at text 1.
    """
    color, text, ((x, y), (to_x, to_y)) = style.theme.axis(letter), style.text, ends
    middle = (x + to_x) / 2 + away[0] * text, (y + to_y) / 2 + away[1] * text
    span = Span(letter, color, "semibold" if strong else "regular")
    return Polyline(ends, width, color), Label(*middle, (span,), size * text, "center")
