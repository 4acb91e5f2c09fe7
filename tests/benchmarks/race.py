"""A frame of the race: running, and with a size that is dragged; short chains and deep ones."""

from gradviz.gui.app import application
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.views.race.picture import race
from gradviz.views.race.timeline import race_timeline
from tests.benchmarks.frames import Took, measured
from tests.benchmarks.promise import Row

PROMISE = "a frame of the race, 1600×1000"
FRAMES = 90
CHAINS = {
    "1, 4, 5, 3": (1, 4, 5, 3),
    "12 layers of 4": (1, *[4] * 13),
    "12 layers of 4096": (1, *[4096] * 13),
}


def rows() -> list[Row]:
    """Measure chains of several sizes, and one of which a size changes from frame to frame."""
    application()
    found = {f"{what}, running": _running(sizes) for what, sizes in CHAINS.items()}
    found["1, 4 to 93, 5, 3, dragged"] = measured(
        [(lambda m=m: _picture((1, 4 + m, 5, 3), 3.0)) for m in range(FRAMES)]
    )
    return [took.row(PROMISE, what) for what, took in found.items()]


def _running(sizes: tuple[int, ...]) -> Took:
    duration = race_timeline(sizes).duration
    moments = [duration * n / FRAMES for n in range(FRAMES)]
    return measured([(lambda at=at: _picture(sizes, at)) for at in moments])


def _picture(sizes: tuple[int, ...], seconds: float) -> Frame:
    return race(sizes, seconds, Style(1600, 1000))
