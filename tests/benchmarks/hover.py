"""Pointing at one cell after the other: what does not change is neither composed nor painted."""

from dataclasses import replace
from itertools import cycle

from PySide6.QtGui import QImage, QPainter

from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.gui.stage.plate import Plate
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, passes
from gradviz.session.edits import set_view
from gradviz.session.looks.choices import ViewName
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS
from gradviz.views.choice import view_of
from gradviz.views.request import Request
from gradviz.views.view import View
from tests.benchmarks.promise import Floor, Row
from tests.benchmarks.turns import in_turns, medians
from tests.benchmarks.windows import settled

PROMISE = "pointing at another cell, 1600×1000"
WHOLE = "a whole picture"
"""Made and painted anew."""
TURNS, HOVERS = 40, 10
STYLE = Style(1600, 1000)


def rows() -> list[Row]:
    """Measure the views of the example in which cells light up, a deep network, and a window."""
    application()
    deep = next(preset for preset in PRESETS if preset.id == "xavier").document()
    column = set_view(deep, flow=FlowLook("column"))
    names: tuple[ViewName, ...] = ("flow", "jacobian", "adjoint", "derivation", "cube")
    found = [_row(f"the example, {name}", set_view(example(), view=name)) for name in names]
    found.append(_row("12 layers in the column", column))
    for name, document in (("the example", example()), ("12 layers in the column", column)):
        with settled(document) as window:
            found.append(_in_window(f"{name}, in the whole window", window))
    return found


def _row(what: str, document: Document) -> Row:
    view = view_of(document, passes(document))
    plate, whole = Plate(), _Whole(view)
    canvas = QImage(1600, 1000, QImage.Format.Format_RGB32)
    composed, pointed = cycle(_cells(view)), cycle(_cells(view))

    def compose() -> None:
        view.frame(replace(_asked(view), pointed=next(composed)))

    def hover() -> None:
        frame = view.frame(replace(_asked(view), pointed=next(pointed)))
        with QPainter(canvas) as painter:
            plate.paint(frame, painter)

    calls = {"composing": compose, "hover": hover, WHOLE: whole.draw}
    took = medians(in_turns(calls, TURNS, HOVERS, warm=2))
    parts = {
        "composing": took["composing"],
        "painting": max(took["hover"] - took["composing"], 0.0),
    }
    return Row(PROMISE, what, took["hover"], Floor(WHOLE, took[WHOLE]), parts=parts)


def _in_window(what: str, window: MainWindow) -> Row:
    space, running = window.workspace, application()
    whole, pointed = _Whole(space.view), cycle(_cells(space.view))

    def hover() -> None:
        space.hover(next(pointed))
        running.processEvents()

    took = medians(in_turns({"hover": hover, WHOLE: whole.draw}, TURNS, HOVERS, warm=2))
    return Row(PROMISE, what, took["hover"], Floor(WHOLE, took[WHOLE]))


class _Whole:
    """A view whose pictures are made and painted anew, one cell lit up after the other."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._pointed = cycle(_cells(view))
        self._canvas = QImage(1600, 1000, QImage.Format.Format_RGB32)
        self._rasters = Rasters()

    def draw(self) -> None:
        """Make and paint the next one."""
        asked, ref = _asked(self._view), next(self._pointed)
        frame = self._view.still(asked).lit(ref)  # not the one that the view remembers
        with QPainter(self._canvas) as painter:
            paint(frame, painter, self._rasters)


def _asked(view: View) -> Request:
    return Request(view.document, view.passes, view.opening, STYLE)


def _cells(view: View) -> list[CellRef]:
    """Return one entry of every matrix of a picture."""
    entries = (view.entry(CellRef(name, 0, 0)) for name in view.names)
    return [ref for ref in entries if view.has(ref)]
