"""A frame of the Derivation view: made and painted, while matrices flip and numbers travel."""

from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtGui import QImage, QPainter

from gradviz.engine.backprop import backprop
from gradviz.engine.passes import Passes
from gradviz.gui.app import application
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.session.document import example, passes
from gradviz.session.looks.derivation import DerivationLook, Proof
from gradviz.views.derivation.picture import derivation
from gradviz.views.derivation.timeline import derivation_timeline
from gradviz.views.shown import Shown
from tests.benchmarks.promise import Row, times

PROMISE = "Derivation view, 1600×1000: a frame while it plays, median of a phase, the slowest phase"
FRAMES = 24
BOUND = 16e-3
WAYS: tuple[Proof, ...] = ("transposing", "indices")


def rows() -> list[Row]:
    """Measure both derivations, of the example and of square layers."""
    application()
    found = []
    for name, made in (("example", passes(example())), ("8×8", _square(8)), ("64×64", _square(64))):
        for by in WAYS:
            took, phase = _slowest(made, by)
            what = f"{name}, by {by} ({phase})"
            found.append(Row(PROMISE, what, times(took), "16 ms", took <= BOUND, decides=False))
    return found


def _square(n: int) -> Passes:
    rng = np.random.default_rng(n)
    return backprop(*(rng.normal(size=(n, n)).round(2) for _ in range(2)), loss="sum")


def _slowest(made: Passes, by: Proof) -> tuple[float, str]:
    """Return the median of the phase with the largest, and its name."""
    timeline = derivation_timeline(made, by)
    scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())
    target = QImage(1600, 1000, QImage.Format.Format_ARGB32_Premultiplied)
    rasters, options = Rasters(), DerivationLook(by)
    medians = []
    for phase in timeline.phases:
        took = []
        for seconds in np.linspace(phase.start, phase.end, FRAMES).tolist():
            started = perf_counter()
            shown = Shown(made, timeline, seconds, scales, Style(1600, 1000))
            frame = derivation(shown, options)
            with QPainter(target) as painter:
                paint(frame, painter, rasters)
            took.append(perf_counter() - started)
        medians.append((median(took), phase.name))
    return max(medians)
