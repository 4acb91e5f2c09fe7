"""What moves: level or plumb and never turned, adding up to what the engine computed."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.explain.sums import sum_for
from gradviz.language.words import SUM_OVER
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area, Corner, Margins, corner_in
from gradviz.scene.corner.motion import MOST_CHIPS, motion
from gradviz.scene.marks.cells import Look, font_size
from gradviz.scene.marks.chips import cell_area, chip
from gradviz.scene.marks.frame import Arrow, Box, Cells, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import example
from gradviz.session.layers import set_layer_bias
from tests.views.conftest import Shown, document, shown

PROGRESS = [n / 60 for n in range(1, 61)]
NAMES = ("Y", "X_grad", "W_grad", "b_grad")


def corner_of(of: Shown, width: float = 1400.0) -> Corner:
    setting = of.setting(0.0)
    return corner_in(
        Area(0, 0, width, width * 0.7), setting.sizes, Margins.roomy(1.0), setting.style
    )


def moving(of: Shown, corner: Corner, ref: CellRef, progress: float) -> tuple[Mark, ...]:
    return motion(of.setting(of.written(ref, progress)), corner)


def refs(of: Shown) -> list[CellRef]:
    """Return the last cell of every matrix that is a sum: no row or column is the first."""
    shapes = {name: of.passes.matrix(name).shape for name in NAMES if name in of.passes.names}
    return [CellRef(name, rows - 1, cols - 1) for name, (rows, cols) in shapes.items()]


def products(of: Shown, ref: CellRef) -> Matrix:
    """Return what is added up, by the formulas of the three passes."""
    W, X, G = of.passes.W, of.passes.X, of.passes.Y_grad
    if ref.name == "Y":
        return W[ref.row] * X[:, ref.col]
    if ref.name == "X_grad":
        return W.T[ref.row] * G[:, ref.col]
    return G[ref.row] * X.T[:, ref.col] if ref.name == "W_grad" else G[ref.row]


def running(marks: tuple[Mark, ...], area: Area) -> str:
    """Return what is written in the cell that is being computed, "" before anything is."""
    there = [
        mark
        for mark in marks
        if isinstance(mark, Cells)
        and (mark.x, mark.y, mark.width, mark.height) == (area.x, area.y, area.width, area.height)
        and mark.opacity == 1.0
    ]
    return there[0].text[0, 0] if there and there[0].text is not None else ""


def written(of: Shown, ref: CellRef, value: float, target: Grid) -> str:
    """Return how a value is written in a cell."""
    look = Look.of(ref.name, of.scales[ref.name], of.setting(0.0).style)
    text = chip(value, cell_area(target, 0, 0), look, font_size(target, 1.0)).text
    assert text is not None
    return text[0, 0]


@given(st.tuples(*[st.integers(1, 4)] * 3), st.integers(0, 2**32 - 1), st.booleans(), st.booleans())
@settings(max_examples=12)
def test_the_running_sum_is_the_partial_sum_and_ends_in_the_entry(
    shape: tuple[int, int, int], seed: int, has_bias: bool, is_whole: bool
) -> None:
    of = shown(document(shape, seed, has_bias=has_bias, is_whole=is_whole))
    corner = corner_of(of)
    for ref in refs(of):
        entry = of.passes.matrix(ref.name)[ref.row, ref.col]
        sums = np.cumsum(products(of, ref)).tolist()
        sums = [*(sums if ref.name == "Y" and has_bias else sums[:-1]), float(entry)]
        target = corner.place(ref.name)
        area = cell_area(target, ref.row, ref.col)
        seen = [running(moving(of, corner, ref, p), area) for p in PROGRESS]
        expected = ["", *(written(of, ref, total, target) for total in sums)]
        assert [text for text, _ in groupby(seen)] == [text for text, _ in groupby(expected)]


@pytest.mark.parametrize("ref", [CellRef("X_grad", 1, 2), CellRef("W_grad", 2, 1)], ids=str)
def test_a_product_counts_when_it_has_arrived_and_not_before(ref: CellRef) -> None:
    of = shown(document((4, 2, 4), 7))
    corner = corner_of(of)
    target = corner.place(ref.name)
    area = cell_area(target, ref.row, ref.col)
    sums = ["", *(written(of, ref, s, target) for s in np.cumsum(products(of, ref)).tolist())]
    for progress in PROGRESS[:-1]:
        marks = moving(of, corner, ref, progress)
        under_way = [
            mark
            for mark in marks
            if isinstance(mark, Box) and (mark.stroke, mark.stroke_width) == (DARK.bright, 1.5)
        ]
        arrived = sums.index(running(marks, area))
        assert arrived + len(under_way) <= 4
        if progress > 0.9:  # all have set out
            assert arrived + len(under_way) == 4


@pytest.mark.parametrize("has_bias", [False, True])
def test_a_key_frame_says_the_number_of_the_engine(has_bias: bool) -> None:
    of = shown(document((3, 2, 4), 5, has_bias=has_bias))
    corner = corner_of(of)
    for name in [name for name in NAMES if name in of.passes.names]:
        values = of.passes.matrix(name)
        for row, col in np.ndindex(values.shape):
            ref, target = CellRef(name, row, col), corner.place(name)
            seconds = of.timeline.time_of(ref)
            assert seconds is not None
            marks = motion(of.setting(seconds), corner)
            told = running(marks, cell_area(target, row, col))
            assert told == written(of, ref, float(values[row, col]), target)


def ghosts(of: Shown, ref: CellRef, count: int) -> list[list[Cells]]:
    """Return the chips that travel at each time of the glide, in their order."""
    corner = corner_of(of)
    name = "W" if ref.name == "X_grad" else "X"
    look = Look.of(name, of.scales[name], of.setting(0.0).style)
    found = []
    for progress in (0.02, 0.08, 0.15, 0.22, 0.28, 0.34):
        marks = moving(of, corner, ref, progress)
        fills = {chip(float(v), Area(0, 0, 9, 9), look, 0).fill.tobytes() for v in _factor(of, ref)}
        chips = [
            m
            for m in marks
            if isinstance(m, Cells) and m.opacity == 1 and m.fill.tobytes() in fills
        ]
        assert len(chips) == count
        found.append(chips)
    return found


def _factor(of: Shown, ref: CellRef) -> Matrix:
    total = sum_for(of.passes, ref)
    return total.left if ref.name == "X_grad" else total.right


def test_backward_to_x_a_column_of_w_glides_level() -> None:
    of = shown(document((3, 2, 4), 7))
    corner = corner_of(of)
    ref = CellRef("X_grad", 1, 2)
    for n, path in enumerate(zip(*ghosts(of, ref, count=3), strict=True)):
        assert (
            {mark.y for mark in path} == {corner.left.cell(n, 0)[1]} == {corner.right.cell(n, 0)[1]}
        )
        xs = [mark.x for mark in path]
        assert xs == sorted(xs)
        assert xs[0] == pytest.approx(corner.left.cell(0, 1)[0], abs=2)
        assert xs[-1] == corner.right.cell(0, 2)[0]


def test_backward_to_w_a_row_of_x_drops_plumb() -> None:
    of = shown(document((3, 2, 4), 7))
    corner = corner_of(of)
    ref = CellRef("W_grad", 2, 1)
    for n, path in enumerate(zip(*ghosts(of, ref, count=4), strict=True)):
        assert (
            {mark.x for mark in path} == {corner.top.cell(0, n)[0]} == {corner.right.cell(0, n)[0]}
        )
        ys = [mark.y for mark in path]
        assert ys == sorted(ys)
        assert ys[0] == pytest.approx(corner.top.cell(1, 0)[1], abs=2)
        assert ys[-1] == corner.right.cell(2, 0)[1]


@pytest.mark.parametrize("ref", [CellRef("X_grad", 1, 2), CellRef("W_grad", 2, 1)], ids=str)
def test_nothing_is_ever_turned(ref: CellRef) -> None:
    """What stood in a column still does, in the same order; the same for a row."""
    of = shown(document((3, 2, 4), 7))
    count = 3 if ref.name == "X_grad" else 4
    for chips in ghosts(of, ref, count):
        xs, ys = [mark.x for mark in chips], [mark.y for mark in chips]
        if ref.name == "X_grad":
            assert len(set(xs)) == 1
            assert ys == sorted(set(ys))
        else:
            assert len(set(ys)) == 1
            assert xs == sorted(set(xs))


def test_a_long_row_or_column_glides_as_one() -> None:
    of = shown(document((MOST_CHIPS + 1, 2, MOST_CHIPS + 2), 3))
    corner = corner_of(of)
    for ref, lengths in (
        (CellRef("X_grad", 1, 3), (MOST_CHIPS + 1, 1)),
        (CellRef("W_grad", 3, 1), (1, MOST_CHIPS + 2)),
    ):
        seen = []
        for progress in (0.15, 0.25, 0.5):
            marks = moving(of, corner, ref, progress)
            (ghost,) = [m for m in marks if isinstance(m, Cells) and m.shape == lengths]
            assert ghost.ref == ""
            assert ghost.opacity < 1.0
            seen.append((ghost.x, ghost.y))
        still, moved = (
            zip(*seen, strict=True)
            if ref.name == "W_grad"
            else reversed(list(zip(*seen, strict=True)))
        )
        assert len(set(still)) == 1
        assert list(moved) == sorted(moved)
        assert len(set(moved)) > 1


@pytest.mark.parametrize("name", NAMES)
def test_arrows_run_the_way_of_the_product_and_are_as_wide_as_its_magnitude(name: str) -> None:
    of = shown(document((2, 3, 4), 11, has_bias=True))
    corner = corner_of(of)
    widths = {}
    for row, col in np.ndindex(of.passes.matrix(name).shape):
        arrows = [
            mark
            for mark in moving(of, corner, CellRef(name, row, col), 0.7)
            if isinstance(mark, Arrow)
        ]
        assert arrows
        for arrow in arrows:
            (x, y), (to_x, to_y) = arrow.start, arrow.end
            way = {
                "Y": (to_x > x and to_y == y) or (to_x == x and to_y > y),
                "X_grad": to_x == x and to_y < y,
                "W_grad": to_x < x and to_y == y,
                "b_grad": to_x < x and to_y == y,
            }[name]
            assert way
            assert arrow.color == DARK.axis(SUM_OVER[name])
        widths[abs(float(of.passes.matrix(name)[row, col]))] = arrows[0].width
    by_magnitude = [widths[magnitude] for magnitude in sorted(widths)]
    assert by_magnitude == sorted(set(by_magnitude))


def test_the_cell_being_written_stands_out() -> None:
    of = shown(set_layer_bias(example(), 0, True))
    corner = corner_of(of)
    for ref in refs(of):
        area = cell_area(corner.place(ref.name), ref.row, ref.col)
        for progress in (0.01, 0.5, 1.0):
            bright = [
                mark
                for mark in moving(of, corner, ref, progress)
                if isinstance(mark, Box) and mark.stroke == DARK.bright and mark.opacity == 1.0
            ]
            middles = {(box.x + box.width / 2, box.y + box.height / 2) for box in bright}
            assert (area.x + area.width / 2, area.y + area.height / 2) in middles


def test_what_a_step_leaves_behind_fades_in_the_next() -> None:
    of = shown(example())
    corner = corner_of(of)
    phase = of.timeline.phases[0]
    area = cell_area(corner.right, *divmod(0, phase.cols))
    opacities = []
    for progress in (0.01, 0.07, 0.13):
        left = [
            mark.opacity
            for mark in motion(of.setting(of.during("Y", 1, progress)), corner)
            if isinstance(mark, Cells) and (mark.x, mark.y) == (area.x, area.y)
        ]
        opacities += left
    assert opacities == sorted(opacities, reverse=True)
    assert len(set(opacities)) == 3
    later = motion(of.setting(of.during("Y", 1, 0.2)), corner)
    assert all(mark.opacity == 1.0 for mark in later)


def test_motion_clears_in_the_rest_and_then_there_is_none() -> None:
    of = shown(example())
    corner = corner_of(of)
    end = of.timeline.phases[-1].end
    at_end = motion(of.setting(end), corner)
    resting = motion(of.setting(end + 0.4), corner)
    assert len(at_end) == len(resting) > 0
    assert all(mark.opacity < 1.0 for mark in resting)
    assert motion(of.setting(of.timeline.duration), corner) == ()
