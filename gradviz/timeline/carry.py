"""From one timeline to another: who edits while something is shown goes on seeing it."""

from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline

_TICK = 1e-6


def carried(seconds: float, old: Timeline, new: Timeline) -> float:
    """Return the time of another timeline at which the same is shown as at a time of this one.

    In a phase that has more steps now, or fewer, that is a key frame: no step is caught in its
    middle. What is at rest stays at rest. Where the phase is gone, it is as far into the whole.

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
    >>> half = small.phases[2].start + small.phases[2].step  # X_grad[1,1] of two is written
    >>> new = large.key(large.key_at(carried(half, small, large)))
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
    if same.count == phase.count:
        return same.start + steps * same.step
    whole = round(steps / phase.count * same.count - _TICK)
    begun = min(seconds - phase.start, same.step / 2) if whole == 0 else 0.0
    return same.start + whole * same.step + begun


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
