"""The Jacobian view: row × matrix × column from either side, true in every number.

The goldens are pictures as text. After a change of looks that is meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/jacobian/test_picture.py

and read the difference before it is committed.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.jacobians.cost import costs
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.language.numbers import number
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import WHOLE
from gradviz.scene.marks.frame import Box, Cells, Frame, Label, State
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import (
    Document,
    example,
    network_document,
    new_document,
    passes,
)
from gradviz.session.edits import set_cell, set_convention
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.views.jacobian.titles import verdict
from tests.views.conftest import document, documents, networks
from tests.views.dump import dump, extent, text
from tests.views.goldens import assert_golden
from tests.views.jacobian.jacobians import (
    STYLE,
    Drawn,
    any_drawn,
    caption,
    classifier,
    drawn,
    ghosts,
    numbers,
    parts,
    read,
    stack,
    texts,
)
from tests.views.sound import assert_clear

GOLDENS = Path(__file__).parent / "goldens"
SIZES = [(640, 480), (480, 800), (1000, 700), (1280, 420), (3840, 2160)]
SMALL_LIGHT = Style(640, 480, LIGHT, text=2.0)

# --- goldens


def _one(kind: str, step: int, progress: float) -> Frame:
    made = drawn(sample=1)
    return made.at(made.during(kind, step, progress))


def _all(kind: str, step: int, progress: float, **choices: str) -> Frame:
    convention = choices.pop("convention", "wx")
    made = drawn(set_convention(example(), convention), **choices)  # type: ignore[arg-type]  # literals
    return made.at(made.during(kind, step, progress), replace(STYLE, convention=convention))  # type: ignore[arg-type]  # literals


GOLDEN: dict[str, Callable[[], Frame]] = {
    "one-start": lambda: drawn(sample=1).at(0.0),
    "one-left": lambda: _one("left", 1, 0.6),
    "one-left-dl": lambda: _one("left dl", 0, 0.5),
    "one-right": lambda: _one("right", 1, 0.3),
    "one-right-dl": lambda: _one("right dl", 0, 0.9),
    "one-rest": lambda: drawn(sample=1).resting(),
    "all-columns": lambda: _all("left", 3, 0.6),
    "all-rows": lambda: _all("left", 3, 0.6, order="C"),
    "all-by-w": lambda: _all("right", 2, 0.6, wrt="W"),
    "fold": lambda: _all("fold", 1, 0.5),
    "fold-by-w-rows": lambda: _all("fold", 0, 0.5, wrt="W", order="C"),
    "flip": lambda: _all("flip", 0, 0.5),
    "flip-by-w-xw": lambda: _all("flip", 0, 0.5, wrt="W", convention="xw"),
    "through-relu": lambda: drawn(stack(), "Y2").whole(),
    "through-softmax": lambda: drawn(classifier(), "Y2", "W1").whole(),
    "pointed-xwt": lambda: drawn(set_convention(example(), "xwt")).whole(
        replace(STYLE, convention="xwt", base=0), CellRef("X_grad", 1, 2)
    ),
    "small-light": lambda: drawn(sample=1).resting(SMALL_LIGHT),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert_golden(GOLDENS, name, dump(GOLDEN[name]()))


# --- what holds always

styles = st.builds(
    lambda size, factor, theme, base: Style(*size, theme=theme, text=factor, base=base),
    st.sampled_from(SIZES),
    st.sampled_from([1.0, 1.35, 2.0]),
    st.sampled_from([DARK, LIGHT]),
    st.sampled_from([0, 1]),
)


def styled(made: Drawn, style: Style) -> Style:
    return replace(style, convention=made.document.convention)


@given(any_drawn(), st.floats(0, 1), styles)
@settings(max_examples=150, deadline=None)
def test_nothing_lies_outside_and_no_two_labels_overlap(
    made: Drawn, share: float, style: Style
) -> None:
    assume(folds_well(made))
    assert_clear(made.at(share * made.timeline.duration, styled(made, style)))


def folds_well(made: Drawn) -> bool:
    """Tell whether a Jacobian folds as it should; what does not has a test of its own."""
    is_folding = any(phase.kind == "fold" for phase in made.timeline.phases)
    return not is_folding or hasattr(made.lin.jacobian, "W")


@pytest.mark.parametrize(("of", "wrt"), [("Y2", "X"), ("Y2", "Y1"), ("Y3", "X"), ("Y1", "b1")])
def test_only_the_copies_of_a_layer_fold(of: str, wrt: str) -> None:
    """W2 W1 of two layers, an identity, and a bias have no W (or X) whose copies they are."""
    rng = np.random.default_rng(0)
    layers = [Linear(rng.normal(size=(3, 2)), np.ones((3, 1))), Activation("identity")]
    layers.append(Linear(rng.normal(size=(2, 3))))
    made = drawn(
        network_document(
            Network(layers), rng.normal(size=(2, 3)), loss="sum",
            target=np.ones((2, 3)), seed=np.ones((2, 3)),
        ), of, wrt,
    )  # fmt: skip
    assert [phase.kind for phase in made.timeline.phases][4:] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 12, 1), (12, 1, 3), (64, 64, 64), (3, 5, 200)])
def test_sizes_from_one_to_thousands(shape: tuple[int, int, int], size: tuple[int, int]) -> None:
    for wrt in ("X", "W"):
        made = drawn(document(shape), wrt=wrt)
        for kind in {phase.kind for phase in made.timeline.phases}:
            assert_clear(made.at(made.during(kind, 0, 0.6), Style(*size)))
        assert_clear(made.resting(Style(*size)))


@pytest.mark.parametrize("pointed", ["y_grad", "x_grad", "dx", "dy", "J", "dl"])
def test_nothing_that_lights_up_lies_outside(pointed: str) -> None:
    for order, sample, wrt in (("F", None, "X"), ("C", None, "W"), ("F", 2, "X")):
        made = drawn(order=order, sample=sample, wrt=wrt)  # type: ignore[arg-type]  # one of the orders
        ref = made.view.entry(CellRef(pointed, 0, 0))
        quiet, lit = (made.whole(pointed=p) for p in (None, ref))
        assert_clear(lit)
        assert len(lit.marks) > len(quiet.marks)


@given(any_drawn(), st.lists(st.floats(0, 1), min_size=2, max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_time_gives_the_same_picture_however_one_came_there(
    made: Drawn, shares: list[float]
) -> None:
    assume(folds_well(made))
    times = [share * made.timeline.duration for share in shares]
    style = styled(made, STYLE)
    in_order = {t: dump(made.at(t, style)) for t in sorted(times)}
    for seconds in times:
        assert dump(made.at(seconds, style)) == in_order[seconds]


@pytest.mark.parametrize("pixel", [1.0, 0.5])
@pytest.mark.parametrize("size", [(1000, 700), (733, 611), (1601, 997)])
def test_edges_of_cells_lie_on_whole_device_pixels(pixel: float, size: tuple[int, int]) -> None:
    for made in (drawn(sample=0), drawn(), drawn(stack(), "Y2", "W1")):
        shown = parts(made.whole(Style(*size, pixel=pixel)))
        assert set(shown) == {"y_grad", "J", "dx", "x_grad", "dy", "dl"}
        for cells in shown.values():
            for edge in (cells.x, cells.y, cells.pitch_x, cells.pitch_y):
                assert (edge / pixel) % 1 == pytest.approx(0, abs=1e-6), (cells.ref, edge)


# --- where things stand


@given(any_drawn(), styles)
@settings(max_examples=60, deadline=None)
def test_a_product_stands_where_the_row_of_its_left_factor_meets_the_column_of_its_right_one(
    made: Drawn, style: Style
) -> None:
    shown = parts(made.whole(styled(made, style)))
    y_grad, J, dx, x_grad, dy, dl = (
        shown[name] for name in ("y_grad", "J", "dx", "x_grad", "dy", "dl")
    )
    for row in ((y_grad, x_grad, dl), (J, dy)):
        assert len({(mark.y, mark.pitch_y) for mark in row}) == 1
    for column in ((dx, dy, dl), (J, x_grad)):
        assert len({(mark.x, mark.pitch_x) for mark in column}) == 1
    assert y_grad.x + y_grad.width < x_grad.x
    assert x_grad.x + x_grad.width < dl.x
    assert dx.y + dx.height < dy.y
    assert dy.y + dy.height < dl.y
    rows, cols = made.lin.shape
    shapes = [mark.shape for mark in (y_grad, J, dx, x_grad, dy, dl)]
    assert shapes == [(1, rows), (rows, cols), (cols, 1), (1, cols), (rows, 1), (1, 1)]


# --- the mathematics, against NumPy


def dense(made: Drawn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, Jacobian and column by NumPy's own means: a central difference, and ravel."""
    options, order = made.options, made.options.order
    sample = options.sample
    wrt = np.array(made.document.matrix(options.wrt)) if has(made, options.wrt) else None
    assert wrt is not None, "differences are taken by what can be edited"
    columns, at = [], list(np.ndindex(wrt.shape))
    at.sort(key=lambda place: place[::-1] if order == "F" else place)
    if sample is not None and options.wrt[0] not in "Wb":
        at = [place for place in at if place[1] == sample]
    for place in at:
        ends = []
        for step in (1e-5, -1e-5):
            moved = set_cell(made.document, CellRef(options.wrt, *place), wrt[place] + step)
            ends.append(output(made, passes(moved).matrix(options.of)))
        columns.append((ends[0] - ends[1]) / 2e-5)
    tangent = np.array(made.document.matrix(f"d{options.wrt}"))
    return (
        output(made, made.passes.matrix(f"{options.of}_grad")),
        np.array(columns).T,
        np.array([tangent[place] for place in at]),
    )


