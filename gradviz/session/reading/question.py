"""What came of a text: one reading, or a question."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from gradviz.arrays import Matrix, size
from gradviz.errors import InputError
from gradviz.messages.message import NOTHING, Message, either, say, verbatim

_FIRST = 3  # entries that a message quotes


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A matrix, and how the text was taken to give it.

    Attributes
    ----------
    values : Matrix, shape (rows, columns)
        Read-only.
    words : Message
        How the text is taken: "decimal commas", "a column".
    how : str
        The arguments of `parse_block` that choose it, 'decimal=","'; "" if none can.
    decimal : str
        The decimal sign, where that may be chosen; else "".
    left_out : tuple of Message
        What is no entry of the matrix: "the names of the columns (a, b)".
    """

    values: Matrix
    words: Message = NOTHING
    how: str = ""
    decimal: str = ""
    left_out: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A text that can be read in several ways.

    Attributes
    ----------
    problem : Message
        What is open, as the start of a sentence.
    readings : tuple of Reading
        Two or more, no two of which have the same numbers.
    remedy : Message
        How to write it so that it has one reading.
    """

    problem: Message
    readings: tuple[Reading, ...]
    remedy: Message

    def refusal(self, *, has_arguments: bool = False) -> InputError:
        """Return the message where nobody can be asked; `has_arguments` where one may choose."""
        told = _either(map(_told, self.readings))
        hows = [reading.how for reading in self.readings]
        signs = {reading.decimal for reading in self.readings}
        if has_arguments and all(hows):
            message = say(
                "{problem}: {readings}; say {arguments} to gv.matrix, or {remedy}",
                problem=self.problem,
                readings=told,
                arguments=_one_of(hows),
                remedy=self.remedy,
            )
        elif not has_arguments and "" not in signs and len(signs) == len(self.readings):
            message = say(
                "{problem}: {readings}; "
                'say which sign is decimal (decimal "." or ","), or {remedy}',
                problem=self.problem,
                readings=told,
                remedy=self.remedy,
            )
        else:
            message = say(
                "{problem}: {readings}; {remedy}",
                problem=self.problem,
                readings=told,
                remedy=self.remedy,
            )
        return InputError(message)


class SeveralReadingsError(InputError):
    """A text with several readings where one is needed; it carries them as `question`."""

    def __init__(self, message: Message, question: Question) -> None:
        super().__init__(message)
        self.question = question


def _told(reading: Reading) -> Message:
    values = reading.values
    entries = [f"{value:.6g}" for value in values.flat[:_FIRST]]
    if values.size > _FIRST:
        entries.append("…")
    return say(
        "{size}, {entries} ({words})",
        size=size(values),
        entries=" ".join(entries),
        words=reading.words,
    )


def _either(told: Iterable[Message]) -> Message:
    return reduce(lambda one, other: say("{one}, or {other}", one=one, other=other), told)


def _one_of(arguments: Iterable[str]) -> Message:
    said = map(verbatim, arguments)
    return either(said)
