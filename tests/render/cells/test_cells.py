"""Cells on pixels: crisp edges, no column dropped, each state in its own look, at every size."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QApplication

from gradviz.render.cells.lattice import CellAxis, Lattice
from gradviz.render.cells.pixels import rasterise
from gradviz.render.images import premultiplied
from gradviz.scene.marks.frame import TRANSPARENT, Cells, Frame, State
from gradviz.scene.marks.theme import DARK
from tests.render import frames
from tests.render.pictures import channels, painted

pytestmark = pytest.mark.usefixtures("qapp")

PITCHES = [1.0, 1.3, 2.0, 2.5, 3.7, 7.0, 10.4, 18.75]


def colorful(rows: int, cols: int, pitch: float, gap: float = 0.0) -> Cells:
    """Return cells of which no two have one colour, without corners or numbers."""
    mark = frames.cells(np.zeros((rows, cols)), 0, 0, pitch, gap=gap, numbers=False)
    count = np.arange(rows * cols).reshape(rows, cols)
    fill = np.stack([count % 251, count // 251 * 40, 255 - count % 251, 0 * count + 255], axis=-1)
    return replace(mark, fill=fill.astype(np.uint8), radius=0.0)


def drawn(mark: Cells, scale: float = 1.0) -> NDArray[np.int16]:
    return channels(rasterise(mark, Lattice.of(mark, QTransform.fromScale(scale, scale))).image)


def with_text(mark: Cells, text: str, size: float = 14) -> Cells:
    return replace(mark, text=np.full(mark.shape, text), font_size=size)


def inked(image: NDArray[np.int16], ground: NDArray[np.int16]) -> tuple[int, int, int, int]:
    """Return left, right, top and bottom of what differs from the ground."""
    rows, cols = np.nonzero(np.abs(image - ground).max(axis=-1) > 40)
    return cols.min(), cols.max(), rows.min(), rows.max()


@pytest.mark.parametrize("origin", [0.0, 0.3, 0.5, 0.99])
@pytest.mark.parametrize("pitch", PITCHES)
def test_every_pixel_belongs_to_the_cell_it_lies_in(pitch: float, origin: float) -> None:
    axis = CellAxis(origin, pitch, 0.0, 23)
    middles = axis.first + np.arange(axis.extent) + 0.5
    exact = (middles - origin) / pitch
    assert axis.cell_of.size == axis.extent
    assert np.abs(exact - axis.cell_of - 0.5).max() <= 0.5 + 0.5 / pitch
    assert np.array_equal(np.unique(axis.cell_of), np.arange(23))


@pytest.mark.parametrize("gap", [0.0, 0.4, 1.0, 2.6])
@pytest.mark.parametrize("pitch", [3.0, 7.3, 10.4])
def test_cells_differ_by_a_pixel_at_most(pitch: float, gap: float) -> None:
    axis = CellAxis(0.2, pitch, gap, 40)
    widths = axis.stop - axis.start
    assert np.ptp(widths) <= 1
    assert widths.min() >= 0
    assert np.all(axis.stop[:-1] <= axis.start[1:])


def test_a_narrow_cell_keeps_both_ends_of_a_wide_one() -> None:
    axis = CellAxis(0.0, 5.5, 1.0, 2)
    assert (axis.stop - axis.start).tolist() == [5, 4]
    assert axis.inside.tolist() == [0, 1, 2, 3, 4, 5, 0, 1, 3, 4]


def test_whole_pixels_of_shift_give_an_equal_lattice() -> None:
    mark = colorful(2, 2, 10.4)
    here, there = (Lattice.of(mark, QTransform.fromTranslate(n, 2 * n)) for n in (3.25, 8.25))
    assert here == there
    assert (there.left - here.left, there.top - here.top) == (5, 10)
    assert here != Lattice.of(mark, QTransform.fromTranslate(3.5, 6.5))


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("pitch", [1.0, 2.5, 3.7, 10.4])
def test_without_gaps_no_pixel_is_mixed_or_bare(pitch: float, scale: float) -> None:
    mark = colorful(12, 17, pitch)
    shown = np.unique(drawn(mark, scale).reshape(-1, 4), axis=0)
    assert np.array_equal(shown, np.unique(mark.fill.reshape(-1, 4), axis=0))


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_gaps_are_bare_and_cells_are_not(scale: float) -> None:
    mark = colorful(5, 7, 10.4, gap=2.0)
    covered = drawn(mark, scale)[..., 3] > 0
    rows, cols = covered.any(axis=1), covered.any(axis=0)
    assert np.array_equal(covered, rows[:, np.newaxis] & cols)
    assert np.count_nonzero(np.diff(cols.astype(int)) == -1) == 6
    assert np.count_nonzero(np.diff(rows.astype(int)) == -1) == 4


def test_corners_are_round_and_the_rest_is_square() -> None:
    mark = frames.cells(np.ones((1, 1)), 0, 0, 40, numbers=False)
    alpha = drawn(mark)[..., 3]
    assert alpha.shape == (37, 37)
    assert alpha[0, 0] == alpha[0, -1] == alpha[-1, 0] == alpha[-1, -1] == 0
    assert alpha[18].min() == alpha[:, 18].min() == 255
    assert np.abs(alpha - alpha[::-1]).max() <= 1


@pytest.mark.parametrize("shape", [(1024, 1024), (1023, 1), (1, 701), (3, 900)])
@pytest.mark.parametrize("origin", [0.0, 0.3, 0.5, 0.7])
def test_of_cells_below_a_pixel_each_shows_the_one_farthest_from_zero(
    shape: tuple[int, int], origin: float
) -> None:
    mark = replace(colorful(*shape, 500 / 1024), x=origin, y=origin)
    fill = DARK.values.colors(np.random.default_rng(0).uniform(0, 1, shape))
    rank = DARK.values.ranks(fill)
    image = drawn(replace(mark, fill=fill, palette=DARK.values))
    assert image[..., 3].min() == 255
    lattice = Lattice.of(mark, QTransform())
    for axis, along in enumerate((lattice.y, lattice.x)):  # every cell is in the pixel it lies in
        assert image.shape[axis] == along.extent
        middles = along.origin + (np.arange(shape[axis]) + 0.5) * along.pitch - along.first
        pixel = np.searchsorted(along.first_in, np.arange(shape[axis]), side="right") - 1
        assert np.abs(pixel + 0.5 - middles).max() <= 1.0
        rank = np.maximum.reduceat(rank, along.first_in, axis=axis)
    assert np.array_equal(DARK.values.ranks(image.astype(np.uint8)), rank)


def test_cells_below_a_pixel_along_one_axis_stay_crisp_along_the_other() -> None:
    mark = replace(colorful(3, 900, 10.0), pitch_x=0.5)
    fill = mark.fill.copy()
    fill[...] = np.array([[10], [130], [250]])[..., np.newaxis]
    fill[..., 3] = 255
    image = drawn(replace(mark, fill=fill))
    assert image.shape == (30, 450, 4)
    assert np.unique(image[[2, 12, 22], :, 0]).tolist() == [10, 130, 250]


@pytest.mark.parametrize("shape", [(1, 1), (1, 12), (12, 1), (64, 64)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_any_shape_fills_its_place(shape: tuple[int, int], scale: float) -> None:
    mark = frames.cells(np.ones(shape), 0, 0, 8.2)
    covered = drawn(mark, scale)[..., 3] > 0
    assert covered.shape[0] == pytest.approx(mark.height * scale, abs=1)
    assert covered.shape[1] == pytest.approx(mark.width * scale, abs=1)
    assert covered.mean() > 0.7


@pytest.mark.parametrize("vectors", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("pitch", [60.0, 24.0, 12.0, 7.0, 5.0, 3.0])
def test_no_state_looks_like_another_or_like_zero(
    pitch: float, scale: float, vectors: bool
) -> None:
    zero = frames.cells(np.zeros((1, 1)), 0, 0, pitch, numbers=False)
    looks = [
        painted(
            Frame(
                pitch,
                pitch,
                frames.GROUND,
                (replace(zero, state=np.full((1, 1), state, np.uint8)),),
            ),
            scale,
            vectors=vectors,
        )
        for state in State
    ]
    apart = [
        np.abs(channels(one) - channels(other)).max()
        for n, one in enumerate(looks)
        for other in looks[:n]
    ]
    assert min(apart) > 20


def test_an_empty_cell_has_a_dashed_outline_inside_its_place() -> None:
    mark = replace(
        frames.cells(np.zeros((1, 1)), 0, 0, 60), state=np.zeros((1, 1), np.uint8), text=None
    )
    alpha = drawn(mark)[..., 3]
    assert alpha.shape == (57, 57)
    assert alpha[1:-1, 1:-1][6:-6, 6:-6].max() == 0
    upper = alpha[0, 8:-8] > 128
    assert 0.4 < upper.mean() < 0.75
    assert np.count_nonzero(np.diff(upper.astype(int)) == 1) >= 5


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_half_cells_leave_the_place_of_the_other_half(scale: float) -> None:
    upper = replace(colorful(4, 5, 24.0, gap=2.0), gap_y=14.0)
    lower = replace(upper, y=upper.y + 11, fill=upper.fill[::-1])
    image, other = (painted(Frame(120, 96, TRANSPARENT, (mark,)), scale) for mark in (upper, lower))
    covered, below = (channels(each)[..., 3] > 0 for each in (image, other))
    assert not (covered & below).any()
    rows = covered.any(axis=1)
    assert np.count_nonzero(np.diff(rows.astype(int)) == -1) == 4
    assert rows.mean() == pytest.approx(10 / 24, abs=0.03)
    vectors = channels(painted(Frame(120, 96, TRANSPARENT, (upper,)), scale, vectors=True))
    assert (vectors[..., 3] > 128).mean() == pytest.approx(covered.mean(), abs=0.06)


def test_one_nan_among_many_small_cells_is_seen() -> None:
    mark = frames.cells(np.zeros((200, 200)), 0, 0, 1.0, numbers=False)
    state = mark.state.copy()
    state[120, 70] = State.HATCHED
    image = drawn(replace(mark, state=state))
    apart = np.abs(image - image[0, 0]).max(axis=-1)
    assert np.argwhere(apart > 40).tolist() == [[120, 70]]


def test_hidden_cells_leave_nothing_not_even_a_number() -> None:
    mark = frames.cells(np.ones((2, 2)), 0, 0, 30)
    assert drawn(replace(mark, state=np.full((2, 2), State.HIDDEN, np.uint8))).max() == 0


def test_a_clipped_cell_has_its_mark_at_the_top_right() -> None:
    mark = replace(frames.cells(np.zeros((1, 1)), 0, 0, 40, numbers=False), radius=0.0)
    clipped = replace(mark, state=np.full((1, 1), State.CLIPPED, np.uint8))
    left, right, top, bottom = inked(drawn(clipped), drawn(mark))
    assert (right, top) == (36, 0)
    assert left > 20
    assert bottom < 16


@pytest.mark.parametrize("vectors", [False, True])
@pytest.mark.parametrize("text", ["8", "88", "888", "8888"])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_numbers_stand_in_the_middle(text: str, scale: float, vectors: bool) -> None:
    mark = frames.cells(np.zeros((1, 1)), 0, 0, 60, gap=0)
    frame = Frame(60, 60, TRANSPARENT, (with_text(mark, text, 18),))
    bare = Frame(60, 60, TRANSPARENT, (replace(mark, text=None),))
    image, ground = (channels(painted(f, scale, vectors=vectors)) for f in (frame, bare))
    left, right, top, bottom = inked(image, ground)
    middle = (60 * scale - 1) / 2
    assert (left + right) / 2 == pytest.approx(middle, abs=0.75)
    assert (top + bottom) / 2 == pytest.approx(middle, abs=0.75)


def test_a_number_that_is_too_wide_is_not_cut() -> None:
    mark = with_text(frames.cells(np.zeros((1, 1)), 60, 60, 20, gap=0), "8888888888", 14)
    for vectors in (False, True):
        image = channels(painted(Frame(140, 140, frames.INK, (mark,)), vectors=vectors))
        left, right, _, _ = inked(image, np.broadcast_to(image[0, 0], image.shape))
        assert right - left == pytest.approx(10 * 0.6 * 14 - 2, abs=2)


def test_an_empty_string_draws_nothing() -> None:
    mark = frames.cells(np.zeros((3, 3)), 0, 0, 30)
    assert np.array_equal(drawn(with_text(mark, "")), drawn(replace(mark, text=None)))


def test_each_number_has_its_ink() -> None:
    mark = with_text(frames.cells(np.zeros((1, 2)), 0, 0, 40, gap=0), "−8")
    mark = replace(
        mark, ink=np.array([[0, 1]], np.uint8), inks=((255, 0, 0, 255), (0, 255, 0, 255))
    )
    image = drawn(mark)
    assert image[:, :40, 0].max() > 240
    assert image[:, :40, 1].max() < 60
    assert image[:, 40:, 1].max() > 240
    assert image[:, 40:, 0].max() < 60


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_small_numbers_do_not_eat_each_other(scale: float) -> None:
    """Characters so close that their pictures overlap still show all of their ink."""
    for text in ("8", "88", "8888"):
        mark = with_text(frames.cells(np.zeros((1, 1)), 0, 0, 40, gap=0), text, 4.0)
        ink = (
            drawn(mark, scale)[..., 1].sum() - drawn(replace(mark, text=None), scale)[..., 1].sum()
        )
        one = with_text(mark, "8", 4.0)
        single = (
            drawn(one, scale)[..., 1].sum() - drawn(replace(one, text=None), scale)[..., 1].sum()
        )
        assert ink == pytest.approx(single * len(text), rel=0.12)


@pytest.mark.parametrize("vectors", [False, True])
@pytest.mark.parametrize("size", [30.0, 59.0, 61.0, 64.0, 65.0, 90.0, 200.0])
def test_numbers_of_any_size_are_drawn(size: float, vectors: bool) -> None:
    mark = with_text(frames.cells(np.zeros((1, 1)), 0, 0, 220, gap=0), "8", size)
    image, ground = (
        channels(painted(Frame(220, 220, TRANSPARENT, (each,)), vectors=vectors))
        for each in (mark, replace(mark, text=None))
    )
    _, _, top, bottom = inked(image, ground)
    assert bottom - top == pytest.approx(0.75 * size, rel=0.05)


@pytest.mark.parametrize("size", [0.0, 0.01])
def test_numbers_of_no_size_are_left_out(size: float) -> None:
    mark = frames.cells(np.ones((1, 1)), 0, 0, 30)
    assert np.array_equal(drawn(with_text(mark, "1", size)), drawn(replace(mark, text=None)))


def test_characters_of_the_fallback_are_drawn_too() -> None:
    mark = with_text(frames.cells(np.zeros((1, 1)), 0, 0, 60, gap=0), "∇", 30)
    left, right, top, bottom = inked(drawn(mark), drawn(replace(mark, text=None)))
    assert right - left > 10
    assert bottom - top > 10


def test_translucent_fills_keep_their_color() -> None:
    mark = frames.cells(np.zeros((1, 1)), 0, 0, 10, gap=0, numbers=False)
    mark = replace(mark, fill=np.array([[[200, 100, 50, 128]]], np.uint8))
    expected = premultiplied(mark.fill)[0, 0]
    image = rasterise(mark, Lattice.of(mark, QTransform())).image
    assert np.frombuffer(image.constBits(), np.uint32)[0] == expected
    assert image.pixelColor(5, 5).alpha() == 128


def test_a_matrix_of_strings_in_fortran_order_is_read_right(qapp: QApplication) -> None:
    mark = frames.cells(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 0, 0, 40)
    assert mark.text is not None
    assert np.array_equal(drawn(replace(mark, text=np.asfortranarray(mark.text))), drawn(mark))
