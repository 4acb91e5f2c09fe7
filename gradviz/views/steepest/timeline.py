"""The time of the Steepest view: dx goes once round, and then turns to where l rises most."""

import math
from dataclasses import dataclass

from gradviz.timeline.easing import ease, span
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Moment, Timeline

EIGHTHS = 8
"""Key frames of the turn: one every 45°."""
_EIGHTH, _HALF, _FOUND = 0.85, 1.6, 1.8  # seconds of a step


def steepest_timeline(*, is_line: bool = False) -> Timeline:
    """Return two phases, "turn" and "steepest".

    Parameters
    ----------
    is_line : bool
        Whether dx has one entry only, and so two directions in place of a circle of them.

    Examples
    --------
    >>> [(phase.kind, phase.count) for phase in steepest_timeline().phases]
    [('turn', 8), ('steepest', 1)]
    """
    count, step = (2, _HALF) if is_line else (EIGHTHS, _EIGHTH)
    turn = Phase("dx", "X_grad", 0, "turn", 1, 1, count, "outer", 0.0, step, 0)
    found = Phase("X_grad", "X_grad", 0, "steepest", 1, 1, 1, "outer", turn.end, _FOUND, count)
    return Timeline((turn, found))


@dataclass(frozen=True, slots=True)
class DxTurn:
    """Where dx points, and what is known of l around x.

    Attributes
    ----------
    angle : float
        Radians, 0..2π; of dx.
    swept : float
        0..2π: how far around dl is known.
    found : float
        0..1: how far the steepest direction has come into the picture.
    """

    angle: float
    swept: float = math.tau
    found: float = 1.0

    @property
    def is_complete(self) -> bool:
        """Whether dx has gone all the way round."""
        return self.swept >= math.tau


def turn_at(moment: Moment, steepest: float | None) -> DxTurn:
    """Return where dx points at a moment.

    Parameters
    ----------
    moment : Moment
        Of `steepest_timeline`.
    steepest : float or None
        The angle at which dx comes to rest, radians; None if no direction is steepest.

    Examples
    --------
    >>> timeline = steepest_timeline()
    >>> round(math.degrees(turn_at(timeline.at(timeline.key_time(3)), 1.0).angle))
    135
    >>> turn_at(timeline.at(timeline.duration), 1.0).angle
    1.0
    """
    phase = moment.phases[moment.phase]
    if phase.kind == "turn":
        swept = _turned(moment.step, moment.progress, phase.count)
        return DxTurn(swept, swept, 0.0)
    if steepest is None:
        return DxTurn(0.0)
    ahead = (steepest + math.pi) % math.tau - math.pi  # the shorter way round
    angle = (ahead * ease(span(moment.progress, 0.1, 0.75))) % math.tau
    return DxTurn(steepest if moment.progress == 1.0 else angle, math.tau, moment.progress)


def _turned(step: int, progress: float, count: int) -> float:
    """Return how far round dx is: at one speed, but for a gentle start and a gentle end."""
    if count < EIGHTHS:  # two directions: there is nothing between them
        return math.tau * (step + (progress == 1.0)) / count
    if step == 0:
        progress = progress * progress * (2.0 - progress)
    elif step == count - 1:
        left = 1.0 - progress
        progress = 1.0 - left * left * (2.0 - left)
    return math.tau * (step + progress) / count
