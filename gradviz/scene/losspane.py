"""The loss: Y and the target side by side, and Y_grad coming out of them cell by cell."""

from gradviz.refs import CellRef
from gradviz.scene.cells import Grid
from gradviz.scene.chips import (
    between,
    cell_area,
    chip,
    faded,
    lower,
    number_size,
    outline,
    outlined,
    upper,
)
from gradviz.scene.corner import LARGEST_PITCH, Area
from gradviz.scene.frame import Label, Mark, Span
from gradviz.scene.numbers import number
from gradviz.scene.pane import matrix_name, rooms, written_cells
from gradviz.scene.setting import Setting
from gradviz.scene.words import LOSS_FORMULAS, SEED_FORMULAS, title_of, typeset
from gradviz.timeline.easing import ease, span


def loss_pane(
    setting: Setting, area: Area
) -> tuple[tuple[Mark, ...], tuple[tuple[str, Grid], ...]]:
    """Return the marks of the loss at the moment of a setting, and where its matrices stand."""
    text = setting.style.text
    names = _matrices(setting)
    grids = _placed(names, setting, area.shrunk(top=92 * text, bottom=64 * text))
    marks: list[Mark] = list(_heading(setting, area))
    free = rooms([grid for _, grid in grids], area)
    for (name, grid), room in zip(grids, free, strict=True):
        marks.append(written_cells(name, grid, setting))
        x = (grid.x + grid.right) / 2
        marks += matrix_name(name, setting, x, grid.bottom + 26 * text, room=room)
    marks += _operators(setting, grids)
    if setting.moment.name == "Y_grad" and setting.moment.rest == 0.0:
        marks += _step(setting, dict(grids), setting.ref, setting.moment.progress)
    return tuple(marks), grids


def _matrices(setting: Setting) -> tuple[str, ...]:
    if setting.passes.T is not None:
        return ("Y", "T", "Y_grad")
    return ("Y", "Y_grad")


def _placed(names: tuple[str, ...], setting: Setting, area: Area) -> tuple[tuple[str, Grid], ...]:
    style, sizes = setting.style, setting.sizes
    gap = style.snap(min(64 * style.text, area.width * 0.09))
    count = len(names)
    room = area.width - (count - 1) * gap
    high = min(area.height / sizes.M, LARGEST_PITCH * style.text)
    wide = min(room / (count * sizes.N), high * 1.5, LARGEST_PITCH * style.text)
    high = min(high, wide * 1.2)
    if min(high, wide) >= 3:
        high, wide = (int(side / style.pixel) * style.pixel for side in (high, wide))
    width = count * sizes.N * wide + (count - 1) * gap
    x = style.snap(area.x + (area.width - width) / 2)
    y = style.snap(area.y + (area.height - sizes.M * high) / 2)
    step = sizes.N * wide + gap
    return tuple(
        (name, Grid(x + n * step, y, wide, high, sizes.M, sizes.N)) for n, name in enumerate(names)
    )


def _heading(setting: Setting, area: Area) -> tuple[Mark, ...]:
    theme, text = setting.style.theme, setting.style.text
    seed = typeset(SEED_FORMULAS[setting.loss], theme.text)
    title = (Span(title_of("Y_grad", setting.loss), theme.text, "semibold"),)
    lines: list[tuple[int, tuple[Span, ...], int]] = [(20, title, 17), (50, seed, 21)]
    if setting.passes.loss is not None:
        value = Span(f" = {number(setting.passes.loss, 6)}", theme.text, "semibold")
        lines.append((78, (*typeset(LOSS_FORMULAS[setting.loss], theme.muted), value), 15))
    return tuple(
        Label(area.x, area.y + y * text, spans, size * text, max_width=area.width)
        for y, spans, size in lines
    )


def _operators(setting: Setting, grids: tuple[tuple[str, Grid], ...]) -> tuple[Mark, ...]:
    between = {"squared_error": ("−", "="), "mse": ("−", "→"), "cross_entropy": ("", "→")}
    signs = between.get(setting.loss, ("→",))
    color, text = setting.style.theme.muted, setting.style.text
    marks = []
    for sign, (_, grid), (_, following) in zip(signs, grids, grids[1:], strict=False):
        if not sign:
            continue
        x = (grid.right + following.x) / 2
        y = (grid.y + grid.bottom) / 2 + 9 * text
        marks.append(Label(x, y, (Span(sign, color, "semibold"),), 26 * text, "center"))
    return tuple(marks)


def _step(
    setting: Setting, grids: dict[str, Grid], ref: CellRef, progress: float
) -> tuple[Mark, ...]:
    theme = setting.style.theme
    area = cell_area(grids["Y_grad"], ref.row, ref.col)
    edge = outline(area, theme.bright, 2.5, grids["Y_grad"].radius)
    rows = (
        range(setting.sizes.M) if setting.loss == "cross_entropy" else range(ref.row, ref.row + 1)
    )
    cols = range(ref.col, ref.col + 1)
    size = number_size(grids["Y_grad"], setting.style.text)
    marks: list[Mark] = [edge]
    moving: list[Mark] = []
    way = ease(span(progress, 0.0, 0.6))
    for name, part in (("Y", upper(area)), ("T", lower(area))):
        if name not in grids:
            continue
        marks += outlined(grids[name], rows, cols, theme.muted)
        value = float(setting.passes.matrix(name)[ref.row, ref.col])
        start = cell_area(grids[name], ref.row, ref.col)
        moving.append(chip(value, between(start, part, way), setting.look(name), size))
    if size and setting.passes.T is not None and progress > 0:
        marks += faded(tuple(moving), 1.0 - span(progress, 0.72, 0.9))
    if progress >= 0.72:
        total = float(setting.passes.Y_grad[ref.row, ref.col])
        done = chip(total, area, setting.look("Y_grad"), size)
        marks += (*faded((done,), span(progress, 0.72, 0.9)), edge)
    return tuple(marks)
