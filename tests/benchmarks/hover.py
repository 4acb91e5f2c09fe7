"""Pointing at one cell after the other: what does not change is neither composed nor painted."""

from dataclasses import replace
from itertools import cycle

from PySide6.QtGui import QImage, QPainter

from gradviz.gui.app import application
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
from tests.benchmarks.promise import Row, beside, times
from tests.benchmarks.turns import in_turns, medians

PROMISE = "pointing at another cell, beside a whole picture made and painted, 1600×1000"
TURNS, HOVERS = 40, 10
MOST = 0.5
"""Of the time of a whole picture."""
STYLE = Style(1600, 1000)


def rows() -> list[Row]:
    """Measure the views of the example in which cells light up, and a deep network."""
    application()
    deep = next(preset for preset in PRESETS if preset.id == "xavier").document()
    column = set_view(deep, flow=FlowLook("column"))
    names: tuple[ViewName, ...] = ("flow", "jacobian", "adjoint", "derivation")
    found = [_row(f"the example, {name}", set_view(example(), view=name)) for name in names]
    box = set_view(example(), view="cube")
    return [
        *found,
        _row("12 layers in the column", column),
        # the ray from a cell is at the back of its picture: only composing is less
        _row("the example, cube", box, decides=False),
    ]


def _row(what: str, document: Document, *, decides: bool = True) -> Row:
    view = view_of(document, passes(document))
    cells = _cells(view)
    plate, rasters = Plate(), Rasters()
    canvas = QImage(1600, 1000, QImage.Format.Format_RGB32)
    pointed, again = cycle(cells), cycle(cells)

    def hover() -> None:
        frame = view.frame(replace(_asked(view), pointed=next(pointed)))
        with QPainter(canvas) as painter:
            plate.paint(frame, painter)

    def whole() -> None:
        asked, ref = _asked(view), next(again)
        frame = view.still(asked).lit(ref)  # not the one that the view remembers
        with QPainter(canvas) as painter:
            paint(frame, painter, rasters)

    took = medians(in_turns({"hover": hover, "whole": whole}, TURNS, HOVERS, warm=2))
    ratio = took["hover"] / took["whole"]
    others = beside({"whole": took["whole"]})
    ours = times(took["hover"])
    return Row(PROMISE, what, ours, f"{MOST}×", ratio <= MOST, others, ratio, decides)


def _asked(view: View) -> Request:
    return Request(view.document, view.passes, view.opening, STYLE)


def _cells(view: View) -> list[CellRef]:
    """Return one entry of every matrix of a picture."""
    entries = (view.entry(CellRef(name, 0, 0)) for name in view.names)
    return [ref for ref in entries if view.has(ref)]
