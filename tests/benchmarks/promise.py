"""A row of the table: what was measured, beside whom, and whether the promise is kept."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH = 190  # columns, where no terminal tells how many it has
_HEADINGS = ("measured", "gradviz", "beside it", "ratio", "bound", "kept")
_COLORS = {"yes": "green", "missed": "yellow", "NO": "bold red"}


@dataclass(frozen=True, slots=True)
class Row:
    """What was promised of one thing, and what was found.

    Attributes
    ----------
    promise : str
        The heading under which it stands.
    what : str
        What was measured.
    ours : str
        The median with its unit, and the worst where that is promised too.
    bound : str
        What it may be; "" where nothing is promised and the row is for comparison.
    kept : bool
    peers : str
        The medians of others, measured in turns with ours.
    ratio : float, optional
        Ours by the first peer's, or by what `what` says.
    decides : bool
        Whether a miss fails the command. Ratios do; milliseconds depend on the machine, and
        most of them are shown only.
    """

    promise: str
    what: str
    ours: str
    bound: str = ""
    kept: bool = True
    peers: str = ""
    ratio: float | None = None
    decides: bool = True

    @property
    def verdict(self) -> str:
        """How it reads: "NO" fails the command."""
        if not self.bound:
            return ""
        return "yes" if self.kept else "NO" if self.decides else "missed"


def times(seconds: float) -> str:
    """Return a time as it is read: in µs, ms or s."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.1f} µs"
    if seconds < 1:
        return f"{seconds * 1e3:.1f} ms" if seconds < 0.1 else f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.1f} s"


def beside(medians: Mapping[str, float]) -> str:
    """Return the medians of peers, seconds, by name."""
    return ", ".join(f"{name} {times(seconds)}" for name, seconds in medians.items())


def print_table(rows: Iterable[Row], foot: str) -> None:
    """Print all rows under their promises."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    table = Table(title="What DESIGN.md promises", caption=foot, title_justify="left")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right" if heading in ("gradviz", "ratio") else "left")
    promise = None
    for row in rows:
        if row.promise != promise:
            promise = row.promise
            table.add_section()
            table.add_row(Text(promise, style="bold"))
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}×"
        verdict = Text(row.verdict, style=_COLORS.get(row.verdict, ""))
        table.add_row(f"  {row.what}", row.ours, row.peers, ratio, row.bound, verdict)
    console.print(table)
