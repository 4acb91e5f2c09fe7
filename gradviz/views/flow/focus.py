"""One corner large under a strip of small ones, or the three corners of a layer side by side."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gradviz.engine.passes import Passes
from gradviz.language.words import LOSS_NAMES, formula, loss_formula, title_of
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area, Corner
from gradviz.scene.corner.motion import motion
from gradviz.scene.corner.pane import pane, small_pane
from gradviz.scene.corner.samples import SAMPLE
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.page import around
from gradviz.scene.layout.viewport import WHOLE
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Box, Frame, Label, Mark, Span
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.typeset import loss_spans, sums_over, typeset
from gradviz.timeline.easing import ease
from gradviz.timeline.schedule import crossfade
from gradviz.timeline.timeline import Timeline
from gradviz.views.flow.activation import activation_pane
from gradviz.views.flow.curve import Told, curve_plot
from gradviz.views.flow.loss import loss_pane
from gradviz.views.flow.rail import RAIL, rail

PaneName: TypeAlias = Literal["Y", "Y_grad", "X_grad", "W_grad"]

PANES: tuple[PaneName, ...] = ("Y", "Y_grad", "X_grad", "W_grad")
_CORNERS: tuple[PaneName, ...] = ("Y", "X_grad", "W_grad")
_CARD = "pane:"
_STRIP_FROM = (600.0, 460.0)  # a picture smaller than this has no room for the strip


def pane_of(role: str) -> PaneName:
    """Return the corner in which the matrix in a role is written."""
    panes: dict[str, PaneName] = {"b_grad": "W_grad", "Y": "Y", "Y_grad": "Y_grad"}
    return panes.get(role) or ("X_grad" if role == "X_grad" else "W_grad")


def home_of(passes: Passes, name: str) -> tuple[int, PaneName]:
    """Return the layer and the corner in which a matrix is written, or can be edited.

    Parameters
    ----------
    passes : Passes
    name : str
        As the network calls it.
    """
    written = passes.writer(name)
    if written is not None:
        return written[0], pane_of(written[1])
    last = len(passes.layers) - 1
    if name == "T":
        return last, "Y_grad"
    return next((n for n, names in enumerate(passes.layers) if names.role(name)), last), "Y"


def card_at(frame: Frame, x: float, y: float) -> str | None:
    """Return what a click on small corners, the rail and samples leads to.

    Returns
    -------
    str or None
        "pane:X_grad" for a corner of the layer shown, "layer:2" for another layer, "sample:0"
        for a sample to be muted.
    """
    for mark in frame.marks:
        if (
            isinstance(mark, Box)
            and mark.ref.startswith((_CARD, RAIL, SAMPLE))
            and mark.x <= x <= mark.x + mark.width
            and mark.y <= y <= mark.y + mark.height
        ):
            return mark.ref
    return None


@dataclass(frozen=True, slots=True)
class Rooms:
    """How a picture is divided: the rail of layers, the strip of corners, and the content."""

    rail: Area | None
    strip: Area | None
    content: Area


def rooms_in(setting: Setting, area: Area, *, has_strip: bool) -> Rooms:
    """Return how an area is divided; what there is no room for, or no use, is None.

    Parameters
    ----------
    setting : Setting
    area : Area
    has_strip : bool
        Whether small corners are wanted.
    """
    style, rail_area, strip = setting.style, None, None
    if len(setting.network.layers) > 1:
        height = style.snap(28 * _card_text(style))
        rail_area = Area(area.x, area.y, area.width, height)
        area = area.shrunk(top=height + 12)
    if has_strip and style.width >= _STRIP_FROM[0] and style.height >= _STRIP_FROM[1]:
        height = style.snap(min(max(style.height * 0.165, 92), 150) * _card_text(style))
        strip = Area(area.x, area.y, area.width, height)
        area = area.shrunk(top=height + 20)
    return Rooms(rail_area, strip, area)


def focus(
    setting: Setting, timeline: Timeline, seconds: float, rooms: Rooms, chosen: PaneName | None
) -> tuple[tuple[Mark, ...], Grids, Grids]:
    """Return a strip of small corners and a large one; where its matrices stand, and theirs.

    Parameters
    ----------
    setting : Setting
    timeline : Timeline
    seconds : float
    rooms : Rooms
    chosen : PaneName or None
        The large corner; None for the one in which something moves.
    """
    shown = chosen or (pane_of(setting.phase.role) if setting.is_here else "Y")
    still = replace(setting, viewport=WHOLE, window=None)
    cards = () if rooms.rail is None else rail(setting, rooms.rail)
    small_grids: Grids = ()
    if rooms.strip is not None:
        small, small_grids = _strip(still, rooms.strip, shown)
        cards += small
    large, grids = _large(shown, setting, rooms.content)
    if chosen is None and setting.is_here:
        large = _crossfaded(large, setting, timeline, seconds, rooms.content)
    return _over(setting, large, cards), grids, small_grids


def triptych(setting: Setting, rooms: Rooms) -> tuple[tuple[Mark, ...], Grids]:
    """Return the three corners of a layer side by side; an activation has one picture."""
    above = () if rooms.rail is None else rail(setting, rooms.rail)
    area = rooms.content
    if not setting.names.is_linear:
        large, grids = _large("Y", setting, area)
        return _over(setting, large, above), grids
    marks: tuple[Mark, ...] = ()
    grids = ()
    gap = 24.0
    width = setting.style.snap((area.width - 2 * gap) / 3)
    height = min(area.height, max(width * 1.15, 360))
    area = area.shrunk(top=(area.height - height) / 2, bottom=(area.height - height) / 2)
    for n, name in enumerate(_CORNERS):
        part = Area(area.x + n * (width + gap), area.y, width, area.height)
        drawn = pane(name, setting, part)
        marks += drawn.marks
        if setting.is_here and pane_of(setting.phase.role) == name:
            marks += motion(setting, drawn.corner)
        grids += drawn.grids
    return _over(setting, marks, above), grids


def _over(setting: Setting, content: tuple[Mark, ...], above: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return what stands above the content with it; an enlarged content goes below it."""
    return content + framed(setting) + above if setting.is_enlarged else above + content


