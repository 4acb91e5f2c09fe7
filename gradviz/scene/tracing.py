"""Tracing: the paths from the loss to a cell light up, edge by edge, in the stacked network.

A path runs through the weight that it is multiplied by: from Y_grad[i,j] to W[i,k], and on to
X_grad[k,j]. So the weights that a cell of X_grad hears of are seen to be a column of W, which
is where the transpose comes from. Everything that takes no part is dimmed.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, isfinite

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.flow import Edge
from gradviz.engine.links import LOSS
from gradviz.engine.paths import Paths, Step
from gradviz.refs import CellRef
from gradviz.scene.attention import Grids
from gradviz.scene.cells import Grid, Look, without_empty
from gradviz.scene.chips import cell_area, outline
from gradviz.scene.column import Column, column
from gradviz.scene.corner import Area
from gradviz.scene.frame import Box, Color, Label, Mark, Point, Polyline, Span
from gradviz.scene.numbers import number
from gradviz.scene.passage import derivative_of, mask_look
from gradviz.scene.setting import Setting
from gradviz.timeline.easing import ease, span

STEP = 1.1
"""Seconds in which the edges of one layer light up."""
_DIMMED = 0.28
_STAGGER = 0.5  # of a step: from the first edge's start to the last one's
_THIN, _THICK = 1.2, 5.0
_LOSS_BELOW = 30.0
_WHOLE = 1e-6  # of a step: so near to its end it is lit wholly
_SMALL = 14.0  # cells, scene units: outlines of smaller ones are thin, or would cover them


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The paths of a cell, and how far they have lit up.

    Attributes
    ----------
    paths : Paths
    seconds : float
        From the start of the tracing.
    """

    paths: Paths
    seconds: float

    @property
    def duration(self) -> float:
        """Seconds until all paths are lit."""
        return duration_of(self.paths)

    @property
    def step(self) -> int:
        """Index of the step whose edges light up, or have lit up last."""
        return min(int(self.seconds / STEP), len(self.paths.steps) - 1)

    @property
    def lit(self) -> int:
        """How many steps are lit wholly."""
        return min(int(self.seconds / STEP + _WHOLE), len(self.paths.steps))

    @property
    def is_complete(self) -> bool:
        """Whether all paths are lit."""
        return self.seconds >= self.duration

    def share(self, step: int) -> float:
        """Return how far a step has come, 0..1."""
        return span(self.seconds, step * STEP, (step + 1) * STEP)


def duration_of(paths: Paths) -> float:
    """Return the seconds in which all paths light up."""
    return len(paths.steps) * STEP


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
    scene = _Scene(setting, drawn)
    marks: list[Mark] = [*drawn.marks, _veil(setting)]
    strongest = max((abs(e.through) for s in trace.paths.steps for e in s.edges), default=0.0)
    for n, step in enumerate(trace.paths.steps):
        share = trace.share(n)
        if share > 0.0:
            marks += _lit(scene, step, share, strongest)
    marks += _cells(scene, trace)
    return tuple(marks), drawn.grids(setting)


def _veil(setting: Setting) -> Box:
    """Return what dims all that it covers: it costs less than to fade every mark anew."""
    style = setting.style
    return Box(0, 0, style.width, style.height, fill=style.theme.ground, opacity=1.0 - _DIMMED)


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """A column, and where the ends of edges are in it."""

    setting: Setting
    drawn: Column

    def cell(self, layer: int | None, ref: CellRef) -> tuple[str, Grid, Area]:
        """Return the role of a cell in a layer, its grid and its place."""
        last = len(self.setting.network.layers) - 1
        index = last if layer is None else layer
        role = self.setting.network.layers[index].role(ref.name) or "Y"
        grid = self.drawn.place(index, role)
        return role, grid, cell_area(grid, ref.row, ref.col)

    def loss(self, beside: CellRef) -> Point:
        """Return where the loss stands for the sample of a cell: beyond its output and target."""
        chain = self.drawn.chain
        grid = chain.T or chain.slots[-1].Y
        area = cell_area(grid, grid.rows - 1, beside.col)
        if chain.is_flipped:
            return area.right + _LOSS_BELOW * 0.6, area.y + area.height / 2
        return area.x + area.width / 2, area.bottom + _LOSS_BELOW * 0.6

    def gate(self, layer: int | None, edge: Edge) -> Area | None:
        """Return the place of the factor of an edge: a weight, a local derivative, an input."""
        if layer is None or edge.factor_ref is None:
            return None
        names = self.setting.network.layers[layer]
        ref = edge.factor_ref
        if names.is_linear:
            _, _, area = self.cell(layer, ref)
            return area
        if derivative_of(self.setting.of_layer(layer)) is None:
            return None
        return cell_area(self.drawn.chain.slots[layer].W, ref.row, ref.col)


def _lit(scene: _Scene, step: Step, share: float, strongest: float) -> Iterator[Mark]:
    """Yield the edges of one layer as far as they are lit."""
    count, color_of = len(step.edges), _colors(scene.setting)
    for n, edge in enumerate(step.edges):
        start = _STAGGER * n / max(count - 1, 1)
        grown = ease(span(share, start, start + 1.0 - _STAGGER))
        if grown > 0.0:
            points = _cut(_route(scene, step.layer, edge), grown)
            # opaque: Qt takes six times as long over a translucent line
            yield Polyline(points, _width(edge, strongest), color_of[_sign(edge)])


