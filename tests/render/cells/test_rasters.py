"""What is kept: the same marks are painted once, and nothing is kept that nobody needs."""

import gc
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QTransform

from gradviz.render.cells.lattice import Lattice
from gradviz.render.cells.rasters import Rasters
from gradviz.scene.marks.frame import Cells, Frame
from tests.render import frames
from tests.render.pictures import painted

pytestmark = pytest.mark.usefixtures("qapp")


def cells() -> Cells:
    return frames.cells(np.eye(3), 10, 10, 20)


def at(x: float, scale: float = 1.0) -> QTransform:
    return QTransform.fromScale(scale, scale) * QTransform.fromTranslate(x, 0)


def lattice(mark: Cells, x: float = 0.0, scale: float = 1.0) -> Lattice:
    return Lattice.of(mark, at(x, scale))


def test_the_same_mark_in_the_same_place_is_painted_once() -> None:
    rasters, mark = Rasters(), cells()
    first = rasters.raster(mark, lattice(mark))
    assert rasters.raster(mark, lattice(mark)) is first
    assert rasters.raster(mark, lattice(mark, x=7)) is first


@pytest.mark.parametrize(("x", "scale"), [(0.5, 1.0), (0.0, 1.25), (0.0, 2.0)])
def test_another_place_on_the_pixels_is_painted_anew(x: float, scale: float) -> None:
    rasters, mark = Rasters(), cells()
    first = rasters.raster(mark, lattice(mark))
    assert rasters.raster(mark, lattice(mark, x, scale)) is not first
    assert len(rasters) == 1


def test_equal_marks_are_two_marks() -> None:
    rasters, one, other = Rasters(), cells(), cells()
    assert rasters.raster(one, lattice(one)) is not rasters.raster(other, lattice(other))


def test_a_mark_that_is_gone_is_forgotten() -> None:
    rasters, mark = Rasters(), cells()
    rasters.raster(mark, lattice(mark))
    assert len(rasters) == 1
    del mark
    gc.collect()
    assert len(rasters) == 0
    assert rasters.pixels == 0


def test_what_was_used_least_recently_goes_first() -> None:
    """Down to three quarters of what may be kept, so that not every mark has to make room."""
    marks = [cells() for _ in range(5)]
    one = Rasters()
    one.raster(marks[0], lattice(marks[0]))
    rasters = Rasters(budget=4 * one.pixels)
    kept = [rasters.raster(mark, lattice(mark)) for mark in marks[:4]]
    assert rasters.pixels == 4 * one.pixels
    rasters.raster(marks[0], lattice(marks[0]))
    rasters.raster(marks[4], lattice(marks[4]))
    assert rasters.pixels == 3 * one.pixels
    for at in (0, 3):
        assert rasters.raster(marks[at], lattice(marks[at])) is kept[at]
    assert rasters.raster(marks[1], lattice(marks[1])) is not kept[1]


def test_the_latest_is_kept_however_large() -> None:
    rasters, mark = Rasters(budget=1), cells()
    first = rasters.raster(mark, lattice(mark))
    assert rasters.raster(mark, lattice(mark)) is first


def test_a_glide_repaints_only_what_moves() -> None:
    still, ghost, rasters = cells(), cells(), Rasters()
    steps = [Frame(200, 90, frames.GROUND, (still, replace(ghost, x=60 + n / 3))) for n in range(9)]
    painted(steps[0], rasters=rasters)
    kept = rasters.raster(still, lattice(still))
    for step in steps[1:]:
        painted(step, rasters=rasters)
    assert rasters.raster(still, lattice(still)) is kept
