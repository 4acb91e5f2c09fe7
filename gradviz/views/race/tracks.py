"""The tracks of a race: a bar for each lane, as long as its multiplications."""

from gradviz.engine.jacobians.bracketing import Bracketing
from gradviz.language.counts import grouped
from gradviz.messages.message import say
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Box, Label, Mark, Span
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style
from gradviz.views.race.chain import LETTER
from gradviz.views.race.timeline import Race

_SIZE, _HIGH, _APART = 14.0, 10.0, 30.0  # of text, of a bar, from one to the next
_NAME, _BESIDE = 104.0, 12.0  # what the names take, and what is free right of a bar
_SIDES = say("from the left"), say("from the right")


def track_marks(run: Race, area: Area, style: Style, seconds: float) -> list[Mark]:
    """Return both tracks, how far either lane has come, and which of them was first."""
    text = style.text
    totals = [order.multiplications for order in run.orders]
    digits = len(grouped(max(totals)))
    counts = (2 * digits + 4) * LETTER * _SIZE * text + _BESIDE * text
    longest = area.width - _NAME * text - min(counts, area.width * 0.45)
    marks: list[Mark] = []
    for n, (name, order) in enumerate(zip(_SIDES, run.orders, strict=True)):
        y = area.y + (16 + _APART * n) * text
        long = max(longest * totals[n] / max(totals), 4.0)
        bar = Area(area.x + _NAME * text, y - _HIGH * text, long, _HIGH * text)
        is_first = totals[n] < totals[1 - n] and run.finish(order) <= seconds
        marks += _bar(bar, min(run.elapsed(seconds) / totals[n], 1.0), style)
        color = style.theme.accent if is_first else style.theme.text
        named = told(name, style, color)
        marks.append(Label(area.x, y, named, _SIZE * text, max_width=(_NAME - 8) * text))
        count = _count(order, run.lane(order, seconds).done, style, is_first=is_first)
        x = bar.right + _BESIDE * text
        marks.append(Label(x, y, count, _SIZE * text, max_width=area.right - x))
    return marks


def _bar(bar: Area, share: float, style: Style) -> list[Mark]:
    """Return a track with its end, and what of it is behind."""
    theme, text = style.theme, style.text
    radius, there = bar.height / 2, bar.width * share
    marks: list[Mark] = [Box(bar.x, bar.y, bar.width, bar.height, radius, theme.pressed)]
    if there > 0:
        radius = min(bar.height, there) / 2
        marks.append(Box(bar.x, bar.y, there, bar.height, radius, theme.accent))
    out = 3 * text
    return [*marks, Box(bar.right, bar.y - out, 2.0, bar.height + 2 * out, 0.0, theme.text)]


def _count(order: Bracketing, done: int, style: Style, *, is_first: bool) -> tuple[Span, ...]:
    """Return how many multiplications of how many are done."""
    count = say("<b>{done}</b> of {all}", done=grouped(done), all=grouped(order.multiplications))
    if not is_first:
        return told(count, style)
    first = told(say("first"), style, style.theme.accent, "semibold")
    return (*told(count, style), Span("  ", style.theme.muted), *first)
