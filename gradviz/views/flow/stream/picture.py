"""Gradient flow: how large the gradient is on its way from the loss back to X, at a glance.

One band a sample rises from the loss to X, as wide as the norm of the sample's gradient at each
level, on a logarithmic scale: it narrows where the gradient vanishes and swells where it
explodes. What every layer sends to its W and b leaves aside. On the way forward there are
outlines only, of the values.
"""

import math
from collections.abc import Iterator

from gradviz.explain.magnitudes import magnitude
from gradviz.language.english import named_value
from gradviz.language.numbers import number
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Text, say
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Arrow, Box, Label, Mark, Polyline, Span
from gradviz.scene.marks.spans import told, typeset
from gradviz.scene.marks.theme import gradient_color, value_color
from gradviz.views.flow.rail import RAIL
from gradviz.views.flow.stream.bands import Ink, band, band_outline, dashes
from gradviz.views.flow.stream.setting import Stream, parameter_norm, parameter_reach, stream_of
from gradviz.views.flow.stream.table import headline, key, table

_HEAD, _HEAD_FLIPPED = 56.0, 112.0
_WIDEST_ARROW, _WIDEST_OF_TWO, _SHORTEST = 14.0, 8.0, 8.0


def gradientflow(setting: Setting, area: Area) -> tuple[tuple[Mark, ...], Grids]:
    """Return the marks of the gradient's way; no matrix is drawn in it.

    Parameters
    ----------
    setting : Setting
        Of any layer.
    area : Area

    Notes
    -----
    A box with the ref "layer:2" is where the third layer is named: see `gradviz.views.flow.rail`.
    """
    text = setting.style.text
    head = (_HEAD_FLIPPED if setting.notation.is_drawn_flipped else _HEAD) * text
    stream = stream_of(setting, area.shrunk(top=head))
    marks = (
        *headline(stream, area),
        *_rules(stream),
        *_bands(stream),
        *_oddities(stream),
        *_loss(stream),
        *_layers(stream),
        *table(stream),
        *key(stream, area),
    )
    return marks, ()


def _rules(stream: Stream) -> Iterator[Mark]:
    """Yield a quiet line at every level."""
    levels, theme = stream.levels, stream.setting.style.theme
    for along in levels.along:
        ends = (levels.point(along, levels.bands), levels.point(along, levels.table))
        yield Polyline(ends, 1.0, theme.line)


def _bands(stream: Stream) -> Iterator[Mark]:
    theme, text = stream.setting.style.theme, stream.setting.style.text
    ink = Ink(gradient_color(theme), theme.ground, theme.text)
    for n in range(len(stream.levels.lanes)):
        course, lane = stream.back(n)
        yield from dashes(course, lane, theme.faint, text)
        yield from band(course, lane, stream.scale, ink, text)
        yield from band_outline(*stream.there(n), stream.value_scale, value_color(theme))


def _oddities(stream: Stream) -> Iterator[Label]:
    """Yield what is said at each level of bands that have no finite width there."""
    levels, theme, text = stream.levels, stream.setting.style.theme, stream.setting.style.text
    for lane, place in enumerate(levels.lanes):
        for n, along in enumerate(levels.along):
            size = float(stream.gradients[n, lane])
            if (size > 0.0 and math.isfinite(size)) or stream.backward[n, lane] < 1.0:
                continue
            told = number(size) if place.room >= 34 * text else number(size).replace("NaN", "?")
            x, y = place.point(along)
            color = theme.muted if size == 0.0 else theme.text
            yield Label(x, y + 5 * text, (Span(told, color, "semibold"),), 13 * text, "center")


def _loss(stream: Stream) -> Iterator[Mark]:
    """Yield the loss, which every band comes out of."""
    setting, levels = stream.setting, stream.levels
    theme, text = setting.style.theme, setting.style.text
    x, y = levels.point(levels.source, levels.bands)
    long, high = levels.table - levels.bands, 24 * text
    is_known = stream.is_known(-1)
    words: Text = "l" if setting.network.loss is not None else say("seed")
    if setting.network.loss is not None and is_known:
        words = named_value("l", setting.network.loss)
    spans = told(words, setting.style, theme.text if is_known else theme.muted, "semibold")
    width, height = (high, long) if levels.is_flipped else (long, high)
    is_at_work = setting.phase.kind == "loss" and not setting.is_at_rest
    edge = theme.strong_line if is_at_work else theme.line
    yield Box(x, y, width, height, 6.0, theme.raised, edge, 1.0)
    if levels.is_flipped:
        below = levels.table + 18 * text
        yield Label(x + width / 2, below, spans, 13 * text, "center", max_width=76 * text)
    else:
        yield Label(x + width / 2, y + 17 * text, spans, 13 * text, "center", max_width=200 * text)


