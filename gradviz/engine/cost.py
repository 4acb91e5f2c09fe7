"""What a vector times a Jacobian costs: built as a whole, without its zeros, or never built."""

from dataclasses import dataclass

from gradviz.engine.chain import ChainJacobian
from gradviz.engine.jacobian import Jacobian
from gradviz.engine.trace import Record

_FLOAT = 8
_PER_ENTRY = {"identity": 0, "softmax": 2}
"""Multiplications for each entry on the way back through an activation, where not one."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Memory and work of one way to multiply.

    Attributes
    ----------
    entries : int
        Numbers that are kept.
    multiplications : int
        For one row vector from the left.
    """

    entries: int
    multiplications: int

    @property
    def nbytes(self) -> int:
        """Bytes in float64."""
        return self.entries * _FLOAT


@dataclass(frozen=True, slots=True)
class Costs:
    """What x_gradᵀ = y_gradᵀ J costs in three ways.

    Attributes
    ----------
    full : Cost
        J built with all its zeros.
    touched : Cost
        What of it can differ from 0.
    product : Cost
        What is really done: the backward pass through the layers on the way. Its entries are
        the matrices that it multiplies with.
    """

    full: Cost
    touched: Cost
    product: Cost


def costs(jacobian: Jacobian | ChainJacobian) -> Costs:
    """Return what a row vector times a Jacobian costs.

    Examples
    --------
    >>> from gradviz.engine.jacobian import layer_jacobian
    >>> import numpy as np
    >>> found = costs(layer_jacobian(np.ones((2, 3)), np.ones((3, 4))))
    >>> found.full.entries, found.touched.entries, found.product.entries
    (96, 24, 6)
    >>> found.full.multiplications, found.product.multiplications
    (96, 24)
    """
    rows, cols = jacobian.shape
    touched = jacobian.pattern.entries
    full, some = Cost(rows * cols, rows * cols), Cost(touched, touched)
    if isinstance(jacobian, Jacobian):  # each copy of its block is met by its own part of the row
        return Costs(full, some, Cost(jacobian.block.size, touched))
    steps = [_backward(jacobian, record) for record in jacobian.path]
    kept, done = (sum(counts) for counts in zip(*steps, strict=True))
    return Costs(full, some, Cost(kept, done))


def _backward(jacobian: ChainJacobian, record: Record) -> tuple[int, int]:
    """Return what the way back through an operation multiplies with, and how often."""
    values = jacobian.passes.primals
    out = values[record.output]
    if record.op == "matmul":
        W, X = (values[name] for name in record.inputs)
        on_the_way = {jacobian.wrt, *(made.output for made in jacobian.path)}
        factors = zip(record.inputs, (X, W), strict=True)  # the way to W goes over X, and back
        used = [factor.size for name, factor in factors if name in on_the_way]
        return sum(used), len(used) * W.size * X.shape[1]
    if record.op == "add_bias":
        return 0, 0
    return out.size, _PER_ENTRY.get(record.op, 1) * out.size
