"""Numbers as text: in a cell of so many characters, in a sentence, in a table."""

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix

MINUS = "−"
_TOO_WIDE = "…"
_SHORT = 7  # characters of what is written out


def fitted(values: Matrix, room: int, digits: int = 4) -> NDArray[np.str_]:
    """Return each number with as many digits as `room` characters hold.

    Integers have no decimals. At most `digits` significant digits of other numbers are
    shown; a number that cannot be told in `room` characters becomes an ellipsis.

    Examples
    --------
    >>> fitted(np.array([[2.0, -0.28571, 1e12, np.nan, -np.inf]]), room=5).tolist()
    [['2', '−0.29', '1e12', 'NaN', '−∞']]
    """
    flat = values.ravel()
    unique, where = np.unique(flat, return_inverse=True, equal_nan=True)
    texts = [_fit_one(float(value), room, digits) for value in unique]
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

    Examples
    --------
    >>> number(-2.0), number(1 / 3), number(1e-9), number(123456.0)
    ('−2', '0.3333', '1e−9', '123456')
    """
    return _fit_one(value, room=12, digits=digits)


def short(value: float, digits: int = 6) -> str:
    """Return a number as `number` does; one of many digits or zeros as a power of ten.

    Examples
    --------
    >>> short(-2.5), short(123456.0), short(-7.5e11), short(0.0)
    ('−2.5', '123456', '−7.5e11', '0')
    """
    written = number(value, digits)
    if len(written.removeprefix(MINUS)) <= _SHORT or not np.isfinite(value):
        return written
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{float(mantissa):.{digits}g}e{int(exponent)}".replace("-", MINUS)


def sum_of(terms: list[str], most: int = 6) -> str:
    """Join terms with plus signs; of a long sum the middle is left out."""
    if len(terms) > most:
        terms = [*terms[: most - 2], _TOO_WIDE, terms[-1]]
    return " + ".join(terms)


def _fit_one(value: float, room: int, digits: int) -> str:
    if not np.isfinite(value):
        text = "NaN" if np.isnan(value) else "∞" if value > 0 else MINUS + "∞"
        return text if len(text) <= room else _TOO_WIDE
    if abs(value) < 1e15 and (value == int(value) or abs(value) >= 10**digits):
        whole = f"{value + 0.0:.0f}"  # no minus sign for -0.0
        if len(whole) <= room:
            return whole.replace("-", MINUS)
    writings = [f"{value:.{precision}g}" for precision in range(digits, 0, -1)]
    for writing in (*writings, f"{value:.0e}"):  # 0.0012 in four characters is 1e−3
        mantissa, mark, exponent = writing.partition("e")
        text = f"{mantissa}e{int(exponent)}" if mark else mantissa
        if len(text) <= room:
            return text.replace("-", MINUS)
    return _TOO_WIDE
