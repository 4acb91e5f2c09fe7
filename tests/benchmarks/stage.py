"""A frame of the stage while it plays: its cost must not grow with what does not move."""

from dataclasses import replace

import numpy as np

from gradviz.engine.graph.paths import trace_back
from gradviz.gui.app import application
from gradviz.refs import CellRef
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, new_document
from gradviz.session.edits import set_view
from gradviz.session.layers import add_layer
from gradviz.session.looks.flow import Arrangement
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.trace import Trace, duration_of
from tests.benchmarks.frames import Took, measured
from tests.benchmarks.promise import Floor, Row
from tests.views.drawing import frame_of, viewed

PROMISE = "a frame of the stage while playing, 1600×1000"
FRAMES = 90
STYLE = Style(1600, 1000)


def rows() -> list[Row]:
    """Measure one layer of several sizes, a deep column, and a trace."""
    application()
    sizes = {size: _playing(_square(size)) for size in (64, 512, 2048)}
    small = Floor("64×64", sizes[64].whole)
    found = {
        "the example": _playing(example()),
        "64×64": sizes[64],
        "512×512": sizes[512],
        "12 layers 8×8 in the column": _playing(_deep(), "column"),
        "a trace through 12 layers": _tracing(),
    }
    grown = replace(sizes[2048].row(PROMISE, "2048×2048, by 64×64"), floor=small)
    return [*(took.row(PROMISE, what) for what, took in found.items()), grown]


def _playing(document: Document, arrangement: Arrangement = "focus") -> Took:
    look = replace(document.view.flow, arrangement=arrangement)
    view = viewed(set_view(document, view="flow", flow=look))
    timeline = view.timeline
    step = timeline.phases[0].step * 0.3
    moments = [timeline.duration * 0.45 + n * step for n in range(FRAMES)]
    return measured([(lambda at=at: frame_of(view, at, STYLE)) for at in moments])


def _tracing() -> Took:
    view = viewed(set_view(_deep(), view="flow"))
    paths = trace_back(view.passes, CellRef("X_grad", 1, 1), 240)
    traces = [Trace(paths, duration_of(paths) * n / FRAMES) for n in range(FRAMES)]
    return measured([(lambda it=trace: frame_of(view, 0.0, STYLE, trace=it)) for trace in traces])


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
