"""Matrices from other programs: .npz, .npy and .csv.

Names are W, X, T, Y_grad and b. With T the loss is squared_error (a Y_grad beside it is
kept as the seed), with Y_grad alone it is the seed, with neither the loss is sum. A single
matrix is W whatever its name; X is then the example's if it fits, else small integers.
"""

import io
import math
import re
import warnings
import zipfile
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gradviz.arrays import Matrix, as_matrix
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.session.block import parse_block
from gradviz.session.document import (
    MAX_ENTRIES,
    Document,
    LossChoice,
    check_entries,
    example,
    new_document,
)
from gradviz.session.fills import integers

NAMES = ("W", "X", "T", "Y_grad", "b")
COMPUTED = ("Y", "X_grad", "W_grad", "b_grad")
"""What an exported file may hold besides; it is computed anew."""
MADE_SAMPLES = 4
"""Columns of an X that is made up because the file has none."""

_HEAD_BYTES = 65_536  # more than any header of an array of numbers


def from_npz(data: bytes, name: str) -> Document:
    """Read the contents of an .npz file.

    Parameters
    ----------
    data : bytes
    name : str
        What to call the file in messages.

    Raises
    ------
    InputError
        If it is damaged, holds other names or things than real matrices, or sizes do not fit.
    """
    try:
        return to_document(_read_npz(data))
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def from_npy(data: bytes, name: str) -> Document:
    """Read the contents of an .npy file: one matrix, W.

    Raises
    ------
    InputError
        If it is damaged or holds something else than a real matrix.
    """
    try:
        return to_document({"W": _read_array(data[:_HEAD_BYTES], io.BytesIO(data), "the array")})
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def from_csv(data: bytes, name: str) -> Document:
    r"""Read a text of numbers: one matrix, W.

    Cells are separated by commas, semicolons, tabs or spaces; with semicolons and tabs,
    commas are decimal. Lines that start with # are skipped, and so is a first line without
    any number in it, the header.

    Raises
    ------
    InputError
        If a cell is no number; rows are counted as the lines of numbers and header are.

    Examples
    --------
    >>> from_csv(b"in1;in2\n1,5;2\n", "w.csv").W
    array([[1.5, 2. ]])
    """
    try:
        return to_document({"W": _parse_csv(_decoded(data))})
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def to_document(arrays: dict[str, NDArray[Any]]) -> Document:
    """Make a document of arrays by name.

    Parameters
    ----------
    arrays : dict
        "W" (M, K), and as far as there are "X" (K, N), "T" and "Y_grad" (M, N), "b" (M,) or
        (M, 1).

    Raises
    ------
    InputError, ShapeError
        If W is missing, an array is no matrix of real numbers, or sizes do not fit.
    """
    if "W" not in arrays:
        raise InputError(f"there is no W; there is {', '.join(arrays)}")
    matrices = {name: _as_matrix(array, name) for name, array in arrays.items()}
    W, T, Y_grad = matrices["W"], matrices.get("T"), matrices.get("Y_grad")
    loss: LossChoice = "sum" if Y_grad is None else "seed"
    outputs = T if T is not None else Y_grad
    samples = MADE_SAMPLES if outputs is None else outputs.shape[1]
    X = matrices.get("X")
    return new_document(
        W,
        X if X is not None else _made_input(W, samples),
        b=matrices.get("b"),
        loss=loss if T is None else "squared_error",
        target=T,
        seed=Y_grad,
    )


def _made_input(W: Matrix, samples: int) -> Matrix:
    M, K = W.shape
    check_entries(M, K, samples)
    X = example().X
    return X if X.shape == (K, samples) else integers((K, samples))


def _as_matrix(array: NDArray[Any], name: str) -> Matrix:
    if name == "b" and array.ndim == 1:
        array = array[:, None]
    if array.ndim == 1:
        raise ShapeError(
            f"{name} has one axis of {array.size}; save it with two: "
            f"{name}[:, None] is a column, {name}[None, :] a row"
        )
    with np.errstate(all="ignore"):  # a long double may be beyond float64
        return as_matrix(array, name)


def _read_npz(data: bytes) -> dict[str, NDArray[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {item.removesuffix(".npy"): item for item in archive.namelist()}
            if "W" in members:
                members = {name: item for name, item in members.items() if name not in COMPUTED}
            if not members:
                raise InputError("there is no array in it")
            unknown = members.keys() - set(NAMES)
            if unknown and len(members) > 1:
                raise InputError(
                    f"there is an array {min(unknown)!r}; the names can be {', '.join(NAMES)}"
                )
            arrays = {}
            for name, item in members.items():
                with archive.open(item) as head, archive.open(item) as body:
                    arrays[name] = _read_array(head.read(_HEAD_BYTES), body, name)
    except GradvizError:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on damaged files
        raise InputError(f"this is no .npz file, or a damaged one: {_line(error)}") from None
    return arrays if len(arrays) > 1 else {"W": next(iter(arrays.values()))}


def _read_array(head: bytes, body: IO[bytes], name: str) -> NDArray[Any]:
    """Read one array in NumPy's format; `head`, its first bytes, is judged before the rest."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python 2's headers
            shape, dtype = _header(head)
            _check_array(shape, dtype, name)
            array: NDArray[Any] = npy.read_array(body, allow_pickle=False)
            return array
    except GradvizError:
        raise
    except Exception as error:  # whatever a damaged header makes NumPy raise
        raise InputError(f"{name} is no NumPy array, or a damaged one: {_line(error)}") from None


def _header(head: bytes) -> tuple[tuple[int, ...], np.dtype[Any]]:
    stream = io.BytesIO(head)
    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(stream)
    if version not in readers:
        raise InputError(f"NumPy's format {version[0]}.{version[1]} is not for matrices of numbers")
    shape, _, dtype = readers[version](stream)
    return shape, dtype


def _check_array(shape: tuple[int, ...], dtype: np.dtype[Any], name: str) -> None:
    if dtype.hasobject:
        raise InputError(
            f"{name} is pickled, and gradviz opens no pickles: they can run programs; "
            "save it as numbers, array.astype(float)"
        )
    if dtype.kind not in "biuf":
        raise InputError(f"{name} needs real numbers: it holds {dtype}")
    if math.prod(shape) > MAX_ENTRIES:
        raise InputError(
            f"{name} is {'×'.join(map(str, shape))}: a matrix has at most {MAX_ENTRIES:,} entries"
        )


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")  # a spreadsheet's "Unicode text"
    if b"\0" in data:
        raise InputError("this is no text; a .csv file holds numbers as text")
    return data.decode("utf-8-sig", errors="replace")


def _parse_csv(text: str) -> Matrix:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    cells = [cell.strip(' "') for cell in re.split(r"[,;\t]", lines[first])] if lines else []
    if cells and not any(map(_looks_like_number, cells)):
        if len(cells) > 1 and not cells[0]:
            raise InputError(
                "the first column has no heading, it seems to number the rows; save without it"
            )
        return parse_block("\n".join(lines[first + 1 :]), first_row=2, limit=len(text))
    return parse_block("\n".join(lines[first:]), limit=len(text))


def _looks_like_number(cell: str) -> bool:
    return bool(re.match(r"[-+−(\[]*(?:\.?\d|nan\b|inf)", cell, re.IGNORECASE))


def _line(error: Exception) -> str:
    """Return an error's message on one line, whoever wrote it."""
    return " ".join(str(error).split()) or type(error).__name__
