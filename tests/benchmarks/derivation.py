"""A frame of the Derivation view: made and painted, while matrices flip and numbers travel."""

from functools import partial

import numpy as np

from gradviz.engine.backprop import backprop
from gradviz.engine.passes import Passes
from gradviz.gui.app import application
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.session.document import example, passes
from gradviz.session.looks.derivation import DerivationLook, Proof
from gradviz.views.derivation.picture import derivation_still
from gradviz.views.derivation.timeline import derivation_timeline
from gradviz.views.shown import Shown
from tests.benchmarks.frames import Took, measured
from tests.benchmarks.promise import Row

PROMISE = "Derivation view, 1600×1000: a frame while it plays, median of a phase, the slowest phase"
FRAMES = 24
WAYS: tuple[Proof, ...] = ("transposing", "indices")


def rows() -> list[Row]:
    """Measure both derivations, of the example and of square layers."""
    application()
    layers = (("example", passes(example())), ("8×8", _square(8)), ("64×64", _square(64)))
    return [
        _slowest(made, by).row(PROMISE, f"{name}, by {by}") for name, made in layers for by in WAYS
    ]


def _square(n: int) -> Passes:
    rng = np.random.default_rng(n)
    return backprop(*(rng.normal(size=(n, n)).round(2) for _ in range(2)), loss="sum")


def _slowest(made: Passes, by: Proof) -> Took:
    """Return what a frame of the slowest phase takes."""
    timeline = derivation_timeline(made, by)
    scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())

    def picture(seconds: float) -> Frame:
        shown = Shown(made, timeline.at(seconds), scales, Style(1600, 1000))
        return derivation_still(shown, DerivationLook(by)).frame

    moments = [np.linspace(phase.start, phase.end, FRAMES).tolist() for phase in timeline.phases]
    took = [measured([partial(picture, at) for at in several]) for several in moments]
    return max(took, key=lambda one: one.whole)
