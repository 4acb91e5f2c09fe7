"""Arrays in NumPy's files: judged by their headers, and then read where they are to be.

What a header says of sizes is believed only as far as the file has bytes for it; nothing in it
is ever run.
"""

import io
import math
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from typing import IO, Any, cast

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gradviz.errors import GradvizError, InputError
from gradviz.session.files.progress import Progress
from gradviz.session.matrices.names import TEXTS
from gradviz.session.widths import MAX_ENTRIES

MAX_NUMBERS = 4 * MAX_ENTRIES
"""Entries of all arrays: as many as W, X, T and Y_grad of the largest size have, 512 MB."""
MAX_DIRECTORY = 256 * 1024
"""Bytes of a zip file's directory, two thousand arrays. zipfile goes through it at 4 MB/s."""

_HEAD_BYTES = 65_536  # more than any header of an array of numbers
_CHUNK = 256 * 1024
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # those of NumPy; others are slow


@dataclass(frozen=True, slots=True)
class Header:
    """What an array is, and where in its file the numbers begin."""

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype[Any]
    length: int

    @property
    def entries(self) -> int:
        """How many numbers there are."""
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        """How many bytes they have."""
        return self.entries * self.dtype.itemsize


def array_in(file: BufferedIOBase, progress: Progress) -> NDArray[Any]:
    """Return the array of an .npy file.

    Raises
    ------
    InputError
        If it is damaged, too large, or holds something else than real numbers.
    """
    with _told("the array"):
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        header = _header(file.read(_HEAD_BYTES), "the array")
        _check(header, size, "the array")
        file.seek(header.length)
        return _filled(header, file, lambda read: progress(read / size))


class Archive:
    """The arrays of an .npz file, by their names in it; a header is read when it is asked for.

    Parameters
    ----------
    file : BufferedIOBase

    Raises
    ------
    InputError
        If it is damaged, or two arrays have one name.
    """

    def __init__(self, file: BufferedIOBase) -> None:
        with _told_archive():
            self._size = file.seek(0, io.SEEK_END)
            self._archive = zipfile.ZipFile(cast("IO[bytes]", _Sparing(file)))
            self._members = _by_name(self._archive.infolist())
        self._headers = dict[str, Header]()

    @property
    def names(self) -> tuple[str, ...]:
        """All names in it."""
        return tuple(self._members)

    def header(self, name: str) -> Header:
        """Return what an array says it is, which may be anything.

        Raises
        ------
        InputError
            If it is damaged, or no array.
        """
        if name not in self._headers:
            with _told(name):
                self._headers[name] = self._head_of(name)
        return self._headers[name]

    def check(self, name: str) -> None:
        """Refuse an array that is larger than it can be, or no real numbers in two axes.

        Raises
        ------
        InputError
        """
        member, header = self._members[name], self.header(name)
        _check(header, member.file_size, name)
        if header.length + header.bytes != member.file_size:
            raise InputError(f"{name} is larger than its header says: the file is damaged")

    def arrays(self, names: Iterable[str], progress: Progress) -> dict[str, NDArray[Any]]:
        """Return arrays by their names.

        Raises
        ------
        InputError
            As `check` does, and if they are too many numbers.
        """
        chosen = tuple(names)
        for name in chosen:
            self.check(name)
        check_entries(self.header(name).entries for name in chosen)
        whole = sum(self._members[name].file_size for name in chosen) or 1
        found, before = dict[str, NDArray[Any]](), 0
        for name in chosen:
            start = before

            def told(read: int, start: int = start) -> None:
                progress(min((start + read) / whole, 1.0))

            found[name] = self._array(name, told)
            before += self._members[name].file_size
        return found

    def _head_of(self, name: str) -> Header:
        member = self._members[name]
        if member.compress_type not in _COMPRESSIONS:
            raise InputError(f"{name} is compressed in another way than NumPy does it")
        if member.header_offset + member.compress_size > self._size:
            raise InputError(f"{name} goes beyond the end of the file, which is damaged")
        with self._opened(name) as stream:
            return _header(stream.read(_HEAD_BYTES), name)

    def _opened(self, name: str) -> BufferedIOBase:
        return cast("BufferedIOBase", self._archive.open(self._members[name]))

    def _array(self, name: str, told: Callable[[int], None]) -> NDArray[Any]:
        with _told(name), self._opened(name) as stream:
            stream.read(self._headers[name].length)
            array = _filled(self._headers[name], stream, told)
            stream.read(1)  # at the end the checksum is compared
            return array


