"""What programs print around a matrix: names, sizes, factors, columns in blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import say, say_many
from gradviz.session.reading.way import Way

_PROMPT = re.compile(r"\s*+Out\[\d++\](?://\w++)?+\s*+[:=][ \t]*+")
_NAME = re.compile(r"[ \t]*+[A-Za-z_]\w*+[ \t]*+=[ \t]*+(?=\S|\n|\Z)")
_FACTOR = re.compile(r"\s*+(\d++(?:\.\d*+)?+(?:[eE][+-]?+\d{1,3}+)?+)[ \t]*+\*[ \t]*+(?:\n|\Z)")
_HEAD = re.compile(r"\s*+(\d++)[×x](\d++) [\w ]*?(?:matrix|vector|array)[ \t]*+\n")
_COLUMNS = re.compile(r"\s*Columns? (\d+)(?: (?:through|to|and) (\d+))?:?\s*")
_JULIA = re.compile(r"\s*+(?:(\d++)×(\d++)|(\d++)-element) \w[^\n]*:[ \t]*\n")
_R_HEAD = re.compile(r"\s*\[,\d+\](?:\s+\[,\d+\])*\s*")
_R_ROW = re.compile(r"\s*\[(\d+),\](.*)")
_R_VECTOR = re.compile(r"\s*\[(\d+)\]\s(.*)")
_SHAPE = re.compile(r"\[\d+ rows x \d+ columns\]")
_SERIES = re.compile(r"(?:Freq: \w+, )?(?:Name: [^,]*, )?(?:Length: \d+, )?dtype: \w+")


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without what a program printed around it.

    Attributes
    ----------
    text : str
    factor : float
    shape : tuple of int
        What the head says, (rows, columns); () if it says nothing.
    is_series : bool
        Whether the first column is the index of pandas.
    """

    text: str
    factor: float = 1.0
    shape: tuple[int, ...] = ()
    is_series: bool = False


def bare(text: str) -> Bare:
    r"""Take away the name, the factor and the foot that programs print.

    Examples
    --------
    >>> bare("A =\n\n   1.0e+03 *\n\n  1 2\n").factor
    1000.0
    """
    if found := _PROMPT.match(text):
        text = text[found.end() :]
    begun = text.lstrip("\n ")
    if found := _NAME.match(begun):
        text = begun[found.end() :]
    shape: tuple[int, ...] = ()
    if found := _HEAD.match(text):
        shape, text = (int(found[1]), int(found[2])), text[found.end() :]
    factor = 1.0
    if found := _FACTOR.match(text):
        factor, text = float(found[1]), text[found.end() :]
    whole = text.rstrip()
    before, _, last = whole.rpartition("\n")
    if _SERIES.fullmatch(last):
        return Bare(before, factor, is_series=True)
    return Bare(before if _SHAPE.fullmatch(last) else text, factor, shape)


def way_of_print(given: Bare) -> Way | None:
    """Return how a matrix is read that R, Julia or pandas printed, or MATLAB in blocks of columns.

    Raises
    ------
    InputError, ShapeError
        If a part of it is missing.
    """
    text = given.text
    if given.is_series:
        return _way(given, [line.split()[-1:] for line in _filled(text)])
    if found := _JULIA.match(text):
        shape = (int(found[3] or found[1]), int(found[2] or 1))
        rows = [line.split() for line in _filled(text[found.end() :])]
        return replace(_way(given, rows), shape=shape)
    lines = _filled(text)
    if any(_COLUMNS.fullmatch(line) for line in lines[:1]):
        return _way(given, _joined(_blocks(lines)))
    if any(_R_HEAD.fullmatch(line) or _R_ROW.fullmatch(line) for line in lines[:2]):
        return _way(given, _joined(_blocks_of_r(lines)))
    if lines and all(_R_VECTOR.fullmatch(line) for line in lines) and lines[0].strip()[1] != "0":
        return _way(given, [_vector_of_r(lines)])
    if lines and lines[0].rstrip().endswith("\\"):
        raise InputError(
            say(
                "pandas broke the columns into blocks; "
                "print with df.to_string() or df.to_csv(index=False)"
            )
        )
    return None


def _way(given: Bare, rows: Sequence[list[str]]) -> Way:
    return Way(lambda: iter(rows), factor=given.factor, shape=given.shape)


def _filled(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _blocks(lines: Sequence[str]) -> Iterator[list[list[str]]]:
    """Yield the blocks of columns that MATLAB, Octave and Torch print, checked by their heads."""
    rows: list[list[str]] = []
    begun = last = 0
    for line in (*lines, "Columns 0"):
        found = _COLUMNS.fullmatch(line)
        if not found:
            rows.append(line.split())
            if len(rows[-1]) != len(rows[0]):
                told = say("rows need one length: {row} has another", row=_quoted(line))
                raise ShapeError(told)
            continue
        if rows:
            yield rows
        first = int(found[1])
        if first == last + 2:
            raise InputError(say("column {column} is missing between two blocks", column=last + 1))
        if first not in (0, last + 1):
            raise InputError(
                say(
                    "columns {first} to {last} are missing between two blocks",
                    first=last + 1,
                    last=first - 1,
                )
            )
        if rows and len(rows[0]) != last - begun + 1:
            raise InputError(
                say("columns {first} to {last} are not all there", first=begun, last=last)
            )
        begun, last, rows = first, int(found[2] or first), []


def _blocks_of_r(lines: Sequence[str]) -> Iterator[list[list[str]]]:
    """Yield the blocks of columns that R prints, without the numbers of rows and columns."""
    rows: list[list[str]] = []
    last = 0
    for line in lines:
        if _R_HEAD.fullmatch(line):
            if rows:
                yield rows
            numbers = [int(n) for n in re.findall(r"\d+", line)]
            if numbers != list(range(last + 1, last + 1 + len(numbers))):
                raise InputError(say("column {column} is missing", column=last + 1))
            last, rows = numbers[-1], []
            continue
        found = _R_ROW.fullmatch(line)
        if found and int(found[1]) != len(rows) + 1:
            raise InputError(say("row {row} is missing", row=len(rows) + 1))
        if found:
            rows.append(found[2].split())
        elif rows or last:
            raise InputError(
                say("{text} stands between the rows; take one matrix", text=_quoted(line))
            )
    yield rows


def _joined(blocks: Iterator[list[list[str]]]) -> list[list[str]]:
    """Return blocks of columns side by side."""
    whole: list[list[str]] = []
    for block in blocks:
        if not whole:
            whole = [[] for _ in block]
        if len(block) != len(whole):
            raise ShapeError(
                say_many(
                    "one block has {count} row, another {other}",
                    "one block has {count} rows, another {other}",
                    len(whole),
                    other=len(block),
                )
            )
        for row, more in zip(whole, block, strict=True):
            row.extend(more)
    return whole


def _vector_of_r(lines: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for line in lines:
        found = _R_VECTOR.fullmatch(line)
        if found is None or int(found[1]) != len(cells) + 1:
            raise InputError(say("entry {entry} is missing", entry=len(cells) + 1))
        cells += found[2].split()
    return cells


def _quoted(line: str) -> str:
    return repr(line.strip()[:40])
