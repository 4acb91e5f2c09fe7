"""A frame of the adjoint exhibit: playing, with dX edited, and with the slider dragged."""

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.jacobians.tangents import fitted_tangent
from gradviz.gui.app import application
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, new_document, passes
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.views.adjoint.picture import adjoint_still
from gradviz.views.adjoint.timeline import adjoint_timeline
from gradviz.views.shown import Shown
from tests.benchmarks.frames import Took, measured
from tests.benchmarks.promise import Row

PROMISE = "a frame of the adjoint exhibit, 1600×1000"
FRAMES = 60


def rows() -> list[Row]:
    """Measure the example and larger products."""
    application()
    found = {}
    for what, document in (("the example", example()), ("64×64×64", _square(64))):
        bench = _Bench(document)
        found[f"{what}: playing"] = bench.playing()
        found[f"{what}: dX edited"] = bench.edited()
        found[f"{what}: slider dragged"] = bench.dragged()
    return [took.row(PROMISE, what) for what, took in found.items()]


class _Bench:
    def __init__(self, document: Document) -> None:
        self._passes = made = passes(document)
        self._timeline = adjoint_timeline(made)
        matrices = {name: made.matrix(name) for name in made.names}
        self._scales = scales_for(matrices, ScaleChoice())

    def playing(self) -> Took:
        duration = self._timeline.duration
        moments = [duration * n / FRAMES for n in range(FRAMES)]
        return measured([(lambda at=at: self._picture(at, AdjointLook())) for at in moments])

    def edited(self) -> Took:
        dX = fitted_tangent(None, *self._passes.X.shape)
        changed = []
        for n in range(FRAMES):
            values = np.array(dX)
            values.ravel()[n % values.size] += n / 10 + 0.1
            changed.append(freeze(values))
        end = self._timeline.duration
        return measured([(lambda dX=dX: self._picture(end, AdjointLook(), dX)) for dX in changed])

    def dragged(self) -> Took:
        end = self._timeline.duration
        changed = [AdjointLook("inverse", (n + 1) / FRAMES) for n in range(FRAMES)]
        return measured([(lambda made=made: self._picture(end, made)) for made in changed])

    def _picture(
        self, seconds: float, options: AdjointLook, tangent: Matrix | None = None
    ) -> Frame:
        style = Style(1600, 1000)
        shown = Shown(self._passes, self._timeline.at(seconds), self._scales, style)
        return adjoint_still(shown, options, tangent).frame


def _square(size: int) -> Document:
    rng = np.random.default_rng(3)
    W, X = rng.normal(size=(size, size)), rng.normal(size=(size, size))
    return new_document(W, X, loss="squared_error")
