"""The names of rows and columns: which cells are names, and which numbers only count."""

import re
from collections.abc import Sequence

from gradviz.errors import InputError
from gradviz.session.entry import parse_entry
from gradviz.session.reading.nonnumbers import is_missing, is_money

_QUOTED = 4  # names that are told, and looked at
_AROUND = "*_`~\"'([{)]} "  # Markdown's emphasis, quotes, brackets
_QUANTITY = re.compile(
    r"(?:^|[\s=:<>~(±])[+-]?(?:\d+[.,]\d|\.\d)|=\s*[+-]?\d|\d\s*%|\A[xX](?:\s+10+\b|\s*10\^|\s*1e)"
)
"""A number behind a word, which counts nothing: x = 5, mean 1.5; and a scale, x 1000."""


def are_names(cells: Sequence[str]) -> bool:
    """Tell whether a first row names columns: no cell is a number, or stands for one."""
    named = [cell for cell in cells if cell]
    if len(cells) > 1 and not cells[0] and is_range(cells[1:]):
        return True  # pandas counts columns without a name
    return bool(named) and all(map(_is_head, dict.fromkeys(named))) and not _are_entries(named)


def wrong_name(labels: Sequence[str]) -> int:
    """Return the place of the first cell that cannot name a row; -1 if there is none."""
    wrong = (n for n, label in enumerate(labels) if not is_name(label))
    return next(wrong, 0 if _are_entries(labels) else -1)


def is_name(cell: str) -> bool:
    """Tell whether a cell is words, and no quantity, missing value or arithmetic.

    Examples
    --------
    >>> [is_name(cell) for cell in ("row 3", "(Intercept)", "50%", "EUR 5", "NA", "")]
    [True, True, False, False, False, False]
    """
    words = cell.strip(_AROUND)
    if not words[:1].isalpha() or is_missing(words) or is_money(words) or is_number(words):
        return False
    is_quantity = bool(_QUANTITY.search(words)) or is_number(words.split()[0])
    return not is_quantity and (words.isidentifier() or not _is_entry(cell))


def _is_head(cell: str) -> bool:
    """Tell whether a cell may name a column: what holds no digit may begin with any sign."""
    is_wordy = any(sign.isalpha() for sign in cell) and not any(sign.isdigit() for sign in cell)
    return is_name(cell) or (
        is_wordy and not is_missing(cell) and not is_number(cell.strip(_AROUND))
    )


def _are_entries(cells: Sequence[str]) -> bool:
    """Tell whether all cells are arithmetic: pi and e are, a, b, c, d, e are not."""
    return all(map(_is_entry, [*dict.fromkeys(cells)][:_QUOTED]))


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


def is_range(cells: Sequence[str]) -> bool:
    """Tell whether cells count from 0."""
    return [*cells] == [str(n) for n in range(len(cells))]


def first_and_last(names: Sequence[str]) -> str:
    """Return the first names, and the last."""
    told = [name or "…" for name in names[:_QUOTED]]
    return ", ".join([*told[:-1], "…", names[-1]] if len(names) > _QUOTED else told)
