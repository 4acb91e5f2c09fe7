import io
import pickle
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.errors import InputError
from gradviz.session.document import Document, example, passes
from gradviz.session.matrices import reader as matrices
from gradviz.session.matrices.tables import to_npz

Refusal = Callable[..., str | None]


def from_npz(data: bytes, name: str) -> Document:
    return matrices.from_npz(data, name).document


def from_npy(data: bytes, name: str) -> Document:
    return matrices.from_npy(data, name).document


def from_csv(data: bytes, name: str) -> Document:
    return matrices.from_csv(data, name).document


W = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
X = np.arange(6.0).reshape(3, 2)


def npz(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def npy(array: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.asarray(array), **options)
    return stream.getvalue()


def claiming(shape: tuple[int, ...], descr: str = "<f8") -> bytes:
    """Return an .npy file that says it holds more than it does."""
    stream = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue() + bytes(64)


def test_a_target_gives_squared_error() -> None:
    document = from_npz(npz(W=W, X=X, T=np.ones((2, 2)), b=[7.0, 8.0]), "m.npz")
    assert document.loss == "squared_error"
    assert document.W.tolist() == W
    assert document.X.tolist() == X.tolist()
    assert document.target.tolist() == [[1, 1], [1, 1]]
    assert document.b is not None
    assert document.b.tolist() == [[7], [8]]


def test_a_seed_is_the_seed() -> None:
    document = from_npz(npz(W=W, X=X, Y_grad=np.full((2, 2), 3)), "m.npz")
    assert document.loss == "seed"
    assert document.seed.tolist() == [[3, 3], [3, 3]]


def test_beside_a_target_the_seed_is_kept() -> None:
    document = from_npz(npz(W=W, X=X, Y_grad=np.full((2, 2), 3), T=np.zeros((2, 2))), "m.npz")
    assert document.loss == "squared_error"
    assert document.seed.tolist() == [[3, 3], [3, 3]]


def test_neither_gives_the_sum() -> None:
    assert from_npz(npz(W=W, X=X), "m.npz").loss == "sum"


@pytest.mark.parametrize(
    "document",
    [
        from_npy(npy(W), "w.npy"),
        from_npz(npz(arr_0=W), "w.npz"),
        from_npz(npz(X=W), "w.npz"),
        from_csv(b"1,2,3\n4,5,6\n", "w.csv"),
    ],
)
def test_one_matrix_is_W(document: Document) -> None:
    assert document.W.tolist() == W
    assert document.X.tolist() == example().X.tolist()
    assert document.loss == "sum"


def test_a_missing_input_is_made_to_fit() -> None:
    document = from_npz(npz(W=np.eye(5), T=np.ones((5, 7))), "m.npz")
    assert document.X.shape == (5, 7)
    assert set(document.X.ravel()) <= set(range(-3, 4))


@pytest.mark.parametrize("dtype", ["?", "i1", "u8", "f2", ">f4", "f8", "g"])
def test_all_kinds_of_real_numbers_are_read(dtype: str) -> None:
    assert from_npy(npy(np.array([[1, 0]], dtype=dtype)), "w.npy").W.tolist() == [[1, 0]]


def test_fortran_order_is_read() -> None:
    assert from_npy(npy(np.asfortranarray(W)), "w.npy").W.tolist() == W


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (npz(W=W, weights=X), "W and weights both mean W: leave one out"),
        (npz(X=X, T=X), "there is no W; there is X, T"),
        (npz(), "no array"),
        (npz(W=W, X=np.eye(2)), "W is 2×3, X is 2×2"),
        (npz(W=W, X=[1, 2, 3]), "X has one axis of 3; save it with two: X[:, None] is a column"),
        (npz(W=W, X=np.ones((1, 3, 2))), "X needs two axes"),
        (npz(W=W, X=np.ones((3, 0))), "X needs at least one row"),
        (npz(W=W, X=X, b=[1.0]), "so b is 2×1"),
        (npz(W=np.array(W, dtype=complex)), "W needs real numbers: it holds complex128"),
        (npz(W=[["1", "2"]]), "W needs real numbers: it holds <U1"),
        (npz(W=np.array([[{}]])), "W is pickled, and gradviz opens no pickles"),
        (b"PK\x03\x04 rubbish", "no .npz file, or a damaged one"),
        (b"", "no .npz file, or a damaged one"),
    ],
)
def test_refuses_bundles(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_npz(data, "m.npz")
    assert str(caught.value).startswith("m.npz: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (npy([1.0, 2.0]), "W has one axis of 2"),
        (npy(3.0), "W needs two axes"),
        (npy(np.array([(1, 2.0)], dtype="i4,f8")), "needs real numbers"),
        (npy(np.array(["2020-01-01"], dtype="M8[D]")), "needs real numbers"),
        (pickle.dumps(W), "no NumPy array, or a damaged one"),
        (b"", "no NumPy array, or a damaged one"),
        (npy(W)[:-8], "no NumPy array, or a damaged one"),
        (npy(W)[:40], "no NumPy array, or a damaged one"),
        (claiming((10**9, 10**9)), "is 1000000000×1000000000: a matrix has at most 16,777,216"),
        (claiming((4096, 4096)), "no NumPy array, or a damaged one"),
        (claiming((-1, 4)), "no NumPy array, or a damaged one"),
        (claiming((2, 2), "|O"), "pickled"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff{", "no NumPy array, or a damaged one"),
        (b"\x93NUMPY\x09\x00\x10\x00", "NumPy's format 9.0 is not for matrices of numbers"),
    ],
)
def test_refuses_arrays(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_npy(data, "w.npy")
    assert str(caught.value).startswith("w.npy: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_zip_bomb_does_not_go_off() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("W.npy", claiming((10**5, 10**5)) + bytes(50_000_000))
    with pytest.raises(InputError, match="W is 100000×100000: a matrix has at most"):
        from_npz(stream.getvalue(), "m.npz")


@pytest.mark.parametrize(
    "data",
    [
        b"1,2,3\n4,5,6\n",
        b"1;2;3\r\n4;5;6\r\n",
        b"1\t2\t3\n4\t5\t6",
        b"1 2 3\n4 5 6",
        b"\xef\xbb\xbf1,2,3\n4,5,6\n",
        "1\t2\t3\r\n4\t5\t6\r\n".encode("utf-16"),
        b"a,b,c\n1,2,3\n4,5,6\n",
        b'"in 1","in 2","in 3"\n1,2,3\n4,5,6\n',
        b"# made by np.savetxt\n1.0 2.0 3.0\n4.0 5.0 6.0\n",
        b"1,0;2,0;3,0\n4,0;5,0;6,0\n",
    ],
)
def test_texts_are_read(data: bytes) -> None:
    assert from_csv(data, "w.csv").W.tolist() == W


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "w.csv: there is nothing to read"),
        (b"a,b\n", "w.csv: there is nothing to read"),
        (b"a,b\n1,2\n3,x\n", "w.csv: row 3, column 2: 'x' is not a number"),
        (b"1,2\n3,x\n", "w.csv: row 2, column 2: 'x' is not a number"),
        (b",a,b\n1,1,2\n2,3,4\n", "w.csv: the first column has no heading"),
        (b"x,1,2\ny,3,4\n", "w.csv: row 1, column 1: 'x' is not a number"),
        (b"1,2\n3\n", "w.csv: rows need one length: row 1 has 2 entries, row 2 has 1"),
        (b"\x89PNG\0\0", "w.csv: this is no text"),
        (b"\xff\xfe\xff", "w.csv: "),
    ],
)
def test_refuses_texts(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_csv(data, "w.csv")
    assert message in str(caught.value)


@given(
    st.sampled_from([from_npz, from_npy, from_csv]),
    st.sampled_from([b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00"]),
    st.binary(max_size=80),
)
def test_any_bytes_are_a_document_or_a_message(
    refusal: Refusal, read: Callable[[bytes, str], Document], start: bytes, data: bytes
) -> None:
    message = refusal(read, start + data, "f")
    if message is not None:
        assert message.startswith("f: ")
        assert "\n" not in message


@given(st.sampled_from([npz(W=W, X=X), npy(W)]), st.data())
def test_any_damage_is_a_document_or_a_message(
    refusal: Refusal, whole: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read = from_npz if whole.startswith(b"PK") else from_npy
    message = refusal(read, bytes(damaged), "f")
    if message is not None:
        assert message.startswith("f: ")
        assert "\n" not in message


def test_an_export_of_all_matrices_opens_again() -> None:
    made = passes(example())
    again = from_npz(to_npz({name: made.matrix(name) for name in made.names}), "all.npz")
    assert np.array_equal(again.W, made.W)
    assert np.array_equal(again.target, made.T if made.T is not None else made.Y)
    assert again.loss == "squared_error"
