"""What a picture is drawn from: numbers as far as they are written, with or without samples."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gradviz.arrays import Matrix, freeze
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting, setting_of, transposed
from gradviz.scene.layout.viewport import Viewport
from gradviz.scene.marks.cells import passing_cells
from gradviz.scene.marks.frame import State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.session.document import LOSS_CHOICES, Document, LossChoice, network_document
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.phase import SWEEPS, Sweep
from tests.views.conftest import Shown, document, documents, networks, shown

PRODUCTS = ("Y", "X_grad", "W_grad", "b_grad")
WINDOW = Area(30, 40, 600, 400)

shares = st.floats(0.0, 1.0)
sweeps = st.sampled_from(SWEEPS)
shapes = st.tuples(*[st.integers(1, 5)] * 3)


def there(setting: Setting, role: str) -> NDArray[np.bool_]:
    """Return which entries of a matrix are written."""
    written = setting.written(role)
    return np.ones(setting.passes.matrix(role).shape, bool) if written is None else written.mask


def roles(setting: Setting) -> list[str]:
    """Return all roles that a layer has."""
    return [role for role in ("Y", "Y_grad", "X_grad", "W_grad", "b_grad") if has(setting, role)]


def has(setting: Setting, role: str) -> bool:
    stem = role.removesuffix("_grad")
    return getattr(setting.names, stem) is not None


def resting(of: Shown, muted: frozenset[int] = frozenset()) -> Setting:
    return replace(of.setting(of.timeline.duration), muted=muted)


def product(setting: Setting, role: str) -> Matrix:
    """Return what a product comes to, from its formula; that of Y without the bias."""
    passes = setting.passes
    W, X, G = passes.W, passes.X, passes.Y_grad
    formulas: dict[str, Callable[[], Matrix]] = {
        "Y": lambda: W @ X,
        "X_grad": lambda: W.T @ G,
        "W_grad": lambda: G @ X.T,
        "b_grad": lambda: G.sum(axis=1, keepdims=True),
    }
    return formulas[role]()


@given(networks() | documents(), sweeps, st.lists(shares, min_size=2, max_size=5))
@settings(max_examples=25, deadline=None)
def test_what_is_written_stays_written(made: Document, sweep: Sweep, times: list[float]) -> None:
    of = shown(made, sweep)
    for layer in range(len(of.passes.layers)):
        before = of.setting(0.0).of_layer(layer)
        for time in sorted(times):
            after = of.setting(time * of.timeline.duration).of_layer(layer)
            for role in roles(after):
                assert (there(before, role) <= there(after, role)).all()
            before = after


@given(networks() | documents(), sweeps)
@settings(max_examples=15, deadline=None)
def test_at_first_nothing_is_written_and_in_the_end_all_is(made: Document, sweep: Sweep) -> None:
    of = shown(made, sweep)
    for layer in range(len(of.passes.layers)):
        first, last = (of.setting(s).of_layer(layer) for s in (0.0, of.timeline.duration))
        for role in roles(first):
            assert not there(first, role).any()
            assert last.written(role) is None
            assert last.values(role) is last.network.matrix(last.name(role))  # all shares of it
        for given_role in ("W", "b") if first.names.is_linear else ():
            if has(first, given_role):
                assert first.written(given_role) is None
        assert (first.written("X") is None) == (layer == 0)


def test_every_step_writes_what_it_says_and_nothing_else() -> None:
    of = shown(document((2, 3, 4), has_bias=True))
    for phase in of.timeline.phases:
        for step in range(phase.count):
            before = there(of.setting(of.during(phase.name, step, 0.5)), phase.role)
            after = there(of.setting(of.during(phase.name, step, 1.0)), phase.role)
            ref = phase.cell(step)
            assert np.argwhere(after & ~before).tolist() == [[ref.row, ref.col]]


@pytest.mark.parametrize("role", PRODUCTS)
def test_the_factors_of_a_role_make_its_matrix(role: str) -> None:
    for convention in CONVENTIONS:
        of = shown(document((2, 3, 4), has_bias=True))
        setting = of.setting(0.0, Style(1000, 700, convention=convention))
        left, right = setting.factors(role)
        assert left.shape[1] == right.shape[0]
        expected = setting.passes.matrix(role)
        bias = setting.passes.matrix("b") if role == "Y" else np.zeros((1, 1))
        assert np.allclose(left @ right + bias, expected)


@given(shapes, st.booleans(), st.data())
@settings(max_examples=25, deadline=None)
def test_while_terms_are_added_entries_are_the_sums_of_those_so_far(
    shape: tuple[int, int, int], has_bias: bool, data: st.DataObject
) -> None:
    of = shown(document(shape, has_bias=has_bias), "outer")
    phase = data.draw(st.sampled_from([p for p in of.timeline.phases if p.kind == "linear"]))
    step = data.draw(st.integers(0, phase.count - 1))
    setting = of.setting(of.during(phase.name, step, 1.0))
    left, right = setting.factors(phase.role)
    total = np.sum([np.outer(left[:, n], right[n]) for n in range(step + 1)], axis=0)
    if phase.role == "Y" and step == phase.count - 1 and has_bias:
        total = total + setting.passes.matrix("b")
    assert np.allclose(setting.values(phase.role), total)


@given(shapes, st.data())
@settings(max_examples=25, deadline=None)
def test_muted_samples_are_left_out_of_the_gradients_that_sum_over_them(
    shape: tuple[int, int, int], data: st.DataObject
) -> None:
    of = shown(document(shape, has_bias=True))
    every = frozenset(range(shape[2]))
    muted = data.draw(st.frozensets(st.sampled_from(sorted(every))))
    with_all, without = resting(of), resting(of, muted)
    passes = of.passes
    kept = [n for n in range(shape[2]) if n not in muted]
    X, G = passes.X[:, kept], passes.Y_grad[:, kept]
    assert np.allclose(without.values("W_grad"), G @ X.T)
    assert np.allclose(without.values("b_grad"), G.sum(axis=1, keepdims=True))
    for role in ("W_grad", "b_grad"):
        rest = resting(of, every - muted).values(role)
        assert np.allclose(without.values(role) + rest, with_all.values(role))
    for role in ("W", "X", "b", "Y", "Y_grad", "X_grad"):
        assert without.values(role) is with_all.values(role)


@given(st.frozensets(st.integers(0, 4)), st.integers(0, 4))
@settings(max_examples=20, deadline=None)
def test_they_are_left_out_of_sums_that_are_not_complete_too(
    muted: frozenset[int], step: int
) -> None:
    of = shown(document((2, 3, 5), has_bias=True), "outer")
    for role in ("W_grad", "b_grad"):
        setting = replace(of.setting(of.during(role, step, 1.0)), muted=muted)
        left, right = setting.factors(role)
        terms = [np.outer(left[:, n], right[n]) for n in range(step + 1) if n not in muted]
        expected = np.sum(terms, axis=0) if terms else np.zeros((left.shape[0], right.shape[1]))
        assert np.allclose(setting.values(role), expected)


@pytest.mark.parametrize("role", ["W", "b"])
def test_a_matrix_that_two_layers_use_gets_from_each_what_that_layer_says(role: str) -> None:
    twice, ones = Linear([[1, 2], [3, 4]], [1, -1]), np.ones((2, 3))
    made = Network([twice, Activation("tanh"), twice])
    of = shown(network_document(made, ones, loss="sum", target=ones, seed=ones))
    first, last = (resting(of).of_layer(layer) for layer in (0, 2))
    parts = [setting.share(f"{role}_grad") for setting in (first, last)]
    whole = of.passes.matrix(f"{role}1_grad")
    assert np.allclose(parts[0] + parts[1], whole)
    assert not np.allclose(parts[0], parts[1])
    for setting in (first, last):  # at rest both layers show what both say
        assert np.allclose(setting.values(f"{role}_grad"), whole)
        assert setting.values(f"{role}_grad") is setting.values(f"{role}_grad")
    phases = [phase for phase in of.timeline.phases if phase.name == f"{role}1_grad"]
    assert [phase.layer for phase in phases] == [2, 0]
    for phase in phases:
        moment = of.setting(phase.end - 0.5 * phase.step)
        states = [there(moment.of_layer(layer), f"{role}_grad") for layer in (2, 0)]
        if phase.layer == 2:  # the way back comes to the last layer first
            assert states[0].any()
            assert not states[0].all()
            assert not states[1].any()
        else:
            assert states[0].all()
            assert states[1].any()
            assert not states[1].all()


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_the_loss_belongs_to_the_last_layer(loss: LossChoice) -> None:
    of = shown(document((2, 3, 4), loss=loss))
    assert of.setting(0.0).loss == loss
    ones = np.ones((1, 3))
    made = Network([Linear([[2]]), Linear([[3]])])
    two = shown(network_document(made, ones, loss=loss, target=ones, seed=ones))
    assert two.setting(0.0).of_layer(1).loss == loss
    assert two.setting(0.0).of_layer(0).loss == "seed"


@given(networks())
@settings(max_examples=15, deadline=None)
def test_every_layer_has_its_own_numbers_under_its_own_names(made: Document) -> None:
    of = shown(made)
    setting = of.setting(0.0)
    for layer, names in enumerate(of.passes.layers):
        local = setting.of_layer(layer)
        assert local.of_layer(layer) is local
        assert (local.layer, local.kind) == (layer, names.kind)
        assert local.is_last == (layer == len(of.passes.layers) - 1)
        assert local.passes.matrix("X") is of.passes.matrix(names.X)
        assert local.passes.matrix("Y") is of.passes.matrix(names.Y)
        assert local.name("Y_grad") == local.notation.name("Y_grad") == f"{names.Y}_grad"
        assert local.scale("X_grad") is of.scales[f"{names.X}_grad"]
        (K, N), M = of.passes.matrix(names.X).shape, of.passes.matrix(names.Y).shape[0]
        sizes = local.sizes
        assert (sizes.M, sizes.K, sizes.N) == (M, K, N)
        assert sizes.has_bias == (names.b is not None)
        if names.is_linear:
            assert np.allclose(local.values("W_grad"), product(local, "W_grad"))
            assert np.allclose(local.values("X_grad"), product(local, "X_grad"))


def test_unless_a_layer_is_chosen_it_is_the_one_at_work() -> None:
    of = shown(next(preset for preset in PRESETS if preset.id == "relu").document())
    for phase in of.timeline.phases:
        moment = of.timeline.at(phase.start + 0.5 * phase.step)
        at_work = setting_of(of.passes, moment, of.scales, Style(900, 700))
        assert (at_work.layer, at_work.is_here) == (phase.layer, True)
        assert (at_work.ref.name, at_work.is_at_rest) == (phase.role, False)
        for layer in range(3):
            chosen = setting_of(of.passes, moment, of.scales, Style(900, 700), layer)
            assert (chosen.layer, chosen.is_here) == (layer, layer == phase.layer)
    assert of.setting(of.timeline.duration).is_at_rest
    assert not of.setting(of.timeline.duration - 0.01).is_at_rest


def test_the_same_setting_gives_the_very_same_numbers_and_marks() -> None:
    """So that what was drawn of them once can be drawn again as it is."""
    of = shown(document((2, 3, 4), has_bias=True), "outer")
    grid = Grid(10, 10, 50, 40, 2, 3)
    for progress in (0.3, 0.8):
        seconds = of.during("W_grad", 2, progress)
        one, other = (replace(of.setting(seconds), muted=frozenset({0})) for _ in range(2))
        for role in ("W", "Y", "X_grad", "W_grad", "b_grad"):
            assert one.values(role) is other.values(role)
            if role in PRODUCTS:
                for mine, yours in zip(one.factors(role), other.factors(role), strict=True):
                    assert mine is yours
        values = one.values("W_grad")
        assert one.cells(values, grid, one.look("W_grad")) is other.cells(
            values, grid, other.look("W_grad")
        )
    network = shown(next(preset for preset in PRESETS if preset.id == "relu").document())
    first, again = (network.setting(s).of_layer(1) for s in (0.1, 2.0))
    assert first.passes is again.passes


def test_the_transpose_of_the_same_matrix_is_the_same() -> None:
    values = freeze(np.arange(6.0).reshape(2, 3))
    assert np.array_equal(transposed(values), [[0, 3], [1, 4], [2, 5]])
    assert transposed(values) is transposed(values)
    assert not transposed(values).flags.writeable


def enlarged(of: Shown, viewport: Viewport, convention: Convention = "wx") -> Setting:
    style = Style(700, 500, convention=convention)
    setting = of.setting(of.timeline.duration, style)
    return replace(setting, viewport=viewport, window=WINDOW)


viewports = st.builds(
    lambda zoom, x, y: Viewport().zoomed(zoom, (x, y), WINDOW),
    st.floats(1.1, 30.0),
    st.floats(WINDOW.x, WINDOW.right),
    st.floats(WINDOW.y, WINDOW.bottom),
)


@given(viewports, st.booleans(), st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_under_a_point_of_an_enlarged_window_is_what_was_under_it_before(
    viewport: Viewport, flipped: bool, data: st.DataObject
) -> None:
    of = shown(document((4, 5, 6)))
    setting = enlarged(of, viewport)
    assert setting.is_enlarged
    grid = Grid(100, 90, 40, 30, 4, 5, flipped=flipped)
    look, values = setting.look("W"), setting.values("W")
    whole = passing_cells(values, grid, look)
    x = data.draw(st.floats(WINDOW.x + 1, WINDOW.right - 1))
    y = data.draw(st.floats(WINDOW.y + 1, WINDOW.bottom - 1))
    seen = setting.seen(grid)
    cells = setting.cells(values, seen, look)
    content_x = WINDOW.x + (viewport.x + (x - WINDOW.x) / WINDOW.width / viewport.zoom) * 600
    content_y = WINDOW.y + (viewport.y + (y - WINDOW.y) / WINDOW.height / viewport.zoom) * 400
    edges = ((content_x - 100) / 40 % 1, (content_y - 90) / 30 % 1)
    if all(1e-6 < edge < 1 - 1e-6 for edge in edges):
        assert cells.hit(x, y) == whole.hit(content_x, content_y)
    assert cells.hit(WINDOW.x - 1, y) is None
    assert cells.hit(x, WINDOW.bottom + 1) is None


@given(viewports, st.booleans())
@settings(max_examples=30, deadline=None)
def test_each_number_of_an_enlarged_matrix_stands_in_its_cell_in_its_colour(
    viewport: Viewport, flipped: bool
) -> None:
    of = shown(document((4, 5, 6)))
    setting = enlarged(of, viewport)
    look, values = setting.look("W"), setting.values("W")
    grid = setting.seen(Grid(100, 90, 40, 30, 4, 5, flipped=flipped))
    cells = setting.cells(values, grid, look)
    colors = setting.style.theme.values.colors(values / of.scales["W"].limit)
    for row, col in np.ndindex(4, 5):
        x, y, width, height = grid.cell(row, col)
        is_in = x < WINDOW.right and y < WINDOW.bottom
        is_in = is_in and x + width > WINDOW.x and y + height > WINDOW.y
        place = cells.cell(row, col)
        if not is_in:
            continue
        assert place == pytest.approx((x, y, width, height))
        at = (col, row) if flipped else (row, col)
        down, across = at[0] - cells.first[flipped], at[1] - cells.first[not flipped]
        assert tuple(cells.fill[down, across]) == tuple(colors[row, col])


def test_a_picture_that_is_not_enlarged_is_as_it_was_laid_out() -> None:
    of = shown(document((2, 3, 4)))
    grid = Grid(100, 90, 40, 30, 2, 3)
    for setting in (of.setting(0.0), enlarged(of, Viewport())):
        assert not setting.is_enlarged
        assert setting.seen(grid) is grid
        values, look = setting.values("W"), setting.look("W")
        assert setting.cells(values, grid, look).shape == (2, 3)
        assert setting.cells(values, grid, look).clip is None


def test_of_a_matrix_beyond_the_window_nothing_is_seen() -> None:
    of = shown(document((2, 3, 4)))
    setting = enlarged(of, Viewport(10.0, 0.0, 0.0))
    far = setting.seen(Grid(500, 300, 40, 30, 2, 3))
    cells = setting.cells(setting.values("W"), far, setting.look("W"))
    assert (cells.state == State.HIDDEN).all()
    assert cells.hit(cells.x + 0.5, cells.y + 0.5) is None


@pytest.mark.parametrize("pixel", [1.0, 0.5])
def test_cells_that_are_too_small_to_be_told_apart_are_drawn_as_they_are_seen(pixel: float) -> None:
    of = shown(document((64, 64, 2)))
    setting = of.setting(0.0, Style(700, 500, pixel=pixel))
    values, look = setting.values("W"), setting.look("W")
    fine = setting.cells(values, Grid(10, 10, 0.3 * pixel, 0.3 * pixel, 64, 64), look)
    assert fine.state.size < 64 * 64
    assert fine.pitch_x >= pixel
    assert fine.width <= 64 * 0.3 * pixel + 1e-9
    coarse = setting.cells(values, Grid(10, 10, 4 * pixel, 4 * pixel, 64, 64), look)
    assert coarse.state.size == 64 * 64


def test_what_is_not_written_is_empty_however_small_or_large_it_is_seen() -> None:
    of = shown(document((2, 3, 4)))
    seconds = of.during("Y", 3, 0.5)
    for pitch in (2.0, 40.0):
        for viewport in (Viewport(), Viewport(2.0, 0.0, 0.0)):
            setting = replace(of.setting(seconds), viewport=viewport, window=WINDOW)
            grid = setting.seen(Grid(40, 50, pitch, pitch, 2, 4))
            written = setting.written("Y")
            assert written is not None
            cells = setting.cells(setting.values("Y"), grid, setting.look("Y"), written.mask)
            assert ((cells.state != State.EMPTY) == written.mask).all()
