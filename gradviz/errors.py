"""What gradviz says when something given to it cannot be used."""

LONGEST = 400
"""Characters a message may have: more nobody reads, and a file could make it any number."""


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


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode()


class GradvizError(Exception):
    """Anything gradviz refuses, in one clear sentence.

    The message says what was got, what was expected and, where that helps, what to do. It is
    `one_line`, whatever was put into it.
    The core raises it, the window shows it, the command line prints it on one line.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))


class ShapeError(GradvizError, ValueError):
    """Sizes that do not fit together."""


class InputError(GradvizError, ValueError):
    """An entry, a text, a file or an argument that cannot be read."""
