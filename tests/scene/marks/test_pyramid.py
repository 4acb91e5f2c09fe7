"""A matrix from afar: nothing that is extreme vanishes, and nothing is kept without need."""

import gc
from weakref import ref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gradviz.arrays import Matrix, freeze
from gradviz.scene.marks import pyramid
from gradviz.scene.marks.pyramid import extremes

any_float = st.floats(allow_nan=True, allow_infinity=True, width=64)
matrices = arrays(
    np.float64, st.tuples(st.integers(1, 40), st.integers(1, 9)), elements=any_float
).map(freeze)
halvings = st.integers(0, 4)


def strongest(block: Matrix) -> float:
    """Return what one block shows, told in the plainest way."""
    entries = block.ravel().tolist()
    if any(entry != entry for entry in entries):
        return float("nan")
    return max(entries, key=lambda entry: (abs(entry), entry))


def edges(size: int, times: int) -> list[int]:
    """Return where the blocks along one axis begin, and the end."""
    return [block << times for block in range(max(1, size >> times))] + [size]


@given(matrices, halvings, halvings)
def test_each_block_shows_its_entry_of_largest_magnitude(
    values: Matrix, down: int, across: int
) -> None:
    made = extremes(values, down, across)
    rows, cols = edges(values.shape[0], down), edges(values.shape[1], across)
    assert made.shape == (len(rows) - 1, len(cols) - 1)
    for row, col in np.ndindex(made.shape):
        block = values[rows[row] : rows[row + 1], cols[col] : cols[col + 1]]
        assert made[row, col] == pytest.approx(strongest(block), nan_ok=True, rel=0, abs=0)


@pytest.mark.parametrize("rows", [15, 16, 17, 31, 32, 33, 34, 49, 64, 65])
def test_bands_of_a_high_matrix_join_without_a_seam(rows: int) -> None:
    values = freeze(np.random.default_rng(0).normal(size=(rows, 5)))
    expected = [strongest(values[2 * n : 2 * n + 2]) for n in range(rows // 2)]
    expected[-1] = strongest(values[2 * (rows // 2) - 2 :])
    assert extremes(values, 1, 3)[:, 0].tolist() == expected


def test_one_nan_among_a_million_is_seen_from_afar() -> None:
    values = np.zeros((1024, 1024))
    values[777, 333], values[10, 1000] = np.nan, -1e-300
    made = extremes(freeze(values), 7, 7)
    assert made.shape == (8, 8)
    assert np.argwhere(np.isnan(made)).tolist() == [[6, 2]]
    assert np.argwhere(made < 0).tolist() == [[0, 7]]


def test_halvings_are_made_once_and_take_a_third() -> None:
    values = freeze(np.ones((256, 256)))
    levels = [extremes(values, n, n) for n in range(9)]
    assert all(extremes(values, n, n) is level for n, level in enumerate(levels))
    assert sum(level.nbytes for level in levels[1:]) <= values.nbytes / 3


def test_halvings_go_with_their_matrix() -> None:
    values = freeze(np.ones((64, 64)))
    gc.collect()  # what tests before this one left goes first
    before = len(pyramid._kept)
    gone = ref(extremes(values, 3, 3))
    assert len(pyramid._kept) == before + 3
    del values
    gc.collect()
    assert gone() is None
    assert len(pyramid._kept) == before