def _layers(stream: Stream) -> Iterator[Mark]:
    """Yield the name of each layer, and what leaves from it to its W and b."""
    setting, levels = stream.setting, stream.levels
    theme, text = setting.style.theme, setting.style.text
    high = min(26 * text, levels.pitch * 0.66)
    for n, names in enumerate(setting.network.layers):
        width = min(78 * text, levels.pitch * 0.86) if levels.is_flipped else 78 * text
        middle = levels.point(levels.middle(n), (levels.card + levels.bands) / 2 - 5 * text)
        x, y = middle[0] - width / 2, middle[1] - high / 2
        is_at_work = n == setting.phase.layer and setting.phase.kind != "loss"
        is_at_work = is_at_work and not setting.is_at_rest
        edge = theme.strong_line if is_at_work else theme.line
        yield Box(x, y, width, high, 6.0, theme.raised, edge, 1.0, ref=f"{RAIL}{n}")
        spans = typeset(_title(setting, n), theme.text if is_at_work else theme.muted, "semibold")
        size = min(12.5 * text, high * 0.62)
        yield Label(middle[0], middle[1] + size * 0.36, spans, size, "center", max_width=width - 6)
        if names.is_linear:
            yield from _parameters(stream, n)


def _title(setting: Setting, layer: int) -> str:
    """Return what a layer is: "W2 4×3" as people write it, or "tanh"."""
    names = setting.network.layers[layer]
    if names.W is None:
        return KIND_NAMES[names.kind]
    notation = setting.notation.of_layer(names)
    shape = setting.network.matrix(names.W).shape
    rows, cols = shape[::-1] if notation.is_flipped("W") else shape
    return f"{names.W} {rows}×{cols}"


def _parameters(stream: Stream, layer: int) -> Iterator[Mark]:
    """Yield the arrows that leave from a layer to its W and b, and how large they are."""
    setting, levels, text = stream.setting, stream.levels, stream.setting.style.text
    roles = ("W_grad", "b_grad") if setting.network.layers[layer].b else ("W_grad",)
    apart = min(17 * text, levels.pitch * 0.44)
    for n, role in enumerate(roles):
        aside = (n - (len(roles) - 1) / 2) * apart
        reached = parameter_reach(setting, layer, role)
        if reached <= 0.0:
            continue
        size = parameter_norm(setting, layer, role)
        at = levels.middle(layer) + aside
        start, end = levels.card - 2 * text, levels.arrow + 4 * text
        tip = start + (end - start) * reached
        most = _WIDEST_ARROW if len(roles) == 1 else _WIDEST_OF_TWO
        yield from _leaving(stream, at, (start, tip), size, most)
        if reached == 1.0:
            letters = min(12.5 * text, apart * 0.95) if len(roles) > 1 else 12.5 * text
            yield from _told(stream, layer, role, (at, letters), size)


def _leaving(
    stream: Stream, at: float, way: tuple[float, float], size: float, most: float
) -> Iterator[Mark]:
    """Yield an arrow as wide as a norm, once it is seen to be one; for 0 or NaN a line across."""
    theme, levels = stream.setting.style.theme, stream.levels
    text, pitch = stream.setting.style.text, levels.pitch
    if not size > 0.0:  # 0 or NaN: nothing leaves, and that is seen
        bar = 5 * text
        ends = (levels.point(at - bar, way[0]), levels.point(at + bar, way[0]))
        yield Polyline(ends, 2.5 * text, theme.text)
        return
    if abs(way[1] - way[0]) < _SHORTEST * text:
        return
    most = min(most * text, pitch * 0.3)
    width = 1.5 + (most - 1.5) * stream.parameter_scale.share(size)
    head = min(width * 1.1 + 6 * text, abs(way[1] - way[0]))
    points = levels.point(at, way[0]), levels.point(at, way[1])
    yield Arrow(*points, width, head, gradient_color(theme))


def _told(
    stream: Stream, layer: int, role: str, line: tuple[float, float], size: float
) -> Iterator[Mark]:
    """Yield the name and the size of what leaves; `line` is where it is told and how large."""
    setting, levels = stream.setting, stream.levels
    theme, text = setting.style.theme, setting.style.text
    local = setting.of_layer(layer)
    name = typeset(local.notation.name(role), theme.muted)
    value = Span(magnitude(size), theme.text, "semibold")
    if levels.is_flipped:
        up = 0 if role == "W_grad" else 30
        for spans, above in ((name, 6), ((value,), 21)):
            x, y = levels.middle(layer), levels.arrow - (above + up) * text
            yield Label(x, y, spans, 11.5 * text, "center", max_width=levels.pitch * 1.6)
        return
    y, letters = line
    x = levels.arrow - 2 * text
    if local.is_shared(role) and not local.sizes.has_bias:  # a long name, a line of its own
        letters = min(letters, levels.pitch * 0.3)
        for spans, aside in ((name, -0.3), ((value,), 1.02)):
            yield Label(x, y + aside * letters, spans, letters, "right", max_width=114 * text)
        return
    spans = (*name, Span("  ", theme.muted), value)
    yield Label(x, y + 0.36 * letters, spans, letters, "right", max_width=114 * text)
