"""What a check found, as values and as a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np

from gradviz.engine.checking.differences import CellNumbers
from gradviz.engine.checking.verdicts import (
    AGREES,
    BELOW,
    CANNOT_TELL,
    DIFFERS,
    Judged,
    Verdict,
    told,
)
from gradviz.engine.convention import Convention, is_flipped
from gradviz.messages.message import NOTHING, Message, joined, say
from gradviz.refs import CellRef
from gradviz.values import Value

Against: TypeAlias = Literal["differences", "brought"]
"""What a matrix is compared with: central differences, or what the caller or the file brings."""

_NOTHING = 1e-6  # a gradient this small beside what adds up to it counts as 0
_TO_THE_LEFT = (True, True, False, False, False, True, False, False, True)
_AGAINST: Mapping[Against, Message] = MappingProxyType(
    {"differences": say("differences"), "brought": say("brought")}
)


@dataclass(frozen=True, slots=True)
class Entry(Value):
    """The verdict on one matrix, and the cell that is worst.

    Attributes
    ----------
    name : str
        "X_grad", "W_grad", ...; of what is brought "Y" or "l" as well.
    against : {"differences", "brought"}
    verdict : {"agrees", "differs", "cannot tell"}
        It differs where a cell does. It cannot be told where some cell cannot, unless what
        could hide there is nothing beside the rest.
    reason : str
        Why it cannot be told; "" otherwise.
    ref : CellRef
        The cell where it differs most, or cannot be told; else where the error is largest.
    analytic, numeric : float
        What backprop says there, and what it is compared with.
    error : float
        Their distance, relative to the largest entry of the two matrices; infinite where only
        one of the two is a number.
    bound : float
        How much of an error the arithmetic explains there, relative to the same.
    shape : (int, int)
    checked : int
        How many cells were looked at.
    untold : int
        How many of them could not be told.
    faint : int
        How many agree, but are so small beside the rest that rounding hides smaller errors.
    kinks : int
        For how many of them a step crossed a kink: see `gradient_check`.
    likeness : Message
        What a matrix that differs is instead of the right one, if it is something simple:
        "it is the transpose of what was expected".
    """

    name: str
    against: Against
    verdict: Verdict
    reason: str
    ref: CellRef
    analytic: float
    numeric: float
    error: float
    bound: float
    shape: tuple[int, int]
    checked: int
    untold: int = 0
    faint: int = 0
    kinks: int = 0
    likeness: Message = NOTHING

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.shape[0] * self.shape[1]

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return self.verdict != DIFFERS

    @property
    def message(self) -> Message:
        """The verdict, with its reason."""
        return told(self.verdict, self.reason)

    @property
    def words(self) -> str:
        """The same in English."""
        return str(self.message)


@dataclass(frozen=True, slots=True, repr=False)
class Report(Value):
    """What `gradient_check` found. It is true, as a condition, where nothing differs.

    Attributes
    ----------
    entries : tuple of Entry
        One per gradient by differences, then one for each matrix that was brought.
    not_brought : tuple of str
        The gradients that were not brought, where others were.
    eps : float or None
    tolerance : float
        As given to `gradient_check`.
    convention : {"wx", "xw", "xwt"}
        That of the passes: the table writes sizes and cells so.
    """

    entries: tuple[Entry, ...]
    not_brought: tuple[str, ...]
    eps: float | None
    tolerance: float
    convention: Convention = "wx"

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return all(entry.passed for entry in self.entries)

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        return table(self, self.convention, base=0)

    def __repr__(self) -> str:
        return str(self)


def entry(
    name: str,
    against: Against,
    shape: tuple[int, int],
    cells: Sequence[tuple[int, int]],
    judged: Judged,
) -> Entry:
    """Return the entry of a matrix, of which some cells were judged.

    Parameters
    ----------
    name : str
    against : {"differences", "brought"}
    shape : (int, int)
    cells : sequence of (int, int)
        The rows and columns of those that were judged.
    judged : Judged
    """
    errors, bounds = _relative(judged)
    verdict = next(v for v in (DIFFERS, CANNOT_TELL, AGREES) if (judged.verdict == v).any())
    of_verdict = judged.verdict == verdict
    worst = int(np.where(of_verdict, np.where(np.isnan(errors), np.inf, errors), -1.0).argmax())
    reason = str(judged.reason[worst]) if verdict == CANNOT_TELL else ""
    return Entry(
        name=name,
        against=against,
        verdict=verdict,
        reason=reason,
        ref=CellRef(name, *(int(at) for at in cells[worst])),
        analytic=float(judged.analytic[worst]),
        numeric=float(judged.numeric[worst]),
        error=float(errors[worst]),
        bound=float(bounds[worst]),
        shape=shape,
        checked=len(cells),
        untold=int((judged.verdict == CANNOT_TELL).sum()),
        faint=int(((judged.verdict == AGREES) & (judged.reason == BELOW)).sum()),
    )


def _relative(judged: Judged) -> tuple[CellNumbers, CellNumbers]:
    """Return errors and bounds, relative to the largest entry."""
    pair = np.abs([judged.analytic, judged.numeric])
    with np.errstate(all="ignore"):
        largest = np.max(pair, initial=0.0, where=np.isfinite(pair))
        beside = np.max(judged.size, initial=0.0, where=np.isfinite(judged.size))
        scale = np.maximum(largest, _NOTHING * beside)
        same = judged.analytic == judged.numeric
        errors = np.where(same, 0.0, np.abs(judged.analytic - judged.numeric) / scale)
        one_is_none = np.isfinite(judged.analytic) != np.isfinite(judged.numeric)
        bounds = np.where(judged.bound == 0.0, 0.0, judged.bound / scale)
    return np.where(one_is_none, np.inf, errors), bounds


def table(report: Report, convention: Convention, base: int) -> str:
    """Return a report as text: a table, and below it what was not looked at.

    Parameters
    ----------
    report : Report
    convention : {"wx", "xw", "xwt"}
        How sizes and cells are written.
    base : int
        What cells are counted from, 0 or 1.
    """
    rows = [_titles(base), *(_row(entry, convention, base) for entry in report.entries)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            text.ljust(width) if is_left else text.rjust(width)
            for text, width, is_left in zip(row, widths, _TO_THE_LEFT, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, *map(str, _notes(report))])


def _titles(base: int) -> tuple[str, ...]:
    titles = (
        say("matrix"),
        say("against"),
        say("size"),
        say("cells"),
        say("error"),
        say("at (from {base})", base=base),
        say("backprop"),
        say("other"),
        say("verdict"),
    )
    return tuple(map(str, titles))


def _row(entry: Entry, convention: Convention, base: int) -> tuple[str, ...]:
    cell = (entry.ref.row + base, entry.ref.col + base)
    flip = -1 if is_flipped(convention, entry.name) else 1
    checked = "" if entry.checked == entry.cells else f"{entry.checked}/"
    return (
        entry.name,
        str(_AGAINST[entry.against]),
        "×".join(map(str, entry.shape[::flip])),
        f"{checked}{entry.cells}",
        "" if entry.verdict == CANNOT_TELL else f"{entry.error:.1e}",
        "[{},{}]".format(*cell[::flip]),
        *_pair(entry),
        entry.words,
    )


def _pair(entry: Entry) -> tuple[str, str]:
    """Write both numbers, with as many digits as tell what differs apart."""
    for digits in (6, 9, 12, 17):
        texts = _number(entry.analytic, digits), _number(entry.numeric, digits)
        if entry.verdict != DIFFERS or float(texts[0]) != float(texts[1]):
            break
    return texts


def _number(value: float, digits: int) -> str:
    """Write a number; one that has more digits keeps its last zeros: 2.00000 is not 2."""
    text = f"{value:.{digits}g}"
    return text if not np.isfinite(value) or float(text) == value else f"{value:#.{digits}g}"


def _notes(report: Report) -> Iterator[Message]:
    if any(entry.error > 0.0 for entry in report.entries):
        yield say("error: at the cell shown, relative to the largest entry of the two matrices")
    for entry in report.entries:
        yield from _notes_on(entry)
    if report.not_brought:
        yield say(
            "not brought: {names}; judged by differences only",
            names=joined(report.not_brought, ", "),
        )


def _notes_on(entry: Entry) -> Iterator[Message]:
    is_brought = entry.against == "brought"
    name, looked_at = entry.name, entry.checked
    what = (
        say("{name} (brought)", name=name) if is_brought else say("{name} (differences)", name=name)
    )
    if entry.likeness:
        yield say("{what}: {likeness}", what=what, likeness=entry.likeness)
    if 0 < entry.untold < looked_at:
        yield say(
            "{what}: {count} of {all} cells cannot be told",
            what=what,
            count=entry.untold,
            all=looked_at,
        )
    if entry.faint:
        yield say(
            "{what}: {count} of {all} cells so small that rounding hides errors",
            what=what,
            count=entry.faint,
            all=looked_at,
        )
    if entry.kinks:
        yield say(
            "{what}: {count} of {all} cells beside a kink, across which the "
            "activation is taken to go straight on",
            what=what,
            count=entry.kinks,
            all=looked_at,
        )
    if looked_at < entry.cells:
        yield say(
            "not looked at: {count} of the {all} cells of {what}; "
            "those looked at are spread evenly",
            count=entry.cells - looked_at,
            all=entry.cells,
            what=what,
        )
