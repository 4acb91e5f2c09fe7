"""The fold: copies slide onto one block, and what is left is the backward pass."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.jacobians.vec import Order
from gradviz.language.notation import Notation
from gradviz.scene.marks.frame import Cells, Frame, State
from gradviz.scene.marks.style import Style
from gradviz.session.document import example
from gradviz.session.edits import set_convention
from gradviz.views.jacobian.fold import MOST_COPIES, needs_flip
from tests.views.conftest import document
from tests.views.jacobian.jacobians import (
    STYLE,
    Drawn,
    caption,
    drawn,
    numbers,
    parts,
    read,
    stack,
    texts,
)
from tests.views.sound import assert_clear

By = Literal["X", "W"]
BY = ("X", "W")
ORDERS: tuple[Order, ...] = ("F", "C")
FOLDED = Style(1600, 1200)


def shown_values(cells: Cells) -> np.ndarray:
    """Return the numbers as they stand in the picture, rows from above."""
    values = np.full(cells.shape, np.nan)
    for row, col, _, _, told in read(cells):
        (values[row, col],) = numbers(told)
    return values


def folded(made: Drawn, style: Style = FOLDED) -> dict[str, Cells]:
    """Return the three matrices at the end of the fold, before any flip."""
    return parts(made.at(end_of_fold(made), replace(style, convention=made.document.convention)))


def end_of_fold(made: Drawn) -> float:
    return next(phase.end for phase in made.timeline.phases if phase.kind == "fold")


def placed(cells: dict[str, Cells]) -> tuple[str, str, str]:
    """Return the names of what stands left, above, and where these meet."""
    right = max(cells, key=lambda name: cells[name].x + cells[name].y)
    rest = sorted((name for name in cells if name != right), key=lambda name: cells[name].x)
    return rest[0], rest[1], right


def product_holds(cells: dict[str, Cells]) -> bool:
    """Tell whether what stands where two matrices meet is their product, as it is written."""
    left, above, right = (cells[name] for name in placed(cells))
    assert left.y == right.y
    assert above.x == right.x
    found = shown_values(left) @ shown_values(above)
    return bool(np.allclose(found, shown_values(right), atol=0.02))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("wrt", BY)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_what_is_left_is_one_product_and_that_is_the_backward_pass(
    wrt: By, order: Order, convention: Convention
) -> None:
    """X_gradᵀ = Y_gradᵀ W, or W_grad = Y_grad Xᵀ: as drawn, by NumPy, and as in the network."""
    made = drawn(set_convention(example(), convention), wrt=wrt, order=order)
    cells = folded(made)
    document, passes = made.document, made.passes
    W, X, G = np.array(document.W), np.array(document.X), np.array(passes.Y_grad)
    factor, answer = ("W", G.T @ W) if wrt == "X" else ("X", G @ X.T)
    assert set(cells) == {"Y_grad", factor, f"{wrt}_grad"}
    assert placed(cells) == ("Y_grad", factor, f"{wrt}_grad")
    assert product_holds(cells)
    assert shown_values(cells[f"{wrt}_grad"]) == pytest.approx(answer, abs=0.01)
    backward = passes.X_grad.T if wrt == "X" else passes.W_grad
    assert answer == pytest.approx(backward)
    for mark in cells.values():
        assert np.all(mark.state == State.FILLED)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("wrt", BY)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_at_rest_it_is_written_as_the_formula_of_the_backward_pass(
    wrt: By, order: Order, convention: Convention
) -> None:
    made = drawn(set_convention(example(), convention), wrt=wrt, order=order)
    frame = made.resting(replace(FOLDED, convention=convention))
    formulas = {
        ("wx", "X"): "Xgrad = WT Ygrad", ("wx", "W"): "Wgrad = Ygrad XT",
        ("xw", "X"): "Xgrad = Ygrad WT", ("xw", "W"): "Wgrad = XT Ygrad",
        ("xwt", "X"): "Xgrad = Ygrad W", ("xwt", "W"): "Wgrad = YgradT X",
    }  # fmt: skip
    expected = formulas[convention, wrt]
    assert expected in texts(frame)
    cells = parts(frame)
    left, above, right = placed(cells)
    assert product_holds(cells)
    result, _, factors = expected.partition(" = ")
    first, _, second = factors.partition(" ")
    assert [result, first, second] == [written(made, cells, n) for n in (right, left, above)]


def written(made: Drawn, cells: dict[str, Cells], name: str) -> str:
    """Return the name of what stands in the picture, from its numbers alone."""
    convention = made.document.convention
    values = made.passes.matrix(name)
    people = values.T if Notation(convention=convention).is_flipped(name) else values
    plain = name.replace("_", "")
    shown = shown_values(cells[name])
    if shown.shape == people.shape and np.allclose(shown, people, atol=0.01):
        return plain
    assert shown == pytest.approx(people.T, abs=0.01)
    return f"{plain}T"


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("wrt", BY)
def test_it_is_flipped_only_where_people_write_it_the_other_way(
    wrt: By, convention: Convention
) -> None:
    made = drawn(set_convention(example(), convention), wrt=wrt)
    kinds = [phase.kind for phase in made.timeline.phases]
    assert ("flip" in kinds) == needs_flip(wrt, Notation(convention=convention))
    assert kinds.count("fold") == 1
    assert "fold" not in [p.kind for p in drawn(wrt=wrt, sample=1).timeline.phases]


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5)),
    st.integers(0, 50),
    st.sampled_from(BY),
    st.sampled_from(ORDERS),
)
@settings(max_examples=40, deadline=None)
def test_so_it_is_at_every_size(
    shape: tuple[int, int, int], seed: int, wrt: By, order: Order
) -> None:
    made = drawn(document(shape, seed, is_whole=True), wrt=wrt, order=order)
    copies = shape[2] if wrt == "X" else shape[0]
    assert ("fold" in [p.kind for p in made.timeline.phases]) == (copies > 1)
    if copies > 1:
        cells = folded(made, Style(3000, 2400))
        W, X, G = made.passes.W, made.passes.X, made.passes.Y_grad
        answer = G.T @ W if wrt == "X" else G @ X.T
        shown = cells[f"{wrt}_grad"]
        assert shown.shape == answer.shape
        assert shown_values(shown) == pytest.approx(answer, abs=0.5)


def test_a_hidden_layer_folds_onto_its_own_w() -> None:
    made = drawn(stack(), "Y3", "Y2")
    cells = folded(made)
    assert set(cells) == {"Y3_grad", "W2", "Y2_grad"}
    answer = made.passes.matrix("Y3_grad").T @ made.passes.matrix("W2")
    assert shown_values(cells["Y2_grad"]) == pytest.approx(answer, abs=0.01)
    assert pytest.approx(answer) == made.passes.matrix("Y2_grad").T


@pytest.mark.parametrize("wrt", BY)
def test_what_is_folded_can_be_pointed_at_and_is_what_it_is_said_to_be(wrt: By) -> None:
    made = drawn(wrt=wrt)
    for seconds in (end_of_fold(made), made.timeline.duration):
        frame = made.at(seconds, FOLDED)
        count = 0
        for cells in parts(frame).values():
            for _, _, x, y, told in read(cells):
                hit = frame.hit(x, y)
                assert hit is not None
                assert hit.name == cells.ref
                assert made.view.value(made.view.entry(hit)) == pytest.approx(
                    numbers(told)[0], abs=0.01
                )
                count += 1
        assert count == 2 * 3 + 3 * 4 + 2 * 4


# --- on the way


def positions(frame: Frame) -> list[tuple[str, np.ndarray]]:
    """Return the middle of each moving cell, in the order in which they are drawn."""
    found = []
    for mark in frame.marks:
        if isinstance(mark, Cells) and not mark.ref:
            for row, col in np.ndindex(mark.shape):
                x = mark.x + col * mark.pitch_x + mark.cell_width / 2
                y = mark.y + row * mark.pitch_y + mark.cell_height / 2
                assert mark.text is not None
                found.append((str(mark.text[row, col]), np.array([x, y])))
    return found


@pytest.mark.parametrize("kind", ["fold", "flip"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("wrt", BY)
def test_no_cell_jumps_between_two_frames(wrt: By, order: Order, kind: str) -> None:
    """Less than a cell in 1/60 s, at every moment; nothing comes or goes on the way."""
    made = drawn(set_convention(example(), "xw") if wrt == "W" else None, wrt=wrt, order=order)
    style = replace(STYLE, convention=made.document.convention)
    phase = next(phase for phase in made.timeline.phases if phase.kind == kind)
    seconds = phase.start + 1e-4
    before = None
    moved = 0.0
    while seconds < phase.end - 1e-4:
        frame = made.at(seconds, style)
        now = [place for _, place in positions(frame)]
        if before is not None and moving(frame):
            assert len(now) == len(before)
            steps = [float(np.hypot(*(b - a))) for a, b in zip(before, now, strict=True)]
            assert max(steps) < 75, f"{seconds:.3f}"
            moved += max(steps)
        before = now if moving(frame) else None
        seconds += 1 / 60
    assert moved > 150


def moving(frame: Frame) -> bool:
    """Tell whether nothing of the picture before is left that fades."""
    return not parts(frame)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("wrt", BY)
def test_the_fold_begins_where_everything_stands_and_ends_where_it_stays(
    wrt: By, order: Order
) -> None:
    made = drawn(wrt=wrt, order=order)
    standing = parts(made.whole())
    phase = next(phase for phase in made.timeline.phases if phase.kind == "fold")
    start = {mark_key(m) for m in made_cells(made.at(phase.start + 1e-6))}
    J = standing["J"]
    for row, col in zip(*np.nonzero(J.state != State.HIDDEN), strict=True):
        assert J.text is not None
        key = (round(J.x + col * J.pitch_x), round(J.y + row * J.pitch_y), str(J.text[row, col]))
        assert any(
            abs(key[0] - x) <= 1 and abs(key[1] - y) <= 1 and key[2] == t for x, y, t in start
        )
    last = {(x, y) for x, y, _ in map(mark_key, made_cells(made.at(phase.end - 1e-6)))}
    after = made.at(phase.end)
    for cells in parts(after).values() or [m for m in after.marks if isinstance(m, Cells)]:
        for row, col in np.ndindex(cells.shape):
            x, y = cells.x + col * cells.pitch_x, cells.y + row * cells.pitch_y
            assert any(abs(x - a) <= 2 and abs(y - b) <= 2 for a, b in last)


def made_cells(frame: Frame) -> list[tuple[Cells, int, int]]:
    return [
        (m, row, col)
        for m in frame.marks
        if isinstance(m, Cells) and not m.ref
        for row, col in np.ndindex(m.shape)
    ]


def mark_key(of: tuple[Cells, int, int]) -> tuple[int, int, str]:
    cells, row, col = of
    told = "" if cells.text is None else str(cells.text[row, col])
    return round(cells.x + col * cells.pitch_x), round(cells.y + row * cells.pitch_y), told


def test_every_number_keeps_its_value_on_its_way_over_the_diagonal() -> None:
    made = drawn()
    W, G, X_grad = (made.passes.matrix(name) for name in ("W", "Y_grad", "X_grad"))
    expected = sorted(np.concatenate([m.ravel() for m in (W, G, X_grad)]).round(2).tolist())
    for progress in (0.1, 0.3, 0.5, 0.7, 0.9):
        frame = made.at(made.during("flip", 0, progress), FOLDED)
        told = sorted(numbers(t)[0] for t, _ in positions(frame))
        assert told == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("wrt", "order"), [("W", "F"), ("X", "C"), ("X", "F")])
def test_blocks_grow_or_shrink_evenly_and_never_beyond_both_ends(wrt: By, order: Order) -> None:
    """Cells grow while their lines close up: the one times the other must not overshoot."""
    made = drawn(document((3, 5, 40) if wrt == "W" else (20, 5, 3)), wrt=wrt, order=order)
    phase = next(phase for phase in made.timeline.phases if phase.kind == "fold")
    sizes = []
    for share in np.linspace(0.001, 0.999, 40):
        frame = made.at(phase.start + float(share) * phase.count * phase.step, Style(3840, 2160))
        block = next(m for m in frame.marks if isinstance(m, Cells) and not m.ref)
        sizes.append((block.shape[1] * block.pitch_x, block.shape[0] * block.pitch_y))
    for lengths in zip(*sizes, strict=True):
        low, high = sorted((lengths[0], lengths[-1]))
        assert all(low - 1 <= length <= high + 1 for length in lengths)


# --- what is said


def test_the_caption_tells_why_and_what_is_left() -> None:
    made = drawn()
    words, told = caption(made.at(made.during("fold", 1, 0.5)))
    assert words == "Each sample meets the same W: the copies fold onto each other"
    assert told == "vec(Xgrad)T = vec(Ygrad)T (I4 ⊗ W)     →     XgradT = YgradT W"
    by_rows = drawn(order="C")
    assert "(W ⊗ I4)" in caption(by_rows.at(by_rows.during("fold", 1, 0.5)))[1]
    by_w = drawn(wrt="W")
    words, told = caption(by_w.at(by_w.during("fold", 0, 0.5)))
    assert words == "Each row of W meets the same XT: the copies fold onto each other"
    assert told == "vec(Wgrad)T = vec(Ygrad)T (XT ⊗ I2)     →     Wgrad = Ygrad XT"
    words, told = caption(made.at(made.during("flip", 0, 0.5)))
    assert words.startswith("Both sides transposed, a flip about the diagonal")
    assert told == "Xgrad = WT Ygrad"


# --- many, and odd ones


@pytest.mark.parametrize("shape", [(2, 2, MOST_COPIES), (2, 3, MOST_COPIES + 1), (3, 5, 200)])
@pytest.mark.parametrize("wrt", BY)
def test_more_copies_than_can_be_followed_fade_over(shape: tuple[int, int, int], wrt: By) -> None:
    made = drawn(document(shape), wrt=wrt)
    for progress in (0.1, 0.5, 0.9):
        for step in range(next(p.count for p in made.timeline.phases if p.kind == "fold")):
            assert_clear(made.at(made.during("fold", step, progress)))
    cells = folded(made)
    assert len(cells) == 3
    answer = made.passes.X_grad if wrt == "X" else made.passes.W_grad
    assert sorted(cells[f"{wrt}_grad"].shape) == sorted(answer.shape)


@given(
    st.tuples(st.integers(1, 4), st.integers(1, 12), st.integers(1, 40)),
    st.sampled_from(BY),
    st.sampled_from(ORDERS),
    st.floats(0, 1),
    st.sampled_from([(640, 480), (1000, 700), (3840, 2160)]),
)
@settings(max_examples=80, deadline=None)
def test_nothing_leaves_the_picture_on_the_way(
    shape: tuple[int, int, int], wrt: By, order: Order, share: float, size: tuple[int, int]
) -> None:
    """Of interleaved copies the lines close up evenly: a block never grows beyond its ends."""
    made = drawn(document(shape), wrt=wrt, order=order)
    phases = made.timeline.phases
    if phases[-1].kind in ("fold", "flip"):
        start = phases[4].start
        assert_clear(made.at(start + share * (phases[-1].end - start), Style(*size)))
