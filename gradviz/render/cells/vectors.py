"""Cells on vector devices: a rectangle for each cell, live text for each number."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from gradviz.render.cells.lattice import Lattice
from gradviz.render.cells.pixels import rasterise
from gradviz.render.cells.states import paint_mark, paint_shape
from gradviz.render.fonts import cap_height, live_text, text_width
from gradviz.render.images import indexed, pixels
from gradviz.scene.marks.cells import TELLS_SIGN
from gradviz.scene.marks.frame import Cells, Color, State
from gradviz.scene.marks.grid import SPLITS

MOST = 256 * 256
"""Above so many cells a file of rectangles is too large to open: cells become an image."""
_FEW = 32 * 32
"""Cells too small to be read are, above so many of them."""
_FINEST = 1024  # pixels of the longer side of such an image, where cells have a shape
_ROUND = 4
"""Steps of a channel that nobody tells apart: with fewer colours an image takes a third."""
_SEAM = 0.25
"""By how much, in scene units, cells without gaps reach below the next: no line shines through."""


def paint_cells(painter: QPainter, cells: Cells) -> None:
    """Draw cells as shapes and text; the opacity of `painter` is theirs already."""
    if _is_too_fine(cells):
        _paint_image(painter, cells)
        return
    _paint_fills(painter, cells)
    for state in (State.EMPTY, State.HATCHED, State.CLIPPED):
        line = QColor(*cells.line_of(state))
        for row, col in np.argwhere(cells.state == state).tolist():
            paint_mark(painter, state, _cell(cells, row, col), cells.radius, line)
    _paint_numbers(painter, cells)


def _is_too_fine(cells: Cells) -> bool:
    """Tell whether there is nothing to read in cells, or too many of them for a file."""
    is_small = cells.text is None and min(cells.cell_width, cells.cell_height) < TELLS_SIGN
    return cells.state.size > (_FEW if is_small else MOST)


def _paint_fills(painter: QPainter, cells: Cells) -> None:
    filled = (cells.state != State.EMPTY) & (cells.state != State.HIDDEN) & (cells.fill[..., 3] > 0)
    seam = _SEAM if painter.opacity() == 1 else 0.0
    beside = np.pad(filled, ((0, 1), (0, 1)))  # nothing is beyond the last
    right = beside[:-1, 1:] * (seam if cells.cell_width == cells.pitch_x else 0.0)
    below = beside[1:, :-1] * (seam if cells.cell_height == cells.pitch_y else 0.0)
    for color, places in _by_color(cells, filled).items():
        painter.setBrush(QColor(*color))
        for row, col in places:
            area = _cell(cells, row, col).adjusted(0, 0, right[row, col], below[row, col])
            paint_shape(painter, area, cells.radius)


def _cell(cells: Cells, row: int, col: int) -> QRectF:
    return QRectF(
        cells.x + col * cells.pitch_x,
        cells.y + row * cells.pitch_y,
        cells.cell_width,
        cells.cell_height,
    )


def _by_color(cells: Cells, filled: NDArray[np.bool_]) -> dict[Color, list[tuple[int, int]]]:
    """Return the places of filled cells, one colour after the other: files stay small."""
    places: dict[Color, list[tuple[int, int]]] = defaultdict(list)
    for row, col in np.argwhere(filled).tolist():
        red, green, blue, alpha = cells.fill[row, col].tolist()
        places[red, green, blue, alpha].append((row, col))
    return places


def _paint_numbers(painter: QPainter, cells: Cells) -> None:
    size = cells.font_size
    painter.setBrush(Qt.BrushStyle.NoBrush)
    advance = text_width("0", "mono", "regular", size)
    drop = cap_height("mono") * size / 2
    with live_text(painter, "mono", "regular", size) as draw:
        for index, color in enumerate(cells.inks):
            painter.setPen(QColor(*color))
            for row, col, text in _texts(cells, index):
                middle = _cell(cells, row, col).center()
                draw(middle.x() - len(text) * advance / 2, middle.y() + drop, text)


def _texts(cells: Cells, ink: int) -> Iterator[tuple[int, int, str]]:
    if cells.text is None:
        return
    chosen = (cells.ink == ink) & (cells.text != "") & (cells.state != State.HIDDEN)
    for row, col in np.argwhere(chosen).tolist():
        yield row, col, str(cells.text[row, col])


def _paint_image(painter: QPainter, cells: Cells) -> None:
    """Draw cells as an image of whole pixels for each, to be enlarged without a blur."""
    sharp = min(int(min(cells.cell_width, cells.cell_height)), _FINEST // max(cells.shape))
    if sharp < SPLITS:  # no shape, no gap: a colour is all there is
        sharp = 1
    corner = replace(cells, x=0.0, y=0.0, text=None)
    scale = QTransform.fromScale(sharp / cells.pitch_x, sharp / cells.pitch_y)
    image = _compact(rasterise(corner, Lattice.of(corner, scale)).image)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # or PDF takes JPEG
    painter.drawImage(QRectF(cells.x, cells.y, cells.width, cells.height), image)
    painter.restore()


def _compact(image: QImage) -> QImage:
    """Return an image in a table of nearly its colours, if they are few enough for one."""
    memory = pixels(image).view(np.uint8).astype(np.uint16)
    rounded = np.minimum((memory + _ROUND // 2) // _ROUND * _ROUND, 255).astype(np.uint8)
    table, index = np.unique(rounded.view(np.uint32), return_inverse=True)
    if len(table) > 256:
        return image
    return indexed(index.reshape(image.height(), -1), table)
