"""The Flow view: what travels forward and back through layers, in four arrangements."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from gradviz.refs import CellRef
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.highlight import Grids, attention, clipped
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting, setting_of
from gradviz.scene.layout.page import adapted, below, content_area, page
from gradviz.scene.marks.frame import Frame, Mark
from gradviz.session.looks.flow import Arrangement
from gradviz.timeline.timeline import Timeline
from gradviz.views.flow.captions import caption, pointed_caption
from gradviz.views.flow.focus import FlowRooms, focus, framed, rooms_in, triptych
from gradviz.views.flow.tags import tags
from gradviz.views.request import Request
from gradviz.views.scales import scales_of
from gradviz.views.still import Still

if TYPE_CHECKING:
    from gradviz.timeline.trace import Trace

TRIPTYCH_FROM = 700
"""Width of a picture, logical pixels; in a narrower one there is room for one corner only."""
ROOM = {
    "focus": (480.0, 400.0),
    "triptych": (850.0, 400.0),
    "column": (480.0, 400.0),
    "gradients": (760.0, 520.0),
}
"""What an arrangement takes at text 1; in a smaller picture its texts are smaller."""


def shown_arrangement(chosen: Arrangement, width: float, *, is_traced: bool = False) -> Arrangement:
    """Return the arrangement of a picture of this width: the one chosen, as far as it can be.

    Examples
    --------
    >>> shown_arrangement("triptych", 900), shown_arrangement("triptych", 500)
    ('triptych', 'focus')
    """
    if is_traced:
        return "column"
    is_narrow = width < TRIPTYCH_FROM
    return "focus" if chosen == "triptych" and is_narrow else chosen


def flow_still(request: Request, timeline: Timeline) -> Still:
    """Return the Flow view with nothing pointed at, ready to be lit up.

    A trace has a time of its own: all is computed there.
    """
    passes, trace = request.passes, request.trace
    chosen, width = request.document.view.flow.arrangement, request.style.width
    arrangement = shown_arrangement(chosen, width, is_traced=trace is not None)
    request = request if trace is None else request.at(timeline.duration)
    moment, scales = timeline.at(request.seconds), scales_of(request.document, passes)
    style = adapted(request.style, ROOM[arrangement])
    setting = setting_of(passes, moment, scales, style, request.layer, request.muted)
    area = content_area(style)
    rooms = _rooms(arrangement, setting, area)
    if arrangement != "gradients":
        setting = replace(setting, viewport=request.viewport, window=rooms.content)
    marks, grids, small = _arranged(arrangement, setting, timeline, rooms, request)
    words = below(_words(arrangement, setting, trace, grids, small), style, area)
    room = rooms.content
    over = tuple(tags(grids, setting))
    frame = page(style, (*marks, *over, *words), None if setting.window is None else room)
    if trace is not None:
        return Still(frame)
    parts = _Parts(frame, setting, arrangement, room, area, marks, over, words, grids, small)
    return Still(frame, partial(_lit, parts))


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """A picture with nothing pointed at, and what is needed to light it up.

    What lights up comes between `marks` and `over`; `small` is where matrices stand once more.
    """

    frame: Frame
    setting: Setting
    arrangement: str
    room: Area
    area: Area
    marks: tuple[Mark, ...]
    over: tuple[Mark, ...]
    words: tuple[Mark, ...]
    grids: Grids
    small: Grids


def _lit(parts: _Parts, ref: CellRef) -> Frame:
    """Return a picture with an entry pointed at."""
    setting, style = parts.setting, parts.setting.style
    passes, theme = setting.network, style.theme
    lit = attention(passes, ref, parts.grids, theme)
    lit = clipped(lit, parts.room) if setting.is_enlarged else lit
    lit += attention(passes, ref, parts.small, theme)
    told = _pointed_words(parts, ref)
    words = parts.words if told is None else below(told, style, parts.area)
    return replace(parts.frame, marks=(*parts.marks, *lit, *parts.over, *words))


def _pointed_words(parts: _Parts, ref: CellRef) -> tuple[Spans, Spans] | None:
    """Return the caption of an entry pointed at; None where that of the picture stays."""
    setting = parts.setting
    is_large = any(name == ref.name for name, _ in parts.grids)
    if parts.arrangement == "gradients" or not is_large or not setting.is_at_rest:
        return None
    lit = None if parts.arrangement == "column" else setting.layer
    return pointed_caption(setting, ref, lit)


def _words(
    arrangement: str, setting: Setting, trace: "Trace | None", grids: Grids, small: Grids
) -> tuple[Spans, Spans]:
    """Return the caption: of what is in the picture, and of nothing else."""
    if trace is not None:
        from gradviz.views.flow.trace.captions import trace_caption

        return trace_caption(setting, trace)
    here = setting.of_layer(setting.phase.layer)
    if arrangement == "gradients":
        from gradviz.views.flow.stream.captions import stream_caption

        return stream_caption(here)
    return caption(here, frozenset(name for name, _ in grids), frozenset(name for name, _ in small))


def _rooms(arrangement: str, setting: Setting, area: Area) -> FlowRooms:
    if arrangement in ("focus", "triptych"):
        return rooms_in(setting, area, has_strip=arrangement == "focus")
    return FlowRooms(None, None, area)


def _arranged(
    arrangement: str,
    setting: Setting,
    timeline: Timeline,
    rooms: FlowRooms,
    request: Request,
) -> tuple[tuple[Mark, ...], Grids, Grids]:
    """Return the marks, where matrices stand, and where they stand once more, small.

    What the start does not show is loaded when it is first shown.
    """
    if request.trace is not None:
        from gradviz.views.flow.trace.picture import traced

        marks, grids = traced(setting, rooms.content, request.trace)
        return marks + framed(setting), grids, ()
    if arrangement == "gradients":
        from gradviz.views.flow.stream.picture import gradientflow

        return *gradientflow(setting, rooms.content), ()
    if arrangement == "column":
        from gradviz.views.flow.column.picture import column

        drawn = column(setting, rooms.content, request.document.view.flow.slots)
        return drawn.marks + framed(setting), drawn.grids(setting), ()
    if arrangement == "triptych":
        return *triptych(setting, rooms), ()
    return focus(setting, timeline, request.seconds, rooms, request.focus)
