"""Everything that tries to bring gradviz down, and a table of what came of it.

Each kind is a module here whose ``run(count, seed)`` tries and returns what failed.
``python -m tests.stress gestures --count 1000 --seed 7`` tries only that.
"""

import argparse
import logging
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from time import perf_counter

from rich.console import Console
from rich.logging import RichHandler
from rich.table import Table

COUNTS = {
    "gestures": 100_000,
    "files": 100_000,
    "texts": 100_000,
    "checks": 10_000,
    "kills": 300,
    "interpreter": 200,
    "collector": 1,
}
"""The kinds, and how much of each is tried."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one kind.

    Attributes
    ----------
    kind : str
    tries : int
    failures : tuple of str
    seconds : float
    """

    kind: str
    tries: int
    failures: tuple[str, ...]
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the kinds asked for, print what failed and a table; return 1 if anything did, else 0."""
    parser = argparse.ArgumentParser("python -m tests.stress", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="kind", help=", ".join(COUNTS))
    parser.add_argument("--count", type=int, help="tries of each kind, instead of its own number")
    parser.add_argument("--seed", type=int, default=1, help="other tries, the same for a seed")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.kinds) - set(COUNTS):
        parser.error(f"there is no kind {min(unknown)!r}; there are {', '.join(COUNTS)}")
    console = Console(highlight=False)
    logging.basicConfig(
        level=logging.INFO,
        format="%(message)s",
        handlers=[RichHandler(console=Console(stderr=True))],
    )
    results = [
        tried(kind, COUNTS[kind] if asked.count is None else asked.count, asked.seed)
        for kind in asked.kinds or COUNTS
    ]
    for result in results:
        for failure in result.failures:
            console.rule(f"{result.kind} failed")
            console.print(failure, markup=False, soft_wrap=True)
    console.print(table(results))
    return 1 if any(result.failures for result in results) else 0


def tried(kind: str, count: int, seed: int) -> Result:
    """Try one kind."""
    begun = perf_counter()
    failures = tuple(import_module(f"tests.stress.{kind}").run(count, seed))
    return Result(kind, count, failures, perf_counter() - begun)


def table(results: Iterable[Result]) -> Table:
    """Return what came of all, one line each."""
    made = Table()
    made.add_column("kind")
    for title in ("tries", "failures", "seconds"):
        made.add_column(title, justify="right")
    for result in results:
        numbers = f"{result.tries:,}", str(len(result.failures)), f"{result.seconds:,.0f}"
        made.add_row(result.kind, *numbers)
    return made


if __name__ == "__main__":
    sys.exit(main())
