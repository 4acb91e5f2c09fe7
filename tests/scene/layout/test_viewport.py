"""Zooming and panning: what is under the pointer stays there, and only what is seen is drawn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradviz.arrays import freeze
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import Viewport, visible, visible_cells
from gradviz.scene.marks.cells import Look, passing_cells
from gradviz.scene.marks.frame import State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style

AREA = Area(30, 20, 800, 500)
LOOK = Look.of("W", Scale(1.0), Style(1000, 600))

points = st.tuples(st.floats(AREA.x, AREA.right), st.floats(AREA.y, AREA.bottom))
viewports = st.builds(
    lambda zoom, at: Viewport().zoomed(zoom, at, AREA), st.floats(1.0, 1000.0), points
)
grids = st.builds(
    Grid,
    st.floats(-500, 900),
    st.floats(-500, 700),
    st.floats(0.05, 300),
    st.floats(0.05, 300),
    st.integers(1, 60),
    st.integers(1, 60),
    flipped=st.booleans(),
    half=st.sampled_from(["", "upper", "lower"]),
)


def content_at(viewport: Viewport, point: tuple[float, float]) -> tuple[float, float]:
    """Return what is seen at a point, in shares of the content."""
    whole = viewport.area_of(AREA)
    return (point[0] - whole.x) / whole.width, (point[1] - whole.y) / whole.height


@given(viewports, points, st.floats(0.1, 10.0))
def test_what_is_under_the_pointer_stays_there(
    viewport: Viewport, at: tuple[float, float], factor: float
) -> None:
    zoomed = viewport.zoomed(factor, at, AREA)
    free = Viewport(zoomed.zoom, *content_at(viewport, at))
    is_held = 0 < zoomed.x < 1 - 1 / zoomed.zoom and 0 < zoomed.y < 1 - 1 / zoomed.zoom
    assume(is_held)
    assert content_at(zoomed, at) == pytest.approx((free.x, free.y), abs=1e-9)


@given(viewports, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_content_always_fills_the_area(viewport: Viewport, dx: float, dy: float) -> None:
    whole = viewport.panned(dx, dy, AREA).area_of(AREA)
    slack = 1e-9 * whole.width
    assert whole.x <= AREA.x + slack
    assert whole.y <= AREA.y + slack
    assert whole.right >= AREA.right - slack
    assert whole.bottom >= AREA.bottom - slack


def test_panning_moves_the_content_with_the_hand() -> None:
    viewport = Viewport(4.0, 0.3, 0.3)
    before, after = viewport.area_of(AREA), viewport.panned(15, -7, AREA).area_of(AREA)
    assert (after.x - before.x, after.y - before.y) == pytest.approx((15, -7))


def test_zooming_out_ends_at_the_whole() -> None:
    viewport = Viewport().zoomed(40, (100, 100), AREA).panned(-50, 60, AREA)
    assert not viewport.is_whole
    assert viewport.zoomed(0.001, (700, 90), AREA) == Viewport()
    assert Viewport().zoomed(9, (100, 100), AREA, most=2.5).zoom == 2.5


def test_a_grid_is_enlarged_with_its_content() -> None:
    grid = Grid(100, 80, 10, 8, 20, 30, flipped=True)
    viewport = Viewport().zoomed(3, (130, 120), AREA)
    seen = viewport.grid_of(grid, AREA)
    assert (seen.pitch_x, seen.pitch_y, seen.flipped) == (30, 24, True)
    assert (seen.x, seen.y) == pytest.approx((130 - 3 * 30, 120 - 3 * 40))
    assert Viewport().grid_of(grid, AREA) == grid


@given(grids)
def test_every_row_and_column_in_the_area_is_seen_and_no_other(grid: Grid) -> None:
    rows, cols = visible(grid, AREA)
    whole = grid.whole
    for row, col in ((row, col) for row in range(grid.rows) for col in range(grid.cols)):
        x, y, _, _ = whole.cell(row, col)
        is_seen = (
            x < AREA.right - 1e-6
            and y < AREA.bottom - 1e-6
            and x + grid.pitch_x > AREA.x + 1e-6
            and y + grid.pitch_y > AREA.y + 1e-6
        )
        is_out = (
            x > AREA.right + 1e-6
            or y > AREA.bottom + 1e-6
            or x + grid.pitch_x < AREA.x - 1e-6
            or y + grid.pitch_y < AREA.y - 1e-6
        )
        if is_seen:
            assert row in rows
            assert col in cols
        if is_out:
            assert not (row in rows and col in cols)


@given(grids, points)
def test_a_point_in_the_area_hits_the_entry_it_hit_before(
    grid: Grid, at: tuple[float, float]
) -> None:
    values = freeze(np.zeros((grid.rows, grid.cols)))
    seen = visible_cells(values, grid, LOOK, AREA)
    expected = passing_cells(values, grid, LOOK).hit(*at)
    found = None if seen is None else seen.hit(*at)
    if seen is None or seen.merged == (1, 1):
        assert found == expected or _is_on_an_edge(grid, at)
    elif found is not None and expected is not None and not grid.half:
        assert abs(found.row - expected.row) <= 1
        assert abs(found.col - expected.col) <= 1


def _is_on_an_edge(grid: Grid, at: tuple[float, float]) -> bool:
    lengths = (
        (at[0] - grid.x) / grid.pitch_x % 1,
        (at[1] - grid.top) / grid.pitch_y % 1,
        (at[1] - grid.top - grid.cell_height - 1.0) / grid.pitch_y % 1,
    )
    on_area = at[0] in (AREA.x, AREA.right) or at[1] in (AREA.y, AREA.bottom)
    return on_area or any(min(length, 1 - length) < 1e-6 for length in lengths)


def test_only_what_is_seen_is_mapped() -> None:
    values = freeze(np.random.default_rng(1).normal(size=(2000, 2000)))
    grid = Grid(-9000, -4000, 20, 20, 2000, 2000)
    cells = visible_cells(values, grid, LOOK, AREA)
    assert cells is not None
    assert cells.shape == (25, 41)
    assert cells.first == (201, 451)
    assert cells.clip == (30, 20, 800, 500)
    expected = passing_cells(values[201:226, 451:492], Grid(20, 20, 20, 20, 25, 41), LOOK)
    assert np.array_equal(cells.fill, expected.fill)
    assert cells.cell(210, 460) == grid.cell(210, 460)
    assert cells.cell(10, 10) is None


@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("pixel", [1.0, 0.5])
def test_cells_below_a_pixel_are_merged_to_a_pixel_or_more(*, flipped: bool, pixel: float) -> None:
    values = np.zeros((3000, 1000))
    values[1234, 567] = -1.0
    grid = Grid(30, 20, 0.16, 0.16, 3000, 1000, flipped=flipped)
    cells = visible_cells(freeze(values), grid, LOOK, AREA, pixel=pixel)
    assert cells is not None
    assert pixel <= cells.pitch_x < 2 * pixel
    assert pixel <= cells.pitch_y < 2 * pixel
    (row, col), size = divmod(np.array([1234, 567]), cells.merged[0]), cells.merged[0]
    down, across = (row[1], row[0]) if flipped else (row[0], row[1])
    assert np.argwhere((cells.fill != cells.fill[0, 0]).any(axis=2)).tolist() == [[down, across]]
    hit = cells.hit(
        cells.x + (across + 0.5) * cells.pitch_x, cells.y + (down + 0.5) * cells.pitch_y
    )
    assert hit == CellRef("W", row[0] * size + size // 2, row[1] * size + size // 2)
    assert np.all(col < size)


def test_halves_are_merged_until_both_can_be_seen() -> None:
    grid = Grid(30, 20, 0.7, 0.7, 900, 900, half="lower")
    cells = visible_cells(freeze(np.ones((900, 900))), grid, LOOK, AREA)
    assert cells is not None
    assert cells.cell_height >= 2.0
    assert cells.gap_y is not None


def test_panning_and_zooming_find_the_same_halvings_and_the_same_mark() -> None:
    values = freeze(np.random.default_rng(2).normal(size=(512, 512)))
    grid = Grid(30, 20, 0.6, 0.6, 512, 512)
    one = visible_cells(values, grid, LOOK, AREA)
    assert visible_cells(values, replace(grid), LOOK, AREA) is one
    assert one is not None
    assert one.clip is None


@pytest.mark.parametrize("pitch", [0.3, 1.0, 20.0])
def test_what_is_not_written_is_empty_from_afar_too(pitch: float) -> None:
    values = freeze(np.ones((1001, 403)))
    grid = Grid(30, 20, pitch, pitch, 1001, 403)
    done = np.zeros(values.shape, dtype=np.bool_)
    done[:, :21] = True
    cells = visible_cells(values, grid, LOOK, AREA, written=done)
    assert cells is not None
    columns = (cells.state != State.EMPTY).all(axis=0)
    assert np.array_equal(columns, (cells.state != State.EMPTY).any(axis=0))
    assert columns.sum() == 21 // cells.merged[1]
    done[:] = True
    all_written = visible_cells(values, grid, LOOK, AREA, written=done)
    assert all_written is visible_cells(values, grid, LOOK, AREA)


def test_numbers_appear_as_cells_grow() -> None:
    values = freeze(np.full((256, 256), 0.25))
    small = Grid(30, 20, 2, 2, 256, 256)
    told = []
    for zoom in (1, 4, 8, 20):
        view = Viewport().zoomed(zoom, (300, 200), AREA)
        cells = visible_cells(values, view.grid_of(small, AREA), LOOK, AREA)
        assert cells is not None
        told.append(cells.text is not None and bool((cells.text == "0.25").all()))
    assert told == [False, False, False, True]


def test_what_is_out_of_sight_is_no_mark() -> None:
    assert visible_cells(freeze(np.ones((2, 2))), Grid(900, 20, 9, 9, 2, 2), LOOK, AREA) is None
