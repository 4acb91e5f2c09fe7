"""A frame of the Jacobian view: playing, folding, pointed at; a million by a million enlarged."""

from collections.abc import Callable
from functools import partial

import numpy as np
import psutil

from gradviz.gui.app import application
from gradviz.refs import CellRef
from gradviz.scene.layout.page import content_area
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, new_document, passes
from gradviz.session.edits import set_view
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.views.jacobian.view import JacobianView
from tests.benchmarks.frames import measured
from tests.benchmarks.promise import Floor, Row, megabytes
from tests.views.drawing import frame_of

PROMISE = "a frame of the Jacobian view, 1600×1000"
FRAMES = 60
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
        _row(f"{name}, {kind}", partial(drawn.playing, kind)) for kind in KINDS if kind in kinds
    ]
    return [*found, _row(f"{name}, pointing", drawn.pointing)]


def _million() -> list[Row]:
    """Open, pan and zoom the Jacobian of a layer that would take 8 TB."""
    document = _random(1024)
    drawn = _Drawn(document)
    process = psutil.Process()
    before = process.memory_info().rss
    name = "1024×1024, 1024 samples"
    found = [_row(f"{name}, standing", drawn.standing)]
    found += [
        _row(f"{name}, panned at zoom {zoom:g}", _panning(drawn, zoom))
        for zoom in (1.5, 8.0, 60.0, 2000.0)
    ]
    found.append(_row(f"{name}, zoomed in", _zooming(drawn)))
    taken = float(process.memory_info().rss - before)
    floor = Floor("its W, X and seed", float(3 * document.W.nbytes))
    found.append(Row(PROMISE, f"{name}, memory", taken, floor, told=megabytes))
    moving = [_row(f"{name}, {kind}", partial(drawn.playing, kind)) for kind in ("left", "right")]
    return found + moving


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

    def _frame(
        self, seconds: float, pointed: CellRef | None = None, viewport: Viewport = WHOLE
    ) -> Frame:
        return frame_of(self.view, seconds, STYLE, pointed=pointed, viewport=viewport)


def _row(what: str, frame_of: Callable[[int], Frame]) -> Row:
    return measured([partial(frame_of, n) for n in range(FRAMES)]).row(PROMISE, what)


def _random(size: int) -> Document:
    W, X, seed = np.random.default_rng(size).normal(size=(3, size, size))
    return new_document(W, X, loss="seed", seed=seed)
