"""Plain English for numbers and cells: counting, listing, and "=" only where it is true."""

import math
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING

from gradviz.language.notation import Notation
from gradviz.language.numbers import MINUS, is_exact, number
from gradviz.refs import CellRef

if TYPE_CHECKING:
    from gradviz.engine.graph.dependence import Block

_DIGITS = 60


def counted(count: int, noun: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> counted(1, "sample"), counted(4, "entry")
    ('1 sample', '4 entries')
    """
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"


def with_article(noun: str) -> str:
    """Return a noun after "a" or "an".

    Examples
    --------
    >>> with_article("relu"), with_article("identity")
    ('a relu', 'an identity')
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def listed(items: Sequence[str]) -> str:
    """Join items as in a sentence.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join([*([", ".join(items[:-1])] if items[:-1] else []), *items[-1:]])


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


def block_words(block: "Block", notation: Notation) -> str:
    """Return what people call a block of cells.

    Examples
    --------
    >>> from gradviz.engine.graph.dependence import Block
    >>> block = Block("X", range(2), range(1, 2))
    >>> block_words(block, Notation()), block_words(block, Notation(convention="xw"))
    ('column 2 of X', 'row 2 of X')
    """
    rows, cols = block.rows, block.cols
    if len(rows) == len(cols) == 1:
        return notation.cell(CellRef(block.name, rows[0], cols[0]))
    lines = ("row", "column")
    row, column = lines[::-1] if notation.is_flipped(block.name) else lines
    if len(rows) == 1:
        return f"{row} {notation.count(rows[0])} of {notation.name(block.name)}"
    if len(cols) == 1:
        return f"{column} {notation.count(cols[0])} of {notation.name(block.name)}"
    return f"all of {notation.name(block.name)}"


def _decimal(text: str) -> Decimal:
    """Read a displayed number; what is not finite raises InvalidOperation."""
    return Decimal(text.replace(MINUS, "-").replace("NaN", "not finite"))
