"""One layer of a network by itself."""

from collections.abc import Mapping, Sequence

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.rules import RULES
from gradviz.engine.wiring import LayerNames, uses
from gradviz.values import Matrices


def alone(
    layers: Sequence[LayerNames],
    index: int,
    primals: Mapping[str, Matrix],
    cotangents: Mapping[str, Matrix],
) -> tuple[Matrices, Matrices]:
    """Return the values and the gradients of one layer, under plain names: see `Passes.local`.

    Parameters
    ----------
    layers : sequence of LayerNames
        Of the network.
    index : int
        The layer, counted from 0.
    primals, cotangents : mapping of str to Matrix
        Of the network.
    """
    names = layers[index]
    values = {"X": primals[names.X]}
    grads = {"X": cotangents[names.X], "Y1": cotangents[names.Y]}
    for role in "Wb":
        name = getattr(names, role)
        if name is not None:
            values[f"{role}1"] = primals[name]
            is_shared = len(uses(name, layers)) > 1
            own = _share(names, role, primals, cotangents) if is_shared else cotangents[name]
            grads[f"{role}1"] = own
    if names.b is not None:
        product = "P" + names.Y[1:]
        values["P1"], grads["P1"] = primals[product], cotangents[product]
    values["Y1"] = primals[names.Y]
    return Matrices(values), Matrices(grads)


def _share(
    names: LayerNames, role: str, primals: Mapping[str, Matrix], cotangents: Mapping[str, Matrix]
) -> Matrix:
    """Return what one layer says of the gradient of its W or b."""
    G = cotangents[names.Y]
    W, X = primals[names.name("W")], primals[names.X]
    with np.errstate(all="ignore"):
        if role == "W":
            return freeze(RULES["matmul"].vjp(G, W, X)[0])
        return freeze(RULES["add_bias"].vjp(G, X, W)[1])
