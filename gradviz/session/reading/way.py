"""One way to take a text apart: where its cells end, and how its numbers are written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gradviz.errors import GradvizError
from gradviz.messages.message import NOTHING, Message
from gradviz.session.reading.numerals import Decimal, Numerals


class MisfitError(Exception):
    """Why a way does not read a text, and how far it came: row and column, counted from 1."""

    def __init__(self, error: GradvizError, at: tuple[int, int] = (0, 0)) -> None:
        super().__init__(str(error))
        self.error = error
        self.at = at


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    r"""A way that a text may be meant.

    Attributes
    ----------
    rows : callable
        Returns the rows of cells, anew at each call; an empty row is an empty line.
    words : Message
        What is said of it where there is another way.
    decimal : {".", ","}
    separator : str
        What is between the cells of a row, "\\t"; "" where the notation leaves no choice.
    how : str
        The arguments that choose it.
    has_names : bool
        Whether a row and a column may hold names.
    is_print : bool
        Whether it is aligned under a head that begins with blanks, as pandas and R print.
    needs_commas : bool
        Whether it counts only if every number has a decimal comma: 1,2 above 3 is CSV that lacks a
        number rather than a column.
    needs_another : bool
        Whether it counts only where another way reads the text too, which makes it a question.
    is_vector : bool
        Whether it is a list with one axis, which may be a row or a column.
    has_arithmetic : bool
        Whether a cell may be arithmetic: LaTeX has no other way to write a third.
    numbers : str
        The whole text, if it is nothing but numbers and separators.
    factor : float
        What every number is to be multiplied by (MATLAB prints ``1.0e+03 *``).
    shape : tuple of int
        What its head says, (rows, columns); () if it says nothing.
    left_out : tuple of Message
        What is no entry.
    """

    rows: Callable[[], Iterable[list[str]]]
    words: Message = NOTHING
    decimal: Decimal = "."
    separator: str = ""
    how: str = ""
    has_names: bool = False
    is_print: bool = False
    needs_commas: bool = False
    needs_another: bool = False
    is_vector: bool = False
    has_arithmetic: bool = False
    numbers: str = ""
    factor: float = 1.0
    shape: tuple[int, ...] = ()
    left_out: tuple[Message, ...] = ()

    def numerals(self) -> Numerals:
        """Return what reads its cells."""
        return Numerals(self.decimal)
