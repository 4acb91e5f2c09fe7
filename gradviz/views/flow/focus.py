"""One corner large under a strip of small ones, or the three corners of a layer side by side."""

from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.motion import motion
from gradviz.scene.corner.pane import PaneName, pane
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.page import ground_around
from gradviz.scene.layout.viewport import WHOLE
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Mark
from gradviz.timeline.easing import ease
from gradviz.timeline.schedule import crossfade
from gradviz.timeline.timeline import Timeline
from gradviz.views.flow.rail import rail
from gradviz.views.flow.strip import card_text, strip

_CORNERS: tuple[PaneName, ...] = ("Y", "X_grad", "W_grad")
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


@dataclass(frozen=True, slots=True)
class FlowRooms:
    """How a picture is divided: the rail of layers, the strip of corners, and the content."""

    rail: Area | None
    strip: Area | None
    content: Area


def rooms_in(setting: Setting, area: Area, *, has_strip: bool) -> FlowRooms:
    """Return how an area is divided; what there is no room for, or no use, is None.

    Parameters
    ----------
    setting : Setting
    area : Area
    has_strip : bool
        Whether small corners are wanted.
    """
    style, rail_area, strip_area = setting.style, None, None
    if len(setting.network.layers) > 1:
        height = style.snap(28 * card_text(style))
        rail_area = Area(area.x, area.y, area.width, height)
        area = area.shrunk(top=height + 12)
    if has_strip and style.width >= _STRIP_FROM[0] and style.height >= _STRIP_FROM[1]:
        height = style.snap(min(max(style.height * 0.165, 92), 150) * card_text(style))
        strip_area = Area(area.x, area.y, area.width, height)
        area = area.shrunk(top=height + 20)
    return FlowRooms(rail_area, strip_area, area)


def focus(
    setting: Setting, timeline: Timeline, seconds: float, rooms: FlowRooms, chosen: PaneName | None
) -> tuple[tuple[Mark, ...], Grids, Grids]:
    """Return a strip of small corners and a large one; where its matrices stand, and theirs.

    Parameters
    ----------
    setting : Setting
    timeline : Timeline
    seconds : float
    rooms : FlowRooms
    chosen : PaneName or None
        The large corner; None for the one in which something moves.
    """
    shown = chosen or (pane_of(setting.phase.role) if setting.is_here else "Y")
    still = replace(setting, viewport=WHOLE, window=None)
    cards = () if rooms.rail is None else rail(setting, rooms.rail)
    small_grids: Grids = ()
    if rooms.strip is not None:
        small, small_grids = strip(still, rooms.strip, shown)
        cards += small
    large, grids = _large(shown, setting, rooms.content)
    if chosen is None and setting.is_here:
        large = _crossfaded(large, setting, timeline, seconds, rooms.content)
    return _over(setting, large, cards), grids, small_grids


def triptych(setting: Setting, rooms: FlowRooms) -> tuple[tuple[Mark, ...], Grids]:
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
    return ground_around(window, style)


def _large(name: PaneName, setting: Setting, area: Area) -> tuple[tuple[Mark, ...], Grids]:
    if name == "Y_grad" and setting.is_last:
        from gradviz.views.flow.loss import loss_pane  # the start shows another corner

        return loss_pane(setting, area)
    if not setting.names.is_linear:
        from gradviz.views.flow.activation import activation_pane

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
