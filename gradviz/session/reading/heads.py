"""The names of rows and columns: which cells are names, and which numbers only count."""

from collections.abc import Sequence

from gradviz.errors import InputError
from gradviz.session.entry import parse_entry
from gradviz.session.reading.nonnumbers import is_missing

_QUOTED = 4  # names that are told, and looked at


def are_names(cells: Sequence[str]) -> bool:
    """Tell whether a first row names columns: no cell is a number, or stands for one."""
    named = [cell for cell in cells if cell]
    if len(cells) > 2 and not cells[0] and is_range(cells[1:]):
        return True  # pandas counts columns without a name
    if not named or any(_looks_like_number(cell) or is_missing(cell) for cell in named):
        return False
    return any(sign.isalpha() for cell in named for sign in cell) and not all(
        map(_is_entry, [*dict.fromkeys(named)][:_QUOTED])
    )


def _looks_like_number(cell: str) -> bool:
    start = cell.lstrip("+-([").lower()
    return start[:1].isdigit() or (start[:1] == "." and start[1:2].isdigit()) or is_number(cell)


def _is_entry(cell: str) -> bool:
    try:
        parse_entry(cell)
    except InputError:
        return False
    return True


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number as Python writes it."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def is_fraction(cell: str) -> bool:
    """Tell whether a cell is a number that counts nothing."""
    return is_number(cell) and not cell.strip().lstrip("+-").isdecimal()


def is_range(cells: Sequence[str]) -> bool:
    """Tell whether cells count from 0."""
    return [*cells] == [str(n) for n in range(len(cells))]


def listed(names: Sequence[str]) -> str:
    """Return the first names, and the last."""
    told = [name or "…" for name in names[:_QUOTED]]
    return ", ".join([*told[:-1], "…", names[-1]] if len(names) > _QUOTED else told)
