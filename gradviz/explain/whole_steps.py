"""What a whole step does to the loss, where the slope alone does not tell."""

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.losses import is_linear, loss_terms
from gradviz.engine.passes import Passes
from gradviz.engine.trace import forward
from gradviz.engine.wiring import LayerNames
from gradviz.refs import CellRef

_NO_WHOLE_STEP = 2.0**52  # beyond, a number and the one above it are 1 apart or more
_ROUNDING = 1e5 * float(np.finfo(np.float64).eps)  # of this much, four digits are left


def step_change(passes: Passes, ref: CellRef) -> float | None:
    """Return by how much l changes when one entry of W, X or b rises by 1.

    None where l is linear in every entry, so that the gradient tells it: the loss "sum" or a
    hand-made seed, with nothing on the way that bends.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth.
    ref : CellRef
        A cell of something that was given, by its name.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2]], [[3]], loss="squared_error", target=[[6]])
    >>> step_change(p, CellRef("W", 0, 0))  # from ½·0² to ½·3²
    4.5
    """
    key = passes.key(ref.name)
    first, *others = _uses(passes, ref.name)
    bends = [layer for layer in passes.layers[first:] if layer.kind not in ("linear", "identity")]
    if is_linear(passes.loss_name) and not bends and not others:
        return None
    with np.errstate(all="ignore"):
        if passes.layers[first].is_linear and not others:
            known = {passes.key(passes.layers[first].Y): _moved_output(passes, ref, first)}
            unchanged = passes.layers[: first + 1]
        else:
            moved = passes.primals[key].copy()
            moved[ref.row, ref.col] += 1.0
            known, unchanged = {key: moved}, passes.layers[:first]
        Y = _output(passes, known, unchanged)
        return float((_terms(passes, Y) - _terms(passes, passes.primals[passes.output])).sum())


def is_lost(passes: Passes, ref: CellRef, change: float) -> bool:
    """Tell whether what a whole step changes is no more than rounding in l and in Y may be.

    Parameters
    ----------
    passes : Passes
    ref : CellRef
        The entry that was raised.
    change : float
        What `step_change` found.
    """
    given = passes.matrix(ref.name)[ref.row, ref.col]
    if abs(given) >= _NO_WHOLE_STEP:
        return True
    Y, G = passes.primals[passes.output], passes.cotangents[passes.output]
    reached = slice(ref.col, ref.col + 1) if ref.name == "X" else slice(None)
    with np.errstate(all="ignore"):
        sizes = np.abs(_terms(passes, Y)) + np.abs(Y * G)
        noise = _ROUNDING * float(sizes[:, reached].sum())
    slope = float(passes.cotangents[passes.key(ref.name)][ref.row, ref.col])
    return 0.0 < max(abs(change), abs(slope)) < noise


def _uses(passes: Passes, name: str) -> tuple[int, ...]:
    """Return the layers that a given matrix goes into."""
    return (0,) if name == "X" else passes.uses(name)


def _moved_output(passes: Passes, ref: CellRef, index: int) -> Matrix:
    """Return what a linear layer makes of one entry more: one row or column of it changes."""
    alone = passes.local(index)
    Y: Matrix = alone.matrix("Y").copy()
    if ref.name == "X":
        Y[:, ref.col] += alone.matrix("W")[:, ref.row]
    else:
        Y[ref.row] += 1.0 if ref.name[0] == "b" else alone.matrix("X")[ref.col]
    return Y


def _output(passes: Passes, known: dict[str, Matrix], unchanged: tuple[LayerNames, ...]) -> Matrix:
    """Return the last output with some matrices replaced; what comes before them is kept."""
    made = {record.output for record in passes.operations}
    same = {passes.key(layer.Y) for layer in unchanged}
    same |= {name.replace("Y", "P") for name in same}
    kept = {name: V for name, V in passes.primals.items() if name not in made or name in same}
    return forward(passes.operations, {**kept, **known})[passes.output]


def _terms(passes: Passes, Y: Matrix) -> Matrix:
    if passes.loss_name is None:
        return passes.cotangents[passes.output] * Y
    return loss_terms(passes.loss_name, Y, passes.target)
