"""Blocks of numbers as they come from the clipboard, and as they go to it."""

import math
import re
from array import array
from collections.abc import Callable, Collection, Iterable

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError, ShapeError
from gradviz.session.entry import parse_entry
from gradviz.session.notations import Cut, cut, cut_lines

MAX_CHARACTERS = 4_000_000
"""Longest text that is read as a block."""
MAX_ARITHMETIC = 20_000
"""Different cells that are arithmetic, 1/3: each takes thirty times as long as a number."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("−–﹣－", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\ufeff\u200b\u200e\u200f"),
        "“": '"',
        "”": '"',
    }
)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?\Z")


def parse_block(
    text: str,
    *,
    first_row: int = 1,
    limit: int = MAX_CHARACTERS,
    progress: Callable[[int], None] | None = None,
) -> Matrix:
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
    progress : callable, optional
        Is told after each row how many numbers there are so far.

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
    plain = plain_text(text)
    if not plain or plain.isspace():
        raise InputError("there is nothing to read: the text is empty")
    return _matrix(cut(plain), first_row, progress, has_points="." in plain)


def parse_lines(
    lines: Iterable[str],
    signs: Collection[str],
    first_row: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Matrix:
    """Read a matrix from lines of numbers as they come: what is large never is there as a whole.

    Parameters
    ----------
    lines : iterable of str
        Lines of `plain_text`, the first of which is not empty.
    signs : collection of str
        Tab, semicolon and point, as far as there are any in the text.
    first_row, progress
        As for `parse_block`.

    Raises
    ------
    InputError, ShapeError
        As `parse_block` does.

    Examples
    --------
    >>> parse_lines(iter(["1;2,5", "3;4"]), ";")
    array([[1. , 2.5],
           [3. , 4. ]])
    """
    return _matrix(cut_lines(lines, signs), first_row, progress, has_points="." in signs)


def plain_text(text: str) -> str:
    r"""Return a text with \n as the only line end, and the signs of ASCII for all others.

    Raises
    ------
    InputError
        If it was shortened with "...".
    """
    if "..." in text or "…" in text:
        raise InputError(
            "the numbers were shortened with '...': print all of them, in NumPy after "
            "np.set_printoptions(threshold=sys.maxsize)"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").replace("\v", " ")
    return text if text.isascii() else text.translate(_PLAIN)


def _matrix(
    pieces: Cut, first_row: int, progress: Callable[[int], None] | None, *, has_points: bool
) -> Matrix:
    cells = _Cells(has_decimal_comma=pieces.decimal_comma, has_points=has_points)
    numbers = array("d")
    width = 0
    for n, row in enumerate(pieces.rows, start=first_row):
        width = width or len(row)
        _check_width(n, len(row), first_row, width)
        numbers.fromlist(cells.numbers(n, row))
        if progress is not None:
            progress(len(numbers))
    if not numbers:
        raise InputError("there are no numbers in this text")
    found = np.frombuffer(numbers).reshape(-1, width)
    with np.errstate(all="ignore"):
        scaled = found * pieces.factor
    if np.isfinite(found[~np.isfinite(scaled)]).any():
        raise InputError(f"the numbers are too large to be multiplied by {pieces.factor:g}")
    return freeze(scaled)


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


def _check_width(n: int, length: int, first_row: int, width: int) -> None:
    if not width:
        raise InputError("there are no numbers in this text")
    if length != width:
        raise ShapeError(
            f"rows need one length: row {first_row} has {_entries(width)}, row {n} has {length}"
        )


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


class _Cells:
    """Reads cells; remembers those that are arithmetic, which takes long.

    Parameters
    ----------
    has_decimal_comma : bool
        Whether commas are decimal points.
    has_points : bool
        Whether there are points too: a comma could then mean thousands.
    """

    def __init__(self, *, has_decimal_comma: bool, has_points: bool) -> None:
        self._has_decimal_comma = has_decimal_comma
        self._has_points = has_points
        self._known: dict[str, float] = {}

    def numbers(self, n: int, row: list[str]) -> list[float]:
        """Return the numbers of row n."""
        if self._has_decimal_comma:
            row = [self._with_point(n, k, cell) for k, cell in enumerate(row, start=1)]
        try:
            values = list(map(float, row))
        except ValueError:
            pass
        else:
            if not any(map(math.isinf, values)):
                return values
        return [self._number(n, k, cell) for k, cell in enumerate(row, start=1)]

    def _with_point(self, n: int, k: int, cell: str) -> str:
        if "," not in cell:
            return cell
        if self._has_points or not _DECIMAL_COMMA.match(cell):
            raise InputError(
                f"row {n}, column {k}: {cell[:40]!r} can be read in two ways; "
                "write decimal points only, and no separators of thousands"
            )
        return cell.replace(",", ".")

    def _number(self, n: int, k: int, cell: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            value = math.inf
        if not math.isinf(value):
            return value
        if not cell:
            raise InputError(f"row {n}, column {k}: the cell is empty; every cell needs a number")
        if (known := self._known.get(cell)) is not None:
            return known
        try:
            value = self._known[cell] = parse_entry(cell)
        except InputError as error:
            raise InputError(f"row {n}, column {k}: {error}") from None
        if len(self._known) > MAX_ARITHMETIC:
            raise InputError(
                f"row {n}, column {k}: more than {MAX_ARITHMETIC:,} cells are arithmetic, "
                f"such as {cell[:40]!r}; write their values"
            )
        return value
