"""dl against the angle of dx: to first order a cosine, and truly."""

import math
from collections.abc import Iterator

import numpy as np

from gradviz.engine.steepest import Vector
from gradviz.messages.message import Message, say
from gradviz.scene.layout.axes import Plot, Tick, Window, axis_across, axis_up, edge
from gradviz.scene.marks.colormap import blend
from gradviz.scene.marks.frame import Box, Color, Label, Mark, Polyline
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.theme import gradient_color
from gradviz.views.steepest.captions import changes, degrees, written
from gradviz.views.steepest.grips import CURVE
from gradviz.views.steepest.layout import PlotRooms
from gradviz.views.steepest.levels import LEAST
from gradviz.views.steepest.setting import ANGLES, Views
from gradviz.views.steepest.timeline import DxTurn

_ABOVE, _BELOW = 0.32, 0.12  # of the height of the curves: what is free beside them
_DEGREE_ROOM = 40.0  # scene units at text 1 between two angles
_LEFT = 0.55  # of the width: what is farther right has its name on the left
_LETTER = 0.5  # width of a letter, in font sizes
_MOST_TRUE = 6.0  # a true dl this many times the largest of first order leaves the picture


def curve_plot(shown: Views, places: PlotRooms) -> Plot:
    """Return where dl stands: degrees across, dl up; of a line only 0° and 180° matter."""
    first, true = shown.around.first, shown.around.true
    low, high = float(first.min()), float(first.max())
    finite = true[np.isfinite(true)]
    most = _MOST_TRUE * (high - low) if high > low else math.inf
    low = min(low, max(float(finite.min(initial=low)), low - most), 0.0)
    high = max(high, min(float(finite.max(initial=high)), high + most), 0.0)
    room = high - low if high - low > LEAST else 1.0
    low, high = low - _BELOW * room, high + _ABOVE * room
    angles = (-90.0, 270.0) if shown.x.is_line else (0.0, 360.0)
    return Plot(Window.between(angles, (low, high)), places.curve)


def curve_quiet(shown: Views, places: PlotRooms) -> Iterator[Mark]:
    """Yield what stands still: the axes, the line dl = 0, which curve is which."""
    theme, text, area = places.style.theme, places.style.text, places.curve
    plot = curve_plot(shown, places)
    yield edge(plot, places.style, CURVE)
    yield from axis_across(plot, places.style, _degrees(shown, places))
    yield from axis_up(plot, places.style, places.left)
    _, y = plot.at(0.0, 0.0)
    yield Polyline(((area.x, y), (area.right, y)), 1.0, theme.strong_line)
    above = area.y - 10 * text
    spans = told(say("dl against the angle of dx"), places.style, theme.text, "semibold")
    width = area.width * 0.34
    yield Label(area.x - places.left + 8 * text, above, spans, 14 * text, max_width=width)
    x = area.right
    for words, color, thick, room in (
        (say("true: l(x + dx) − l(x)"), _true_color(places), 2.0, 0.26),
        (say("first-order: x_grad · dx"), gradient_color(theme), 4.0, 0.28),
    ):
        most = min(150 * text, area.width * room)
        yield Label(x - most, above, told(words, places.style), 12 * text, max_width=most)
        y = above - 4 * text
        yield Polyline(((x - most - 24 * text, y), (x - most - 7 * text, y)), thick * text, color)
        x -= most + 38 * text


def curve_marks(shown: Views, turn: DxTurn, places: PlotRooms) -> Iterator[Mark]:
    """Yield as much of the curves as is known, the largest, and where dx is."""
    theme, text = places.style.theme, places.style.text
    plot = curve_plot(shown, places)
    known = turn.swept + 1e-9 >= ANGLES
    for numbers, color, width in (
        (shown.around.first, gradient_color(theme), 4.0),
        (shown.around.true, _true_color(places), 2.0),
    ):
        if shown.x.is_line:
            yield from _two_dots(numbers, turn, plot, (color, width * text))
        else:
            yield from _curve(numbers[known], plot, color, width * text)
    if turn.is_complete and shown.steepest is not None:
        yield from _largest(shown, plot, places)
    yield from _current(shown, turn, plot, places)


def _curve(numbers: Vector, plot: Plot, color: Color, width: float) -> Iterator[Mark]:
    """Yield a curve in pieces, for what is not finite or leaves the room is not drawn."""
    with np.errstate(all="ignore"):
        places = plot.all_at(np.column_stack([np.degrees(ANGLES[: len(numbers)]), numbers]))
    for piece in plot.pieces(places):
        yield Polyline(piece, width, color)


