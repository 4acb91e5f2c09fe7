"""How far a moved number reaches, and how far rounding may put off values and gradients.

References
----------
.. [1] N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM, 2002,
   chapter 3: the running error of a product.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.engine.checking.roundoff import LOSS, UNIT, Mixed, Pointwise, Step, steps
from gradviz.engine.passes import Passes

Stack: TypeAlias = NDArray[np.float64]
"""Matrices one behind the other: the last two axes are rows and columns."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What comes of moving some numbers of one matrix, each by itself.

    Attributes
    ----------
    change : Stack, shape (cells, M, N)
        How fast each term of the loss moves with the number, at most.
    rounding : Stack, shape (cells, M, N)
        How far rounding on the way may put off each term that moves.
    room : ndarray, shape (cells,)
        How far the number may be moved before something on its way bends noticeably.
    """

    change: Stack
    rounding: Stack
    room: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far the entries of a gradient may be off.

    Attributes
    ----------
    size : Matrix
        What each entry is beside: the sum of the sizes of all that adds up to it.
    rounding : Matrix
        How far float64 may put it off.
    kinks : Matrix
        How much of it is a matter of convention, as is the slope of relu at 0.
    """

    size: Matrix
    rounding: Matrix
    kinks: Matrix

    def of(self, cells: NDArray[np.int64], share: float = 1.0) -> "Doubt":
        """Return that of some cells, given by row and column, for a share of the loss."""
        at = tuple(cells.T)
        return Doubt(share * self.size[at], share * self.rounding[at], share * self.kinks[at])


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Passes, and what their arithmetic allows.

    Attributes
    ----------
    passes : Passes
    steps : tuple of Step
        What all operations are at the present values, the loss last.
    off : mapping of str to Matrix
        How far rounding may put off everything that is computed; the terms of l as well.
    """

    passes: Passes
    steps: tuple[Step, ...]
    off: Mapping[str, Matrix]


def arithmetic(passes: Passes) -> Arithmetic:
    """Return passes with what their arithmetic allows."""
    with np.errstate(all="ignore"):
        found = steps(passes)
        return Arithmetic(passes, found, _rounding_of_values(found))


def reach(steps: Sequence[Step], key: str, moved: Stack) -> Reach:
    """Follow numbers of one matrix to the terms of the loss.

    Parameters
    ----------
    steps : sequence of Step
    key : str
        The name of the matrix, "W1".
    moved : Stack, shape (cells, rows, columns)
        A 1 where the number is, 0 elsewhere.
    """
    change: dict[str, Stack] = {key: moved}
    rounding: dict[str, Stack] = {}
    room = np.full(len(moved), np.inf)
    for step in steps:
        moves = [change.get(name) for name in step.inputs]
        if step.output == key or all(part is None for part in moves):
            continue
        if isinstance(step.of, Pointwise | Mixed):
            moves_in = change[step.inputs[0]]
            width = np.divide(step.of.room, moves_in, where=moves_in != 0.0, out=_far(moves_in))
            room = np.fmin(room, np.fmin.reduce(width, axis=(1, 2)))
        out = change[step.output] = step.of.forward(*moves)
        came = [rounding.get(name) for name in step.inputs]
        lost = np.where(out != 0.0, step.of.lost, 0.0)
        rounding[step.output] = _with_own(step, came, lost)
    return Reach(change[LOSS], rounding[LOSS], room)


def doubts(of: Arithmetic, unit: float = UNIT, since: str | None = None) -> Mapping[str, Doubt]:
    """Follow the loss back to everything: how far each gradient may be off.

    Parameters
    ----------
    of : Arithmetic
    unit : float
        That of the numbers that the gradients were computed in.
    since : str, optional
        A matrix that is taken as it is, with all that comes before it, "W1".

    Returns
    -------
    mapping of str to Doubt
        By the names of the matrices, "W1" for W1_grad.
    """
    shape = of.off[LOSS].shape
    found = {LOSS: Doubt(np.ones(shape), np.zeros(shape), np.zeros(shape))}
    with np.errstate(all="ignore"):
        off = of.off if since is None else _rounding_of_values(of.steps, since)
        for step in reversed(of.steps):
            about = _back(off, step, found[step.output], unit)
            for name, part in zip(step.inputs, about, strict=True):
                found[name] = _sum(found[name], part) if name in found else part
    return found


def _back(off: Mapping[str, Matrix], step: Step, given: Doubt, unit: float) -> Iterator[Doubt]:
    """Yield what the doubt of an output says of each input."""
    ratio = unit / UNIT
    errors = [off.get(name) for name in step.inputs]
    kinks = step.of.back(given.kinks)
    if isinstance(step.of, Pointwise) and step.of.jumps:
        error = 0.0 if errors[0] is None else ratio * errors[0]
        kinks = (kinks[0] + step.of.jump(given.size, error),)
    sizes, rounded = step.of.back(given.size), step.of.back(given.rounding)
    bent = step.of.bent(given.size, *errors)
    for size, passed, slope, kink in zip(sizes, rounded, bent, kinks, strict=True):
        own = unit * step.of.roundings * size + ratio * slope
        yield Doubt(size, passed + own, kink)


def _rounding_of_values(steps: Sequence[Step], since: str | None = None) -> dict[str, Matrix]:
    """Return how far everything may be off, or all that follows from one matrix."""
    found: dict[str, Matrix] = {}
    for step in steps:
        follows = since in step.inputs or any(name in found for name in step.inputs)
        if since is None or (follows and step.output != since):
            came = [found.get(name) for name in step.inputs]
            found[step.output] = _with_own(step, came, step.of.lost)
    return found


def _far(stack: Stack) -> Stack:
    return np.full(stack.shape, np.inf)


def _with_own(step: Step, came: Sequence[Stack | None], lost: Stack) -> Stack:
    """Return the rounding that comes through an operation and what it adds."""
    if all(part is None for part in came):
        return lost
    through = step.of.forward(*came)
    if isinstance(step.of, Pointwise) and came[0] is not None:
        through = through + step.of.bend * came[0] * came[0]
    return through + lost


def _sum(one: Doubt, other: Doubt) -> Doubt:
    return Doubt(one.size + other.size, one.rounding + other.rounding, one.kinks + other.kinks)
