"""What the Cube view shows, and from where it is looked at."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

ProductName: TypeAlias = Literal["Y", "X_grad", "W_grad"]

_DEGREES = 0.4  # of a turn, per scene unit of a drag
_STEEPEST, _FLATTEST = 65.0, 15.0


@dataclass(frozen=True, slots=True)
class Turn:
    """From where the box is looked at, degrees.

    Attributes
    ----------
    yaw : float
        -180..180: at 0 Y is seen from the front, at 90 W.
    pitch : float
        How far from above; at 0 it would be level.
    """

    yaw: float = 40.0
    pitch: float = 28.0


DEFAULT_TURN = Turn()


def turned(turn: Turn, dx: float, dy: float) -> Turn:
    """Return the turn after a drag by so many scene units; it never leads below or straight above.

    Examples
    --------
    >>> turned(Turn(170.0, 30.0), 50.0, -1000.0)
    Turn(yaw=-170.0, pitch=15.0)
    """
    yaw = (turn.yaw + dx * _DEGREES + 180.0) % 360.0 - 180.0
    return Turn(yaw, min(max(turn.pitch + dy * _DEGREES, _FLATTEST), _STEEPEST))


@dataclass(frozen=True, slots=True)
class CubeOptions:
    """What the Cube view shows, and from where.

    Attributes
    ----------
    layer : int, optional
        Index of the layer; of an activation, the nearest linear one before it is shown.
    turn : Turn
        From where the box is looked at.
    focus : {"Y", "X_grad", "W_grad"}, optional
        The product whose matrices stand on the faces; by default the one that is computed.
    """

    layer: int | None = None
    turn: Turn = DEFAULT_TURN
    focus: ProductName | None = None
