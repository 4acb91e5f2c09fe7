"""Numbers as text: in a cell of so many characters, in a sentence, in a table.

One rule holds everywhere. A number that is written out wholly is written short: 2, 0.25, 1e12.
One that is rounded keeps all the digits it is rounded to, 0.2500 or −1.000, or has a "≈" before
it, so that it never passes for the number it was rounded to.
"""

import math
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix

MINUS = "−"
_ABOUT = "≈"
_TOO_WIDE = "…"
_SHORT = 7  # characters of what is written out
_WHOLE = 1e15  # from here on not every integer has a float of its own
_LEAST = 4  # characters, below which there is no room for two digits and a power of ten
_LARGE = 1e6  # from here on a power of ten says more than so many digits
_LITTLE = 0.05  # below this a number is about 0, where there is no room for more
_NOISE = 8 * float(np.finfo(np.float64).eps)  # relative: what adding a few floats leaves


def fitted(values: Matrix, room: int, digits: int = 4) -> NDArray[np.str_]:
    """Return each number with as many digits as `room` characters hold.

    Integers have no decimals. At most `digits` significant digits of other numbers are
    shown, but one decimal always; a number that cannot be told in `room` characters becomes an
    ellipsis.

    Examples
    --------
    >>> fitted(np.array([[2.0, -0.28571, -0.9996, 1e12, np.nan, -np.inf]]), room=5).tolist()
    [['2', '−0.29', '−1.0', '1e12', 'NaN', '−∞']]
    >>> fitted(np.array([[0.25, 1 / 3, -0.9996, 1234.5, 0.0001]]), room=3).tolist()
    [['.25', '.33', '≈−1', '…', '≈0']]
    """
    flat = values.ravel()
    unique, where = np.unique(flat, return_inverse=True, equal_nan=True)
    texts = [_fit_one(value, room, digits) for value in unique.tolist()]
    table = np.array(texts, dtype=np.str_)
    shown: NDArray[np.str_] = table[where].reshape(values.shape)
    return shown


def signs(values: Matrix) -> NDArray[np.str_]:
    """Return "−" for negative entries, "∞", "?" for NaN, "" for the rest: for tiny cells."""
    text = np.where(values < 0, MINUS, "")
    text = np.where(np.isposinf(values), "∞", text)
    shown: NDArray[np.str_] = np.where(np.isnan(values), "?", text)
    return shown


def number(value: float, digits: int = 4) -> str:
    """Return a number for a sentence: integers whole, others with `digits` significant digits.

    One that is rounded keeps its zeros, and one decimal always; `is_exact` tells the two apart.

    Examples
    --------
    >>> number(-2.0), number(1 / 3), number(0.25000001), number(123456.0), number(123456.72)
    ('−2', '0.3333', '0.2500', '123456', '123456.7')
    """
    return _fit_one(float(value), room=12, digits=digits)


def short(value: float, digits: int = 6) -> str:
    """Return a number as `number` does; one of many digits or zeros as a power of ten.

    Examples
    --------
    >>> short(-2.5), short(123456.0), short(-7.5e11), short(0.0)
    ('−2.5', '123456', '−7.5e11', '0')
    """
    written = number(value, digits)
    if len(written.removeprefix(MINUS)) <= _SHORT or not math.isfinite(value):
        return written
    return scientific(value, digits)


def scientific(value: float, digits: int) -> str:
    """Return a finite number with a power of ten and at most so many digits.

    Examples
    --------
    >>> scientific(1234567.0, 3), scientific(-2e-7, 3), scientific(0.99999e5, 3)
    ('1.23e6', '−2e−7', '1.00e5')
    """
    return _signed(_scientific(value, digits))


def is_exact(text: str, value: float) -> bool:
    """Tell whether a text of this module says a finite number itself and not one near it.

    No float is 0.3; so "0.3" says 0.1 + 0.2 too, which is as near to it as floats can tell. But
    "1" says 1 alone.

    Examples
    --------
    >>> is_exact("0.25", 0.25), is_exact("0.2500", 0.25000001), is_exact("0.3", 0.1 + 0.2)
    (True, False, True)
    """
    told = text.replace(MINUS, "-")
    if told[0] in (_ABOUT, _TOO_WIDE):
        return False
    read = float(told)
    if read == value:
        return True
    return abs(read - value) <= _NOISE * abs(value) and Decimal(told) != Decimal(read)


