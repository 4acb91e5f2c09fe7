"""Documents on the disk: any file gradviz opens, and saving."""

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedIOBase
from itertools import islice
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.disk.atomic import write_atomically
from gradviz.disk.stamps import Stamp, stamp
from gradviz.errors import GradvizError, InputError, meant
from gradviz.forks import unforked
from gradviz.messages.message import NOTHING, Message, joined, say
from gradviz.session.document import Document
from gradviz.session.files.kinds import KINDS, MATRIX_SUFFIXES, SESSION_SUFFIX, FileKind
from gradviz.session.files.progress import Progress, ignored
from gradviz.session.matrices.asked import Asked, as_asked

if TYPE_CHECKING:
    from gradviz.session.matrices.holdings import Holdings

MAX_BYTES = 256 * 1024 * 1024
"""Largest file of matrices that is opened: twice what a .npy of 4096×4096 has."""
MAX_SESSION_BYTES = 2 * 1024 * 1024 * 1024
"""Largest session that is opened: as much as gradviz writes for W, X, T and Y_grad of 4096×4096."""

_QUICK: dict[FileKind, int] = {"session": 300_000, "csv": 100_000, "npy": 20_000_000, "npz": 16_000}
"""Bytes that are read within 50 ms. Those of an .npz unpack to a thousand times as many."""

_MOST_BESIDE = 1000


@dataclass(frozen=True, slots=True)
class Opened:
    """A document, and what its file held when it was read.

    Attributes
    ----------
    document : Document
        Its `made_up` names what the file does not have, X.
    stamp : Stamp
        Of the very bytes the document was made of.
    brought : mapping of str to array
        What the file holds and the document computes too, by the names of its passes, laid out as
        in Y = W X: "Y", "W_grad", "Y2_grad" (where a loss starts the pass), "l" (1, 1). Sizes are
        those of the file, whether they fit or not.
    """

    document: Document
    stamp: Stamp
    brought: Mapping[str, NDArray[Any]]
    mistyped: Mapping[str, str] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What was chosen and left out, a sentence each."""
        return self.document.notes


def opened(
    path: str | os.PathLike[str], asked: Asked | None = None, progress: Progress = ignored
) -> Opened:
    """Open a session or a file of matrices.

    The suffix says what it is; a file without one is judged by how it begins.

    Parameters
    ----------
    path : path-like
        .gradviz (or .json), .npz, .npy, or .csv (.tsv, .txt).
    asked : Asked, optional
        Which convention, loss or seed it is to have. A file of matrices that does not say how it
        is laid out is laid out in that convention: with "xw" W is K×M and X is N×K, with "xwt" W
        is M×K and X is N×K.
    progress : callable, optional
        Is told the share that is read, 0..1, at least every tenth of a second; what it raises
        ends the reading.

    Raises
    ------
    InputError
        If it is not there, cannot be read, or does not hold what its name promises. Sizes,
        counts and depths are judged before memory or time is spent on what they belong to.
    """
    asked = asked or Asked()
    shown = os.path.basename(os.fspath(path)) or os.fspath(path)
    try:
        kind = _kind_by_name(shown)
        with _opened(path, shown) as file:
            before = os.fstat(file.fileno())
            kind = kind or _kind_by_content(file)
            _check_size(before.st_size, kind, shown)
            held = _reader(kind)(file, shown, asked, progress)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise InputError(say("{file} was changed while it was read; open it again", file=shown))
        document = as_asked(held.document, asked)
        return Opened(document, Stamp(after.st_size, digest), held.brought, held.mistyped)
    except FileNotFoundError:
        raise InputError(
            say("there is no file {file}{hint}", file=os.fspath(path), hint=_near(path))
        ) from None
    except PermissionError:
        raise InputError(say("{file} cannot be read: no permission", file=shown)) from None
    except MemoryError:
        raise InputError(
            say("{file} cannot be read: there is not enough memory", file=shown)
        ) from None
    except GradvizError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            say("{file} cannot be read: {reason}", file=shown, reason=str(reason))
        ) from None


def read(
    path: str | os.PathLike[str], asked: Asked | None = None, progress: Progress = ignored
) -> Document:
    """Open a file as `opened` does, for its document alone."""
    return opened(path, asked, progress).document


def read_array(path: str | os.PathLike[str]) -> Matrix:
    """Return the one matrix of an .npy or a .csv, as it is in the file.

    Raises
    ------
    InputError
        If it holds something else, or cannot be read.
    """
    if _kind_by_name(os.fspath(path)) in ("session", "npz"):
        raise InputError(
            say("{file}: one matrix is needed, in .npy, .csv, .tsv or .txt", file=os.fspath(path))
        )
    return opened(path).document.W


def is_quick(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is read, or refused, in the blink of an eye."""
    try:
        size = os.stat(path).st_size
        kind = _kind_by_name(os.fspath(path))
    except (OSError, ValueError, GradvizError):
        return True
    return size <= (_QUICK[kind] if kind else min(_QUICK.values()))


