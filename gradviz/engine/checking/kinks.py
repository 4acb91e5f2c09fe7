"""Kinks: with a relu exactly at 0, l rises in one way above an entry and in another below it."""

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, RULES
from gradviz.refs import CellRef

_BESIDE = float(np.finfo(np.float64).tiny)
_NOISE = 1e-9  # relative: what rounding leaves between two ways to compute one slope


def has_kink(kind: str) -> bool:
    """Tell whether the curve of an activation has a kink at 0.

    Examples
    --------
    >>> has_kink("relu"), has_kink("gelu"), has_kink("softmax")
    (True, False, False)
    """
    if kind not in ELEMENTWISE:
        return False
    below, above = ELEMENTWISE[kind].derivative(np.array([[-_BESIDE, _BESIDE]]))[0].tolist()
    return bool(below != above)


def slopes_beside(passes: Passes, ref: CellRef) -> tuple[float, float] | None:
    """Return how fast l rises just below and just above an entry, where a kink parts them.

    None where there is no kink, and both are what the backward pass says.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth.
    ref : CellRef
        A cell of a value, no gradient: X, W, b or Y, by its name in the network.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation, Linear
    >>> from gradviz.engine.network import Network
    >>> p = Network([Linear([[3]]), Activation("relu")]).backprop([[0]])
    >>> slopes_beside(p, CellRef("X", 0, 0)), p.X_grad
    ((0.0, 3.0), array([[0.]]))
    """
    at_kink = (
        has_kink(record.op) and not passes.primals[record.inputs[0]].all()
        for record in passes.operations
    )
    if not any(at_kink):
        return None
    below, above = (side * _rate(passes, ref, side) for side in (-1.0, 1.0))
    gradient = float(passes.cotangents[passes.key(ref.name)][ref.row, ref.col])
    beside = (below + 0.0, above + 0.0)
    is_smooth = all(abs(slope - gradient) <= _NOISE * abs(gradient) for slope in beside)
    return None if is_smooth or not np.isfinite(beside).all() else beside


def _rate(passes: Passes, ref: CellRef, side: float) -> float:
    """Return how fast l changes as an entry leaves its place to one side."""
    start = passes.key(ref.name)
    tangent = np.zeros_like(passes.primals[start])
    tangent[ref.row, ref.col] = side
    moved: dict[str, Matrix] = {start: tangent}
    with np.errstate(all="ignore"):
        for record in passes.operations:
            if record.output == start or not moved.keys() & set(record.inputs):
                continue
            inputs = [passes.primals[name] for name in record.inputs]
            tangents = [
                moved.get(name, np.zeros_like(value))
                for name, value in zip(record.inputs, inputs, strict=True)
            ]
            if has_kink(record.op):
                inputs = [np.where(inputs[0] == 0.0, np.copysign(_BESIDE, tangents[0]), inputs[0])]
            moved[record.output] = RULES[record.op].jvp(*tangents, *inputs)
        output = moved.get(passes.output)
        if output is None:
            return 0.0
        return float(np.sum(passes.cotangents[passes.output] * output))
