"""What the design promises, beside what this machine measures: one table, exit 1 on a miss.

Each part is a module here whose ``rows()`` measures and returns rows; ``bounds.toml`` says what
each may be times its floor. ``python -m tests.benchmarks engine start`` measures only these parts.
"""

import os
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console

from tests.benchmarks.promise import Row, print_table

PARTS = (
    "engine",
    "network",
    "check",
    "edit",
    "painting",
    "stage",
    "hover",
    "large",
    "jacobian",
    "race",
    "adjoint",
    "steepest",
    "cube",
    "derivation",
    "start",
    "save",
    "reading",
)
BOUNDS = Path(__file__).with_name("bounds.toml")
HOME = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def main(parts: Iterable[str]) -> int:
    """Measure `parts`, print their table, and return 1 if a promise is missed, else 0."""
    console = Console(stderr=True, highlight=False)
    before = load()
    begun = perf_counter()
    with TemporaryDirectory() as home:
        os.environ.update(dict.fromkeys(HOME, home))  # nobody's settings, nobody's sessions
        found = [row for part in parts for row in _measured(part, console)]
    seconds = perf_counter() - begun
    foot = f"{seconds:.0f} s on {os.cpu_count()} cores; load {before} before, {load()} after"
    print_table(found, foot)
    return 0 if all(row.is_kept for row in found) else 1


def load() -> str:
    """Return the load of the last 1, 5 and 15 minutes, where the system tells it."""
    told = Path("/proc/loadavg")
    return " ".join(told.read_text().split()[:3]) if told.exists() else "unknown"


def _measured(part: str, console: Console) -> list[Row]:
    begun = perf_counter()
    with console.status(f"measuring {part}"):
        rows: list[Row] = import_module(f"{__package__}.{part}").rows()
    console.print(f"{part}: {len(rows)} rows in {perf_counter() - begun:.1f} s")
    return bounded(part, rows)


def bounded(part: str, rows: Iterable[Row]) -> list[Row]:
    """Return rows with their bounds.

    Raises
    ------
    ValueError
        If there is a bound of something that was not measured.
    """
    bounds: dict[str, float] = tomllib.loads(BOUNDS.read_text()).get(part, {})
    found = [replace(row, bound=bounds.get(row.what)) for row in rows]
    if missing := bounds.keys() - {row.what for row in found}:
        raise ValueError(f"{BOUNDS.name} bounds what {part} did not measure: {sorted(missing)}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or PARTS))
