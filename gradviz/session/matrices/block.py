"""Blocks of numbers as text: read with one meaning, and written so that they are read back."""

from gradviz.arrays import Matrix
from gradviz.errors import InputError
from gradviz.messages.message import joined, say
from gradviz.session.reading.lines import SEPARATORS
from gradviz.session.reading.numerals import DECIMALS, Decimal
from gradviz.session.reading.question import Question
from gradviz.session.reading.reader import read


def parse_block(
    text: str, *, decimal: Decimal | None = None, separator: str | None = None
) -> Matrix:
    r"""Do what `matrix` does; the result is read-only.

    Examples
    --------
    >>> parse_block("[1 2; 3 0.5]")
    array([[1. , 2. ],
           [3. , 0.5]])
    """
    if decimal not in (None, *DECIMALS):
        raise InputError(say('decimal is "." or ",": got {decimal}', decimal=repr(decimal)))
    if separator not in (None, *SEPARATORS):
        raise InputError(
            say(
                "separator is one of {separators}: got {separator}",
                separators=joined(map(repr, SEPARATORS), ", "),
                separator=repr(separator),
            )
        )
    found = read(text, decimal=decimal, separator=separator)
    if isinstance(found, Question):
        raise found.refusal(has_arguments=True)
    return found.values


def matrix(text: str, *, decimal: Decimal | None = None, separator: str | None = None) -> Matrix:
    r"""Read a matrix from text, as spreadsheets, NumPy, PyTorch, pandas, MATLAB and R show it.

    A text has one reading, or is refused; no number in it is guessed or skipped. Names of rows
    and columns, an index 0, 1, 2 under an empty head, and comments behind #, are no numbers.
    In brackets a comma separates. A factor in a line above, ``1.0e+03 *``, multiplies.

    Parameters
    ----------
    text : str
        Cells between tabs, commas, semicolons or spaces, lists in brackets, LaTeX, Markdown.
    decimal : {".", ","}, optional
        The decimal sign, where the text alone does not tell.
    separator : str, optional
        What is between the entries of a row, where the text alone does not tell.

    Returns
    -------
    ndarray, shape (rows, columns)
        float64, your own to write to.

    Raises
    ------
    InputError
        If it can be read in several ways, which are named, or a cell is no number: the message
        says which, counted from 1, and what to write.
    ShapeError
        If rows differ in length, or there are more than two axes.

    Examples
    --------
    >>> matrix("[[1. 2.]\n [3. 4.]]")
    array([[1., 2.],
           [3., 4.]])
    >>> matrix("1,5", decimal=",")
    array([[1.5]])
    >>> matrix("1 2\n3 1/4")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    gradviz.errors.InputError: row 2, column 2: '1/4' is not a number but arithmetic, ...
    """
    if not isinstance(text, str):
        raise InputError(say("matrix needs text: got {type}", type=type(text).__name__))
    return parse_block(text, decimal=decimal, separator=separator).copy()


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
    >>> import numpy as np
    >>> format_block(np.array([[1, 0.1], [float("nan"), -0.0]]))
    '1.0\t0.1\nnan\t-0.0'
    """
    return "\n".join("\t".join(map(repr, row)) for row in values.tolist())
