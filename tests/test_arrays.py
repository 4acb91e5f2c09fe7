import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gradviz.arrays import as_matrix, freeze, size
from gradviz.errors import InputError, ShapeError

shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=5)


@given(hnp.arrays(np.float64, shapes))
def test_numbers_are_kept_bit_for_bit(values: np.ndarray) -> None:
    matrix = as_matrix(values, "W")
    assert matrix.tobytes() == values.tobytes()
    assert matrix.dtype == np.float64
    assert not matrix.flags.writeable
    assert not np.shares_memory(matrix, values)


@given(st.sampled_from("?bBhHiIlLefd"), shapes)
def test_every_kind_of_real_number(code: str, shape: tuple[int, int]) -> None:
    values = np.arange(np.prod(shape)).reshape(shape).astype(code)
    matrix = as_matrix(values, "W")
    assert matrix.dtype == np.float64
    np.testing.assert_array_equal(matrix, values)


def test_a_frozen_matrix_is_kept_as_it_is() -> None:
    matrix = as_matrix([[1, 2]], "W")
    assert as_matrix(matrix, "X") is matrix


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("rows", [2, 500])
def test_what_comes_out_of_a_pickle_is_kept_as_it_is_once_it_is_frozen(
    protocol: int, rows: int
) -> None:
    """NumPy leaves a large array on the bytes of the pickle, which nobody can write to."""
    matrix = pickle.loads(pickle.dumps(as_matrix(np.ones((rows, 3)), "W"), protocol))  # noqa: S301
    assert as_matrix(freeze(matrix), "W") is matrix


def test_a_view_of_an_unpickled_array_that_can_change_is_copied() -> None:
    mine = pickle.loads(pickle.dumps(np.ones((500, 3)), protocol=4))  # noqa: S301 - our own
    matrix = as_matrix(freeze(mine[:]), "W")
    mine[:] = 0
    np.testing.assert_array_equal(matrix, np.ones((500, 3)))


def test_a_read_only_view_of_memory_of_others_is_copied() -> None:
    memory = bytearray(np.ones((2, 2)).tobytes())
    held = freeze(np.frombuffer(memory))
    matrix = as_matrix(freeze(held.reshape(2, 2)), "W")
    memory[:] = bytes(len(memory))
    np.testing.assert_array_equal(matrix, np.ones((2, 2)))


def test_a_read_only_view_of_what_can_change_is_copied() -> None:
    mine = np.ones((2, 2))
    view = freeze(mine[:])
    matrix = as_matrix(view, "W")
    mine[:] = 0
    np.testing.assert_array_equal(matrix, np.ones((2, 2)))


def test_the_layout_is_always_by_rows() -> None:
    matrix = as_matrix(np.ones((3, 2)).T, "W")
    assert matrix.flags.c_contiguous
    assert as_matrix(np.asfortranarray(np.ones((3, 2))), "W").flags.c_contiguous
    assert as_matrix(freeze(np.asfortranarray(np.ones((3, 2)))), "W").flags.c_contiguous
    swapped = np.array([[1.0, 2.0]]).astype(">f8")
    np.testing.assert_array_equal(as_matrix(swapped, "W"), [[1, 2]])


def test_subclasses_become_plain_arrays() -> None:
    assert type(as_matrix(np.ma.array([[1.0, 2.0]]), "W")) is np.ndarray


def test_long_and_exact_numbers() -> None:
    matrix = as_matrix([[10**30, Fraction(1, 4)]], "W")
    np.testing.assert_array_equal(matrix, [[1e30, 0.25]])


def test_what_is_too_large_for_float64_becomes_infinite_silently() -> None:
    huge = np.array([["1e400"]], dtype=np.longdouble)
    expected = np.inf if np.finfo(np.longdouble).max > 1e308 else huge
    np.testing.assert_array_equal(as_matrix(huge, "W"), [[expected]])


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ([[1, 2], [3]], ShapeError, "W needs rows of one length"),
        ([1, 2], ShapeError, r"it has shape \(2,\); write a column as \[\[1.0\], \[2.0\]\]"),
        (range(9), ShapeError, r"it has shape \(9,\)$"),
        (5, ShapeError, r"it has shape \(\)"),
        ([[[1]]], ShapeError, r"it has shape \(1, 1, 1\)"),
        (np.ones((0, 3)), ShapeError, "at least one row and one column: it is 0×3"),
        ([[]], ShapeError, "it is 1×0"),
        ([["a"]], InputError, "W needs real numbers: it holds <U1"),
        ([[1j]], InputError, "it holds complex128"),
        ([[None]], InputError, "it holds None"),
        ([[object()]], InputError, "it holds a object"),
        ([[10**400]], InputError, "a number too large for float64"),
        (np.array([["2020-01-01"]], dtype="M8[D]"), InputError, "it holds datetime64"),
        (np.ma.array([[1.0]], mask=[[True]]), InputError, "W has masked entries"),
    ],
)
def test_what_is_no_matrix(values: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        as_matrix(values, "W")  # type: ignore[arg-type]  # what is wrong is tested


@pytest.mark.parametrize("reason", [TypeError, RuntimeError])
def test_an_array_of_another_library_that_refuses(reason: type[Exception]) -> None:
    class Elsewhere:
        def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
            raise reason("call detach() first")

    with pytest.raises(InputError, match=r"W cannot be read as an array: call detach\(\) first"):
        as_matrix(Elsewhere(), "W")  # type: ignore[arg-type]  # what is wrong is tested


def test_sizes_as_people_write_them() -> None:
    assert size(np.zeros((2, 3))) == "2×3"
    assert size(np.zeros(4)) == "4"
