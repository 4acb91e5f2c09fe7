"""From an edit to the new picture, beside that picture without a window."""

from dataclasses import replace
from statistics import median
from time import process_time

from PySide6.QtGui import QImage, QPainter

from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.session.document import Document, example, passes
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS
from gradviz.views.choice import view_of
from tests.benchmarks.promise import Floor, Row
from tests.benchmarks.windows import settled

PROMISE = "edit to new picture, 1600×1000"
EDITS = 200
ALONE = "the picture alone"
"""Its passes, composed and painted by nobody but the painter."""


def rows() -> list[Row]:
    """Measure the example, and a deep network in the column."""
    deep = next(preset for preset in PRESETS if preset.id == "xavier").document()
    column = set_view(deep, flow=FlowLook("column"))
    return [*_edits("the example", example()), *_edits("12 layers in the column", column)]


def _edits(name: str, document: Document) -> list[Row]:
    took, alone = [], []
    with settled(document) as window:
        bare = _Alone(window)
        for n in range(EDITS):
            took.append(_edited(window.workspace, 0.1 * n + 0.05, n))
            alone.append(bare.edited(0.1 * n + 0.07, n))
    made = {
        part: median(one[n] for one in alone)
        for n, part in enumerate(("engine", "composing", "painting"))
    }
    floor = Floor(ALONE, sum(made.values()))
    middle, worst = median(took), max(took)
    return [
        Row(PROMISE, f"{name}, {which}", seconds, floor, parts=_parts(made, seconds))
        for which, seconds in (("median", middle), (f"worst of {EDITS}", worst))
    ]


def _parts(made: dict[str, float], seconds: float) -> dict[str, float]:
    return {**made, "widgets": seconds - sum(made.values())}


def _edited(space: Workspace, value: float, n: int) -> float:
    """Return the seconds until the window shows another number."""
    new = set_cell(space.document, CellRef("X", n % 3, n % 3), value)
    started = process_time()
    space.edit(new, "Type", merge="benchmark")
    application().processEvents()
    return process_time() - started


class _Alone:
    """Makes the picture of a window without it."""

    def __init__(self, window: MainWindow) -> None:
        self._space = window.workspace
        size = window.stage.size()
        self._style = self._space.style(size.width(), size.height())
        self._canvas = QImage(size, QImage.Format.Format_RGB32)
        self._rasters = Rasters()

    def edited(self, value: float, n: int) -> tuple[float, float, float]:
        """Return the seconds of the passes, of composing and of painting."""
        new = set_cell(self._space.document, CellRef("X", n % 3, n % 3), value)
        started = process_time()
        made = passes(new)
        ran = process_time()
        request = replace(self._space.request(self._style), document=new, passes=made)
        frame = view_of(new, made).frame(request)
        composed = process_time()
        with QPainter(self._canvas) as painter:
            paint(frame, painter, self._rasters)
        return ran - started, composed - ran, process_time() - composed