def _route(scene: _Scene, layer: int | None, edge: Edge) -> tuple[Point, ...]:
    """Return the way of an edge: from its start by way of its factor to its end."""
    gate = scene.gate(layer, edge)
    ends = []
    for ref, other in ((edge.start, edge.end), (edge.end, edge.start)):
        ends.append(scene.loss(other) if ref == LOSS else _middle(scene.cell(layer, ref)[2]))
    if gate is not None:
        return ends[0], _middle(gate), ends[1]
    if layer is None:
        return ends[0], ends[1]
    return _bowed(ends[0], ends[1])


def _bowed(start: Point, end: Point) -> tuple[Point, ...]:
    """Return a bow from one cell to another in line with it, so that it passes beside others."""
    (x0, y0), (x1, y1) = start, end
    bend = 0.22 * hypot(x1 - x0, y1 - y0)
    aside = (bend, 0.0) if abs(y1 - y0) > abs(x1 - x0) else (0.0, bend)
    shares = np.linspace(0.0, 1.0, 9).tolist()
    return tuple(
        (
            x0 + (x1 - x0) * t + aside[0] * 4 * t * (1 - t),
            y0 + (y1 - y0) * t + aside[1] * 4 * t * (1 - t),
        )
        for t in shares
    )


def _cut(points: tuple[Point, ...], share: float) -> tuple[Point, ...]:
    """Return the first part of a way, by its length."""
    left = share * sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    kept = [points[0]]
    for a, b in pairwise(points):
        length = hypot(b[0] - a[0], b[1] - a[1])
        if left < length:
            t = left / length
            return (*kept, (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
        kept.append(b)
        left -= length
    return tuple(kept)


def _width(edge: Edge, strongest: float) -> float:
    if strongest <= 0.0 or not isfinite(edge.through):
        return _THIN
    return float(_THIN + (_THICK - _THIN) * min(1.0, (abs(edge.through) / strongest) ** 0.5))


def _colors(setting: Setting) -> dict[int, Color]:
    """Return the colours of what a path carries, by its sign: those of gradients."""
    theme = setting.style.theme
    low, *_, high = theme.gradients.ramp(3)
    return {-1: low, 0: theme.faint, 1: high}


def _sign(edge: Edge) -> int:
    """Return the sign of what a path carries; 0 for what is stopped, here or further on."""
    if not isfinite(edge.through):
        return 0
    return (edge.through > 0) - (edge.through < 0)


def _cells(scene: _Scene, trace: Trace) -> Iterator[Mark]:
    """Yield the cells that the paths have reached, and the factors on their way, undimmed."""
    setting, theme, aim = scene.setting, scene.setting.style.theme, trace.paths.ref
    layers = range(len(setting.network.layers))
    home = next(n for n in layers if setting.network.layers[n].role(aim.name) is not None)
    _, grid, area = scene.cell(home, aim)
    yield outline(area, theme.bright, 2.5, grid.radius)
    for n, step in enumerate(trace.paths.steps):
        share = trace.share(n)
        if share > 0.0 and step.layer is not None:
            yield from _factors(scene, step, step.layer)
        if share > 0.6:
            ends = {edge.end for edge in step.edges} - {LOSS}
            yield from _shown(scene, step.layer, ends - {aim}, theme.accent)
            yield from _shown(scene, step.layer, ends & {aim}, theme.bright)
        if step.layer is None:
            yield from _loss(scene, step.edges)


def _loss(scene: _Scene, edges: tuple[Edge, ...]) -> Iterator[Mark]:
    """Yield the loss, for every sample that takes part."""
    theme, loss = scene.setting.style.theme, scene.setting.network.loss
    ends = {edge.end if edge.start == LOSS else edge.start for edge in edges}
    places = sorted({scene.loss(end) for end in ends})
    value = f"l = {number(loss, 6)}" if loss is not None and len(places) == 1 else "l"
    told, size = Span(value, theme.text, "semibold"), 13 * scene.setting.style.text
    for x, y in places:
        yield Label(x, y + size, (told,), size, "center")


def _factors(scene: _Scene, step: Step, layer: int) -> Iterator[Mark]:
    """Yield the weights, inputs or derivatives that the edges of a layer are multiplied by."""
    setting = scene.setting.of_layer(layer)
    color, mask = setting.style.theme.axis("k"), derivative_of(setting)
    refs = {edge.factor_ref for edge in step.edges if edge.factor_ref is not None}
    if setting.names.is_linear:
        yield from _shown(scene, layer, refs, color)
    elif mask is not None:
        grid = scene.drawn.chain.slots[layer].W
        yield from _lit_cells(setting, mask, grid, mask_look(setting), refs, color)


def _shown(
    scene: _Scene, layer: int | None, refs: AbstractSet[CellRef], color: Color
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


def _middle(area: Area) -> Point:
    return area.x + area.width / 2, area.y + area.height / 2
