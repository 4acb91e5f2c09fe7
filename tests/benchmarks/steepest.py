"""The Steepest view: dx turned and x moved by hand, each with its picture."""

from dataclasses import replace
from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtGui import QImage, QPainter

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.gui.app import application
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.session.document import Document, example, network_document
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.steepest import SteepestLook
from tests.benchmarks.promise import Row, times

PROMISE = "a frame of the Steepest view, 1600×1000"
FRAMES = 60


def rows() -> list[Row]:
    """Measure turning dx, and moving x, in small and in deep networks."""
    application()
    found = []
    for what, document in (
        ("the example", example()),
        ("12 layers 8×8", _deep(8, 4)),
        ("12 layers 64×64, 64 samples", _deep(64, 64)),
    ):
        bench = _Bench(document)
        for action, took in (("dx turned", bench.turned()), ("x moved", bench.moved())):
            bound = 16e-3
            kept = took <= bound
            found.append(
                Row(PROMISE, f"{what}: {action}", times(took), times(bound), kept, decides=False)
            )
    return found


class _Bench:
    """The view of a window, painted as it would be on a screen."""

    def __init__(self, document: Document) -> None:
        options = SteepestLook(angle=1.0)
        shown = set_view(document, view="steepest", steepest=options)
        self._workspace = Workspace(shown, Settings())
        self._workspace.player.go_to_end(1)
        self._style = self._workspace.style(1600, 1000)
        self._target = QImage(1600, 1000, QImage.Format.Format_RGB32)
        self._rasters = Rasters()

    def turned(self) -> float:
        """Return the median seconds of a frame while the tip of dx is dragged."""
        options = self._workspace.document.view.steepest
        took = []
        for n in range(FRAMES):
            started = perf_counter()
            self._workspace.look_at(steepest=replace(options, angle=n / FRAMES * 6.28))
            self._paint()
            took.append(perf_counter() - started)
        return median(took[5:])

    def moved(self) -> float:
        """Return the median seconds of an edit of X, its passes and its picture."""
        took = []
        self._workspace.show_document(set_cell(self._workspace.document, CellRef("X", 0, 0), 0.0))
        self._workspace.hold()  # planes stand still under the mouse
        for n in range(FRAMES):
            started = perf_counter()
            edited = set_cell(self._workspace.document, CellRef("X", 0, 0), n / FRAMES)
            self._workspace.show_document(edited)
            self._paint()
            took.append(perf_counter() - started)
        self._workspace.release()
        return median(took[5:])

    def _paint(self) -> None:
        frame = self._workspace.picture(self._style)
        with QPainter(self._target) as painter:
            paint(frame, painter, self._rasters)


def _deep(width: int, samples: int) -> Document:
    rng = np.random.default_rng(7)
    layers: list[Linear | Activation] = []
    for _ in range(6):
        W = rng.normal(size=(width, width)) / np.sqrt(width)
        layers += [Linear(W), Activation("tanh")]
    return network_document(
        Network(layers),
        rng.normal(size=(width, samples)),
        loss="squared_error",
        target=rng.normal(size=(width, samples)),
    )
