"""Names of arrows: they lie in the plane, and on no arrow, wherever x is dragged."""

import math
from itertools import product

import numpy as np
import pytest

from gradviz.scene.layout.axes import Plot, Window
from gradviz.scene.marks.frame import Arrow, Label, Point
from gradviz.scene.marks.style import Style
from gradviz.views.steepest.arrows import named_arrow
from gradviz.views.steepest.layout import rooms
from tests.views.dump import extent

PLACES = rooms(Style(1000, 700))
PLOT = Plot(Window(0.0, 0.0, 1.0, 1.0), PLACES.x)
AREA = PLACES.x


def label_of(start: Point, end: Point, name: str, taken: Point | None = None) -> Label:
    marks = named_arrow(PLOT, (start, end), (name, 5.0), PLACES, taken)
    (label,) = (mark for mark in marks if isinstance(mark, Label))
    return label


@pytest.mark.parametrize("name", ["x_grad", "dx"])
def test_a_name_lies_on_no_arrow_however_near_the_edge_it_is(name: str) -> None:
    """Half of the arrows of this test end beside the plane: x is near its edge, and held."""
    shares = (0.03, 0.3, 0.5, 0.9, 0.97)
    for across, down, degrees in product(shares, shares, range(0, 360, 15)):
        start = AREA.x + across * AREA.width, AREA.y + down * AREA.height
        way = math.radians(degrees)
        end = start[0] + 95.0 * math.cos(way), start[1] - 95.0 * math.sin(way)
        label = label_of(start, end, name)
        points = np.linspace(start, end, 200)
        covered = (np.abs(points[:, 0] - label.x) < 10.0) & (
            np.abs(points[:, 1] - (label.y - 4.0)) < 5.0
        )
        assert not covered.any(), (across, down, degrees)
        left, top, right, bottom = extent(label)
        assert left >= AREA.x - 12  # letters are narrower than the widest ones
        assert right <= AREA.right + 12
        assert top >= AREA.y
        assert bottom <= AREA.bottom


def test_where_there_is_room_the_name_of_a_gradient_stands_beyond_its_tip() -> None:
    x, y = AREA.x + AREA.width / 2, AREA.y + AREA.height / 2
    label = label_of((x, y), (x + 90.0, y), "x_grad")
    assert label.x > x + 90.0
    marks = named_arrow(PLOT, ((x, y), (x + 90.0, y)), ("_grad", 5.0), PLACES)
    assert [type(mark) for mark in marks] == [Arrow]


def test_where_dx_lies_along_its_gradient_their_names_do_not_meet() -> None:
    shares = (0.05, 0.5, 0.95)
    for across, down, degrees in product(shares, shares, range(0, 360, 15)):
        start = AREA.x + across * AREA.width, AREA.y + down * AREA.height
        way = math.radians(degrees)
        ends = [
            (start[0] + long * math.cos(way), start[1] - long * math.sin(way))
            for long in (63.0, 95.0)
        ]
        dx = label_of(start, ends[0], "dx")
        gradient = label_of(start, ends[1], "x_grad", (dx.x, dx.y))
        apart = abs(dx.x - gradient.x), abs(dx.y - gradient.y)
        assert apart[0] > 20.0 or apart[1] > 9.0, (across, down, degrees)
