"""Each operation by the sizes of its slopes, and what rounding adds in it.

To first order a small amount runs through an operation as its Jacobian has it. Nobody knows the
signs of rounding errors, so here the Jacobian is taken by the sizes of its entries: what comes
out is a bound. The same bound, transposed, tells how much each input can matter to the loss.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.losses import loss_terms
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, LOSSES, log_softmax
from gradviz.engine.trace import Record

UNIT = 2.0**-53
"""How far a float64 may be from what it stands for, as a share of it."""

NEAR = 2.0**-7
"""A bent function is straight enough over so small a step: they all bend within about 1."""

LOSS = "l"
"""The name under which the terms of the loss go."""

_TINY = float(np.finfo(np.float64).smallest_subnormal)
_FLAT = 750.0  # from here on every exp(-|x|) is 0, and nothing bends
_DIGITS = 4.0  # units that a function of NumPy or of math may be off
_BESIDE_A_JOINT = 2.0**-24  # steps as short as this may go across one


@dataclass(frozen=True, slots=True)
class AbsoluteProduct:
    """W X by |W| and |X|."""

    W: Matrix
    X: Matrix

    @property
    def lost(self) -> Matrix:
        """What rounding adds to each entry."""
        count: int = self.W.shape[1] + 1
        lost: Matrix = count * (UNIT * (self.W @ self.X) + _TINY)
        return lost

    @property
    def roundings(self) -> int:
        """How many there may be on a way back through it."""
        return int(sum(self.W.shape) + self.X.shape[1])

    def forward(self, dW: Matrix | None, dX: Matrix | None) -> Matrix:
        """Return how much comes out of amounts that go in; None stands for nothing."""
        by_W = np.zeros(()) if dW is None else dW @ self.X
        return by_W if dX is None else by_W + self.W @ dX

    def back(self, S: Matrix) -> tuple[Matrix, Matrix]:
        """Return how much each input matters, given how much the entries of W X do."""
        return S @ self.X.T, self.W.T @ S

    def bent(self, S: Matrix, EW: Matrix | None, EX: Matrix | None) -> tuple[Matrix, Matrix]:
        """Return how much the slopes may be off where the inputs are off by so much."""
        by_W = np.zeros(self.W.shape) if EX is None else S @ EX.T
        return by_W, np.zeros(self.X.shape) if EW is None else EW.T @ S


@dataclass(frozen=True, slots=True)
class Shift:
    """P + b."""

    lost: Matrix

    @property
    def roundings(self) -> int:
        """As for a product."""
        return int(self.lost.shape[1]) + 1

    def forward(self, dP: Matrix | None, db: Matrix | None) -> Matrix:
        """As for a product."""
        return np.zeros(self.lost.shape) + _amount(dP) + _amount(db)

    def back(self, S: Matrix) -> tuple[Matrix, Matrix]:
        """As for a product."""
        return S, S.sum(axis=1, keepdims=True)

    def bent(self, S: Matrix, EP: Matrix | None, Eb: Matrix | None) -> tuple[Matrix, Matrix]:  # noqa: ARG002 - every operation is asked the same
        """As for a product; it is straight."""
        return np.zeros(S.shape), np.zeros((S.shape[0], 1))


@dataclass(frozen=True, slots=True)
class Pointwise:
    """A function of each number by itself.

    Attributes
    ----------
    slope : Matrix
        Its size, the largest within `NEAR`.
    bend : Matrix
        How fast the slope changes there.
    lost : Matrix
    room : Matrix
        How far the input may move before the function bends noticeably.
    at : Matrix
        The input.
    jumps : tuple of (float or Matrix, float)
        Its kinks, and how much the slope jumps there.
    """

    slope: Matrix
    bend: Matrix
    lost: Matrix
    room: Matrix
    at: Matrix
    jumps: tuple[tuple[float | Matrix, float], ...] = ()
    roundings: int = 8

    def forward(self, dX: Matrix | None) -> Matrix:
        """As for a product."""
        return self.slope * _amount(dX)

    def back(self, S: Matrix) -> tuple[Matrix]:
        """As for a product."""
        return (self.slope * S,)

    def bent(self, S: Matrix, E: Matrix | None) -> tuple[Matrix]:
        """As for a product."""
        off = UNIT * np.abs(self.at) + (0.0 if E is None else E)
        return (S * np.where(self.bend == 0.0, 0.0, self.bend * off),)

    def jump(self, S: Matrix, off: Matrix | float) -> Matrix:
        """Return how much another convention at the kinks matters, the input off by so much."""
        total = np.zeros(self.at.shape)
        for kink, by in self.jumps:
            total += np.where(np.abs(self.at - kink) <= off, by, 0.0)
        return total * S


@dataclass(frozen=True, slots=True)
class Mixed:
    """What goes through a softmax P down each column, each entry with a weight.

    Attributes
    ----------
    weight, share : Matrix
        By what an entry is multiplied, and P.
    lost, room : Matrix
    """

    weight: Matrix
    share: Matrix
    lost: Matrix
    room: Matrix

    @property
    def roundings(self) -> int:
        """As for a product."""
        return int(self.share.shape[0]) + 16

    def forward(self, dX: Matrix | None) -> Matrix:
        """As for a product; the slopes are P (1 - P) and P P, of which we keep P and P P."""
        d = _amount(dX)
        mixed: Matrix = self.weight * (d + np.sum(self.share * d, axis=-2, keepdims=True))
        return mixed

    def back(self, S: Matrix) -> tuple[Matrix]:
        """As for a product."""
        given = self.weight * S
        return (given + self.share * given.sum(axis=0),)

    def bent(self, S: Matrix, E: Matrix | None) -> tuple[Matrix]:
        """As for a product."""
        if E is None:
            return (np.zeros(S.shape),)
        given = 2.0 * self.weight * S * E.max(axis=0)
        return (given + self.share * given.sum(axis=0),)


Operation: TypeAlias = AbsoluteProduct | Shift | Pointwise | Mixed


@dataclass(frozen=True, slots=True)
class Step:
    """An operation by the names of what goes in and comes out."""

    inputs: tuple[str, ...]
    output: str
    of: Operation


def steps(passes: Passes) -> tuple[Step, ...]:
    """Return what all operations of passes are at their present values, the loss last.

    What comes out of the loss are the terms that it is the sum of.
    """
    found = [
        Step(record.inputs, record.output, _operation(record, passes))
        for record in passes.operations
    ]
    return (*found, Step((passes.output,), LOSS, _loss(passes)))


def _operation(record: Record, passes: Passes) -> Operation:
    values = passes.primals
    inputs, output = [values[name] for name in record.inputs], values[record.output]
    if record.op == "matmul":
        return AbsoluteProduct(*(np.abs(matrix) for matrix in inputs))
    if record.op == "add_bias":
        return Shift(UNIT * np.abs(output) + _TINY)
    if record.op == "softmax":
        digits = _DIGITS + 4.0 * np.abs(log_softmax(inputs[0]))
        lost = UNIT * output * np.where(output > 0.0, digits, 0.0) + _TINY
        return Mixed(output, output, lost, np.full(output.shape, NEAR))
    return _activation(record.op, inputs[0], output)


def _activation(op: str, X: Matrix, Y: Matrix) -> Pointwise:
    rule = ELEMENTWISE[op]
    jumps = tuple((kink, rule.jump(kink)) for kink in rule.kinks)
    units = rule.rounding.units(X)
    lost = np.where(units == 0.0, 0.0, UNIT * units * np.abs(Y))
    least = np.where(units == 0.0, 0.0, _TINY)
    if rule.is_straight:
        slope, far = np.abs(rule.derivative(X)), np.full(X.shape, np.inf)
        return Pointwise(slope, np.zeros(X.shape), lost + least, far, X, jumps)
    around = np.array([rule.derivative(X + by) for by in (-NEAR, 0.0, NEAR)])
    bend = (around.max(axis=0) - around.min(axis=0)) / NEAR
    slope = np.abs(around).max(axis=0)
    if rule.rounding.is_level:
        lost = np.minimum(lost, 2.0 * slope)
    room = np.minimum(np.maximum(NEAR, np.abs(X) - _FLAT), _before(rule.joints, X))
    return Pointwise(slope, bend, lost + least, room, X, jumps)


def _before(joints: tuple[float, ...], at: Matrix) -> Matrix:
    """Return how far a number may be moved so that it does not go across a joint noticeably."""
    room = np.full(at.shape, np.inf)
    for joint in joints:
        room = np.fmin(room, np.maximum(np.abs(at - joint), _BESIDE_A_JOINT))
    return room


def _loss(passes: Passes) -> Operation:
    Y = passes.primals[passes.output]
    far = np.full(Y.shape, np.inf)
    if passes.loss_name is None:
        G = np.abs(passes.cotangents[passes.output])
        return Pointwise(G, np.zeros(Y.shape), UNIT * G * np.abs(Y) + _TINY, far, Y)
    rule, T = LOSSES[passes.loss_name], passes.target
    if T is None:
        return Pointwise(np.ones(Y.shape), np.zeros(Y.shape), np.zeros(Y.shape), far, Y)
    if rule.of_softmax:
        weight = np.abs(T) / Y.shape[1]
        R = log_softmax(Y)
        lost = UNIT * np.where(weight > 0.0, (_DIGITS + 4.0 * np.abs(R)) * weight, 0.0) + _TINY
        return Mixed(weight, np.exp(R), lost, np.full(Y.shape, NEAR))
    R, terms = rule.residual(Y, T), np.abs(loss_terms(passes.loss_name, Y, T))
    around = (0.0,) if rule.is_quadratic else (-NEAR, 0.0, NEAR)
    slope = np.abs([rule.gradient(R + by, T) for by in around]).max(axis=0)
    lost = _DIGITS * UNIT * terms + UNIT * slope * np.abs(R) + _TINY
    bend = np.full(Y.shape, rule.curvature(Y.size))
    jumps = tuple((T + kink, rule.jump(kink, Y.shape)) for kink in rule.kinks)
    room = _before(rule.joints, R)
    room = room if rule.is_of_parabolas else np.fmin(room, NEAR)
    return Pointwise(slope, bend, lost, room, Y, jumps)


def _amount(given: Matrix | None) -> Matrix:
    return np.zeros(()) if given is None else given