def check_entries(counts: Iterable[int]) -> None:
    """Refuse more entries, in all, than are read."""
    entries = sum(counts)
    if entries > MAX_NUMBERS:
        raise InputError(
            f"the arrays have {entries:,} entries together: at most {MAX_NUMBERS:,} are opened"
        )


class _Sparing:
    """A file of which no more is read at once than a sound archive needs."""

    def __init__(self, file: BufferedIOBase) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        if count > MAX_DIRECTORY:
            raise InputError(
                f"this is no .npz file of matrices: its directory has more than "
                f"{MAX_DIRECTORY // 1024} KB"
            )
        return self._file.read(count)


def _by_name(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = member.filename.removesuffix(".npy")
        if name in found:
            raise InputError(f"there are two arrays {name!r}")
        found[name] = member
    return found


def _header(head: bytes, name: str) -> Header:
    """Return what the first bytes of an array say."""
    stream = io.BytesIO(head)
    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(stream)
    if version not in readers:
        raise InputError(f"NumPy's format {version[0]}.{version[1]} is not for matrices of numbers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python 2's headers
        shape, is_fortran, dtype = readers[version](stream)
    header = Header(shape, is_fortran, dtype, stream.tell())
    if min(shape, default=0) < 0:
        raise InputError(f"{name} is no NumPy array, or a damaged one: its shape is negative")
    return header


def _check(header: Header, size: int, name: str) -> None:
    """Refuse what is no matrix, or has no room in a file of `size` bytes."""
    _check_kind(header, name)
    if header.bytes > size - header.length:
        raise InputError(
            f"{name} is no NumPy array, or a damaged one: it is shorter than its header says"
        )


def _check_kind(header: Header, name: str) -> None:
    dtype = header.dtype
    if dtype.hasobject:
        raise InputError(
            f"{name} is pickled, and gradviz opens no pickles: they can run programs; "
            "save it as numbers, array.astype(float)"
        )
    if name in TEXTS and header.bytes > _HEAD_BYTES:
        raise InputError(f"the text {name} is too long")
    is_text = name in TEXTS and dtype.kind == "U" and dtype.itemsize
    if not is_text and dtype.kind not in "biuf":
        raise InputError(f"{name} needs real numbers: it holds {dtype}")
    if len(header.shape) > 2:
        raise InputError(f"{name} needs two axes, rows and columns: it has shape {header.shape}")
    if not header.entries:
        raise InputError(
            f"{name} needs at least one row and one column: it has shape {header.shape}"
        )
    if header.entries > MAX_ENTRIES:
        raise InputError(
            f"{name} is {'×'.join(map(str, header.shape))}: "
            f"a matrix has at most {MAX_ENTRIES:,} entries"
        )


def _filled(header: Header, stream: BufferedIOBase, told: Callable[[int], None]) -> NDArray[Any]:
    """Return an array, its numbers read from where they begin right into their place."""
    array = np.empty(header.shape, header.dtype, order="F" if header.is_fortran else "C")
    flat = (array.T if header.is_fortran else array).reshape(-1)
    places = memoryview(flat.view(np.uint8).data)
    read = 0
    while read < len(places):
        count = stream.readinto(places[read : read + _CHUNK])
        if not count:
            raise InputError("the file became shorter while it was read; open it again")
        read += count
        told(read)
    if array.dtype.kind == "U":
        array.tolist()  # raises if a letter is none
    array.setflags(write=False)
    return array


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn whatever a damaged array makes NumPy and zipfile raise into one message."""
    try:
        yield
    except GradvizError:
        raise
    except Exception as error:
        raise InputError(f"{name} is no NumPy array, or a damaged one: {_line(error)}") from None


@contextmanager
def _told_archive() -> Iterator[None]:
    """Turn the dozen kinds that zipfile raises on damaged files into one message."""
    try:
        yield
    except GradvizError:
        raise
    except Exception as error:
        raise InputError(f"this is no .npz file, or a damaged one: {_line(error)}") from None


def _line(error: Exception) -> str:
    """Return an error's message on one line, whoever wrote it."""
    return " ".join(str(error).split()) or type(error).__name__
