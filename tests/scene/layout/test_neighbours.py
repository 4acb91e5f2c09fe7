"""From cell to cell: within a matrix, over its edge into the next, never into nothing."""

import numpy as np
import pytest

from gradviz.refs import CellRef
from gradviz.scene.layout.neighbours import Direction, neighbour
from gradviz.scene.marks.frame import Cells


def cells(ref: str, x: float, y: float, shape: tuple[int, int]) -> Cells:
    return Cells(
        x=x,
        y=y,
        pitch_x=10,
        pitch_y=10,
        gap=1,
        radius=0,
        fill=np.zeros((*shape, 4), np.uint8),
        state=np.zeros(shape, np.uint8),
        text=None,
        ink=np.zeros(shape, np.uint8),
        inks=(),
        font_size=5,
        line=(0, 0, 0, 255),
        ref=ref,
    )


X = cells("X", 50, 0, (3, 4))
W = cells("W", 0, 50, (2, 3))
Y = cells("Y", 50, 50, (2, 4))
GHOST = cells("", 50, 50, (1, 4))
CORNER = (X, W, Y, GHOST)


def middle(ref: CellRef) -> tuple[float, float]:
    mark = {"X": X, "W": W, "Y": Y}[ref.name]
    return mark.x + 10 * ref.col + 4.5, mark.y + 10 * ref.row + 4.5


@pytest.mark.parametrize(
    ("start", "direction", "expected"),
    [
        (CellRef("Y", 0, 1), "right", CellRef("Y", 0, 2)),
        (CellRef("Y", 0, 1), "down", CellRef("Y", 1, 1)),
        (CellRef("Y", 0, 1), "up", CellRef("X", 2, 1)),
        (CellRef("X", 2, 1), "down", CellRef("Y", 0, 1)),
        (CellRef("Y", 1, 0), "left", CellRef("W", 1, 2)),
        (CellRef("W", 1, 2), "right", CellRef("Y", 1, 0)),
        (CellRef("W", 0, 0), "up", CellRef("X", 2, 0)),  # not straight on, but up there
        (CellRef("X", 1, 0), "left", CellRef("W", 0, 2)),
        (CellRef("Y", 0, 3), "right", None),
        (CellRef("Y", 1, 3), "down", None),
        (CellRef("X", 0, 3), "up", None),
    ],
)
def test_what_lies_beside(start: CellRef, direction: Direction, expected: CellRef | None) -> None:
    assert neighbour(CORNER, middle(start), direction) == expected


def test_beside_all_matrices_nothing_is_beside() -> None:
    assert neighbour(CORNER, (5.0, 5.0), "down") is None


@pytest.mark.parametrize("name", ["X", "W", "Y"])
def test_every_cell_can_be_reached_with_arrows(name: str) -> None:
    marks = {"X": X, "W": W, "Y": Y}
    seen = {CellRef(name, 0, 0)}
    queue = list(seen)
    while queue:
        at = queue.pop()
        directions: tuple[Direction, ...] = ("left", "right", "up", "down")
        for direction in directions:
            found = neighbour(CORNER, middle(at), direction)
            if found is not None and found not in seen:
                seen.add(found)
                queue.append(found)
    assert len(seen) == sum(mark.state.size for mark in marks.values())
