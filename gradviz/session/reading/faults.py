"""What is wrong with the rows of a text, as errors that say where."""

from collections.abc import Sequence

from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import Message, say, say_many
from gradviz.session.reading.way import MisfitError


def ragged(first: int, width: int, row: int, count: int) -> MisfitError:
    """Return the error for a row with another length than the first one with numbers."""
    told = say_many(
        "rows need one length: row {first} has {count} entry, row {row} has {other}",
        "rows need one length: row {first} has {count} entries, row {row} has {other}",
        width,
        first=first,
        row=row,
        other=count,
    )
    return MisfitError(ShapeError(told), (row, min(width, count) + 1))


def in_cell(row: int, column: int, why: Message) -> InputError:
    """Return the error for what stands in one cell, counted from 1."""
    return InputError(say("row {row}, column {column}: {why}", row=row, column=column, why=why))


def check_gaps(gaps: Sequence[int], rows: int, width: int) -> None:
    """Refuse empty lines between rows, unless all rows are apart; `gaps` are the rows above them.

    Raises
    ------
    MisfitError
    """
    if gaps and width == 1:
        raise MisfitError(
            InputError(say("there is an empty line between the numbers; every row needs a number")),
            (gaps[0], 2),
        )
    if 0 < len(gaps) < rows - 1:
        raise MisfitError(
            InputError(
                say(
                    "there is an empty line after row {row}, as between two matrices; "
                    "take one matrix, or take the line out",
                    row=gaps[0],
                )
            ),
            (gaps[0], 2),
        )


def check_shape(said: tuple[int, ...], rows: int, width: int) -> None:
    """Refuse another size than the head says, which may say nothing.

    Raises
    ------
    MisfitError
    """
    if said not in ((), (rows, width)):
        told = say(
            "the header says {wanted}, but {found} numbers follow",
            wanted="×".join(map(str, said)),
            found=f"{rows}×{width}",
        )
        raise MisfitError(ShapeError(told), (rows, width))
