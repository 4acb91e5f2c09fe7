"""What somebody brings, compared with what is computed: gradients, values, the loss."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, as_numbers, size
from gradviz.engine.checking.bounds import Arithmetic, doubts
from gradviz.engine.checking.differences import CellNumbers
from gradviz.engine.checking.leeway import leeways
from gradviz.engine.checking.likeness import likeness
from gradviz.engine.checking.precision import Precision, precision_of
from gradviz.engine.checking.report import Entry, entry
from gradviz.engine.checking.roundoff import LOSS, UNIT
from gradviz.engine.checking.spread import spread
from gradviz.engine.checking.verdicts import (
    AGREES,
    DIFFERS,
    FOUND,
    Allowed,
    Judged,
    by_comparison,
    together,
)
from gradviz.engine.convention import is_flipped, presented
from gradviz.engine.passes import Passes
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import NOTHING, Message, say
from gradviz.refs import is_gradient

_LOSSES = ("l", "loss")
_BOTH = 8.0  # two values, both rounded, and what a bound of first order leaves out
_EACH = 10.0  # standard deviations that no number is off
_ALL, _FEW = 2.0, 4.0  # and that all together are not, the more surely the more there are
_BEYOND, _MANY = 1.2, 16  # and that so many are not in one and the same way
_STEPS = 128.0  # units of its precision: an error of a number that is to be found


def compared(
    of: Arithmetic, brought: Mapping[str, ArrayLike], tolerance: float
) -> tuple[Entry, ...]:
    """Return the verdict on each matrix that somebody brings.

    Parameters
    ----------
    of : Arithmetic
    brought : mapping of str to array_like
        By any name that a matrix has, laid out as the passes give theirs; "l" or "loss" for
        the loss.
    tolerance : float
        The relative error that is none.

    Raises
    ------
    UnknownNameError
        If there is no matrix of such a name.
    InputError
        If something in it is no number.
    ShapeError
        If it has another size than what it is to be compared with.

    Notes
    -----
    What comes from float32, float16 or bfloat16 was rounded more. It is told by the type of an
    array; float32 also by its numbers, if all of them are float32 and some need its digits. What
    rounding can do to them at most says little: they are judged by what it does as a rule, each
    by itself and all of them together.
    """
    found = []
    for name, values in brought.items():
        judged, words = judge_brought(of, name, values, tolerance)
        shown = "l" if name in _LOSSES else of.passes.name(name)
        shape = (1, 1) if name in _LOSSES else _kept(of.passes, name).shape
        told = entry(shown, "brought", shape, list(np.ndindex(shape)), judged)
        found.append(replace(told, likeness=words))
    return tuple(found)


def judge_brought(
    of: Arithmetic, name: str, values: ArrayLike, tolerance: float
) -> tuple[Judged, Message]:
    """Return the verdicts on the entries of a matrix, and what it is if it is a wrong one.

    As `compared` does, row by row as in Y = W X.
    """
    read = _losses if name in _LOSSES else _matrices
    computed, given = read(of.passes, name, values)
    precision = precision_of(values, given)
    with np.errstate(all="ignore"):
        allowed = _allowed(of, name, computed)
        if not precision.is_full:
            allowed = _as_a_rule(of.passes, name, precision, allowed)
    judged = by_comparison(computed.ravel(), given.ravel(), allowed, tolerance)
    if name in _LOSSES or not _is_off(judged, allowed):
        return judged, NOTHING
    found = likeness(of.passes, name, computed, given)
    if found is None:
        return judged, NOTHING
    if computed.size >= _MANY and found.off > _BEYOND * allowed.alike:
        allowed = replace(allowed, usual=0.0, largest=0.0)  # rounding has no such pattern
        judged = by_comparison(computed.ravel(), given.ravel(), allowed, tolerance)
    return judged, found.words if (judged.verdict == DIFFERS).any() else NOTHING


def _is_off(judged: Judged, allowed: Allowed) -> bool:
    """Tell whether something may be wrong: a number, or all of them a little."""
    with np.errstate(all="ignore"):
        gap = np.abs(judged.analytic - judged.numeric)
    return bool((judged.verdict != AGREES).any()) or together(gap) > allowed.alike


def _allowed(of: Arithmetic, name: str, computed: Matrix) -> Allowed:
    """Return how far rounding and kinks may put off what is computed in float64."""
    none = np.zeros(computed.size)
    if name in _LOSSES:
        beside = np.abs(computed).ravel()
        own = of.off[LOSS].sum() + UNIT * of.off[LOSS].size * beside
        return Allowed(_BOTH * own, none, none, beside)
    if is_gradient(name):
        key = of.passes.key(name)
        doubt, by_convention = doubts(of)[key], leeways(of).get(key)
        bound = _BOTH * doubt.rounding + 2.0 * UNIT * doubt.size
        if by_convention is None:
            return Allowed(bound.ravel(), none, none, doubt.size.ravel())
        moved = (by_convention.below.ravel(), by_convention.above.ravel())
        return Allowed(bound.ravel(), *moved, doubt.size.ravel())
    beside = np.abs(computed).ravel()
    off = of.off.get(of.passes.key(name), np.zeros(computed.shape)).ravel()
    return Allowed(_BOTH * off + 2.0 * UNIT * beside, none, none, beside)


def _as_a_rule(passes: Passes, name: str, precision: Precision, exact: Allowed) -> Allowed:
    """Return the same for numbers of less precision."""
    usual = _spread(passes, name, precision)
    alone = precision.alone
    most = usual if alone == precision else _spread(passes, name, alone)
    few, own = _ALL + _FEW / np.sqrt(usual.size), together(exact.bound)
    return replace(
        exact,
        bound=exact.bound + _EACH * usual,
        extra=_EACH * (most - usual),
        usual=few * together(usual) + own,
        largest=few * together(most) + own,
        alike=together(usual) + own,
        found=max(FOUND, _STEPS * precision.unit),
    )


def _spread(passes: Passes, name: str, precision: Precision) -> CellNumbers:
    """Return the standard deviation of every entry of a matrix."""
    found = spread(passes, precision)
    of = found.gradients if is_gradient(name) else found.values
    key = LOSS if name in _LOSSES else passes.key(name)
    return np.sqrt(of[key]).ravel()


def _losses(passes: Passes, name: str, value: ArrayLike) -> tuple[Matrix, Matrix]:
    if passes.loss is None:
        raise InputError(
            say(
                "there is no loss to compare {name} with: "
                "these passes start from a seed made by hand",
                name=name,
            )
        )
    given = as_numbers(value, name)
    if given.size != 1:
        raise InputError(
            say(
                "{name} needs a single number: it has shape {shape}",
                name=name,
                shape=str(given.shape),
            )
        )
    return np.array([[passes.loss]]), given.reshape(1, 1)


def _matrices(passes: Passes, name: str, values: ArrayLike) -> tuple[Matrix, Matrix]:
    """Return what is kept and what is brought under a name, both as in Y = W X."""
    kept = passes.matrix(name)  # as it is written, for what is said of its size
    line: Literal["row", "column"] = "row" if is_flipped(passes.convention, name) else "column"
    given = as_matrix(values, name, line if name[:1] == "b" else None)
    if given.shape != kept.shape:
        is_turned = given.T.shape == kept.shape
        raise ShapeError(
            say(
                "{name} was computed as {computed}, and {brought} was brought{hint}",
                name=name,
                computed=size(kept),
                brought=size(given),
                hint=say("; its transpose would fit") if is_turned else NOTHING,
            )
        )
    return _kept(passes, name), presented(name, given, passes.convention)


def _kept(passes: Passes, name: str) -> Matrix:
    return presented(name, passes.matrix(name), passes.convention)
