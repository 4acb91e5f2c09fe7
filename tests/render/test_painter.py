"""Frames on paper: against pictures looked at by eye, in both ways of painting, at any scale."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPicture

from gradviz.render.cells.rasters import Rasters
from gradviz.render.fonts import load
from gradviz.render.images import blank
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import (
    TRANSPARENT,
    Arrow,
    Box,
    Cells,
    Frame,
    Gradation,
    Mark,
    Polygon,
    Polyline,
    State,
)
from tests.render import frames
from tests.render.pictures import channels, difference, painted

GOLDENS = Path(__file__).parent / "goldens"
FRAMES = {"product": frames.product, "states": frames.states, "shapes": frames.shapes}
SCALES = {"1x": 1.0, "125": 1.25, "2x": 2.0}
RED = (220, 40, 40, 255)

pytestmark = pytest.mark.usefixtures("qapp")


def plain(frame: Frame) -> Frame:
    """Leave translucent cells their fills only: in files these shine through what is on them."""
    return replace(frame, marks=tuple(map(_plain, frame.marks)))


def _plain(mark: Mark) -> Mark:
    if isinstance(mark, Cells) and mark.opacity < 1:
        is_marked = (mark.state == State.HATCHED) | (mark.state == State.CLIPPED)
        state = np.where(is_marked, State.FILLED, mark.state).astype(np.uint8)
        return replace(mark, text=None, state=state)
    return mark


def alone(mark: Mark, width: float = 40, height: float = 40) -> QImage:
    return painted(Frame(width, height, TRANSPARENT, (mark,)))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", FRAMES)
def test_frames_look_as_they_did(name: str, scale: str) -> None:
    golden = QImage(str(GOLDENS / f"{name}-{scale}.png"))
    assert not golden.isNull()
    found = difference(golden, painted(FRAMES[name](), SCALES[scale]))
    assert found.is_small, found


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", FRAMES)
def test_cells_as_pixels_are_cells_as_shapes(name: str, scale: float) -> None:
    frame = plain(FRAMES[name]())
    found = difference(painted(frame, scale), painted(frame, scale, vectors=True))
    assert found.is_small, found


@pytest.mark.parametrize("scale", [1.1, 1.25, 1.75])
def test_cells_on_fractional_pixels_are_nearly_cells_as_shapes(scale: float) -> None:
    frame = plain(frames.product())
    found = difference(painted(frame, scale), painted(frame, scale, vectors=True))
    assert found.away < 0.002 * frame.width * frame.height, found
    assert found.around < 0.002 * frame.width * frame.height, found


def test_the_same_frame_gives_the_same_pixels() -> None:
    once, again = painted(frames.product(), 1.25), painted(frames.product(), 1.25)
    assert once == again


def test_what_is_kept_gives_the_same_pixels() -> None:
    frame, rasters = frames.product(), Rasters()
    first = painted(frame, rasters=rasters)
    assert painted(frame, rasters=rasters) == first
    assert painted(frame) == first


def test_the_pixel_ratio_of_a_screen_counts_as_scale() -> None:
    frame = frames.product()
    image = blank(round(frame.width * 1.25), round(frame.height * 1.25))
    image.setDevicePixelRatio(1.25)
    with QPainter(image) as painter:
        paint(frame, painter, Rasters())
    image.setDevicePixelRatio(1.0)
    assert difference(image, painted(frame, 1.25)).pixels == 0


def test_a_shifted_painter_shifts_the_picture() -> None:
    frame = Frame(80, 60, TRANSPARENT, (frames.cells(np.array([[1.0, -2.0]]), 3, 5, 30),))
    image = blank(100, 80)
    with QPainter(image) as painter:
        painter.translate(7, 9)
        paint(frame, painter, Rasters())
    assert image.copy(7, 9, 80, 60) == painted(frame)


def test_a_turned_painter_turns_cells_too() -> None:
    mark = replace(frames.cells(np.array([[1.0, -1.0]]), 0, 0, 30), text=None)
    image = blank(30, 60)
    with QPainter(image) as painter:
        painter.translate(30, 0)
        painter.rotate(90)
        paint(Frame(60, 30, TRANSPARENT, (mark,)), painter, Rasters())
    upper, lower = image.pixelColor(15, 14), image.pixelColor(15, 44)
    assert upper == QColor(*mark.fill[0, 0].tolist())
    assert lower == QColor(*mark.fill[0, 1].tolist())


def test_the_painter_is_left_as_it_was() -> None:
    with QPainter(image := blank(30, 30)) as painter:
        painter.scale(2, 2)
        painter.setOpacity(0.5)
        before = painter.worldTransform(), painter.opacity(), painter.renderHints()
        paint(frames.product(), painter, Rasters())
        assert (painter.worldTransform(), painter.opacity(), painter.renderHints()) == before
    assert not image.isNull()


def test_a_picture_device_gets_shapes() -> None:
    picture, rasters = QPicture(), Rasters()
    with QPainter(picture) as painter:
        paint(frames.product(), painter, rasters)
    assert len(rasters) == 0
    image = blank(520, 420)
    with QPainter(image) as painter:
        painter.drawPicture(QPoint(), picture)
    assert difference(image, painted(frames.product(), vectors=True)).is_small


@pytest.mark.parametrize("vectors", [False, True])
@pytest.mark.parametrize(
    "mark",
    [
        Box(5, 5, 30, 30, 4, RED),
        Box(10, 10, 20, 20, stroke=RED, stroke_width=20),
        Arrow((0, 20), (60, 20), 20, 10, RED),
        Polyline(((5, 20), (20, 20), (5, 20), (35, 20)), 16, RED),
        Gradation(5, 5, 30, 30, (RED, RED)),
        replace(
            frames.cells(np.array([[1.0]]), 0, 0, 40, numbers=False),
            fill=np.array([[RED]], dtype=np.uint8),
        ),
    ],
    ids=lambda mark: type(mark).__name__,
)
def test_opacity_is_one_tone_even_where_a_mark_crosses_itself(mark: Mark, vectors: bool) -> None:
    faded = replace(mark, opacity=0.5)
    image = painted(Frame(40, 40, (0, 0, 0, 255), (faded,)), vectors=vectors)
    middle = channels(image)[14:26, 12:26]
    assert np.abs(middle - np.array([110, 20, 20, 255])).max() <= 1


def test_opacity_of_the_painter_counts_too() -> None:
    image = blank(10, 10)
    with QPainter(image) as painter:
        painter.setOpacity(0.5)
        paint(
            Frame(10, 10, TRANSPARENT, (Box(0, 0, 10, 10, fill=RED, opacity=0.5),)),
            painter,
            Rasters(),
        )
    assert image.pixelColor(5, 5).alpha() == pytest.approx(64, abs=1)


@pytest.mark.parametrize("vectors", [False, True])
def test_cells_are_not_drawn_outside_of_their_clip(vectors: bool) -> None:
    whole = frames.cells(np.ones((4, 4)), 5, 5, 20.0)
    cut = replace(whole, clip=(22, 31, 41, 17))
    beside = Box(70, 70, 10, 10, fill=frames.TEAL)
    image, full = (
        channels(painted(Frame(90, 90, frames.GROUND, (mark, beside)), vectors=vectors))
        for mark in (cut, whole)
    )
    expected = np.broadcast_to(np.array(frames.GROUND), full.shape).copy()
    expected[31:48, 22:63] = full[31:48, 22:63]
    expected[70:80, 70:80] = frames.TEAL
    assert np.array_equal(image, expected)


def test_marks_are_drawn_from_back_to_front() -> None:
    green = (0, 200, 0, 255)
    marks = (Box(0, 0, 40, 40, fill=RED), Box(0, 0, 40, 40, fill=green))
    assert painted(Frame(40, 40, TRANSPARENT, marks)).pixelColor(20, 20) == QColor(*green)


def test_an_arrow_ends_at_its_tip_and_starts_at_its_tail() -> None:
    rows, cols = np.nonzero(channels(alone(Arrow((5, 20), (35, 20), 4, 10, RED)))[..., 3] > 60)
    assert (cols.min(), cols.max()) == (5, 34)
    assert rows.min() + rows.max() == 39  # both wings
    assert rows.max() - rows.min() > 6


@pytest.mark.parametrize(
    "mark",
    [
        Arrow((5, 5), (5, 5), 4, 10, RED),
        Polyline((), 3, RED),
        Polyline(((1, 1), (30, 30)), 0, RED),
        Box(5, 5, 20, 20),
        Polygon(((5, 5), (20, 5), (20, 20))),
        Polygon(((5, 5), (20, 20)), RED, RED, 3.0),
        Gradation(5, 5, 20, 20, ()),
        Box(5, 5, 20, 20, fill=RED, opacity=0),
    ],
)
def test_what_has_no_extent_leaves_no_trace(mark: Mark) -> None:
    assert alone(mark) == blank(40, 40)


def test_a_polygon_is_filled_within_its_points_and_outlined_about_its_edge() -> None:
    corners = ((5.0, 5.0), (35.0, 5.0), (5.0, 35.0))
    filled = channels(alone(Polygon(corners, fill=RED)))[..., 3] > 128
    assert filled[8, 8]
    assert not filled[30, 30]
    assert filled.sum() == pytest.approx(450, rel=0.05)
    outlined = channels(alone(Polygon(corners, stroke=RED, stroke_width=4)))[..., 3] > 128
    assert not outlined[14, 14]
    assert outlined[4, 20]
    assert outlined[6, 20]


def test_a_short_arrow_is_a_small_head() -> None:
    _, cols = np.nonzero(channels(alone(Arrow((20, 20), (24, 20), 6, 14, RED)))[..., 3] > 60)
    assert 19 <= cols.min() <= 21
    assert 22 <= cols.max() <= 24


@pytest.mark.parametrize(("width", "height"), [(10, 30), (30, 10)])
def test_a_gradation_runs_up_or_right(width: float, height: float) -> None:
    low, high = (0, 0, 255, 255), (255, 0, 0, 255)
    image = alone(Gradation(0, 0, width, height, (low, high)), width, height)
    start = (0, height - 1) if height > width else (0, 0)
    end = (0, 0) if height > width else (width - 1, 0)
    assert image.pixelColor(*map(int, start)).blue() > 240
    assert image.pixelColor(*map(int, end)).red() > 240


def write_goldens() -> None:
    """Write the pictures anew, to be looked at before they are kept."""
    app = QGuiApplication.instance() or QGuiApplication(sys.argv)
    load()
    for name, frame in FRAMES.items():
        for suffix, scale in SCALES.items():
            painted(frame(), scale).save(str(GOLDENS / f"{name}-{suffix}.png"))
    assert app is not None


if __name__ == "__main__":
    write_goldens()
