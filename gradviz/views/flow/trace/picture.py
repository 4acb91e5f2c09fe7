"""Tracing: the paths from the loss to a cell light up, edge by edge, in the stacked network.

A path runs through the weight that it is multiplied by: from Y_grad[i,j] to W[i,k], and on to
X_grad[k,j]. So the weights that a cell of X_grad hears of are seen to be a column of W, which
is where the transpose comes from. Everything that takes no part is dimmed.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.graph.edges import Edge
from gradviz.engine.graph.links import LOSS_CELL
from gradviz.engine.graph.paths import Paths, PathStep
from gradviz.language.english import named_value
from gradviz.refs import CellRef
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.cells import Look, without_empty
from gradviz.scene.marks.chips import cell_area, outline
from gradviz.scene.marks.frame import Box, Color, Label, Mark, Span
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.trace import Trace
from gradviz.views.flow.column.picture import column
from gradviz.views.flow.passage import derivative_of, mask_look
from gradviz.views.flow.trace.lines import Lit, TraceScene, lit_edges, scene_of
from gradviz.views.flow.trace.signs import sign_marks

_DIMMED = 0.28
_ARRIVED = 0.6  # of a step: from here on the cells at its end are lit
_SMALL = 14.0  # cells, scene units: outlines of smaller ones are thin, or would cover them


def traced(setting: Setting, area: Area, trace: Trace) -> tuple[tuple[Mark, ...], Grids]:
    """Return the column with the paths of a cell lit up, and where matrices stand.

    Parameters
    ----------
    setting : Setting
        At a moment when everything is computed.
    area : Area
    trace : Trace
    """
    drawn = column(setting, area, "both")
    scene = scene_of(setting, drawn)
    marks: list[Mark] = [*drawn.marks, _veil(setting)]
    lit: list[list[Lit]] = []
    for n, step in enumerate(trace.paths.steps):
        found = list(lit_edges(scene, trace.paths, step, trace.share(n)))
        marks += [mark for mark in found if not isinstance(mark, Lit)]
        lit.append([mark for mark in found if isinstance(mark, Lit)])
    marks += sign_marks(scene, lit)
    marks += _cells(scene, trace)
    return tuple(marks), drawn.grids(setting)


def _veil(setting: Setting) -> Box:
    """Return what dims all that it covers: it costs less than to fade every mark anew."""
    style = setting.style
    return Box(0, 0, style.width, style.height, fill=style.theme.ground, opacity=1.0 - _DIMMED)


def _cells(scene: TraceScene, trace: Trace) -> Iterator[Mark]:
    """Yield the cells that the paths have reached, and the factors on their way, undimmed."""
    theme, paths = scene.setting.style.theme, trace.paths
    for n, step in enumerate(paths.steps):
        share = trace.share(n)
        if share > 0.0:
            yield from _factors(scene, paths, step)
        if share > _ARRIVED:
            ends = {edge.end for edge in step.edges} - {LOSS_CELL, paths.ref}
            yield from _shown(scene, step.layer, ends, theme.accent)
        if step.layer is None:
            yield from _loss(scene, step.edges)
    yield from _aim(scene, trace)


def _aim(scene: TraceScene, trace: Trace) -> Iterator[Mark]:
    """Yield the traced cell as soon as its number is known, and the gradient that it ends in.

    They come last: nothing covers their numbers.
    """
    theme, paths = scene.setting.style.theme, trace.paths
    is_there = trace.share(len(paths.steps) - 1) > _ARRIVED
    for home in scene.homes(paths.ref):
        if is_there or not paths.is_backward:
            yield from _shown(scene, home, {paths.ref}, theme.bright)
        if is_there:
            yield from _shown(scene, home, {paths.gradient}, theme.bright)
        _, grid, area = scene.cell(home, paths.ref)
        yield outline(area, theme.bright, 2.5, grid.radius)


def _loss(scene: TraceScene, edges: tuple[Edge, ...]) -> Iterator[Mark]:
    """Yield the loss, for every sample that takes part."""
    theme, loss = scene.setting.style.theme, scene.setting.network.loss
    ends = {edge.end if edge.start == LOSS_CELL else edge.start for edge in edges}
    places = sorted({scene.loss(end) for end in ends})
    value = named_value("l", loss, 6) if loss is not None and len(places) == 1 else "l"
    told, size = Span(value, theme.text, "semibold"), 13 * scene.setting.style.text
    for x, y in places:
        if scene.drawn.chain.is_flipped:  # it stands beyond the target, not on it
            yield Label(x + size / 2, y + size * 0.36, (told,), size)
        else:
            yield Label(x, y + size, (told,), size, "center")


def _factors(scene: TraceScene, paths: Paths, step: PathStep) -> Iterator[Mark]:
    """Yield the numbers that the edges of a layer are multiplied by, in their cells."""
    color = scene.setting.style.theme.axis("k")
    refs = {edge.factor_ref for edge in step.edges if edge.factor_ref is not None}
    if step.layer is None:
        if not paths.is_backward:
            yield from _shown(scene, None, refs, color)
        return
    setting = scene.setting.of_layer(step.layer)
    mask = derivative_of(setting)
    if setting.names.is_linear:
        yield from _shown(scene, step.layer, refs, color)
    elif mask is not None:
        grid = scene.drawn.chain.slots[step.layer].W
        yield from _lit_cells(setting, mask, grid, mask_look(setting), refs, color)


def _shown(
    scene: TraceScene, layer: int | None, refs: AbstractSet[CellRef], color: Color
) -> Iterator[Mark]:
    """Yield cells as they are, and an outline around each."""
    index = len(scene.setting.network.layers) - 1 if layer is None else layer
    setting = scene.setting.of_layer(index)
    for name in sorted({ref.name for ref in refs}):
        chosen = {ref for ref in refs if ref.name == name}
        role, grid, _ = scene.cell(layer, min(chosen))
        values = setting.network.matrix(name)
        yield from _lit_cells(setting, values, grid, setting.look(role), chosen, color)


def _lit_cells(
    setting: Setting,
    values: Matrix,
    grid: Grid,
    look: Look,
    refs: AbstractSet[CellRef],
    color: Color,
) -> Iterator[Mark]:
    """Yield some cells of a matrix, all of them as one mark, and an outline around each."""
    chosen = np.zeros(values.shape, dtype=np.bool_)
    for ref in refs:
        chosen[ref.row, ref.col] = True
    yield without_empty(setting.cells(values, grid, look, chosen))
    width = 2.0 if min(grid.cell_width, grid.cell_height) >= _SMALL else 1.0
    for ref in sorted(refs):
        yield outline(cell_area(grid, ref.row, ref.col), color, width, grid.radius)
