"""Matrices from other programs: .npz, .npy and .csv; `bundle` makes a document of them.

A single matrix is W whatever its name.
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

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError, InputError
from gradviz.scene.convention import Convention
from gradviz.session.block import parse_block
from gradviz.session.bundle import LAYERS, outputs, to_document, wanted
from gradviz.session.document import Document
from gradviz.session.widths import MAX_ENTRIES

_HEAD_BYTES = 65_536  # more than any header of an array of numbers


def from_npz(data: bytes, name: str, convention: Convention = "wx") -> Document:
    """Read the contents of an .npz file.

    Parameters
    ----------
    data : bytes
    name : str
        What to call the file in messages.
    convention : {"wx", "xw", "xwt"}
        How its arrays are laid out.

    Raises
    ------
    InputError
        If it is damaged, holds other names or things than real matrices, or sizes do not fit.
    """
    try:
        arrays, layer_count = _read_npz(data)
        return to_document(arrays, convention, layer_count)
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def from_npy(data: bytes, name: str, convention: Convention = "wx") -> Document:
    """Read the contents of an .npy file: one matrix, W.

    Raises
    ------
    InputError
        If it is damaged or holds something else than a real matrix.
    """
    try:
        W = _read_array(data[:_HEAD_BYTES], io.BytesIO(data), "the array")
        return to_document({"W": W}, convention)
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def from_csv(data: bytes, name: str, convention: Convention = "wx") -> Document:
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
        return to_document({"W": _parse_csv(_decoded(data))}, convention)
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def _read_npz(data: bytes) -> tuple[dict[str, NDArray[Any]], int]:
    """Return the arrays by what they are, and how many layers had an output in the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {item.removesuffix(".npy"): item for item in archive.namelist()}
            arrays = {}
            for name, meaning in wanted(members).items():
                with archive.open(members[name]) as head, archive.open(members[name]) as body:
                    arrays[meaning] = _read_array(head.read(_HEAD_BYTES), body, name)
    except GradvizError:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on damaged files
        raise InputError(f"this is no .npz file, or a damaged one: {_line(error)}") from None
    return arrays, outputs(members)


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
    if name == LAYERS and dtype.kind == "U" and math.prod(shape) * dtype.itemsize <= _HEAD_BYTES:
        return
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
