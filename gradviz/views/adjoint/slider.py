"""The slider of the adjoint exhibit: from W as it is to the orthogonal matrix nearest to it."""

from gradviz.language.english import named_value
from gradviz.messages.message import say
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Box, Frame, Label, Mark, Polyline, Span
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style

_REF = "slider"
_REACH = 16.0  # scene units about the line that belong to it
_HALF = 150.0


def slider_marks(area: Area, share: float, style: Style) -> tuple[Mark, ...]:
    """Return the slider at a share, 0..1: its line, its knob, what either end means."""
    theme, text = style.theme, style.text
    middle, half = area.x + area.width / 2, min(_HALF * text, area.width * 0.2)
    y = area.y + 16 * text
    start, end = middle - half, middle + half
    knob = start + (end - start) * min(max(share, 0.0), 1.0)
    radius = 8 * text
    side = start - area.x - 16 * text
    value = named_value("t", share, 2)
    return (
        Label(
            start - 16 * text,
            y + 5 * text,
            told(say("W as it is"), style),
            13 * text,
            "right",
            max_width=side,
        ),
        Label(
            end + 16 * text,
            y + 5 * text,
            told(say("orthogonal: the nearest Q"), style),
            13 * text,
            max_width=side,
        ),
        Polyline(((start, y), (end, y)), 5 * text, theme.pressed, ref=_REF),
        Polyline(((start, y), (knob, y)), 5 * text, theme.accent),
        Box(
            knob - radius,
            y - radius,
            2 * radius,
            2 * radius,
            radius,
            theme.raised,
            theme.accent,
            2.0,
            ref=f"{_REF}:knob",
            for_hands=True,
        ),
        Label(middle, y + 26 * text, (Span(value, theme.muted),), 12.5 * text, "center"),
    )


def slider_at(frame: Frame, x: float, y: float, *, is_held: bool = False) -> float | None:
    """Return which share a point on the slider stands for, 0..1; None beside it.

    With `is_held`, for a drag that began on it, any point stands for the nearest share.
    """
    line = next((m for m in frame.marks if isinstance(m, Polyline) and m.ref == _REF), None)
    if line is None:
        return None
    (start, level), (end, _) = line.points[0], line.points[-1]
    is_near = abs(y - level) <= _REACH and start - _REACH <= x <= end + _REACH
    if not (is_near or is_held):
        return None
    return min(max((x - start) / (end - start), 0.0), 1.0)
