"""How far rounding puts off values and gradients, as a rule: their standard deviations.

The bounds of `gradviz.engine.checking.bounds` hold whatever signs the errors of rounding have:
all of them add up. In short numbers such a bound is soon larger than the gradient itself and says
nothing. As a rule the signs are as good as random [1]_: variances add up instead, and of n errors
what is left is √n. So here variances run forward and back through a network, each operation by
the squares of its slopes.

References
----------
.. [1] N. J. Higham and T. Mary, "A new approach to probabilistic rounding error analysis",
   SIAM J. Sci. Comput. 41 (2019), A2815-A2835.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.checking.precision import Precision
from gradviz.engine.checking.roundoff import LOSS
from gradviz.engine.losses import loss_terms
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, LOSSES, log_softmax, softmax
from gradviz.engine.trace import Record

_SHARE = 0.5  # of what one rounding can do at most, its standard deviation; evenly spread 0.41
_PARTS = 8  # places where a sum is looked at on its way, should it be large there
_DIGITS = 4.0  # units that a function may be off
_WIDE = 2.0  # standard deviations beside a kink where one may still end up across it


@dataclass(frozen=True, slots=True)
class Spread:
    """The variances of all that is computed in some precision.

    Attributes
    ----------
    values, gradients : mapping of str to Matrix
        By the names of the matrices, "W1" for W1_grad; of l (1, 1) under "l".
    """

    values: Mapping[str, Matrix]
    gradients: Mapping[str, Matrix]


def spread(passes: Passes, precision: Precision) -> Spread:
    """Return how far everything is off as a rule, were it computed in some precision.

    Parameters
    ----------
    passes : Passes
    precision : Precision

    Notes
    -----
    What went in is rounded to that precision, where it is not of it already.
    """
    with np.errstate(all="ignore"):
        way = _Way(passes, precision)
        way.forward()
        way.back()
    return Spread(MappingProxyType(way.values), MappingProxyType(way.gradients))


@dataclass(frozen=True, slots=True)
class _Way:
    """Variances on their way through passes."""

    passes: Passes
    precision: Precision
    values: dict[str, Matrix] = field(default_factory=dict)
    gradients: dict[str, Matrix] = field(default_factory=dict)

    def forward(self) -> None:
        """Follow what went in to the loss."""
        made = {record.output for record in self.passes.operations}
        for name, matrix in self.passes.primals.items():
            if name not in made:
                self.values[name] = self._given(matrix)
        for record in self.passes.operations:
            self.values[record.output] = self._value(record)

    def back(self) -> None:
        """Follow the gradient of the output to all that went in."""
        output = self.passes.output
        self.gradients[output] = self._seed()
        if self.passes.loss_name is not None:
            G, Y = self.passes.cotangents[output], self.passes.primals[output]
            terms = loss_terms(self.passes.loss_name, Y, self.passes.target).reshape(1, -1)
            off = (G * G * self.values[output]).reshape(1, -1) + self._own(terms, _DIGITS)
            ones = np.ones(terms.T.shape)
            self.values[LOSS] = self._product(terms, off, ones, np.zeros(ones.shape))
        for record in reversed(self.passes.operations):
            found = tuple(self._gradients(record))
            for name, variance in zip(record.inputs, found, strict=True):
                before = self.gradients.get(name)
                self.gradients[name] = variance if before is None else before + variance

    def _given(self, matrix: Matrix) -> Matrix:
        return np.square(_SHARE * self.precision.rounded(matrix))

    def _own(self, matrix: Matrix, digits: float = 1.0) -> Matrix:
        """Return what comes of rounding some numbers, each so many times as far."""
        off = digits * self.precision.unit * np.abs(matrix) + self.precision.least
        return np.square(_SHARE * off)

    def _added(self, A: Matrix, B: Matrix) -> Matrix:
        """Return what comes of adding up A B: each sum on the way is rounded."""
        count = A.shape[1]
        total, peak = np.zeros(()), (A * A) @ (B * B)
        for part in np.array_split(np.arange(count), min(count, _PARTS)):
            total = total + A[:, part] @ B[part]
            peak = np.maximum(peak, total * total)
        lost: Matrix = count * np.square(_SHARE * self.precision.adds) * peak
        return lost

    def _product(self, A: Matrix, vA: Matrix, B: Matrix, vB: Matrix) -> Matrix:
        """Return the variances of A B: errors by themselves, and as far as they are all alike.

        Equal numbers are rounded in the same way, and what one number spoils is spoilt for all
        that is made of it: then a product is off by as large a share as its factors are.
        """
        AB, squares = A @ B, (A * A, B * B)
        apart = squares[0] @ vB + vA @ squares[1]
        alike = _share(vA, squares[0], axis=1) + _share(vB, squares[1], axis=0)
        return apart + alike * AB * AB + self._added(A, B) + self._own(AB)

    def _value(self, record: Record) -> Matrix:
        primals = self.passes.primals
        inputs, Y = [primals[name] for name in record.inputs], primals[record.output]
        came = [self.values[name] for name in record.inputs]
        if record.op == "matmul":
            return self._product(inputs[0], came[0], inputs[1], came[1])
        if record.op == "add_bias":
            return came[0] + came[1] + self._own(Y)
        if record.op == "softmax":
            return self._shares(Y, came[0], log_softmax(inputs[0]))
        rule = ELEMENTWISE[record.op]
        slope, way = rule.derivative(inputs[0]), rule.rounding.on_the_way
        if rule.is_straight:
            return slope * slope * came[0] + self._own(Y)
        lost = 0.0 if way is None else self._own(way(inputs[0]))
        return slope * slope * came[0] + self._own(Y, _DIGITS) + lost

    def _shares(self, P: Matrix, vX: Matrix, R: Matrix) -> Matrix:
        """Return the variances of a softmax P, of which R is the logarithm."""
        moved: Matrix = P * P * (vX + (P * P * vX).sum(axis=0))
        digits = np.where(P > 0.0, _DIGITS + np.abs(R), 0.0)
        return moved + np.square(_SHARE * self.precision.unit * digits * P) + self._own(P)

    def _seed(self) -> Matrix:
        """Return the variances of the gradient of the output."""
        passes = self.passes
        Y, G, vY = (of[passes.output] for of in (passes.primals, passes.cotangents, self.values))
        if passes.loss_name is None:
            return self._given(G)
        rule, T = LOSSES[passes.loss_name], passes.target
        if T is None:
            return np.zeros(G.shape)
        if rule.of_softmax:
            count = Y.shape[1] ** 2
            vP = self._shares(softmax(Y), vY, log_softmax(Y))
            found: Matrix = (vP + self._given(T)) / count + self._own(G, 2.0)
            return found
        variance = vY + self._given(T)
        if rule.is_quadratic:
            by = rule.curvature(Y.size)
            return by * by * variance + self._own(G, 2.0)
        R, wide = rule.residual(Y, T), _WIDE * np.sqrt(variance)
        moved = _moved(lambda at: rule.gradient(at, T), R, wide)
        jumps = [(kink, rule.jump(kink, Y.shape)) for kink in rule.kinks]
        return moved + _across(jumps, R, wide) + self._own(G, 2.0)

    def _gradients(self, record: Record) -> Iterator[Matrix]:
        primals, G = self.passes.primals, self.passes.cotangents[record.output]
        inputs, vG = [primals[name] for name in record.inputs], self.gradients[record.output]
        came = [self.values[name] for name in record.inputs]
        if record.op == "matmul":
            (W, X), (vW, vX) = inputs, came
            yield self._product(G, vG, X.T, vX.T)
            yield self._product(W.T, vW.T, G, vG)
        elif record.op == "add_bias":
            yield vG
            yield self._product(G, vG, np.ones((G.shape[1], 1)), np.zeros((G.shape[1], 1)))
        elif record.op == "softmax":
            yield self._through_shares(G, vG, primals[record.output], self.values[record.output])
        else:
            yield self._through(record.op, inputs[0], G, vG, came[0])

    def _through(self, op: str, X: Matrix, G: Matrix, vG: Matrix, vX: Matrix) -> Matrix:
        """Return what comes through a function of each number by itself."""
        rule = ELEMENTWISE[op]
        slope, wide, way = rule.derivative(X), _WIDE * np.sqrt(vX), rule.rounding.on_the_way_back
        off = _across([(kink, rule.jump(kink)) for kink in rule.kinks], X, wide)
        if not rule.is_straight:
            off = off + _moved(rule.derivative, X, wide)
            off = off + self._own(np.maximum(np.abs(slope), 1.0), 2.0)
        if way is not None:
            off = off + self._own(way(X))
        return slope * slope * vG + G * G * off + self._own(slope * G)

    def _through_shares(self, G: Matrix, vG: Matrix, P: Matrix, vP: Matrix) -> Matrix:
        """Return what comes through a softmax P."""
        beside = G - (P * G).sum(axis=0)
        mixed: Matrix = (P * P * vG + vP * G * G).sum(axis=0)
        own = self._own(P * (np.abs(G) + (P * np.abs(G)).sum(axis=0)), 2.0)
        through: Matrix = P * P * (vG + mixed) + vP * beside * beside + own
        return through


def _across(jumps: Sequence[tuple[float, float]], at: Matrix, wide: Matrix) -> Matrix:
    """Return the variances of slopes that jump, where it may be across a kink."""
    off = np.zeros(at.shape)
    for kink, jump in jumps:
        near = np.exp(-0.5 * np.square(np.where(kink == at, 0.0, (at - kink) / wide)))
        off = off + np.square(jump) * np.where(wide > 0.0, near, 0.0)
    return off


def _moved(slope: Callable[[Matrix], Matrix], at: Matrix, wide: Matrix) -> Matrix:
    """Return the variances of slopes that bend."""
    here = slope(at)
    moved = np.maximum(*(np.abs(slope(at + by) - here) for by in (wide, -wide)))
    return np.square(moved / _WIDE)


def _share(variances: Matrix, squares: Matrix, axis: int) -> Matrix:
    """Return how far numbers are off, as a share of them: the squares, along an axis."""
    total: Matrix = squares.sum(axis=axis, keepdims=True)
    off: Matrix = variances.sum(axis=axis, keepdims=True)
    return np.divide(off, total, out=np.zeros(total.shape), where=total > 0.0)
