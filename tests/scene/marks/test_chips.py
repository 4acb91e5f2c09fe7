"""Cells that travel, and what goes with them."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.cells import Look
from gradviz.scene.marks.chips import (
    area_between,
    cell_area,
    chip,
    faded,
    flow_arrow,
    lower,
    number_size,
    outlined,
    upper,
)
from gradviz.scene.marks.frame import Arrow, Box, Label, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK

LOOK = Look.of("W", Scale(4.0), Style(100, 100))
AREA = Area(10, 20, 60, 40)
COLOR = DARK.i


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (4.0, State.FILLED),
        (-4.5, State.CLIPPED),
        (np.inf, State.CLIPPED),
        (-np.inf, State.CLIPPED),
        (np.nan, State.HATCHED),
    ],
)
def test_a_chip_says_what_its_cell_says(value: float, state: State) -> None:
    assert chip(value, AREA, LOOK, 14).state.tolist() == [[state]]


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(8, 120),
    st.floats(4, 120),
    st.floats(0, 30),
)
def test_the_number_of_a_chip_fits(value: float, width: float, height: float, size: float) -> None:
    mark = chip(value, Area(0, 0, width, height), LOOK, size)
    assert (mark.width, mark.height) == (width, height)
    if mark.text is not None:
        assert mark.font_size <= max(0.8 * height, size)
        assert len(mark.text[0, 0]) == 1 or len(mark.text[0, 0]) * 0.6 * mark.font_size <= width


def test_a_chip_too_small_for_a_number_keeps_its_sign() -> None:
    small = Area(0, 0, 20, 12)
    negative, positive = chip(-3.0, small, LOOK, 0), chip(3.0, small, LOOK, 0)
    assert (negative.text, positive.text) == (np.array([["−"]]), np.array([[""]]))
    assert chip(-3.0, Area(0, 0, 20, 6), LOOK, 0).text is None
    assert chip(-3.0, small, replace(LOOK, numbers=False), 0).text is None


def test_chips_cannot_be_pointed_at() -> None:
    assert chip(1.0, AREA, LOOK, 14).hit(20, 30) is None


def test_the_way_from_one_area_to_another() -> None:
    end = Area(110, 0, 20, 80)
    assert area_between(AREA, end, 0.0) == AREA
    assert area_between(AREA, end, 1.0) == end
    assert area_between(AREA, end, 0.5) == Area(60, 10, 40, 60)


def test_two_numbers_share_a_cell_one_above_the_other() -> None:
    assert upper(AREA).bottom == lower(AREA).y
    assert upper(AREA).y == AREA.y
    assert lower(AREA).bottom == AREA.bottom


def test_chips_have_the_numbers_of_the_cells_they_come_from() -> None:
    assert number_size(Grid(0, 0, 60, 50, 1, 1), 1.0) > 0
    assert number_size(Grid(0, 0, 12, 12, 1, 1), 1.0) == 0.0


def test_each_cell_of_a_block_is_outlined() -> None:
    grid = Grid(0, 0, 40, 30, 3, 3)
    boxes = outlined(grid, range(1, 3), range(2, 3), COLOR)
    for box, row in zip(boxes, (1, 2), strict=True):
        assert isinstance(box, Box)
        area = cell_area(grid, row, 2)
        assert box.x < area.x < area.right < box.x + box.width
        assert box.y < area.y < area.bottom < box.y + box.height
    assert outlined(grid, range(0), range(3), COLOR) == ()


def test_a_block_of_small_cells_is_outlined_as_a_whole() -> None:
    grid = Grid(0, 0, 10, 10, 9, 9)
    (box,) = outlined(grid, range(2, 5), range(9), COLOR)
    assert isinstance(box, Box)
    assert box.x < 0
    assert box.width > grid.right
    assert box.y < 20
    assert box.y + box.height > 48


def test_an_arrow_is_the_wider_the_larger_its_number() -> None:
    for sign in (1, -1):
        arrows = [
            flow_arrow((0, 0), (100, 0), sign * value, Scale(4.0), COLOR)[0]
            for value in (0.0, 0.5, 1.0, 2.0, 4.0)
        ]
        for one, other in pairwise(arrows):
            assert isinstance(one, Arrow)
            assert isinstance(other, Arrow)
            assert one.width < other.width
            assert one.head < other.head


@pytest.mark.parametrize(
    ("value", "sign"),
    [(2.0, "+"), (-2.0, "−"), (0.0, None), (np.nan, None), (np.inf, None)],
)
@pytest.mark.parametrize("end", [(200, 50), (0, 50), (100, 0), (100, 150)])
def test_an_arrow_carries_its_sign_beside_its_start(
    value: float, sign: str | None, end: tuple[float, float]
) -> None:
    start = (100, 50)
    arrow, *labels = flow_arrow(start, end, value, Scale(4.0), COLOR)
    assert isinstance(arrow, Arrow)
    assert (arrow.start, arrow.end) == (start, end)
    assert [label.spans[0].text for label in labels if isinstance(label, Label)] == (
        [] if sign is None else [sign]
    )
    for label in labels:
        assert isinstance(label, Label)
        assert abs(label.x - start[0]) + abs(label.y - start[1]) < 45


def test_no_arrow_before_it_has_a_length() -> None:
    assert flow_arrow((5, 5), (7, 5), 1.0, Scale(1.0), COLOR) == ()


def test_fading() -> None:
    marks = (chip(1.0, AREA, LOOK, 14), Box(0, 0, 1, 1, opacity=0.5))
    assert faded(marks, 1.0) is marks
    assert faded(marks, 0.0) == ()
    assert [mark.opacity for mark in faded(marks, 0.5)] == [0.5, 0.25]