def load_readers() -> None:
    """Import what reads files: where threads are, imports are better done before they start."""
    for kind in _QUICK:
        _reader(kind)


def save(document: Document, path: str | os.PathLike[str], replaces: Stamp | None = None) -> Stamp:
    """Save a document as a .gradviz file: all of it or nothing, whatever is killed when.

    Parameters
    ----------
    document : Document
    path : path-like
    replaces : Stamp, optional
        What the file is known to hold; by default it is replaced whatever it holds.

    Returns
    -------
    Stamp
        Of what the file holds now.

    Raises
    ------
    ChangedError
        If it holds something else than `replaces` says.
    InputError
        If it cannot be written. The old file is then as it was.
    """
    with unforked():
        from gradviz.session.files.file import to_json

    data = to_json(document).encode()
    if len(data) > MAX_SESSION_BYTES:
        raise InputError(
            say(
                "cannot save {file}: it would have {size} MB, and "
                "sessions up to {most} MB can be opened again",
                file=os.fspath(path),
                size=f"{len(data) / 2**20:,.0f}",
                most=MAX_SESSION_BYTES // 2**20,
            )
        )
    write_atomically(path, data, replaces=replaces)
    return stamp(data)


def _kind_by_name(name: str) -> FileKind | None:
    """Return what a file is by its suffix; None if it has none."""
    suffix = os.path.splitext(name)[1].lower()
    if suffix and suffix not in KINDS:
        raise InputError(
            say(
                "{file}: gradviz opens {suffixes}: got {suffix}{hint}",
                file=os.path.basename(name),
                suffixes=joined((SESSION_SUFFIX, *MATRIX_SUFFIXES), ", "),
                suffix=suffix,
                hint=meant(suffix, KINDS),
            )
        )
    return KINDS.get(suffix)


def _near(path: str | os.PathLike[str]) -> Message:
    """Return a question whether a file beside the one that is missing was meant."""
    folder, name = os.path.split(os.fspath(path))
    with suppress(OSError, ValueError):
        beside = islice(os.scandir(folder or "."), _MOST_BESIDE)
        return meant(name, (entry.name for entry in beside if entry.is_file()))
    return NOTHING


def _kind_by_content(file: BufferedIOBase) -> FileKind:
    start = file.read(1024)
    file.seek(0)
    if start.startswith(b"PK"):
        return "npz"
    if start.startswith(b"\x93NUMPY"):
        return "npy"
    return "session" if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def _reader(kind: FileKind) -> Callable[[BufferedIOBase, str, Asked, Progress], "Holdings"]:
    """Return what reads a file of a kind, imported when it is first asked for."""
    if kind == "session":
        with unforked():
            from gradviz.session.files.file import from_json  # pydantic
            from gradviz.session.matrices.holdings import Holdings

        return lambda file, name, _, progress: Holdings(from_json(file, name, progress))
    with unforked():
        from gradviz.session.matrices import reader as matrices

    return {"npz": matrices.from_npz, "npy": matrices.from_npy, "csv": matrices.from_csv}[kind]


def _opened(path: str | os.PathLike[str], shown: str) -> BufferedIOBase:
    """Open a regular file, and nothing else: others wait for ever, end never or do something."""
    _check_regular(os.stat(path), shown)
    file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115  # the caller closes it
    try:
        _check_regular(os.fstat(file.fileno()), shown)  # it may be another one by now
    except BaseException:
        file.close()
        raise
    return file


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting, should it have become a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check_regular(found: os.stat_result, shown: str) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise InputError(say("{file} is a folder; choose a file in it", file=shown))
    if not stat.S_ISREG(found.st_mode):
        raise InputError(say("{file} is no regular file", file=shown))


def _check_size(size: int, kind: FileKind, shown: str) -> None:
    most = MAX_SESSION_BYTES if kind == "session" else MAX_BYTES
    if size > most:
        raise InputError(
            say(
                "{file} has {size} MB; files up to {most} MB are opened",
                file=shown,
                size=f"{size / 2**20:,.0f}",
                most=most // 2**20,
            )
        )
