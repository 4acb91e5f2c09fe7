"""A frame of the cube: while it plays, while it is turned, and while somebody points at a cell."""

from collections.abc import Callable
from functools import partial

import numpy as np

from gradviz.engine.passes import Passes
from gradviz.gui.app import application
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.session.document import example, new_document, passes
from gradviz.session.looks.cube import DEFAULT_TURN, CubeLook, turned
from gradviz.views.cube.picture import cube_still
from gradviz.views.cube.timeline import cube_timeline
from gradviz.views.shown import Shown
from tests.benchmarks.frames import HEIGHT, WIDTH, measured
from tests.benchmarks.promise import Row

PROMISE = "a frame of the cube, 1600×1000"
FRAMES = 90


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

    def cube(seconds: float, options: CubeLook, pointed: CellRef | None = None) -> Frame:
        shown = Shown(made, timeline.at(seconds), scales, style)
        return cube_still(shown, options).lit(pointed)

    start, end = timeline.duration * 0.3, timeline.duration
    kinds: dict[str, Callable[[int], Frame]] = {
        "playing": lambda n: cube(start + n / 60, CubeLook()),
        "turning": lambda n: cube(end, CubeLook(turn=turned(DEFAULT_TURN, n, n / 9))),
        "playing and turning": lambda n: cube(
            start + n / 60, CubeLook(turn=turned(DEFAULT_TURN, n, n / 9))
        ),
        "pointing": lambda n: cube(end, CubeLook(), _cell(made, n)),
    }
    return [
        measured([partial(frame_of, n) for n in range(FRAMES)]).row(PROMISE, f"{name}, {kind}")
        for kind, frame_of in kinds.items()
    ]


def _cell(made: Passes, number: int) -> CellRef:
    rows, cols = made.W_grad.shape
    return CellRef("W_grad", number % rows, number // rows % cols)


def _box(M: int, K: int, N: int) -> Passes:
    random = np.random.default_rng(M)
    W, X = random.normal(size=(M, K)), random.normal(size=(K, N))
    return passes(new_document(W, X, loss="seed", seed=random.normal(size=(M, N))))
