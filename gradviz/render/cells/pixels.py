"""Cells on pixels: a picture of one pixel per cell, enlarged, cut to shape, with its numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gradviz.render.cells.figures import Codes, Figures, set_figures
from gradviz.render.cells.lattice import CellAxis, Indexes, Lattice
from gradviz.render.cells.stencils import compose, layer, shaped_layer
from gradviz.render.images import ARGB, blank, pixels, premultiplied
from gradviz.scene.marks.colormap import MOST_RANK
from gradviz.scene.marks.frame import Cells, State

_Rgba = NDArray[np.uint8]
_MARKED = (State.EMPTY, State.HATCHED, State.CLIPPED)
_RANKS = {
    State.HIDDEN: 0,
    State.EMPTY: 0,
    State.CLIPPED: MOST_RANK + 1,
    State.HATCHED: MOST_RANK + 2,
}
"""How much cells matter that are no plain numbers."""


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
    """Return cells too small for any shape: colours only, of several the one that matters most."""
    states = _states(cells)
    colors = _small(cells, states)
    ranks = _ranks(cells, states) if lattice.is_fine else None
    if ranks is None:
        across, down = _seen_in(lattice.x), _seen_in(lattice.y)
        if lattice.is_fine:  # only few of them: no others need be premultiplied
            colors = colors[down[:, np.newaxis], across]
            across, down = np.arange(across.size), np.arange(down.size)
        return layer(premultiplied(colors), across, down)
    weighed = ranks.astype(np.uint64) << np.uint64(32) | premultiplied(colors)
    weighed = _most(_most(weighed, lattice.y, 0), lattice.x, 1)
    image = QImage(lattice.x.extent, lattice.y.extent, ARGB)
    pixels(image)[...] = weighed.astype(np.uint32)
    return image


def _ranks(cells: Cells, states: frozenset[State]) -> _Rgba | None:
    """Return how much each cell matters: NaN most, what is empty least; None if all do alike."""
    if cells.palette is None and states == {State.FILLED}:
        return None
    ones = np.ones(cells.shape, dtype=np.uint8)
    ranks = ones if cells.palette is None else cells.palette.ranks(cells.fill)
    for state in states - {State.FILLED}:
        ranks[cells.state == state] = _RANKS[state]
    return ranks


def _seen_in(along: CellAxis) -> Indexes:
    """Return for each pixel of an axis a cell that is seen in it."""
    return along.cell_of if along.pitch >= 1 else along.first_in


def _most(weighed: NDArray[np.uint64], along: CellAxis, axis: int) -> NDArray[np.uint64]:
    """Return for each pixel of an axis the largest of the cells that are seen in it."""
    if along.pitch >= 1:
        return weighed.take(along.cell_of, axis=axis)
    return np.maximum.reduceat(weighed, along.first_in, axis=axis)


def _fills(cells: Cells, states: frozenset[State]) -> _Rgba:
    """Return the colour of each cell, transparent where it has none."""
    if states.isdisjoint((State.EMPTY, State.HIDDEN)):
        return cells.fill
    bare = (cells.state == State.EMPTY) | (cells.state == State.HIDDEN)
    return np.where(bare[..., np.newaxis], np.uint8(0), cells.fill)


def _small(cells: Cells, states: frozenset[State]) -> _Rgba:
    """Return one colour for each cell, the marks of its state mixed in."""
    colors = _fills(cells, states)
    if states.isdisjoint(_MARKED):
        return colors
    red, green, blue, alpha = cells.line
    colors = colors.copy()
    colors[cells.state == State.EMPTY] = (red, green, blue, round(alpha * 0.2))
    # no half-tone: a single NaN has to be seen
    colors[cells.state == State.HATCHED] = cells.line_of(State.HATCHED)
    clipped = cells.state == State.CLIPPED
    mixed = colors[clipped].astype(np.uint16) + np.array(cells.line_of(State.CLIPPED), np.uint16)
    colors[clipped] = mixed // 2  # the hue still tells the sign
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
    line = premultiplied(np.array(cells.line_of(state), dtype=np.uint8))
    colors = np.where(cells.state == state, line, np.uint32(0))
    return shaped_layer(colors, lattice, state)
