"""Counts as people read them: in groups of three digits, huge ones as powers of ten."""

from collections.abc import Sequence

from gradviz.language.numbers import is_exact, short

HUGE = 10**9
"""From here on a power of ten says more than all the digits."""

_DIGITS = 4


def grouped(count: int) -> str:
    r"""Return a whole number with its digits in groups of three, if it has five or more.

    A huge one is written as a power of ten.

    Examples
    --------
    >>> grouped(1234), grouped(1234567) == "1\u2009234\u2009567"
    ('1234', True)
    >>> grouped(10**27), grouped(123456789012)
    ('1e27', '1.235e11')
    """
    if count >= HUGE:
        return short(float(count), _DIGITS)
    return str(count) if count < 10_000 else f"{count:,}".replace(",", "\u2009")


def told_equal(terms: Sequence[int], total: int) -> str:
    """Return "=" where a sum as it is displayed is its total as it is displayed, or else "≈".

    Examples
    --------
    >>> told_equal([10**27, 10**27], 2 * 10**27), told_equal([123456789012], 123456789012)
    ('=', '≈')
    """
    is_exact_one = (is_exact(grouped(n), float(n)) for n in (*terms, total) if n >= HUGE)
    return "=" if all(is_exact_one) else "≈"