def has(made: Drawn, name: str) -> bool:
    return name in made.document.given


def output(made: Drawn, values: np.ndarray) -> np.ndarray:
    sample = made.options.sample
    chosen = values if sample is None else values[:, sample : sample + 1]
    return chosen.ravel(order=made.options.order)


def reads(told: str, value: float) -> bool:
    """Tell whether a number, rounded to the digits that are shown, is what is shown."""
    shown = Decimal(told.replace("−", "-"))
    exponent = int(shown.as_tuple().exponent)
    return abs(float(shown) - value) <= 0.5001 * 10.0**exponent + 1e-6 * abs(value)


CASES = [
    (document, of, wrt, order, sample)
    for document, of, wrt in (
        (example(), "Y", "X"), (example(), "Y", "W"), (stack(), "Y2", "X"), (stack(), "Y3", "W1"),
        (stack(), "Y3", "b1"), (stack(), "Y3", "W2"), (classifier(), "Y2", "X"),
        (classifier(), "Y2", "W1"),
    )
    for order in ("F", "C")
    for sample in (None, 1)
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_in_the_cells_is_the_product(
    case: tuple[Document, str, str, str, int | None],
) -> None:
    """All six, read from the picture, against finite differences and NumPy's matrix product."""
    made = drawn(*case)  # type: ignore[arg-type]  # as in CASES
    y_grad, J, dx = dense(made)
    expected = {
        "y_grad": y_grad[np.newaxis],
        "J": J,
        "dx": dx[:, np.newaxis],
        "x_grad": (y_grad @ J)[np.newaxis],
        "dy": (J @ dx)[:, np.newaxis],
        "dl": np.array([[y_grad @ J @ dx]]),
    }
    shown = parts(made.whole(Style(3840, 2160)))
    for name, values in expected.items():
        count = 0
        for row, col, _, _, told in read(shown[name]):
            assert reads(told, float(values[row, col])), (name, row, col, told)
            count += 1
        touched = (J != 0).sum() if name == "J" else values.size
        assert count >= touched, name


@given(any_drawn())
@settings(max_examples=60, deadline=None)
def test_both_ways_end_in_the_same_number(made: Drawn) -> None:
    lin = made.lin
    with np.errstate(all="ignore"):
        size = float(np.abs(lin.gradient_row.ravel() * lin.tangent_column.ravel()).sum())
        other = float(np.abs(lin.cotangent_row.ravel() * lin.moved_column.ravel()).sum())
    assume(math.isfinite(size) and math.isfinite(other))
    assert lin.dl_from_left == pytest.approx(lin.dl_from_right, abs=1e-9 * max(size, other, 1e-300))


def test_on_the_way_both_sums_hold_what_has_been_added() -> None:
    for order, sample in (("F", None), ("C", None), ("F", 1)):
        made = drawn(order=order, sample=sample)  # type: ignore[arg-type]  # one of the orders
        y_grad, J, dx = dense(made)
        for kind, name, count in (("left", "x_grad", len(J)), ("right", "dy", J.shape[1])):
            for step in range(count):
                for progress, done in ((0.5, step), (0.95, step + 1), (1.0, step + 1)):
                    cells = parts(made.at(made.during(kind, step, progress), Style(2400, 1600)))[
                        name
                    ]
                    sums = y_grad[:done] @ J[:done] if kind == "left" else J[:, :done] @ dx[:done]
                    told = {max(r, c): numbers(t)[0] for r, c, _, _, t in read(cells)}
                    reached = J[:done].any(axis=0) if kind == "left" else J[:, :done].any(axis=1)
                    assert set(told) == set(np.flatnonzero(reached))
                    for at, value in told.items():
                        assert value == pytest.approx(sums[at], abs=0.01)
                    empty = set(np.flatnonzero(cells.state.ravel() == State.EMPTY))
                    assert empty == set(np.flatnonzero(~reached))


def test_nothing_is_computed_at_the_start_and_dl_only_when_both_have_met() -> None:
    made = drawn(sample=1)
    shown = parts(made.at(0.0))
    for name in ("x_grad", "dy", "dl"):
        assert np.all(shown[name].state == State.EMPTY)
    for name in ("y_grad", "J", "dx"):
        assert np.all(shown[name].state == State.FILLED)
    assert parts(made.at(made.during("left dl", 0, 0.9)))["dl"].state == State.EMPTY
    assert parts(made.at(made.during("right", 0, 0.1)))["dl"].state == State.FILLED


def test_a_row_slides_down_with_its_weight_in_its_numbers() -> None:
    made = drawn(sample=1)
    y_grad, J, dx = dense(made)
    for kind, lines, weights in (("left", J, y_grad), ("right", J.T, dx)):
        for step, weight in enumerate(weights):
            moving = []
            for progress in (0.46, 0.6, 0.7, 0.85):
                frame = made.at(made.during(kind, step, progress))
                (line_cells,) = [m for m in ghosts(frame) if m.state.size == len(lines[0])]
                told = [numbers(t)[0] for *_, t in read(line_cells)]
                assert told == pytest.approx((weight * lines[step]).tolist(), abs=0.01)
                moving.append(line_cells.y if kind == "left" else line_cells.x)
            assert moving == sorted(moving)
            assert moving[-1] > moving[0] + 20


def test_the_weight_comes_to_stand_beside_its_own_line() -> None:
    made = drawn(sample=1)
    shown = parts(made.at(0.0))
    J = shown["J"]
    for kind, source in (("left", shown["y_grad"]), ("right", shown["dx"])):
        for step in range(source.state.size):
            frame = made.at(made.during(kind, step, 0.35))
            (weight,) = [m for m in ghosts(frame) if m.state.size == 1]
            assert weight.text is not None
            assert source.text is not None
            assert weight.text.item() == source.text.ravel()[step]
            if kind == "left":
                assert weight.y == pytest.approx(J.y + step * J.pitch_y, abs=0.01)
                assert weight.x + weight.width < J.x
            else:
                assert weight.x == pytest.approx(J.x + step * J.pitch_x, abs=0.01)
                assert weight.y + weight.height < J.y


def test_products_meet_in_dl_one_after_another_and_add_up() -> None:
    """What grows in the place of dl is always a sum of the first products, at last all of it."""
    made = drawn(sample=1)
    y_grad, J, dx = dense(made)
    for kind, left, right in (("left dl", y_grad @ J, dx), ("right dl", y_grad, J @ dx)):
        sums = np.cumsum(left * right)
        seen = []
        for progress in np.linspace(0.02, 0.99, 60):
            chips = ghosts(made.at(made.during(kind, 0, float(progress))))
            if len(chips) % 2 == 1:  # pairs travel; the sum stands alone, and first
                assert chips[0].text is not None
                (told,) = numbers(str(chips[0].text.item()))
                seen.append(int(np.abs(sums - told).argmin()))
                assert told == pytest.approx(sums[seen[-1]], abs=0.01)
        assert seen == sorted(seen)
        assert set(seen) == set(range(len(sums)))


def test_gradients_and_values_are_coloured_as_in_every_view() -> None:
    """y_grad has the colours and the scale of Y_grad in the network; J those of W's own."""
    for theme in (DARK, LIGHT):
        made = drawn()
        shown = parts(made.whole(Style(1600, 1000, theme)))
        G, W = np.array(made.passes.Y_grad), np.array(made.passes.W)
        expected = theme.palette("Y_grad").colors(made.scales["Y_grad"].place(G))
        flat = expected.transpose(1, 0, 2).reshape(1, -1, 4)  # column after column
        assert np.array_equal(shown["y_grad"].fill, flat)
        own = theme.palette("W").colors(made.scales["W"].place(W))
        assert np.array_equal(shown["J"].fill[2:4, 3:6], own)
        assert not np.array_equal(theme.palette("Y_grad").ramp(9), theme.palette("W").ramp(9))
        told = texts(made.whole(Style(1600, 1000, theme)))
        for limit in (made.scales["Y_grad"].limit, made.scales["W"].limit):
            assert f"±{number(limit)}" in told


# --- untouched is not 0


def test_what_is_never_touched_is_hidden_and_a_zero_is_not() -> None:
    """A 0 that is stored, in W, is a cell with a 0 in it; between blocks there is nothing."""
    zeroed = set_cell(example(), CellRef("W", 0, 1), 0.0)
    for order in ("F", "C"):
        for wrt, eye, block in (("X", 4, np.array(zeroed.W)), ("W", 2, np.array(zeroed.X).T)):
            made = drawn(zeroed, wrt=wrt, order=order)  # type: ignore[arg-type]  # one of the orders
            is_left = (order == "F") == (wrt == "X")
            ones = np.ones_like(block)
            pattern = np.kron(np.eye(eye), ones) if is_left else np.kron(ones, np.eye(eye))
            values = np.kron(np.eye(eye), block) if is_left else np.kron(block, np.eye(eye))
            J = parts(made.whole(Style(1600, 1100)))["J"]
            assert np.array_equal(J.state == State.HIDDEN, pattern == 0)
            assert np.array_equal(J.state == State.FILLED, pattern == 1)
            told = {(r, c): numbers(t)[0] for r, c, _, _, t in read(J)}
            assert {place for place, value in told.items() if value == 0.0} == {
                place for place in told if values[place] == 0.0
            }
            assert (0.0 in told.values()) == bool((values[pattern == 1] == 0).any())


@pytest.mark.parametrize("order", ["F", "C"])
def test_what_a_line_never_touches_is_not_in_what_slides(order: str) -> None:
    made = drawn(order=order)  # type: ignore[arg-type]  # one of the orders
    _, J, _ = dense(made)
    for step in range(8):
        frame = made.at(made.during("left", step, 0.6))
        (moving,) = [m for m in ghosts(frame) if m.state.size == 12]
        assert np.array_equal(moving.state.ravel() == State.HIDDEN, J[step] == 0)


# --- pointing


@given(any_drawn(), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_what_is_hit_is_what_is_drawn(made: Drawn, random: object) -> None:
    """The entry of the network that a cell is said to be has the number that stands in it."""
    assume(not shows_a_part(made))
    frame = made.whole(styled(made, Style(1600, 1100)))
    for cells in parts(frame).values():
        if cells.text is None:
            continue
        for row, col, x, y, told in read(cells):
            hit = frame.hit(x, y)
            assert hit == CellRef(cells.ref, row, col)
            entry = made.view.entry(hit)
            assert made.view.has(entry), entry
            assert hit in made.view.cells(entry)
            value = made.view.value(entry)
            assert same(value, told), (str(entry), value, told)
            if hit.name != "J" and hit.name != "dl":
                assert made.view.name(entry, made.shown(0.0).notation)


def shows_a_part(made: Drawn) -> bool:
    """Tell whether x_grad is but a part of the gradient: of one sample, or of one use of W."""
    wrt = made.options.wrt
    return wrt[0] in "Wb" and (made.options.sample is not None or len(made.passes.uses(wrt)) > 1)


def same(value: float, told: str) -> bool:
    if told in ("", "…"):
        return True
    if told in ("−", "?", "∞"):  # of tiny cells the sign alone
        return {"−": value < 0, "?": math.isnan(value), "∞": value == math.inf}[told]
    if told in ("≈0", "≈−0"):
        return value != 0.0 and abs(value) < 0.5 and (value < 0.0) == ("−" in told)
    (shown,) = numbers(told)
    if math.isnan(shown) or math.isinf(shown):
        return shown == value or (math.isnan(shown) and math.isnan(value))
    return abs(shown - value) <= 0.5 * abs(value) + 1e-300  # one digit, where cells are small


@pytest.mark.parametrize("sample", [0, 3])
def test_of_one_sample_by_w_a_cell_is_told_as_it_is_drawn(sample: int) -> None:
    made = drawn(wrt="W", sample=sample)
    frame = made.whole()
    for _, _, x, y, told in read(parts(frame)["x_grad"]):
        hit = frame.hit(x, y)
        assert hit is not None
        assert number(made.view.value(made.view.entry(hit))) == number(numbers(told)[0])


def test_what_moves_cannot_be_pointed_at() -> None:
    made = drawn(sample=1)
    for kind in ("left", "left dl", "right", "right dl"):
        frame = made.at(made.during(kind, 0, 0.4))
        assert ghosts(frame)
        assert frame.hit(1.0, 1.0) is None
        for mark in ghosts(frame):
            assert mark.hit(mark.x + 1, mark.y + 1) is None


def outlines(frame: Frame) -> list[Box]:
    return [
        m for m in frame.marks
        if isinstance(m, Box) and m.stroke in (DARK.accent, DARK.bright) and m.stroke_width >= 2
    ]  # fmt: skip


def covered(boxes: list[Box], cells: Cells) -> set[tuple[int, int]]:
    """Return the cells of a matrix whose middle lies in one of some outlines."""
    found = set()
    for row, col in np.ndindex(cells.shape):
        x = cells.x + col * cells.pitch_x + cells.cell_width / 2
        y = cells.y + row * cells.pitch_y + cells.cell_height / 2
        if any(b.x < x < b.x + b.width and b.y < y < b.y + b.height for b in boxes):
            found.add((row, col))
    return found


@pytest.mark.parametrize("order", ["F", "C"])
@pytest.mark.parametrize("name", ["X_grad", "dX"])
@pytest.mark.parametrize("sample", range(4))
def test_a_column_of_x_lights_its_own_block_only(order: str, name: str, sample: int) -> None:
    """Of J exactly W's column of this sample, in whichever rows vec has put it."""
    made = drawn(order=order)  # type: ignore[arg-type]  # one of the orders
    for k in range(3):
        frame = made.whole(pointed=CellRef(name, k, sample))
        J = parts(frame)["J"]
        if order == "F":
            expected = {(sample * 2 + i, sample * 3 + k) for i in range(2)}
        else:
            expected = {(i * 4 + sample, k * 4 + sample) for i in range(2)}
        assert covered(outlines(frame), J) == expected
        part = "x_grad" if name == "X_grad" else "dx"
        at = sample * 3 + k if order == "F" else k * 4 + sample
        assert max(max(p) for p in covered(outlines(frame), parts(frame)[part])) == at


@pytest.mark.parametrize("order", ["F", "C"])
def test_an_entry_of_w_lights_up_in_every_copy(order: str) -> None:
    made = drawn(order=order)  # type: ignore[arg-type]  # one of the orders
    for i, k in np.ndindex(2, 3):
        frame = made.whole(pointed=CellRef("W", i, k))
        J = parts(frame)["J"]
        bright = [box for box in outlines(frame) if box.stroke == DARK.bright]
        at = [(j * 2 + i, j * 3 + k) if order == "F" else (i * 4 + j, k * 4 + j) for j in range(4)]
        assert covered(bright, J) == set(at)
        shown = {CellRef("J", r, c) for r, c in at}
        assert set(made.view.cells(CellRef("W", i, k))) == {*shown, CellRef("W", i, k)}


@pytest.mark.parametrize(("order", "wrt"), [("F", "X"), ("C", "X"), ("F", "W"), ("C", "W")])
def test_sources_of_dy_are_its_row_and_what_the_row_meets(order: str, wrt: str) -> None:
    made = drawn(order=order, wrt=wrt)  # type: ignore[arg-type]  # one of the orders
    _, J, _ = dense(made)
    for row in range(8):
        frame = made.whole(pointed=made.view.entry(CellRef("dy", row, 0)))
        shown, boxes = parts(frame), outlines(frame)
        cols = np.flatnonzero(J[row])
        pattern = made.lin.jacobian.pattern.touched(range(row, row + 1), range(J.shape[1]))[0]
        assert set(cols) <= set(np.flatnonzero(pattern))
        assert covered(boxes, shown["J"]) == {(row, int(c)) for c in np.flatnonzero(pattern)}
        assert covered(boxes, shown["dx"]) == {(int(c), 0) for c in np.flatnonzero(pattern)}
        assert covered(boxes, shown["y_grad"]) == set()


# --- what is said


def test_the_caption_of_a_line_is_its_weighted_vector() -> None:
    """Every number of both lines, recomputed."""
    for order, sample, wrt in (("F", 1, "X"), ("F", None, "X"), ("C", None, "X"), ("F", None, "W")):
        made = drawn(order=order, sample=sample, wrt=wrt)  # type: ignore[arg-type]  # one of the orders
        y_grad, J, dx = dense(made)
        for kind, lines, weights in (("left", J, y_grad), ("right", J.T, dx)):
            noun, names = {"left": ("Row", ("y", "Y")), "right": ("Column", ("dx", "dX", "dW"))}[
                kind
            ]
            for step, weight in enumerate(weights):
                words, told = caption(made.at(made.during(kind, step, 0.5)))
                assert words.startswith(f"{noun} {step + 1} of J times {number(weight)}, the entry")
                assert any(name in words for name in names)
                assert "slides down" in words if kind == "left" else "slides right" in words
                found = numbers(told)
                there = made.lin.jacobian.pattern.touched(range(J.shape[0]), range(J.shape[1]))
                members = there[step] if kind == "left" else there[:, step]
                vector = lines[step][members]
                expected = [weight, *vector, *(weight * vector)]
                assert found == pytest.approx(expected, abs=1e-3), told


def test_the_caption_of_dl_is_the_sum_it_names() -> None:
    for sample in range(4):
        made = drawn(sample=sample)
        y_grad, J, dx = dense(made)
        for kind, left, right in (
            ("left dl", y_grad @ J, dx),
            ("right dl", y_grad, J @ dx),
        ):
            words, told = caption(made.at(made.during(kind, 0, 0.5)))
            found = numbers(told)
            pairs, total = found[:-1], found[-1]
            expected = np.array([left, right]).T.ravel()
            assert pairs == pytest.approx(expected.tolist(), abs=1e-3), told
            assert total == pytest.approx(float(left @ right), abs=1e-3)
            assert "meets" in words
            assert told.startswith("dl = ")


def test_long_sums_are_told_by_their_result_alone() -> None:
    made = drawn()
    y_grad, J, dx = dense(made)
    told = caption(made.at(made.during("left dl", 0, 0.5)))[1]
    assert numbers(told) == pytest.approx([float(y_grad @ J @ dx)], abs=1e-3)
    assert numbers(caption(made.whole())[1])[-1] == pytest.approx(float(y_grad @ J @ dx), abs=1e-3)


@given(any_drawn(), st.floats(0, 1))
@settings(max_examples=80, deadline=None)
def test_equal_stands_only_where_the_numbers_are_exact(made: Drawn, share: float) -> None:
    """What stands on both sides of "=" under the picture is equal, recomputed from the text."""
    assume(folds_well(made))
    seconds = share * made.timeline.phases[3].end
    told = caption(made.at(seconds, styled(made, STYLE)))[1]
    if " = " not in told or "≈" in told:
        return
    name, *sides = told.split(" = ")
    if name.startswith("dl"):
        sides = [side.strip() for side in sides]
        if len(sides) == 2:
            found = numbers(sides[0])
            with np.errstate(all="ignore"):
                total = float(np.prod(np.array(found).reshape(-1, 2), axis=1).sum())
            (result,) = numbers(sides[1])
            size = float(np.abs(found).max()) ** 2
            assert total == pytest.approx(result, rel=1e-6, abs=1e-9 * size, nan_ok=True)
    else:
        weight, *vector = numbers(name)
        with np.errstate(all="ignore"):
            expected = [weight * v for v in vector]
        assert numbers(sides[0]) == pytest.approx(expected, rel=1e-6, nan_ok=True)


def test_the_picture_says_what_j_is_and_what_it_costs() -> None:
    told = texts(drawn().whole(Style(1600, 1000)))
    assert "The Jacobian of Y with respect to X" in told
    assert any(t.startswith("J = I4 ⊗ W     8×12, all 4 samples") for t in told)
    table = [t for t in told if t.isdigit() or t.endswith(" B")]
    full, touched = ["96", "768 B", "0", "96"], ["24", "192 B", "0", "24"]
    assert table == [*full, *touched, "6", "48 B", "0", "24"]
    rows = texts(drawn(order="C").whole(Style(1600, 1000)))
    assert any(t.startswith("J = W ⊗ I4     8×12") for t in rows)
    by_w = texts(drawn(wrt="W").whole(Style(1600, 1000)))
    assert any(t.startswith("J = XT ⊗ I2     8×6") for t in by_w)
    one = texts(drawn(sample=2).whole(Style(1600, 1000)))
    assert any(t.startswith("J = W     2×3, sample 3") for t in one)
    assert "only what can differ from 0" not in one
    torch = texts(
        drawn(set_convention(example(), "xwt")).whole(Style(1600, 1000, base=0, convention="xwt"))
    )
    assert any(t.startswith("J = I4 ⊗ W     ") for t in torch)


@pytest.mark.parametrize("samples", [1, 2, 4])
@pytest.mark.parametrize("sample", [None, 0])
@pytest.mark.parametrize("shape", [(2, 3), (1, 1), (3, 2)])
def test_what_is_said_of_building_j_is_what_the_counts_say(
    shape: tuple[int, int], sample: int | None, samples: int
) -> None:
    """Counted by hand: of one sample J is W, of N it has N times the rows and the columns."""
    (M, K), shown = shape, samples if sample is None else 1
    document = new_document(np.ones(shape), np.ones((K, samples)))
    made = drawn(document, sample=sample)
    if shown == 1:
        told = caption(made.at(made.timeline.duration, STYLE))[0]
        assert f"either way takes {M * K} multiplication" in told
        assert (f"Of all {samples} samples it is {M * samples}×{K * samples}" in told) == (
            samples > 1
        )
    else:  # at rest the copies fold together, which is what is told then
        told = str(verdict(costs(made.lin.jacobian), is_a_factor=False))
        assert f"the way back takes {M * K * shown} multiplication" in told
        assert f"with J it takes {M * K * shown**2}" in told


def test_of_a_network_the_picture_says_which_layers_are_multiplied() -> None:
    wide = Style(1600, 1000)
    assert any(t.startswith("J = W2 diag(relu′) W1 ") for t in texts(drawn(stack()).whole(wide)))
    through = texts(drawn(stack(), "Y2", "Y1").whole(wide))
    assert any(t.startswith("J = diag(relu′) ") for t in through)
    soft = texts(drawn(classifier(), "Y2").whole(wide))
    assert any(t.startswith("J = (diag(y) − y yT) W1 ") for t in soft)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_conventions_name_things_as_they_are_written_and_keep_the_numbers(convention: str) -> None:
    changed = set_convention(example(), convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    style = replace(STYLE, convention=convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    made = drawn(changed)
    frame, plain = made.whole(style), drawn().whole()
    for name, cells in parts(frame).items():
        assert cells.text is not None
        assert cells.text.tolist() == parts(plain)[name].text.tolist()  # type: ignore[union-attr]  # it has one
    flip = "T" if convention == "xw" else ""
    assert any(t.startswith(f"J = I4 ⊗ W{flip} ") for t in texts(frame))


# --- ugly numbers


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, 1e-9, 1e300, -0.0])
def test_odd_numbers_stay_in_their_block(odd: float) -> None:
    spoiled = set_cell(example(), CellRef("X", 1, 2), odd)
    for wrt in ("X", "W"):
        for order in ("F", "C"):
            made = drawn(spoiled, wrt=wrt, order=order)  # type: ignore[arg-type]  # one of the orders
            for kind in ("left", "left dl", "right", "right dl", "fold"):
                for step in range(next(p.count for p in made.timeline.phases if p.kind == kind)):
                    assert_clear(made.at(made.during(kind, step, 0.55)))
            J = parts(made.whole())["J"]
            hatched = int((J.state == State.HATCHED).sum())
            assert hatched == (2 if wrt == "W" and math.isnan(odd) else 0)  # once for each row of W
            hidden = made.lin.shape[0] * made.lin.shape[1] - made.lin.jacobian.pattern.entries
            assert int((J.state == State.HIDDEN).sum()) == hidden


def test_nan_in_w_is_seen_in_every_copy_and_nowhere_else() -> None:
    made = drawn(set_cell(example(), CellRef("W", 0, 1), math.nan))
    for step in range(8):
        assert_clear(made.at(made.during("left", step, 0.6)))
    J = parts(made.whole())["J"]
    assert {
        (int(r), int(c)) for r, c in zip(*np.nonzero(J.state == State.HATCHED), strict=True)
    } == {(j * 2, j * 3 + 1) for j in range(4)}
    words, told = caption(made.at(made.during("left", 0, 0.5)))
    assert words.startswith("Row 1 of J")
    assert "NaN" in told
    assert "NaN" in caption(made.whole())[1]


def test_all_zeros_are_computed_zeros() -> None:
    zero = network_document(
        Network([Linear(np.zeros((2, 2)))]), np.zeros((2, 2)), loss="seed",
        target=np.zeros((2, 2)), seed=np.zeros((2, 2)),
    )  # fmt: skip
    made = drawn(zero)
    frame = made.whole()
    assert_clear(frame)
    shown = parts(frame)
    for name in ("x_grad", "dy", "dl"):
        assert np.all(shown[name].state == State.FILLED)
    assert int((shown["J"].state == State.FILLED).sum()) == 8


# --- enlarged


@given(st.floats(1.2, 40), st.floats(0, 1), st.floats(0, 1), st.booleans())
@settings(max_examples=60, deadline=None)
def test_enlarged_nothing_is_seen_outside_the_window_and_hits_are_true(
    zoom: float, x: float, y: float, is_by_w: bool
) -> None:
    made = drawn(document((5, 4, 6)), wrt="W" if is_by_w else "X", order="C")
    area = Area(20, 16, 960, 614)
    viewport = WHOLE.zoomed(zoom, (20 + x * 960, 16 + y * 614), area)
    frame = made.at(made.during("left", 3, 0.6), viewport=viewport)
    J = made.lin.jacobian.dense()
    for cells in parts(frame).values():
        left, top, right, bottom = extent(cells)
        over = max(area.x - left, area.y - top, right - area.right, bottom - area.bottom)
        if over > 1e-9:  # the ends of a line of cells are rounded
            assert cells.clip is not None
        if cells.ref != "J" or cells.text is None or cells.font_size < 9:
            continue
        for row, col, at_x, at_y, told in read(cells):
            hit = cells.hit(at_x, at_y)
            if hit is not None:
                assert hit == CellRef("J", cells.first[0] + row, cells.first[1] + col)
                assert same(float(J[hit.row, hit.col]), told)


def test_choices_that_a_network_does_not_have_are_replaced() -> None:
    made = drawn(example(), of="Y9", wrt="W7", sample=99)
    assert made.options == JacobianLook("Y", "X", "F", 3)


@given(documents() | networks(), st.sampled_from(["", "Y1", "Y2", "Y9"]), st.integers(-3, 9))
@settings(max_examples=30, deadline=None)
def test_suited_choices_can_always_be_drawn(made: Document, of: str, sample: int) -> None:
    for wrt in ("X", "W1", "Y1", "nothing"):
        found = drawn(made, of, wrt, sample=sample)
        assert found.options.of in [layer.Y for layer in found.passes.layers]
        assert set(parts(found.whole())) >= {"J", "dl"}


def test_the_start_calls_the_column_what_stands_beside_it() -> None:
    told = [text(mark) for mark in drawn(wrt="W").at(0.0).marks if isinstance(mark, Label)]
    assert any("then vec(dW) from the right" in words for words in told)
