"""Cells on pixels: a picture of one pixel per cell, enlarged, cut to shape, with its numbers.

Everything that cells show is a layer: one colour per cell, cut by a stencil that is painted
for one cell and repeated for all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradviz.render.cellmarks import paint_mark, paint_shape
from gradviz.render.figures import Codes, set_figures
from gradviz.render.images import ARGB, alphas, blank, pixels, premultiplied, stencil, table
from gradviz.render.lattice import Indexes, Lattice
from gradviz.scene.frame import Cells, State

_Colors = NDArray[np.uint32]
_MARKED = (State.EMPTY, State.HATCHED, State.CLIPPED)


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Painted cells, and where they go: pixels right of and below the corner of a lattice."""

    image: QImage
    x: int
    y: int


def rasterise(cells: Cells, lattice: Lattice) -> Raster:
    """Return cells as pixels, without their opacity.

    Parameters
    ----------
    cells : Cells
    lattice : Lattice
        Of these cells.
    """
    left, top = lattice.x.first, lattice.y.first
    if lattice.is_plain:
        return Raster(_plain(cells, lattice), left, top)
    image = _layer(_fills(cells), lattice.x.cell_of, lattice.y.cell_of)
    if lattice.radius > 0 or cells.gap > 0:
        _cut(image, stencil(_repeated(lattice, State.FILLED)))
    for state in _MARKED:
        where = cells.state == state
        if where.any():
            _add_marks(image, where, cells, lattice, state)
    codes = _codes(cells)
    figures = None if codes is None else set_figures(codes, lattice, _size(cells, lattice))
    if figures is None:
        return Raster(image, left, top)
    numbers = _layer(
        premultiplied(table(cells.inks)[cells.ink]),
        np.pad(lattice.x.cell_of, figures.pad_x, mode="edge"),
        np.pad(lattice.y.cell_of, figures.pad_y, mode="edge"),
    )
    _cut(numbers, stencil(figures.coverage))
    # The cells go below what the numbers have already: so nothing need be made larger.
    _compose(
        numbers,
        image,
        QPainter.CompositionMode.CompositionMode_DestinationOver,
        (figures.pad_x, figures.pad_y),
    )
    return Raster(numbers, left - figures.pad_x, top - figures.pad_y)


def _plain(cells: Cells, lattice: Lattice) -> QImage:
    """Return cells too small for any shape: colours only, averaged below one pixel."""
    colors = _small(cells)
    if not lattice.is_fine:
        return _layer(colors, lattice.x.cell_of, lattice.y.cell_of)
    across = lattice.x.cell_of if lattice.x.pitch >= 1 else np.arange(lattice.x.count)
    down = lattice.y.cell_of if lattice.y.pitch >= 1 else np.arange(lattice.y.count)
    return _layer(colors, across, down).scaled(
        lattice.x.extent,
        lattice.y.extent,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _fills(cells: Cells) -> _Colors:
    filled = (cells.state != State.EMPTY) & (cells.state != State.HIDDEN)
    return np.where(filled, premultiplied(cells.fill), np.uint32(0))


def _small(cells: Cells) -> _Colors:
    """Return one colour for each cell, the marks of its state mixed in."""
    line = np.array(cells.line, dtype=np.uint8)
    faint = line * np.array([1, 1, 1, 0.2])
    colors = _fills(cells)
    colors[cells.state == State.EMPTY] = premultiplied(faint.astype(np.uint8))
    hatched = cells.state == State.HATCHED
    colors[hatched] = premultiplied(cells.fill[hatched] // 2 + line // 2)
    return colors


def _layer(colors: _Colors, across: Indexes, down: Indexes) -> QImage:
    """Return an image that shows, pixel for pixel, the colour of these columns and rows."""
    image = QImage(across.size, down.size, ARGB)
    np.take(colors[:, across], down, axis=0, out=pixels(image), mode="clip")
    return image


def _repeated(lattice: Lattice, state: State) -> NDArray[np.uint8]:
    """Return what `state` covers if all cells are in it; FILLED: the shape of the cells."""
    x, y = lattice.x, lattice.y
    one = blank(x.widest + 1, y.widest + 1)  # what is right of and below it stands for gaps
    cell = QRectF(0, 0, x.widest / lattice.scale_x, y.widest / lattice.scale_y)
    black = QColor(Qt.GlobalColor.black)
    with QPainter(one) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(lattice.scale_x, lattice.scale_y)
        painter.setBrush(black)
        if state == State.FILLED:
            paint_shape(painter, cell, lattice.radius)
        else:
            paint_mark(painter, state, cell, lattice.radius, black)
    return alphas(one)[:, x.inside][y.inside]


def _add_marks(
    image: QImage, where: NDArray[np.bool_], cells: Cells, lattice: Lattice, state: State
) -> None:
    line = premultiplied(np.array(cells.line, dtype=np.uint8))
    marks = _layer(np.where(where, line, np.uint32(0)), lattice.x.cell_of, lattice.y.cell_of)
    _cut(marks, stencil(_repeated(lattice, state)))
    _compose(image, marks, QPainter.CompositionMode.CompositionMode_SourceOver)


def _codes(cells: Cells) -> Codes | None:
    if cells.text is None:
        return None
    text = np.ascontiguousarray(cells.text)
    codes: Codes = text.view(np.uint32).reshape(*text.shape, -1)
    hidden = cells.state == State.HIDDEN
    return np.where(hidden[..., np.newaxis], np.uint32(0), codes) if hidden.any() else codes


def _size(cells: Cells, lattice: Lattice) -> float:
    return cells.font_size * lattice.scale_y


def _cut(image: QImage, shape: QImage) -> None:
    _compose(image, shape, QPainter.CompositionMode.CompositionMode_DestinationIn)


def _compose(
    image: QImage, other: QImage, mode: QPainter.CompositionMode, at: tuple[int, int] = (0, 0)
) -> None:
    with QPainter(image) as painter:
        painter.setCompositionMode(mode)
        painter.drawImage(*at, other)
