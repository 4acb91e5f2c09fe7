"""Measuring in turns: a machine that is busy for a while is busy for everybody."""

from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

Call = Callable[[], object]


def in_turns(
    calls: Mapping[str, Call], turns: int, times: int = 1, warm: int = 1
) -> dict[str, list[float]]:
    """Return the seconds each call took, turn by turn: A B C A B C ...

    Parameters
    ----------
    calls : mapping of str to callable
    turns : int
    times : int
        How often each is called in a turn; what is told is the time of one.
    warm : int
        Turns before those that count.
    """
    took: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(-warm, turns):
        for name, call in calls.items():
            start = process_time()
            for _ in range(times):
                call()
            if turn >= 0:
                took[name].append((process_time() - start) / times)
    return took


def medians(took: Mapping[str, list[float]]) -> dict[str, float]:
    """Return the median of each, seconds."""
    return {name: median(several) for name, several in took.items()}
