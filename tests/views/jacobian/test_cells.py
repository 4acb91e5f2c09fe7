"""What is drawn of a Jacobian at every zoom: never more than can be seen, never another number."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.jacobians.chain import ChainJacobian
from gradviz.engine.jacobians.layer import Jacobian, layer_jacobian
from gradviz.engine.jacobians.vec import Order
from gradviz.language.numbers import fitted
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.page import content_area
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.cells import Look
from gradviz.scene.marks.colormap import MOST_RANK
from gradviz.scene.marks.frame import Cells, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.recent import recent
from gradviz.scene.marks.scale import fit
from gradviz.scene.marks.style import Style
from gradviz.session.document import new_document
from gradviz.views.jacobian import bins as jacobianbins
from gradviz.views.jacobian import cells as jacobiancells
from gradviz.views.jacobian.cells import copy_cells, jacobian_cells
from tests.views.jacobian.jacobians import Drawn, drawn, parts, stack

AREA = Area(0, 0, 1000, 700)
STYLE = Style(1000, 700)


def look(J: Jacobian | ChainJacobian) -> Look:
    values = J.dense() if J.nbytes < 2**20 else J.block
    return Look.of("J", fit([values]), STYLE)


def fills(J: Jacobian | ChainJacobian, values: np.ndarray) -> np.ndarray:
    """Return the colours that numbers have in a picture of J."""
    grid = Grid(0, 0, 8, 8, *values.shape)
    return copy_cells(values, grid, look(J), (1.0, 1.0)).fill


def small(M: int, K: int, N: int, wrt: str, order: Order, seed: int = 0) -> Jacobian:
    rng = np.random.default_rng(seed)
    W, X = rng.normal(size=(M, K)), rng.normal(size=(K, N))
    return layer_jacobian(W, X, wrt, order)  # type: ignore[arg-type]  # "X" or "W"


layers = st.builds(
    small,
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from(["X", "W"]),
    st.sampled_from(["F", "C"]),
    st.integers(0, 99),
)


def chains() -> Iterator[ChainJacobian]:
    for of, wrt in (("Y3", "X"), ("Y2", "X"), ("Y2", "Y1"), ("Y3", "W1"), ("Y3", "b1")):
        for order in ("F", "C"):
            found = drawn(stack(4), of, wrt, order).lin.jacobian  # type: ignore[arg-type]  # an order
            assert isinstance(found, ChainJacobian)
            yield found


# --- cell by cell


@given(layers, st.floats(1.0, 60.0), st.floats(-200, 200), st.floats(-200, 200))
@settings(max_examples=150, deadline=None)
def test_from_a_pixel_on_every_cell_is_the_entry_it_stands_for(
    J: Jacobian, pitch: float, x: float, y: float
) -> None:
    assert_entries(J, pitch, x, y)


@pytest.mark.parametrize("pitch", [1.0, 7.0, 40.0])
def test_so_it_is_of_a_network(pitch: float) -> None:
    for J in chains():
        assert_entries(J, pitch, -11.0, 23.0)


def assert_entries(J: Jacobian | ChainJacobian, pitch: float, x: float, y: float) -> None:
    grid = Grid(x, y, pitch, pitch, *J.shape)
    cells = jacobian_cells(J, grid, look(J), AREA, 1.0)
    rows, cols = J.shape
    if cells is None:
        assert x + cols * pitch <= 0 or y + rows * pitch <= 0
        return
    assert cells.merged == (1, 1)
    (top, left), (down, across) = cells.first, cells.shape
    window = np.ix_(range(top, top + down), range(left, left + across))
    values, touched = J.dense()[window], J.pattern.touched(range(rows), range(cols))[window]
    assert np.array_equal(cells.state == State.HIDDEN, ~touched)
    assert np.array_equal(cells.fill[touched], fills(J, J.dense())[window][touched])
    if cells.text is not None and pitch > 27:
        room = max(map(len, cells.text.ravel().tolist()))
        told = fitted(values, max(room, 5))
        exact = touched & (np.char.str_len(told) <= room)
        assert np.array_equal(cells.text[exact], told[exact]) or room < 5
    # where it stands, and that nothing that is seen is left out
    assert cells.x == pytest.approx(x + left * pitch)
    assert cells.y == pytest.approx(y + top * pitch)
    assert cells.x <= max(x, 0.0)
    assert cells.y <= max(y, 0.0)
    assert cells.x + across * pitch >= min(x + cols * pitch, AREA.right) - 1e-6
    assert cells.y + down * pitch >= min(y + rows * pitch, AREA.bottom) - 1e-6
    is_cut = any(edge < 0 for edge in (cells.x, cells.y)) or cells.x + cells.width > AREA.right
    if is_cut:
        assert cells.clip == (0, 0, 1000, 700)


# --- from afar


def binned(
    J: Jacobian | ChainJacobian, cells: Cells
) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """Yield each bin that is drawn, with the dense entries in it and which of them are touched.

    What is left over at the end belongs to the last bin.
    """
    dense = J.dense()
    touched = J.pattern.touched(*(range(n) for n in J.shape))
    (top, left), (high, wide) = cells.first, cells.merged
    for row, col in np.ndindex(cells.shape):
        start, stop = top + row * high, top + (row + 1) * high
        first, end = left + col * wide, left + (col + 1) * wide
        at = (
            slice(start, stop if stop + high <= J.shape[0] else None),
            slice(first, end if end + wide <= J.shape[1] else None),
        )
        yield row, col, dense[at], touched[at]


@given(layers, st.floats(0.02, 0.99))
@settings(max_examples=150, deadline=None)
def test_a_bin_is_there_where_something_is_touched_and_nowhere_else(
    J: Jacobian, pitch: float
) -> None:
    assert_bins(J, pitch)


def test_so_it_is_of_a_network_from_afar() -> None:
    for J in chains():
        for pitch in (0.6, 0.3, 0.11):
            assert_bins(J, pitch)


def assert_bins(J: Jacobian | ChainJacobian, pitch: float) -> None:
    cells = jacobian_cells(J, Grid(10, 20, pitch, pitch, *J.shape), look(J), AREA, 1.0)
    assert cells is not None
    for row, col, values, touched in binned(J, cells):
        assert (cells.state[row, col] != State.HIDDEN) == bool(touched.any())
        if touched.any():
            there = values[touched]
            largest = there[np.abs(there) >= np.abs(there).max() * (1 - 1e-12)]  # of either sign
            shown = fills(J, largest[np.newaxis])[0].tolist()
            assert cells.fill[row, col].tolist() in shown
    assert cells.text is None


@given(layers, st.floats(0.02, 0.99), st.integers(0, 8), st.integers(0, 8))
@settings(max_examples=150, deadline=None)
def test_of_a_layer_too_large_to_be_looked_at_as_a_whole_nothing_odd_vanishes(
    J: Jacobian, pitch: float, row: int, col: int
) -> None:
    """And no bin shows less than the largest it holds, nor what is nowhere near it."""
    factor = J.W if J.wrt == "X" else J.X
    odd = factor.copy()
    odd[row % odd.shape[0], col % odd.shape[1]] = 77.0
    W, X = (odd, J.X) if J.wrt == "X" else (J.W, odd)
    J = layer_jacobian(W, X, J.wrt, J.order)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jacobianbins, "_MOST", 0)
        cells = jacobian_cells(J, Grid(10, 20, pitch, pitch, *J.shape), look(J), AREA, 1.0)
    assert cells is not None
    palette, scale = look(J).theme.palette("J"), look(J).scale
    shown = palette.ranks(cells.fill)
    assert (shown == MOST_RANK).any()
    for at_row, at_col, values, touched in binned(J, cells):
        if touched.any() and cells.state[at_row, at_col] != State.HIDDEN:
            least = palette.ranks(palette.colors(scale.place(values[touched]))).max()
            assert (
                int(shown[at_row, at_col]) + 3 >= least
            )  # one colour may be that of several levels


@pytest.mark.parametrize(("wrt", "order"), [("X", "F"), ("W", "C")])
@pytest.mark.parametrize("halved", [1, 2, 3])
def test_where_bins_are_parts_of_blocks_each_shows_its_extreme_entry(
    wrt: str, order: Order, halved: int
) -> None:
    J = small(8, 8, 8, wrt, order, seed=halved)
    cells = jacobian_cells(J, Grid(0, 0, 0.5**halved, 0.5**halved, *J.shape), look(J), AREA, 1.0)
    assert cells is not None
    assert cells.merged == (2**halved, 2**halved)
    for row, col, values, touched in binned(J, cells):
        if touched.any():
            extreme = values.ravel()[np.abs(values).argmax()]
            expected = fills(J, np.array([[extreme]]))[0, 0]
            assert cells.fill[row, col].tolist() == expected.tolist()


@pytest.mark.parametrize(("wrt", "order"), [("X", "F"), ("X", "C"), ("W", "F"), ("W", "C")])
def test_a_single_huge_entry_and_a_nan_do_not_vanish_from_afar(wrt: str, order: Order) -> None:
    W, X = np.full((16, 16), 0.1), np.full((16, 16), 0.1)
    (W if wrt == "X" else X)[5, 9] = np.nan
    J = layer_jacobian(W, X, wrt, order)  # type: ignore[arg-type]  # "X" or "W"
    for pitch in (0.5, 0.25, 0.125):
        cells = jacobian_cells(J, Grid(0, 0, pitch, pitch, 256, 256), look(J), AREA, 1.0)
        assert cells is not None
        hatched = int((cells.state == State.HATCHED).sum())
        there = [
            bool(np.isnan(values[touched]).any()) for _, _, values, touched in binned(J, cells)
        ]
        is_block = (wrt == "X") == (order == "F")  # copies one after another, each in its bins
        assert hatched == sum(there) if is_block else hatched >= 1


@given(layers, st.floats(0.05, 30.0), st.floats(0.3, 1.0))
@settings(max_examples=60, deadline=None)
def test_a_bin_is_a_device_pixel_at_least_and_the_picture_keeps_its_size(
    J: Jacobian, pitch: float, pixel: float
) -> None:
    cells = jacobian_cells(J, Grid(0, 0, pitch, pitch, *J.shape), look(J), AREA, pixel)
    assert cells is not None
    for size, step, merged in zip(
        J.shape, (cells.pitch_y, cells.pitch_x), cells.merged, strict=True
    ):
        assert step >= pixel * (1 - 1e-9) or 2 * merged > size  # all of it is less than a pixel
        if merged > 1:
            assert step == pytest.approx(pitch * merged)
        else:
            assert step == pitch


@given(layers, st.floats(0.1, 40.0), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_what_is_hit_is_in_the_bin_that_is_drawn_there(
    J: Jacobian, pitch: float, across: float, down: float
) -> None:
    cells = jacobian_cells(J, Grid(0, 0, pitch, pitch, *J.shape), look(J), AREA, 1.0)
    assert cells is not None
    x, y = (min(share * n * pitch, limit) for share, n, limit in
            ((across, J.shape[1], 990.0), (down, J.shape[0], 690.0)))  # fmt: skip
    hit = cells.hit(x, y)
    if hit is not None:
        assert hit.name == "J"
        assert 0 <= hit.row < J.shape[0]
        assert 0 <= hit.col < J.shape[1]
        place = cells.cell(hit.row, hit.col)
        assert place is not None
        assert place[0] - 1e-6 <= x <= place[0] + cells.pitch_x + 1e-6
        assert place[1] - 1e-6 <= y <= place[1] + cells.pitch_y + 1e-6


def test_the_same_arguments_give_the_very_same_mark() -> None:
    J = small(4, 3, 5, "X", "F")
    grid, seen = Grid(3, 4, 9, 9, *J.shape), look(J)
    first = jacobian_cells(J, grid, seen, AREA, 1.0)
    assert jacobian_cells(J, grid, seen, AREA, 1.0) is first
    assert jacobian_cells(J, replace(grid, x=4), seen, AREA, 1.0) is not first
    again = small(4, 3, 5, "X", "F")
    assert jacobian_cells(again, grid, seen, AREA, 1.0) is not first


# --- copies that are moved about


def test_a_copy_whose_lines_stand_apart() -> None:
    J = small(2, 3, 4, "X", "C")
    grid = Grid(10, 20, 30, 40, 2, 3)
    cells = copy_cells(J.block, grid, look(J), (4.0, 2.0))
    assert cells.ref == ""
    assert (cells.pitch_x, cells.pitch_y) == (60, 160)
    assert (cells.cell_width, cells.cell_height) == (grid.cell_width, grid.cell_height)
    close = copy_cells(J.block, grid, look(J), (1.0, 1.0))
    assert (close.pitch_x, close.pitch_y) == (30, 40)
    assert np.array_equal(close.fill, cells.fill)


# --- a million by a million


class Counting:
    """Counts what is asked of a Jacobian."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.largest = 0
        for kind in (Jacobian, ChainJacobian):
            self._count(patch, kind)

    def _count(self, patch: pytest.MonkeyPatch, kind: type) -> None:
        entries, window = kind.entries, kind.window

        def counted_entries(made: object, rows: np.ndarray, cols: np.ndarray) -> object:
            self._add(len(rows))
            return entries(made, rows, cols)

        def counted_window(made: object, rows: range, cols: range) -> object:
            found = window(made, rows, cols)
            self._add(found.size)
            return found

        def refused(made: object) -> object:
            raise AssertionError("the whole Jacobian was asked for")

        patch.setattr(kind, "entries", counted_entries)
        patch.setattr(kind, "window", counted_window)
        patch.setattr(kind, "dense", refused)

    def _add(self, count: int) -> None:
        self.asked += count
        self.largest = max(self.largest, count)


