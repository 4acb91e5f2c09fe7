"""A product as a sum of pictures of rank one: a thumbnail for each term, side by side.

Backward to W there is one for each sample, what it says about the weights; each can be muted,
and its part of the sum is seen to vanish.
"""

from collections.abc import Iterator

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.language.words import SUM_OVER
from gradviz.memo import by_identity
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.samples import SAMPLE
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.cells import matrix_cells, without_empty
from gradviz.scene.marks.chips import faded, outline
from gradviz.scene.marks.frame import Box, Label, Mark, Polyline, Span
from gradviz.scene.marks.grid import Grid

_MOST = 12
_LEAST_CELL, _LARGEST_CELL = 3.0, 18.0
_PLUS, _FOOT, _PAD = 20.0, 22.0, 5.0
_TOLD = 44.0
"""Width of "k = 12" below a thumbnail."""


def rank_one(setting: Setting, role: str, area: Area) -> tuple[Mark, ...]:
    """Return thumbnails of the terms of a product in an area, joined by plus signs.

    Nothing where there are too many terms for it, or too little room.

    Parameters
    ----------
    setting : Setting
    role : {"Y", "X_grad", "W_grad"}
    area : Area
    """
    left, right = setting.factors(role)
    terms, text = right.shape[0], setting.style.text
    rows, cols = setting.passes.matrix(role).shape
    is_flipped = setting.notation.is_drawn_flipped
    down, across = (cols, rows) if is_flipped else (rows, cols)
    plus = _PLUS * text
    wide = (area.width - terms * plus - 2 * terms * _PAD) / (terms * across)
    high = (area.height - _FOOT * text - 2 * _PAD) / down
    cell = min(wide, high, _LARGEST_CELL * text)
    if terms > _MOST or cell < _LEAST_CELL:
        return ()
    cell = setting.style.whole(cell)
    frame = across * cell + 2 * _PAD
    step, inset = frame + plus, max((_TOLD * text - frame) / 2, 0.0)
    marks: list[Mark] = []
    for term in range(terms):
        x = setting.style.snap(area.x + inset + _PAD + term * step)
        y = setting.style.snap(area.y + _PAD)
        grid = Grid(x, y, cell, cell, rows, cols, flipped=is_flipped)
        marks += _thumbnail(setting, role, grid, term, _outer(left, right, term))
        if term:
            place = x - _PAD - plus / 2, grid.y + (grid.bottom - grid.y) / 2 + 6 * text
            sign = (Span("+", setting.style.theme.muted),)
            marks.append(Label(*place, sign, 16 * text, "center"))
    return tuple(marks)


def _thumbnail(
    setting: Setting, role: str, grid: Grid, term: int, values: Matrix
) -> Iterator[Mark]:
    theme, text = setting.style.theme, setting.style.text
    letter = SUM_OVER[role]
    is_muted = letter == "j" and term in setting.muted
    phase, moment = setting.phase, setting.moment
    is_running = setting.is_here and phase.role == role and not setting.is_at_rest
    is_now = is_running and moment.step == term and moment.rest == 0.0
    frame = Area(*grid.box).shrunk(left=-_PAD, top=-_PAD, right=-_PAD, bottom=-_PAD)
    if letter == "j":
        yield Box(*frame.sides, radius=5.0, ref=f"{SAMPLE}{term}", fill=theme.raised)
    cells = without_empty(matrix_cells(values, grid, setting.look(role, numbers=False)))
    yield from faded((cells,), 0.25 if is_muted else 1.0)
    if is_now:
        yield outline(frame, theme.axis(letter), 2.0, 4.0)
    if is_muted:
        yield Polyline(((frame.x, frame.bottom), (frame.right, frame.y)), 1.5, theme.bad)
    told = (
        Span(f"{letter} = ", theme.muted),
        Span(str(term + setting.style.base), theme.axis(letter), "semibold"),
    )
    middle = (grid.x + grid.right) / 2
    room = frame.width + _PLUS * text
    yield Label(middle, frame.bottom + 16 * text, told, 12 * text, "center", max_width=room)


@by_identity(128)
def _outer(left: Matrix, right: Matrix, term: int) -> Matrix:
    with np.errstate(all="ignore"):
        return freeze(np.outer(left[:, term], right[term]))
