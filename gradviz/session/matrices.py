"""Matrices from other programs: .npz, .npy and .csv; `bundle` makes a document of them.

A single matrix is W whatever its name.
"""

import io
from io import BufferedIOBase

from gradviz.errors import GradvizError, InputError
from gradviz.scene.convention import Convention
from gradviz.session import numpyfiles, textfiles
from gradviz.session.bundle import LAYERS, check_shapes, outputs, to_document
from gradviz.session.document import Document
from gradviz.session.progress import Progress, ignored


def from_npz(
    data: bytes | BufferedIOBase,
    name: str,
    convention: Convention = "wx",
    progress: Progress = ignored,
) -> Document:
    """Read the contents of an .npz file.

    Parameters
    ----------
    data : bytes or binary file
    name : str
        What to call the file in messages.
    convention : {"wx", "xw", "xwt"}
        How its arrays are laid out.
    progress : callable, optional

    Raises
    ------
    InputError
        If it is damaged, holds other names or things than real matrices, or sizes do not fit.
    """
    try:
        archive = numpyfiles.Archive(_as_file(data))
        layer_count = outputs(archive.names)
        check_shapes(archive.shapes, archive.arrays(ignored, LAYERS), convention, layer_count)
        return to_document(archive.arrays(progress), convention, layer_count)
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def from_npy(
    data: bytes | BufferedIOBase,
    name: str,
    convention: Convention = "wx",
    progress: Progress = ignored,
) -> Document:
    """Read the contents of an .npy file: one matrix, W.

    Raises
    ------
    InputError
        If it is damaged or holds something else than a real matrix.
    """
    try:
        W = numpyfiles.array_in(_as_file(data), progress)
        return to_document({"W": W}, convention)
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def from_csv(
    data: bytes | BufferedIOBase,
    name: str,
    convention: Convention = "wx",
    progress: Progress = ignored,
) -> Document:
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
        return to_document({"W": textfiles.matrix_in(_as_file(data), progress)}, convention)
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def _as_file(data: bytes | BufferedIOBase) -> BufferedIOBase:
    return io.BytesIO(data) if isinstance(data, bytes) else data
