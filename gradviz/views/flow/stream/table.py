"""The words and numbers beside the bands: what becomes of the gradient, the levels, the key."""

from collections.abc import Iterator

from gradviz.explain.fate import verdict
from gradviz.explain.magnitudes import magnitude, power_of_ten
from gradviz.language.numbers import number
from gradviz.messages.message import Message, Text, joined, say, say_many
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Color, Label, Mark, Polygon, Polyline, Span, Weight
from gradviz.scene.marks.spans import told, typeset
from gradviz.scene.marks.theme import gradient_color, value_color
from gradviz.views.flow.stream.setting import Stream

_MERGED = (say("smallest"), say("median"), say("largest"))
_RULED_FROM = 30.0  # a layer must be so long, at text 1, that its factor is told


def headline(stream: Stream, area: Area) -> Iterator[Label]:
    """Yield what becomes of the gradient, and how to read the bands."""
    theme, text = stream.setting.style.theme, stream.setting.style.text
    lines: tuple[tuple[Text, Color, Weight, int], ...] = (
        (_news(stream), theme.text, "semibold", 17),
        (_reading(stream), theme.muted, "regular", 13),
    )
    free = area.width - (190 * text if stream.levels.is_flipped else 0.0)
    for n, (words, color, weight, size) in enumerate(lines):
        spans = told(words, stream.setting.style, color, weight)
        yield Label(area.x, area.y + (18 + 25 * n) * text, spans, size * text, max_width=free)


def _news(stream: Stream) -> Text:
    """Return what can be said now: nothing forward, how far it has come, the verdict."""
    names, totals = stream.totals.names, stream.totals.totals
    level = stream.reached
    if level == len(names):
        return say("Values first: there is no gradient yet")
    if level == 0:
        return verdict(names, totals)
    if level == len(names) - 1:
        return say(
            "The gradient starts at {name}, with the norm {size}",
            name=names[-1],
            size=magnitude(totals[-1]),
        )
    return say("So far: {verdict}", verdict=verdict(names[level:], totals[level:]))


def _reading(stream: Stream) -> Message:
    """Return how to read the bands, and how many samples nothing arrives for."""
    samples = stream.totals.samples
    if stream.is_merged:
        bands = say(
            "Bands: ‖gradient‖, the smallest, the median and the largest of {samples} samples, "
            "log scale.",
            samples=samples,
        )
    elif samples == 1:
        bands = say("Bands: ‖gradient‖ of the sample, log scale.")
    else:
        bands = say("Bands: ‖gradient‖ of each sample, log scale.")
    told = [bands, say("Outlines: ‖value‖, from its own largest down.")]
    lost = int((stream.totals.gradients[0] == 0.0).sum())
    if stream.reached == 0 and 0 < lost < samples:
        told.append(
            say_many(
                "Of {samples} samples, {count} gets nothing.",
                "Of {samples} samples, {count} get nothing.",
                lost,
                samples=samples,
            )
        )
    return joined(told)


def table(stream: Stream) -> Iterator[Label]:
    """Yield the name and the norms of every level, and what each layer does to the gradient."""
    yield from _heads(stream)
    names = stream.totals.names
    theme = stream.setting.style.theme
    gradients, values = stream.totals.totals, stream.totals.value_totals
    for n, name in enumerate(names):
        along = stream.levels.along[n]
        yield _entry(stream, along, 0, name, theme.text, "semibold")
        if stream.is_known(n):
            yield _entry(stream, along, 1, magnitude(gradients[n]), theme.text, "semibold")
        if stream.is_valued(n):
            yield _entry(stream, along, 2, magnitude(values[n]), theme.muted)
    if stream.levels.pitch < _RULED_FROM * stream.setting.style.text:
        return
    for n in range(len(names) - 1):
        below, above = gradients[n + 1], gradients[n]
        if stream.is_known(n) and 0.0 < below < float("inf") and 0.0 < above < float("inf"):
            factor = f"×{number(above / below, 2)}"
            yield _entry(stream, stream.levels.middle(n), 3, factor, theme.muted)


