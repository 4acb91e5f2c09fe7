"""The picture on the screen: what stays of it while something lights up in it is painted once."""

from math import ceil

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QTransform

from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import TRANSPARENT, Frame, Mark

_WORTH = 0.5
"""How much of a picture has to stay for it to be kept as an image."""


class Plate:
    """Paints one picture after another on the same widget.

    From the back on, marks that two pictures in a row have in common are kept as an image, as
    long as those that follow have them too: pointing at a cell changes the few marks in front.
    """

    def __init__(self) -> None:
        self._rasters = Rasters()
        self.clear()

    def clear(self) -> None:
        """Keep nothing: the next picture has little in common with the ones before."""
        self._before: Frame | None = None
        self._kept: tuple[Mark, ...] = ()
        self._image: QImage | None = None
        self._place = QTransform()

    def paint(self, frame: Frame, painter: QPainter) -> None:
        """Draw a frame, as `gradviz.render.painter.paint` draws it."""
        self._keep(frame, painter.deviceTransform())
        if self._image is None:
            paint(frame, painter, self._rasters)
            return
        painter.save()
        painter.setWorldTransform(_to_pixels(painter))
        painter.drawImage(QPointF(0, 0), self._image)
        painter.restore()
        rest = frame.marks[len(self._kept) :]
        over = Frame(frame.width, frame.height, TRANSPARENT, rest)
        paint(over, painter, self._rasters)

    def _keep(self, frame: Frame, place: QTransform) -> None:
        """Keep what a picture has in common with the one before, if that is worth it."""
        before, self._before = self._before, frame
        if self._image is not None and place == self._place and _begins(frame, self._kept):
            return
        self._image, self._place = None, place
        if before is None or not _is_on_pixels(place):
            return
        count = _in_common(before, frame)
        if frame is not before and count >= _WORTH * len(frame.marks):
            self._kept = frame.marks[:count]
            self._image = _painted(frame, self._kept, place)


def _in_common(one: Frame, other: Frame) -> int:
    """Return how many marks two pictures have in common from the back on."""
    if (one.width, one.height, one.background) != (other.width, other.height, other.background):
        return 0
    pairs = zip(one.marks, other.marks, strict=False)
    least = min(len(one.marks), len(other.marks))
    return next((n for n, (first, second) in enumerate(pairs) if first is not second), least)


def _begins(frame: Frame, marks: tuple[Mark, ...]) -> bool:
    """Tell whether the marks at the back of a picture are these very ones."""
    if len(frame.marks) < len(marks):
        return False
    return all(one is other for one, other in zip(marks, frame.marks, strict=False))


def _is_on_pixels(place: QTransform) -> bool:
    """Tell whether a picture begins at a whole pixel, and x runs right and y down."""
    is_level = place.isAffine() and place.m12() == place.m21() == 0
    is_even = place.m11() == place.m22() > 0
    return is_level and is_even and place.dx() % 1 == place.dy() % 1 == 0


def _painted(frame: Frame, marks: tuple[Mark, ...], place: QTransform) -> QImage:
    """Return the back of a picture as an image, pixel for pixel as it is on the device."""
    scale = place.m11()
    image = QImage(
        ceil(frame.width * scale), ceil(frame.height * scale), QImage.Format.Format_RGB32
    )
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        back = Frame(frame.width, frame.height, frame.background, marks)
        paint(back, painter, Rasters())  # those of the stage lie at other pixels
    return image


def _to_pixels(painter: QPainter) -> QTransform:
    """Return the transform with which one unit is one pixel, the origin where it was."""
    place = painter.deviceTransform()
    from_device, _ = place.inverted()
    shift = QTransform.fromTranslate(place.dx(), place.dy())
    return shift * from_device * painter.worldTransform()
