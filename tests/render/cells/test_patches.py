"""Rasters made from others: pixel for pixel what painting all of it gives."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QTransform

from gradviz.render.cells.lattice import Lattice
from gradviz.render.cells.patches import patched
from gradviz.render.cells.pixels import Raster, rasterise
from gradviz.render.cells.rasters import Rasters
from gradviz.scene.marks.frame import Cells, State
from tests.render import frames
from tests.render.pictures import channels

pytestmark = pytest.mark.usefixtures("qapp")

TRANSFORMS = [
    QTransform.fromTranslate(x, 0.3) * QTransform.fromScale(scale, scale)
    for x, scale in ((0.0, 1.0), (0.5, 1.0), (7.3, 1.25), (0.1, 2.0))
]


def matrix(pitch: float, *, numbers: bool = True, gap_y: float | None = None) -> Cells:
    values = np.random.default_rng(3).integers(-9, 10, (9, 11)).astype(float)
    made = frames.cells(values, 4, 5, pitch, numbers=numbers)
    return replace(made, gap_y=gap_y)


def up_to(cells: Cells, count: int) -> Cells:
    """Return cells of which only so many are not empty; of the others every fifth is odd."""
    number = np.arange(cells.state.size).reshape(cells.shape)
    state = np.where(number % 5 == 3, State.CLIPPED, cells.state)
    state = np.where(number % 7 == 3, State.HATCHED, state)
    return frames.in_states(cells, np.where(number < count, state, State.EMPTY).astype(np.uint8))


def pixels(raster: Raster) -> NDArray[np.int16]:
    return channels(raster.image)


@pytest.mark.parametrize("to_device", TRANSFORMS)
@pytest.mark.parametrize("pitch", [1.0, 1.7, 2.5, 5.3, 8.0, 9.0, 14.7, 31.4, 60.0])
@pytest.mark.parametrize("half", [False, True])
def test_a_patched_raster_is_the_one_painted_whole(
    pitch: float, to_device: QTransform, *, half: bool
) -> None:
    cells = matrix(pitch, numbers=pitch > 8 and not half, gap_y=pitch / 2 + 1 if half else None)
    lattice = Lattice.of(cells, to_device)
    marks = [up_to(cells, count) for count in (0, 1, 2, 11, 13, 14, 30, 98, 99, 97)]
    raster = rasterise(marks[0], lattice)
    made = 0
    for before, now in pairwise(marks):
        whole = rasterise(now, lattice)
        patch = patched(raster, before, now, lattice)
        if patch is not None and (patch.x, patch.y) == (whole.x, whole.y):
            assert np.array_equal(pixels(patch), pixels(whole))
            made += 1
        raster = whole
    assert made >= (0 if half and pitch < 2.5 else 4)


def test_what_was_patched_is_not_painted_over() -> None:
    cells = matrix(20.0)
    lattice = Lattice.of(cells, QTransform())
    before, now = up_to(cells, 5), up_to(cells, 6)
    raster = rasterise(before, lattice)
    kept = pixels(raster).copy()
    patch = patched(raster, before, now, lattice)
    assert patch is not None
    assert not np.array_equal(pixels(patch), kept)
    assert np.array_equal(pixels(raster), kept)


def test_a_number_that_reaches_into_the_next_cell_is_painted_whole() -> None:
    cells = replace(matrix(20.0), font_size=40.0)
    lattice = Lattice.of(cells, QTransform())
    before, now = up_to(cells, 5), up_to(cells, 6)
    assert patched(rasterise(before, lattice), before, now, lattice) is None


@pytest.mark.parametrize(
    "other",
    [
        lambda cells: replace(cells, line=(1, 2, 3, 255)),
        lambda cells: replace(cells, ink=1 - cells.ink),
        lambda cells: replace(cells, font_size=3.0),
        lambda cells: replace(cells, text=None),
    ],
)
def test_what_differs_in_more_than_its_state_is_painted_whole(other: object) -> None:
    assert callable(other)
    cells = matrix(20.0)
    lattice = Lattice.of(cells, QTransform())
    now = other(up_to(cells, 5))
    assert patched(rasterise(cells, lattice), cells, now, lattice) is None


def test_while_a_matrix_is_written_the_stage_shows_what_a_file_shows() -> None:
    cells, rasters = matrix(31.4), Rasters()
    lattice = Lattice.of(cells, TRANSFORMS[1])
    for count in range(0, 100, 3):
        now = up_to(cells, count)
        shown = rasters.raster(now, lattice)
        assert np.array_equal(pixels(shown), pixels(rasterise(now, lattice)))