def _heads(stream: Stream) -> Iterator[Label]:
    levels, style = stream.levels, stream.setting.style
    theme, text = style.theme, style.text
    heads = (
        (1, say("‖gradient‖"), gradient_color(theme)),
        (2, say("‖value‖"), value_color(theme)),
    )
    for column, head, color in heads:
        spans = told(head, style, color, "semibold")
        if levels.is_flipped:
            y = levels.table + (18 + 20 * (column + (column > 1))) * text
            x = levels.along[0] - 44 * text
            yield Label(x, y, spans, 11.5 * text, "right")
        else:
            x = levels.table + (118 if column == 1 else 188) * text
            y = levels.along[0] - 24 * text
            yield Label(x, y, spans, 11.5 * text, "right")
    yield from _lane_heads(stream)


def _lane_heads(stream: Stream) -> Iterator[Label]:
    """Yield which sample, or which of many, each band is."""
    levels, style = stream.levels, stream.setting.style
    base, text = stream.setting.notation.base, style.text
    for n, lane in enumerate(levels.lanes):
        if stream.is_merged:
            spans = told(_MERGED[n], style)
        else:
            spans = (Span(f"j = {base}" if n == 0 else str(n + base), style.theme.j),)
        x, y = lane.point(levels.along[0] - 26 * text)
        if levels.is_flipped:
            yield Label(x - 2 * text, y + 4 * text, spans, 11.5 * text, "right")
        else:
            yield Label(x, y, spans, 11.5 * text, "center", max_width=lane.room - 2)


def _entry(
    stream: Stream, along: float, column: int, shown: str, color: Color, weight: Weight = "regular"
) -> Label:
    """Return an entry of the table: the name, the gradient, the value or the factor of a layer."""
    levels, text = stream.levels, stream.setting.style.text
    spans = typeset(shown, color, weight)
    if levels.is_flipped:
        row = {0: 0, 1: 1, 3: 2, 2: 3}[column]
        y = levels.table + (18 + 20 * row) * text
        return Label(along, y, spans, 12.5 * text, "center", max_width=levels.pitch * 0.94)
    x = levels.table + {0: 18, 1: 118, 2: 188, 3: 118}[column] * text
    size = (11 if column == 3 else 13) * text
    return Label(x, along + 0.36 * size, spans, size, "left" if column == 0 else "right")


def key(stream: Stream, area: Area) -> Iterator[Mark]:
    """Yield the key of widths: a wedge with the powers of ten along it."""
    levels, style = stream.levels, stream.setting.style
    theme, text = style.theme, style.text
    lane, scale = levels.lanes[0], stream.scale
    widest, least = 2 * lane.half_at(1.0), 2 * lane.half_at(0.0)
    length = 130 * text
    if levels.is_flipped:
        x, y = area.right - length - 16 * text, area.y + 6 * text + widest / 2
    else:
        x, y = levels.end + 22 * text + widest / 2, levels.along[0]

    def place(share: float, aside: float) -> tuple[float, float]:
        way = length * share
        return (x + way, y + aside) if levels.is_flipped else (x + aside, y + length - way)

    points = tuple(
        place(s, a) for s, a in ((0, -least / 2), (1, -widest / 2), (1, widest / 2), (0, least / 2))
    )
    yield Polygon(points, gradient_color(theme))
    for power in scale.powers(5):
        share = (power - scale.low) / (scale.high - scale.low)
        half = lane.half_at(share)
        yield Polyline(
            (place(share, half), place(share, widest / 2 + 4 * text)), 1.0, theme.strong_line
        )
        spans = (Span(power_of_ten(power), theme.muted),)
        at = place(share, widest / 2 + (16 if levels.is_flipped else 7) * text)
        if levels.is_flipped:
            yield Label(*at, spans, 11 * text, "center")
        else:
            yield Label(at[0], at[1] + 4 * text, spans, 11 * text)
