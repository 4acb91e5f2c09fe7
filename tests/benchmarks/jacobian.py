"""A frame of the Jacobian view: playing, folding, pointed at; a million by a million enlarged."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import psutil
from PySide6.QtGui import QImage, QPainter

from gradviz.gui.app import application
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.layout.page import content_area
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, new_document, passes
from gradviz.session.edits import set_view
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.views.jacobian.view import JacobianView
from tests.benchmarks.promise import Row, times
from tests.views.drawing import frame_of

PROMISE = "a frame of the Jacobian view, 1600×1000"
FRAMES, WARM = 60, 3
BOUND, MEMORY = 16e-3, 200.0  # seconds, MB
STYLE = Style(1600, 1000)
KINDS = ("left", "left dl", "right", "right dl", "fold", "flip")


def rows() -> list[Row]:
    """Measure the example, a layer 64×64, and one of 1024×1024 with 1024 samples."""
    application()
    found: list[Row] = []
    for name, document in (("the example", example()), ("64×64, 64 samples", _random(64))):
        found += _played(name, _Drawn(document))
    return [*found, *_million()]


def _played(name: str, drawn: "_Drawn") -> list[Row]:
    kinds = [phase.kind for phase in drawn.view.timeline.phases]
    found = [
        _row(f"{name}, {kind}", drawn.painted(lambda n, kind=kind: drawn.playing(kind, n)))  # type: ignore[misc]  # bound now
        for kind in KINDS
        if kind in kinds
    ]
    found.append(_row(f"{name}, pointing", drawn.painted(drawn.pointing)))
    return found


def _million() -> list[Row]:
    """Open, pan and zoom the Jacobian of a layer that would take 8 TB."""
    document = _random(1024)
    drawn = _Drawn(document)
    process = psutil.Process()
    before = process.memory_info().rss
    start = perf_counter()
    drawn.painted(drawn.standing, 1)
    opened = perf_counter() - start
    name = "1024×1024, 1024 samples"
    found = [Row(PROMISE, f"{name}, opened", times(opened))]
    again = drawn.painted(drawn.standing)
    found.append(_row(f"{name}, standing", again))
    for zoom in (1.5, 8.0, 60.0, 2000.0):
        took = drawn.painted(_panning(drawn, zoom))
        found.append(_row(f"{name}, panned at zoom {zoom:g}", took))
    found.append(_row(f"{name}, zoomed in", drawn.painted(_zooming(drawn))))
    taken = (process.memory_info().rss - before) / 1e6
    told = f"{taken:.0f} MB"
    found.append(
        Row(PROMISE, f"{name}, memory", told, f"{MEMORY:g} MB", taken <= MEMORY, decides=False)
    )
    for kind in ("left", "right"):
        took = drawn.painted(lambda n, kind=kind: drawn.playing(kind, n))  # type: ignore[misc]  # bound now
        found.append(_row(f"{name}, {kind}", took))
    return found


def _panning(drawn: "_Drawn", zoom: float) -> Callable[[int], Frame]:
    area = content_area(STYLE)
    start = WHOLE.zoomed(zoom, (area.x + area.width * 0.6, area.y + area.height * 0.6), area)
    return lambda n: drawn.enlarged(start.panned(-7.0 * n, -5.0 * n, area))


def _zooming(drawn: "_Drawn") -> Callable[[int], Frame]:
    area = content_area(STYLE)
    at = (area.x + area.width * 0.6, area.y + area.height * 0.6)
    return lambda n: drawn.enlarged(WHOLE.zoomed(1.2**n, at, area))


class _Drawn:
    """A document in the Jacobian view, all samples of it."""

    def __init__(self, document: Document) -> None:
        document = set_view(document, view="jacobian", jacobian=JacobianLook(sample=None))
        self._passes = passes(document)
        self.view = JacobianView(document, self._passes)
        self._canvas = QImage(1600, 1000, QImage.Format.Format_ARGB32_Premultiplied)
        self._rasters = Rasters()

    def playing(self, kind: str, number: int) -> Frame:
        """Return a frame 1/60 s after the one before."""
        phase = next(phase for phase in self.view.timeline.phases if phase.kind == kind)
        return self._frame(phase.start + min(number / 60, phase.count * phase.step))

    def standing(self, _number: int) -> Frame:
        """Return what is seen when the view is opened."""
        return self._frame(self.view.opening)

    def enlarged(self, viewport: Viewport) -> Frame:
        """Return a part of it."""
        return self._frame(self.view.opening, viewport=viewport)

    def pointing(self, number: int) -> Frame:
        """Return it with one entry of X_grad after the other lit up."""
        rows, cols = self._passes.X_grad.shape
        ref = CellRef("X_grad", number % rows, number // rows % cols)
        return self._frame(self.view.opening, pointed=ref)

    def painted(self, frame_of: Callable[[int], Frame], count: int = FRAMES) -> float:
        """Return the median seconds to make and to paint a frame."""
        took = []
        for number in range(count):
            start = perf_counter()
            frame = frame_of(number)
            with QPainter(self._canvas) as painter:
                paint(frame, painter, self._rasters)
            took.append(perf_counter() - start)
        return median(took[WARM:] or took)

    def _frame(
        self, seconds: float, pointed: CellRef | None = None, viewport: Viewport = WHOLE
    ) -> Frame:
        return frame_of(self.view, seconds, STYLE, pointed=pointed, viewport=viewport)


def _row(what: str, seconds: float) -> Row:
    return Row(PROMISE, what, times(seconds), times(BOUND), seconds <= BOUND, decides=False)


def _random(size: int) -> Document:
    W, X, seed = np.random.default_rng(size).normal(size=(3, size, size))
    return new_document(W, X, loss="seed", seed=seed)
