"""Painted cells, kept for as long as the same marks are met again."""

from typing import NamedTuple
from weakref import WeakKeyDictionary, WeakValueDictionary

from gradviz.render.cells.lattice import Lattice
from gradviz.render.cells.patches import patched
from gradviz.render.cells.pixels import Raster, rasterise
from gradviz.scene.marks.frame import Cells

_BUDGET = 12_000_000
"""Pixels kept by default, 48 MB: half as much again as a 4K screen shows."""


class _Kept(NamedTuple):
    lattice: Lattice
    raster: Raster
    size: int


class Rasters:
    """What has been painted for one device; a stage keeps one, an export makes its own.

    Marks are immutable, so a raster is known by its mark (which it does not keep alive) and
    by where the mark falls on the pixels of the device. What was used least recently goes
    first. While a matrix is written its marks differ in a cell, or a few: those are painted
    anew, the others taken over.

    Parameters
    ----------
    budget : int
        How many pixels are kept at most, except that the latest raster always is.
    """

    def __init__(self, budget: int = _BUDGET) -> None:
        self._budget = budget
        self._kept: WeakKeyDictionary[Cells, _Kept] = WeakKeyDictionary()
        self._of_fill: WeakValueDictionary[int, Cells] = WeakValueDictionary()
        self._most = 0  # pixels kept, if no mark is gone since they were counted

    def raster(self, cells: Cells, lattice: Lattice) -> Raster:
        """Return cells as pixels, painted now or before."""
        kept = self._kept.pop(cells, None)
        if kept is None or kept.lattice != lattice:
            raster = self._from_another(cells, lattice) or rasterise(cells, lattice)
            kept = _Kept(lattice, raster, raster.image.width() * raster.image.height())
            self._make_room(kept.size)
            self._of_fill[id(cells.fill)] = cells
        self._kept[cells] = kept  # last: the latest used
        return kept.raster

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def pixels(self) -> int:
        """How many pixels are kept."""
        return sum(kept.size for kept in self._kept.values())

    def _from_another(self, cells: Cells, lattice: Lattice) -> Raster | None:
        """Return a raster made from that of the mark before, of which it differs in few cells."""
        other = self._of_fill.get(id(cells.fill))
        kept = None if other is None else self._kept.get(other)
        if other is None or other.fill is not cells.fill or kept is None or kept.lattice != lattice:
            return None
        return patched(kept.raster, other, cells, lattice)

    def _make_room(self, needed: int) -> None:
        self._most += needed
        if self._most <= self._budget:
            return
        least = self._budget * 3 // 4  # more than is needed, so as not to count at every mark
        excess = self.pixels + needed - least
        for cells, kept in list(self._kept.items()):
            if excess <= 0:
                break
            del self._kept[cells]
            excess -= kept.size
        self._most = self.pixels + needed
