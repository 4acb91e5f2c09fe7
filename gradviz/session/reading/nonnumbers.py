"""Why a cell is no number, and what to write in its place."""

import re
import unicodedata

from gradviz.errors import InputError
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
_EXAMPLES = "1.5, -2e-3, nan or inf"


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


def why_not(cell: str) -> str:
    """Say why a cell is no number, and what to write.

    Examples
    --------
    >>> why_not("50%")
    "'50%' is not a number but a percentage; write 0.5, or 50 if that is meant"
    >>> why_not("1/4")
    "'1/4' is not a number but arithmetic, which is for entries that are typed; write 0.25"
    """
    if not cell:
        return "the cell is empty; every cell needs a number"
    if len(cell) > _LONGEST:
        return f"{cell[: _LONGEST - 3] + '...'!r} is not a number; write one such as {_EXAMPLES}"
    return f"{cell!r} is not a number{_kind(cell)}"


def _kind(cell: str) -> str:
    if is_error_value(cell):
        return " but an error of a spreadsheet; write nan if that is meant"
    if cell.lower() in _MISSING:
        return " but a missing value; write nan if that is meant"
    if cell.lower() in _TRUTH:
        return " but true or false; write 1 or 0"
    if cell.endswith("%"):
        return f" but a percentage; {_percent(cell)}"
    if is_money(cell):
        return " but an amount of money; write it without the sign of the currency"
    if found := _LEDGER.fullmatch(cell):
        return f"; parentheses can mean −{found[1]}, as in a ledger, or {found[1]}: write which"
    if _BASED.fullmatch(cell):
        return " in decimal digits; write it in them"
    if _DATE.fullmatch(cell):
        return " but looks like a date or a time; write a number"
    if (any(sign.isdigit() for sign in cell) and _COMPLEX.fullmatch(cell)) or cell in ("i", "j"):
        return " that is real but a complex one; write real numbers"
    return _arithmetic(cell)


def _percent(cell: str) -> str:
    try:
        value = float(cell[:-1])
    except ValueError:
        return "write a number"
    return f"write {value / 100:g}, or {value:g} if that is meant"


def _arithmetic(cell: str) -> str:
    try:
        value = parse_entry(cell)
    except InputError:
        return f"; write one such as {_EXAMPLES}"
    shown = repr(value).removesuffix(".0")
    return f" but arithmetic, which is for entries that are typed; write {shown}"
