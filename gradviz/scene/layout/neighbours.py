"""From one cell of a picture to the next: what lies beside it, as it is drawn."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Cells

Direction: TypeAlias = Literal["left", "right", "up", "down"]

_INSIDE = 0.25  # of the pitch from the edge of a cell: within it, even if it is half as high
_STEPS: dict[Direction, tuple[int, int]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, -1),
    "down": (0, 1),
}


def neighbour(
    marks: Iterable[Cells], start: tuple[float, float], direction: Direction
) -> CellRef | None:
    """Return the cell beside a place: in the same matrix, or at its edge in the next one.

    Parameters
    ----------
    marks : iterable of Cells
        The matrices that may be gone to.
    start : tuple of float
        The middle of a cell, in scene units.
    direction : {"left", "right", "up", "down"}

    Returns
    -------
    CellRef or None
        In the next matrix the cell straight on, or the one nearest to that; None where nothing
        lies in that direction.
    """
    named = [mark for mark in marks if mark.ref]
    here = next((mark for mark in named if mark.hit(*start) is not None), None)
    along, across = _STEPS[direction]
    if here is None:
        return None
    x, y = start[0] + along * here.pitch_x, start[1] + across * here.pitch_y
    found = here.hit(x, y)
    if found is not None:
        return found
    beyond = [mark for mark in named if mark is not here and _gap(mark, start, direction) > 0]
    if not beyond:
        return None
    best = min(beyond, key=lambda m: _gap(m, start, direction) + 2 * _aside(m, start, direction))
    return best.hit(*_nearest(best, start))


def _gap(mark: Cells, start: tuple[float, float], direction: Direction) -> float:
    """Return how far a matrix is off in a direction; not above 0 if it does not lie there."""
    return {
        "left": start[0] - (mark.x + mark.width),
        "right": mark.x - start[0],
        "up": start[1] - (mark.y + mark.height),
        "down": mark.y - start[1],
    }[direction]


def _aside(mark: Cells, start: tuple[float, float], direction: Direction) -> float:
    """Return how far the straight way misses a matrix."""
    x, y = _nearest(mark, start)
    return abs(y - start[1]) if direction in ("left", "right") else abs(x - start[0])


def _nearest(mark: Cells, start: tuple[float, float]) -> tuple[float, float]:
    """Return a place in the cell of a matrix that is nearest to a place."""
    rows, cols = mark.shape
    col = min(max(int((start[0] - mark.x) // mark.pitch_x), 0), cols - 1)
    row = min(max(int((start[1] - mark.y) // mark.pitch_y), 0), rows - 1)
    return mark.x + (col + _INSIDE) * mark.pitch_x, mark.y + (row + _INSIDE) * mark.pitch_y
