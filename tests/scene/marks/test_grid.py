"""Where the cells of a matrix stand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.scene.marks.grid import Grid

GRID = Grid(0, 0, 60, 50, 2, 3)

pitches = st.floats(1.0, 200.0)
counts = st.integers(1, 4)
halves = st.sampled_from(["", "upper", "lower"])
grids = st.builds(
    Grid, pitches, pitches, pitches, pitches, counts, counts, flipped=st.booleans(), half=halves
)


def test_a_part_of_a_grid_lies_on_it() -> None:
    part = GRID.part(range(1, 2), range(1, 3))
    assert (part.rows, part.cols) == (1, 2)
    assert part.middle_of(0, 1) == GRID.middle_of(1, 2)
    assert (part.right, part.bottom) == (GRID.right, GRID.bottom)


@given(grids)
def test_cells_of_a_grid_lie_in_its_box_and_apart(grid: Grid) -> None:
    x, y, width, height = grid.box
    places = [grid.cell(row, col) for row in range(grid.rows) for col in range(grid.cols)]
    assert min(place[0] for place in places) == pytest.approx(x)
    assert min(place[1] for place in places) == pytest.approx(y)
    assert max(place[0] + place[2] for place in places) == pytest.approx(x + width)
    assert max(place[1] + place[3] for place in places) == pytest.approx(y + height)
    assert len({place[:2] for place in places}) == grid.rows * grid.cols
    assert min(place[2] for place in places) > 0
    assert min(place[3] for place in places) >= 0


@given(grids, st.data())
def test_a_part_of_any_grid_has_its_cells_in_the_same_places(
    grid: Grid, data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, grid.rows - 1))
    col = data.draw(st.integers(0, grid.cols - 1))
    part = grid.part(range(row, grid.rows), range(col, grid.cols))
    assert part.cell(0, 0) == pytest.approx(grid.cell(row, col))
    last = part.cell(part.rows - 1, part.cols - 1)
    assert last == pytest.approx(grid.cell(grid.rows - 1, grid.cols - 1))


@pytest.mark.parametrize("pitch", [6.0, 7.0, 14.0, 29.0, 43.0, 44.0, 60.0, 61.0, 104.0])
def test_halves_share_a_cell_with_a_thin_seam(pitch: float) -> None:
    whole = Grid(5, 7, pitch, pitch, 3, 2)
    upper, lower = (replace(whole, half=half) for half in ("upper", "lower"))
    assert upper.cell_height == lower.cell_height == int(upper.cell_height) > 0
    seam = lower.top - (upper.top + upper.cell_height)
    assert 1.0 <= seam <= 2.0
    assert (upper.top, lower.bottom) == (whole.y, whole.bottom)
    assert upper.whole == lower.whole == whole
