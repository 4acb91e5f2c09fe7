"""What another slope at a kink makes of gradients: how far below and above they may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.checking.bounds import Arithmetic
from gradviz.engine.rules import ELEMENTWISE, LOSSES, softmax
from gradviz.engine.trace import Record

_BESIDE = 1e-9


@dataclass(frozen=True, slots=True)
class Leeway:
    """How far entries may be moved by convention, as with relu at 0, whose slope is 0 or 1.

    Attributes
    ----------
    below, above : Matrix
        Down, 0 or less; and up, 0 or more.
    """

    below: Matrix
    above: Matrix

    def times(self, A: Matrix) -> "Leeway":
        """Return what a product with A makes of it, A from the right."""
        up, down = np.maximum(A, 0.0), np.minimum(A, 0.0)
        return Leeway(
            self.below @ up + self.above @ down,
            self.above @ up + self.below @ down,
        )

    def plus(self, other: "Leeway") -> "Leeway":
        """Return both together."""
        return Leeway(self.below + other.below, self.above + other.above)

    @property
    def T(self) -> "Leeway":
        """That of the transpose."""
        return Leeway(self.below.T, self.above.T)


def leeways(of: Arithmetic) -> Mapping[str, Leeway]:
    """Return how far every gradient may be moved, by the names of the matrices, "W1".

    Empty where nothing is on a kink, as nearly always.
    """
    with np.errstate(all="ignore"):
        loss = _of_loss(of)
        is_moved = bool(loss.below.any() or loss.above.any())
        if not is_moved and not any(_is_on_kink(of, r).any() for r in of.passes.operations):
            return {}
        found = {of.passes.output: loss}
        for record in reversed(of.passes.operations):
            parts = tuple(_back(of, record, found[record.output]))
            for name, part in zip(record.inputs, parts, strict=True):
                found[name] = found[name].plus(part) if name in found else part
    return found


def _of_loss(of: Arithmetic) -> Leeway:
    """Return how far the gradient of the output may be moved."""
    passes, T = of.passes, of.passes.target
    Y = passes.primals[passes.output]
    ends = [np.zeros(Y.shape)]
    if passes.loss_name is not None and T is not None:
        rule = LOSSES[passes.loss_name]
        R, off = rule.residual(Y, T), of.off.get(passes.output, np.zeros(Y.shape))
        own = rule.gradient(R, T)
        for kink in rule.kinks:
            is_on = np.abs(R - kink) <= off
            sides = (rule.gradient(np.full(Y.shape, kink + by), T) for by in (-_BESIDE, _BESIDE))
            ends += [np.where(is_on, side - own, 0.0) for side in sides]
    return Leeway(np.min(ends, axis=0), np.max(ends, axis=0))


def _is_on_kink(of: Arithmetic, record: Record) -> Matrix:
    X = of.passes.primals[record.inputs[0]]
    off = of.off.get(record.inputs[0], np.zeros(X.shape))
    kinks = ELEMENTWISE[record.op].kinks if record.op in ELEMENTWISE else ()
    near = [np.abs(X - kink) <= off for kink in kinks]
    found: Matrix = np.any(near, axis=0) if near else np.zeros(X.shape, dtype=np.bool_)
    return found


def _back(of: Arithmetic, record: Record, given: Leeway) -> Iterator[Leeway]:
    """Yield what comes back through an operation to each of its inputs."""
    inputs = [of.passes.primals[name] for name in record.inputs]
    if record.op == "matmul":
        yield given.times(inputs[1].T)
        yield given.T.times(inputs[0]).T
    elif record.op == "add_bias":
        yield given
        yield given.times(np.ones((inputs[0].shape[1], 1)))
    elif record.op == "softmax":
        P = softmax(inputs[0])
        low, high = (P * part for part in (given.below, given.above))
        yield Leeway(low - P * high.sum(axis=0), high - P * low.sum(axis=0))
    else:
        yield _through(of, record, given)


def _through(of: Arithmetic, record: Record, given: Leeway) -> Leeway:
    """Return what comes through a function of each number by itself, with either slope."""
    rule, X = ELEMENTWISE[record.op], of.passes.primals[record.inputs[0]]
    G, own = of.passes.cotangents[record.output], rule.derivative(X)
    slopes = [own]
    for kink in rule.kinks:
        sides = rule.derivative(np.array([[kink - _BESIDE, kink + _BESIDE]]))[0]
        slopes += [np.where(_is_on_kink(of, record), side, own) for side in sides]
    ends = [slope * (G + part) for slope in slopes for part in (given.below, given.above)]
    moved = np.array(ends) - own * G
    return Leeway(moved.min(axis=0), moved.max(axis=0))
