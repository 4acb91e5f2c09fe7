"""The numbers of a matrix on pixels: all of them at once, from a plate of glyph pictures.

Qt paints each character once, at four places within a pixel; NumPy puts copies where they
belong. A glyph run per matrix takes longer, much of it spent on making positions, one object
for each character.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from gradviz.render.cells.lattice import Indexes, Lattice
from gradviz.render.fonts import cap_height, paint_shaped, shaped, text_width
from gradviz.render.images import alphas, blank, pixels, premultiplied
from gradviz.scene.marks.frame import Color

_PHASES = 4
_SMALLEST = 1.0
"""Pixels: numbers below this are not even a shade of their cells."""
_COMMON = frozenset("0123456789.−-e")
"""On every plate, so that one plate serves most matrices of a picture."""

Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class FigurePlate:
    """Pictures of characters of one size, in several colours.

    Attributes
    ----------
    pictures : ndarray, shape (colours * count, height * width), uint32
        Pixels; four of each character, a quarter of a pixel apart.
    count : int
        Pictures in one colour.
    height, width : int
        Of each picture.
    left, top : int
        Where on the pictures the pen stands, on the baseline.
    index : ndarray, shape (largest code point + 1,)
        Number of the first picture of each character.
    advance : float
        From one character to the next, pixels.
    """

    pictures: NDArray[np.uint32]
    count: int
    height: int
    width: int
    left: int
    top: int
    index: Indexes
    advance: float


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """All numbers on transparent ground, and how far it reaches beyond the cells, each side."""

    image: QImage
    pad_x: int
    pad_y: int


def set_figures(
    codes: Codes, inks: tuple[Indexes, tuple[Color, ...]], lattice: Lattice, size: float
) -> Figures | None:
    """Return the numbers of a matrix, each in the middle of its cell.

    Parameters
    ----------
    codes : ndarray, shape (rows, cols, length)
        Code points; 0 after the end of each number.
    inks : tuple
        Which colour each number has, shape (rows, cols), and the colours.
    lattice : Lattice
    size : float
        Font size, pixels.

    Returns
    -------
    Figures or None
        None where there is nothing to set, or nothing to see.
    """
    if size < _SMALLEST or not codes.any():
        return None
    ink, colors = inks
    plate = _plate(size, _characters(codes), colors)
    lengths = np.count_nonzero(codes, axis=2)
    begin = lattice.x.middles - lengths * (plate.advance / 2)
    baseline = np.floor(lattice.y.middles + cap_height("mono") * size / 2 + 0.5).astype(np.intp)
    last = begin + (lengths - 1) * plate.advance
    left, right = floor(begin.min()) - plate.left, ceil(last.max()) - plate.left + plate.width
    top = baseline - plate.top
    pad_x = max(0, -left, right - lattice.x.extent)
    pad_y = max(0, -int(top.min()), int(top.max()) + plate.height - lattice.y.extent)
    image = blank(lattice.x.extent + 2 * pad_x, lattice.y.extent + 2 * pad_y)
    lines = (top[:, np.newaxis] + pad_y) * image.width() + pad_x - plate.left
    turns = int(plate.width // plate.advance) + 1  # characters so far apart do not overlap
    for place in sorted(range(codes.shape[2]), key=lambda place: place % turns):
        there = np.flatnonzero(codes[..., place])
        quarter = np.floor(begin * 4 + (place * plate.advance * 4 + 0.5)).astype(np.intp)
        corners = lines + (quarter >> 2)
        chosen = ink * plate.count + plate.index[codes[..., place]] + (quarter & 3)
        laid = corners.reshape(-1)[there], chosen.reshape(-1)[there]
        _stamp(image, plate, *laid, is_blank=place % turns == 0)
    return Figures(image, pad_x, pad_y)


def _characters(codes: Codes) -> frozenset[str]:
    there = np.flatnonzero(np.bincount(codes.reshape(-1)))
    return _COMMON.union(map(chr, there[there > 0].tolist()))


def _stamp(
    image: QImage, plate: FigurePlate, corners: Indexes, chosen: Indexes, *, is_blank: bool
) -> None:
    """Lay pictures that do not overlap each other onto an image, at these flat indexes."""
    memory = pixels(image).reshape(-1)
    window = np.arange(plate.height)[:, np.newaxis] * image.width() + np.arange(plate.width)
    places = corners[:, np.newaxis] + window.reshape(-1)
    pictures = plate.pictures.take(chosen, axis=0)
    if not is_blank:  # where pictures overlap, more coverage wins: alpha comes first
        np.maximum(pictures, memory[places], out=pictures)
    memory[places] = pictures


@lru_cache(maxsize=32)
def _plate(size: float, characters: frozenset[str], colors: tuple[Color, ...]) -> FigurePlate:
    ordered = sorted(characters)
    coverage, left, top = _coverage(size, ordered)
    count, height, width = coverage.shape
    index = np.zeros(ord(ordered[-1]) + 1, dtype=np.intp)
    index[[ord(char) for char in ordered]] = np.arange(len(ordered)) * _PHASES
    inked = np.empty((len(colors), count, height * width, 4), dtype=np.uint8)
    inked[...] = np.array(colors, dtype=np.uint8).reshape(-1, 1, 1, 4)
    inked[..., 3] = np.rint(inked[..., 3] / 255 * coverage.reshape(1, count, -1))
    return FigurePlate(
        premultiplied(inked).reshape(-1, height * width),
        count,
        height,
        width,
        left,
        top,
        index,
        text_width("0", "mono", "regular", size),
    )


def _coverage(size: float, characters: list[str]) -> tuple[NDArray[np.uint8], int, int]:
    """Return pictures as Qt paints them, no larger than needed, and where the pen stood."""
    glyphs = [shaped(char, "mono", "regular", size) for char in characters]
    box = QRectF(0, 0, 1, 1)
    for run in chain.from_iterable(glyph.runs for glyph in glyphs):
        box = box.united(run.boundingRect())
    left, top = 1 - floor(box.left()), 1 - floor(box.top())
    width, height = left + ceil(box.right()) + 2, top + ceil(box.bottom()) + 1
    image = blank(width * _PHASES, height * len(characters))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.GlobalColor.white)
        for (row, glyph), phase in product(enumerate(glyphs), range(_PHASES)):
            pen = QPointF(phase * width + left + phase / _PHASES, row * height + top)
            paint_shaped(painter, pen, glyph)
    coverage = alphas(image).reshape(-1, height, _PHASES, width).swapaxes(1, 2)
    pictures = coverage.reshape(-1, height, width)
    used_y = np.flatnonzero(pictures.any(axis=(0, 2)))
    used_x = np.flatnonzero(pictures.any(axis=(0, 1)))
    trimmed = pictures[:, used_y[0] : used_y[-1] + 1, used_x[0] : used_x[-1] + 1]
    return np.ascontiguousarray(trimmed), left - int(used_x[0]), top - int(used_y[0])
