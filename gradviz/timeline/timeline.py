"""Time to moment: what of which pass is being written, and how far that has come.

A timeline is a row of phases, a phase a row of equal steps, a step the writing of one cell, or
of one column, one row or one term of all cells, as the sweep has it. Key frame n is the instant
at which step n is complete; key frame 0 is the beginning, when nothing is computed. After the
last step comes a short rest in which the picture clears.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from gradviz.refs import CellRef
from gradviz.timeline.phase import Phase, Written

REST = 0.8
"""Seconds after the last key frame until everything is at rest."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant of a timeline.

    Attributes
    ----------
    phases : tuple of Phase
        Those of the timeline.
    phase : int
        Index of the phase that is running, or has just ended.
    step : int
        The step of that phase that is running.
    progress : float
        0..1, how far that step has come; 1 at its key frame.
    rest : float
        0..1, how far the rest after the last key frame has come.
    """

    phases: tuple[Phase, ...]
    phase: int
    step: int
    progress: float
    rest: float

    def done(self, index: int) -> int:
        """Return how many steps of a phase are complete."""
        if index == self.phase:
            return self.step + (self.progress == 1.0)
        return self.phases[index].count if index < self.phase else 0

    def written(self, name: str, layer: int | None = None) -> Written | None:
        """Return how far a matrix is written; None for what is always there.

        Parameters
        ----------
        name : str
            As the network calls it.
        layer : int, optional
            Of a matrix that several layers use, which one's part of the gradient is meant; by
            default the last to be written.
        """
        found = [
            n
            for n, phase in enumerate(self.phases)
            if phase.name == name and (layer is None or phase.layer == layer)
        ]
        return self.phases[found[-1]].written(self.done(found[-1])) if found else None


@dataclass(frozen=True)
class Timeline:
    """All phases of one forward and backward pass; see `gradviz.timeline.schedule`."""

    phases: tuple[Phase, ...]

    @cached_property
    def duration(self) -> float:
        """Seconds, the rest included."""
        return self.phases[-1].end + REST

    @property
    def steps(self) -> int:
        """How many steps all phases have; there is one more key frame than steps."""
        last = self.phases[-1]
        return last.first + last.count

    def at(self, seconds: float) -> Moment:
        """Return the moment at a time; before the start and after the end, those.

        The same for the same time however one came to it. O(log phases).
        """
        seconds = min(max(seconds, 0.0), self.duration)
        index = min(bisect_left(self._ends, seconds - _TICK), len(self.phases) - 1)
        phase = self.phases[index]
        position = (seconds - phase.start) / phase.step
        # a key frame belongs to the step that it completes
        step = min(max(int(position - _EARLY), 0), phase.count - 1)
        progress = min(max(position - step, 0.0), 1.0)
        if progress > 1.0 - _EARLY:
            progress = 1.0
        rest = max(0.0, (seconds - self.phases[-1].end) / REST)
        if seconds == self.duration:
            rest = 1.0
        return Moment(self.phases, index, step, progress, min(rest, 1.0))

    def key_time(self, key: int) -> float:
        """Return the time of a key frame, 0 to `steps`; beyond them the end."""
        if key <= 0:
            return 0.0
        if key > self.steps:
            return self.duration
        phase = self._phase_of_step(key - 1)
        return phase.start + (key - phase.first) * phase.step

    def key_at(self, seconds: float) -> int:
        """Return the last key frame at or before a time."""
        if seconds >= self.phases[-1].end - _TICK:
            return self.steps
        moment = self.at(seconds)
        phase = self.phases[moment.phase]
        return phase.first + moment.step + (moment.progress == 1.0)

    def key(self, number: int) -> tuple[Phase, int] | None:
        """Return the phase and the step that a key frame completes; None for the first."""
        if number <= 0:
            return None
        step = min(number, self.steps) - 1
        phase = self._phase_of_step(step)
        return phase, step - phase.first

    def next_key(self, seconds: float) -> float:
        """Return the time of the first key frame after a time; the end after the last."""
        return self.key_time(self.key_at(seconds) + 1)

    def previous_key(self, seconds: float) -> float:
        """Return the time of the last key frame before a time."""
        key = self.key_at(seconds)
        return self.key_time(key if self.key_time(key) < seconds - _TICK else key - 1)

    def time_of(self, ref: CellRef, layer: int | None = None) -> float | None:
        """Return the time of the key frame that completes a cell; None if no step writes it.

        Parameters
        ----------
        ref : CellRef
        layer : int, optional
            Whose phase is meant, where several layers write a share of the cell; by default, and
            where this layer writes none, that of the last share, which completes the whole.
        """
        found = [phase for phase in self.phases if phase.name == ref.name]
        phase = next((p for p in found if p.layer == layer), found[-1] if found else None)
        return None if phase is None else self.key_time(phase.first + phase.step_of(ref) + 1)

    def settled(self, seconds: float) -> float:
        """Return the nearest time at which no picture is fading into another.

        That is where a time that somebody chose comes to rest. A phase that has just begun shows
        nothing else yet.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> from gradviz.timeline.schedule import timeline_of
        >>> timeline = timeline_of(backprop([[1.0, 2.0]], [[1.0], [2.0]]))
        >>> start = timeline.phases[2].start  # one corner gives way to the next
        >>> [round(timeline.settled(start + t) - start, 3) for t in (0.1, 0.2, 0.5)]
        [0.0, 0.3, 0.5]
        """
        if not 0.0 < seconds < self.duration:
            return min(max(seconds, 0.0), self.duration)
        if seconds == self.phases[self.at(seconds).phase].begun:
            return seconds
        before = after = seconds
        while (fade := self._fade_at(before)) is not None:
            before = fade[0]
        while (fade := self._fade_at(after)) is not None:
            after = fade[1]
        return before if seconds - before < after - seconds else after

    def _fade_at(self, seconds: float) -> tuple[float, float] | None:
        """Return from when to when a picture fades into another around a time, if one does."""
        end = self.phases[-1].end
        inside = [fade for fade in self._fades if fade[0] + _TICK < seconds < fade[1] - _TICK]
        if inside or seconds > end + _TICK:
            return inside[0] if inside else None
        phase = self.phases[self.at(seconds).phase]
        step = int((seconds - phase.start + _TICK) / phase.step)
        start = phase.start + step * phase.step
        stop = start + phase.clearing * phase.step
        return (start, stop) if step and start + _TICK < seconds < stop - _TICK else None

    @cached_property
    def _fades(self) -> tuple[tuple[float, float], ...]:
        return (
            *(
                (phase.start + first * phase.step, phase.start + last * phase.step)
                for phase in self.phases
                for first, last in phase.fades
            ),
            (self.phases[-1].end, self.duration),
        )

    @cached_property
    def _ends(self) -> tuple[float, ...]:
        return tuple(phase.end for phase in self.phases)

    def _phase_of_step(self, step: int) -> Phase:
        ends = [phase.first + phase.count - 1 for phase in self.phases]
        return self.phases[bisect_left(ends, step)]


_TICK = 1e-9  # seconds; two times closer than this are one
_EARLY = 1e-7  # steps
