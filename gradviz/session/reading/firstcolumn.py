"""A first column that is not headed as the others are: names, a count of rows, or numbers."""

from collections.abc import Sequence

from gradviz.messages.message import Message, say
from gradviz.session.reading.faults import in_cell
from gradviz.session.reading.heads import is_range, wrong_name
from gradviz.session.reading.nonnumbers import why_not
from gradviz.session.reading.numerals import NotANumberError, Numerals
from gradviz.session.reading.way import MisfitError


def numbers_in(
    cells: Sequence[str], numerals: Numerals, row: int, *, has_corner: bool, is_print: bool
) -> list[float]:
    """Return the numbers of a first column that may be one of the matrix; none if it only names.

    Parameters
    ----------
    cells : sequence of str
    numerals : Numerals
    row : int
        That of the first cell, counted from 1.
    has_corner : bool
        Whether an empty head stands above it: 0, 1, 2 there are the index of pandas.
    is_print : bool
        Whether it is aligned as a print of pandas or R: any whole numbers are an index.

    Raises
    ------
    MisfitError
        If a cell is neither a name nor a number, or there are both.
    """
    numbers = {n: value for n, cell in enumerate(cells) for value in _number(cell, numerals)}
    words = [n for n in range(len(cells)) if n not in numbers]
    if words and (wrong := wrong_name([cells[n] for n in words])) >= 0:
        raise _misfit(row + words[wrong], why_not(cells[words[wrong]]))
    if words and numbers:
        first = next(iter(numbers))
        raise _misfit(
            row + first,
            say(
                "{number} stands among names of rows ({name}); "
                "write all of them as names, or as numbers",
                number=repr(cells[first]),
                name=repr(cells[words[0]]),
            ),
        )
    is_index = is_print and all(cell.isdecimal() for cell in cells)
    return [] if is_index or (has_corner and is_range(cells)) else [*numbers.values()]


def _number(cell: str, numerals: Numerals) -> list[float]:
    try:
        return [numerals.number(cell)]
    except NotANumberError:
        return []


def _misfit(row: int, why: Message) -> MisfitError:
    return MisfitError(in_cell(row, 1, why), (row, 1))
