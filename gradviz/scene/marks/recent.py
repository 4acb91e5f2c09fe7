"""Marks that were made lately, so that the same arguments give the very same mark."""

from collections.abc import Callable, Hashable

from gradviz.scene.marks.frame import Cells

_BUDGET = 48_000_000
"""Bytes: several times what fills a large screen with cells of one pixel."""
_LEAST = 4_000  # bytes that even a small mark counts for


class Recent:
    """Marks by what they were made from; what was used least recently goes first.

    Parameters
    ----------
    budget : int
        How many bytes are kept at most, except that the latest mark always is.
    """

    def __init__(self, budget: int = _BUDGET) -> None:
        self._budget = budget
        self._kept: dict[Hashable, Cells] = {}
        self._bytes = 0

    def cells(self, key: Hashable, make: Callable[[], Cells]) -> Cells:
        """Return the mark of a key, made now or before."""
        cells = self._kept.pop(key, None)
        if cells is None:
            cells = make()
            self._bytes += _bytes(cells)
            self._make_room()
        self._kept[key] = cells  # last: the latest used
        return cells

    def __len__(self) -> int:
        return len(self._kept)

    def _make_room(self) -> None:
        while self._bytes > self._budget and self._kept:
            oldest = next(iter(self._kept))
            self._bytes -= _bytes(self._kept.pop(oldest))


def _bytes(cells: Cells) -> int:
    text = 0 if cells.text is None else cells.text.nbytes
    return cells.fill.nbytes + cells.state.nbytes + cells.ink.nbytes + text + _LEAST
