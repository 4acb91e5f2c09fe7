"""The Flow view: what travels forward and back through layers, in four arrangements."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.highlight import Grids, attention, clipped
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting, setting_of
from gradviz.scene.layout.page import adapted, below, content_area
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame, Mark
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.timeline.timeline import Timeline
from gradviz.views.flow.captions import caption, pointed_caption
from gradviz.views.flow.column.picture import column
from gradviz.views.flow.column.slots import Slots
from gradviz.views.flow.focus import PaneName, Rooms, focus, framed, rooms_in, triptych
from gradviz.views.flow.stream.captions import stream_caption
from gradviz.views.flow.stream.picture import NEEDS, gradientflow
from gradviz.views.flow.tags import tags
from gradviz.views.flow.trace.captions import trace_caption
from gradviz.views.flow.trace.picture import Trace, traced

Arrangement: TypeAlias = Literal["focus", "triptych", "column", "gradients"]

TRIPTYCH_FROM = 700
"""Width of a picture, logical pixels; in a narrower one there is room for one corner only."""
_ROOM = {
    "focus": (480.0, 400.0),
    "triptych": (850.0, 400.0),
    "column": (480.0, 400.0),
    "gradients": NEEDS,
}
"""What an arrangement takes at text 1; in a smaller picture its texts are smaller."""


@dataclass(frozen=True, slots=True)
class FlowOptions:
    """How the Flow view is arranged, and what is pointed at.

    Attributes
    ----------
    arrangement : {"focus", "triptych", "column", "gradients"}
        One corner large under a strip of small ones, the three of a layer at one size, all
        layers stacked, or how large their gradients are.
    focus : str, optional
        The corner that is large; by default the one in which something moves.
    layer : int, optional
        The layer that is shown, counted from 0; by default the one in which something moves.
    pointed : CellRef, optional
        The cell whose sources and targets are lit up.
    slots : {"both", "values", "gradients"}
        What the slots of the column show.
    muted : frozenset of int
        Samples whose part in W_grad and b_grad is left out.
    trace : Trace, optional
        The paths that light up, in the column and with everything computed.
    viewport : Viewport
        What is seen of the content, and how large.
    """

    arrangement: Arrangement = "focus"
    focus: PaneName | None = None
    layer: int | None = None
    pointed: CellRef | None = None
    slots: Slots = "both"
    muted: frozenset[int] = frozenset()
    trace: Trace | None = None
    viewport: Viewport = WHOLE


def shown_arrangement(options: FlowOptions, width: float) -> Arrangement:
    """Return the arrangement of a picture of this width: the one chosen, as far as it can be.

    Examples
    --------
    >>> options = FlowOptions(arrangement="triptych")
    >>> shown_arrangement(options, 900), shown_arrangement(options, 500)
    ('triptych', 'focus')
    """
    if options.trace is not None:
        return "column"
    is_narrow = width < TRIPTYCH_FROM
    return "focus" if options.arrangement == "triptych" and is_narrow else options.arrangement


def flow(
    passes: Passes,
    timeline: Timeline,
    seconds: float,
    scales: Mapping[str, Scale],
    style: Style,
    options: FlowOptions,
) -> Frame:
    """Return the Flow view at a time."""
    arrangement = shown_arrangement(options, style.width)
    seconds = seconds if options.trace is None else timeline.duration
    style = adapted(style, _ROOM[arrangement])
    moment = timeline.at(seconds)
    setting = setting_of(passes, moment, scales, style, options.layer, options.muted)
    area = content_area(style)
    rooms = _rooms(arrangement, setting, area)
    if arrangement != "gradients":
        setting = replace(setting, viewport=options.viewport, window=rooms.content)
    marks, grids, small = _arranged(arrangement, setting, timeline, seconds, rooms, options)
    if options.pointed is not None and options.trace is None:
        lit = attention(passes, options.pointed, grids, style.theme)
        marks += clipped(lit, rooms.content) if setting.is_enlarged else lit
        marks += attention(passes, options.pointed, small, style.theme)
    words = _words(arrangement, setting, options, grids, small)
    marks += (*tags(grids, setting), *below(words, style, area))
    room = rooms.content
    content = None if setting.window is None else (room.x, room.y, room.width, room.height)
    return Frame(style.width, style.height, style.theme.ground, marks, content)


def _words(
    arrangement: str, setting: Setting, options: FlowOptions, grids: Grids, small: Grids
) -> tuple[Spans, Spans]:
    """Return the caption: of what is in the picture, and of nothing else."""
    if options.trace is not None:
        return trace_caption(setting, options.trace)
    here = setting.of_layer(setting.phase.layer)
    if arrangement == "gradients":
        return stream_caption(here)
    large = frozenset(name for name, _ in grids)
    if options.pointed is not None and options.pointed.name in large and setting.is_at_rest:
        lit = None if arrangement == "column" else setting.layer
        told = pointed_caption(setting, options.pointed, lit)
        if told is not None:
            return told
    return caption(here, large, frozenset(name for name, _ in small))


def _rooms(arrangement: str, setting: Setting, area: Area) -> Rooms:
    if arrangement in ("focus", "triptych"):
        return rooms_in(setting, area, has_strip=arrangement == "focus")
    return Rooms(None, None, area)


def _arranged(
    arrangement: str,
    setting: Setting,
    timeline: Timeline,
    seconds: float,
    rooms: Rooms,
    options: FlowOptions,
) -> tuple[tuple[Mark, ...], Grids, Grids]:
    """Return the marks, where matrices stand, and where they stand once more, small."""
    if options.trace is not None:
        marks, grids = traced(setting, rooms.content, options.trace)
        return marks + framed(setting), grids, ()
    if arrangement == "gradients":
        return *gradientflow(setting, rooms.content), ()
    if arrangement == "column":
        drawn = column(setting, rooms.content, options.slots)
        return drawn.marks + framed(setting), drawn.grids(setting), ()
    if arrangement == "triptych":
        return *triptych(setting, rooms), ()
    return focus(setting, timeline, seconds, rooms, options.focus)
