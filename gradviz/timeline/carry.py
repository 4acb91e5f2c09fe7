"""From one timeline to another: who edits while something is shown goes on seeing it."""

from gradviz.refs import CellRef
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline

_TICK = 1e-6


def carried(seconds: float, old: Timeline, new: Timeline) -> float:
    """Return the time of another timeline at which the same is shown as at a time of this one.

    In a phase that has more steps now, or fewer, that is a key frame: that of the same cell, or of
    the nearest one; with another sweep, as far into the phase. No step is caught in its middle.
    What is at rest stays at rest. Where the phase is gone, it is as far into the whole.

    Parameters
    ----------
    seconds : float
        Of `old`.
    old, new : Timeline

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.timeline.schedule import timeline_of
    >>> small, large = (timeline_of(backprop([[1.0] * n], [[1.0]] * n)) for n in (2, 4))
    >>> written = small.phases[2].end  # both of X_grad
    >>> new = large.key(large.key_at(carried(written, small, large)))
    >>> new[0].name, new[1] + 1
    ('X_grad', 2)
    """
    if seconds >= old.duration:
        return new.duration
    if seconds >= old.phases[-1].end:  # while the picture clears
        return new.phases[-1].end + (seconds - old.phases[-1].end)
    phase = old.phases[old.at(seconds).phase]
    same = same_phase(phase, new)
    if same is None:
        return seconds / old.duration * new.duration
    steps = (seconds - phase.start) / phase.step
    if (same.count, same.sweep, same.rows) == (phase.count, phase.sweep, phase.rows):
        return same.start + steps * same.step
    whole = _as_far(round(steps - _TICK), phase, same)
    begun = min(seconds - phase.start, same.step / 2) if whole == 0 else 0.0
    return same.start + whole * same.step + begun


def _as_far(done: int, phase: Phase, same: Phase) -> int:
    """Return how many steps of a phase are complete where so many of the one before were."""
    if phase.sweep != same.sweep:
        return round(done / phase.count * same.count)
    if done == 0 or phase.sweep == "outer":
        return min(done, same.count)
    last = phase.cell(done - 1)
    row, col = min(last.row, same.rows - 1), min(last.col, same.cols - 1)
    return same.step_of(CellRef(same.name, row, col)) + 1


def same_phase(phase: Phase, timeline: Timeline) -> Phase | None:
    """Return the phase of a timeline that writes the same matrix of the same layer, if one does."""
    return next(
        (
            other
            for other in timeline.phases
            if (other.role, other.layer, other.kind) == (phase.role, phase.layer, phase.kind)
        ),
        None,
    )
