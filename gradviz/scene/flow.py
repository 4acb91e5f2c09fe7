"""The Flow view: the three passes of Y = W X as corners, and what travels between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.attention import Grids, attention
from gradviz.scene.captions import caption
from gradviz.scene.chips import faded
from gradviz.scene.corner import Area, Corner
from gradviz.scene.frame import Box, Frame, Label, Mark, Span
from gradviz.scene.losspane import loss_pane
from gradviz.scene.motion import motion
from gradviz.scene.numbers import number
from gradviz.scene.pane import pane, small_pane
from gradviz.scene.scale import Scale
from gradviz.scene.setting import Setting
from gradviz.scene.style import Style
from gradviz.scene.words import LOSS_FORMULAS, LOSS_NAMES, formula, sums_over, title_of, typeset
from gradviz.timeline.easing import ease
from gradviz.timeline.timeline import Timeline

PaneName: TypeAlias = Literal["Y", "Y_grad", "X_grad", "W_grad"]

PANES: tuple[PaneName, ...] = ("Y", "Y_grad", "X_grad", "W_grad")
_CORNERS: tuple[PaneName, ...] = ("Y", "X_grad", "W_grad")
_CARD = "pane:"
_STRIP_FROM = (600.0, 460.0)  # a picture smaller than this has no room for the strip
_TRIPTYCH_FROM = 700.0  # a narrower picture has no room for three corners, it shows one
_ROOM = {"focus": (480.0, 400.0), "triptych": (850.0, 400.0)}
"""What an arrangement takes at text 1; in a smaller picture its texts are smaller."""
_LARGE = (1600.0, 1000.0)  # in a larger picture they grow with it
_LARGEST_TEXT = 2.0
_CROSSFADE = 0.3  # seconds


@dataclass(frozen=True, slots=True)
class FlowOptions:
    """How the Flow view is arranged, and what is pointed at.

    Attributes
    ----------
    arrangement : {"focus", "triptych"}
        One corner large under a strip of small ones, or the three at one size.
    focus : str, optional
        The corner that is large; by default the one in which something moves.
    pointed : CellRef, optional
        The cell whose sources and targets are lit up.
    """

    arrangement: Literal["focus", "triptych"] = "focus"
    focus: PaneName | None = None
    pointed: CellRef | None = None


def pane_of(name: str) -> PaneName:
    """Return the corner in which a matrix is written."""
    panes: dict[str, PaneName] = {"b_grad": "W_grad", "Y": "Y", "Y_grad": "Y_grad"}
    return panes.get(name) or ("X_grad" if name == "X_grad" else "W_grad")


def pane_with(name: str) -> PaneName:
    """Return a corner in which a matrix that can be edited is shown."""
    return "Y_grad" if name in ("T", "Y_grad") else "Y"


def flow(
    passes: Passes,
    timeline: Timeline,
    seconds: float,
    scales: Mapping[str, Scale],
    style: Style,
    options: FlowOptions,
) -> Frame:
    """Return the Flow view at a time."""
    moment = timeline.at(seconds)
    is_triptych = options.arrangement == "triptych" and style.width >= _TRIPTYCH_FROM
    style = _adapted(style, _ROOM["triptych" if is_triptych else "focus"])
    setting = Setting(passes, moment, timeline.phases[moment.phase], scales, style)
    area = Area(0, 0, style.width, style.height).shrunk(
        left=20, right=20, top=16, bottom=70 * style.text
    )
    if is_triptych:
        marks, grids = _triptych(setting, area)
    else:
        marks, grids = _focus(setting, timeline, seconds, area, options.focus)
    if options.pointed is not None:
        marks += attention(passes, options.pointed, grids, style.theme)
    marks += _caption(setting, area)
    return Frame(style.width, style.height, style.theme.ground, marks)


def card_at(frame: Frame, x: float, y: float) -> PaneName | None:
    """Return the small corner whose card is under a point, or None."""
    for mark in frame.marks:
        if (
            isinstance(mark, Box)
            and mark.ref.startswith(_CARD)
            and mark.x <= x <= mark.x + mark.width
            and mark.y <= y <= mark.y + mark.height
        ):
            return next(name for name in PANES if mark.ref == _CARD + name)
    return None


def _adapted(style: Style, room: tuple[float, float]) -> Style:
    """Let texts, and the margins that go with them, follow a very small or very large picture."""
    grown = min(style.width / _LARGE[0], style.height / _LARGE[1], _LARGEST_TEXT)
    most = min(style.width / room[0], style.height / room[1])
    return replace(style, text=min(style.text * max(grown, 1.0), most))


def _focus(
    setting: Setting, timeline: Timeline, seconds: float, area: Area, focus: PaneName | None
) -> tuple[tuple[Mark, ...], Grids]:
    style = setting.style
    shown = focus or pane_of(setting.moment.name)
    cards: tuple[Mark, ...] = ()
    grids: Grids = ()
    if style.width >= _STRIP_FROM[0] and style.height >= _STRIP_FROM[1]:
        height = style.snap(min(max(style.height * 0.165, 92), 150) * _card_text(style))
        strip = Area(area.x, area.y, area.width, height)
        cards, grids = _strip(setting, strip, shown)
        area = area.shrunk(top=height + 20)
    large, large_grids = _large(shown, setting, area)
    if focus is None:
        large = _crossfaded(large, setting, timeline, seconds, area)
    return cards + large, grids + large_grids


def _large(name: PaneName, setting: Setting, area: Area) -> tuple[tuple[Mark, ...], Grids]:
    if name == "Y_grad":
        return loss_pane(setting, area)
    drawn = pane(name, setting, area)
    moving = motion(setting, drawn.corner) if pane_of(setting.moment.name) == name else ()
    return drawn.marks + moving, drawn.grids


def _crossfaded(
    large: tuple[Mark, ...], setting: Setting, timeline: Timeline, seconds: float, area: Area
) -> tuple[Mark, ...]:
    """Let the pane of the phase before go while that of a new phase comes."""
    phase = setting.phase
    since = seconds - phase.start
    if setting.moment.phase == 0 or since >= _CROSSFADE:
        return large
    before = timeline.phases[setting.moment.phase - 1]
    if pane_of(before.name) == pane_of(phase.name):
        return large
    share = since / _CROSSFADE
    last = setting.at(timeline.at(before.end), before)
    leaving, _ = _large(pane_of(before.name), last, area)
    if "Y_grad" in (before.name, phase.name):  # they stand elsewhere: one after the other
        return faded(leaving, 1.0 - 2 * share) + faded(large, 2 * share - 1.0)
    return faded(leaving, 1.0 - ease(share)) + faded(large, ease(share))


def _triptych(setting: Setting, area: Area) -> tuple[tuple[Mark, ...], Grids]:
    marks: tuple[Mark, ...] = ()
    grids: Grids = ()
    gap = 24.0
    width = setting.style.snap((area.width - 2 * gap) / 3)
    height = min(area.height, max(width * 1.15, 360))
    area = area.shrunk(top=(area.height - height) / 2, bottom=(area.height - height) / 2)
    for n, name in enumerate(_CORNERS):
        part = Area(area.x + n * (width + gap), area.y, width, area.height)
        drawn = pane(name, setting, part)
        marks += drawn.marks
        if pane_of(setting.moment.name) == name:
            marks += motion(setting, drawn.corner)
        grids += drawn.grids
    return marks, grids


def _strip(setting: Setting, strip: Area, active: PaneName) -> tuple[tuple[Mark, ...], Grids]:
    gap = 12.0
    shares = {"Y": 1.0, "Y_grad": 0.66, "X_grad": 1.0, "W_grad": 1.0}
    unit = (strip.width - 3 * gap) / sum(shares.values())
    marks: tuple[Mark, ...] = ()
    grids: Grids = ()
    x = strip.x
    for name in PANES:
        width = setting.style.snap(unit * shares[name])
        card = Area(x, strip.y, width, strip.height)
        drawn, small = _card(name, setting, card, is_active=name == active)
        marks += drawn
        grids += small
        x += width + gap
    return marks, grids


def _card_text(style: Style) -> float:
    return min(style.text, style.height / 560)


def _card(
    name: PaneName, setting: Setting, card: Area, *, is_active: bool
) -> tuple[tuple[Mark, ...], Grids]:
    theme, text = setting.style.theme, _card_text(setting.style)
    box = Box(
        card.x,
        card.y,
        card.width,
        card.height,
        radius=10.0,
        fill=theme.pressed if is_active else theme.raised,
        stroke=theme.accent if is_active else theme.line,
        stroke_width=2.0 if is_active else 1.0,
        ref=_CARD + name,
    )
    left, room = card.x + 14, card.width - 28
    has_picture = name != "Y_grad" and card.width >= 150
    words = room * 0.48 if has_picture else room
    picture = Area(left + words + 8, card.y + 8, room - words, card.height - 16)
    small = small_pane(name, setting, picture) if has_picture else None
    title = (Span(title_of(name, setting.loss), theme.text, "semibold"),)
    if name == "Y_grad":
        what = LOSS_NAMES[setting.loss]
    else:
        what = formula(name, has_bias=setting.sizes.has_bias, loss=setting.loss)
    lines = (
        (card.y + 24 * text, title, 14 * text),
        (card.y + 46 * text, typeset(what, theme.muted), 13 * text),
        (card.bottom - 14 * text, _foot(name, setting), 13 * text),
    )
    marks: list[Mark] = [box]
    for y, spans, size in lines:
        width = room if small is None else _beside(small.corner, y) - left
        marks.append(Label(left, y, spans, size, max_width=width))
    return (*marks, *(small.marks if small else ())), small.grids if small else ()


def _beside(corner: Corner, y: float) -> float:
    """Return where a line of text at y has to end, left of a small corner."""
    first = corner.bias or corner.left
    return (corner.top.x if y < corner.left.y - 10 else first.x) - 10


def _foot(name: PaneName, setting: Setting) -> tuple[Span, ...]:
    theme, loss = setting.style.theme, setting.passes.loss
    if name != "Y_grad":
        return sums_over(name, theme)
    if loss is None:
        return (Span("no loss: a seed", theme.muted),)
    if not setting.moment.count("Y_grad") and setting.moment.name == "Y":
        return typeset(LOSS_FORMULAS[setting.loss], theme.muted)
    return (Span("l = ", theme.muted), Span(number(loss, 6), theme.text, "semibold"))


def _caption(setting: Setting, area: Area) -> tuple[Mark, ...]:
    text, middle = setting.style.text, setting.style.width / 2
    words, numbers = caption(setting)
    width = area.width
    lines = (
        Label(middle, area.bottom + 26 * text, words, 15 * text, "center", max_width=width),
        Label(middle, area.bottom + 52 * text, numbers, 17 * text, "center", max_width=width),
    )
    return tuple(line for line in lines if line.spans)