def framed(setting: Setting) -> tuple[Mark, ...]:
    """Return the ground around the window, which covers what of its content reaches beyond."""
    window, style = setting.window, setting.style
    if window is None or not setting.is_enlarged:
        return ()
    return around(window, style)


def _large(name: PaneName, setting: Setting, area: Area) -> tuple[tuple[Mark, ...], Grids]:
    if name == "Y_grad" and setting.is_last:
        return loss_pane(setting, area)
    if not setting.names.is_linear:
        return activation_pane(setting, area)
    drawn = pane("Y" if name == "Y_grad" else name, setting, area)
    is_moving = setting.is_here and pane_of(setting.phase.role) == name
    return drawn.marks + (motion(setting, drawn.corner) if is_moving else ()), drawn.grids


def _crossfaded(
    large: tuple[Mark, ...], setting: Setting, timeline: Timeline, seconds: float, area: Area
) -> tuple[Mark, ...]:
    """Let the pane of the phase before go while that of a new phase comes."""
    phase = setting.phase
    since = seconds - phase.start
    if setting.moment.phase == 0 or since >= crossfade(phase):
        return large
    before = timeline.phases[setting.moment.phase - 1]
    is_same_pane = (
        pane_of(before.role) == pane_of(phase.role) or phase.kind == before.kind != "linear"
    )
    if before.layer == phase.layer and is_same_pane:
        return large
    share = since / crossfade(phase)
    last = setting.at(timeline.at(before.end)).of_layer(before.layer)
    leaving, _ = _large(pane_of(before.role), last, area)
    stands_alike = before.layer == phase.layer and "loss" not in (before.kind, phase.kind)
    if stands_alike:
        return faded(leaving, 1.0 - ease(share)) + faded(large, ease(share))
    return faded(leaving, 1.0 - 2 * share) + faded(large, 2 * share - 1.0)