def _degrees(shown: Views, places: PlotRooms) -> tuple[Tick, ...]:
    """Return the ticks of the angle: of a circle its eighths, of a line its two directions."""
    if shown.x.is_line:
        return Tick(-90.0, "0°"), Tick(90.0, "180°")
    every = 45
    while places.curve.width / places.style.text < 360 / every * _DEGREE_ROOM:
        every *= 2
    return tuple(Tick(angle - 180.0, f"{angle}°") for angle in range(0, 361, every))


def _two_dots(
    numbers: Vector, turn: DxTurn, plot: Plot, look: tuple[Color, float]
) -> Iterator[Mark]:
    """Yield dl of the two directions that there are on a line, at 0° and at 180°."""
    color, width = look
    for degree, value in ((0.0, float(numbers[0])), (180.0, float(numbers[len(numbers) // 2]))):
        if math.isfinite(value) and math.radians(degree) <= turn.swept:
            x, y = plot.at(degree, value)
            bar = 2.0 * width
            if plot.area.y <= y <= plot.area.bottom:
                yield Polyline(((x - bar, y), (x + bar, y)), width, color)


def _largest(shown: Views, plot: Plot, places: PlotRooms) -> Iterator[Mark]:
    """Yield the mark at the largest first-order dl."""
    theme, text, area = places.style.theme, places.style.text, places.curve
    color, angle = gradient_color(theme), math.degrees(shown.steepest or 0.0)
    x, y = plot.at(angle, shown.largest)
    high = (y - area.y) / 9
    for n in range(9):  # dashes
        yield Polyline(((x, area.y + n * high), (x, area.y + (n + 0.5) * high)), 1.5, color)
    yield Polyline(((x, y),), 10.0 * text, color)
    words, size = _largest_words(shown), 12.5 * text
    spans = told(words, places.style, blend(color, theme.text, 0.35), "semibold")
    is_left = x < area.x + _LEFT * area.width
    aside, wide = 10 * text, _LETTER * size * len(words.text(places.style.language))
    line, beside = area.y + 15 * text, x + aside if is_left else x - aside - wide
    yield Box(beside, line - 0.95 * size, wide, 1.3 * size, 3.0, theme.ground)  # curves pass here
    end, room = (x + aside, area.right - x) if is_left else (x - aside, x - area.x)
    yield Label(end, line, spans, size, "left" if is_left else "right", max_width=room - aside)


def _largest_words(shown: Views) -> Message:
    value = written(shown.largest)
    if shown.x.is_line:
        return say("largest: {value}, dx ∥ x_grad", value=value)
    return say(
        "largest: {value} at {angle}, dx ∥ x_grad",
        value=value,
        angle=degrees(shown.steepest or 0.0),
    )


def _current(shown: Views, turn: DxTurn, plot: Plot, places: PlotRooms) -> Iterator[Mark]:
    """Yield the line at the angle of dx, which can be dragged, and dl there."""
    theme, text, area = places.style.theme, places.style.text, places.curve
    angle = line_angle(shown, turn)
    x, _ = plot.at(angle, 0.0)
    yield Polyline(((x, area.y), (x, area.bottom)), 1.5 * text, theme.accent)
    first, true = changes(shown, turn)
    for value, color in ((first, gradient_color(theme)), (true, _true_color(places))):
        _, y = plot.at(angle, value) if math.isfinite(value) else (0.0, math.inf)
        if area.y <= y <= area.bottom:
            size = 9.0 * text
            box = (x - size / 2, y - size / 2, size, size, size / 2)
            yield Box(*box, color, theme.ground, 1.5 * text)
    size = 10.0 * text
    x = min(max(x, area.x + size / 2), area.right - size / 2)
    yield Box(x - size / 2, area.bottom - size, size, size, 3 * text, theme.accent, for_hands=True)


def line_angle(shown: Views, turn: DxTurn) -> float:
    """Return at which degree the line of dx stands; on a line there are 0° and 180° only."""
    if shown.x.is_line:
        return 0.0 if shown.step(turn.angle)[0] > 0.0 else 180.0
    return math.degrees(turn.angle)


def _true_color(places: PlotRooms) -> Color:
    return places.style.theme.text
