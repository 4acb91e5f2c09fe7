"""Cells in a plane: they are found where they are drawn, whatever way the plane lies."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.refs import CellRef
from gradviz.scene.marks.cells import Look, passing_cells
from gradviz.scene.marks.frame import Cells, Frame, Quad
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from tests.views.dump import extent

LOOK = Look.of("W", Scale(1.0), Style(200, 200))


def cells(rows: int = 2, cols: int = 3, ref: str = "W") -> Cells:
    made = passing_cells(np.zeros((rows, cols)), Grid(0, 0, 40, 40, rows, cols), LOOK)
    return replace(made, ref=ref)


parts = st.floats(-1, 1)
quads = st.builds(
    lambda origin, right, down: Quad(cells(), origin, right, down),
    st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
    st.tuples(parts, parts),
    st.tuples(parts, parts),
).filter(lambda quad: abs(quad.area) > 0.05)


@given(quads, st.integers(0, 1), st.integers(0, 2))
def test_the_middle_of_a_cell_hits_it(quad: Quad, row: int, col: int) -> None:
    corners = quad.corners(row, col)
    assert corners is not None
    x, y = np.mean(corners, axis=0)
    assert quad.hit(x, y) == CellRef("W", row, col)
    left, top, width, height = quad.cell(row, col) or (0, 0, 0, 0)
    xs, ys = zip(*corners, strict=True)
    assert (left, top) == (min(xs), min(ys))
    assert (left + width, top + height) == pytest.approx((max(xs), max(ys)))


@given(quads, st.floats(-300, 300), st.floats(-300, 300))
def test_what_is_hit_is_within_the_outline(quad: Quad, x: float, y: float) -> None:
    if quad.hit(x, y) is not None:
        left, top, right, bottom = extent(quad)
        reach = 3.0  # the gap after the last cells belongs to them
        assert left - reach <= x <= right + reach
        assert top - reach <= y <= bottom + reach


def test_a_point_beside_hits_nothing() -> None:
    quad = Quad(cells(), (100, 100), (0.8, -0.2), (0.0, 0.9))
    assert quad.hit(99, 101) is None
    assert quad.hit(101, 99) is None  # above the first row, which rises to the right
    assert quad.hit(100 + 0.8 * 100, 100 - 0.2 * 100 + 10) == CellRef("W", 0, 2)
    assert quad.cell(2, 0) is None
    assert quad.corners(0, 3) is None


def test_a_plane_seen_from_its_edge_cannot_be_hit() -> None:
    quad = Quad(cells(), (0, 0), (0.5, 0.5), (0.5, 0.5))
    assert quad.hit(10, 10) is None
    assert quad.area == 0.0


def test_in_front_comes_first_and_what_has_no_name_is_looked_through() -> None:
    behind = Quad(cells(ref="X"), (0, 0), (1, 0), (0, 1))
    front = Quad(cells(1, 1), (40, 0), (1, 0), (0, 1))
    ghost = Quad(cells(ref=""), (0, 0), (1, 0), (0, 1))
    frame = Frame(200, 200, (0, 0, 0, 255), (behind, front, ghost))
    assert frame.hit(50, 10) == CellRef("W", 0, 0)
    assert frame.hit(10, 10) == CellRef("X", 0, 0)
    assert frame.hit(150, 10) is None
