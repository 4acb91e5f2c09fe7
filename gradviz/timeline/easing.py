"""How motion runs within a step: functions of progress, 0..1 to 0..1."""


def ease(progress: float) -> float:
    """Start and stop gently.

    Examples
    --------
    >>> ease(0.0), ease(0.5), ease(1.0)
    (0.0, 0.5, 1.0)
    """
    p = min(max(progress, 0.0), 1.0)
    return p * p * p * (10.0 + p * (6.0 * p - 15.0))


def span(progress: float, start: float, end: float) -> float:
    """Return how far the part from `start` to `end` of a step has come, 0..1.

    Examples
    --------
    >>> span(0.5, 0.25, 0.75), span(0.1, 0.25, 0.75), span(0.9, 0.25, 0.75)
    (0.5, 0.0, 1.0)
    """
    return min(max((progress - start) / (end - start), 0.0), 1.0)


def staggered(progress: float, index: int, count: int, overlap: float = 0.5) -> float:
    """Return how far member `index` of `count` has come when each starts after the one before.

    `overlap` 0 runs them one after another, 1 all at once; the last ends with `progress` 1.

    Examples
    --------
    >>> staggered(0.5, 0, 2, overlap=0.0), staggered(0.5, 1, 2, overlap=0.0)
    (1.0, 0.0)
    """
    length = 1.0 / (1.0 + (count - 1) * (1.0 - overlap))
    start = index * length * (1.0 - overlap)
    return span(progress, start, start + length)
