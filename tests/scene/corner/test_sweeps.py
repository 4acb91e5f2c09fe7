"""Sweeps: columns, rows and outer products add up to what the engine computed, level and plumb."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.scene.corner.layout import Area, Corner, Margins, corner_in
from gradviz.scene.corner.motion import motion
from gradviz.scene.corner.setting import Setting
from gradviz.scene.corner.sweeps import FACTORS
from gradviz.scene.marks.chips import cell_area, chip, product_area
from gradviz.scene.marks.frame import Cells, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.timeline.phase import Sweep
from tests.views.conftest import Shown, document, shown

SWEEPS: tuple[Sweep, ...] = ("columns", "rows", "outer")
PASSES = ("Y", "X_grad", "W_grad", "b_grad")
PROGRESS = [n / 80 for n in range(1, 81)]


def corner_of(setting: Setting) -> Corner:
    flipped = setting.notation.is_drawn_flipped
    area = Area(0, 0, 1400, 1100)
    return corner_in(area, setting.sizes, Margins.roomy(1.0), setting.style, is_flipped=flipped)


def moving(
    of: Shown, role: str, step: int, progress: float, convention: Convention = "wx"
) -> tuple[tuple[Mark, ...], Corner]:
    style = Style(1400, 1100, convention=convention)
    setting = of.setting(of.during(role, step, progress), style)
    corner = corner_of(setting)
    return motion(setting, corner), corner


def block(marks: tuple[Mark, ...], target: Grid) -> Cells | None:
    """Return the running sum: the only cells that stand in the block itself, opaque."""
    size = (target.right - target.left, target.bottom - target.top)
    found = [
        mark
        for mark in marks
        if isinstance(mark, Cells)
        and (mark.x, mark.y) == (target.left, target.top)
        and (mark.width, mark.height) == size
        and mark.opacity == 1.0
    ]
    return found[0] if found else None


def factors(of: Shown, role: str) -> tuple[Matrix, Matrix]:
    W, X, G = of.passes.W, of.passes.X, of.passes.Y_grad
    return {
        "Y": (W, X),
        "X_grad": (W.T, G),
        "W_grad": (G, X.T),
        "b_grad": (G, np.ones((X.shape[1], 1))),
    }[role]


def made_of(of: Shown, role: str, terms: int, has_bias: bool) -> Matrix:
    left, right = factors(of, role)
    partial: Matrix = left[:, :terms] @ right[:terms]
    return partial + of.passes.matrix("b") if has_bias else partial


def fills(of: Shown, role: str, values: Matrix) -> bytes:
    """Return the colours of numbers in the scale of a matrix."""
    look = of.setting(0.0, Style(1400, 1100)).look(role)
    marks = [chip(float(value), Area(0, 0, 90, 90), look, 20) for value in values.ravel()]
    return b"".join(mark.fill.tobytes() for mark in marks)


@given(
    st.tuples(*[st.integers(1, 3)] * 3),
    st.integers(0, 2**16),
    st.booleans(),
    st.sampled_from(SWEEPS[:2]),
)
@settings(max_examples=12, deadline=None)
def test_the_running_sum_of_a_block_is_its_partial_product_and_ends_in_the_entries(
    shape: tuple[int, int, int], seed: int, has_bias: bool, sweep: Sweep
) -> None:
    of = shown(document(shape, seed, has_bias=has_bias, is_whole=True), sweep)
    for phase in [phase for phase in of.timeline.phases if phase.role in PASSES]:
        step = phase.count - 1
        rows, cols = phase.block(step)
        adds_bias = has_bias and phase.role == "Y"
        sums = [made_of(of, phase.role, n, False) for n in range(1, phase.terms + 1)]
        sums += [of.passes.matrix(phase.role)] if adds_bias else []
        assert np.allclose(sums[-1], of.passes.matrix(phase.role))
        expected = [
            fills(of, phase.role, total[rows.start : rows.stop, cols.start : cols.stop])
            for total in sums
        ]
        seen: list[bytes] = []
        for progress in PROGRESS:
            marks, corner = moving(of, phase.role, step, progress)
            there = block(marks, corner.place(phase.role).part(rows, cols))
            if there is not None and (not seen or seen[-1] != there.fill.tobytes()):
                seen.append(there.fill.tobytes())
        assert seen == [a for a, b in pairwise([*expected, b""]) if a != b]


@pytest.mark.parametrize("role", PASSES)
def test_outer_products_add_up_one_by_one(role: str) -> None:
    of = shown(document((2, 3, 4), 3, has_bias=True, is_whole=True), "outer")
    terms = next(phase.terms for phase in of.timeline.phases if phase.role == role)
    for step in range(terms):
        for progress in (0.95, 1.0):
            is_done = progress == 1.0 and step == terms - 1 and role == "Y"
            marks, corner = moving(of, role, step, progress)
            there = block(marks, corner.place(role))
            assert there is not None
            total = made_of(of, role, step + 1, is_done)
            assert there.fill.tobytes() == fills(of, role, total)


def test_the_picture_of_a_term_stands_alone_over_the_old_sum_and_leaves_the_new_one() -> None:
    """What is under it when it goes is what it was added to: nothing jumps afterwards."""
    of = shown(document((2, 3, 4), 3, is_whole=True), "outer")
    for progress in (0.7, 0.8):
        marks, corner = moving(of, "W_grad", 1, progress)
        alone = block(marks, corner.place("W_grad"))
        assert alone is not None
        left, right = factors(of, "W_grad")
        assert alone.fill.tobytes() == fills(of, "W_grad", np.outer(left[:, 1], right[1]))


def chips(marks: tuple[Mark, ...]) -> Iterator[Cells]:
    return (mark for mark in marks if isinstance(mark, Cells) and mark.state.size == 1)


def _fill(of: Shown, factor: str, row: int, col: int) -> bytes:
    return fills(of, factor, of.passes.matrix(factor)[row : row + 1, col : col + 1])


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("sweep", SWEEPS)
@pytest.mark.parametrize("role", PASSES)
def test_every_number_of_a_term_starts_where_it_stands(
    role: str, sweep: Sweep, convention: Convention
) -> None:
    of = shown(document((2, 3, 2), 3, has_bias=True), sweep)
    marks, corner = moving(of, role, 0, 0.041, convention)
    starting = {(mark.fill.tobytes(), round(mark.x), round(mark.y)) for mark in chips(marks)}
    for name in FACTORS[role]:
        grid, shape = corner.place(name), of.passes.matrix(name).shape
        homes = {
            (
                _fill(of, name, row, col),
                round(grid.cell(row, col)[0]),
                round(grid.cell(row, col)[1]),
            )
            for row, col in np.ndindex(shape)
        }
        assert homes & starting


def paths(of: Shown, role: str, convention: Convention) -> dict[bytes, list[tuple[float, float]]]:
    """Return where the numbers of the first term are, by their colours, while they travel."""
    found: dict[bytes, list[tuple[float, float]]] = {}
    for progress in (0.05, 0.1, 0.15, 0.2):
        marks, _ = moving(of, role, 0, progress, convention)
        for mark in chips(marks):
            found.setdefault(mark.fill.tobytes(), []).append((mark.x, mark.y))
    return found


def one_column_shown(sweep: Sweep) -> Shown:
    """Blocks of one cell: every number has one path."""
    return shown(document((1, 2, 1), 5), sweep)


@pytest.mark.parametrize(("role", "sweep"), [("Y", "columns"), ("X_grad", "rows")])
def test_what_moves_level_in_one_convention_moves_plumb_in_the_flipped_one(
    role: str, sweep: Sweep
) -> None:
    of = one_column_shown(sweep)
    color = _fill(of, "W", 0, 0)
    level, plumb = paths(of, role, "wx")[color], paths(of, role, "xw")[color]
    xs, ys = zip(*level, strict=True)
    assert len(set(ys)) == 1
    assert list(xs) == sorted(set(xs))
    xs, ys = zip(*plumb, strict=True)
    assert len(set(xs)) == 1
    assert list(ys) == sorted(set(ys))


@pytest.mark.parametrize(
    ("role", "sweep", "carrier"), [("X_grad", "rows", "W"), ("W_grad", "columns", "X")]
)
def test_on_the_way_back_products_are_made_over_y_grad_and_go_level_or_plumb(
    role: str, sweep: Sweep, carrier: str
) -> None:
    of = shown(document((1, 1, 1), 8), sweep)
    product = float(of.passes.matrix(carrier)[0, 0] * of.passes.Y_grad[0, 0])
    color = fills(of, role, np.array([[product]]))
    places = []
    for progress in np.linspace(0.5, 0.8, 16):
        marks, corner = moving(of, role, 0, float(progress))
        places += [(m.x, m.y) for m in chips(marks) if m.fill.tobytes() == color]
    gate = product_area(cell_area(corner.place("Y_grad"), 0, 0))
    goal = product_area(cell_area(corner.place(role), 0, 0))
    assert places[0] == pytest.approx((gate.x, gate.y), abs=3)
    assert places[-1] == pytest.approx((goal.x, goal.y), abs=3)
    still = 0 if role == "X_grad" else 1  # X_grad is above Y_grad, W_grad beside it
    assert len({place[still] for place in places}) == 1


def test_a_bias_is_copied_into_every_sample_level() -> None:
    of = shown(document((2, 2, 3), 4, has_bias=True), "columns")
    marks, corner = moving(of, "Y", 1, 0.9)
    assert corner.bias is not None
    for row in range(2):
        color = fills(of, "b", of.passes.matrix("b")[row : row + 1])
        (copy,) = [mark for mark in chips(marks) if mark.fill.tobytes() == color]
        area = cell_area(corner.bias, row, 0)
        assert copy.x > area.x
        assert area.y <= copy.y
        assert copy.y + copy.height <= area.y + area.height


def _muted(document_: Document, muted: frozenset[int], role: str, step: int) -> tuple[Mark, ...]:
    of = shown(document_, "outer")
    setting = of.setting(of.during(role, step, 0.5), Style(1400, 1100))
    quiet = replace(setting, muted=muted)
    return motion(quiet, corner_of(quiet))


@pytest.mark.parametrize(("role", "is_left_out"), [("W_grad", True), ("X_grad", False)])
def test_a_muted_sample_adds_nothing_where_samples_are_summed(role: str, is_left_out: bool) -> None:
    marks = _muted(document((2, 2, 3), 4), frozenset({1}), role, 1)
    assert bool(list(chips(marks))) is not is_left_out
