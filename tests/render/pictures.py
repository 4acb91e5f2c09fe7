"""Comparing pictures: what differs where nothing excuses it."""

import re
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from gradviz.render.images import blank
from gradviz.render.painter import _paint, paint
from gradviz.render.rasters import Rasters
from gradviz.scene.frame import Frame

Channels = NDArray[np.int16]

_EDGE = 24
"""Pixels whose neighbours differ by more than this lie on an edge."""
_TOLERANCE = 6
_SURROUNDINGS = 5
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
            paint(frame, painter, rasters or Rasters())
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
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(image, ((2, 2), (2, 2), (0, 0)), mode="edge"), (5, 5), axis=(0, 1)
    )
    spread: NDArray[np.bool_] = (windows.max((-2, -1)) - windows.min((-2, -1))).max(-1) > _EDGE
    return spread


def _mean_around(image: Channels) -> NDArray[np.float64]:
    half = _SURROUNDINGS // 2
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(image, ((half, half), (half, half), (0, 0)), mode="edge"),
        (_SURROUNDINGS, _SURROUNDINGS),
        axis=(0, 1),
    )
    return windows.mean((-2, -1))
