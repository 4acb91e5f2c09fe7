"""The chain on top of a race, with handles by which its sizes are dragged."""

from math import exp, log

from gradviz.messages.message import say
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Box, Frame, Label, Mark, Span
from gradviz.scene.marks.spans import hint
from gradviz.scene.marks.style import Style
from gradviz.session.looks.race import LARGEST_SIZE
from gradviz.views.race.blocks import block
from gradviz.views.race.chain import (
    ChainNames,
    chain_spans,
    items_of,
    name_room,
    placed,
    text_width,
)
from gradviz.views.race.lane import name_of
from gradviz.views.race.layout import RacePlan
from gradviz.views.race.timeline import Race

_LINEAR = 16  # up to here every few units are one more, beyond they are so many percent more
_UNITS = 9.0  # scene units of dragging for one more
_REF = "size:"
_REACH = 7.0  # scene units about a handle that belong to it
_LONG, _THIN = 22.0, 6.0


def chain_marks(plan: RacePlan, race: Race, names: ChainNames, style: Style) -> list[Mark]:
    """Return the whole chain with names, sizes and handles; it is the same at all times."""
    theme, text = style.theme, style.text
    sizes = (race.left.products[0].rows, *_columns(race))
    items = items_of(sizes, race.left, 0)
    places = placed(items, plan.chain, plan.middle, plan.unit, style)
    high = plan.unit.length(max(sizes[:-1])) / 2
    marks: list[Mark] = _way(names, plan.chain, style)
    for item, place in zip(items, places, strict=True):
        marks += block(item, place, plan.unit, theme)
        middle, room = place.x + place.width / 2, name_room(place, plan.chain, plan.unit, style)
        marks += name_of(names, item, middle, plan.middle - high - 9 * text, room, style)
        below = plan.middle + high + 24 * text
        marks += _size((item.shape, str(item.cols)), middle, below, room, style)
    return [*marks, *_handles(places, style)]


def _columns(race: Race) -> list[int]:
    """Return the columns of every factor."""
    products = race.left.products
    return [products[0].inner, *(product.cols for product in products)]


def _way(names: ChainNames, area: Area, style: Style) -> list[Mark]:
    """Return what the chain leads through, l ← y ← h ← x, and what can be done."""
    theme, text = style.theme, style.text
    variables = names.variables
    if len(variables) > 6:
        variables = (*variables[:2], "⋯", *variables[-2:])
    spans = chain_spans(" ← ".join(("l", *variables)), theme.muted)
    half = area.width / 2 - 10 * text
    hand = hint(say("drag a handle to change a size"), style)
    y = area.y + 14 * text
    return [
        Label(area.x, y, spans, 14 * text, max_width=half),
        Label(area.right, y, hand, 12.5 * text, "right", max_width=half),
    ]


def _size(
    tellings: tuple[str, str], middle: float, y: float, room: float, style: Style
) -> list[Mark]:
    """Return the size of a factor under it; its columns alone where there is little room."""
    theme, size = style.theme, 12.5 * style.text
    for told in tellings:
        spans = (Span(told, theme.muted),)
        if text_width(spans, size) * 0.75 <= room:
            return [Label(middle, y, spans, size, "center", max_width=room)]
    return []


def _handles(places: tuple[Area, ...], style: Style) -> list[Mark]:
    """Return a handle for every size: on a right edge, the first on the lower edge of a row."""
    long, thin = _LONG * style.text, _THIN * style.text
    first = places[0]
    marks = [
        _handle(0, first.x + first.width / 2, first.bottom + 3 * style.text, long, thin, style)
    ]
    for n, place in enumerate(places, start=1):
        marks.append(_handle(n, place.right, place.y + place.height / 2, thin, long, style))
    return list(marks)


def _handle(number: int, x: float, y: float, width: float, height: float, style: Style) -> Box:
    theme = style.theme
    return Box(
        x - width / 2,
        y - height / 2,
        width,
        height,
        radius=min(width, height) / 2,
        fill=theme.raised,
        stroke=theme.accent,
        stroke_width=1.5,
        ref=f"{_REF}{number}",
        for_hands=True,
    )


def race_handle_at(frame: Frame, x: float, y: float) -> int | None:
    """Return which size the handle under a point belongs to, or None beside all of them.

    Size 0 is dragged up and down, the others left and right.
    """
    found: list[tuple[float, int]] = []
    for mark in frame.marks:
        if isinstance(mark, Box) and mark.ref.startswith(_REF):
            beyond_x = max(mark.x - x, x - mark.x - mark.width, 0.0)
            beyond_y = max(mark.y - y, y - mark.y - mark.height, 0.0)
            if max(beyond_x, beyond_y) <= _REACH:
                middle = abs(x - mark.x - mark.width / 2) + abs(y - mark.y - mark.height / 2)
                found.append((middle, int(mark.ref.removeprefix(_REF))))
    return min(found)[1] if found else None


def dragged_size(size: int, start: int, dx: float, dy: float) -> int:
    """Return what a size becomes when its handle is dragged.

    Parameters
    ----------
    size : int
        Which one, as `race_handle_at` tells it.
    start : int
        What it was when the drag began.
    dx, dy : float
        How far the pointer is from where it was then, scene units.

    Returns
    -------
    int
        1 to `LARGEST_SIZE`. One more for every 9 units up to 16, beyond that so many percent.

    Examples
    --------
    >>> dragged_size(1, 4, 27, 0), dragged_size(1, 4, 0, 27), dragged_size(0, 4, 0, -18)
    (7, 4, 2)
    >>> dragged_size(2, 16, 100, 0), dragged_size(2, 16, 1000, 0), dragged_size(2, 9, -500, 0)
    (32, 4096, 1)
    """
    position = _position(start) + (dy if size == 0 else dx) / _UNITS
    if position <= _LINEAR:
        return max(round(position), 1)
    return min(round(_LINEAR * exp(min(position / _LINEAR - 1, 99))), LARGEST_SIZE)


def _position(size: int) -> float:
    return float(size) if size <= _LINEAR else _LINEAR * (1 + log(size / _LINEAR))
