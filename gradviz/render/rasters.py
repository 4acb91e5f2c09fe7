"""Painted cells, kept for as long as the same marks are met again."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from gradviz.render.lattice import Lattice
from gradviz.render.pixels import Raster, rasterise
from gradviz.scene.frame import Cells

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
    first.

    Parameters
    ----------
    budget : int
        How many pixels are kept at most, except that the latest raster always is.
    """

    def __init__(self, budget: int = _BUDGET) -> None:
        self._budget = budget
        self._kept: WeakKeyDictionary[Cells, _Kept] = WeakKeyDictionary()

    def raster(self, cells: Cells, lattice: Lattice) -> Raster:
        """Return cells as pixels, painted now or before."""
        kept = self._kept.pop(cells, None)
        if kept is None or kept.lattice != lattice:
            raster = rasterise(cells, lattice)
            kept = _Kept(lattice, raster, raster.image.width() * raster.image.height())
            self._make_room(kept.size)
        self._kept[cells] = kept  # last: the latest used
        return kept.raster

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def pixels(self) -> int:
        """How many pixels are kept."""
        return sum(kept.size for kept in self._kept.values())

    def _make_room(self, needed: int) -> None:
        excess = self.pixels + needed - self._budget
        for cells, kept in list(self._kept.items()) if excess > 0 else ():
            if excess <= 0:
                break
            del self._kept[cells]
            excess -= kept.size
