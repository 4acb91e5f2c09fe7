"""What the Cube view shows, and from where it is looked at."""

import math
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from gradviz.messages.message import say, verbatim
from gradviz.session.looks.choice import Alternative, Choice, OneOf
from gradviz.session.looks.look import INLINE, ViewLook
from gradviz.session.looks.supply import Supply

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
class CubeLook(ViewLook):
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
    turn: Turn = field(default=DEFAULT_TURN, metadata={INLINE: True})
    focus: ProductName | None = None

    def fitted(self, supply: Supply) -> "CubeLook":
        """Return the same of a layer that is there, from where the box can be looked at.

        Examples
        --------
        >>> from gradviz.arrays import as_matrix
        >>> from gradviz.engine.layers import Linear
        >>> from gradviz.engine.network import Network
        >>> one = Supply(Network([Linear([[1]])]), as_matrix([[1]], "X"))
        >>> CubeLook(layer=7, focus="Y").fitted(one)
        CubeLook(layer=0, turn=Turn(yaw=40.0, pitch=28.0), focus='Y')
        """
        turn = turned(self.turn, 0.0, 0.0)
        is_angle = math.isfinite(turn.yaw) and math.isfinite(turn.pitch)
        return replace(
            self, layer=supply.layer(self.layer), turn=turn if is_angle else DEFAULT_TURN
        )

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return which product stands on the faces, and of which layer."""
        return (
            OneOf(
                "focus",
                say("Faces"),
                say("What stands on the faces: what is computed now, or always one product"),
                _FACES,
                self.focus,
                say("faces"),
            ),
            supply.layer_choice(self.layer),
        )


_FACES = (
    Alternative(say("what is computed now"), None),
    Alternative(verbatim("Y = W X"), "Y"),
    Alternative(verbatim("X_grad"), "X_grad"),
    Alternative(verbatim("W_grad"), "W_grad"),
)
