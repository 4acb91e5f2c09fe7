"""What came of a text: one reading, or a question."""

from dataclasses import dataclass

from gradviz.arrays import Matrix, size
from gradviz.errors import InputError

_FIRST = 3  # entries that a message quotes


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A matrix, and how the text was taken to give it.

    Attributes
    ----------
    values : Matrix, shape (rows, columns)
        Read-only.
    words : str
        How the text is taken: "decimal commas", "a column".
    how : str
        The arguments of `parse_block` that choose it, 'decimal=","'; "" if none can.
    decimal : str
        The decimal sign, where that may be chosen; else "".
    left_out : tuple of str
        What is no entry of the matrix: "the names of the columns (a, b)".
    """

    values: Matrix
    words: str = ""
    how: str = ""
    decimal: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A text that can be read in several ways.

    Attributes
    ----------
    problem : str
        What is open, as the start of a sentence.
    readings : tuple of Reading
        Two or more, no two of which have the same numbers.
    remedy : str
        How to write it so that it has one reading.
    """

    problem: str
    readings: tuple[Reading, ...]
    remedy: str

    def refusal(self, *, has_arguments: bool = False) -> InputError:
        """Return the message where nobody can be asked; `has_arguments` where one may choose."""
        told = ", or ".join(map(_told, self.readings))
        hows = [reading.how for reading in self.readings]
        arguments = (
            f"say {' or '.join(hows)} to gv.matrix, or " if has_arguments and all(hows) else ""
        )
        signs = {reading.decimal for reading in self.readings}
        if not has_arguments and "" not in signs and len(signs) == len(self.readings):
            arguments = 'say which sign is decimal (decimal "." or ","), or '
        return InputError(f"{self.problem}: {told}; {arguments}{self.remedy}")


class SeveralReadingsError(InputError):
    """A text with several readings where one is needed; it carries them as `question`."""

    def __init__(self, message: str, question: Question) -> None:
        super().__init__(message)
        self.question = question


def _told(reading: Reading) -> str:
    values = reading.values
    first = " ".join(f"{value:.6g}" for value in values.flat[:_FIRST])
    more = " …" if values.size > _FIRST else ""
    return f"{size(values)}, {first}{more} ({reading.words})"
