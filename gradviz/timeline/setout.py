"""Where playing and stepping set out: from where the time stands, or from what was chosen."""

from gradviz.timeline.phase import Phase


def setting_out(seconds: float, chosen: Phase | None, direction: int) -> float:
    """Return the time from which playing, or a step, goes on.

    That is where the time stands; but a phase that was chosen is what plays, wherever the time
    stands: it begins forward at its start, backward at its end. In the phase itself it goes on
    from where it stands.

    Parameters
    ----------
    seconds : float
        Where the time stands.
    chosen : Phase or None
        The phase that was clicked, if one was and the time has not moved since.
    direction : int
        1 forward, -1 backward.

    Examples
    --------
    >>> phase = Phase("X_grad", "X_grad", 0, "linear", 3, 4, 2, "cells", 10.0, 0.5, 16)
    >>> [setting_out(25.0, phase, direction) for direction in (1, -1)]
    [10.001, 16.0]
    >>> setting_out(12.0, phase, 1), setting_out(25.0, None, 1)
    (12.0, 25.0)
    """
    if chosen is None:
        return seconds
    is_ahead = chosen.begun <= seconds < chosen.end
    is_behind = chosen.start < seconds <= chosen.end
    if direction > 0:
        return seconds if is_ahead else chosen.begun
    return seconds if is_behind else chosen.end
