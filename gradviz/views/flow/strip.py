"""The strip of small corners above the large one, and what a click on it leads to."""

from dataclasses import dataclass

from gradviz.language.losses import LOSS_WORDS
from gradviz.language.words import loss_formula, role_formula, title_of
from gradviz.messages.message import Text, say, say_many
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area, Corner
from gradviz.scene.corner.pane import PaneName, small_pane
from gradviz.scene.corner.samples import SAMPLE
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Box, Frame, Label, Mark, Span
from gradviz.scene.marks.spans import loss_spans, sums_over, told
from gradviz.scene.marks.style import Style
from gradviz.views.flow.rail import RAIL

PANES: tuple[PaneName, ...] = ("Y", "Y_grad", "X_grad", "W_grad")
_CARD = "pane:"


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


def strip(setting: Setting, area: Area, active: PaneName) -> tuple[tuple[Mark, ...], Grids]:
    """Return small corners side by side, the active one marked; where their matrices stand."""
    gap = 12.0
    names = _cards_of(setting)
    shares = {name: 0.66 if name == "Y_grad" else 1.0 for name in names}
    unit = (area.width - (len(names) - 1) * gap) / max(sum(shares.values()), 2.66)
    marks: tuple[Mark, ...] = ()
    grids: Grids = ()
    x = area.x
    for name in names:
        width = setting.style.snap(unit * shares[name])
        card = Area(x, area.y, width, area.height)
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


def card_text(style: Style) -> float:
    """Return how large text in the strip is."""
    return min(style.text, style.height / 560)


def _card(
    name: PaneName, setting: Setting, card: Area, *, is_active: bool
) -> tuple[tuple[Mark, ...], Grids]:
    style, theme, text = setting.style, setting.style.theme, card_text(setting.style)
    box = Box(
        *card.sides,
        radius=10.0,
        fill=theme.pressed if is_active else theme.raised,
        stroke=theme.accent if is_active else theme.line,
        stroke_width=2.0 if is_active else 1.0,
        ref=_CARD + name,
    )
    left, room = card.x + 14, card.width - 28
    picture = _picture(name, setting, card) if card.width >= 150 else None
    title = told(title_of(name, setting.loss, setting.notation), style, theme.text, "semibold")
    if name == "Y_grad":
        what: Text = LOSS_WORDS[setting.loss].name(setting.notation.name("Y"))
    else:
        what = _short_formula(name, setting)
    lines = (
        (card.y + 24 * text, title, 14 * text),
        (card.y + 46 * text, told(what, style), 13 * text),
        (card.bottom - 14 * text, _foot(name, setting), 13 * text),
    )
    marks: list[Mark] = [box]
    for y, spans, size in lines:
        width = room if picture is None else picture.edge(y) - left
        marks.append(Label(left, y, spans, size, max_width=width))
    return (*marks, *(picture.marks if picture else ())), picture.grids if picture else ()


def _short_formula(name: PaneName, setting: Setting) -> Text:
    """Return the formula of a card; numbered names are long, so the title says what it gives."""
    notation = setting.notation
    if setting.is_share(name):
        return say("share {product}", product=notation.product(name))
    if setting.is_shared(name):
        shares = len(setting.sharing(name))
        return say_many("sum of {count} share", "sum of {count} shares", shares)
    is_numbered = len(setting.network.layers) > 1
    if is_numbered and setting.names.is_linear and name != "Y":
        return notation.product(name)
    return role_formula(name, notation, has_bias=setting.sizes.has_bias, loss=setting.loss)


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
    from gradviz.views.flow.curve import ToldCurve, curve_plot  # the start shows a linear layer

    width = min(inside.width * 0.42, inside.height * 1.7)
    area = inside.shrunk(left=inside.width - width, top=6, bottom=6)
    told: ToldCurve = "function" if name == "Y" else "derivative"
    return _Picture(curve_plot(setting, area, told), (), area)


def _foot(name: PaneName, setting: Setting) -> tuple[Span, ...]:
    style, loss = setting.style, setting.passes.loss
    if name != "Y_grad":
        if setting.names.is_linear:
            return told(sums_over(name), style)
        if setting.kind == "softmax":
            return told(say("mixes each sample"), style)
        return told(say("each number by itself"), style)
    if loss is None:
        return told(say("no loss: a seed"), style)
    if not setting.is_loss_known:
        return told(loss_formula(setting.loss, setting.notation), style)
    return loss_spans(loss, style.theme)
