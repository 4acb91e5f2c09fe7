"""Matrices as cells: what a cell says, and that the same one is made once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.arrays import Matrix, freeze
from gradviz.scene.cells import (
    READABLE,
    Grid,
    Look,
    font_size,
    is_readable,
    matrix_cells,
    passing_cells,
    room,
)
from gradviz.scene.frame import State
from gradviz.scene.numbers import MINUS, fitted
from gradviz.scene.scale import Scale
from gradviz.scene.style import Style
from gradviz.scene.theme import DARK, LIGHT

STYLE = Style(1000, 700)
LOOK = Look.of("W", Scale(2.0), STYLE)
GRID = Grid(0, 0, 60, 50, 2, 3)
VALUES = freeze(np.array([[1.0, -2.0, 0.0], [0.5, 3.0, np.nan]]))

pitches = st.floats(1.0, 200.0)
grids = st.builds(Grid, pitches, pitches, pitches, pitches, st.integers(1, 4), st.integers(1, 4))


def states(values: Matrix, look: Look = LOOK, written: int | None = None) -> list[list[State]]:
    grid = replace(GRID, rows=values.shape[0], cols=values.shape[1])
    return [[State(s) for s in row] for row in passing_cells(values, grid, look, written).state]


def test_the_same_arguments_give_the_very_same_mark() -> None:
    mark = matrix_cells(VALUES, GRID, LOOK, 3)
    assert matrix_cells(VALUES, replace(GRID), replace(LOOK), 3) is mark


@pytest.mark.parametrize(
    "changed",
    [
        lambda: matrix_cells(freeze(VALUES.copy()), GRID, LOOK),
        lambda: matrix_cells(VALUES, GRID.moved(1, 0), LOOK),
        lambda: matrix_cells(VALUES, GRID, replace(LOOK, theme=LIGHT)),
        lambda: matrix_cells(VALUES, GRID, replace(LOOK, scale=Scale(3.0))),
        lambda: matrix_cells(VALUES, GRID, replace(LOOK, name="X")),
        lambda: matrix_cells(VALUES, GRID, LOOK, 5),
        lambda: matrix_cells(VALUES, GRID, LOOK, by_columns=True),
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
    assert states(odd, written=0) == [[E, E, E], [E, E, E]]
    assert states(odd, written=3) == [[F, H, C], [E, E, E]]
    by_columns = passing_cells(odd, GRID, LOOK, 3, by_columns=True)
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
    letters = room(grid, text)
    if letters > 1:
        assert letters * 0.6 * size <= grid.cell_width
    if is_readable(grid):
        assert letters >= 5
        hard = np.array([[1e-9, -1e12, -0.333333, -np.inf, 123456.789]])
        for told, value in zip(fitted(hard, letters)[0], hard[0], strict=True):
            assert len(told) <= letters
            read = float(told.replace(MINUS, "-").replace("∞", "inf"))
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


def test_a_part_of_a_grid_lies_on_it() -> None:
    part = GRID.part(range(1, 2), range(1, 3))
    assert (part.rows, part.cols) == (1, 2)
    assert part.middle_of(0, 1) == GRID.middle_of(1, 2)
    assert (part.right, part.bottom) == (GRID.right, GRID.bottom)
