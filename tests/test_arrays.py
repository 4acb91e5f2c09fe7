import pickle
from array import array
from decimal import Decimal
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


# --- arrays of other libraries, known by what they can do


NUMBERS = np.array([[1.0, 2.5], [-3.0, 4.0]])


class Tensor:
    """As one of Torch: without a graph, and of numbers that NumPy has, it is an array."""

    def __init__(self, dtype: str = "torch.float32", *, graph: bool = False, device: int = 1):
        self.dtype, self.graph, self.kind = dtype, graph, device
        self.device = {1: "cpu", 2: "cuda:0", 8: "mps:0"}[device]

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        if self.graph:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        if self.kind != 1:
            raise TypeError(f"can't convert {self.device} device type tensor to numpy.")
        if self.dtype != "torch.float32":
            raise TypeError(f"Got unsupported ScalarType {self.dtype}")
        return NUMBERS.astype(np.float32)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.kind, 0

    def __len__(self) -> int:
        return 2

    def detach(self) -> "Tensor":
        return Tensor(self.dtype, device=self.kind)

    def float(self) -> "Tensor":
        return Tensor(graph=self.graph, device=self.kind)

    def cpu(self) -> "Tensor":
        return Tensor(self.dtype, graph=self.graph)


class Lent:
    """An array that is only lent, by DLPack."""

    def __init__(self, values: np.ndarray, device: int = 1) -> None:
        self.values, self.kind = values, device

    def __dlpack__(self, **options: object) -> object:
        return self.values.__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.kind, 0


class Old:
    """As `__array__` was before NumPy 2."""

    def __array__(self) -> np.ndarray:
        return NUMBERS


class OnCupy:
    """As an array of CuPy."""

    device = "<CUDA Device 0>"

    def __array__(self) -> np.ndarray:
        raise TypeError("Implicit conversion to a NumPy array is not allowed.")

    def __dlpack_device__(self) -> tuple[int, int]:
        return 2, 0

    def get(self) -> np.ndarray:
        return NUMBERS


FOREIGN: dict[str, object] = {
    "tensor": Tensor(),
    "tensor with a graph": Tensor(graph=True),
    "bfloat16": Tensor("torch.bfloat16"),
    "bfloat16 with a graph": Tensor("torch.bfloat16", graph=True),
    "float8": Tensor("torch.float8_e4m3fn", graph=True),
    "lent": Lent(NUMBERS),
    "lent, pinned": Lent(NUMBERS, 3),
    "old": Old(),
    "half": NUMBERS.astype(np.float16),
    "not contiguous": np.repeat(NUMBERS, 2, axis=1)[:, ::2],
    "backwards": NUMBERS[::-1, ::-1][::-1, ::-1],
    "other byte order": NUMBERS.astype(">f4"),
    "fractions": [[Fraction(1), Fraction(5, 2)], [-3, 4]],
    "decimals": np.array([[Decimal(1), Decimal("2.5")], [Decimal(-3), Decimal(4)]]),
    "memory": memoryview(NUMBERS),
    "np.matrix": NUMBERS.view(np.matrix),
    "rows that are arrays": [NUMBERS[0], NUMBERS[1]],
    "rows of array.array": [array("d", row) for row in NUMBERS.tolist()],
    "arrays of no axes": [[np.array(1), np.array(2.5)], [-3, 4]],
    "masked nowhere": np.ma.array(NUMBERS),
}


@pytest.mark.parametrize("values", FOREIGN.values(), ids=FOREIGN)
def test_numbers_of_any_library(values: object) -> None:
    matrix = as_matrix(values, "W")  # type: ignore[arg-type]  # known by what it can do
    np.testing.assert_array_equal(matrix, NUMBERS)
    assert type(matrix) is np.ndarray
    assert matrix.dtype == np.float64
    assert not matrix.flags.writeable


def _sparse(write_out: str) -> object:
    return type("csr_matrix", (), {write_out: lambda self: NUMBERS})()


def _layer_of_torch() -> object:
    return type("Linear", (), {"weight": NUMBERS})()


