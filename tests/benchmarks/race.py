"""A frame of the race: running, and with a size that is dragged; short chains and deep ones."""

from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter

from PySide6.QtGui import QImage, QPainter

from gradviz.gui.app import application
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import example, passes
from gradviz.views.race.picture import race
from gradviz.views.race.timeline import race_timeline
from gradviz.views.shown import Shown
from tests.benchmarks.promise import Row, times

PROMISE = "a frame of the race, 1600×1000"
FRAMES = 90
BOUND = 16e-3
CHAINS = {
    "1, 4, 5, 3": (1, 4, 5, 3),
    "12 layers of 4": (1, *[4] * 13),
    "12 layers of 4096": (1, *[4096] * 13),
}


def rows() -> list[Row]:
    """Measure chains of several sizes, and one of which a size changes from frame to frame."""
    application()
    found = {f"{what}, running": _running(sizes) for what, sizes in CHAINS.items()}
    found["1, 4 to 93, 5, 3, dragged"] = painted(
        [(lambda m=m: _picture((1, 4 + m, 5, 3), 3.0)) for m in range(FRAMES)]
    )
    return [
        Row(PROMISE, what, times(took), times(BOUND), took <= BOUND, decides=False)
        for what, took in found.items()
    ]


def _running(sizes: tuple[int, ...]) -> float:
    duration = race_timeline(sizes).duration
    moments = [duration * n / FRAMES for n in range(FRAMES)]
    return painted([(lambda at=at: _picture(sizes, at)) for at in moments])


def _picture(sizes: tuple[int, ...], seconds: float) -> Frame:
    made = passes(example())
    shown = Shown(made, race_timeline(sizes), seconds, {}, Style(1600, 1000))
    return race(shown, sizes)


def painted(pictures: Iterable[Callable[[], Frame]]) -> float:
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
