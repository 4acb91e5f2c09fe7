"""The time of a trace: the paths from the loss to a cell light up, layer after layer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gradviz.timeline.easing import span

if TYPE_CHECKING:
    from gradviz.engine.graph.paths import Paths

STEP = 1.1
"""Seconds in which the edges of one layer light up."""
_WHOLE = 1e-6  # of a step: so near to its end it is lit wholly


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The paths of a cell, and how far they have lit up.

    Attributes
    ----------
    paths : Paths
    seconds : float
        From the start of the tracing.
    """

    paths: "Paths"
    seconds: float

    @property
    def duration(self) -> float:
        """Seconds until all paths are lit."""
        return duration_of(self.paths)

    @property
    def step(self) -> int:
        """Index of the step whose edges light up, or have lit up last."""
        return min(int(self.seconds / STEP), len(self.paths.steps) - 1)

    @property
    def lit(self) -> int:
        """How many steps are lit wholly."""
        return min(int(self.seconds / STEP + _WHOLE), len(self.paths.steps))

    @property
    def is_complete(self) -> bool:
        """Whether all paths are lit."""
        return self.seconds >= self.duration

    def share(self, step: int) -> float:
        """Return how far a step has come, 0..1."""
        return span(self.seconds, step * STEP, (step + 1) * STEP)


def duration_of(paths: "Paths") -> float:
    """Return the seconds in which all paths light up."""
    return len(paths.steps) * STEP