REFUSED: list[tuple[object, str]] = [
    (Tensor(device=2), r"^W is on another device, cuda:0: bring it here first, with .cpu\(\)$"),
    (Tensor(graph=True, device=2), r"cuda:0: bring it here first, with .cpu\(\)$"),
    (Tensor("torch.bfloat16", device=8), r"mps:0: bring it here first, with .cpu\(\)$"),
    (Lent(NUMBERS, 2), r"on another device, DLPack 2: bring it here first, with .cpu\(\)$"),
    (OnCupy(), r"<CUDA Device 0>: bring it here first, with .get\(\)$"),
    (_sparse("toarray"), r"^W is sparse: write it out, with .toarray\(\)$"),
    (_sparse("todense"), r"^W is sparse: write it out, with .todense\(\)$"),
    (_layer_of_torch(), r"^W needs a matrix, rows of numbers: it is a Linear: take its .weight$"),
    ((row for row in NUMBERS), r"rows of numbers: it is a generator: make a list of it$"),
    (map(list, NUMBERS), r"it is a map: make a list of it$"),
    ({"a": [1]}, r"^W needs a matrix, rows of numbers: it is a dict$"),
    ({1, 2}, r"it is a set$"),
    (None, r"it is None$"),
    (object(), r"it is a object$"),
    ("1 2; 3 4", r"it holds <U8; gv.matrix reads a matrix written as text$"),
    ([["1", "2"]], r"it holds <U1; gv.matrix reads a matrix written as text$"),
    (b"1 2", r"it holds |S3"),
    ([[1, None]], r"^W needs real numbers: it holds None at W\[1,2\]$"),
    ([[1, 2], [3, object()]], r"it holds a object at W\[2,2\]$"),
    ([[1, 2j]], r"it holds complex128; take its .real$"),
    ([[Decimal("sNaN")]], r"^W needs real numbers: cannot convert signaling NaN to float$"),
    ([[1, 2], [3]], r"^W needs rows of one length: row 1 has 2, row 2 has 1$"),
    ([[1, 2], 3], r"^W needs rows of one length: row 1 has 2, row 2 has 0$"),
    (np.ma.array(NUMBERS, mask=NUMBERS > 3), r"^W has masked entries: fill them"),
    ([np.ma.array([1, 2], mask=[True, False])], r"^W has masked entries"),
    ([[1.0, np.ma.masked]], r"^W has masked entries"),
    (np.zeros((2, 2), [("a", float)]), r"it holds \[\('a', '<f8'\)\]$"),
    (np.zeros((2, 2), "V4"), r"it holds \|V4$"),
]


@pytest.mark.parametrize(("values", "told"), REFUSED, ids=lambda it: it if type(it) is str else "")
def test_what_cannot_be_read_is_told_with_what_to_do(values: object, told: str) -> None:
    with pytest.raises((InputError, ShapeError), match=told) as error:
        as_matrix(values, "W")  # type: ignore[arg-type]  # what is wrong is tested
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("reason", [OSError, ValueError, AttributeError, NotImplementedError])
def test_whatever_another_library_raises_is_told(reason: type[Exception]) -> None:
    class Broken:
        def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
            raise reason("no\ndata")

    with pytest.raises(InputError, match=r"W cannot be read as an array: no\\ndata"):
        as_matrix(Broken(), "W")  # type: ignore[arg-type]  # what is wrong is tested


@pytest.mark.parametrize("values", [[1, 2.5], (1, 2.5), array("d", [1, 2.5]), np.array([1, 2.5])])
def test_one_axis_is_a_row_or_a_column_where_that_is_said(values: object) -> None:
    for flat, expected in (("row", [[1, 2.5]]), ("column", [[1], [2.5]])):
        made = as_matrix(values, "b", flat)  # type: ignore[arg-type]  # one of them
        np.testing.assert_array_equal(made, expected, strict=True)
    with pytest.raises(ShapeError, match=r"it has shape \(2,\); write a column as"):
        as_matrix(values, "b")  # type: ignore[arg-type]  # what is wrong is tested
