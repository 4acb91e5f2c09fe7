"""The links of a trace: the ways between cells, as far as they are lit.

A way in line with a row or a column goes along the gap beside it: it runs through no cell that
is not on the path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, isfinite

import numpy as np

from gradviz.engine.graph.edges import Edge
from gradviz.engine.graph.links import LOSS_CELL
from gradviz.engine.graph.paths import Paths, PathStep
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.chips import cell_area
from gradviz.scene.marks.frame import Color, Mark, Point, Polyline
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.easing import ease, span
from gradviz.views.flow.column.picture import Column
from gradviz.views.flow.passage import derivative_of
from gradviz.views.flow.trace.lanes import Ground, Stop, around, ground_of

LOSS_BELOW = 30.0
_STAGGER = 0.5  # of a step: from the first edge's start to the last one's
_THIN, _THICK = 1.2, 5.0
_BESIDE = 1.0  # scene units around the traced cell that lines keep away from


@dataclass(frozen=True, slots=True, eq=False)
class TraceScene:
    """A column, and where the ends of edges are in it."""

    setting: Setting
    drawn: Column
    ground: Ground

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
            return area.right + LOSS_BELOW * 0.6, area.y + area.height / 2
        return area.x + area.width / 2, area.bottom + LOSS_BELOW * 0.6

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

    def homes(self, ref: CellRef) -> tuple[int, ...]:
        """Return the layers in whose slots a cell stands: several for a tied matrix."""
        layers = self.setting.network.layers
        uses = tuple(n for n, names in enumerate(layers) if names.role(ref.name) is not None)
        return uses if ref.name[0] in "Wb" else uses[:1]


def scene_of(setting: Setting, drawn: Column) -> TraceScene:
    """Return the scene of a column; cells are those of all matrices, of T and of derivatives."""
    slots, layers = drawn.chain.slots, setting.network.layers
    masks = [slot.W for slot, names in zip(slots, layers, strict=True) if not names.is_linear]
    return TraceScene(setting, drawn, ground_of((*drawn.places.values(), *masks)))


@dataclass(frozen=True, slots=True)
class Lit:
    """An edge that is lit wholly: its way, the sign of what it carries, and its colour."""

    route: tuple[Point, ...]
    sign: int
    color: Color


def lit_edges(
    scene: TraceScene, paths: Paths, step: PathStep, share: float
) -> Iterator[Mark | Lit]:
    """Yield the edges of one layer as far as they are lit; none covers the traced cell."""
    count, colors = len(step.edges), _colors(scene.setting, is_backward=paths.is_backward)
    strongest = max((abs(e.through) for s in paths.steps for e in s.edges), default=0.0)
    free = -_BESIDE
    kept_free = [
        scene.cell(home, paths.ref)[2].shrunk(left=free, top=free, right=free, bottom=free)
        for home in scene.homes(paths.ref)
    ]
    for n, edge in enumerate(step.edges):
        start = _STAGGER * n / max(count - 1, 1)
        grown = ease(span(share, start, start + 1.0 - _STAGGER))
        if grown <= 0.0:
            continue
        route, sign = _route(scene, step.layer, edge), _sign(edge)
        for points in _beside(_cut(route, grown), kept_free):
            # opaque: Qt takes six times as long over a translucent line
            yield Polyline(points, _width(edge, strongest), colors[sign])
        if grown == 1.0:
            yield Lit(route, sign, colors[sign])


def _route(scene: TraceScene, layer: int | None, edge: Edge) -> tuple[Point, ...]:
    """Return the way of an edge: from its start by way of its factor to its end."""
    gate = scene.gate(layer, edge)
    stops = [_stop(scene, layer, edge.start, edge.end)]
    if gate is not None:
        stops.append(Stop(gate))
    stops.append(_stop(scene, layer, edge.end, edge.start))
    if gate is None and layer is not None:
        return _bowed(stops[0].middle, stops[1].middle)
    route = [stops[0].middle]
    for start, end in pairwise(stops):
        route += around(start, end, scene.ground)
    return tuple(route)


def _stop(scene: TraceScene, layer: int | None, ref: CellRef, other: CellRef) -> Stop:
    """Return where a way begins or ends: a cell, or the loss beyond the cell at the other end."""
    if ref == LOSS_CELL:
        return Stop(Area(*scene.loss(other), 0.0, 0.0))
    _, grid, area = scene.cell(layer, ref)
    return Stop(area, grid, ref)


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


def _beside(points: tuple[Point, ...], areas: list[Area]) -> list[tuple[Point, ...]]:
    """Return what of a way is outside of areas, in one piece or several.

    Examples
    --------
    >>> _beside(((0.0, 0.0), (9.0, 0.0)), [Area(2.0, -1.0, 3.0, 2.0)])
    [((0.0, 0.0), (2.0, 0.0)), ((5.0, 0.0), (9.0, 0.0))]
    """
    pieces = [points]
    for area in areas:
        pieces = [part for piece in pieces for part in _outside(piece, area)]
    return pieces


def _outside(points: tuple[Point, ...], area: Area) -> Iterator[tuple[Point, ...]]:
    current = [points[0]]
    for a, b in pairwise(points):
        within = _within(a, b, area)
        if within is None:
            current.append(b)
            continue
        enters, leaves = (
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for share in within
        )
        if within[0] > 0.0:
            current.append(enters)
        if len(current) > 1:
            yield tuple(current)
        current = [leaves, b] if within[1] < 1.0 else [leaves]
    if len(current) > 1:
        yield tuple(current)


def _within(a: Point, b: Point, area: Area) -> tuple[float, float] | None:
    """Return from where to where, 0..1, a straight line is within an area (Liang and Barsky)."""
    low, high = 0.0, 1.0
    sides = ((area.x, area.right), (area.y, area.bottom))
    for start, end, (least, most) in zip(a, b, sides, strict=True):
        if start == end:
            if not least < start < most:
                return None
            continue
        enters, leaves = sorted(((least - start) / (end - start), (most - start) / (end - start)))
        low, high = max(low, enters), min(high, leaves)
    return (low, high) if low < high else None


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


def _colors(setting: Setting, *, is_backward: bool) -> dict[int, Color]:
    """Return the colours of what a link carries, by its sign: of a gradient or a derivative."""
    theme = setting.style.theme
    low, *_, high = (theme.gradients if is_backward else theme.values).ramp(3)
    return {-1: low, 0: theme.faint, 1: high}


def _sign(edge: Edge) -> int:
    """Return the sign of what a link carries; 0 for what is stopped, here or further on."""
    if not isfinite(edge.through) or edge.through == 0.0:
        return 0
    return (edge.contribution > 0) - (edge.contribution < 0)
