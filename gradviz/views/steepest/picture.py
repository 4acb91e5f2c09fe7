"""The Steepest view: of all dx of one length, the one along the gradient makes dl largest."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from gradviz.messages.message import joined
from gradviz.refs import CellRef
from gradviz.scene.layout.page import page
from gradviz.scene.marks.frame import Frame, Label, Mark
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.spans import told
from gradviz.views.steepest.captions import equation, sentence
from gradviz.views.steepest.curve import curve_marks, curve_quiet
from gradviz.views.steepest.entries import entry_cells, pointed_marks
from gradviz.views.steepest.layout import PlotRooms
from gradviz.views.steepest.planes import NAMED, quiet_marks, x_marks, y_marks
from gradviz.views.steepest.setting import Views
from gradviz.views.steepest.timeline import DxTurn


def steepest(shown: Views, turn: DxTurn, places: PlotRooms, scales: Mapping[str, Scale]) -> Frame:
    """Return the picture.

    Parameters
    ----------
    shown : Views
    turn : DxTurn
    places : PlotRooms
    scales : mapping of str to Scale
        Of X, of the output whose plane is seen, and of their gradients.
    """
    style = places.style
    if shown.notes:
        return page(style, _note(shown, places))
    marks = (
        *_quiet(shown, places),
        *entry_cells(shown, places, scales, with_gradients=turn.found > NAMED),
        *x_marks(shown, turn, places),
        *y_marks(shown, turn, places),
        *curve_marks(shown, turn, places),
        *_caption(shown, turn, places),
    )
    return page(style, marks)


def lit(frame: Frame, ref: CellRef, shown: Views, places: PlotRooms) -> Frame:
    """Return the picture with an entry pointed at."""
    marks = () if shown.notes else pointed_marks(frame, ref, shown, places)
    return replace(frame, marks=(*frame.marks, *marks))


@lru_cache(maxsize=3)
def _quiet(shown: Views, places: PlotRooms) -> tuple[Mark, ...]:
    """Return what stands still while dx moves; of the same views the very same marks."""
    return (*quiet_marks(shown, places), *curve_quiet(shown, places))


def _caption(shown: Views, turn: DxTurn, places: PlotRooms) -> tuple[Mark, ...]:
    style, text, area = places.style, places.style.text, places.caption
    step, *parts = equation(shown, turn)
    if places.lines == 2:
        numbers = [joined([step, joined(parts, ";  ")], "  ")]
    else:
        numbers = [joined([step, parts[0]], "  "), *parts[1:]]
    words = [told(sentence(shown, turn), style)]
    words += [told(line, style, style.theme.text) for line in numbers]
    pitch = (area.height - 10 * text) / places.lines
    x = area.x + area.width / 2
    return tuple(
        Label(x, area.y + 19 * text + n * pitch, spans, 14.5 * text, "center", 1.0, area.width)
        for n, spans in enumerate(words)
        if spans
    )


def _note(shown: Views, places: PlotRooms) -> tuple[Mark, ...]:
    theme, style = places.style.theme, places.style
    most, middle = style.width - 40, style.width / 2
    top = style.height / 2 - 13 * style.text * (len(shown.notes) - 1)
    return tuple(
        Label(
            middle,
            top + n * 26 * style.text,
            told(note, style, theme.muted if n else theme.text),
            (13.5 if n else 16) * style.text,
            "center",
            max_width=most,
        )
        for n, note in enumerate(shown.notes)
    )
