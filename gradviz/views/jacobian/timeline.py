"""The time of dl = y_gradᵀ J dx: from the left, from the right, and, of many samples, the fold."""

from dataclasses import replace
from typing import Literal, TypeAlias

from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline

MOST_BANDS = 48
"""Steps of one pass over J: more rows than these are taken several at a time."""
MOST_FOLDS = 12
"""Steps of folding: more copies than these are folded several at a time."""

FOLD_FADE = 0.3
"""Of the first step of folding: how long what does not fold is still seen."""
FLIP_FADE = 0.3
"""Of a flip: how long names go at its start, and come at its end."""
MOST_FLIPPED = 600
"""Entries of what is flipped: more do not travel one by one, they fade over."""

Kind: TypeAlias = Literal["left", "left dl", "right", "right dl", "fold", "flip"]

_LONGEST = 24.0  # seconds
_SECONDS: dict[Kind, float] = {
    "left": 1.6,
    "left dl": 1.6,
    "right": 1.3,
    "right dl": 1.6,
    "fold": 1.3,
    "flip": 1.6,
}


def rows_of_step(step: int, steps: int, count: int) -> range:
    """Return which of `count` rows one of `steps` steps takes.

    Examples
    --------
    >>> [list(rows_of_step(n, 2, 5)) for n in range(2)]
    [[0, 1], [2, 3, 4]]
    """
    return range(count * step // steps, count * (step + 1) // steps)


def product_timeline(
    shape: tuple[int, int], copies: int = 1, *, is_flipped: bool = False
) -> Timeline:
    """Return the timeline of a Jacobian between two vectors.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of J.
    copies : int
        How many copies of one block fold onto each other at last; 1 for none.
    is_flipped : bool
        Whether what has been folded is then flipped about its diagonal.

    Examples
    --------
    >>> [(p.kind, p.count) for p in product_timeline((2, 3)).phases]
    [('left', 2), ('left dl', 1), ('right', 3), ('right dl', 1)]
    >>> [(p.kind, p.count) for p in product_timeline((8, 12), 4, is_flipped=True).phases[4:]]
    [('fold', 3), ('flip', 1)]
    """
    rows, cols = shape
    tasks: list[tuple[Kind, str, int]] = [
        ("left", "x_grad", min(rows, MOST_BANDS)),
        ("left dl", "dl", 1),
        ("right", "dy", min(cols, MOST_BANDS)),
        ("right dl", "dl", 1),
    ]
    if copies > 1:
        tasks.append(("fold", "fold", min(copies - 1, MOST_FOLDS)))
        if is_flipped:
            tasks.append(("flip", "flip", 1))
    phases: list[Phase] = []
    start, first = 0.0, 0
    for kind, name, steps in tasks:
        step = min(_SECONDS[kind], _LONGEST / steps)
        timeless = Phase(name, name, 0, kind, 1, 1, steps, "outer", start, 0.0, first)
        phase = replace(timeless, step=step, fades=_fades(kind, shape, copies))
        phases.append(phase)
        start, first = phase.end, first + phase.count
    return Timeline(tuple(phases))


def _fades(kind: Kind, shape: tuple[int, int], copies: int) -> tuple[tuple[float, float], ...]:
    """Return from when to when one picture fades into another, in steps of a phase."""
    match kind:
        case "fold":
            return ((0.0, FOLD_FADE),)
        case "flip":
            rows, cols = shape
            flipped = (rows // copies) * (cols // copies) + rows + cols
            if flipped > MOST_FLIPPED:
                return ((0.0, 1.0),)
            return ((0.0, FLIP_FADE), (1.0 - FLIP_FADE, 1.0))
    return ()
