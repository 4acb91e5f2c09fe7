"""The part of passes that a single number reaches, so that the rest need not be run again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, freeze
from gradviz.engine.losses import is_of_softmax
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, LOSSES
from gradviz.values import Matrices

SplitAxis: TypeAlias = Literal[0, 1]

_PARAMETERS = ("W", "b")
_FUNCTION_WORK = 100  # what a number takes in an activation or a loss, told in multiplications
_TOUCH = 20  # what it takes to fetch one, told in multiplications
_LITTLE_WORK = 50_000  # a pass that takes no more is run as it is


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """Passes through one sample, or one row of outputs, and the cells that belong to it.

    Attributes
    ----------
    passes : Passes
    which : ndarray of int
        The positions of its cells among all cells.
    cells : ndarray of int, shape (cells, 2)
        Their rows and columns in the part.
    share : float
        By what its loss is multiplied: that of the whole may be a mean over more.
    """

    passes: Passes
    which: NDArray[np.int64]
    cells: NDArray[np.int64]
    share: float


def parts(passes: Passes, key: str, cells: NDArray[np.int64]) -> Iterator[CheckedPart]:
    """Split cells of one matrix by what of the passes they reach.

    A number of X or Y reaches its own sample only; one of W or b its own row of the output, as
    long as nothing mixes the rows again.

    Parameters
    ----------
    passes : Passes
    key : str
        The matrix, "W1".
    cells : ndarray of int, shape (cells, 2)
    """
    axis = _axis(passes, key) if work(passes) > _LITTLE_WORK else None
    if axis is None:
        yield CheckedPart(passes, np.arange(len(cells)), cells, 1.0)
        return
    for line in np.unique(cells[:, axis]).tolist():
        which = np.flatnonzero(cells[:, axis] == line)
        inside = cells[which].copy()
        inside[:, axis] = 0
        part = _narrowed(passes, key, axis, line)
        ratio = part.primals[part.output].size / passes.primals[passes.output].size
        is_mean = passes.loss_name is not None and LOSSES[passes.loss_name].is_mean
        yield CheckedPart(part, which, inside, ratio if is_mean else 1.0)


def work(passes: Passes) -> int:
    """Return what a forward pass takes, told in multiplications."""
    values, total = passes.primals, _FUNCTION_WORK * passes.primals[passes.output].size
    for record in passes.operations:
        if record.op == "matmul":
            W, X = (values[name] for name in record.inputs)
            total += W.size * X.shape[1] + _TOUCH * (W.size + X.size)
        elif record.op != "add_bias":
            total += _FUNCTION_WORK * values[record.output].size
    return int(total)


def _axis(passes: Passes, key: str) -> SplitAxis | None:
    """Return along which axis a number reaches no further than its own line; None for neither."""
    if not key.startswith(_PARAMETERS):
        return 1
    uses = [n for n, record in enumerate(passes.operations) if key in record.inputs]
    after = passes.operations[uses[0] + 1 :]
    is_kept = all(record.op in ELEMENTWISE or record.op == "add_bias" for record in after)
    return 0 if is_kept and not is_of_softmax(passes.loss_name) else None


def _narrowed(passes: Passes, key: str, axis: SplitAxis, line: int) -> Passes:
    """Return passes of which a single line is left."""
    names = _reached(passes, key) if axis == 0 else {n for n in passes.primals if n[0] not in "Wb"}
    chosen = slice(line, line + 1)

    def narrow(name: str, matrix: Matrix) -> Matrix:
        if name not in names:
            return matrix
        return freeze((matrix[chosen] if axis == 0 else matrix[:, chosen]).copy())

    target = passes.target
    return replace(
        passes,
        primals=Matrices({name: narrow(name, of) for name, of in passes.primals.items()}),
        cotangents=Matrices({name: narrow(name, of) for name, of in passes.cotangents.items()}),
        target=None if target is None else narrow(passes.output, target),
    )


def _reached(passes: Passes, key: str) -> set[str]:
    """Return the matrices that have a row for each row of W or b: all from there on."""
    found = {key}
    for record in passes.operations:
        if record.op == "add_bias" and key in record.inputs:
            found |= set(record.inputs)
        if found & set(record.inputs):
            found.add(record.output)
            found |= set(record.inputs[1:]) if record.op == "add_bias" else set()
    return found
