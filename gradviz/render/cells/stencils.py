"""Layers of a picture: one colour for each cell, in a shape that is the same for all."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradviz.render.cells.lattice import Indexes, Lattice
from gradviz.render.cells.states import paint_mark, paint_shape
from gradviz.render.images import ARGB, alpha_image, alphas, blank, pixels
from gradviz.scene.marks.frame import State

Pixels = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """A shape repeated over a lattice, without the rows of pixels that come twice.

    Most rows of a cell look alike: only those that differ are kept, for every row of cells.

    Attributes
    ----------
    image : QImage
        Alpha of the rows that differ, those of the first row of cells first.
    kinds : int
        How many rows differ in one row of cells.
    down : ndarray, shape (height,)
        For each row of pixels of the whole picture, its row in `image`.
    """

    image: QImage
    kinds: int
    down: Indexes


def layer(colors: Pixels, across: Indexes, down: Indexes) -> QImage:
    """Return an image that shows, pixel for pixel, the colour of these columns and rows."""
    image = QImage(across.size, down.size, ARGB)
    np.take(colors[:, across], down, axis=0, out=pixels(image), mode="clip")
    return image


def shaped_layer(colors: Pixels, lattice: Lattice, state: State) -> QImage:
    """Return what `state` covers of each cell, in its colour; FILLED covers the whole cell.

    Parameters
    ----------
    colors : ndarray, shape (rows, cols), uint32
        Transparent where a cell is in another state.
    lattice : Lattice
    state : State
    """
    stencil = _stencil(lattice, state) if lattice.is_part else _kept_stencil(lattice, state)
    rows = np.repeat(np.arange(lattice.y.count), stencil.kinds)
    differing = layer(colors, lattice.x.cell_of, rows)
    compose(differing, stencil.image, QPainter.CompositionMode.CompositionMode_DestinationIn)
    image = QImage(lattice.x.extent, lattice.y.extent, ARGB)
    np.take(pixels(differing), stencil.down, axis=0, out=pixels(image), mode="clip")
    return image


def compose(
    image: QImage,
    other: QImage,
    mode: QPainter.CompositionMode = QPainter.CompositionMode.CompositionMode_SourceOver,
    at: tuple[int, int] = (0, 0),
) -> None:
    """Draw an image onto another, in place."""
    with QPainter(image) as painter:
        painter.setCompositionMode(mode)
        painter.drawImage(*at, other)


@lru_cache(maxsize=32)
def _kept_stencil(lattice: Lattice, state: State) -> Stencil:
    return _stencil(lattice, state)


def _stencil(lattice: Lattice, state: State) -> Stencil:
    x, y = lattice.x, lattice.y
    scales = (lattice.scale_x, lattice.scale_y)
    kinds, kind_of = _one_cell((x.widest, y.widest), scales, lattice.radius, state)
    repeated = np.tile(kinds[:, x.inside], (y.count, 1))
    down = y.cell_of * len(kinds) + kind_of[y.inside]
    return Stencil(alpha_image(repeated), len(kinds), down)


@lru_cache(maxsize=64)
def _one_cell(
    size: tuple[int, int], scales: tuple[float, float], radius: float, state: State
) -> tuple[NDArray[np.uint8], Indexes]:
    """Return the coverage of a cell of so many pixels, and of one pixel of gap after it.

    Only the rows that differ; and which of these each row is.
    """
    image = blank(size[0] + 1, size[1] + 1)
    cell = QRectF(0, 0, size[0] / scales[0], size[1] / scales[1])
    black = QColor(Qt.GlobalColor.black)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(*scales)
        painter.setBrush(black)
        if state == State.FILLED:
            paint_shape(painter, cell, radius)
        else:
            paint_mark(painter, state, cell, radius, black)
    kinds, kind_of = np.unique(alphas(image), axis=0, return_inverse=True)
    return kinds, kind_of.reshape(-1)
