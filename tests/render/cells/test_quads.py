"""Cells in a plane: the same as flat ones where it is flat, and true to it where it is not."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPainter

from gradviz.render.cells.quads import readable
from gradviz.render.cells.rasters import Rasters
from gradviz.render.export import encode
from gradviz.render.images import blank
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import TRANSPARENT, Cells, Frame, Point, Quad, State
from tests.render import frames
from tests.render.pictures import channels, difference, drawn_svg, painted

pytestmark = pytest.mark.usefixtures("qapp")

LEANING: tuple[Point, Point, Point] = ((40.0, 90.0), (0.8, -0.25), (0.3, 0.85))
WAYS: dict[str, tuple[Point, Point]] = {
    "upright": ((0.8, -0.25), (0.0, 0.9)),
    "mirrored": ((-0.8, 0.2), (0.0, 0.9)),
    "upside down": ((-0.8, 0.2), (-0.1, -0.7)),
    "from below": ((0.8, 0.2), (0.1, -0.8)),
    "on its side": ((0.1, -0.8), (0.8, 0.1)),
}


def colorful(rows: int, cols: int, pitch: float = 40.0, *, numbers: bool = False) -> Cells:
    """Return cells of which no two have one colour."""
    values = np.arange(rows * cols, dtype=float).reshape(rows, cols)
    mark = frames.cells(values, 0, 0, pitch, numbers=numbers)
    count = values.astype(int)
    fill = np.stack([40 + count * 37 % 200, count * 53 % 251, 255 - count % 251], axis=-1)
    return replace(mark, fill=np.dstack([fill, np.full_like(count, 255)]).astype(np.uint8))


def leaning(cells: Cells, opacity: float = 1.0) -> Quad:
    return Quad(cells, *LEANING, opacity)


def frame_of(*quads: Quad) -> Frame:
    return Frame(400, 320, frames.GROUND, quads)


@pytest.mark.parametrize("vectors", [False, True])
@pytest.mark.parametrize(
    "cells",
    [frames.all_states(40, numbers=False), colorful(6, 8, 24, numbers=True)],
    ids=["states", "numbers"],
)
def test_a_plane_that_is_not_turned_shows_flat_cells(cells: Cells, vectors: bool) -> None:
    flat = Frame(240, 200, frames.GROUND, (replace(cells, x=20.0, y=30.0),))
    quad = Frame(240, 200, frames.GROUND, (Quad(cells, (20, 30), (1, 0), (0, 1)),))
    found = difference(painted(flat, 2.0), painted(quad, 2.0, vectors=vectors))
    assert found.away == 0
    assert found.around < 40, found  # numbers are set on whole pixels in flat cells only


@pytest.mark.parametrize("shape", [(3, 4), (9, 11)])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("vectors", [False, True])
def test_what_is_hit_is_what_is_drawn(shape: tuple[int, int], way: str, vectors: bool) -> None:
    cells = colorful(*shape, 300 / 11)
    right, down = WAYS[way]
    middle = np.array([cells.width / 2 * (right[n]) + cells.height / 2 * down[n] for n in (0, 1)])
    origin = np.array([200.0, 160.0]) - middle
    quad = Quad(cells, (float(origin[0]), float(origin[1])), right, down)
    image = painted(Frame(400, 320, frames.GROUND, (quad,)), 2.0, vectors=vectors)
    for row in range(shape[0]):
        for col in range(shape[1]):
            corners = quad.corners(row, col)
            assert corners is not None
            x, y = np.mean(corners, axis=0)
            hit = quad.hit(float(x), float(y))
            assert (hit.row, hit.col) == (row, col) if hit else False
            drawn = image.pixelColor(int(x * 2), int(y * 2))
            assert drawn == QColor(*cells.fill[row, col].tolist())


@pytest.mark.parametrize("count", [(3, 4), (8, 9)])
def test_pixels_and_vectors_show_the_same(count: tuple[int, int]) -> None:
    cells = colorful(*count, 30, numbers=True)
    frame = frame_of(leaning(cells))
    found = difference(painted(frame, 2.0), painted(frame, 2.0, vectors=True))
    assert found.away < 20, found
    assert found.around < 0.002 * 800 * 640, found


def test_svg_and_pdf_show_what_is_on_the_screen() -> None:
    frame = frame_of(leaning(colorful(3, 4, numbers=True)))
    svg = encode(frame, "svg")
    found = difference(drawn_svg(svg, 2.0), painted(frame, 2.0))
    assert found.away < 20, found
    assert b"<image" not in svg  # shapes and live text
    assert b">11</text>" in svg
    assert encode(frame, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize("way", WAYS)
def test_numbers_are_neither_mirrored_nor_upside_down(way: str) -> None:
    quad = readable(Quad(colorful(2, 3, numbers=True), (100, 100), *WAYS[way]))
    assert quad.area > 0
    assert quad.right[0] >= 0


@pytest.mark.parametrize("way", WAYS)
def test_turning_numbers_leaves_every_cell_in_its_place(way: str) -> None:
    cells = colorful(2, 3, numbers=True)
    quad = Quad(cells, (100, 100), *WAYS[way])
    turned = readable(quad)
    place = {}
    for row in range(2):
        for col in range(3):
            corners = np.array(turned.corners(row, col))
            assert turned.cells.text is not None
            place[turned.cells.text[row, col]] = corners.mean(axis=0)
    assert cells.text is not None
    for row in range(2):
        for col in range(3):
            expected = np.mean(quad.corners(row, col) or (), axis=0)
            assert place[cells.text[row, col]] == pytest.approx(expected)
    assert readable(quad).cells is turned.cells  # so that what was painted is kept


def test_the_state_of_a_cell_is_seen_in_a_plane_too() -> None:
    looks = []
    for state in State:
        cells = replace(colorful(1, 1, 80), state=np.full((1, 1), state, dtype=np.uint8))
        looks.append(painted(frame_of(leaning(cells)), 1.0))
    for n, one in enumerate(looks):
        for other in looks[n + 1 :]:
            assert difference(one, other).pixels > 40


@pytest.mark.parametrize("vectors", [False, True])
@pytest.mark.parametrize("pitch", [4.0, 17.0])
def test_no_ground_shines_through_between_cells_without_gaps(pitch: float, vectors: bool) -> None:
    rows, cols = (30, 40) if pitch < 10 else (6, 8)
    mark = frames.cells(np.ones((rows, cols)), 0, 0, pitch, gap=0.0, numbers=False)
    mark = replace(mark, fill=np.full((rows, cols, 4), 255, dtype=np.uint8))
    image = channels(painted(Frame(400, 320, (0, 0, 0, 255), (leaning(mark),)), vectors=vectors))
    x, y = np.meshgrid(np.arange(400) + 0.5 - 40, np.arange(320) + 0.5 - 90)
    area = 0.8 * 0.85 + 0.25 * 0.3
    across, down = (x * 0.85 - y * 0.3) / area, (y * 0.8 + x * 0.25) / area
    is_inside = (across > 4) & (across < cols * pitch - 4) & (down > 4) & (down < rows * pitch - 4)
    within = image[is_inside][:, 0]
    assert len(within) > 5000
    assert within.min() >= 240


def test_opacity_is_one_tone() -> None:
    mark = replace(colorful(1, 1, 120), fill=np.array([[(220, 40, 40, 255)]], dtype=np.uint8))
    image = painted(Frame(400, 320, (0, 0, 0, 255), (leaning(mark, 0.5),)))
    tone = channels(image)[110:130, 90:120]
    assert np.abs(tone - np.array([110, 20, 20, 255])).max() <= 1


@pytest.mark.parametrize("numbers", [False, True])
def test_seen_from_its_edge_a_plane_leaves_no_trace(numbers: bool) -> None:
    edge_on = Quad(colorful(9, 9, numbers=numbers), (50, 50), (0.5, 0.5), (0.4, 0.4))
    nothing = painted(Frame(90, 90, TRANSPARENT, ()))
    assert painted(Frame(90, 90, TRANSPARENT, (edge_on,))) == nothing


def test_a_large_matrix_is_painted_once_while_it_is_turned() -> None:
    cells, rasters = colorful(20, 20, 12.0), Rasters()
    pictures, lattices = [], set()
    for share in np.linspace(0.0, 0.1, 5):
        quad = Quad(cells, (60, 90), (0.8, -0.25 - float(share) / 9), (0.3, 0.85))
        image = blank(400, 320)
        with QPainter(image) as painter:
            paint(frame_of(quad), painter, rasters)
        pictures.append(image)
        assert len(rasters) == 1
        lattices.add(id(rasters._kept[cells].raster))
    assert len(lattices) == 1
    assert pictures[0] != pictures[-1]


def test_the_same_frame_gives_the_same_pixels() -> None:
    frame = frame_of(leaning(colorful(9, 9, numbers=True)))
    rasters = Rasters()
    first = painted(frame, 1.25, rasters=rasters)
    assert painted(frame, 1.25, rasters=rasters) == first
    assert painted(frame, 1.25) == first
