"""What the design promises, beside what this machine measures: one table, exit 1 on a miss.

Each part is a module here whose ``rows()`` returns tuples of four: the promise, what was
measured, the bound (both as they are to be read, with units) and whether it is kept.
``python -m tests.benchmarks engine start`` measures only these parts.
"""

import sys
from collections.abc import Iterable
from importlib import import_module

PARTS = ("engine", "edit", "painting", "start")
HEADINGS = ("promise", "measured", "bound", "ok")


def main(parts: Iterable[str]) -> int:
    """Measure `parts`, print their table, and return 1 if a promise is missed, else 0."""
    rows = [row for part in parts for row in import_module(f"{__package__}.{part}").rows()]
    print(table([HEADINGS, *((*row[:3], "yes" if row[3] else "NO") for row in rows)]))
    return 0 if all(row[3] for row in rows) else 1


def table(lines: list[tuple[object, ...]]) -> str:
    """Return `lines` as aligned columns."""
    cells = [[str(cell) for cell in line] for line in lines]
    promise, measured, bound, _ = (max(map(len, column)) for column in zip(*cells, strict=True))
    return "\n".join(f"{a:<{promise}}  {b:>{measured}}  {c:>{bound}}  {d}" for a, b, c, d in cells)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or PARTS))
