"""Cells on pixels: a picture of one pixel per cell, enlarged, cut to shape, with its numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gradviz.render.figures import Codes, Figures, set_figures
from gradviz.render.images import blank, premultiplied, shrunk
from gradviz.render.lattice import Lattice
from gradviz.render.stencils import compose, layer, shaped_layer
from gradviz.scene.frame import Cells, State

_Rgba = NDArray[np.uint8]
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
    states = _states(cells)
    colors = premultiplied(_fills(cells, states))
    if cells.radius > 0 or cells.gap > 0 or cells.cell_height < cells.pitch_y:
        image = shaped_layer(colors, lattice, State.FILLED)
    else:
        image = layer(colors, lattice.x.cell_of, lattice.y.cell_of)
    for state in states.intersection(_MARKED):
        compose(image, _marks(cells, lattice, state))
    figures = _figures(cells, lattice, states)
    if figures is None:
        return Raster(image, left, top)
    if figures.pad_x or figures.pad_y:
        wider = blank(figures.image.width(), figures.image.height())
        compose(wider, image, at=(figures.pad_x, figures.pad_y))
        image = wider
    compose(image, figures.image)
    return Raster(image, left - figures.pad_x, top - figures.pad_y)


def _plain(cells: Cells, lattice: Lattice) -> QImage:
    """Return cells too small for any shape: colours only, averaged below one pixel."""
    colors = _small(cells, _states(cells))
    if not lattice.is_fine:
        return layer(premultiplied(colors), lattice.x.cell_of, lattice.y.cell_of)
    if lattice.x.pitch >= 1:
        colors = colors[:, lattice.x.cell_of]
    if lattice.y.pitch >= 1:
        colors = colors[lattice.y.cell_of]
    return shrunk(colors, lattice.x.extent, lattice.y.extent)


def _fills(cells: Cells, states: frozenset[State]) -> _Rgba:
    """Return the colour of each cell, transparent where it has none."""
    if states.isdisjoint((State.EMPTY, State.HIDDEN)):
        return cells.fill
    bare = (cells.state == State.EMPTY) | (cells.state == State.HIDDEN)
    return np.where(bare[..., np.newaxis], np.uint8(0), cells.fill)


def _small(cells: Cells, states: frozenset[State]) -> _Rgba:
    """Return one colour for each cell, the marks of its state mixed in."""
    colors = _fills(cells, states)
    if states.isdisjoint((State.EMPTY, State.HATCHED)):
        return colors
    empty, hatched = cells.state == State.EMPTY, cells.state == State.HATCHED
    red, green, blue, alpha = cells.line
    colors = colors.copy()
    colors[empty] = (red, green, blue, round(alpha * 0.2))
    colors[hatched] = cells.line  # no half-tone: a single NaN has to be seen
    return colors


def _states(cells: Cells) -> frozenset[State]:
    """Return which states there are; fast where all cells are in one."""
    lowest, highest = State(cells.state.min()), State(cells.state.max())
    if lowest == highest:
        return frozenset((lowest,))
    return frozenset(state for state in State if (cells.state == state).any())


def _figures(cells: Cells, lattice: Lattice, states: frozenset[State]) -> Figures | None:
    if cells.text is None:
        return None
    text = np.ascontiguousarray(cells.text)
    codes: Codes = text.view(np.uint32).reshape(*text.shape, -1)
    if State.HIDDEN in states:
        hidden = cells.state == State.HIDDEN
        codes = np.where(hidden[..., np.newaxis], np.uint32(0), codes)
    size = cells.font_size * lattice.scale_y
    return set_figures(codes, (cells.ink.astype(np.intp), cells.inks), lattice, size)


def _marks(cells: Cells, lattice: Lattice, state: State) -> QImage:
    line = premultiplied(np.array(cells.line, dtype=np.uint8))
    colors = np.where(cells.state == state, line, np.uint32(0))
    return shaped_layer(colors, lattice, state)
