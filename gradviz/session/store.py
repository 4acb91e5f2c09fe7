"""Documents on the disk: any file gradviz opens, and saving."""

import os
import stat
from pathlib import Path

from gradviz.errors import InputError
from gradviz.scene.convention import CONVENTIONS, Convention
from gradviz.session.atomic import write_atomically
from gradviz.session.document import Document
from gradviz.session.view import check_choice

MAX_BYTES = 256 * 1024 * 1024
"""Largest file that is opened."""

SESSION_SUFFIX = ".gradviz"
MATRIX_SUFFIXES = (".npz", ".npy", ".csv", ".tsv", ".txt")
_KINDS = {
    SESSION_SUFFIX: "session",
    ".json": "session",
    ".npz": "npz",
    ".npy": "npy",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}


def read(path: str | os.PathLike[str], convention: Convention = "wx") -> Document:
    """Open a session or a file of matrices.

    The suffix says what it is; a file without one is judged by how it begins.

    Parameters
    ----------
    path : path-like
        .gradviz (or .json), .npz, .npy, or .csv (.tsv, .txt).
    convention : {"wx", "xw", "xwt"}
        How matrices in it are laid out, unless it is a session, which says so itself: with
        "xw" W is K×M and X is N×K, with "xwt" W is M×K and X is N×K.

    Raises
    ------
    InputError
        If it is not there, cannot be read, or does not hold what its name promises.
    """
    shown = os.path.basename(os.fspath(path)) or os.fspath(path)
    suffix = os.path.splitext(shown)[1].lower()
    if suffix and suffix not in _KINDS:
        raise InputError(
            f"{shown}: gradviz opens {SESSION_SUFFIX}, {', '.join(MATRIX_SUFFIXES)}: got {suffix}"
        )
    check_choice("convention", convention, CONVENTIONS)
    data = _contents(path, shown)
    match _KINDS.get(suffix) or _kind_by_content(data):
        case "session":
            from gradviz.session.file import from_json  # pydantic: only when needed

            return from_json(data, shown)
        case "npz":
            from gradviz.session.matrices import from_npz

            return from_npz(data, shown, convention)
        case "npy":
            from gradviz.session.matrices import from_npy

            return from_npy(data, shown, convention)
        case _:
            from gradviz.session.matrices import from_csv

            return from_csv(data, shown, convention)


def save(document: Document, path: str | os.PathLike[str]) -> None:
    """Save a document as a .gradviz file: all of it or nothing, whatever is killed when.

    Raises
    ------
    InputError
        If it cannot be written; the old file is then as it was.
    """
    from gradviz.session.file import to_json

    write_atomically(path, to_json(document).encode())


def _kind_by_content(data: bytes) -> str:
    if data.startswith(b"PK"):
        return "npz"
    if data.startswith(b"\x93NUMPY"):
        return "npy"
    return "session" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def _contents(path: str | os.PathLike[str], shown: str) -> bytes:
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise InputError(f"{shown} is a folder; choose a file in it")
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{shown} is no regular file")
        if found.st_size > MAX_BYTES:
            raise InputError(
                f"{shown} has {found.st_size / 2**20:,.0f} MB; files up to "
                f"{MAX_BYTES // 2**20} MB are opened"
            )
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {os.fspath(path)}") from None
    except PermissionError:
        raise InputError(f"{shown} cannot be read: no permission") from None
    except (OSError, ValueError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{shown} cannot be read: {reason}") from None
