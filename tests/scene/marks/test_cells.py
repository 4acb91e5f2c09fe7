"""Matrices as cells: what a cell says, and that the same one is made once."""

import gc
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.arrays import Mask, Matrix, freeze
from gradviz.language.numbers import MINUS, fitted
from gradviz.refs import CellRef
from gradviz.scene.marks.cells import (
    READABLE,
    READABLE_HEIGHT,
    Look,
    font_size,
    is_readable,
    letters_in_cell,
    matrix_cells,
    passing_cells,
)
from gradviz.scene.marks.frame import Frame, State
from gradviz.scene.marks.grid import Grid, Half
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT

STYLE = Style(1000, 700)
LOOK = Look.of("W", Scale(2.0), STYLE)
GRID = Grid(0, 0, 60, 50, 2, 3)
VALUES = freeze(np.array([[1.0, -2.0, 0.0], [0.5, 3.0, np.nan]]))

pitches = st.floats(1.0, 200.0)
counts = st.integers(1, 4)
halves = st.sampled_from(["", "upper", "lower"])
grids = st.builds(
    Grid, pitches, pitches, pitches, pitches, counts, counts, flipped=st.booleans(), half=halves
)


def states(values: Matrix, look: Look = LOOK, written: Mask | None = None) -> list[list[State]]:
    grid = replace(GRID, rows=values.shape[0], cols=values.shape[1])
    return [[State(s) for s in row] for row in matrix_cells(values, grid, look, written).state]


def first(count: int, *, by_columns: bool = False) -> Mask:
    """Return a mask of the first cells along rows, or along columns."""
    return (np.arange(6) < count).reshape((2, 3), order="F" if by_columns else "C")


def test_the_same_arguments_give_the_very_same_mark() -> None:
    mark = matrix_cells(VALUES, GRID, LOOK, first(3))
    assert matrix_cells(VALUES, replace(GRID), replace(LOOK), first(3)) is mark


def test_what_is_all_written_is_the_mark_without_a_mask() -> None:
    assert matrix_cells(VALUES, GRID, LOOK, first(6)) is matrix_cells(VALUES, GRID, LOOK)


def test_a_matrix_is_mapped_once_however_it_is_written() -> None:
    marks = [matrix_cells(VALUES, GRID, LOOK, first(count)) for count in range(7)]
    assert len({id(mark.fill) for mark in marks}) == 1
    assert [int((mark.state != State.EMPTY).sum()) for mark in marks] == list(range(7))


def test_what_is_remembered_does_not_keep_the_matrix() -> None:
    values = freeze(np.ones((2, 3)))
    matrix_cells(values, GRID, LOOK, first(2))
    gone = ref(values)
    del values
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    "changed",
    [
        lambda: matrix_cells(freeze(VALUES.copy()), GRID, LOOK),
        lambda: matrix_cells(VALUES, GRID.moved(1, 0), LOOK),
        lambda: matrix_cells(VALUES, GRID, replace(LOOK, theme=LIGHT)),
        lambda: matrix_cells(VALUES, GRID, replace(LOOK, scale=Scale(3.0))),
        lambda: matrix_cells(VALUES, GRID, replace(LOOK, name="X")),
        lambda: matrix_cells(VALUES, GRID, LOOK, first(5)),
        lambda: matrix_cells(VALUES, replace(GRID, flipped=True), LOOK),
        lambda: matrix_cells(VALUES, replace(GRID, half="upper"), LOOK),
    ],
)
def test_other_arguments_give_another_mark(changed: object) -> None:
    assert callable(changed)
    assert changed() is not matrix_cells(VALUES, GRID, LOOK)


def test_what_is_beyond_the_scale_is_clipped_and_nan_is_hatched() -> None:
    odd = np.array([[2.0, -2.0, 2.1, -2.1], [np.inf, -np.inf, np.nan, 0.0]])
    F, C, H = State.FILLED, State.CLIPPED, State.HATCHED
    assert states(odd) == [[F, F, C, C], [C, C, H, F]]


def test_what_is_not_computed_is_empty_and_says_nothing() -> None:
    odd = np.array([[1.0, np.nan, 9.0], [np.inf, 1.0, 0.0]])
    F, C, E, H = State.FILLED, State.CLIPPED, State.EMPTY, State.HATCHED
    assert states(odd, written=first(0)) == [[E, E, E], [E, E, E]]
    assert states(odd, written=first(3)) == [[F, H, C], [E, E, E]]
    by_columns = matrix_cells(odd, GRID, LOOK, first(3, by_columns=True))
    assert by_columns.state.tolist() == [[F, H, E], [C, E, E]]
    assert by_columns.text is not None
    assert by_columns.text.tolist() == [["1", "NaN", ""], ["∞", "", ""]]


