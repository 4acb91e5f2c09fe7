"""The rail: all layers of a network in a row, each leading to its own picture."""

from collections.abc import Iterator

from gradviz.language.words import KIND_NAMES
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Arrow, Box, Label, Mark
from gradviz.scene.marks.spans import typeset

RAIL = "layer:"
_GAP = 22.0
_WIDEST = 150.0


def rail(setting: Setting, area: Area) -> tuple[Mark, ...]:
    """Return a box for each layer; that of the one shown, and of the one at work, stand out."""
    return tuple(_boxes(setting, area))


def _boxes(setting: Setting, area: Area) -> Iterator[Mark]:
    theme, text = setting.style.theme, min(setting.style.text, area.height / 26)
    layers = setting.network.layers
    gap = min(_GAP * text, area.width / len(layers) * 0.22)
    width = min((area.width - gap * (len(layers) - 1)) / len(layers), _WIDEST * text)
    y = area.y + area.height / 2
    for n, names in enumerate(layers):
        x = area.x + n * (width + gap)
        is_shown = n == setting.layer
        is_at_work = n == setting.phase.layer and not setting.is_at_rest
        yield Box(
            x,
            area.y,
            width,
            area.height,
            radius=7.0,
            fill=theme.pressed if is_shown else theme.raised,
            stroke=theme.accent if is_shown else theme.strong_line if is_at_work else theme.line,
            stroke_width=2.0 if is_shown else 1.0,
            ref=f"{RAIL}{n}",
        )
        told = names.W if names.W is not None else KIND_NAMES[names.kind]
        color = theme.text if is_shown or is_at_work else theme.muted
        spans = typeset(f"{n + 1}  {told}", color, "semibold" if is_shown else "regular")
        yield Label(x + width / 2, y + 5 * text, spans, 13 * text, "center", max_width=width - 8)
        if n + 1 < len(layers):
            start = x + width + 2
            yield Arrow((start, y), (start + gap - 4, y), 1.5, 6.0, theme.strong_line)
