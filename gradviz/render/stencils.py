"""Layers of a picture: one colour for each cell, in a shape that is the same for all."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradviz.render.cellmarks import paint_mark, paint_shape
from gradviz.render.images import ARGB, alpha_image, alphas, blank, pixels
from gradviz.render.lattice import Indexes, Lattice
from gradviz.scene.frame import State

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
    stencil = _stencil(lattice, state)
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
def _stencil(lattice: Lattice, state: State) -> Stencil:
    x, y = lattice.x, lattice.y
    kinds, kind_of = np.unique(_one_cell(lattice, state), axis=0, return_inverse=True)
    repeated = np.tile(kinds[:, x.inside], (y.count, 1))
    down = y.cell_of * len(kinds) + kind_of.reshape(-1)[y.inside]
    return Stencil(alpha_image(repeated), len(kinds), down)


def _one_cell(lattice: Lattice, state: State) -> NDArray[np.uint8]:
    """Return the coverage of the widest and highest cell, and of one pixel of gap after it."""
    width, height = lattice.x.widest, lattice.y.widest
    image = blank(width + 1, height + 1)
    cell = QRectF(0, 0, width / lattice.scale_x, height / lattice.scale_y)
    black = QColor(Qt.GlobalColor.black)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(lattice.scale_x, lattice.scale_y)
        painter.setBrush(black)
        if state == State.FILLED:
            paint_shape(painter, cell, lattice.radius)
        else:
            paint_mark(painter, state, cell, lattice.radius, black)
    return alphas(image)
