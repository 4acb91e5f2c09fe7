"""Numbers of a cell as lines, and the parts that they are made of."""

from dataclasses import dataclass

import numpy as np

from gradviz.language.notation import Axis
from gradviz.language.numbers import MINUS, number
from gradviz.messages.line import Line, Run


@dataclass(frozen=True, slots=True)
class Part:
    """One of the numbers that add up to a cell: "W[1,2]·Y_grad[1,1]" and its value."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Computation:
    """How a cell is computed.

    Attributes
    ----------
    lines : tuple of Line
        In letters, with the numbers put in, and the result. "=" stands only where the numbers
        as they are displayed give the result exactly, else "≈".
    parts : tuple of Part
        They add up to the cell; empty where it is no sum.
    """

    lines: tuple[Line, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """The parts worth showing, and what is left out: how many, and what they add up to."""

    parts: tuple[Part, ...]
    others: int
    rest: float


def digest(parts: tuple[Part, ...], most: int = 12) -> Digest:
    """Return the `most` largest parts by magnitude, in their own order; NaN counts as largest.

    Examples
    --------
    >>> short = digest((Part("a", 1.0), Part("b", -9.0), Part("c", 2.0)), most=2)
    >>> [part.label for part in short.parts], short.others, short.rest
    (['b', 'c'], 1, 1.0)
    """
    sizes = np.nan_to_num(np.abs([part.value for part in parts]), nan=np.inf)
    kept = set(np.argsort(-sizes, kind="stable")[:most].tolist())
    others = [part.value for n, part in enumerate(parts) if n not in kept]
    shown = tuple(part for n, part in enumerate(parts) if n in kept)
    with np.errstate(all="ignore"):
        return Digest(shown, len(others), float(np.sum(others)))


def bracketed(shown: str) -> str:
    """Return a displayed number as a factor: negative ones in parentheses."""
    return f"({shown})" if shown.startswith(MINUS) else shown


def result_line(sign: str, value: float) -> Line:
    """Return the last line of a formula, with the result in it."""
    return Run(f"{sign} "), Run(number(value + 0.0), "strong")


def summed(letter: Axis, what: Line) -> Line:
    """Return the sum of `what` over an index."""
    return (Run("Σ", letter), Run(letter, letter, -1), Run(" "), *what)
