"""The matrices of a session: measured and rehearsed, then read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BufferedIOBase

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.session.files.outline import UnreadNumbers, bytes_of
from gradviz.session.files.pieces import column_from, matrix_from
from gradviz.session.files.progress import Progress
from gradviz.session.files.rows import column_of, matrix_of
from gradviz.session.widths import MAX_ENTRIES

MAX_NUMBERS = 8 * MAX_ENTRIES
"""UnreadNumbers in all: 1 GB of memory, twice what W, X, T and Y_grad of the largest size have."""

_WIDEST = 200  # bytes for each number on average: indented deeply, and with all digits
_CHUNK = 256 * 1024  # parsed in 2 ms: then others may run, or cancel


@dataclass(frozen=True, slots=True)
class Size:
    """What `UnreadNumbers` hold, as far as commas and brackets tell; 0 rows where they are flat."""

    entries: int
    rows: int

    @property
    def is_ragged(self) -> bool:
        """Whether these are no rows, or not all of one length."""
        return not self.rows or self.entries % self.rows != 0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, if the rows have one length."""
        return self.rows, self.entries // self.rows


class Loader:
    """Reads matrices of an outline.

    Parameters
    ----------
    file : BufferedIOBase
    progress : callable
    sizes : mapping of UnreadNumbers to Size
        Of all that are read.
    """

    def __init__(
        self, file: BufferedIOBase, progress: Progress, sizes: Mapping[UnreadNumbers, Size]
    ) -> None:
        self._file = file
        self._progress = progress
        self._sizes = sizes
        self._read = 0

    def matrix(self, value: object, place: str) -> Matrix:
        """Return a matrix, read-only.

        Raises
        ------
        InputError
            Names the entry, or the row, that does not do.
        """
        if not isinstance(value, UnreadNumbers):
            return matrix_of(value, place)
        return matrix_from(self._pieces(value), self._sizes[value].entries, place)

    def column(self, value: object, place: str) -> Matrix:
        """Return a list of numbers as a matrix with one column, read-only."""
        if not isinstance(value, UnreadNumbers):
            return column_of(value, place)
        return column_from(self._pieces(value), place)

    def _chunks(self, numbers: UnreadNumbers) -> Iterator[bytes]:
        """Yield the bytes of a list, brackets and all."""
        at = numbers.start
        while at < numbers.stop:
            chunk = bytes_of(self._file, at, min(at + _CHUNK, numbers.stop))
            if not chunk:
                raise InputError(say("the file became shorter while it was read; open it again"))
            at += len(chunk)
            yield chunk

    def _pieces(self, numbers: UnreadNumbers) -> Iterator[bytes]:
        """Yield what stands between the outer brackets, and tell how far that is."""
        whole = sum(size.entries for size in self._sizes.values())
        size = self._sizes[numbers].entries
        at = 0
        for chunk in self._chunks(numbers):
            at += len(chunk)
            share = at / (numbers.stop - numbers.start)
            self._progress(min((self._read + share * size) / whole, 1.0))
            first = 1 if at == len(chunk) else 0
            yield chunk[first : -1 if at == numbers.stop - numbers.start else None]
        self._read += size


class Rehearsal(Loader):
    """Measures long lists, and takes zeros for them: what does not fit is found out first.

    Zeros take no memory until they are written to.
    """

    def __init__(self, file: BufferedIOBase, progress: Progress) -> None:
        self.sizes: dict[UnreadNumbers, Size] = {}
        super().__init__(file, progress, self.sizes)

    def measure(self, value: object, place: str) -> None:
        """Measure what may be an `UnreadNumbers`.

        Raises
        ------
        InputError
            If it holds more than a matrix can, or all so far do together.
        """
        if not isinstance(value, UnreadNumbers) or value in self.sizes:
            return
        commas = opened = 0
        for chunk in self._chunks(value):
            self._progress(0.0)
            commas += chunk.count(b",")
            opened += chunk.count(b"[")
        size = Size(commas + 1, max(opened - 1, 0))
        if size.entries > MAX_ENTRIES or size.rows > MAX_ENTRIES:
            raise InputError(
                say(
                    "{place}: a matrix has at most {most} entries: this one has {count}",
                    place=place,
                    most=f"{MAX_ENTRIES:,}",
                    count=f"{max(size.entries, size.rows):,}",
                )
            )
        if value.stop - value.start > _WIDEST * (size.entries + size.rows):
            raise InputError(
                say(
                    "{place}: takes more than {most} characters for each number",
                    place=place,
                    most=_WIDEST,
                )
            )
        self.sizes[value] = size
        if sum(size.entries for size in self.sizes.values()) > MAX_NUMBERS:
            raise InputError(
                say("there are more than {most} numbers in this session", most=f"{MAX_NUMBERS:,}")
            )

    def matrix(self, value: object, place: str) -> Matrix:
        """Return a matrix; zeros for one that is long."""
        if not isinstance(value, UnreadNumbers) or self._sizes[value].is_ragged:
            return super().matrix(value, place)  # which says what is wrong with it
        return freeze(np.zeros(self._sizes[value].shape))

    def column(self, value: object, place: str) -> Matrix:
        """Return a list of numbers as a matrix with one column; zeros for one that is long."""
        if not isinstance(value, UnreadNumbers):
            return super().column(value, place)
        return freeze(np.zeros((self._sizes[value].entries, 1)))
