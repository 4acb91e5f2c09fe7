"""The loss: Y and the target side by side, and Y_grad coming out of them cell by cell."""

from gradviz.engine.losses import is_of_softmax
from gradviz.language.english import equals
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.words import loss_formula, seed_formula, title_of
from gradviz.scene.corner.layout import LARGEST_PITCH, Area
from gradviz.scene.corner.matrix import Placed, matrix_name, named, rooms, written_cells
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.namebar import under
from gradviz.scene.layout.page import text_lines
from gradviz.scene.marks.chips import (
    area_between,
    cell_area,
    chip,
    faded,
    lower,
    number_size,
    outline,
    outlined,
    upper,
)
from gradviz.scene.marks.frame import Label, Mark, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.spans import told, typeset
from gradviz.timeline.easing import ease, span

_LEAST = 1.0  # room for matrices where a very small picture leaves none
_MOST_CHIPS = 64
"""Entries; of a larger block only the outline is shown."""


def loss_pane(setting: Setting, area: Area) -> tuple[tuple[Mark, ...], Placed]:
    """Return the marks of the loss at the moment of a setting, and where its matrices stand."""
    text = setting.style.text
    roles = _matrices(setting)
    laid_out = side_by_side(roles, setting, area.shrunk(top=92 * text, bottom=64 * text))
    grids = tuple((role, setting.seen(grid)) for role, grid in laid_out)
    marks: list[Mark] = [] if setting.is_enlarged else list(_heading(setting, area))
    free = rooms([grid for _, grid in grids], area)
    for (role, grid), room in zip(grids, free, strict=True):
        marks.append(written_cells(role, grid, setting))
        if not setting.is_enlarged:
            marks += matrix_name(role, setting, under(grid, setting.style, 26), room)
    marks += _operators(setting, grids)
    marks += loss_motion(setting, dict(grids))
    return tuple(marks), named(grids, setting)


def _matrices(setting: Setting) -> tuple[str, ...]:
    if setting.passes.target is not None:
        return ("Y", "T", "Y_grad")
    return ("Y", "Y_grad")


def side_by_side(
    roles: tuple[str, ...], setting: Setting, area: Area, gap: float | None = None
) -> Placed:
    """Return places for matrices as large as Y, in a row in the middle of an area."""
    style, sizes = setting.style, setting.sizes
    is_flipped = setting.notation.is_drawn_flipped
    rows, cols = (sizes.N, sizes.M) if is_flipped else (sizes.M, sizes.N)
    gap = style.snap(min(64 * style.text, area.width * 0.09) if gap is None else gap)
    count = len(roles)
    room = max(area.width - (count - 1) * gap, _LEAST)
    high = min(max(area.height, _LEAST) / rows, LARGEST_PITCH * style.text)
    wide = min(room / (count * cols), high * 1.5, LARGEST_PITCH * style.text)
    high = min(high, wide * 1.2)
    if min(high, wide) >= 3:
        high, wide = (int(side / style.pixel) * style.pixel for side in (high, wide))
    width = count * cols * wide + (count - 1) * gap
    x = style.snap(area.x + (area.width - width) / 2)
    y = style.snap(area.y + (area.height - rows * high) / 2)
    step = cols * wide + gap
    return tuple(
        (role, Grid(x + n * step, y, wide, high, sizes.M, sizes.N, flipped=is_flipped))
        for n, role in enumerate(roles)
    )


def _heading(setting: Setting, area: Area) -> tuple[Mark, ...]:
    theme, notation = setting.style.theme, setting.notation
    seed = typeset(seed_formula(setting.loss, notation), theme.text)
    title = told(title_of("Y_grad", setting.loss, notation), setting.style, theme.text, "semibold")
    lines: list[tuple[float, tuple[Span, ...], float]] = [(20, title, 17), (50, seed, 21)]
    if setting.passes.loss is not None:
        value = Span(f" {equals(setting.passes.loss, 6)}", theme.text, "semibold")
        written = loss_formula(setting.loss, notation)
        lines.append((78, (*typeset(written, theme.muted), value), 15))
    return text_lines(lines, area, setting.style)


def _operators(setting: Setting, grids: Placed) -> tuple[Mark, ...]:
    signs = LOSS_WORDS[setting.loss].signs
    color, text = setting.style.theme.muted, setting.style.text
    marks = []
    for sign, (_, grid), (_, following) in zip(signs, grids, grids[1:], strict=False):
        if not sign:
            continue
        x = (grid.right + following.x) / 2
        y = (grid.y + grid.bottom) / 2 + 9 * text
        marks.append(Label(x, y, (Span(sign, color, "semibold"),), 26 * text, "center"))
    return tuple(marks)


def loss_motion(setting: Setting, grids: dict[str, Grid]) -> tuple[Mark, ...]:
    """Return what moves while entries of Y_grad are written: one, or a block of them.

    Parameters
    ----------
    setting : Setting
    grids : dict of str to Grid
        Where "Y", "Y_grad" and, if there is one, "T" stand.
    """
    if setting.phase.kind != "loss" or setting.moment.rest > 0.0:
        return ()
    rows, cols = setting.phase.block(setting.moment.step)
    if len(rows) * len(cols) > _MOST_CHIPS:
        return outlined(grids["Y_grad"], rows, cols, setting.style.theme.bright, 2.5)
    return tuple(mark for row in rows for col in cols for mark in _entry(setting, grids, row, col))


def _entry(setting: Setting, grids: dict[str, Grid], row: int, col: int) -> tuple[Mark, ...]:
    theme, progress = setting.style.theme, setting.moment.progress
    area = cell_area(grids["Y_grad"], row, col)
    edge = outline(area, theme.bright, 2.5, grids["Y_grad"].radius)
    is_mixed = is_of_softmax(setting.passes.loss_name)
    rows = range(setting.sizes.M) if is_mixed else range(row, row + 1)
    size = number_size(grids["Y_grad"], setting.style.text)
    marks: list[Mark] = [edge]
    moving: list[Mark] = []
    way = ease(span(progress, 0.0, 0.6))
    for role, part in (("Y", upper(area)), ("T", lower(area))):
        if role not in grids:
            continue
        marks += outlined(grids[role], rows, range(col, col + 1), theme.muted)
        value = float(setting.passes.matrix(role)[row, col])
        start = cell_area(grids[role], row, col)
        moving.append(chip(value, area_between(start, part, way), setting.look(role), size))
    if size and setting.passes.target is not None and progress > 0:
        marks += faded(tuple(moving), 1.0 - span(progress, 0.72, 0.9))
    if progress >= 0.72:
        total = float(setting.passes.matrix("Y_grad")[row, col])
        done = chip(total, area, setting.look("Y_grad"), size)
        marks += (*faded((done,), span(progress, 0.72, 0.9)), edge)
    return tuple(marks)
