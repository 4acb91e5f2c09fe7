"""Finding a command by a few of its letters; knows no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

_LETTER = 1.0
_NEXT_TO_LAST = 5.0  # right behind the letter before
_WORD_START = 6.0
_TITLE_START = 4.0
_GAP = 0.2  # lost for every letter left out, up to _WIDEST
_WIDEST = 10
_IN_TIP = 1.5  # what a whole word found in the tip alone is worth, a letter
_SHORTER = 0.01  # of two titles with equal letters the shorter comes first

_Path: TypeAlias = tuple[float, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """How well an entry fits a query.

    Attributes
    ----------
    score : float
        The higher the better; only the order means anything.
    letters : tuple of int
        Where in the title the letters of the query are, counted from 0, ascending.
    """

    score: float
    letters: tuple[int, ...] = ()


def match(query: str, title: str, tip: str = "") -> Match | None:
    """Return how well a title and a tip fit what was typed; None if they do not.

    Each word of the query has to be found: its letters in their order in the title, or the
    word itself at the beginning of a word of the tip. Letters at the beginning of the title,
    at the beginning of a word, and one behind the other count most.

    Examples
    --------
    >>> match("eo", "Export of").letters
    (0, 7)
    >>> match("thli", "Theme: Light").letters
    (0, 1, 7, 8)
    >>> match("xyz", "Export of") is None
    True
    """
    score, letters = 0.0, set[int]()
    for word in _folded(query).split():
        found = _best_path(word, _folded(title))
        if found is None:
            if not _begins_a_word(word, _folded(tip)):
                return None
            score += _IN_TIP * len(word)
            continue
        score += found[0]
        letters |= set(found[1])
    return Match(round(score - _SHORTER * len(title), 6), tuple(sorted(letters)))


def ranked(query: str, entries: Iterable[tuple[str, str]]) -> list[tuple[int, Match]]:
    """Return the place of each (title, tip) that fits, and how, the best first.

    Equal ones keep their order, so everything comes as it was when nothing was typed.

    Examples
    --------
    >>> titles = ["Reset panels", "Export…", "Open an example"]
    >>> [place for place, _ in ranked("ex", [(title, "") for title in titles])]
    [1, 2]
    """
    found = []
    for place, (title, tip) in enumerate(entries):
        how = match(query, title, tip)
        if how is not None:
            found.append((place, how))
    return sorted(found, key=lambda one: -one[1].score) if query.strip() else found


def _folded(text: str) -> str:
    """Return lower case letters, as many as there were."""
    return "".join(folded if len(folded := letter.casefold()) == 1 else letter for letter in text)


def _is_start(text: str, at: int) -> bool:
    return at == 0 or (text[at].isalnum() and not text[at - 1].isalnum())


def _worth(text: str, at: int) -> float:
    start = _TITLE_START if at == 0 else 0.0
    return _LETTER + start + (_WORD_START if _is_start(text, at) else 0.0)


def _best_path(word: str, text: str) -> _Path | None:
    """Return the best places of the letters of a word in a text, in order, and their worth."""
    paths: dict[int, _Path] = {
        at: (_worth(text, at), (at,)) for at, letter in enumerate(text) if letter == word[0]
    }
    for letter in word[1:]:
        longer: dict[int, _Path] = {}
        for at in (at for at, found in enumerate(text) if found == letter):
            ways = [_extended(path, text, at) for last, path in paths.items() if last < at]
            if ways:
                longer[at] = max(ways, key=lambda way: way[0])
        paths = longer
    return max(paths.values(), key=lambda path: path[0], default=None)


def _extended(path: _Path, text: str, at: int) -> _Path:
    score, places = path
    gap = at - places[-1] - 1
    gained = _worth(text, at) + (_NEXT_TO_LAST if gap == 0 else -_GAP * min(gap, _WIDEST))
    return score + gained, (*places, at)


def _begins_a_word(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if _is_start(text, at):
            return True
        at = text.find(word, at + 1)
    return False
