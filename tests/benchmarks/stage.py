"""A frame of the stage while it plays: its cost must not grow with what does not move."""

from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtGui import QImage, QPainter

from gradviz.engine.graph.paths import trace_back
from gradviz.gui.app import application
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, new_document, passes
from gradviz.session.layers import add_layer
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.schedule import timeline_of
from gradviz.timeline.trace import Trace, duration_of
from gradviz.views.flow.picture import FlowOptions, flow
from tests.benchmarks.promise import Row, times

PROMISE = "a frame of the stage while playing, 1600×1000"
FRAMES = 90


def rows() -> list[Row]:
    """Measure one layer of several sizes, a deep column, and a trace."""
    application()
    sizes = {size: _playing(_square(size)) for size in (64, 512, 2048)}
    grown = sizes[2048] / sizes[64]
    return [
        _row("the example", _playing(example()), 8e-3),
        _row("64×64", sizes[64], 16e-3),
        _row("512×512", sizes[512], 16e-3),
        Row(PROMISE, "2048×2048, by 64×64", times(sizes[2048]), "2×", grown <= 2, ratio=grown),
        _row("12 layers 8×8 in the column", _playing(_deep(), FlowOptions("column")), 16e-3),
        _row("a trace through 12 layers", _tracing(), 16e-3),
    ]


def _row(what: str, seconds: float, bound: float) -> Row:
    return Row(PROMISE, what, times(seconds), times(bound), seconds <= bound, decides=False)


def _playing(document: Document, options: FlowOptions | None = None) -> float:
    made = passes(document)
    timeline = timeline_of(made)
    scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())
    step = timeline.phases[0].step * 0.3
    moments = [timeline.duration * 0.45 + n * step for n in range(FRAMES)]
    chosen = options or FlowOptions()
    return _painted(
        [
            (lambda at=at: flow(made, timeline, at, scales, Style(1600, 1000), chosen))
            for at in moments
        ]
    )


def _tracing() -> float:
    made = passes(_deep())
    timeline = timeline_of(made)
    scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())
    paths = trace_back(made, CellRef("X_grad", 1, 1), 240)
    traces = [Trace(paths, duration_of(paths) * n / FRAMES) for n in range(FRAMES)]
    return _painted(
        [
            (
                lambda trace=trace: flow(
                    made, timeline, 0.0, scales, Style(1600, 1000), FlowOptions(trace=trace)
                )
            )
            for trace in traces
        ]
    )


def _painted(pictures: list) -> float:  # type: ignore[type-arg]  # functions without arguments
    """Return the median seconds of making and painting a picture, as on a stage that goes on."""
    target = QImage(1600, 1000, QImage.Format.Format_ARGB32_Premultiplied)
    rasters = Rasters()
    took = []
    for picture in pictures:
        started = perf_counter()
        with QPainter(target) as painter:
            paint(picture(), painter, rasters)
        took.append(perf_counter() - started)
    return median(took[5:])


def _square(size: int) -> Document:
    rng = np.random.default_rng(3)
    W, X = rng.normal(size=(size, size)), rng.normal(size=(size, min(size, 256)))
    return new_document(W, X, loss="sum")


def _deep() -> Document:
    document = next(preset for preset in PRESETS if preset.id == "relu").document()
    while len(document.network.layers) < 12:
        count = len(document.network.layers)
        is_linear = count % 2 == 0
        kind, width = ("linear", 8) if is_linear else ("tanh", None)
        document = add_layer(document, count - 1, kind, width=width)
    return document
