"""Lines of a text as runs that say what they are, and the parts that numbers are made of."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from gradviz.language.notation import Axis
from gradviz.language.numbers import MINUS, number

Role: TypeAlias = Literal["plain", "muted", "strong", "i", "j", "k"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text and what it is; the theme decides what that looks like.

    `role` "i", "j" or "k" is an axis letter; `script` is -1 for lowered text.
    """

    text: str
    role: Role = "plain"
    script: Literal[-1, 0] = 0


Line: TypeAlias = tuple[Run, ...]


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


_LOWERED = {"i": "ᵢ", "j": "ⱼ", "k": "ₖ"}


def plain(line: Line) -> str:
    """Return a line as plain text.

    Examples
    --------
    >>> plain((Run("Σ", "i"), Run("i", "i", -1), Run(" W["), Run("i", "i"), Run(",2]")))
    'Σᵢ W[i,2]'
    """
    return "".join(_LOWERED.get(run.text, run.text) if run.script else run.text for run in line)


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
