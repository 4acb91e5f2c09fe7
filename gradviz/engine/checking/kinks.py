"""Kinks: with a relu exactly at 0, l rises in one way above an entry and in another below it."""

from collections.abc import Iterator

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, LOSSES, RULES
from gradviz.refs import CellRef

_JUMP = 1e-6  # less is no kink to the eye, as that of softplus at 20
_NOISE = 1e-9  # relative: what rounding leaves between two ways to compute one slope


def kinks_of(kind: str) -> tuple[float, ...]:
    """Return where the curve of an activation has a kink that can be seen.

    Examples
    --------
    >>> kinks_of("relu"), kinks_of("softplus"), kinks_of("softmax")
    ((0.0,), (), ())
    """
    if kind not in ELEMENTWISE:
        return ()
    rule = ELEMENTWISE[kind]
    return tuple(kink for kink in rule.kinks if rule.jump(kink) > _JUMP)


def met(passes: Passes) -> tuple[str, ...]:
    """Return the activations, and the loss, that have a number on a kink, by name.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
    >>> from gradviz.engine.network import Network
    >>> met(Network([Activation("relu"), Activation("tanh")]).backprop([[0, 1]]))
    ('relu',)
    """
    return tuple(dict.fromkeys(_met(passes)))


def _met(passes: Passes) -> Iterator[str]:
    for record in passes.operations:
        X = passes.primals[record.inputs[0]]
        if any(np.any(kink == X) for kink in kinks_of(record.op)):
            yield record.op
    if passes.loss_name is not None and passes.target is not None:
        rule, Y = LOSSES[passes.loss_name], passes.primals[passes.output]
        if any(np.any(rule.residual(Y, passes.target) == kink) for kink in rule.kinks):
            yield passes.loss_name


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
    if not met(passes):
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
            for kink in kinks_of(record.op):
                inputs = [_off(kink, inputs[0], tangents[0])]
            moved[record.output] = RULES[record.op].jvp(*tangents, *inputs)
        output = moved.get(passes.output)
        if output is None:
            return 0.0
        return float(np.sum(_gradient(passes, output) * output))


def _gradient(passes: Passes, tangent: Matrix) -> Matrix:
    """Return the gradient of the output as it leaves a kink of the loss along a tangent."""
    T = passes.target
    rule = None if passes.loss_name is None else LOSSES[passes.loss_name]
    if T is None or rule is None or not rule.kinks:
        return passes.cotangents[passes.output]
    R = rule.residual(passes.primals[passes.output], T)
    for kink in rule.kinks:
        R = _off(kink, R, tangent)
    return rule.gradient(R, T)


def _off(kink: float, at: Matrix, tangent: Matrix) -> Matrix:
    """Move what is on a kink off it, no further than need be."""
    beside: Matrix = np.where(at == kink, np.nextafter(kink, np.copysign(np.inf, tangent)), at)
    return beside
