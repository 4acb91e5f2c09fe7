"""Pure functions that remember what they made, and tell arrays by identity."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import ref

import numpy as np

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(slots=True)
class _Made(Generic[_R]):
    """A result, what it weighs, the arrays it was made from, and whether it was asked for again."""

    result: _R
    weight: int
    told: list[ref[object]]
    is_used: bool = False


def _one(_: object) -> int:
    return 1


def by_identity(
    most: int, weigh: Callable[[Any], int] = _one, told: tuple[type, ...] = (np.ndarray,)
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Let a pure function remember its results: the same arguments give the very same object.

    Arrays are told by identity, not by their entries. Those that reach a picture are read-only:
    the same array always has the same entries. None is kept alive, nor is what was made of one
    that is gone.

    Parameters
    ----------
    most : int
        How many results are kept, or how much they may weigh. The oldest goes first, unless it
        was asked for since the last time it was its turn; the latest always stays.
    weigh : callable
        How much a result weighs, 1 by default.
    told : tuple of type
        Arguments of exactly these types are told by identity and not kept alive, if they are
        given by position; all others have to be hashable.

    Examples
    --------
    >>> @by_identity(8)
    ... def doubled(values):
    ...     return values * 2
    >>> one, other = np.ones(2), np.ones(2)
    >>> doubled(one) is doubled(one), doubled(one) is doubled(other)
    (True, False)
    """

    def remembering(function: Callable[_P, _R]) -> Callable[_P, _R]:
        kept: dict[tuple[object, ...], _Made[_R]] = {}
        gone: deque[tuple[object, ...]] = deque()  # keys of results of what is no more
        lock = Lock()
        weight = 0

        @wraps(function)
        def remembered(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            key = tuple([id(arg) if type(arg) in told else arg for arg in args])
            if kwargs:
                key += tuple(kwargs.items())
            made = kept.get(key)
            if made is not None:
                for reference in made.told:
                    if reference() is None:  # another array stands where one was that is gone
                        break
                else:
                    made.is_used = True
                    return made.result
            references = [ref(a, lambda _: gone.append(key)) for a in args if type(a) in told]
            return keep(key, function(*args, **kwargs), references)

        def is_gone(key: tuple[object, ...]) -> bool:
            made = kept.get(key)  # perhaps already that of another array, in the same place
            return made is not None and any(reference() is None for reference in made.told)

        def keep(key: tuple[object, ...], result: _R, references: list[ref[object]]) -> _R:
            nonlocal weight
            made = _Made(result, weigh(result), references)
            with lock:
                while gone:  # the collector, which may come at any time, takes no lock
                    if is_gone(old := gone.popleft()):
                        weight -= kept.pop(old).weight
                before = kept.pop(key, None)
                weight += made.weight - (0 if before is None else before.weight)
                while weight > most and kept:
                    oldest = next(iter(kept))
                    first = kept.pop(oldest)
                    if first.is_used:
                        first.is_used, kept[oldest] = False, first
                    else:
                        weight -= first.weight
                kept[key] = made
            return result

        return remembered

    return remembering
