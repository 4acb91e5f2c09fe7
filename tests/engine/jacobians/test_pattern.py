"""Where a Jacobian can differ from 0: as its dense form says, whole or in bins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.jacobians.chain import ChainJacobian, chain_jacobian
from gradviz.engine.jacobians.layer import Jacobian, layer_jacobian
from gradviz.engine.jacobians.pattern import Pattern
from gradviz.engine.jacobians.vec import Order
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network

SIZES = st.integers(1, 5)
ORDERS = st.sampled_from(["F", "C"])


def size_of(pattern: Pattern) -> tuple[int, int]:
    return pattern.copies * pattern.rows, pattern.copies * pattern.cols


def network() -> tuple[Network, np.ndarray]:
    rng = np.random.default_rng(3)
    shared = Linear(rng.normal(size=(3, 3)))
    layers = [
        Linear(rng.normal(size=(3, 2)), rng.normal(size=3)),
        Activation("tanh"),
        shared,
        Activation("softmax"),
        shared,
        Activation("sigmoid"),
    ]
    return Network(layers), rng.normal(size=(2, 4))


def jacobians() -> list[ChainJacobian]:
    made, X = network()
    passes = made.backprop(X)
    asked = [
        ("X", "Y1"), ("X", "Y2"), ("X", "Y6"), ("W1", "Y1"), ("W1", "Y2"), ("W1", "Y6"),
        ("b1", "Y1"), ("b1", "Y2"), ("b1", "Y3"), ("W2", "Y3"), ("W2", "Y6"), ("Y1", "Y2"),
        ("Y3", "Y4"), ("Y5", "Y6"), ("Y2", "Y5"),
    ]  # fmt: skip
    return [chain_jacobian(passes, wrt, of, order) for wrt, of in asked for order in ("F", "C")]


@pytest.mark.parametrize("J", jacobians(), ids=lambda J: f"{J.of} by {J.wrt}, {J.order}")
def test_what_is_untouched_is_zero_and_what_is_touched_is_not(J: ChainJacobian) -> None:
    touched = J.pattern.touched(range(J.shape[0]), range(J.shape[1]))
    assert size_of(J.pattern) == J.shape
    assert touched.sum() == J.pattern.entries
    np.testing.assert_array_equal(J.dense() != 0, touched)  # no number here is 0 by chance


@pytest.mark.parametrize("J", jacobians(), ids=lambda J: f"{J.of} by {J.wrt}, {J.order}")
def test_single_entries_are_those_of_the_whole(J: ChainJacobian) -> None:
    rng = np.random.default_rng(0)
    rows, cols = (rng.integers(0, size, 50) for size in J.shape)
    touched = J.pattern.row(rows)[0] == J.pattern.col(cols)[0]
    rows, cols = rows[touched], cols[touched]
    np.testing.assert_allclose(J.entries(rows, cols), J.dense()[rows, cols], rtol=1e-12)


@given(SIZES, SIZES, SIZES, st.sampled_from(["X", "W"]), ORDERS)
def test_a_layer_is_a_kronecker_product(M: int, K: int, N: int, wrt: str, order: Order) -> None:
    rng = np.random.default_rng(M + 7 * K + 49 * N)
    J = layer_jacobian(rng.normal(size=(M, K)), rng.normal(size=(K, N)), wrt, order)
    eye, block = np.eye(J.pattern.copies), J.block
    expected = np.kron(block, eye) if J.pattern.is_interleaved else np.kron(eye, block)
    np.testing.assert_array_equal(J.dense(), expected)
    rows, cols = J.dense().nonzero()
    np.testing.assert_array_equal(J.entries(rows, cols), J.dense()[rows, cols])
    assert isinstance(J, Jacobian)


@given(SIZES, SIZES, SIZES, st.booleans(), st.integers(1, 9), st.integers(1, 9), st.data())
def test_bins_are_touched_where_one_of_their_entries_is(
    copies: int, rows: int, cols: int, interleaved: bool, high: int, wide: int, data: st.DataObject
) -> None:
    pattern = Pattern(copies, rows, cols, interleaved)
    all_rows, all_cols = size_of(pattern)
    down = range(data.draw(st.integers(0, all_rows - 1)), all_rows, high)
    across = range(data.draw(st.integers(0, all_cols - 1)), all_cols, wide)
    found = pattern.bins(down, across)
    whole = pattern.touched(range(all_rows), range(all_cols))
    at = 0
    for r, top in enumerate(down):
        for c, left in enumerate(across):
            assert found.mask[r, c] == whole[top : top + high, left : left + wide].any()
            if found.mask[r, c]:
                row, col = int(found.rows[at]), int(found.cols[at])
                assert top <= row < top + high
                assert left <= col < left + wide
                assert whole[row, col]
                at += 1
    assert at == len(found.rows) == len(found.cols)


@given(SIZES, SIZES, SIZES, st.booleans())
def test_lines_reach_what_they_touch(copies: int, rows: int, cols: int, interleaved: bool) -> None:
    pattern = Pattern(copies, rows, cols, interleaved)
    down, across = size_of(pattern)
    whole = pattern.touched(range(down), range(across))
    for count in range(down + 1):
        np.testing.assert_array_equal(pattern.cols_reached(count), whole[:count].any(axis=0))
    for count in range(across + 1):
        expected = whole[:, :count].any(axis=1)
        np.testing.assert_array_equal(pattern.rows_reached(count), expected)


def test_a_million_by_a_million_is_binned_by_arithmetic() -> None:
    pattern = Pattern(1024, 1024, 1024, is_interleaved=False)
    found = pattern.bins(range(0, 2**20, 2**11), range(0, 2**20, 2**11))
    np.testing.assert_array_equal(found.mask, np.eye(512, dtype=bool))
