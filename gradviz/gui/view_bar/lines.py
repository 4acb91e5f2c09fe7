"""Groups of widgets side by side, in as many lines as they need."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

_APART, _BETWEEN = 6, 4  # logical pixels between groups, and between lines
_MARGINS = (12, 5, 12, 5)


class GroupLines:
    """Lays groups out in one line, or in more where not even their least widths fit.

    Parameters
    ----------
    owner : QWidget
        Whose layout it is.
    groups : sequence of sequence of QWidget
        What stays together.
    starts : set of int
        The groups before which a line is best broken.
    tail : sequence of QWidget
        What stands at the right of the first line.
    """

    def __init__(
        self,
        owner: QWidget,
        groups: Sequence[Sequence[QWidget]],
        starts: set[int],
        tail: Sequence[QWidget],
    ) -> None:
        self._starts = starts
        self._groups = [tuple(group) for group in groups]
        self._tail = tuple(tail)
        self._column = QVBoxLayout(owner)
        self._column.setContentsMargins(*_MARGINS)
        self._column.setSpacing(_BETWEEN)
        self._breaks: tuple[int, ...] | None = None
        self.fit(10**6)

    @property
    def least(self) -> int:
        """The width that the widest group needs at least."""
        widths = [_least(group) for group in (*self._groups, self._tail)]
        return max(widths, default=0) + _MARGINS[0] + _MARGINS[2]

    def fit(self, width: int) -> bool:
        """Break lines for a width; tell whether they are broken elsewhere than before."""
        breaks = self._broken(width - _MARGINS[0] - _MARGINS[2])
        if breaks == self._breaks:
            return False
        self._breaks = breaks
        while (item := self._column.takeAt(0)) is not None:
            line = item.layout()
            while line is not None and line.takeAt(0) is not None:
                pass
        starts = (0, *breaks, len(self._groups))
        for n, (start, stop) in enumerate(pairwise(starts)):
            row = QHBoxLayout()
            row.setSpacing(_APART)
            for group in self._groups[start:stop]:
                for widget in group:
                    row.addWidget(widget)
            row.addStretch(1)
            for widget in self._tail if n == 0 else ():
                row.addWidget(widget)
            self._column.addLayout(row)
        return True

    def _broken(self, width: int) -> tuple[int, ...]:
        widths = [_least(group) for group in self._groups]
        breaks: list[int] = []
        used = _least(self._tail)
        for n, needed in enumerate(widths):
            end = next((m for m in range(n + 1, len(widths)) if m in self._starts), len(widths))
            together = sum(widths[n:end]) if n in self._starts else needed
            if n and used + together > width and (n in self._starts or used + needed > width):
                breaks.append(n)
                used = 0
            used += needed
        return tuple(breaks)


def _least(group: Sequence[QWidget]) -> int:
    sizes: list[QSize] = [
        widget.minimumSizeHint().boundedTo(widget.maximumSize()).expandedTo(widget.minimumSize())
        for widget in group
    ]
    return sum(size.width() + _APART for size in sizes)
