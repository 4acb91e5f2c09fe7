import contextlib
import math
from collections.abc import Callable, Hashable
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.refs import CellRef
from gradviz.session.document import LOSS_CHOICES, Document, example, passes
from gradviz.session.editable import editable
from gradviz.session.edits import (
    fill,
    resize,
    set_block,
    set_cell,
    set_loss,
    set_matrix,
    set_view,
)
from gradviz.session.fills import FILLS
from gradviz.session.layers import set_layer_bias
from gradviz.session.sizes import EDITOR_LIMIT

Bits = Callable[[Document], Hashable]


def seeded() -> Document:
    return set_layer_bias(set_loss(example(), "seed"), 0, True)


def probable() -> Document:
    return set_loss(example(), "cross_entropy")


@pytest.mark.parametrize("name", ["W", "X", "b", "Y_grad"])
def test_a_cell_is_set_and_nothing_else(name: str) -> None:
    before = seeded()
    after = set_cell(before, CellRef(name, 1, 0), 0.1)
    assert after.matrix(name)[1, 0] == 0.1
    changed = after.matrix(name) != before.matrix(name)
    assert changed.sum() == 1
    for other in {"W", "X", "b", "T", "Y_grad"} - {name}:
        np.testing.assert_array_equal(after.matrix(other), before.matrix(other))


def test_documents_do_not_change_in_place() -> None:
    before = example()
    set_cell(before, CellRef("W", 0, 0), 9.0)
    assert before.W[0, 0] == 2.0
    with pytest.raises(FrozenInstanceError):
        before.loss = "sum"  # type: ignore[misc]  # what is frozen is tested


def nothing_changes() -> list[tuple[str, Document, Callable[[Document], Document]]]:
    nan = set_cell(example(), CellRef("W", 0, 0), math.nan)
    cell = CellRef("W", 0, 0)
    return [
        ("cell", example(), lambda d: set_cell(d, cell, 2.0)),
        ("nan", nan, lambda d: set_cell(d, cell, math.nan)),
        ("block", example(), lambda d: set_block(d, "W", 0, 0, [[2, -1], [1, 3]])),
        ("nan block", nan, lambda d: set_block(d, "W", 0, 0, [[math.nan, -1]])),
        ("matrix", nan, lambda d: set_matrix(d, "W", d.W.copy())),
        ("resize", example(), lambda d: resize(d, M=2, K=3, N=4)),
        ("resize nothing", example(), lambda d: resize(d)),
        ("no bias", example(), lambda d: set_layer_bias(d, 0, False)),
        ("bias", seeded(), lambda d: set_layer_bias(d, 0, True)),
        ("loss", example(), lambda d: set_loss(d, "squared_error")),
        ("view", example(), lambda d: set_view(d, scale="matrix", limit=1.0)),
        ("fill", seeded(), lambda d: fill(d, "b", "zeros")),
        ("probability", probable(), lambda d: set_cell(d, CellRef("T", 1, 0), 1.0)),
    ]


@pytest.mark.parametrize(("name", "document", "edit"), nothing_changes())
def test_an_edit_that_changes_nothing_is_the_same_object(
    name: str, document: Document, edit: Callable[[Document], Document]
) -> None:
    assert edit(document) is document, name


def test_zero_and_minus_zero_are_not_the_same() -> None:
    document = set_cell(example(), CellRef("X", 0, 1), -0.0)
    assert math.copysign(1, document.X[0, 1]) == -1


