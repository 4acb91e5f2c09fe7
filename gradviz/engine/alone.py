"""One layer of a network by itself."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.rules import RULES
from gradviz.engine.wiring import wire_one
from gradviz.values import Matrices

if TYPE_CHECKING:
    from gradviz.engine.passes import Passes


def alone(passes: "Passes", index: int) -> "Passes":
    """Return one layer, counted from 0, as passes with plain names: see `Passes.local`."""
    names, primals, cotangents = passes.layers[index], passes.primals, passes.cotangents
    values = {"X": primals[names.X]}
    grads = {"X": cotangents[names.X], "Y1": cotangents[names.Y]}
    if names.W is not None:
        values["W1"], grads["W1"] = primals[names.W], _share(passes, index, "W")
    if names.b is not None:
        values["b1"], grads["b1"] = primals[names.b], _share(passes, index, "b")
        product = "P" + names.Y[1:]
        values["P1"], grads["P1"] = primals[product], cotangents[product]
    values["Y1"] = primals[names.Y]
    wiring = wire_one(names)
    is_last = index == len(passes.layers) - 1
    return replace(
        passes,
        layers=wiring.names,
        operations=wiring.records,
        primals=Matrices(values),
        cotangents=Matrices(grads),
        loss_name=passes.loss_name if is_last else None,
        loss=passes.loss if is_last else None,
        target=passes.target if is_last else None,
    )


def _share(passes: "Passes", index: int, role: str) -> Matrix:
    """Return what one layer says of the gradient of its W or b."""
    names = passes.layers[index]
    name = names.name(role)
    if len(passes.uses(name)) == 1:
        return passes.cotangents[name]
    G = passes.cotangents[names.Y]
    W, X = passes.primals[names.name("W")], passes.primals[names.X]
    with np.errstate(all="ignore"):
        if role == "W":
            return freeze(RULES["matmul"].vjp(G, W, X)[0])
        return freeze(RULES["add_bias"].vjp(G, X, W)[1])
