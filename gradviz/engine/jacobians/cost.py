"""What a vector times a Jacobian costs: built as a whole, without its zeros, or never built."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from gradviz.engine.jacobians.chain import ChainJacobian
from gradviz.engine.jacobians.layer import Jacobian
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
    building : int
        Multiplications that make these numbers, where they are not there already.
    multiplications : int
        For one row vector from the left, when they are there.
    """

    entries: int
    building: int
    multiplications: int

    @property
    def nbytes(self) -> int:
        """Bytes in float64."""
        return self.entries * _FLOAT

    @property
    def total(self) -> int:
        """Multiplications in all."""
        return self.building + self.multiplications


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
        the matrices that it multiplies with; nothing is built.
    """

    full: Cost
    touched: Cost
    product: Cost

    @property
    def is_no_dearer(self) -> bool:
        """Whether J, built, costs no more than what is really done, in numbers and in work."""
        built, done = self.full, self.product
        return built.total <= done.total and built.entries <= done.entries


def costs(jacobian: Jacobian | ChainJacobian) -> Costs:
    """Return what a row vector times a Jacobian costs.

    Examples
    --------
    >>> from gradviz.engine.jacobians.layer import layer_jacobian
    >>> import numpy as np
    >>> found = costs(layer_jacobian(np.ones((2, 3)), np.ones((3, 4))))
    >>> found.full.entries, found.touched.entries, found.product.entries
    (96, 24, 6)
    >>> found.full.total, found.product.total, found.is_no_dearer
    (96, 24, False)
    >>> costs(layer_jacobian(np.ones((2, 3)), np.ones((3, 1)))).is_no_dearer  # J is W itself
    True
    """
    rows, cols = jacobian.shape
    touched = jacobian.pattern.entries
    if isinstance(jacobian, Jacobian):  # each copy of its block is met by its own part of the row
        building, product = 0, Cost(jacobian.block.size, 0, touched)
    else:
        building, product = _building(jacobian), _way_back(jacobian)
    full = Cost(rows * cols, building, rows * cols)
    return Costs(full, replace(full, entries=touched, multiplications=touched), product)


def _way_back(jacobian: ChainJacobian) -> Cost:
    steps = [_backward(jacobian, record) for record in jacobian.path]
    kept, done = (sum(counts) for counts in zip(*steps, strict=True))
    return Cost(kept, 0, done)


def _backward(jacobian: ChainJacobian, record: Record) -> tuple[int, int]:
    """Return what the way back through an operation multiplies with, and how often."""
    values = jacobian.passes.primals
    out = values[record.output]
    if record.op == "matmul":
        W, X = (values[name] for name in record.inputs)
        on_the_way = _on_the_way(jacobian)
        factors = zip(record.inputs, (X, W), strict=True)  # the way to W goes over X, and back
        used = [factor.size for name, factor in factors if name in on_the_way]
        return sum(used), len(used) * W.size * X.shape[1]
    if record.op == "add_bias":
        return 0, 0
    return out.size, _PER_ENTRY.get(record.op, 1) * out.size


def _on_the_way(jacobian: ChainJacobian) -> set[str]:
    return {jacobian.wrt, *(made.output for made in jacobian.path)}


# --- building


_Kind: TypeAlias = Literal["identity", "diagonal", "dense"]


class _Factor(NamedTuple):
    """What a layer's Jacobian is, for one sample, and its size."""

    kind: _Kind
    rows: int
    cols: int


def _building(jacobian: ChainJacobian) -> int:
    """Return the multiplications that make all entries, from the last layer to the first.

    That is one backward pass for each row, but for what the zeros of diagonals and of the
    identity save; what is there already, as W is, costs nothing.
    """
    values = jacobian.passes.primals
    size, samples = values[jacobian.of].shape
    made, work, on_the_way = _Factor("identity", size, size), 0, _on_the_way(jacobian)
    for record in reversed(jacobian.path):
        if record.op == "matmul":
            M, K = values[record.inputs[0]].shape
            uses = sum(name in on_the_way for name in record.inputs)
            work += uses * _joined(made, _Factor("dense", M, K))
            made = _Factor("dense", made.rows, K)
        elif record.op == "softmax":
            n = values[record.output].shape[0]
            work += n * n if made.kind != "dense" else 2 * made.rows * n
            made = _Factor("dense", made.rows, n)
        elif record.op not in ("add_bias", "identity"):
            work += _joined(made, _Factor("diagonal", made.cols, made.cols))
            made = made if made.kind == "dense" else made._replace(kind="diagonal")
    return int(work * samples)


def _joined(one: _Factor, other: _Factor) -> int:
    """Return the multiplications of a product of two factors."""
    if one.kind == "identity":
        return 0
    if one.kind == "diagonal":
        return other.rows if other.kind == "diagonal" else other.rows * other.cols
    return one.rows * other.rows * (1 if other.kind == "diagonal" else other.cols)
