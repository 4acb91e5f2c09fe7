"""Lines of cells: a spreadsheet's, CSV, numbers between spaces, rows between semicolons."""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from gradviz.messages.message import NOTHING, Message, say
from gradviz.session.reading.characters import NO_BREAK
from gradviz.session.reading.nonnumbers import is_comment, is_error_value
from gradviz.session.reading.numerals import Decimal
from gradviz.session.reading.way import Way

SIGNS = '\t;,.#"' + NO_BREAK
"""What tells how lines may be taken apart."""

Lines = Callable[[], Iterable[str]]
Split = Callable[[str], list[list[str]]]

SEPARATORS = (",", ";", "\t", " ")
"""What may be between the entries of a row."""

_COMMENT = re.compile(r"\s#.*")
COMMAS_BETWEEN = say("commas between entries")
DECIMAL_COMMAS = say("decimal commas")
_BETWEEN = {
    ",": COMMAS_BETWEEN,
    ";": say("semicolons between entries"),
    "\t": say("tabs between entries"),
    " ": say("spaces between entries"),
}
_WITHIN = {",": DECIMAL_COMMAS, ".": say("commas between thousands")}


def ways_of_lines(
    lines: Lines,
    signs: Collection[str],
    decimal: Decimal | None = None,
    separator: str | None = None,
    numbers: str = "",
) -> tuple[Way, ...]:
    """Return the ways in which lines may be meant, as far as they are not chosen.

    Parameters
    ----------
    lines : callable
        Returns the lines, anew at each call.
    signs : collection of str
        Those of `SIGNS` that there are.
    decimal, separator : str, optional
        What is known of them.
    numbers : str
        The whole text, if it is nothing but numbers and separators.
    """
    ways = []
    for between in (separator,) if separator is not None else _separators(signs):
        is_between_rows = between != ";" and ";" in signs and separator in (",", " ")
        is_decimal = between == "," == decimal and '"' not in signs
        if is_between_rows or is_decimal:
            continue
        chosen = _decimals(signs, between) if decimal is None else (decimal,)
        made = [_way(lines, signs, between, sign, numbers) for sign in chosen]
        is_unsure = decimal is None and between == " "
        is_print = between == " " and _is_print(lines)
        ways += [
            replace(way, needs_commas=is_unsure and way.decimal == ",", is_print=is_print)
            for way in made
        ]
        if separator is None and between == " " and NO_BREAK in signs:
            ways.append(_by_plain_spaces(lines, decimal or "."))
    if ";" in signs and separator in (None, ",", " ") and _are_rows(lines):
        ways.append(_rows_between_semicolons(lines, signs, decimal or "."))
    return tuple(ways)


def _is_print(lines: Lines) -> bool:
    """Tell whether the first line is as a print of pandas or R begins: blanks, and aligned."""
    first, *others = [line.rstrip() for line in islice(filter(str.strip, lines()), 3)] or [""]
    return first[:1] == " " and len(first) in map(len, others)


def _separators(signs: Collection[str]) -> tuple[str, ...]:
    if "\t" in signs:
        return ("\t", *(sign for sign in ",;" if sign in signs))
    if ";" in signs:
        return (";",)
    return (",", " ") if "," in signs else (" ",)


def _decimals(signs: Collection[str], separator: str) -> tuple[Decimal, ...]:
    has_commas = "," in signs and (separator != "," or '"' in signs)
    return (",", ".") if has_commas else (".",)


def _way(
    lines: Lines, signs: Collection[str], separator: str, decimal: Decimal, numbers: str
) -> Way:
    has_commas = "," in signs and (separator != "," or '"' in signs)
    between = _BETWEEN[separator] if separator != " " or NO_BREAK in signs else NOTHING
    within = _WITHIN[decimal] if has_commas else NOTHING
    how = [f"separator={separator!r}".replace("'", '"')]
    if has_commas:
        how.insert(0, f'decimal="{decimal}"')
    return Way(
        rows=partial(_rows, lines, _splitter(separator, signs)),
        words=_together(between, within),
        decimal=decimal,
        separator=separator,
        how=", ".join(how if decimal == "." or (between and within) else how[:1]),
        has_names=True,
        numbers=numbers if decimal == "." else "",
    )


def _together(between: Message, within: Message) -> Message:
    """Return what is said of a way: of what is between its entries, and within them."""
    if between and within:
        return say("{between}, {within}", between=between, within=within)
    return between or within


def _by_plain_spaces(lines: Lines, decimal: Decimal) -> Way:
    """Return the way in which spaces that do not break stand between thousands."""
    return Way(
        rows=partial(_rows, lines, lambda line: [re.split(r" +", line.strip(" \t"))]),
        words=say("spaces between thousands"),
        decimal=decimal,
        separator="\t",
        how='separator="\\t"',
        has_names=True,
    )


def _rows_between_semicolons(lines: Lines, signs: Collection[str], decimal: Decimal) -> Way:
    """Return MATLAB's way without its brackets."""
    separator = "," if "," in signs and decimal == "." else " "
    return Way(
        rows=partial(_rows, lines, partial(_parts, separator)),
        words=say("semicolons between rows"),
        decimal=decimal,
        separator=separator,
        how=f'separator="{separator}"',
    )


def _parts(separator: str, line: str) -> list[list[str]]:
    parts = [part for part in line.split(";") if part.strip()]
    if separator in line:
        return [_cells(part) for part in parts]
    return [part.split() for part in parts]


def _cells(part: str) -> list[str]:
    return part.split(",") if "," in part else part.split()


def _are_rows(lines: Lines) -> bool:
    """Tell whether semicolons may be between rows: all in one line, or around several cells."""
    filled = (line for line in _uncommented(lines()) if line.strip())
    first, second = next(filled, ""), next(filled, "")
    return not second or any(len(part.split()) > 1 for part in first.split(";"))


def _splitter(separator: str, signs: Collection[str]) -> Split:
    if separator == " ":
        return (lambda line: [unquoted(line, " ")]) if '"' in signs else lambda line: [line.split()]
    if '"' in signs:
        return lambda line: [unquoted(line, separator)]
    return lambda line: [line.split(separator)]


def unquoted(line: str, separator: str) -> list[str]:
    """Return cells some of which may be in quotes, and then hold the separator."""
    if '"' not in line:
        return line.split(None if separator == " " else separator)
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:  # a cell longer than any number
        return line.split(separator)
    return [cell for cell in cells if cell] if separator == " " else cells


def _rows(lines: Lines, split: Split) -> Iterator[list[str]]:
    """Yield the cells of each row; none for an empty line."""
    for line in _uncommented(lines()):
        if line.strip(" \n"):
            yield from split(line)
        else:
            yield []


def _uncommented(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines without what stands behind #, and none for those of a comment alone."""
    for line in lines:
        if "#" not in line:
            yield line
        elif not is_comment(line) and (kept := _without_comment(line).strip(" ")):
            yield kept


def _without_comment(line: str) -> str:
    found = _COMMENT.search(line)
    while found and is_error_value(found[0].lstrip()):
        found = _COMMENT.search(line, found.start() + 2)
    return line[: found.start()] if found else line
