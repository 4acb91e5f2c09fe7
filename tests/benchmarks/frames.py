"""Frames of a stage that goes on and on: composed, painted, and painted once more as they are."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import process_time

from PySide6.QtGui import QImage, QPainter

from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import Frame
from tests.benchmarks.promise import Floor, Row

WIDTH, HEIGHT = 1600, 1000
BARE = "painted again"
"""The floor of a frame: its marks painted a second time, when all that can be kept of them is."""
_WARM, _AGAIN = 5, 12


@dataclass(frozen=True, slots=True)
class Took:
    """What a frame took, seconds; medians."""

    composing: float
    painting: float
    again: float

    @property
    def whole(self) -> float:
        """To compose and to paint it."""
        return self.composing + self.painting

    def row(self, promise: str, what: str) -> Row:
        """Return the row of frames that are composed and painted."""
        parts = {"composing": self.composing, "painting": self.painting}
        return Row(promise, what, self.whole, Floor(BARE, self.again), parts=parts)


def measured(pictures: Iterable[Callable[[], Frame]]) -> Took:
    """Compose and paint one picture after another, and say what one of them takes.

    Parameters
    ----------
    pictures : iterable of callable
        The first few are not counted.
    """
    canvas = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    rasters = Rasters()
    took, last = [], deque[Frame](maxlen=_AGAIN)
    for picture in pictures:
        started = process_time()
        frame = picture()
        composed = process_time()
        took.append((composed - started, _painted(frame, canvas, rasters)))
        last.append(frame)
    composing, painting = (median(part) for part in zip(*took[_WARM:], strict=True))
    both = [[_painted(frame, canvas, rasters) for _ in range(2)] for frame in last]
    return Took(composing, painting, median(again for _, again in both))


def _painted(frame: Frame, canvas: QImage, rasters: Rasters) -> float:
    started = process_time()
    with QPainter(canvas) as painter:
        paint(frame, painter, rasters)
    return process_time() - started
