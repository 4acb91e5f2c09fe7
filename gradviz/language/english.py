"""Numbers and cells in plain words, and "=" only where it is true."""

import math
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING

from gradviz.language.notation import Notation, line_words
from gradviz.language.numbers import MINUS, is_exact, number
from gradviz.messages.message import Message, say, verbatim
from gradviz.refs import CellRef

if TYPE_CHECKING:
    from gradviz.engine.graph.dependence import Block

_DIGITS = 60


def relation(result: str, terms: Iterable[Sequence[str]], divisor: int = 1) -> str:
    """Return "=" if numbers as they are displayed give `result`, and "≈" if they do not.

    Parameters
    ----------
    result : str
        What is shown as the result, a text of `gradviz.language.numbers.number`.
    terms : iterable of sequences of str
        The factors of each term as they are shown; the products are added up.
    divisor : int
        What their sum is divided by.

    Returns
    -------
    str
        "=" too wherever something is not finite: there is nothing to round.

    Examples
    --------
    >>> relation("2", [("−1", "1"), ("3", "1")]), relation("1", [("0.3333",), ("0.6666",)])
    ('=', '≈')
    """
    exact = Context(prec=_DIGITS, traps=[Inexact, InvalidOperation])
    try:
        total = Decimal(0)
        for term in terms:
            product = Decimal(1)
            for factor in term:
                product = exact.multiply(product, _decimal(factor))
            total = exact.add(total, product)
        return "=" if exact.multiply(_decimal(result), Decimal(divisor)) == total else "≈"
    except Inexact:
        return "≈"
    except InvalidOperation:
        return "="


def is_rounded(value: float, digits: int = 4) -> bool:
    """Tell whether a number as it is displayed, with so many digits, is not the number itself.

    Examples
    --------
    >>> is_rounded(1 / 3), is_rounded(0.1 + 0.2), is_rounded(float("inf"))
    (True, False, False)
    """
    return math.isfinite(value) and not is_exact(number(value, digits), value)


def about(*values: float, digits: int = 4) -> str:
    """Return "=" where numbers are shown with all their digits, or else "≈"."""
    return "≈" if any(is_rounded(value, digits) for value in values) else "="


def equals(value: float, digits: int = 4) -> str:
    """Return a number after "=", or after "≈" where not all its digits are shown.

    Examples
    --------
    >>> equals(2.5), equals(1 / 3)
    ('= 2.5', '≈ 0.3333')
    """
    return f"{about(value, digits=digits)} {number(value, digits)}"


def named_value(name: str, value: float, digits: int = 4) -> str:
    """Return what a cell is equal to, with "≈" where not all digits are shown.

    Examples
    --------
    >>> named_value("W_grad[1,2]", 2.5), named_value("Y[1,1]", 1 / 3)
    ('W_grad[1,2] = 2.5', 'Y[1,1] ≈ 0.3333')
    """
    return f"{name} {equals(value, digits)}"


def block_words(block: "Block", notation: Notation) -> Message:
    """Return what people call a block of cells.

    Examples
    --------
    >>> from gradviz.engine.graph.dependence import Block
    >>> block = Block("X", range(2), range(1, 2))
    >>> print(block_words(block, Notation()), "/", block_words(block, Notation(convention="xw")))
    column 2 of X / row 2 of X
    """
    rows, cols = block.rows, block.cols
    name, is_flipped = notation.name(block.name), notation.is_flipped(block.name)
    if len(rows) == len(cols) == 1:
        return verbatim(notation.cell(CellRef(block.name, rows[0], cols[0])))
    if len(rows) == 1:
        return line_words(notation.count(rows[0]), name, is_row=not is_flipped)
    if len(cols) == 1:
        return line_words(notation.count(cols[0]), name, is_row=is_flipped)
    return say("all of {matrix}", matrix=name)


def _decimal(text: str) -> Decimal:
    """Read a displayed number; what is not finite raises InvalidOperation."""
    return Decimal(text.replace(MINUS, "-").replace("NaN", "not finite"))
