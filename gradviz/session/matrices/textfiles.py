"""Matrices as text, .csv and the like: counted before they are decoded."""

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase
from itertools import dropwhile

import numpy as np

from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.session.files.progress import Progress
from gradviz.session.matrices.bundle import MADE_SAMPLES
from gradviz.session.reading.characters import plain_text
from gradviz.session.reading.lines import SIGNS
from gradviz.session.reading.numerals import Decimal
from gradviz.session.reading.question import Question, Reading
from gradviz.session.reading.reader import read, read_lines
from gradviz.session.widths import MAX_ENTRIES

MAX_SIDE = MAX_ENTRIES // MADE_SAMPLES
"""Rows and columns of a matrix alone: the X and the Y that go with it have `MADE_SAMPLES` each."""
MAX_WIDTH = 100
"""Bytes that a number takes, on average: more is no table of numbers."""

MAX_WHOLE = 4_000_000
"""Bytes of a text that is taken as a whole: a larger one is read line by line as it comes."""

_CHUNK = 2**20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOTATION = "[](){}|&\\=*"  # of Python, LaTeX, Markdown, MATLAB's display
_LINE_END = ord("\n")
_IS_BETWEEN = np.zeros(256, dtype=bool)
_IS_BETWEEN[[*range(33), *b",;|&[](){}"]] = True


def reading_in(
    file: BufferedIOBase, progress: Progress, decimal: Decimal | None = None
) -> Reading | Question:
    """Return the one matrix of a text of numbers, or the several that it may be.

    The decimal sign may be known: "." or ",".

    Raises
    ------
    InputError, ShapeError
        As `read` does, and if it is larger than a matrix can be.
    """
    size = file.seek(0, io.SEEK_END)
    counted = _counted(file, progress)

    def told(count: int) -> None:
        progress(min(count / max(counted.numbers, 1), 1.0))

    def lines() -> Iterator[str]:
        return _from_first(_lines(_plain(_pieces(file, progress))))

    if size > MAX_WHOLE:
        _judge(counted, size)
    if size > MAX_WHOLE and counted.is_plain:
        return read_lines(lines, _signs(_pieces(file, progress)), told, decimal)
    whole = plain_text("".join(_pieces(file, progress)))
    text = "\n".join(_from_first(whole.split("\n")))
    return read(text, decimal=decimal, limit=len(text), told=told)


@dataclass(slots=True)
class _Count:
    """What a text has of all kinds; `longest` is the most numbers of one line."""

    lines: int = 0
    numbers: int = 0
    longest: int = 0
    in_line: int = 0
    is_utf_16: bool = False
    notation: set[str] = field(default_factory=set)

    @property
    def is_plain(self) -> bool:
        """Whether it is lines of numbers, and no notation that is taken as a whole."""
        return not self.is_utf_16 and not self.notation

    def add(self, letters: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> None:
        """Count a chunk of bytes; a number that is cut in two counts twice."""
        is_between = _IS_BETWEEN[letters]
        begins = ~is_between
        begins[1:] &= is_between[:-1]
        ends = np.flatnonzero(letters == _LINE_END)
        self.numbers += int(np.count_nonzero(begins))
        self.lines += len(ends)
        first = int(ends[0]) if len(ends) else len(letters)
        self.in_line += int(np.count_nonzero(begins[:first]))
        self.longest = max(self.longest, self.in_line)
        if len(ends):  # the lines in between are short: a chunk has all of them
            self.in_line = int(np.count_nonzero(begins[int(ends[-1]) :]))


def _counted(file: BufferedIOBase, progress: Progress) -> _Count:
    """Count a text, chunk by chunk."""
    file.seek(0)
    mark = file.read(2)
    count = _Count(is_utf_16=mark in _UTF_16)
    step = 2 if count.is_utf_16 else 1  # of UTF-16, the byte that ASCII has
    file.seek(0)
    while chunk := file.read(_CHUNK):
        progress(0.0)
        if step == 1 and 0 in chunk:
            raise InputError(say("this is no text; a .csv file holds numbers as text"))
        count.notation.update(sign for sign in _NOTATION if sign.encode() in chunk)
        count.add(np.frombuffer(chunk, np.uint8)[mark == codecs.BOM_UTF16_BE :: step])
    return count


def _signs(pieces: Iterable[str]) -> set[str]:
    """Return which of `SIGNS` a text has, from the first line on that is not blank."""
    found, indent, is_blank = set[str](), "", True
    for piece in pieces:
        text = indent + (piece if piece.isascii() else plain_text(piece))
        if is_blank:
            begin = len(text) - len(text.lstrip())
            is_blank = begin == len(text)
            text = text[text.rfind("\n", 0, begin) + 1 :]
        indent = text if is_blank else ""
        if not is_blank:
            found.update(sign for sign in SIGNS if sign in text)
    return found


def _judge(count: _Count, size: int) -> None:
    """Refuse what cannot be a matrix, however it is read."""
    if count.longest > MAX_SIDE:
        raise InputError(
            say(
                "there are {count} numbers in a line: at most {most} are read",
                count=f"{count.longest:,}",
                most=f"{MAX_SIDE:,}",
            )
        )
    if count.lines > MAX_SIDE:
        raise InputError(
            say(
                "there are {count} lines: at most {most} are read",
                count=f"{count.lines:,}",
                most=f"{MAX_SIDE:,}",
            )
        )
    if count.numbers > MAX_ENTRIES + MAX_SIDE:  # some are names, or stand in comments
        raise InputError(
            say(
                "there are {count} numbers: a matrix has at most {most} entries",
                count=f"{count.numbers:,}",
                most=f"{MAX_ENTRIES:,}",
            )
        )
    if size > MAX_WIDTH * count.numbers:
        raise InputError(
            say(
                "this is no table of numbers: {bytes} bytes hold {count} of them",
                bytes=f"{size:,}",
                count=f"{count.numbers:,}",
            )
        )


def _pieces(file: BufferedIOBase, progress: Progress) -> Iterator[str]:
    r"""Yield the text in pieces, cut anywhere; lines end with \\n."""
    file.seek(0)
    is_utf_16 = file.read(2) in _UTF_16  # a spreadsheet's "Unicode text"
    file.seek(0)
    codec = codecs.getincrementaldecoder("utf-16" if is_utf_16 else "utf-8-sig")
    decoder = io.IncrementalNewlineDecoder(codec("replace"), translate=True)
    while chunk := file.read(_CHUNK):
        progress(0.0)
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _plain(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the `plain_text` of pieces; dots are kept together, as "..." has a meaning."""
    kept = ""
    for piece in pieces:
        text = kept + piece
        whole = text.rstrip(".")
        kept = text[len(whole) :]
        yield plain_text(whole)
    yield plain_text(kept)


def _from_first(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines from the first on that is not blank."""
    return dropwhile(lambda line: not line.strip(), lines)


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a text in pieces."""
    parts: list[str] = []
    for piece in pieces:
        first, *others = piece.split("\n")
        parts.append(first)
        if others:
            yield "".join(parts)
            parts = [others.pop()]
            yield from others
    yield "".join(parts)
