"""Gradient descent: W ← W − η W_grad, step by step, for every W and b of a network."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, freeze
from gradviz.engine.layers import Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LossName
from gradviz.errors import InputError
from gradviz.messages.message import say

RUNAWAY = 1e6
"""How many times its first value (1, if that is less) a loss may reach before it has diverged."""

_NO_VELOCITIES: Mapping[str, Matrix] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Descent:
    """How to step down.

    Parameters
    ----------
    rate : float
        η, more than 0.
    momentum : float, optional
        μ, from 0 up to but not including 1: how much of the last step is taken again.

    Raises
    ------
    InputError
        If one of them is out of its range.

    Examples
    --------
    >>> Descent(0.1)
    Descent(rate=0.1, momentum=0.0)
    """

    rate: float
    momentum: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.rate < np.inf:
            raise InputError(
                say("the rate needs to be a positive number: it is {rate}", rate=str(self.rate))
            )
        if not 0.0 <= self.momentum < 1.0:
            raise InputError(
                say(
                    "the momentum needs to be at least 0 and less than 1: it is {momentum}",
                    momentum=str(self.momentum),
                )
            )


@dataclass(frozen=True, slots=True, eq=False)
class DescentState:
    """Where a descent stands.

    Attributes
    ----------
    network : Network
    passes : Passes
        Forward and back through this network.
    velocities : mapping of str to Matrix
        What was last subtracted from each W and b, divided by the rate; empty before the first
        step and without momentum.
    loss : float
        l; with a hand-made seed ⟨Y_grad, Y⟩.
    first_loss : float
        The same before the first step.
    count : int
        How many steps were taken.
    """

    network: Network
    passes: Passes
    velocities: Mapping[str, Matrix]
    loss: float
    first_loss: float
    count: int

    @property
    def parameters(self) -> dict[str, Matrix]:
        """Every W and b by its name; one that several layers use is there once."""
        return {name: self.passes.matrix(name) for name in parameter_names(self.passes)}

    @property
    def is_diverged(self) -> bool:
        """Whether l or a parameter is not finite, or |l| has run away: see `RUNAWAY`."""
        if not abs(self.loss) <= RUNAWAY * max(1.0, abs(self.first_loss)):
            return True
        return not all(np.isfinite(matrix).all() for matrix in self.parameters.values())


def parameter_names(passes: Passes) -> tuple[str, ...]:
    """Return the names of every W and b in the order of the layers, each once."""
    names = [name for layer in passes.layers for name in (layer.W, layer.b) if name is not None]
    return tuple(dict.fromkeys(names))


def step(
    passes: Passes, descent: Descent, velocities: Mapping[str, Matrix] = _NO_VELOCITIES
) -> tuple[dict[str, Matrix], dict[str, Matrix]]:
    """Return the next parameters and velocities: v ← μ v + W_grad, W ← W − η v.

    Parameters
    ----------
    passes : Passes
        At the present parameters.
    descent : Descent
    velocities : mapping of str to Matrix, optional
        As the last step returned them; 0 where there is none.

    Returns
    -------
    (dict, dict) of str to Matrix
        By the names of `parameter_names`. A matrix that several layers use moves once, by its
        whole gradient.

    References
    ----------
    .. [1] I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and
       momentum in deep learning", ICML 2013: momentum. There the rate is inside the velocity;
       here it is outside, as in torch.optim.SGD, so that changing it acts at once.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3], [4]], loss="squared_error", target=[[10]])
    >>> step(p, Descent(0.1))[0]["W"]
    array([[0.7, 1.6]])
    """
    moved, faster = {}, {}
    with np.errstate(all="ignore"):
        for name in parameter_names(passes):
            v = passes.matrix(f"{name}_grad")
            if descent.momentum:
                if name in velocities:
                    v = freeze(descent.momentum * velocities[name] + v)
                faster[name] = v
            moved[name] = freeze(passes.matrix(name) - descent.rate * v)
    return moved, faster


def with_parameters(network: Network, parameters: Mapping[str, Matrix]) -> Network:
    """Return the network with other W and b, by name; what was used twice still is.

    Examples
    --------
    >>> layer = Linear([[1]])
    >>> network = with_parameters(Network([layer, layer]), {"W1": np.array([[5.0]])})
    >>> network.layers[0] is network.layers[1], network.layers[1].W
    (True, array([[5.]]))
    """
    renewed: dict[int, Layer] = {}
    for layer, names in zip(network.layers, network.names, strict=True):
        if isinstance(layer, Linear) and names.W is not None:
            W = parameters.get(names.W, layer.W)
            b = layer.b if names.b is None else parameters.get(names.b, layer.b)
            renewed.setdefault(id(layer), Linear(W, b))
    return Network(renewed.get(id(layer), layer) for layer in network.layers)


def start(
    network: Network,
    X: ArrayLike,
    *,
    Y_grad: ArrayLike | None = None,
    loss: LossName | None = None,
    target: ArrayLike | None = None,
) -> DescentState:
    """Return the state before the first step; everything after X is as for `backprop`."""
    passes = network.backprop(X, Y_grad=Y_grad, loss=loss, target=target)
    value = _loss(passes)
    return DescentState(network, passes, _NO_VELOCITIES, value, value, 0)


def advance(state: DescentState, descent: Descent) -> DescentState:
    """Return the state after one more step.

    Examples
    --------
    >>> state = start(Network([Linear([[1, 2]])]), [[3], [4]], loss="squared_error", target=[[10]])
    >>> advance(state, Descent(0.02)).loss
    0.125
    """
    parameters, velocities = step(state.passes, descent, state.velocities)
    network = with_parameters(state.network, parameters)
    before, X = state.passes, state.passes.primals["X"]
    if before.loss_name is None:
        passes = network.backprop(X, Y_grad=before.cotangents[before.output])
    else:
        passes = network.backprop(X, loss=before.loss_name, target=before.target)
    count = state.count + 1
    return DescentState(network, passes, velocities, _loss(passes), state.first_loss, count)


def _loss(passes: Passes) -> float:
    if passes.loss is not None:
        return passes.loss
    with np.errstate(all="ignore"):
        return float(np.vdot(passes.cotangents[passes.output], passes.primals[passes.output]))
