"""The Flow view: what travels forward and back through layers, in four arrangements."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.highlight import Grids, attention, clipped
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.pane import PaneName
from gradviz.scene.corner.setting import Setting, setting_of
from gradviz.scene.layout.page import adapted, below, content_area
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame, Mark
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.session.looks.flow import Arrangement, Slots
from gradviz.timeline.timeline import Timeline
from gradviz.timeline.trace import Trace
from gradviz.views.flow.captions import caption, pointed_caption
from gradviz.views.flow.column.picture import column
from gradviz.views.flow.focus import Rooms, focus, framed, rooms_in, triptych
from gradviz.views.flow.stream.captions import stream_caption
from gradviz.views.flow.stream.picture import NEEDS, gradientflow
from gradviz.views.flow.tags import tags
from gradviz.views.flow.trace.captions import trace_caption
from gradviz.views.flow.trace.picture import traced
from gradviz.views.still import Still

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


def flow(
    passes: Passes,
    timeline: Timeline,
    seconds: float,
    scales: Mapping[str, Scale],
    style: Style,
    options: FlowOptions,
) -> Frame:
    """Return the Flow view at a time."""
    return flow_still(passes, timeline, seconds, scales, style, options).lit(options.pointed)


def flow_still(
    passes: Passes,
    timeline: Timeline,
    seconds: float,
    scales: Mapping[str, Scale],
    style: Style,
    options: FlowOptions,
) -> Still:
    """Return the Flow view at a time with nothing pointed at, ready to be lit up."""
    arrangement = shown_arrangement(
        options.arrangement, style.width, is_traced=options.trace is not None
    )
    seconds = seconds if options.trace is None else timeline.duration
    style = adapted(style, _ROOM[arrangement])
    moment = timeline.at(seconds)
    setting = setting_of(passes, moment, scales, style, options.layer, options.muted)
    area = content_area(style)
    rooms = _rooms(arrangement, setting, area)
    if arrangement != "gradients":
        setting = replace(setting, viewport=options.viewport, window=rooms.content)
    marks, grids, small = _arranged(arrangement, setting, timeline, seconds, rooms, options)
    words = below(_words(arrangement, setting, options, grids, small), style, area)
    room = rooms.content
    content = None if setting.window is None else (room.x, room.y, room.width, room.height)
    over = tuple(tags(grids, setting))
    frame = Frame(style.width, style.height, style.theme.ground, (*marks, *over, *words), content)
    if options.trace is not None:
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
    arrangement: str, setting: Setting, options: FlowOptions, grids: Grids, small: Grids
) -> tuple[Spans, Spans]:
    """Return the caption: of what is in the picture, and of nothing else."""
    if options.trace is not None:
        return trace_caption(setting, options.trace)
    here = setting.of_layer(setting.phase.layer)
    if arrangement == "gradients":
        return stream_caption(here)
    return caption(here, frozenset(name for name, _ in grids), frozenset(name for name, _ in small))


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