def _strip(setting: Setting, strip: Area, active: PaneName) -> tuple[tuple[Mark, ...], Grids]:
    gap = 12.0
    names = _cards_of(setting)
    shares = {name: 0.66 if name == "Y_grad" else 1.0 for name in names}
    unit = (strip.width - (len(names) - 1) * gap) / max(sum(shares.values()), 2.66)
    marks: tuple[Mark, ...] = ()
    grids: Grids = ()
    x = strip.x
    for name in names:
        width = setting.style.snap(unit * shares[name])
        card = Area(x, strip.y, width, strip.height)
        is_active = name == active or (name == "Y" and active not in names)
        drawn, small = _card(name, setting, card, is_active=is_active)
        marks += drawn
        grids += small
        x += width + gap
    return marks, grids


def _cards_of(setting: Setting) -> tuple[PaneName, ...]:
    """Return the corners of a layer: the loss belongs to the last one, W_grad to a product."""
    return tuple(
        name
        for name in PANES
        if (name != "Y_grad" or setting.is_last) and (name != "W_grad" or setting.names.is_linear)
    )


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
    picture = _picture(name, setting, card) if card.width >= 150 else None
    title = typeset(title_of(name, setting.loss, setting.notation), theme.text, "semibold")
    if name == "Y_grad":
        what = setting.notation.written(LOSS_NAMES[setting.loss])
    else:
        what = _short_formula(name, setting)
    lines = (
        (card.y + 24 * text, title, 14 * text),
        (card.y + 46 * text, typeset(what, theme.muted), 13 * text),
        (card.bottom - 14 * text, _foot(name, setting), 13 * text),
    )
    marks: list[Mark] = [box]
    for y, spans, size in lines:
        width = room if picture is None else picture.edge(y) - left
        marks.append(Label(left, y, spans, size, max_width=width))
    return (*marks, *(picture.marks if picture else ())), picture.grids if picture else ()


def _short_formula(name: PaneName, setting: Setting) -> str:
    """Return the formula of a card; numbered names are long, so the title says what it gives."""
    notation = setting.notation
    if setting.is_share(name):
        return f"share {notation.product(name)}"
    if setting.is_shared(name):
        return f"sum of {len(setting.sharing(name))} shares"
    is_numbered = len(setting.network.layers) > 1
    if is_numbered and setting.names.is_linear and name != "Y":
        return notation.product(name)
    return formula(name, notation, has_bias=setting.sizes.has_bias, loss=setting.loss)


@dataclass(frozen=True, slots=True)
class _Picture:
    """What is drawn in a card: its marks, where matrices stand, what it leaves for words."""

    marks: tuple[Mark, ...]
    grids: Grids
    area: Area
    corner: Corner | None = None

    def edge(self, y: float) -> float:
        """Return where a line of text at y has to end."""
        if self.corner is None:
            return self.area.x - 10
        first = self.corner.top.x if y < self.corner.left.y - 10 else self.corner.first_x
        return first - 16


def _picture(name: PaneName, setting: Setting, card: Area) -> _Picture | None:
    """Return a corner, or the plot of an activation; none for the loss, and for softmax."""
    inside = card.shrunk(left=14, top=8, right=14, bottom=8)
    if name == "Y_grad" or setting.kind == "softmax":
        return None
    if setting.names.is_linear:
        small = small_pane(name, setting, inside.shrunk(left=inside.width * 0.48 + 8, right=-8))
        return _Picture(small.marks, small.grids, inside, small.corner)
    width = min(inside.width * 0.42, inside.height * 1.7)
    area = inside.shrunk(left=inside.width - width, top=6, bottom=6)
    told: Told = "function" if name == "Y" else "derivative"
    return _Picture(curve_plot(setting, area, told), (), area)


def _foot(name: PaneName, setting: Setting) -> tuple[Span, ...]:
    theme, loss = setting.style.theme, setting.passes.loss
    if name != "Y_grad":
        if setting.names.is_linear:
            return sums_over(name, theme)
        alone = "mixes each sample" if setting.kind == "softmax" else "each number by itself"
        return (Span(alone, theme.muted),)
    if loss is None:
        return (Span("no loss: a seed", theme.muted),)
    if not setting.is_loss_known:
        return typeset(loss_formula(setting.loss, setting.notation), theme.muted)
    return loss_spans(loss, theme)
