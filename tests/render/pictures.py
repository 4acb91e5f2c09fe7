"""Comparing pictures: what differs where nothing excuses it."""

import re
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from gradviz.render.cells.rasters import Rasters
from gradviz.render.images import blank
from gradviz.render.painter import _paint, paint
from gradviz.scene.marks.frame import Frame

Channels = NDArray[np.int16]

_EDGE = 24
"""Pixels whose neighbours differ by more than this lie on an edge."""
_TOLERANCE = 6
_TOLERANCE_AROUND = 26
"""Text set twice differs by less in the mean of its surroundings, other text by more."""


@dataclass(frozen=True)
class Difference:
    """How two pictures of one size differ.

    Attributes
    ----------
    pixels : int
        Pixels that are not the same.
    away : int
        Pixels away from the edges of both pictures that differ visibly.
    around : int
        Pixels, edges included, whose surroundings differ in the mean: other text, other lines.
    largest : int
        The largest difference of one channel, 0 to 255.
    """

    pixels: int
    away: int
    around: int
    largest: int

    @property
    def is_small(self) -> bool:
        """Tell whether both show the same, antialiasing aside."""
        return self.away == 0 and self.around == 0


def difference(one: QImage, other: QImage) -> Difference:
    """Return how two pictures differ."""
    assert one.size() == other.size(), f"{one.size()} is not {other.size()}"
    a, b = channels(one), channels(other)
    apart = np.abs(a - b).max(axis=-1)
    edges = _spread(a) | _spread(b)
    around = np.abs(_mean_around(a) - _mean_around(b)).max(axis=-1)
    return Difference(
        pixels=int((apart > 0).sum()),
        away=int(((apart > _TOLERANCE) & ~edges).sum()),
        around=int((around > _TOLERANCE_AROUND).sum()),
        largest=int(apart.max()),
    )


def channels(image: QImage) -> Channels:
    """Return premultiplied red, green, blue, alpha as signed integers: they can be subtracted."""
    form = QImage.Format.Format_RGBA8888_Premultiplied
    same = image.convertToFormat(form)
    memory = np.frombuffer(same.constBits(), dtype=np.uint8)
    return memory.reshape(same.height(), same.width(), 4).astype(np.int16)


def painted(
    frame: Frame, scale: float = 1.0, *, vectors: bool = False, rasters: Rasters | None = None
) -> QImage:
    """Return a frame on an image; with `vectors`, its cells as files have them."""
    image = blank(ceil(frame.width * scale), ceil(frame.height * scale))
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        if vectors:
            _paint(frame, painter, None)
        else:
            paint(frame, painter, Rasters() if rasters is None else rasters)
    return image


def drawn_svg(content: bytes, scale: float) -> QImage:
    """Return an SVG file as Qt's own reader shows it, on transparent ground."""
    # That reader takes a list of families for one name; all others take the first they have.
    text = re.sub(r"""font-family="'([^']*)'[^"]*\"""", r'font-family="\1"', content.decode())
    renderer = QSvgRenderer(text.encode())
    assert renderer.isValid()
    size = renderer.viewBoxF().size() * scale
    image = blank(ceil(size.width()), ceil(size.height()))
    with QPainter(image) as painter:
        renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    return image


def _spread(image: Channels) -> NDArray[np.bool_]:
    """Tell for each pixel whether it, or one beside it, lies on an edge."""
    highest, lowest = image, image
    for axis in (0, 1):
        highest = np.maximum.reduce(_neighbours(highest, axis))
        lowest = np.minimum.reduce(_neighbours(lowest, axis))
    spread: NDArray[np.bool_] = (highest - lowest).max(axis=-1) > _EDGE
    return spread


def _mean_around(image: Channels) -> NDArray[np.float32]:
    mean = image.astype(np.float32)
    for axis in (0, 1):
        mean = np.mean(_neighbours(mean, axis), axis=0, dtype=np.float32)
    return mean


def _neighbours(image: NDArray[Any], axis: int) -> list[NDArray[Any]]:
    """Return the image shifted by up to two pixels along an axis, both ways."""
    size = image.shape[axis]
    pad = [(2, 2) if n == axis else (0, 0) for n in range(image.ndim)]
    padded = np.pad(image, pad, mode="edge")
    return [padded.take(np.arange(n, n + size), axis=axis) for n in range(5)]
