"""A frame of the cube: while it plays, while it is turned, and while somebody points at a cell."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtGui import QImage, QPainter

from gradviz.engine.passes import Passes
from gradviz.gui.app import application
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.session.document import example, new_document, passes
from gradviz.session.looks.cube import DEFAULT_TURN, CubeLook, turned
from gradviz.views.cube.picture import cube
from gradviz.views.cube.timeline import cube_timeline
from gradviz.views.shown import Shown
from tests.benchmarks.promise import Row, times

PROMISE = "a frame of the cube, 1600×1000"
FRAMES = 90
BOUND = 16e-3
WIDTH, HEIGHT = 1600, 1000


def rows() -> list[Row]:
    """Measure the example and boxes of several sizes."""
    application()
    found: list[Row] = []
    for name, made in (
        ("the example", passes(example())),
        ("20×14×30", _box(20, 14, 30)),
        ("64×64×64", _box(64, 64, 64)),
        ("256×256×256", _box(256, 256, 256)),
        ("1024×1024×1024", _box(1024, 1024, 1024)),
    ):
        found += _of(name, made)
    return found


def _of(name: str, made: Passes) -> list[Row]:
    scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())
    timeline = cube_timeline(made)
    style = Style(WIDTH, HEIGHT)

    def shown(seconds: float, pointed: CellRef | None = None) -> Shown:
        return Shown(made, timeline, seconds, scales, style, pointed)

    start, end = timeline.duration * 0.3, timeline.duration
    kinds: dict[str, Callable[[int], Frame]] = {
        "playing": lambda n: cube(shown(start + n / 60), CubeLook()),
        "turning": lambda n: cube(shown(end), CubeLook(turn=turned(DEFAULT_TURN, n, n / 9))),
        "playing and turning": lambda n: cube(
            shown(start + n / 60), CubeLook(turn=turned(DEFAULT_TURN, n, n / 9))
        ),
        "pointing": lambda n: cube(shown(end, _cell(made, n)), CubeLook()),
    }
    return [_row(f"{name}, {kind}", _painted(frame_of)) for kind, frame_of in kinds.items()]


def _row(what: str, seconds: float) -> Row:
    return Row(PROMISE, what, times(seconds), times(BOUND), seconds <= BOUND, decides=False)


def _cell(made: Passes, number: int) -> CellRef:
    rows, cols = made.W_grad.shape
    return CellRef("W_grad", number % rows, number // rows % cols)


def _box(M: int, K: int, N: int) -> Passes:
    random = np.random.default_rng(M)
    W, X = random.normal(size=(M, K)), random.normal(size=(K, N))
    return passes(new_document(W, X, loss="seed", seed=random.normal(size=(M, N))))


def _painted(frame_of: Callable[[int], Frame]) -> float:
    """Return the median seconds to make and to paint a frame."""
    canvas = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    rasters, took = Rasters(), []
    for number in range(FRAMES):
        start = perf_counter()
        frame = frame_of(number)
        with QPainter(canvas) as painter:
            paint(frame, painter, rasters)
        took.append(perf_counter() - start)
    return median(took)
