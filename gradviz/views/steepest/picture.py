"""The Steepest view: of all dx of one length, the one along the gradient makes dl largest.

The picture comes in frames of one size, to be laid over each other: what stands still while dx
moves, and what moves. Axes with their numbers are left to who shows it.
"""

from typing import TypeAlias

from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import TRANSPARENT, Frame, Label, Mark, Span
from gradviz.scene.marks.typeset import typeset
from gradviz.views.steepest.captions import equation, sentence
from gradviz.views.steepest.curve import curve_marks, curve_quiet
from gradviz.views.steepest.layout import Rooms
from gradviz.views.steepest.planes import quiet_marks, x_marks, y_marks
from gradviz.views.steepest.setting import Views
from gradviz.views.steepest.timeline import Turn

Layer: TypeAlias = tuple[Frame, Area | None]
"""A frame, and the room that it must not leave: while x is dragged, the circle could."""


def still(shown: Views, places: Rooms) -> Frame:
    """Return what stands still while dx moves."""
    style = places.style
    if shown.note:
        marks = _note(shown, places)
    else:
        marks = (*quiet_marks(shown, places), *curve_quiet(shown, places))
    return Frame(style.width, style.height, style.theme.ground, marks)


def moving(shown: Views, turn: Turn, places: Rooms) -> tuple[Layer, ...]:
    """Return what moves with dx, and what is said of the moment."""
    style = places.style

    def frame(*marks: Mark) -> Frame:
        return Frame(style.width, style.height, TRANSPARENT, marks)

    if shown.note:
        return ()
    return (
        (frame(*x_marks(shown, turn, places)), places.x),
        (frame(*y_marks(shown, turn, places)), places.y),
        (frame(*curve_marks(shown, turn, places), *_caption(shown, turn, places)), None),
    )


def steepest(shown: Views, turn: Turn, places: Rooms) -> Frame:
    """Return all of it as one picture, without axes."""
    ground = still(shown, places)
    marks = [mark for frame, _ in moving(shown, turn, places) for mark in frame.marks]
    return Frame(ground.width, ground.height, ground.background, (*ground.marks, *marks))


def _caption(shown: Views, turn: Turn, places: Rooms) -> tuple[Mark, ...]:
    theme, text, area = places.style.theme, places.style.text, places.caption
    step, *parts = equation(shown, turn)
    if places.lines == 2:
        told = [f"{step}  {';  '.join(parts)}"]
    else:
        told = [f"{step}  {parts[0]}", *parts[1:]]
    words = [typeset(sentence(shown, turn), theme.muted)]
    words += [typeset(line, theme.text) for line in told]
    pitch = (area.height - 10 * text) / places.lines
    x = area.x + area.width / 2
    return tuple(
        Label(x, area.y + 19 * text + n * pitch, spans, 14.5 * text, "center", 1.0, area.width)
        for n, spans in enumerate(words)
        if spans
    )


def _note(shown: Views, places: Rooms) -> tuple[Mark, ...]:
    theme, style = places.style.theme, places.style
    most, middle = style.width - 40, style.width / 2
    lines = shown.note.split("\n")
    top = style.height / 2 - 13 * style.text * (len(lines) - 1)
    return tuple(
        Label(middle, top + n * 26 * style.text, (Span(line, color),), size, "center", 1.0, most)
        for n, line in enumerate(lines)
        for color, size in [
            (theme.muted, 13.5 * style.text) if n else (theme.text, 16 * style.text)
        ]
    )
