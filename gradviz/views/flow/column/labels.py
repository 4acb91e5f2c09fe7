"""What is written beside the slots of a stacked network: names, formulas, what colours mean."""

from collections.abc import Iterator

from gradviz.language.english import equals
from gradviz.language.words import KIND_NAMES, loss_formula, role_formula, seed_formula
from gradviz.messages.message import say
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.samples import samples
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Gradation, Label, Mark, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.spans import told, typeset
from gradviz.session.looks.flow import Slots
from gradviz.views.flow.column.layout import Chain, Slot
from gradviz.views.flow.column.slots import reached

_LEAST = 6.0
"""Names that would be smaller than this are left out."""
_AXIS = 5.0  # what an axis line takes of a gap
_LINE = 1.4  # from one line to the next, in font sizes
_KEYS = {
    "whole": (say("values"), say("gradients")),
    "upper": (say("values, above"), say("gradients, below")),
    "left": (say("values, at the left"), say("gradients, at the right")),
}
"""What the colours stand for, by the halves of cells that values have."""


def slot_labels(setting: Setting, chain: Chain, area: Area, slots: Slots) -> Iterator[Mark]:
    """Yield what every slot is, and what its gradient is once it is there."""
    yield from _legend(setting, area, chain, slots)
    yield from samples(setting, chain.X)
    yield from _told(setting.of_layer(0), "X", chain.X, area, chain)
    for n, slot in enumerate(chain.slots):
        local = setting.of_layer(n)
        yield from _told(local, "Y", slot.Y, area, chain)
        yield from _aside(local, slot, chain)
    if chain.T is not None:
        yield from _told(setting.of_layer(len(chain.slots) - 1), "T", chain.T, area, chain)


def _told(setting: Setting, role: str, grid: Grid, area: Area, chain: Chain) -> Iterator[Label]:
    theme, text = setting.style.theme, setting.style.text
    lines = [typeset(line, theme.text, "semibold") for line in _value_lines(setting, role)]
    if role != "T" and reached(setting, role) > 0.0:
        lines.append(typeset(_gradient_line(setting, role), theme.muted))
    if role == "T" and setting.passes.loss is not None:
        value = f" {equals(setting.passes.loss, 6)}" if setting.is_loss_known else ""
        lines.append((Span(f"l{value}", theme.text, "semibold"),))
    if chain.is_flipped:
        x, y = (grid.x + grid.right) / 2, grid.bottom + 20 * text
        most = grid.right - grid.x + chain.gap * 0.8
        for n, spans in enumerate(lines):
            yield Label(x, y + n * 19 * text, spans, 13 * text, "center", max_width=most)
        return
    x, y = grid.right + 20 * text, (grid.y + grid.bottom) / 2
    height = grid.bottom - grid.y + chain.gap
    size = min(15 * text, height / (len(lines) * _LINE))
    for n, spans in enumerate(lines):
        line = y + (n - (len(lines) - 1) / 2) * size * _LINE + size * 0.35
        yield Label(x, line, spans, size, max_width=area.right - x)


def _value_lines(setting: Setting, role: str) -> tuple[str, ...]:
    if role == "Y":
        has_bias = setting.names.b is not None
        return (role_formula("Y", setting.notation, has_bias=has_bias, loss=setting.loss),)
    if role == "T":
        return "T", loss_formula(setting.loss, setting.notation)
    return (setting.name(role),)


def _gradient_line(setting: Setting, role: str) -> str:
    """Return the formula of the gradient of a slot, which the layer that follows computes."""
    if role == "Y" and setting.is_last:
        return seed_formula(setting.loss, setting.notation)
    following = setting if role == "X" else setting.of_layer(setting.layer + 1)
    return role_formula("X_grad", following.notation, has_bias=False, loss=setting.loss)


def _aside(setting: Setting, slot: Slot, chain: Chain) -> Iterator[Label]:
    """Yield the names of W and b, or what the mask of an activation is, above their places."""
    theme, text = setting.style.theme, setting.style.text
    size = min(13 * text, (chain.gap - _AXIS) * 0.75)
    if size < _LEAST:
        return
    told = [("W", slot.W), ("b", slot.b)] if setting.names.is_linear else [("", slot.W)]
    for role, grid in told:
        if grid is None or setting.kind == "softmax":
            continue
        if role:
            name = setting.notation.drawn(role)
        else:
            name = setting.notation.written(f"{KIND_NAMES[setting.kind]}′(X)")
        spans = typeset(name, theme.text if role else theme.muted, "semibold")
        x, y = (grid.x + grid.right) / 2, grid.y - (chain.gap + _AXIS) / 2 + size * 0.3
        room = grid.right - grid.x + chain.gap * 0.9
        yield Label(x, y, spans, size, "center", max_width=room)


def _legend(setting: Setting, area: Area, chain: Chain, slots: Slots) -> Iterator[Mark]:
    """Yield the two palettes with what they stand for, in the corner that is free."""
    theme, text = setting.style.theme, setting.style.text
    aside = [grid.x for slot in chain.slots for grid in (slot.W, slot.b) if grid is not None]
    room = (min(aside) if chain.is_flipped else chain.X.x - 40 * text) - area.x - 20 * text
    if room < 120 * text:
        return
    key = _KEYS[chain.halves[0] if slots == "both" else "whole"]
    for n, (words, colors) in enumerate(zip(key, (theme.values, theme.gradients), strict=True)):
        y = area.y + (16 + n * 22) * text
        yield Gradation(area.x, y - 9 * text, 56 * text, 9 * text, colors.ramp(33))
        spans = told(words, setting.style, theme.text)
        yield Label(area.x + 66 * text, y, spans, 13 * text, max_width=room - 66 * text)
