"""What the adjoint exhibit shows: which back-map, which W, of which layer."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.engine.wiring import product_layer
from gradviz.errors import InputError
from gradviz.messages.message import Message, joined, say
from gradviz.session.looks.choice import Alternative, Choice, OneOf
from gradviz.session.looks.look import ViewLook
from gradviz.session.looks.supply import Supply

By: TypeAlias = Literal["transpose", "W", "inverse"]
"""What carries Y_grad back."""

_MAPS: dict[By, Message] = {
    "transpose": say("by Wᵀ"),
    "W": say("by W"),
    "inverse": say("by the inverse"),
}


@dataclass(frozen=True, slots=True)
class AdjointLook(ViewLook):
    """What is shown. dX is a tangent of the document.

    Attributes
    ----------
    by : {"transpose", "W", "inverse"}
        What carries Y_grad back. "W" fits where M = K only; where W has no inverse, "inverse" is
        its pseudo-inverse.
    orthogonal : float
        t, 0..1: (1 - t) W + t Q is in the place of W, Q the orthogonal matrix nearest to it.
    layer : int, optional
        Counted from 0; if it is not linear, the nearest linear one before it. By default the
        last, whose Y_grad is the seed.

    Raises
    ------
    InputError
        If there is no such back-map, or t is out of bounds.
    """

    by: By = "transpose"
    orthogonal: float = 0.0
    layer: int | None = None

    def __post_init__(self) -> None:
        if self.by not in _MAPS:
            raise InputError(
                say(
                    "there is no back-map {name}; there are {names}",
                    name=repr(self.by),
                    names=joined(_MAPS, ", "),
                )
            )
        if not 0.0 <= self.orthogonal <= 1.0:
            raise InputError(
                say("the slider runs from 0 to 1: got {given}", given=str(self.orthogonal))
            )

    def fitted(self, supply: Supply) -> "AdjointLook":
        """Return the same of a layer that is there, with a back-map that its sizes allow."""
        layer = supply.layer(self.layer)
        fits = self.by in maps_that_fit(supply.network, _shown(supply.network, layer))
        return replace(self, layer=layer, by=self.by if fits else "transpose")

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return what carries Y_grad back, and of which layer."""
        shown = _shown(supply.network, self.layer)
        return (
            OneOf(
                "by",
                say("Back-map"),
                say("What carries Y_grad back: only the transpose keeps both numbers equal"),
                tuple(Alternative(_MAPS[by], by) for by in maps_that_fit(supply.network, shown)),
                self.by,
                say("back"),
            ),
            supply.layer_choice(shown),
        )


def maps_that_fit(network: Network, layer: int | None) -> tuple[By, ...]:
    """Return the back-maps that the shapes allow for a layer: W itself only where M = K."""
    chosen = product_layer(network.names, layer)
    linear = None if chosen is None else network.layers[chosen]
    if not isinstance(linear, Linear):
        return ()
    M, K = linear.W.shape
    return tuple(_MAPS) if M == K else ("transpose", "inverse")


def _shown(network: Network, layer: int | None) -> int:
    return len(network.layers) - 1 if layer is None else layer
