"""Time to moment: which cell of which pass is being written, and how far that has come.

A timeline is a row of phases, a phase a row of equal steps, a step the writing of one cell.
Key frame n is the instant at which step n is complete; key frame 0 is the beginning, when
nothing is computed. After the last step comes a short rest in which the picture clears.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef

REST = 0.8
"""Seconds after the last key frame until everything is at rest."""

_LONGEST_PHASE = 30.0
_STEP = {"Y": 0.8, "Y_grad": 0.45, "X_grad": 0.85, "W_grad": 0.85, "b_grad": 0.7}
_BY_COLUMNS = frozenset({"X_grad"})


@dataclass(frozen=True, slots=True)
class Phase:
    """The writing of one matrix, cell by cell.

    Attributes
    ----------
    name : str
        The matrix that is written: "Y", "Y_grad", "X_grad", "W_grad" or "b_grad".
    rows, cols : int
    by_columns : bool
        Whether cells are written column after column, or row after row.
    start : float
        Seconds.
    step : float
        Seconds for one cell.
    first : int
        How many steps all phases before it have.
    """

    name: str
    rows: int
    cols: int
    by_columns: bool
    start: float
    step: float
    first: int

    @property
    def count(self) -> int:
        """Number of steps."""
        return self.rows * self.cols

    @property
    def end(self) -> float:
        """Seconds."""
        return self.start + self.count * self.step

    def cell(self, step: int) -> CellRef:
        """Return the cell that a step of this phase writes."""
        if self.by_columns:
            col, row = divmod(step, self.rows)
        else:
            row, col = divmod(step, self.cols)
        return CellRef(self.name, row, col)

    def step_of(self, ref: CellRef) -> int:
        """Return the step of this phase that writes a cell."""
        return ref.col * self.rows + ref.row if self.by_columns else ref.row * self.cols + ref.col


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant of a timeline.

    Attributes
    ----------
    phase : int
        Index of the phase that is running, or has just ended.
    name : str
        Its matrix.
    step : int
        The step of that phase that is running.
    progress : float
        0..1, how far that step has come; 1 at its key frame.
    rest : float
        0..1, how far the rest after the last key frame has come.
    written : tuple of (str, int)
        For each phase its matrix and the number of its cells that are complete.
    """

    phase: int
    name: str
    step: int
    progress: float
    rest: float
    written: tuple[tuple[str, int], ...]

    def count(self, name: str) -> int | None:
        """Return how many cells of a matrix are complete; None for what is always there."""
        return dict(self.written).get(name)


@dataclass(frozen=True)
class Timeline:
    """All phases of one forward and backward pass; see `timeline_of`."""

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
        return Moment(
            phase=index,
            name=phase.name,
            step=step,
            progress=progress,
            rest=min(rest, 1.0),
            written=self._written(index, step + (progress == 1.0)),
        )

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

    def key_name(self, key: int, base: int = 0) -> str:
        """Return what a key frame completes, "X_grad[1,0]"; "start" for the first."""
        if key <= 0:
            return "start"
        phase = self._phase_of_step(min(key, self.steps) - 1)
        return phase.cell(min(key, self.steps) - 1 - phase.first).shown(base)

    def next_key(self, seconds: float) -> float:
        """Return the time of the first key frame after a time; the end after the last."""
        return self.key_time(self.key_at(seconds) + 1)

    def previous_key(self, seconds: float) -> float:
        """Return the time of the last key frame before a time."""
        key = self.key_at(seconds)
        return self.key_time(key if self.key_time(key) < seconds - _TICK else key - 1)

    def time_of(self, ref: CellRef) -> float | None:
        """Return the time of the key frame that completes a cell; None if no step writes it."""
        for phase in self.phases:
            if phase.name == ref.name:
                return self.key_time(phase.first + phase.step_of(ref) + 1)
        return None

    @cached_property
    def _ends(self) -> tuple[float, ...]:
        return tuple(phase.end for phase in self.phases)

    def _phase_of_step(self, step: int) -> Phase:
        ends = [phase.first + phase.count - 1 for phase in self.phases]
        return self.phases[bisect_left(ends, step)]

    def _written(self, index: int, done: int) -> tuple[tuple[str, int], ...]:
        return tuple(
            (phase.name, phase.count if n < index else done if n == index else 0)
            for n, phase in enumerate(self.phases)
        )


_TICK = 1e-9  # seconds; two times closer than this are one
_EARLY = 1e-7  # steps


def timeline_of(passes: Passes) -> Timeline:
    """Return the timeline of a pass: forward, loss, backward to X, backward to W (and b).

    A step takes 0.4 to 0.9 s; in a phase of many cells it takes less, so that no phase is
    longer than half a minute.
    """
    names = ["Y", "Y_grad", "X_grad", "W_grad"] + ["b_grad"] * (passes.b is not None)
    return timeline_for(tuple((name, *passes.matrix(name).shape) for name in names))


def timeline_for(sizes: tuple[tuple[str, int, int], ...]) -> Timeline:
    """Return the timeline that writes matrices of these names and sizes, one after another."""
    phases: list[Phase] = []
    start, first = 0.0, 0
    for name, rows, cols in sizes:
        step = min(_STEP[name], _LONGEST_PHASE / (rows * cols))
        phase = Phase(name, rows, cols, name in _BY_COLUMNS, start, step, first)
        phases.append(phase)
        start, first = phase.end, first + phase.count
    return Timeline(tuple(phases))
