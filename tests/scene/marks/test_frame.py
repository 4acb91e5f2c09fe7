"""A frame: cells are found where they are drawn, the uppermost first."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.refs import CellRef
from gradviz.scene.marks.cells import Look, passing_cells
from gradviz.scene.marks.frame import Box, Cells, Frame
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style

LOOK = Look.of("W", Scale(1.0), Style(200, 200))
GRID = Grid(10, 20, 40, 30, 2, 3)


def cells(grid: Grid = GRID, ref: str = "W", first: tuple[int, int] = (0, 0)) -> Cells:
    made = passing_cells(np.zeros((grid.rows, grid.cols)), grid, LOOK)
    return replace(made, ref=ref, first=first)


def test_shape_and_size() -> None:
    mark = cells()
    assert mark.shape == (2, 3)
    assert (mark.width, mark.height) == (3 * 40 - GRID.gap, 2 * 30 - GRID.gap)


@pytest.mark.parametrize(
    ("at", "hit"),
    [
        ((10, 20), (0, 0)),
        ((49.9, 49.9), (0, 0)),  # the gap belongs to the cell before it
        ((50, 20), (0, 1)),
        ((129, 79), (1, 2)),
        ((9.9, 20), None),
        ((10, 19.9), None),
        ((130, 20), None),
        ((10, 80), None),
    ],
)
def test_a_point_hits_the_cell_it_lies_on(
    at: tuple[float, float], hit: tuple[int, int] | None
) -> None:
    assert cells().hit(*at) == (None if hit is None else CellRef("W", *hit))


def test_a_part_of_a_matrix_tells_the_cells_of_the_matrix() -> None:
    assert cells(first=(4, 7)).hit(51, 21) == CellRef("W", 4, 8)


def test_a_cell_that_stands_for_a_block_tells_the_entry_under_the_point() -> None:
    mark = replace(cells(first=(8, 16)), merged=(4, 4))
    assert mark.hit(10, 20) == CellRef("W", 8, 16)
    assert mark.hit(49.9, 49.9) == CellRef("W", 11, 19)
    assert mark.hit(51, 20 + 30 * 0.6) == CellRef("W", 10, 20)
    assert mark.cell(10, 21) == (50, 20, mark.cell_width, mark.cell_height)


def test_rows_of_a_flipped_matrix_run_along_x() -> None:
    mark = replace(cells(first=(4, 7)), flipped=True)
    assert mark.hit(51, 21) == CellRef("W", 5, 7)
    assert mark.cell(5, 7) == (50, 20, mark.cell_width, mark.cell_height)
    assert mark.cell(4, 9) is None


def test_nothing_is_hit_in_the_place_of_another_half() -> None:
    mark = replace(cells(), gap_y=17.0)
    assert (mark.cell_height, mark.height) == (13, 43)
    assert mark.hit(11, 20 + 13.5) == CellRef("W", 0, 0)
    assert mark.hit(11, 20 + 14.5) is None
    assert mark.hit(11, 20 + 30.0) == CellRef("W", 1, 0)


def test_nothing_is_hit_outside_of_what_is_seen() -> None:
    mark = replace(cells(), clip=(30, 25, 50, 20))
    assert mark.hit(31, 26) == CellRef("W", 0, 0)
    assert mark.hit(29, 26) is None
    assert mark.hit(31, 46) is None
    assert mark.hit(81, 26) is None


def test_the_uppermost_is_hit_and_what_has_no_name_is_looked_through() -> None:
    above = cells(Grid(50, 20, 40, 30, 1, 1), ref="X")
    ghost = cells(Grid(0, 0, 200, 200, 1, 1), ref="")
    card = Box(0, 0, 200, 200, ref="pane:Y")
    frame = Frame(200, 200, (0, 0, 0, 255), (cells(), above, ghost, card))
    assert frame.hit(60, 30) == CellRef("X", 0, 0)
    assert frame.hit(20, 30) == CellRef("W", 0, 0)
    assert frame.hit(1, 1) is None
