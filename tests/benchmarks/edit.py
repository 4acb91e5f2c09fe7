"""From an edit to the new picture, and a frame of the stage while it plays."""

import statistics
import time

import numpy as np
from PySide6.QtGui import QImage, QPainter

from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.refs import CellRef
from gradviz.render.painter import paint
from gradviz.render.rasters import Rasters
from gradviz.scene.style import Style
from gradviz.session.document import Document, example, new_document
from gradviz.session.edits import set_cell

EDITS = 200
FRAMES = 120


def rows() -> list[tuple[str, str, str, bool]]:
    """Return (promise, measured, bound, ok) rows."""
    return [*_edits(), *(_stage(n) for n in (2, 32, 64))]


def _edits() -> list[tuple[str, str, str, bool]]:
    running = application()
    window = MainWindow(example())
    window.resize(1600, 1000)
    window.show()
    for _ in range(10):  # the panels come after the first picture
        running.processEvents()
    space = window.workspace
    space.pause()
    space.go_to(space.timeline.duration)
    running.processEvents()
    times = []
    for n in range(EDITS):
        new = set_cell(space.document, CellRef("X", n % 3, n % 4), 0.1 * n + 0.05)
        started = time.perf_counter()
        space.edit(new, "Type", merge="benchmark")
        running.processEvents()
        times.append(time.perf_counter() - started)
    space.open(example(), None)
    window.close()
    running.processEvents()
    middle, worst = statistics.median(times) * 1e3, max(times) * 1e3
    return [
        (
            "edit to new picture, the example, median of 200",
            f"{middle:.1f} ms",
            "16 ms",
            middle <= 16,
        ),
        ("edit to new picture, the example, worst of 200", f"{worst:.1f} ms", "33 ms", worst <= 33),
    ]


def _stage(size: int) -> tuple[str, str, str, bool]:
    document = example() if size == 2 else _square(size)
    window = MainWindow(document)
    space = window.workspace
    target = QImage(1600, 1000, QImage.Format.Format_ARGB32_Premultiplied)
    rasters = Rasters()
    times = []
    for n in range(FRAMES):
        space.go_to(space.timeline.duration * n / FRAMES)
        started = time.perf_counter()
        frame = window.stage.frame_for(Style(1600, 1000))
        painter = QPainter(target)
        paint(frame, painter, rasters)
        painter.end()
        times.append(time.perf_counter() - started)
    window.close()
    middle = statistics.median(times) * 1e3
    bound = 16 if size == 64 else 8
    name = "the example" if size == 2 else f"{size}×{size}"
    return (
        f"a frame of the stage while playing, 1600×1000, {name}",
        f"{middle:.1f} ms",
        f"{bound} ms",
        middle <= bound,
    )


def _square(size: int) -> Document:
    rng = np.random.default_rng(3)
    return new_document(rng.normal(size=(size, size)), rng.normal(size=(size, size)), loss="sum")
