"""Messages: whole sentences with named parts, written in a language when they are shown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import TypeAlias, Union

from gradviz.messages.language import ENGLISH, Language
from gradviz.messages.line import Line, Role, Run, merged, plain

Part: TypeAlias = Union[str, int, Run, Line, "Message"]
"""What a message is filled with.

A text stands as it is, the same in all languages: a name, a written number, a formula. A whole
number is written in digits. A message is written in the language of the one that it is part of.
"""

Text: TypeAlias = Union[str, "Message"]


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """Something to be read, in no language yet; `str` is what it says in English.

    Made by `say` and its neighbours.

    Attributes
    ----------
    one : str
        In English, with named parts in braces. What stands between ``<b>`` and ``</b>`` is strong.
        ``{part:capital}`` begins a sentence: a message there starts with a capital letter.
    parts : tuple of (str, Part)
        By name.
    many : str, optional
        In English, for all counts but 1.
    count : int
        What decides between the two, or what another language has in their place.
    is_said : bool
        Whether it is to be translated; or else it only holds its parts together.
    """

    one: str
    parts: tuple[tuple[str, Part], ...] = ()
    many: str | None = None
    count: int = 1
    is_said: bool = True

    def line(self, language: Language = ENGLISH) -> Line:
        """Return it in a language, as runs that say what they are."""
        return merged(self._runs(language, is_capital=False))

    def text(self, language: Language = ENGLISH) -> str:
        """Return it in a language, as plain text."""
        text = self._pattern(language)
        return text if _is_bare(text) else plain(self.line(language))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"Message({self.text()!r})"

    def __bool__(self) -> bool:
        return bool(self.one)

    def _pattern(self, language: Language) -> str:
        """Return it with its parts still in braces."""
        return language.text(self.one, self.many, self.count) if self.is_said else self.one

    def _runs(self, language: Language, *, is_capital: bool) -> Iterator[Run]:
        text = self._pattern(language)
        if not is_capital and _is_bare(text):
            yield Run(text)
            return
        parts, starts = dict(self.parts), is_capital
        for piece in _pieces(text):
            if piece.name is None:
                yield Run(_capital(piece.text) if starts else piece.text, piece.role)
                starts = starts and _LETTER.search(piece.text) is None
                continue
            part = parts[piece.name]
            if isinstance(part, Message):
                runs: Iterable[Run] = part._runs(language, is_capital=starts or piece.is_capital)
            elif isinstance(part, Run):
                runs = (part,)
            else:
                runs = part if isinstance(part, tuple) else (Run(str(part)),)
            for run in runs:
                is_emphasized = piece.role == "strong" and run.role == "plain"
                yield Run(run.text, "strong", run.script) if is_emphasized else run
            starts = False


def say(text: str, /, **parts: Part) -> Message:
    """Return a message.

    Parameters
    ----------
    text : str
        A whole one, written out, in English: catalogues are made of what stands here.
    **parts : Part
        One for each name in braces.

    Examples
    --------
    >>> row = say("row {row} of {matrix}", row=2, matrix="J")
    >>> print(say("{line:capital} slides <b>down</b>", line=row))
    Row 2 of J slides down
    """
    return Message(text, tuple(parts.items()))


def say_many(one: str, many: str, count: int, /, **parts: Part) -> Message:
    """Return a message that depends on a count, which is its part `count`.

    Examples
    --------
    >>> print(say_many("{count} entry", "{count} entries", 4))
    4 entries
    """
    return Message(one, (("count", count), *parts.items()), many, count)


def verbatim(text: Part) -> Message:
    """Return what is the same in all languages as a message: a name, a formula, a number.

    Examples
    --------
    >>> print(verbatim("W_grad[2,1]"))
    W_grad[2,1]
    """
    return NOTHING if text == "" else Message("{text}", (("text", text),), is_said=False)


def joined(parts: Iterable[Part], between: str = " ") -> Message:
    """Return whole messages after one another: sentences, or items of a bare list.

    Examples
    --------
    >>> print(joined([say("One."), say("Two.")]))
    One. Two.
    """
    told = [part for part in parts if part]
    named = tuple((f"p{n}", part) for n, part in enumerate(told))
    pattern = "{between}".join(f"{{{name}}}" for name, _ in named)
    return Message(pattern, (("between", between), *named), is_said=False)


def listed(items: Iterable[Part]) -> Message:
    """Return items as in a sentence.

    Examples
    --------
    >>> [str(listed(names)) for names in ("a", "ab", "abc")]
    ['a', 'a and b', 'a, b and c']
    """
    *others, last = items
    if not others:
        return verbatim(last)
    return say("{items} and {last}", items=joined(others, ", "), last=last)


def either(items: Iterable[Part]) -> Message:
    """Return items of which there is one, as in a sentence.

    Examples
    --------
    >>> [str(either(names)) for names in ("a", "ab", "abc")]
    ['a', 'a or b', 'a, b or c']
    """
    *others, last = items
    if not others:
        return verbatim(last)
    return say("{items} or {last}", items=joined(others, ", "), last=last)


NOTHING = Message("", is_said=False)
"""A message that says nothing; it is false."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a message: text, or else the name of a part."""

    text: str
    name: str | None
    role: Role
    is_capital: bool


_LETTER = re.compile(r"\w")


def _is_bare(text: str) -> bool:
    """Tell whether a text has neither parts nor emphasis: most are so, at the start above all."""
    return "{" not in text and "}" not in text and "<" not in text


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[_Piece, ...]:
    pieces: list[_Piece] = []
    role: Role = "plain"
    for literal, name, spec, _ in Formatter().parse(text):
        for n, part in enumerate(literal.replace("</b>", "<b>").split("<b>")):
            if n:
                role = "plain" if role == "strong" else "strong"
            if part:
                pieces.append(_Piece(part, None, role, False))
        if name is not None:
            pieces.append(_Piece("", name, role, spec == "capital"))
    return tuple(pieces)


def _capital(text: str) -> str:
    return _LETTER.sub(lambda found: found[0].upper(), text, count=1)


def in_language(text: Text, language: Language = ENGLISH) -> str:
    """Return a text in a language."""
    return text if isinstance(text, str) else text.text(language)