@pytest.mark.parametrize(
    ("document", "name", "message"),
    [
        (example(), "b", "b cannot be edited: the layer has no bias"),
        (example(), "Y_grad", "Y_grad cannot be edited: it comes from the loss"),
        (seeded(), "T", "T cannot be edited: the loss 'seed' has no target"),
        (example(), "X_grad", "X_grad cannot be edited: it is computed"),
    ],
)
def test_says_why_a_matrix_cannot_be_edited(document: Document, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        set_cell(document, CellRef(name, 0, 0), 1.0)
    with pytest.raises(InputError, match=message):
        set_block(document, name, 0, 0, [[1.0]])
    with pytest.raises(InputError, match=message):
        set_matrix(document, name, [[1.0]])
    with pytest.raises(InputError, match=message):
        fill(document, name, "zeros")


@pytest.mark.parametrize(("row", "col"), [(2, 0), (0, 3), (-1, 0), (0, -1)])
def test_there_are_no_cells_outside(row: int, col: int) -> None:
    shown = rf"no cell W\[{row + 1},{col + 1}\]: W is 2×3"
    with pytest.raises(InputError, match=shown):
        set_cell(example(), CellRef("W", row, col), 1.0)
    with pytest.raises(InputError, match=shown):
        set_block(example(), "W", row, col, [[1, 2]])


# --- blocks -------------------------------------------------------------------------------


def test_a_block_is_set_where_it_fits() -> None:
    document = set_block(example(), "X", 1, 2, [[7, 8], [9, 10]])
    assert document.X.tolist() == [[1, 0, 2, -1], [3, 1, 7, 8], [-2, 1, 9, 10]]


def test_a_block_that_is_too_large_is_refused_with_sizes() -> None:
    with pytest.raises(InputError, match=r"block is 2×2, but W \(2×3\) has room for 1×2 from W\[2"):
        set_block(example(), "W", 1, 1, np.ones((2, 2)))


def test_a_block_can_make_room() -> None:
    document = set_block(example(), "W", 1, 2, [[7, 8], [9, 10]], grow=True)
    assert document.W.tolist() == [[2, -1, 0.5, 0], [1, 3, 7, 8], [0, 0, 9, 10]]
    assert document.X.tolist()[3] == [0, 0, 0, 0]
    assert document.target.tolist()[2] == [0, 0, 0, 0]
    passes(document)


def test_growing_ends_at_the_limit() -> None:
    block = np.ones((1, EDITOR_LIMIT + 1))
    with pytest.raises(InputError, match="N goes from 1 to 64 in the editor: got 65"):
        set_block(example(), "X", 0, 0, block, grow=True)


def test_a_bias_grows_down_only() -> None:
    assert set_block(seeded(), "b", 1, 0, [[1], [2]], grow=True).M == 3
    with pytest.raises(InputError, match=r"but b \(2×1\) has room for 2×1"):
        set_block(seeded(), "b", 0, 0, [[1, 2]], grow=True)


# --- sizes --------------------------------------------------------------------------------


def test_resizing_keeps_what_was_there() -> None:
    before = seeded()
    larger = resize(before, M=5, K=6, N=7)
    for name in ("W", "X", "b", "T", "Y_grad"):
        old, new = before.matrix(name), larger.matrix(name)
        rows, cols = old.shape
        np.testing.assert_array_equal(new[:rows, :cols], old)
        assert not new[rows:].any()
        assert not new[:, cols:].any()
    assert resize(larger, M=2, K=3, N=4).W.tolist() == before.W.tolist()


@pytest.mark.parametrize("count", [0, -1, EDITOR_LIMIT + 1])
def test_sizes_have_bounds(count: int) -> None:
    with pytest.raises(InputError, match=f"K goes from 1 to 64 in the editor: got {count}"):
        resize(example(), K=count)


def test_a_large_matrix_from_a_file_can_still_be_edited() -> None:
    large = set_matrix(example(), "W", np.ones((2, 100)))
    assert large.K == 100
    assert resize(large, M=3).W.shape == (3, 100)
    assert set_block(large, "W", 0, 98, [[5, 6]]).W[0, 99] == 6


@pytest.mark.parametrize(
    ("name", "shape", "sizes"),
    [
        ("W", (5, 2), (5, 2, 4)),
        ("X", (2, 1), (2, 2, 1)),
        ("b", (3, 1), (3, 3, 4)),
        ("Y_grad", (1, 9), (1, 3, 9)),
    ],
)
def test_the_others_follow_a_matrix_in_size(
    name: str, shape: tuple[int, int], sizes: tuple[int, int, int]
) -> None:
    document = set_matrix(seeded(), name, np.full(shape, 7.0))
    assert sizes == (document.M, document.K, document.N)
    assert (document.matrix(name) == 7).all()


def test_a_bias_is_a_column() -> None:
    with pytest.raises(ShapeError, match="b is one column, 2×1: got 2×2"):
        set_matrix(seeded(), "b", np.ones((2, 2)))


def test_memory_has_bounds_too() -> None:
    with pytest.raises(InputError, match="Y = W X would be 9000000×4"):
        set_matrix(set_matrix(example(), "W", [[1.0]]), "W", np.ones((9_000_000, 1)))


# --- cross entropy ------------------------------------------------------------------------


def test_choosing_cross_entropy_makes_the_target_one_hot() -> None:
    assert probable().target.tolist() == [[0, 0, 1, 0], [1, 1, 0, 1]]


def test_a_good_target_stays_when_cross_entropy_is_chosen() -> None:
    document = set_loss(probable(), "mse")
    assert set_loss(document, "cross_entropy").target is not None
    assert set_loss(document, "cross_entropy").target.tolist() == document.target.tolist()


def test_moving_a_one_takes_one_edit() -> None:
    document = set_cell(probable(), CellRef("T", 0, 0), 1.0)
    assert document.target[:, 0].tolist() == [1, 0]


def test_a_block_of_one_is_a_cell() -> None:
    document = set_block(probable(), "T", 0, 0, [[0.25]])
    assert document.target[:, 0].tolist() == [0.25, 0.75]


def test_blocks_of_a_target_are_probabilities() -> None:
    document = set_block(probable(), "T", 0, 0, [[0.5, 1.0], [0.5, 0.0]])
    assert document.target.tolist() == [[0.5, 1, 1, 0], [0.5, 0, 0, 1]]
    with pytest.raises(InputError, match=r"sum to 1: column 2 sums to 1\.5"):
        set_block(document, "T", 0, 1, [[0.5], [1.0]])
    with pytest.raises(InputError, match="sum to 1: column 1 sums to 3"):
        set_matrix(document, "T", np.ones((3, 3)))


@pytest.mark.parametrize("sizes", [{"M": 1}, {"M": 4}, {"N": 6}, {"M": 1, "N": 1}, {"K": 1}])
def test_resizing_keeps_probabilities(sizes: dict[str, int]) -> None:
    document = resize(probable(), **sizes)
    np.testing.assert_allclose(document.target.sum(axis=0), 1)
    assert passes(document).loss is not None


def test_new_columns_are_the_first_class() -> None:
    assert resize(probable(), N=5).target[:, 4].tolist() == [1, 0]


@pytest.mark.parametrize("kind", FILLS)
def test_fills_of_a_target_are_probabilities(kind: str) -> None:
    np.testing.assert_allclose(fill(probable(), "T", kind, 3).target.sum(axis=0), 1)


# --- the rest -----------------------------------------------------------------------------


def test_a_bias_comes_and_goes() -> None:
    document = set_layer_bias(example(), 0, True)
    assert document.b is not None
    assert document.b.tolist() == [[0], [0]]
    assert set_layer_bias(document, 0, False).b is None


def test_refuses_a_view_there_is_not() -> None:
    with pytest.raises(InputError, match="no view choice 'zoom'; there are view, scale"):
        set_view(example(), zoom=2.0)


def random_edit(document: Document, rng: np.random.Generator) -> Document:
    """Return the document after one edit of any kind, some of them out of bounds."""
    name = str(rng.choice(editable(document)))
    rows, cols = document.matrix(name).shape
    row, col = int(rng.integers(rows)), int(rng.integers(cols))
    value = float(rng.choice([0.0, -0.0, 1.0, 0.25, -3.5, 1e300, np.nan, np.inf, 0.1]))
    match rng.integers(9):
        case 0 | 1:
            return set_cell(document, CellRef(name, row, col), value)
        case 2:
            block = rng.integers(0, 2, size=rng.integers(1, 4, size=2)).astype(float)
            return set_block(document, name, row, col, block, grow=bool(rng.integers(2)))
        case 3:
            return set_matrix(document, name, rng.random(rng.integers(1, 7, size=2)))
        case 4:
            sizes = rng.integers(0, 9, size=3).tolist()
            return resize(document, M=sizes[0], K=sizes[1], N=sizes[2])
        case 5:
            return set_layer_bias(document, 0, bool(rng.integers(2)))
        case 6:
            return set_loss(document, LOSS_CHOICES[rng.integers(len(LOSS_CHOICES))])
        case 7:
            return set_view(document, scale=str(rng.choice(["matrix", "shared", "fixed"])))
        case _:
            return fill(document, name, str(rng.choice(list(FILLS))), int(rng.integers(99)))


@pytest.mark.parametrize("seed", range(4))
def test_any_row_of_edits_keeps_a_document_whole(seed: int, bits: Bits) -> None:
    rng = np.random.Generator(np.random.PCG64(seed))
    document, done = example(), 0
    for _ in range(300):
        before = bits(document)
        edited = document
        with contextlib.suppress(GradvizError):  # some are out of bounds
            edited = random_edit(document, rng)
        assert bits(document) == before
        assert (edited is document) == (bits(edited) == before)
        result = passes(edited)
        assert result.W_grad.shape == edited.W.shape
        assert result.X_grad.shape == edited.X.shape
        for name in editable(edited):
            assert not edited.matrix(name).flags.writeable
        done += edited is not document
        document = edited
    assert done > 100
