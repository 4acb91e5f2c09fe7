"""What a slot of a stacked network shows: a value and, once the way back is there, its gradient."""

from dataclasses import replace
from typing import TypeAlias

from gradviz.scene.corner.matrix import written_cells
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Cells
from gradviz.scene.marks.grid import Grid
from gradviz.session.looks.flow import Slots
from gradviz.timeline.easing import ease, span
from gradviz.views.flow.column.layout import halves_of

Drawn: TypeAlias = tuple[str, Grid, Cells]
"""The role of a matrix, its place, and its cells."""

_SPLIT = 0.3  # of the first step: a cell makes room for its gradient


def slot_marks(setting: Setting, role: str, grid: Grid, slots: Slots) -> tuple[Drawn, ...]:
    """Return what is drawn in a slot: the value, its gradient, or both of them.

    Parameters
    ----------
    setting : Setting
        Of the layer that the matrix belongs to.
    role : {"W", "X", "b", "Y", "T"}
    grid : Grid
    slots : {"both", "values", "gradients"}
        What takes part in what moves is there even so.
    """
    share = reached(setting, role)
    if role == "T" or share == 0.0:
        return ((role, grid, written_cells(role, grid, setting)),)
    gradient = f"{role}_grad"
    wanted = _wanted(setting)
    takes_part = [shown for shown in (role, gradient) if setting.name(shown) in wanted]
    if slots == "both" or len(takes_part) == 2:
        return _divided(setting, role, grid, share)
    only = takes_part[0] if takes_part else gradient if slots == "gradients" else role
    return ((only, grid, written_cells(only, grid, setting)),)


def _divided(setting: Setting, role: str, grid: Grid, share: float) -> tuple[Drawn, ...]:
    """Return a value that has made room for its gradient, as far as it has."""
    drawn = []
    for shown, half in zip((role, f"{role}_grad"), halves_of(grid), strict=True):
        placed = replace(grid, half=half)
        drawn.append((shown, placed, written_cells(shown, placed, setting)))
    if share == 1.0:
        return tuple(drawn)
    (_, value, cells), (gradient, beside, coming) = drawn
    giving = _shrinking(cells, written_cells(role, grid, setting), share)
    return (role, value, giving), (gradient, beside, replace(coming, opacity=share))


def _shrinking(half: Cells, whole: Cells, share: float) -> Cells:
    """Return cells on their way from whole ones to halves of them."""

    def between(start: float, end: float) -> float:
        return start + (end - start) * share

    gap_y = whole.gap if half.gap_y is None else between(whole.gap, half.gap_y)
    return replace(
        half,
        gap=between(whole.gap, half.gap),
        gap_y=gap_y,
        radius=between(whole.radius, half.radius),
        font_size=between(whole.font_size, half.font_size),
    )


def reached(setting: Setting, role: str) -> float:
    """Return how far the way back has come to a slot: 0 not yet, 1 its gradient has its place."""
    moment = setting.moment
    name = f"{setting.name(role)}_grad"
    for n, phase in enumerate(moment.phases):
        is_own = role not in ("W", "b") or phase.layer == setting.layer
        if phase.name == name and is_own:
            if n != moment.phase or moment.step > 0:
                return float(n <= moment.phase)
            return ease(span(moment.progress, 0.0, _SPLIT))
    return 0.0


def _wanted(setting: Setting) -> set[str]:
    """Return the names of the matrices that take part in what moves now."""
    phase = setting.phase
    if setting.is_at_rest:
        return set()
    layer = setting.network.layers[phase.layer]
    if phase.kind == "loss":
        roles: tuple[str, ...] = ("Y", "T", "Y_grad")
    elif not layer.is_linear:
        roles = ("X", "Y") if phase.role == "Y" else ("X_grad", "Y_grad")
    elif phase.role == "b_grad":
        roles = ("b_grad", "Y_grad")
    else:
        roles = MATRICES[phase.role]
    return {layer.name(role) for role in roles}
