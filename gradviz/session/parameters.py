"""The matrices that belong to a network, W and b of its Linears, by name."""

from collections.abc import Mapping, Sequence

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.layers import Layer, Linear
from gradviz.engine.network import Network


def parameters(network: Network) -> dict[str, Matrix]:
    """Return the W and b of all Linears by name, in order; a shared one comes once.

    Examples
    --------
    >>> first, last = Linear([[1, 2]], b=[3]), Linear([[4]])
    >>> list(parameters(Network([first, last]))), list(parameters(Network([last, last])))
    (['W1', 'b1', 'W2'], ['W1'])
    """
    found = {}
    for layer, names in zip(network.layers, network.names, strict=True):
        if isinstance(layer, Linear):
            found[names.name("W")] = layer.W
            if layer.b is not None:
                found[names.name("b")] = layer.b
    return found


def with_values(network: Network, values: Mapping[str, Matrix]) -> Network:
    """Return the network with some of its `parameters` replaced by others of their size."""
    changed: dict[int, Linear] = {}
    for layer, names in zip(network.layers, network.names, strict=True):
        if isinstance(layer, Linear) and not values.keys().isdisjoint((names.W, names.b)):
            W = values.get(names.name("W"), layer.W)
            b = layer.b if names.b is None else values.get(names.b, layer.b)
            changed.setdefault(id(layer), Linear(W, b))
    return Network(substituted(network.layers, changed))


def substituted(layers: Sequence[Layer], changed: Mapping[int, Layer]) -> tuple[Layer, ...]:
    """Return the layers with some replaced, told by their id, wherever they are used."""
    return tuple(changed.get(id(layer), layer) for layer in layers)


def biased(layer: Linear, on: bool) -> Linear:
    """Return the layer with a bias of zeros, or without one; itself if it is so already."""
    if on == (layer.b is not None):
        return layer
    return Linear(layer.W, freeze(np.zeros((len(layer.W), 1))) if on else None)
