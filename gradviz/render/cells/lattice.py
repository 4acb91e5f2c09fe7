"""Where cells lie on a grid of device pixels: every edge on a whole one.

Rounding edges, not sizes, leaves no hairline and drops no column, whatever the pitch: cells
of one matrix may differ by a pixel.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from math import floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QTransform

from gradviz.scene.marks.frame import Cells

Indexes = NDArray[np.intp]


@dataclass(frozen=True)
class CellAxis:
    """The columns (or rows) of a matrix along one axis of the device.

    Attributes
    ----------
    origin : float
        Where the first cell begins, device pixels.
    pitch, gap : float
        As in `Cells`, device pixels.
    count : int
        Number of cells, at least 1.
    skipped : int
        How many cells there are before the first: a part of an axis has its cells on the very
        pixels, and in the very shape, that they have on all of it.
    total : int, optional
        How many cells there are on all of it, by default `count`.
    """

    origin: float
    pitch: float
    gap: float
    count: int
    skipped: int = 0
    total: int | None = None

    @cached_property
    def start(self) -> Indexes:
        """First pixel of each cell, shape (count,)."""
        return self._edges[:-1]

    @cached_property
    def stop(self) -> Indexes:
        """The pixel after the last of each cell, shape (count,): its gap begins there."""
        ends = _rounded(self.origin + self._numbers[1:] * self.pitch - self.gap)
        return np.clip(ends, self.start, self._edges[1:])

    @property
    def first(self) -> int:
        """First pixel of all."""
        return int(self.start[0])

    @property
    def extent(self) -> int:
        """Number of pixels from the first to the last cell, at least 1."""
        return max(1, int(self.stop[-1]) - self.first)

    @cached_property
    def widest(self) -> int:
        """Pixels of the widest cell, on all of the axis."""
        if self.total is not None:
            return replace(self, count=self.total, skipped=0, total=None).widest
        return int((self.stop - self.start).max())

    @cached_property
    def cell_of(self) -> Indexes:
        """For each pixel the cell it belongs to (a gap belongs to the cell before it)."""
        return np.repeat(np.arange(self.count), np.diff(self._edges))[: self.extent]

    @cached_property
    def first_in(self) -> Indexes:
        """First cell in each pixel, of cells no wider than one; each is in that of its middle.

        So no cell is in none, and no pixel is without one.
        """
        middles = np.floor(self.origin + (self._numbers[:-1] + 0.5) * self.pitch).astype(np.intp)
        pixel = np.clip(middles - self.first, 0, self.extent - 1)
        found = np.searchsorted(pixel, np.arange(self.extent))
        return np.minimum(found, self.count - 1)

    @cached_property
    def inside(self) -> Indexes:
        """For each pixel its place in a picture of the widest cell; in a gap, `widest`.

        Narrower cells skip pixels in the middle, so that both of their ends are whole.
        """
        cell = self.cell_of
        place = np.arange(self.extent) + self.first - self.start[cell]
        width = (self.stop - self.start)[cell]
        skipped = np.where(place < width // 2, place, place + self.widest - width)
        return np.where(place < width, skipped, self.widest)

    @property
    def middles(self) -> NDArray[np.float64]:
        """Middle of each cell, device pixels from the first."""
        return (self.start + self.stop) / 2 - self.first

    def part(self, cells: range) -> "CellAxis":
        """Return some of the cells of this axis, which is no part itself."""
        return replace(self, count=len(cells), skipped=cells.start, total=self.count)

    @cached_property
    def _edges(self) -> Indexes:
        return _rounded(self.origin + self._numbers * self.pitch)

    @property
    def _numbers(self) -> Indexes:
        return np.arange(self.skipped, self.skipped + self.count + 1)


@dataclass(frozen=True)
class Lattice:
    """Both axes of a matrix of cells, and the scale that leads from scene units to pixels.

    Two lattices are equal when they differ by whole pixels: what was painted for one can be
    shown in the place of the other.

    Attributes
    ----------
    x, y : CellAxis
        Their origins are fractions of a pixel.
    left, top : int
        Pixel of the device at which the axes count 0.
    scale_x, scale_y : float
        Device pixels per scene unit.
    radius : float
        Corner radius, scene units.
    """

    x: CellAxis
    y: CellAxis
    left: int = field(compare=False)
    top: int = field(compare=False)
    scale_x: float
    scale_y: float
    radius: float

    @classmethod
    def of(cls, cells: Cells, to_device: QTransform) -> "Lattice":
        """Return where cells lie on a device, which may be scaled and shifted."""
        sx, sy = to_device.m11(), to_device.m22()
        x, y = cells.x * sx + to_device.dx(), cells.y * sy + to_device.dy()
        left, top = floor(x), floor(y)
        rows, cols = cells.shape
        return cls(
            _axis(x - left, cells.pitch_x * sx, cells.gap * sx, cols),
            _axis(y - top, cells.pitch_y * sy, (cells.pitch_y - cells.cell_height) * sy, rows),
            left,
            top,
            sx,
            sy,
            cells.radius,
        )

    def part(self, rows: range, cols: range) -> "Lattice":
        """Return where a block of the cells lies, on the same pixels."""
        return replace(self, x=self.x.part(cols), y=self.y.part(rows))

    @property
    def is_part(self) -> bool:
        """Tell whether this is a block of the cells of another lattice."""
        return self.x.total is not None

    @property
    def is_fine(self) -> bool:
        """Tell whether cells are smaller than one pixel, along either axis."""
        return self._smallest < 1.0

    @property
    def is_plain(self) -> bool:
        """Tell whether cells are too small to have a shape."""
        return self._smallest < 2.0

    @property
    def _smallest(self) -> float:
        return min(self.x.pitch, self.y.pitch)


@lru_cache(maxsize=128)
def _axis(origin: float, pitch: float, gap: float, count: int) -> CellAxis:
    """Return an axis; the same one again, with all that is known of it, while it is in use."""
    return CellAxis(origin, pitch, gap, count)


def _rounded(lengths: NDArray[np.floating]) -> Indexes:
    whole: Indexes = np.floor(lengths + 0.5).astype(np.intp)
    return whole
