"""Lines of a text as runs that say what they are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

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

_LOWERED = {"i": "ᵢ", "j": "ⱼ", "k": "ₖ"}


def plain(line: Line) -> str:
    """Return a line as plain text.

    Examples
    --------
    >>> plain((Run("Σ", "i"), Run("i", "i", -1), Run(" W["), Run("i", "i"), Run(",2]")))
    'Σᵢ W[i,2]'
    """
    return "".join(_LOWERED.get(run.text, run.text) if run.script else run.text for run in line)


def merged(runs: Iterable[Run]) -> Line:
    """Return runs with neighbours that look alike made one, and without empty ones.

    Examples
    --------
    >>> merged([Run("row "), Run(""), Run("2"), Run("k", "k")])
    (Run(text='row 2', role='plain', script=0), Run(text='k', role='k', script=0))
    """
    line: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if line and (line[-1].role, line[-1].script) == (run.role, run.script):
            line[-1] = replace(run, text=line[-1].text + run.text)
        else:
            line.append(run)
    return tuple(line)
