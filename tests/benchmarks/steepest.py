"""The Steepest view: dx turned and x moved by hand, each with its picture."""

from dataclasses import replace
from functools import partial

import numpy as np

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.gui.app import application
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.session.document import Document, example, network_document
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.steepest import SteepestLook
from tests.benchmarks.frames import Took, measured
from tests.benchmarks.promise import Row

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
            found.append(took.row(PROMISE, f"{what}: {action}"))
    return found


class _Bench:
    """The view of a window, painted as it would be on a screen."""

    def __init__(self, document: Document) -> None:
        options = SteepestLook(angle=1.0)
        shown = set_view(document, view="steepest", steepest=options)
        self._workspace = Workspace(shown, Settings())
        self._workspace.player.go_to_end(1)
        self._style = self._workspace.style(1600, 1000)

    def turned(self) -> Took:
        """Return what a frame takes while the tip of dx is dragged."""
        return measured([partial(self._turn, n / FRAMES * 6.28) for n in range(FRAMES)])

    def moved(self) -> Took:
        """Return what an edit of X, its passes and its picture take."""
        self._move(0.0)
        self._workspace.hold()  # planes stand still under the mouse
        took = measured([partial(self._move, n / FRAMES) for n in range(FRAMES)])
        self._workspace.release()
        return took

    def _turn(self, angle: float) -> Frame:
        look = self._workspace.document.view.steepest
        self._workspace.look_at(steepest=replace(look, angle=angle))
        return self._workspace.picture(self._style)

    def _move(self, value: float) -> Frame:
        edited = set_cell(self._workspace.document, CellRef("X", 0, 0), value)
        self._workspace.show_document(edited)
        return self._workspace.picture(self._style)


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
