"""Why a cell is no number, and what to write in its place."""

import re
import unicodedata

from gradviz.errors import InputError
from gradviz.messages.message import Message, say
from gradviz.session.entry import parse_entry

_MISSING = frozenset(
    {"na", "n/a", "<na>", "null", "none", "nil", "missing", "undefined", "nat", "?"}
)
_TRUTH = frozenset({"true", "false", "yes", "no"})
_ERRORS = r"N/?A|DIV/0!|REF!|VALUE!|NUM!|NAME\?|NULL!|SPILL!|CALC!"
_ERROR = re.compile(rf"Err:\d+|#(?:{_ERRORS}|#+(?=[\t,;]))", re.IGNORECASE)
# ### is a cell that was too narrow, or a line to part others
_COMMENT = re.compile(rf"\s*+#(?:#++(?![\t,;])|(?!#|{_ERRORS}))", re.IGNORECASE)
_CURRENCY = "EUR|USD|GBP|CHF|JPY|CNY|RMB|INR|KRW|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|BRL|Rs\\.?"
_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_COMPLEX = re.compile(
    rf"\(?[+-]?(?:{_NUMBER})?\s*(?:[+-]\s*)?(?:{_NUMBER})?\s*\*?\s*(?:im|[ij])\)?"
)
_BASED = re.compile(r"[+-]?0[xXbBoO][\da-fA-F._pP+-]+")
_DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ].*)?"
    r"|\d{1,2}:\d{2}.*|\d{1,2}[-/. ]?[A-Za-z]{3,9}[-/. ]?\d*"
)
_LEDGER = re.compile(rf"\(\s*({_NUMBER})\s*\)")
_MONEY = re.compile(rf"(?:{_CURRENCY})\s*[+-]?\d[\d.,' ]*+|[+-]?\d[\d.,' ]*?\s*(?:{_CURRENCY})")
_LONGEST = 40
_EXAMPLES = say("1.5, -2e-3, nan or inf")


def is_error_value(text: str) -> bool:
    """Tell whether a text begins with an error of a spreadsheet, #N/A: no comment."""
    return bool(_ERROR.match(text))


def is_comment(line: str) -> bool:
    """Tell whether a line begins with #, and not with an error of a spreadsheet."""
    return _COMMENT.match(line) is not None


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for a value that is not there, or for true or false."""
    return cell.lower() in _MISSING | _TRUTH or is_error_value(cell)


def is_money(cell: str) -> bool:
    """Tell whether a cell is an amount of money."""
    has_sign = any(unicodedata.category(sign) == "Sc" for sign in cell)
    return has_sign or bool(_MONEY.fullmatch(cell))


def why_not(cell: str) -> Message:
    """Say why a cell is no number, and what to write.

    Examples
    --------
    >>> print(why_not("50%"))
    '50%' is not a number but a percentage; write 0.5, or 50 if that is meant
    >>> print(why_not("1/4"))
    '1/4' is not a number but arithmetic, which is for entries that are typed; write 0.25
    """
    if not cell:
        return say("the cell is empty; every cell needs a number")
    if len(cell) > _LONGEST:
        return _no_number(repr(cell[: _LONGEST - 3] + "..."))
    return _kind(cell, repr(cell))


def _no_number(quoted: str) -> Message:
    return say(
        "{cell} is not a number; write one such as {examples}", cell=quoted, examples=_EXAMPLES
    )


def _kind(cell: str, quoted: str) -> Message:
    if is_error_value(cell):
        return say(
            "{cell} is not a number but a spreadsheet error; write nan if that is meant",
            cell=quoted,
        )
    if cell.lower() in _MISSING:
        return say(
            "{cell} is not a number but a missing value; write nan if that is meant", cell=quoted
        )
    if cell.lower() in _TRUTH:
        return say("{cell} is not a number but true or false; write 1 or 0", cell=quoted)
    if cell.endswith("%"):
        return _percent(cell, quoted)
    if is_money(cell):
        return say(
            "{cell} is not a number but an amount of money; write it without the currency",
            cell=quoted,
        )
    if found := _LEDGER.fullmatch(cell):
        return say(
            "{cell} is not a number; parentheses can mean −{number}, as in a ledger, or {number}: "
            "write which",
            cell=quoted,
            number=found[1],
        )
    if _BASED.fullmatch(cell):
        return say("{cell} is not written in decimal digits; write it in them", cell=quoted)
    if _DATE.fullmatch(cell):
        return say(
            "{cell} is not a number but looks like a date or a time; write a number", cell=quoted
        )
    if (any(sign.isdigit() for sign in cell) and _COMPLEX.fullmatch(cell)) or cell in ("i", "j"):
        return say("{cell} is not a real number but a complex one; write real numbers", cell=quoted)
    return _arithmetic(cell, quoted)


def _percent(cell: str, quoted: str) -> Message:
    try:
        value = float(cell[:-1])
    except ValueError:
        return say("{cell} is not a number but a percentage; write a number", cell=quoted)
    return say(
        "{cell} is not a number but a percentage; write {share}, or {percent} if that is meant",
        cell=quoted,
        share=f"{value / 100:g}",
        percent=f"{value:g}",
    )


def _arithmetic(cell: str, quoted: str) -> Message:
    try:
        value = parse_entry(cell)
    except InputError:
        return _no_number(quoted)
    return say(
        "{cell} is not a number but arithmetic, which is for entries that are typed; write {value}",
        cell=quoted,
        value=repr(value).removesuffix(".0"),
    )
