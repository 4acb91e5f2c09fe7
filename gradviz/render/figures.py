"""The numbers of a matrix on pixels: all of them at once, from a plate of glyph pictures.

Qt paints each character once, at four places within a pixel; NumPy puts copies where they
belong. One glyph run per matrix takes three times as long, most of it spent on making
positions, one object for each character.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from gradviz.render.fonts import cap_height, shaped, text_width
from gradviz.render.images import alphas, blank
from gradviz.render.lattice import Lattice

_PHASES = 4
_COMMON = frozenset("0123456789.−-e")
"""On every plate, so that one plate serves most matrices of a picture."""

Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """Pictures of characters of one size.

    Attributes
    ----------
    pictures : ndarray, shape (characters * 4, height, width), uint8
        Coverage; four of each character, a quarter of a pixel apart.
    left, top : int
        Where on the pictures the pen stands, on the baseline.
    index : ndarray, shape (largest code point + 1,)
        Number of the first picture of each character.
    advance : float
        From one character to the next, pixels.
    """

    pictures: NDArray[np.uint8]
    left: int
    top: int
    index: NDArray[np.intp]
    advance: float


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Coverage of all numbers, and by how much it reaches beyond the cells on each side."""

    coverage: NDArray[np.uint8]
    pad_x: int
    pad_y: int


def set_figures(codes: Codes, lattice: Lattice, size: float) -> Figures | None:
    """Return the numbers of a matrix, each in the middle of its cell.

    Parameters
    ----------
    codes : ndarray, shape (rows, cols, length)
        Code points; 0 after the end of each number.
    lattice : Lattice
    size : float
        Font size, pixels.

    Returns
    -------
    Figures or None
        None where there is nothing to set.
    """
    row, col, place = np.nonzero(codes)
    if not row.size:
        return None
    shown = codes[row, col, place]
    plate = _plate(size, _COMMON.union(map(chr, np.flatnonzero(np.bincount(shown)).tolist())))
    lengths = np.count_nonzero(codes, axis=2)[row, col]
    x = lattice.x.middles[col] + (place - lengths / 2) * plate.advance
    quarter = np.floor(x * _PHASES + 0.5).astype(np.intp)
    left = quarter // _PHASES - plate.left
    baseline = np.floor(lattice.y.middles + cap_height("mono") * size / 2 + 0.5).astype(np.intp)
    top = baseline[row] - plate.top
    height, width = plate.pictures.shape[1:]
    pad_x = max(0, -int(left.min()), int(left.max()) + width - lattice.x.extent)
    pad_y = max(0, -int(top.min()), int(top.max()) + height - lattice.y.extent)
    coverage = np.zeros(
        (lattice.y.extent + 2 * pad_y, lattice.x.extent + 2 * pad_x), dtype=np.uint8
    )
    corners = (top + pad_y) * coverage.shape[1] + left + pad_x
    pictures = plate.index[shown] + quarter % _PHASES
    turns = int(width // plate.advance) + 1  # characters so far apart do not overlap
    for turn in range(turns):
        now = place % turns == turn
        _stamp(coverage, corners[now], plate.pictures, pictures[now])
    return Figures(coverage, pad_x, pad_y)


def _stamp(
    coverage: NDArray[np.uint8],
    corners: NDArray[np.intp],
    pictures: NDArray[np.uint8],
    chosen: NDArray[np.intp],
) -> None:
    """Lay pictures that do not overlap each other onto `coverage`, at these flat indexes."""
    height, width = pictures.shape[1:]
    window = np.arange(height)[:, np.newaxis] * coverage.shape[1] + np.arange(width)
    pixels = corners[:, np.newaxis] + window.ravel()
    flat = coverage.reshape(-1)
    flat[pixels] = np.maximum(flat[pixels], pictures.reshape(len(pictures), -1)[chosen])


@lru_cache(maxsize=64)
def _plate(size: float, characters: frozenset[str]) -> Plate:
    ordered = sorted(characters)
    runs = [run for char in ordered for run in shaped(char, "mono", "regular", size).runs]
    box = QRectF()
    for run in runs:
        box = box.united(run.boundingRect())
    left, top = 1 - floor(box.left()), 1 - floor(box.top())
    width, height = left + ceil(box.right()) + 2, top + ceil(box.bottom()) + 1
    image = blank(width * _PHASES, height * len(ordered))
    with QPainter(image) as painter:
        painter.setPen(Qt.GlobalColor.white)
        for row, char in enumerate(ordered):
            for phase in range(_PHASES):
                pen = QPointF(phase * width + left + phase / _PHASES, row * height + top)
                for run in shaped(char, "mono", "regular", size).runs:
                    painter.drawGlyphRun(pen, run)
    cells = alphas(image).reshape(len(ordered), height, _PHASES, width).swapaxes(1, 2)
    pictures = cells.reshape(-1, height, width)
    used_y, used_x = pictures.any(axis=(0, 2)), pictures.any(axis=(0, 1))
    index = np.zeros(ord(ordered[-1]) + 1, dtype=np.intp)
    index[[ord(char) for char in ordered]] = np.arange(len(ordered)) * _PHASES
    return Plate(
        np.ascontiguousarray(pictures[:, used_y][:, :, used_x]),
        left - int(used_x.argmax()),
        top - int(used_y.argmax()),
        index,
        text_width("0", "mono", "regular", size),
    )
