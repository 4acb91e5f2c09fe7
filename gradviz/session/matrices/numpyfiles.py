"""Arrays in NumPy's files: judged by their headers, and then read where they are to be.

What a header says of sizes is believed only as far as the file has bytes for it; nothing in it
is ever run.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from gradviz.errors import GradvizError, InputError
from gradviz.messages.message import Text, say
from gradviz.session.files.progress import Progress
from gradviz.session.matrices.headers import HEAD_BYTES, Header, check_header, header_of
from gradviz.session.widths import MAX_ENTRIES

MAX_NUMBERS = 4 * MAX_ENTRIES
"""Entries of all arrays: as many as W, X, T and Y_grad of the largest size have, 512 MB."""
MAX_DIRECTORY = 256 * 1024
"""Bytes of a zip file's directory, two thousand arrays. zipfile goes through it at 4 MB/s."""

_CHUNK = 256 * 1024
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # those of NumPy; others are slow


def array_in(file: BufferedIOBase, progress: Progress) -> NDArray[Any]:
    """Return the array of an .npy file.

    Raises
    ------
    InputError
        If it is damaged, too large, or holds something else than real numbers.
    """
    name = say("the array")
    with _told(name):
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        header = header_of(file.read(HEAD_BYTES), name)
        check_header(header, size, name)
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
        check_header(header, member.file_size, name)
        if header.length + header.bytes != member.file_size:
            raise InputError(
                say("{name} is larger than its header says: the file is damaged", name=name)
            )

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
            raise InputError(
                say("{name} is compressed in another way than NumPy does it", name=name)
            )
        if member.header_offset + member.compress_size > self._size:
            raise InputError(
                say("{name} goes beyond the end of the file, which is damaged", name=name)
            )
        with self._opened(name) as stream:
            return header_of(stream.read(HEAD_BYTES), name)

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
            say(
                "the arrays have {count} entries together: at most {most} are opened",
                count=f"{entries:,}",
                most=f"{MAX_NUMBERS:,}",
            )
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
                say(
                    "this is no .npz file of matrices: its directory has more than {most} KB",
                    most=MAX_DIRECTORY // 1024,
                )
            )
        return self._file.read(count)


def _by_name(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = member.filename.removesuffix(".npy")
        if name in found:
            raise InputError(say("there are two arrays {name}", name=repr(name)))
        found[name] = member
    return found


def _filled(header: Header, stream: BufferedIOBase, told: Callable[[int], None]) -> NDArray[Any]:
    """Return an array, its numbers read from where they begin right into their place."""
    array = np.empty(header.shape, header.dtype, order="F" if header.is_fortran else "C")
    flat = (array.T if header.is_fortran else array).reshape(-1)
    places = memoryview(flat.view(np.uint8).data)
    read = 0
    while read < len(places):
        count = stream.readinto(places[read : read + _CHUNK])
        if not count:
            raise InputError(say("the file became shorter while it was read; open it again"))
        read += count
        told(read)
    if array.dtype.kind == "U":
        array.tolist()  # raises if a letter is none
    array.setflags(write=False)
    return array


@contextmanager
def _told(name: Text) -> Iterator[None]:
    """Turn whatever a damaged array makes NumPy and zipfile raise into one message."""
    try:
        yield
    except GradvizError:
        raise
    except Exception as error:
        raise InputError(
            say(
                "{name} is no NumPy array, or a damaged one: {reason}",
                name=name,
                reason=_line(error),
            )
        ) from None


@contextmanager
def _told_archive() -> Iterator[None]:
    """Turn the dozen kinds that zipfile raises on damaged files into one message."""
    try:
        yield
    except GradvizError:
        raise
    except Exception as error:
        raise InputError(
            say("this is no .npz file, or a damaged one: {reason}", reason=_line(error))
        ) from None


def _line(error: Exception) -> str:
    """Return an error's message on one line, whoever wrote it."""
    return " ".join(str(error).split()) or type(error).__name__