def test_gradients_have_the_palette_of_gradients() -> None:
    for theme in (DARK, LIGHT):
        look = Look.of("W_grad", Scale(3.0), Style(1, 1, theme))
        expected = theme.gradients.colors(np.array([[3.0]]) / 3.0)
        assert np.array_equal(passing_cells(np.array([[3.0]]), GRID, look).fill, expected)


def test_ink_is_readable_on_each_cell() -> None:
    mark = passing_cells(VALUES, GRID, LOOK)
    assert mark.inks == DARK.inks
    assert np.array_equal(
        mark.ink, DARK.values.ink(np.nan_to_num(LOOK.scale.place(VALUES)), mark.inks)
    )


@given(grids, st.sampled_from([1.0, 1.35, 0.7]))
def test_numbers_fit_into_their_cells(grid: Grid, text: float) -> None:
    size = font_size(grid, text)
    assert size <= 0.6 * grid.cell_height
    letters = letters_in_cell(grid, text)
    if letters > 1:
        assert letters * 0.6 * size <= grid.cell_width
    if is_readable(grid):
        assert letters >= 5
        hard = np.array([[1e-9, -1e12, -0.333333, -np.inf, 123456.789]])
        for told, value in zip(fitted(hard, letters)[0], hard[0], strict=True):
            assert len(told) <= letters
            read = float(told.lstrip("≈").replace(MINUS, "-").replace("∞", "inf"))
            assert read == pytest.approx(value, rel=0.2)


def test_text_factor_makes_numbers_larger_where_there_is_room() -> None:
    wide = Grid(0, 0, 90, 50, 1, 1)
    assert font_size(wide, 1.35) == pytest.approx(1.35 * font_size(wide, 1.0))


def test_small_cells_keep_the_sign_and_tiny_ones_the_colour() -> None:
    small = passing_cells(VALUES, Grid(0, 0, READABLE - 2, 16, 2, 3), LOOK)
    assert small.text is not None
    assert small.text.tolist() == [["", MINUS, ""], ["", "", "?"]]
    assert passing_cells(VALUES, Grid(0, 0, 8, 8, 2, 3), LOOK).text is None
    hidden = replace(LOOK, numbers=False)
    assert passing_cells(VALUES, GRID, hidden).text is None


@given(grids)
def test_a_mark_shows_each_entry_where_the_grid_says(grid: Grid) -> None:
    values = np.arange(1.0, grid.rows * grid.cols + 1).reshape(grid.rows, grid.cols)
    look = replace(LOOK, scale=Scale(values.size))
    mark = passing_cells(values, grid, look)
    place = look.scale.place(values)
    for row, col in np.ndindex(values.shape):
        drawn = mark.cell(row, col)
        assert drawn == pytest.approx(grid.cell(row, col))
        assert mark.hit(*grid.middle_of(row, col)) == CellRef("W", row, col)
        down, across = (col, row) if grid.flipped else (row, col)
        assert np.array_equal(mark.fill[down, across], DARK.values.colors(place[row, col]))


def test_a_flipped_grid_is_the_transpose() -> None:
    flipped = replace(GRID, flipped=True)
    mark, written = passing_cells(VALUES, flipped, LOOK), first(4)
    assert mark.shape == (3, 2)
    assert (flipped.right, flipped.bottom) == (2 * 60 - 3, 3 * 50 - 3)
    assert np.array_equal(mark.fill, passing_cells(VALUES, GRID, LOOK).fill.swapaxes(0, 1))
    assert matrix_cells(VALUES, flipped, LOOK, written).state.T.tolist() == states(
        VALUES, written=written
    )


@pytest.mark.parametrize("half", ["upper", "lower"])
def test_a_point_hits_the_half_it_lies_on(half: Half) -> None:
    above = passing_cells(VALUES, replace(GRID, half="upper"), replace(LOOK, name="X"))
    below = passing_cells(VALUES, replace(GRID, half="lower"), replace(LOOK, name="X_grad"))
    marks = (above, below) if half == "upper" else (below, above)
    frame = Frame(200, 200, (0, 0, 0, 255), marks)
    for y, name in ((1, "X"), (22, "X"), (25, "X_grad"), (46, "X_grad")):
        for row in range(2):
            assert frame.hit(70, y + 50 * row) == CellRef(name, row, 1)


def test_half_cells_of_a_readable_height_carry_numbers() -> None:
    pitch = 2 * READABLE_HEIGHT + 4
    grid = Grid(0, 0, 1.5 * pitch, pitch, 2, 3, half="upper")
    assert grid.cell_height == READABLE_HEIGHT
    mark = passing_cells(VALUES, grid, LOOK)
    assert mark.text is not None
    assert mark.text[0, 1] == "−2"
    assert mark.font_size >= 9
