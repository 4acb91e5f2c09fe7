"""Slopes of the loss by central differences: move a number a little, see what l does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.engine.checking.bounds import Reach, Stack, reach
from gradviz.engine.checking.narrowed import CheckedPart, parts
from gradviz.engine.checking.roundoff import UNIT, Step, steps
from gradviz.engine.losses import loss_terms
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, LOSSES, RULES
from gradviz.engine.trace import Record

CellNumbers: TypeAlias = NDArray[np.float64]
"""One for each cell that is looked at."""

EVALUATIONS = 10
"""Forward passes that a cell takes, or their like: six for l, the rest for the bounds."""

_STEP = 2.0**-9  # beside the number that is moved: h⁴ is little, and the rounding in l as well
_LEAST = 2.0**-4  # of the largest number of the matrix: less is moved as if it were so much
_STRIDES = np.array([4.0, 2.0, 1.0, -1.0, -2.0, -4.0])
_DIGITS = 4.0  # units that a term of the loss may be off by itself
_ROOM = 2**22  # numbers in the largest stack: 32 MB


@dataclass(frozen=True, slots=True)
class Differences:
    """What differences say of some cells of a gradient, each an array with a number per cell.

    Attributes
    ----------
    numeric : ndarray
        The slope: (l(x + h) − l(x − h)) / 2h for h and for 2h, taken on to h = 0.
    step : ndarray
        h, the shortest step.
    truncation : ndarray
        What the length of the step may have done: how much it matters to start at 2h.
    rounding : ndarray
        What rounding may have done, in l and on the way to it.
    crossed : ndarray of bool
        Whether a step met a kink, of a relu for one.
    """

    numeric: CellNumbers
    step: CellNumbers
    truncation: CellNumbers
    rounding: CellNumbers
    crossed: NDArray[np.bool_]


def differences(
    passes: Passes,
    key: str,
    cells: NDArray[np.int64],
    eps: float | None = None,
    known: Sequence[Step] | None = None,
) -> Differences:
    """Return what differences say of cells of one gradient.

    Parameters
    ----------
    passes : Passes
    key : str
        The matrix whose numbers are moved, "W1".
    cells : ndarray of int, shape (cells, 2)
        Rows and columns.
    eps : float, optional
        The step beside the number that is moved; by default as long as the arithmetic likes it.
        Where something would bend within a longer one, nothing is known of the truncation.
    known : sequence of Step, optional
        Those of the passes, if somebody has them.

    Notes
    -----
    A step is a power of two: around most numbers x, x ± h then is exact. It is 2⁻⁹ of x, and
    at least 2⁻¹³ of the largest number of its matrix, as x may be 0; but less where something
    on the way to l would bend noticeably. With ::

        D(h) = (l(x + h) − l(x − h)) / 2h,    R(h) = (4 D(h) − D(2h)) / 3

    the slope is R(h), which is off by some h⁴ [1]_, and |R(h) − R(2h)| tells how much.

    A step across a kink of an activation, relu at 0, says nothing of the slope on either side.
    There the activation goes straight on, along the tangent at where it stands.

    References
    ----------
    .. [1] J. E. Dennis, R. B. Schnabel, "Numerical Methods for Unconstrained Optimization and
       Nonlinear Equations", SIAM, 1996, section 5.4: the difference and its step.
    """
    whole = largest(passes.primals[key])
    count = len(cells)
    numbers = (np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count))
    found = Differences(*numbers, np.zeros(count, dtype=np.bool_))
    with np.errstate(all="ignore"):
        for part in parts(passes, key, cells):
            local = known if known and part.passes is passes else steps(part.passes)
            for some in _portions(part, key):
                which, at = part.which[some], part.cells[some]
                far = reach(local, key, _ones(part.passes.primals[key].shape, at))
                x = passes.primals[key][tuple(cells[which].T)]
                h = found.step[which] = _steps(x, whole, far.room, eps)
                points = x + _STRIDES[:, None] * h
                terms, crossed = _terms(part.passes, key, _moved(part.passes, key, at, points))
                slope, truncation = _slope(terms, far, points)
                found.numeric[which] = part.share * slope
                is_long = _STRIDES[0] * h > far.room  # over what bends it may say anything
                found.truncation[which] = np.where(is_long, np.inf, part.share * truncation)
                found.rounding[which] = part.share * _rounding(terms, far, points)
                found.crossed[which] = crossed
    return found


def _portions(part: CheckedPart, key: str) -> Iterator[slice]:
    """Split cells so that what is computed for some of them at once finds room."""
    primals = part.passes.primals
    most = max(of.size for name, of in primals.items() if name == key or name[0] not in "Wb")
    at_once = max(1, _ROOM // (len(_STRIDES) * most))
    for start in range(0, len(part.cells), at_once):
        yield slice(start, start + at_once)


def _ones(shape: tuple[int, ...], cells: NDArray[np.int64]) -> Stack:
    """Return a matrix for each cell: a 1 there, and 0 elsewhere."""
    found = np.zeros((len(cells), *shape))
    found[np.arange(len(cells)), cells[:, 0], cells[:, 1]] = 1.0
    return found


def _moved(passes: Passes, key: str, cells: NDArray[np.int64], points: CellNumbers) -> Stack:
    """Return a matrix for each point of each cell, shape (points, cells, rows, columns)."""
    matrix = passes.primals[key]
    found = np.broadcast_to(matrix, (*points.shape, *matrix.shape)).copy()
    found[:, np.arange(len(cells)), cells[:, 0], cells[:, 1]] = points
    return found


def _slope(terms: Stack, far: Reach, points: CellNumbers) -> tuple[CellNumbers, CellNumbers]:
    """Return the slope at h = 0, and how much it matters to start at 2h."""
    rises = np.sum(terms[:3] - terms[:2:-1], axis=(2, 3), where=far.change != 0.0)
    by_4h, by_2h, by_h = rises / (points[:3] - points[:2:-1])
    slope, longer = (4.0 * by_h - by_2h) / 3.0, (4.0 * by_2h - by_4h) / 3.0
    return slope, np.abs(slope - longer)


def _rounding(terms: Stack, far: Reach, points: CellNumbers) -> CellNumbers:
    """Return what rounding may have done to the slope."""
    own = UNIT * _DIGITS * np.abs(terms[1:-1]).max(axis=0)  # where a step makes them larger
    total = np.sum(far.rounding + own, axis=(1, 2), where=far.change != 0.0)
    width: CellNumbers = points[2] - points[3]
    return np.where(width == 0.0, np.inf, 3.0 * total / width)


def largest(matrix: Matrix) -> float:
    """Return the size of the largest number that is finite, 0 without one."""
    return float(np.max(np.abs(matrix), initial=0.0, where=np.isfinite(matrix)))


def _steps(x: CellNumbers, top: float, room: CellNumbers, eps: float | None) -> CellNumbers:
    """Return h for each number: a power of two."""
    beside = np.maximum(np.abs(x), _LEAST * top if top else 1.0)
    longest = beside * (_STEP if eps is None else eps)
    if eps is None:
        longest = np.fmin(longest, room / _STRIDES[0])
    _, exponent = np.frexp(longest)
    return np.ldexp(1.0, np.where(np.isfinite(longest), exponent - 1, 0))


def _terms(passes: Passes, key: str, moved: Stack) -> tuple[Stack, NDArray[np.bool_]]:
    """Return the terms of l for each matrix of a stack, and the cells for which a kink was met."""
    values: dict[str, Stack] = {key: moved}
    crossed = np.zeros(moved.shape[1], dtype=np.bool_)
    for record in passes.operations:
        if record.output == key or not any(name in values for name in record.inputs):
            continue
        inputs = [values.get(name, passes.primals[name]) for name in record.inputs]
        output = _forward(record, inputs)
        at, Z = passes.primals[record.inputs[0]], inputs[0]
        kinks = ELEMENTWISE[record.op].kinks if record.op in ELEMENTWISE else ()
        beyond = _beyond(kinks, at, Z)
        if beyond is not None and beyond.any():
            crossed |= beyond.any(axis=(0, 2, 3))
            slope = ELEMENTWISE[record.op].derivative(at)
            straight = passes.primals[record.output] + slope * (Z - at)
            output = np.where(beyond, straight, output)
        values[record.output] = output
    terms, beyond = _ends(passes, values[passes.output])
    return terms, crossed if beyond is None else crossed | beyond.any(axis=(0, 2, 3))


def _ends(passes: Passes, Y: Stack) -> tuple[Stack, NDArray[np.bool_] | None]:
    """Return the terms of l for each output of a stack, and where a kink of the loss was met."""
    if passes.loss_name is None:
        return passes.cotangents[passes.output] * Y, None
    at, T = passes.primals[passes.output], passes.target
    stacked = None if T is None else T[:, :, None, None]
    terms = _stacked(loss_terms(passes.loss_name, _behind(Y), stacked))
    rule = LOSSES[passes.loss_name]
    if T is None or not rule.kinks:
        return terms, None
    R = rule.residual(at, T)
    beyond = _beyond(rule.kinks, R, rule.residual(Y, T))
    if beyond is not None:
        terms = np.where(beyond, rule.terms(R, T) + rule.gradient(R, T) * (Y - at), terms)
    return terms, beyond


def _forward(record: Record, inputs: Sequence[Stack]) -> Stack:
    forward = RULES[record.op].forward
    if record.op != "softmax":
        return forward(*inputs)
    return _stacked(forward(_behind(inputs[0])))


def _behind(stack: Stack) -> Stack:
    """Move the axes of the stack behind rows and columns, where rules do not look."""
    return np.moveaxis(stack, (0, 1), (-2, -1))


def _stacked(matrices: Stack) -> Stack:
    return np.moveaxis(matrices, (-2, -1), (0, 1))


def _beyond(kinks: Sequence[float], at: Stack, Z: Stack) -> NDArray[np.bool_] | None:
    """Tell where a kink lies between `at` and Z, or at one of them; None without kinks."""
    if not kinks:
        return None
    beyond = np.zeros(Z.shape, dtype=np.bool_)
    for kink in kinks:
        beyond |= (np.sign(at - kink) != np.sign(Z - kink)) & np.isfinite(at)
    return beyond
