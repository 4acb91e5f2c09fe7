"""From an edit to the new picture."""

import statistics
from time import perf_counter

from gradviz.gui.app import application, forget_what_stays
from gradviz.gui.main_window import MainWindow
from gradviz.refs import CellRef
from gradviz.session.document import Document, example
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS
from tests.benchmarks.promise import Row, times

PROMISE = "edit to new picture, 1600×1000"
EDITS = 200
SETTLED = 1.0
"""Seconds after the start in which nobody edits yet."""


def rows() -> list[Row]:
    """Measure the example, and a deep network in the column."""
    deep = next(preset for preset in PRESETS if preset.id == "xavier").document()
    return [
        *_edits("the example", example()),
        *_edits(
            "12 layers in the column",
            set_view(deep, flow=FlowLook("column")),
            decides=False,
        ),
    ]


def _edits(name: str, document: Document, *, decides: bool = True) -> list[Row]:
    running = application()
    window = MainWindow(document)
    window.resize(1600, 1000)
    window.show()
    started = perf_counter()
    while perf_counter() < started + SETTLED:  # panels, and a thread that imports what saves
        running.processEvents()
    forget_what_stays()  # as in the application
    space = window.workspace
    space.player.pause()
    space.player.go_to(space.player.timeline.duration)
    running.processEvents()
    took = []
    for n in range(EDITS):
        new = set_cell(space.document, CellRef("X", n % 3, n % 3), 0.1 * n + 0.05)
        started = perf_counter()
        space.edit(new, "Type", merge="benchmark")
        running.processEvents()
        took.append(perf_counter() - started)
    space.open(example(), None)
    window.close()
    running.processEvents()
    middle, worst = statistics.median(took), max(took)
    return [
        Row(PROMISE, f"{name}, median", times(middle), "16 ms", middle <= 16e-3, decides=decides),
        Row(PROMISE, f"{name}, worst of 200", times(worst), "33 ms", worst <= 33e-3, decides=False),
    ]
