"""The one reader of written matrices: paste, .csv, .tsv, .txt and `gv.matrix`."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from gradviz.errors import GradvizError, InputError
from gradviz.messages.message import Message, say
from gradviz.session.reading.brackets import VECTOR_REMEDY, is_in_brackets, ways_of_brackets
from gradviz.session.reading.characters import plain_text
from gradviz.session.reading.grid import (
    A_COLUMN,
    COMMAS_NEEDED,
    IS_ENTRIES,
    NUMBERS_ROWS,
    TellCount,
    read_by,
)
from gradviz.session.reading.latex import is_latex, way_of_latex
from gradviz.session.reading.lines import SIGNS, Lines, ways_of_lines
from gradviz.session.reading.numerals import Decimal
from gradviz.session.reading.pipes import HEAD_IS_ROW, HEADING_REMEDY, is_table, ways_of_pipes
from gradviz.session.reading.prints import Bare, bare, way_of_print
from gradviz.session.reading.question import Question, Reading
from gradviz.session.reading.way import MisfitError, Way

MAX_CHARACTERS = 32_000_000
"""Longest text that is read: 1000×1000 numbers with all of their digits."""

_LINE_REMEDY = say("write decimal points only, and tabs between entries")
_COLUMN_REMEDY = say("give it one, or leave the column out (in pandas index=False)")
_PLAIN = b"0123456789.eE+- ,;\t\n"
_SEPARATOR = re.compile(r'\s*+"?sep=([,;\t ])"?[ \t]*+(?:\n|\Z)', re.IGNORECASE)  # of spreadsheets
_GAP = re.compile(r"\n[ \t]*\n")
_QUOTED = 24

Tiers = Sequence[Sequence[Way]]
"""Ways in which a text may be meant; those of the next tier count where none of these fits."""


def read(
    text: str,
    *,
    decimal: Decimal | None = None,
    separator: str | None = None,
    limit: int = MAX_CHARACTERS,
    told: TellCount = lambda _: None,
) -> Reading | Question:
    r"""Read a matrix from text, however it is written.

    Parameters
    ----------
    text : str
    decimal : {".", ","}, optional
        The decimal sign, where that is known.
    separator : str, optional
        What is between the entries of a row, where that is known: ``","``, ``"\t"``.
    limit : int
        Characters that `text` may have.
    told : callable
        Is told after each row how many numbers there are so far.

    Raises
    ------
    InputError
        If there is nothing in it, a cell is no number (the message counts rows and columns
        from 1), the print was shortened with "...", or it is too long.
    ShapeError
        If rows differ in length, or there are more than two axes.

    Examples
    --------
    >>> [reading.values.tolist() for reading in read("1,5").readings]
    [[[1.0, 5.0]], [[1.5]]]
    """
    if len(text) > limit:
        raise InputError(
            say(
                "the text has {count} characters; at most {most} are read: "
                "save the matrix as .npy or .npz and open that",
                count=f"{len(text):,}",
                most=f"{limit:,}",
            )
        )
    plain = plain_text(text)
    if found := _SEPARATOR.match(plain):
        plain, separator = plain[found.end() :], separator or found[1]
    if not plain or plain.isspace():
        raise InputError(say("there is nothing to read: the text is empty"))
    quoted = _short(plain)
    tiers = _tiers(plain, decimal, separator)
    return decided(_asked(tiers, decimal, separator), quoted, told)


def read_lines(
    lines: Lines,
    signs: Collection[str],
    told: TellCount = lambda _: None,
    decimal: Decimal | None = None,
) -> Reading | Question:
    """Read a matrix from lines of `plain_text`: what is large never is there as a whole.

    Parameters
    ----------
    lines : callable
        Returns the lines, anew at each call.
    signs : collection of str
        Those of `SIGNS` that there are in them.
    told, decimal
        As for `read`.

    Raises
    ------
    InputError, ShapeError
        As `read` does.
    """
    first = next((line for line in lines() if line.strip()), "")
    return decided((ways_of_lines(lines, signs, decimal),), _short(first), told)


def decided(tiers: Tiers, quoted: str, told: TellCount) -> Reading | Question:
    """Return the one reading that ways have, or all of them as a question."""
    usual: list[tuple[Way, MisfitError]] = []
    for ways in tiers:
        found, faults = list[Reading](), list[tuple[Way, MisfitError]]()
        is_sure = False
        for way in ways:
            try:
                found += read_by(way, told)
                is_sure = is_sure or not way.needs_another
            except MisfitError as fault:
                faults.append((way, fault))
        different = _different(found) if is_sure else []
        if len(different) > 1:
            return _question(different, quoted)
        if different:
            return different[0]
        usual = usual or faults
    raise _refusal(usual)


def _refusal(faults: Sequence[tuple[Way, MisfitError]]) -> GradvizError:
    """Return what is wrong in the way that came farthest: where there are tabs, with these."""
    likely = [fault for way, fault in faults if way.separator == "\t"] or [f for _, f in faults]
    error = max(likely, key=lambda fault: fault.at).error
    if any(fault.error.message == COMMAS_NEEDED for _, fault in faults):
        told = say("{problem}; {advice}", problem=error.message, advice=COMMAS_NEEDED)
        return type(error)(told)
    return error


def _tiers(text: str, decimal: Decimal | None, separator: str | None) -> Tiers:
    """Return the ways in which a text may be meant."""
    if is_latex(text):
        return ((way_of_latex(text),),)
    given = bare(text)
    if way := way_of_print(given):
        return ((way,),)
    if is_in_brackets(given.text):
        return [_printed(ways, given) for ways in ways_of_brackets(given.text)]
    if is_table(given.text):
        return (_printed(ways_of_pipes(given.text), given),)
    body = given.text.strip("\n")
    signs = {sign for sign in SIGNS if sign in body}
    numbers = "" if given.factor != 1.0 or given.shape else _numbers(body)
    ways = ways_of_lines(partial(_lines, body), signs, decimal, separator, numbers)
    return (_printed(ways, given),)


def _printed(ways: Sequence[Way], given: Bare) -> Sequence[Way]:
    """Return ways that heed what was printed above the numbers."""
    return [replace(way, factor=given.factor, shape=given.shape) for way in ways]


def _asked(tiers: Tiers, decimal: Decimal | None, separator: str | None) -> Tiers:
    """Return the ways that agree with what is known of the text."""
    if decimal is None:
        return tiers
    kept = [
        [replace(way, needs_another=False) for way in ways if way.decimal == decimal]
        for ways in tiers
    ]
    if not any(kept):
        asked = f"decimal={decimal!r}" if separator is None else f"{decimal=}, {separator=}"
        raise InputError(
            say("this text cannot be read with {arguments}: leave that out", arguments=asked)
        )
    return kept


def _question(readings: Sequence[Reading], quoted: str) -> Question:
    words = [reading.words for reading in readings]
    problem, remedy = _open(quoted, len(words)), _LINE_REMEDY
    if A_COLUMN in words:
        remedy = VECTOR_REMEDY
    elif HEAD_IS_ROW in words:
        remedy = HEADING_REMEDY
    elif {NUMBERS_ROWS, IS_ENTRIES}.issuperset(words):
        problem, remedy = say("the first column has no heading"), _COLUMN_REMEDY
    return Question(problem, tuple(readings), remedy)


def _open(quoted: str, count: int) -> Message:
    if count == 2:
        return say("{text} can be read in two ways", text=quoted)
    if count == 3:
        return say("{text} can be read in three ways", text=quoted)
    return say("{text} can be read in {count} ways", text=quoted, count=count)


def _different(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings no two of which have the same numbers."""
    kept: dict[tuple[tuple[int, ...], bytes], Reading] = {}
    for reading in readings:
        kept.setdefault((reading.values.shape, reading.values.tobytes()), reading)
    return list(kept.values())


def _numbers(text: str) -> str:
    """Return a text if it is nothing but digits and separators, with no empty line; else ""."""
    is_plain = text.isascii() and not text.encode().translate(None, _PLAIN)
    return text if is_plain and text.strip() and not _GAP.search(text) else ""


def _lines(text: str) -> Iterator[str]:
    """Yield one line after the other, without a list of millions."""
    start = 0
    while (stop := text.find("\n", start)) >= 0:
        yield text[start:stop]
        start = stop + 1
    yield text[start:]


def _short(text: str) -> str:
    text = " ".join(text[:200].split())
    return repr(text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…")
