"""The entries that the axes stand for, as cells: to be pointed at, explained and edited."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.axes import Plot
from gradviz.scene.marks.cells import Look
from gradviz.scene.marks.chips import chip, outline
from gradviz.scene.marks.frame import Cells, Frame, Label, Mark, Polyline
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.spans import typeset
from gradviz.views.steepest.captions import entry_name
from gradviz.views.steepest.layout import PlotRooms
from gradviz.views.steepest.planes import plots
from gradviz.views.steepest.setting import PlaneSide, Views

_WIDE, _HIGH, _NUMBER = 46.0, 17.0, 11.5  # of a cell and its number, scene units at text 1
_NAME, _BESIDE, _NAME_ROOM = 12.0, 6.0, 72.0
_NEXT = 84.0  # from the end of a cell to the next one
_DASH = 5.0


def entry_cells(
    shown: Views, places: PlotRooms, scales: Mapping[str, Scale], *, with_gradients: bool
) -> Iterator[Mark]:
    """Yield the name and the number of each entry at its axis, and of its gradient."""
    for side, plot in zip((shown.x, shown.y), plots(shown, places), strict=True):
        for entry in range(len(side.plane.rows)):
            area = _place(plot, entry, places)
            value = float(side.plane.point[entry])
            yield from _named(side, entry, area, (side.name, value), shown, places, scales)
            if with_gradients:
                area = replace(area, x=area.right + _NEXT * places.style.text)
                gradient = f"{side.name}_grad", float(side.plane.gradient[entry])
                yield from _named(side, entry, area, gradient, shown, places, scales)


def pointed_marks(frame: Frame, ref: CellRef, shown: Views, places: PlotRooms) -> Iterator[Mark]:
    """Yield what lights up where an entry is pointed at: its cell, and the way to its axis."""
    theme, text = places.style.theme, places.style.text
    for mark in frame.marks:
        if (
            isinstance(mark, Cells)
            and mark.ref == ref.name
            and (place := mark.cell(ref.row, ref.col))
        ):
            yield outline(Area(*place), theme.bright, 2.0, 3.0 * text)
    for side, plot in zip((shown.x, shown.y), plots(shown, places), strict=True):
        if (ref.name, ref.col) == (side.name, side.plane.sample) and ref.row in side.plane.rows:
            yield from _way(side, side.plane.rows.index(ref.row), plot, places)


def _place(plot: Plot, entry: int, places: PlotRooms) -> Area:
    """Return where the cell of an entry is: under its axis, or above it."""
    text, area = places.style.text, plot.area
    wide, high = _WIDE * text, _HIGH * text
    if entry:
        return Area(area.x + 4 * text, area.y - high - 8 * text, wide, high)
    x = area.x + area.width / 2 - wide - 2 * text
    return Area(x, area.bottom + places.bottom - high - 3 * text, wide, high)


def _named(
    side: PlaneSide,
    entry: int,
    area: Area,
    told: tuple[str, float],
    shown: Views,
    places: PlotRooms,
    scales: Mapping[str, Scale],
) -> Iterator[Mark]:
    theme, text, (name, value) = places.style.theme, places.style.text, told
    ref = CellRef(name, side.plane.rows[entry], side.plane.sample)
    spans = typeset(entry_name(name, side, entry, shown.notation), theme.text)
    room = (_NAME_ROOM if name != side.name or not entry else places.left / text) * text
    x, y = area.x - _BESIDE * text, area.y + area.height / 2 + 0.36 * _NAME * text
    yield Label(x, y, spans, _NAME * text, "right", max_width=room)
    yield _cell(value, area, Look.of(name, scales[name], places.style), _NUMBER * text, ref)


@lru_cache(maxsize=32)  # a painter keeps what it knows again
def _cell(value: float, area: Area, look: Look, size: float, ref: CellRef) -> Cells:
    return replace(chip(value, area, look, size), ref=ref.name, first=(ref.row, ref.col))


def _way(side: PlaneSide, entry: int, plot: Plot, places: PlotRooms) -> Iterator[Mark]:
    """Yield dashes from the number of an entry on its axis to the point."""
    color, area = places.style.theme.bright, plot.area
    numbers = [*side.plane.point.tolist(), 0.0]
    x, y = plot.at(numbers[0], numbers[1])
    length = x - area.x if entry else area.bottom - y
    dash = _DASH * places.style.text
    for n in range(int(length / (2 * dash)) + 1):
        start, end = 2 * n * dash, min((2 * n + 1) * dash, length)
        if entry:
            yield Polyline(((area.x + start, y), (area.x + end, y)), 1.5, color)
        else:
            yield Polyline(((x, area.bottom - start), (x, area.bottom - end)), 1.5, color)