@pytest.fixture(scope="module")
def million() -> Drawn:
    """Return a 1024×1024 layer with 1024 samples, all of them shown."""
    rng = np.random.default_rng(0)
    W, X, seed = rng.normal(size=(3, 1024, 1024))
    return drawn(new_document(W, X, loss="seed", seed=seed))


def views(area: Area) -> Iterator[Viewport]:
    """Yield what somebody sees who opens, zooms in on a block, and pans."""
    yield WHOLE
    viewport = WHOLE
    for zoom in (2.0, 8.0, 40.0, 30.0, 50.0):
        viewport = viewport.zoomed(
            zoom, (area.x + area.width * 0.55, area.y + area.height * 0.6), area
        )
        yield viewport
        for _ in range(3):
            viewport = viewport.panned(-37, -23, area)
            yield viewport


@pytest.mark.parametrize(
    ("wrt", "order", "pixel"), [("X", "F", 1.0), ("X", "C", 0.5), ("W", "C", 1.0)]
)
def test_a_million_by_a_million_is_asked_for_what_is_on_the_screen(
    million: Drawn, wrt: str, order: Order, pixel: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened, zoomed, panned: per picture no more entries than device pixels, never all of it."""
    made = drawn(million.document, wrt=wrt, order=order)
    assert made.lin.shape == (2**20, 2**20)
    style = Style(1000, 700, pixel=pixel)
    pixels = int(1000 * 700 / pixel**2)
    counting = Counting(monkeypatch)
    for viewport in views(content_area(style)):
        before, counting.largest = counting.asked, 0
        frame = made.at(made.during("right dl", 0, 1.0), style, viewport=viewport)
        assert counting.asked - before <= pixels
        for mark in frame.marks:
            if isinstance(mark, Cells):
                assert mark.state.size <= 4 * pixels
                assert mark.shape[0] <= 2 * 700 / pixel
                assert mark.shape[1] <= 2 * 1000 / pixel


def test_deep_inside_a_million_by_a_million_the_numbers_are_those_of_w(million: Drawn) -> None:
    style = Style(1000, 700)
    area = content_area(style)
    J = parts(million.whole())["J"]
    viewport, found = WHOLE, 0
    at = (J.x + J.width * 0.5, J.y + J.height * 0.5)  # where two blocks meet
    for _ in range(40):
        viewport = viewport.zoomed(2.0, at, area)
        frame = million.at(million.during("right dl", 0, 1.0), style, viewport=viewport)
        cells = parts(frame).get("J")
        assert cells is not None
        if cells.merged == (1, 1) and cells.pitch_x > 60:
            break
    assert cells.text is not None
    W = np.array(million.passes.W)
    hidden = 0
    for row, col in np.ndindex(cells.shape):
        at_row, at_col = cells.first[0] + row, cells.first[1] + col
        if at_row // 1024 != at_col // 1024:
            assert cells.state[row, col] == State.HIDDEN
            hidden += 1
            continue
        value = W[at_row % 1024, at_col % 1024]
        told = float(cells.text[row, col].replace("−", "-"))
        assert told == pytest.approx(value, rel=0.1, abs=0.01)
        assert million.view.value(CellRef("J", at_row, at_col)) == value
        found += 1
    assert found > 5
    assert hidden > 5


def test_a_million_by_a_million_takes_less_than_200_mb(
    million: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that opening, zooming, panning and folding take beside the document."""
    afresh = recent(jacobiancells._BUDGET, (Jacobian, ChainJacobian))
    made_anew = afresh(jacobiancells._part.__wrapped__)  # what other tests made is not counted
    monkeypatch.setattr(jacobiancells, "_part", made_anew)
    made = drawn(million.document, order="F")
    assert made.passes is not None
    tracemalloc.start()
    try:
        style = Style(1600, 1000)
        for viewport in views(content_area(style)):
            made.at(made.during("right dl", 0, 1.0), style, viewport=viewport)
        for kind in ("left dl", "fold", "flip"):
            made.at(made.during(kind, 0, 0.6), style)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200e6, f"{peak / 1e6:.0f} MB"
