"""What the adjoint exhibit shows: which back-map, which W, which dX, of which layer."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gradviz.arrays import Matrix
from gradviz.engine.jacobians.tangents import fitted_tangent
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.wiring import product_layer
from gradviz.errors import InputError
from gradviz.values import Value

By: TypeAlias = Literal["transpose", "W", "inverse"]
"""What carries Y_grad back."""

_MAPS: tuple[By, ...] = ("transpose", "W", "inverse")


@dataclass(frozen=True, slots=True)
class AdjointOptions(Value):
    """What is shown.

    Attributes
    ----------
    by : {"transpose", "W", "inverse"}
        What carries Y_grad back. "W" fits where M = K only; where W has no inverse, "inverse" is
        its pseudo-inverse.
    orthogonal : float
        t, 0..1: (1 - t) W + t Q is in the place of W, Q the orthogonal matrix nearest to it.
    tangent : Matrix, shape (K, N), optional
        dX; by default small whole numbers. One of another size is made to fit.
    layer : int, optional
        Counted from 0; if it is not linear, the nearest linear one before it.

    Raises
    ------
    InputError
        If there is no such back-map, or t is out of bounds.
    """

    by: By = "transpose"
    orthogonal: float = 0.0
    tangent: Matrix | None = field(default=None, compare=False)
    layer: int | None = None

    def __post_init__(self) -> None:
        if self.by not in _MAPS:
            raise InputError(f"there is no back-map {self.by!r}; there are {', '.join(_MAPS)}")
        if not 0.0 <= self.orthogonal <= 1.0:
            raise InputError(f"the slider runs from 0 to 1: got {self.orthogonal}")


def tangent_of(passes: Passes, options: AdjointOptions) -> Matrix | None:
    """Return dX as the exhibit shows it, to be edited; None where no layer is linear."""
    layer = product_layer(passes.layers, options.layer)
    if layer is None:
        return None
    return fitted_tangent(options.tangent, *passes.matrix(passes.layers[layer].X).shape)


def maps_that_fit(network: Network, layer: int | None) -> tuple[By, ...]:
    """Return the back-maps that the shapes allow for a layer: W itself only where M = K."""
    chosen = product_layer(network.names, layer)
    linear = None if chosen is None else network.layers[chosen]
    if not isinstance(linear, Linear):
        return ()
    M, K = linear.W.shape
    return _MAPS if M == K else ("transpose", "inverse")
