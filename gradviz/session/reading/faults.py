"""What is wrong with the rows of a text, as errors that say where."""

from collections.abc import Sequence

from gradviz.errors import InputError, ShapeError
from gradviz.session.reading.way import MisfitError


def ragged(first: int, width: int, row: int, count: int) -> MisfitError:
    """Return the error for a row with another length than the first one with numbers."""
    told = f"row {first} has {_entries(width)}, row {row} has {count}"
    return MisfitError(ShapeError(f"rows need one length: {told}"), (row, min(width, count) + 1))


def check_gaps(gaps: Sequence[int], rows: int, width: int) -> None:
    """Refuse empty lines between rows, unless all rows are apart; `gaps` are the rows above them.

    Raises
    ------
    MisfitError
    """
    if gaps and width == 1:
        raise MisfitError(
            InputError("there is an empty line between the numbers; every row needs a number"),
            (gaps[0], 2),
        )
    if 0 < len(gaps) < rows - 1:
        raise MisfitError(
            InputError(
                f"there is an empty line after row {gaps[0]}, as between two matrices; "
                "take one matrix, or take the line out"
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
        wanted = "×".join(map(str, said))
        raise MisfitError(
            ShapeError(f"its head says {wanted}, and {rows}×{width} numbers follow"), (rows, width)
        )


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"
