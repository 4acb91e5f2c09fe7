"""The Steepest view: dx turned and x moved by hand, each with its picture."""

from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.gui.app import application
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.steepest.figure import SteepestFigure
from gradviz.refs import CellRef
from gradviz.session.document import Document, example, network_document
from gradviz.session.edits import set_cell
from gradviz.session.looks.steepest import SteepestOptions
from gradviz.views.steepest.layout import rooms
from gradviz.views.steepest.levels import Window
from gradviz.views.steepest.setting import Views, views
from gradviz.views.steepest.timeline import Turn
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
    """A figure, painted as it would be on a screen."""

    def __init__(self, document: Document) -> None:
        self._workspace = Workspace(document, Settings())
        self._places = rooms(self._workspace.style(1600, 1000))
        self._figure = SteepestFigure()
        self._figure.resize(1600, 1000)
        self._held: tuple[Window, Window] | None = None  # planes stand still under the mouse
        self._target = QImage(1600, 1000, QImage.Format.Format_ARGB32_Premultiplied)

    def turned(self) -> float:
        """Return the median seconds of a frame while the tip of dx is dragged."""
        shown = self._views(0.0)
        self._figure.show_views(shown, self._places)
        took = []
        for n in range(FRAMES):
            started = perf_counter()
            self._paint(shown, Turn(n / FRAMES * 6.28))
            took.append(perf_counter() - started)
        return median(took[5:])

    def moved(self) -> float:
        """Return the median seconds of an edit of X, its passes and its picture."""
        took = []
        self._held = None
        first = self._views(0.0)
        self._held = first.x.window, first.y.window
        for n in range(FRAMES):
            started = perf_counter()
            shown = self._views(n / FRAMES)
            self._figure.show_views(shown, self._places)
            self._paint(shown, Turn(1.0))
            took.append(perf_counter() - started)
        return median(took[5:])

    def _views(self, value: float) -> Views:
        workspace = self._workspace
        edited = set_cell(workspace.document, CellRef("X", 0, 0), value)
        workspace.show_document(edited)
        aspects = self._places.aspects
        return views(workspace.passes, SteepestOptions(), workspace.notation, aspects, self._held)

    def _paint(self, shown: Views, turn: Turn) -> None:
        self._figure.show_turn(shown, turn, self._places)
        # as a screen does, which keeps what stands still
        self._figure.viewport().render(self._target, QPoint())


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
