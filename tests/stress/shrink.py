"""The shortest list that still fails.

References
----------
A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE
Transactions on Software Engineering 28(2), 2002: ddmin.
"""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shrunk(
    items: Sequence[T],
    fails: Callable[[Sequence[T]], bool],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> list[T] | None:
    """Return a list that fails and of which no part does, as far as there is time.

    The end of the list is tried by itself first, twice as long each time: what fails at last
    seldom needs the beginning.

    Parameters
    ----------
    items : sequence
        What failed.
    fails : callable (part of items) -> bool
    seconds : float
        How long it may take, about.
    clock : callable, optional
        Seconds that never run backwards.

    Returns
    -------
    list or None
        None if `items` does not fail a second time.

    Examples
    --------
    >>> shrunk(range(100), lambda part: {7, 70, 99} <= set(part), 9.0, lambda: 0.0)
    [7, 70, 99]
    """
    until = clock() + seconds
    left = _shortest_end(list(items), fails)
    if left is None:
        return None
    parts = 2
    while len(left) > 1 and clock() < until:
        step = max(1, -(-len(left) // parts))
        smaller = next(
            (
                rest
                for at in range(0, len(left), step)
                if clock() < until and fails(rest := left[:at] + left[at + step :])
            ),
            None,
        )
        if smaller is not None:
            left, parts = smaller, max(parts - 1, 2)
        elif step == 1:
            break
        else:
            parts = min(2 * parts, len(left))
    return left


def _shortest_end(items: list[T], fails: Callable[[Sequence[T]], bool]) -> list[T] | None:
    count = 1
    while count < len(items):
        if fails(items[-count:]):
            return items[-count:]
        count *= 4
    return items if fails(items) else None
