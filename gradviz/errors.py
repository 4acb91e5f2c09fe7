"""What gradviz says when something given to it cannot be used."""

from collections.abc import Iterable

from gradviz.forks import unforked
from gradviz.messages.language import Language
from gradviz.messages.message import NOTHING, Message, Text, say, verbatim

LONGEST = 400
"""Characters a message may have: more nobody reads, and a file could make it any number."""

_SHORTEST_WORD, _LONGEST_WORD = 4, 40


def one_line(text: str) -> str:
    r"""Return a text as one line that can be printed: what is not to be seen is told by its code.

    Names and contents of files go into messages, and a terminal obeys what it is shown: line
    ends, escapes, marks that turn the order of letters round. They come out as Python writes
    them. What is too long is cut in the middle: its start says what is wrong, its end what to do.

    Examples
    --------
    >>> print(one_line("a\x1b[31m b\n"), one_line("W is 2×3"))
    a\x1b[31m b\n W is 2×3
    """
    if len(text) > LONGEST:
        half = LONGEST // 2
        text = f"{text[: half - 1]}…{text[-half:]}"
    if text.isprintable():
        return text
    return one_line("".join(c if c.isprintable() else _code(c) for c in text))


def nearest(given: str, names: Iterable[str]) -> str | None:
    """Return the name that was meant by one that there is not; None if none is near."""
    with unforked():
        from difflib import get_close_matches  # 5 ms that only a mistake costs

    by_lower = {name.lower(): name for name in names}
    is_word = len(given) <= _LONGEST_WORD and given.isprintable()  # files hold what is no letter
    if not is_word or given in by_lower.values():
        return None
    is_short = len(given) < _SHORTEST_WORD  # of which any letter makes another
    near = get_close_matches(given.lower(), by_lower, n=1, cutoff=1.0 if is_short else 0.7)
    return by_lower[near[0]] if near else None


def meant(given: object, names: Iterable[str]) -> Message:
    """Return a question that ends a message: which of the names was meant; nothing if none is near.

    Examples
    --------
    >>> str(meant("W_gard", ["X_grad", "W_grad", "W"])), str(meant("Z", ["W"]))
    ('; did you mean W_grad?', '')
    """
    near = nearest(given, names) if isinstance(given, str) else None
    return NOTHING if near is None else say("; did you mean {name}?", name=near)


def quoted(value: object) -> str:
    """Return a value as a message quotes it, whatever it is: as Python writes it, and short.

    Examples
    --------
    >>> quoted("rows"), quoted(10**5000), quoted([1] * 99)
    ("'rows'", 'int that is too long to write', '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,…')
    """
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # of so many digits, or so deep
        return f"{type(value).__name__} that is too long to write"
    return text if len(text) <= _LONGEST_WORD else f"{text[: _LONGEST_WORD - 1]}…"


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode()


class GradvizError(Exception):
    """Anything gradviz refuses, in one clear sentence.

    The message says what was got, what was expected and, where that helps, what to do. It is
    `one_line`, whatever was put into it.
    The core raises it, the window shows it, the command line prints it on one line. All errors
    of gradviz derive from it; those that an argument is to blame for are ValueErrors as well.

    Attributes
    ----------
    message : Message
        What `str` tells in English.
    """

    def __init__(self, message: Text = NOTHING) -> None:
        self.message = verbatim(message) if isinstance(message, str) else message
        super().__init__(one_line(str(message)))

    def told(self, language: Language) -> str:
        """Return the message in a language, on one line."""
        return one_line(self.message.text(language))


class ShapeError(GradvizError, ValueError):
    """Sizes that do not fit together."""


class InputError(GradvizError, ValueError):
    """An entry, a text, a file or an argument that cannot be read."""


class UnknownNameError(InputError, KeyError, AttributeError):
    """A name that no matrix has: a KeyError in ``p.values["Z"]``, an AttributeError in ``p.Z``."""

    __str__ = Exception.__str__  # that of KeyError puts the message in quotation marks