def sum_of(terms: list[str], most: int = 6) -> str:
    """Join terms with plus signs; of a long sum the middle is left out."""
    if len(terms) > most:
        terms = [*terms[: most - 2], _TOO_WIDE, terms[-1]]
    return " + ".join(terms)


def _fit_one(value: float, room: int, digits: int) -> str:
    if not math.isfinite(value):
        text = "NaN" if math.isnan(value) else "∞" if value > 0 else MINUS + "∞"
        return text if len(text) <= room else _TOO_WIDE
    if abs(value) < _WHOLE and value.is_integer():
        whole = f"{value + 0.0:.0f}"  # no minus sign for -0.0
        if len(whole) <= room:
            return _signed(whole)
    plain = _plain(value, digits)
    writings = _exact_writings if is_exact(plain, value) else _rounded_writings
    for text in writings(plain, value, room, digits):
        if len(text) <= room:
            return _signed(text)
    return _TOO_WIDE


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def _plain(value: float, digits: int) -> str:
    """Write out a number with its zeros and one decimal at least; a huge or tiny one with e."""
    if 10.0 ** (digits - 1) <= abs(value) < _WHOLE:
        return f"{value:.1f}"
    text = f"{value:#.{digits}g}"
    if text[-1] == ".":  # rounded up to one digit more
        return f"{value:.1f}"
    return _without_padding(text) if "e" in text else text


def _scientific(value: float, digits: int) -> str:
    """Write a number with a power of ten; an exact one without zeros."""
    text = _power_of_ten(value, digits)
    return _trimmed(text) if is_exact(text, value) else text


def _power_of_ten(value: float, digits: int) -> str:
    return _without_padding(f"{value:.{digits - 1}e}")


def _without_padding(text: str) -> str:
    """Return "1.5e-7" for "1.5e-07"."""
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}"


def _trimmed(text: str) -> str:
    """Drop the zeros at the end of the decimals."""
    mantissa, mark, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + mark + exponent


def _exact_writings(plain: str, value: float, room: int, digits: int) -> Iterator[str]:
    """Yield how a number can be written that so many digits tell wholly."""
    written = _trimmed(plain)
    yield written
    if abs(value) < 1.0:
        yield written.replace("0.", ".", 1)
    if not 0.01 <= abs(value) < 1000.0:  # elsewhere it is no shorter
        powers = (_scientific(value, digits), _scientific(value, 1))
        yield from (text for text in powers if is_exact(text, value))
    yield from _rounded_writings(plain, value, room, digits)


def _rounded_writings(plain: str, value: float, room: int, digits: int) -> Iterator[str]:
    """Yield what a number can be rounded to, with ever fewer digits: each looks rounded."""
    size, over = abs(value), len(plain) - room
    is_plain = "e" not in plain
    yield plain
    if is_plain and size < 10.0**digits:
        yield from _fewer_decimals(value, digits - over)
    if 0.5 <= size < _LARGE:
        yield f"{_ABOUT}{value:.0f}"
    if room > _LEAST:
        whole = plain if not is_plain else _power_of_ten(value, digits)
        fitting = min(digits, digits - (len(whole) - room))
        yield from (_power_of_ten(value, left) for left in range(fitting, 1, -1))
    if size < 1.0 and is_plain:
        for text in _fewer_decimals(value, digits - (over - 1)):
            yield text.replace("0.", ".", 1)
    tens = _power_of_ten(value, 1)
    yield _ABOUT + tens
    if size < _LITTLE:
        yield tens  # this is what matters
        yield f"{_ABOUT}{value:.0f}"


def _fewer_decimals(value: float, digits: int) -> Iterator[str]:
    """Yield a number with so many digits if there are two at least, and a decimal among them."""
    if digits > 1:
        text = f"{value:#.{digits}g}"
        if text[-1] != "." and "e" not in text:
            yield text
