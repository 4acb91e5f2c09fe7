"""Blocks of numbers as they come from the clipboard, and as they go to it."""

import math
import re

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError, ShapeError
from gradviz.session.entry import parse_entry
from gradviz.session.notations import cut

MAX_CHARACTERS = 4_000_000
"""Longest text that is read as a block."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("−–﹣－", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\f\v", " "),
        **dict.fromkeys("\ufeff\u200b\u200e\u200f"),
        "“": '"',
        "”": '"',
    }
)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?\Z")


def parse_block(text: str, *, first_row: int = 1, limit: int = MAX_CHARACTERS) -> Matrix:
    r"""Read a matrix from text, however it is written.

    Read are the cells of a spreadsheet (tabs), CSV with commas or semicolons, Python lists,
    NumPy's str and repr, PyTorch tensors, MATLAB's literals and display, LaTeX matrices and
    Markdown tables. Each cell is whatever `parse_entry` reads. Where cells are separated by
    tabs or semicolons, commas are decimal commas.

    Parameters
    ----------
    text : str
    first_row : int
        What messages call the first row.
    limit : int
        Characters that `text` may have.

    Returns
    -------
    Matrix, shape (rows, columns)
        Read-only.

    Raises
    ------
    InputError
        If there is nothing in it, a cell is no number (the message counts rows and columns
        from 1), the print was shortened with "...", or it is too long.
    ShapeError
        If rows differ in length, or there are more than two axes.

    Examples
    --------
    >>> parse_block("1\t2\n3\t4\n")
    array([[1., 2.],
           [3., 4.]])
    >>> parse_block("[1 2; 3 1/2]")
    array([[1. , 2. ],
           [3. , 0.5]])
    >>> parse_block("1 2\n3 4\n5 abc")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    gradviz.errors.InputError: row 3, column 2: 'abc' is not a number; write one such as ...
    """
    if len(text) > limit:
        raise InputError(
            f"the text has {len(text):,} characters; at most {limit:,} are read: "
            "save the matrix as .npy or .npz and open that"
        )
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_PLAIN)
    if not plain.strip():
        raise InputError("there is nothing to read: the text is empty")
    if "..." in plain or "…" in plain:
        raise InputError(
            "the numbers were shortened with '...': print all of them, in NumPy after "
            "np.set_printoptions(threshold=sys.maxsize)"
        )
    pieces = cut(plain)
    _check_rectangular(pieces.rows, first_row)
    rows = pieces.rows
    if pieces.decimal_comma:
        rows = _with_decimal_points(rows, first_row)
    numbers = [_numbers(n, row) for n, row in enumerate(rows, start=first_row)]
    return freeze(np.array(numbers, dtype=np.float64) * pieces.factor)


def format_block(values: Matrix) -> str:
    r"""Write a matrix so that a spreadsheet and `parse_block` read the same numbers back.

    Parameters
    ----------
    values : Matrix, shape (rows, columns)

    Returns
    -------
    str
        Cells separated by tabs, rows by line ends, none after the last.

    Examples
    --------
    >>> format_block(np.array([[1, 0.1], [float("nan"), -0.0]]))
    '1.0\t0.1\nnan\t-0.0'
    """
    return "\n".join("\t".join(map(repr, row)) for row in values.tolist())


def _check_rectangular(rows: list[list[str]], first_row: int) -> None:
    if not rows or not rows[0]:
        raise InputError("there are no numbers in this text")
    width = len(rows[0])
    for n, row in enumerate(rows, start=first_row):
        if len(row) != width:
            raise ShapeError(
                f"rows need one length: row {first_row} has {_entries(width)}, "
                f"row {n} has {len(row)}"
            )


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _with_decimal_points(rows: list[list[str]], first_row: int) -> list[list[str]]:
    """Turn decimal commas to points; with points about, a comma could mean thousands."""
    if not any("," in cell for row in rows for cell in row):
        return rows
    has_points = any("." in cell for row in rows for cell in row)
    result = []
    for n, row in enumerate(rows, start=first_row):
        for k, cell in enumerate(row, start=1):
            if "," in cell and (has_points or not _DECIMAL_COMMA.match(cell)):
                raise InputError(
                    f"row {n}, column {k}: {cell[:40]!r} can be read in two ways; "
                    "write decimal points only, and no separators of thousands"
                )
        result.append([cell.replace(",", ".") for cell in row])
    return result


def _numbers(n: int, row: list[str]) -> list[float]:
    try:
        values = [float(cell) for cell in row]
    except ValueError:
        pass
    else:
        if not any(map(math.isinf, values)):
            return values
    return [_number(n, k, cell) for k, cell in enumerate(row, start=1)]


def _number(n: int, k: int, cell: str) -> float:
    if not cell:
        raise InputError(f"row {n}, column {k}: the cell is empty; every cell needs a number")
    try:
        return parse_entry(cell)
    except InputError as error:
        raise InputError(f"row {n}, column {k}: {error}") from None
