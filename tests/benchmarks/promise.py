"""A row of the table: what was measured, its floor, and whether the promise is kept.

Ratios decide, and nothing else: milliseconds are those of one machine in one hour. Everything is
measured beside its *floor*, which is what no implementation of the same thing gets below, in turns
in the same run. What a row may be times its floor is in `bounds.toml`. Seconds are those of the
processor: others may use it too. Those of the start are seconds of the wall.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH = 200  # columns, where no terminal tells how many it has
_HEADINGS = ("measured", "gradviz", "floor", "ratio", "bound", "kept", "beside it")
_RIGHT = ("gradviz", "ratio", "bound")


def times(seconds: float) -> str:
    """Return a time as it is read: in µs, ms or s."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.1f} µs"
    if seconds < 1:
        return f"{seconds * 1e3:.1f} ms" if seconds < 0.1 else f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.1f} s"


def megabytes(count: float) -> str:
    """Return bytes as they are read, in MB."""
    return f"{count / 1e6:.0f} MB"


@dataclass(frozen=True, slots=True)
class Floor:
    """What something is measured against: its name, and what it took."""

    name: str
    took: float


@dataclass(frozen=True, slots=True)
class Row:
    """What was promised of one thing, and what was found.

    Attributes
    ----------
    promise : str
        The heading under which it stands.
    what : str
        What was measured; `bounds.toml` calls it so.
    ours : float
        The median, or the worst where that is promised: seconds or bytes, as `told` writes them.
    floor : Floor
        Measured in turns with ours.
    bound : float, optional
        What it may be times its floor; None where nothing is promised.
    parts : mapping of str to float
        What ours is made of: composing, painting, engine, widgets.
    peers : mapping of str to float
        What others took, in turns too.
    told : callable
        Writes a measurement.
    """

    promise: str
    what: str
    ours: float
    floor: Floor
    bound: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    peers: Mapping[str, float] = field(default_factory=dict)
    told: Callable[[float], str] = times

    @property
    def ratio(self) -> float:
        """Ours by the floor."""
        return self.ours / self.floor.took

    @property
    def is_kept(self) -> bool:
        """Whether it is within its bound, if it has one."""
        return self.bound is None or self.ratio <= self.bound

    @property
    def slowest(self) -> str:
        """The part that takes the most, with what it takes; "" of what has no parts."""
        if not self.parts:
            return ""
        name = max(self.parts, key=lambda part: self.parts[part])
        return f"{name} {self.told(self.parts[name])}"

    @property
    def verdict(self) -> str:
        """How it reads; what misses names its slowest part."""
        if self.bound is None:
            return ""
        if self.is_kept:
            return "yes"
        return f"NO: {self.slowest}" if self.slowest else "NO"


def print_table(rows: Iterable[Row], foot: str) -> None:
    """Print all rows under their promises."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    table = Table(title="What DESIGN.md promises", caption=foot, title_justify="left")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right" if heading in _RIGHT else "left")
    promise = None
    for row in rows:
        if row.promise != promise:
            promise = row.promise
            table.add_section()
            table.add_row(Text(promise, style="bold"))
        table.add_row(*_cells(row))
    console.print(table)


def _cells(row: Row) -> tuple[str | Text, ...]:
    floor = f"{row.floor.name} {row.told(row.floor.took)}"
    bound = "" if row.bound is None else f"{row.bound:g}×"
    verdict = Text(row.verdict, style="green" if row.is_kept else "bold red")
    beside = ", ".join(f"{name} {row.told(took)}" for name, took in row.peers.items())
    ratio = f"{row.ratio:.2f}×"
    return f"  {row.what}", row.told(row.ours), floor, ratio, bound, verdict, beside
