"""What somebody brings, compared with what is computed: gradients, values, the loss."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, size
from gradviz.engine.bounds import Arithmetic, doubts
from gradviz.engine.convention import presented
from gradviz.engine.passes import Passes
from gradviz.engine.report import Entry, entry
from gradviz.engine.rounding import LOSS, UNIT
from gradviz.engine.verdicts import Judged, by_comparison
from gradviz.errors import InputError, ShapeError
from gradviz.refs import is_gradient

_LOSSES = ("l", "loss")
_UNITS = {"float16": 2.0**-11, "bfloat16": 2.0**-8, "float32": 2.0**-24}
_SHORT = 2**12  # what fits into so few steps says nothing of float32
_BOTH = 8.0  # two values, both rounded, and what a bound of first order leaves out


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
    What comes from float32 was rounded more, and the bound allows for it. It is told by the type
    of an array, and else by its numbers, if all of them are float32 and some need its digits.
    """
    found = []
    for name, values in brought.items():
        judged = judge_brought(of, name, values, tolerance)
        shown = "l" if name in _LOSSES else of.passes.name(name)
        shape = (1, 1) if name in _LOSSES else _kept(of.passes, name).shape
        found.append(entry(shown, "brought", shape, list(np.ndindex(shape)), judged))
    return tuple(found)


def judge_brought(of: Arithmetic, name: str, values: ArrayLike, tolerance: float) -> Judged:
    """Judge every entry of one matrix as `compared` does, row by row as in Y = W X."""
    if name in _LOSSES:
        computed, given = _losses(of.passes, name, values)
    else:
        computed, given = _matrices(of.passes, name, values)
    unit = _unit(values, given)
    with np.errstate(all="ignore"):
        bound, kinks, beside = (part.ravel() for part in _allowed(of, name, computed, unit))
    return by_comparison(computed.ravel(), given.ravel(), bound, kinks, beside, tolerance)


def _allowed(
    of: Arithmetic, name: str, computed: Matrix, unit: float
) -> tuple[Matrix, Matrix, Matrix]:
    """Return how far rounding and kinks may put off what is computed, and what it is beside."""
    none, ratio = np.zeros(computed.shape), unit / UNIT
    if name in _LOSSES:
        beside = np.full(computed.shape, abs(of.passes.loss or 0.0))
        own = ratio * (none + of.off[LOSS].sum()) + unit * of.off[LOSS].size * beside
        return _BOTH * own, none, beside
    if is_gradient(name):
        doubt = doubts(of, unit)[of.passes.key(name)]
        return _BOTH * doubt.rounding + 2.0 * unit * doubt.size, doubt.kinks, doubt.size
    beside = np.abs(computed)
    return _BOTH * ratio * of.off.get(of.passes.key(name), none) + 2.0 * unit * beside, none, beside


def _losses(passes: Passes, name: str, value: ArrayLike) -> tuple[Matrix, Matrix]:
    if passes.loss is None:
        raise InputError(
            f"there is no loss to compare {name} with: these passes start from a seed made by hand"
        )
    given = np.asarray(value)
    if given.size != 1 or given.dtype.kind not in "iuf":
        raise InputError(f"{name} needs a single number: got {value!r}")
    return np.array([[passes.loss]]), given.astype(np.float64).reshape(1, 1)


def _matrices(passes: Passes, name: str, values: ArrayLike) -> tuple[Matrix, Matrix]:
    """Return what is kept and what is brought under a name, both as in Y = W X."""
    kept = passes.matrix(name)  # as it is written, for what is said of its size
    is_line = name[:1] == "b" and np.ndim(values) == 1 and np.size(values) == kept.size
    given = as_matrix(np.reshape(values, kept.shape) if is_line else values, name)
    if given.shape != kept.shape:
        is_turned = given.T.shape == kept.shape
        raise ShapeError(
            f"{name} was computed as {size(kept)}, and {size(given)} was brought"
            f"{'; its transpose would fit' if is_turned else ''}"
        )
    return _kept(passes, name), presented(name, given, passes.convention)


def _kept(passes: Passes, name: str) -> Matrix:
    return presented(name, passes.matrix(name), passes.convention)


def _unit(values: object, given: Matrix) -> float:
    """Return how far the numbers may be from what they stand for, as a share of it."""
    told = str(getattr(values, "dtype", "")).rpartition(".")[2]
    if told in _UNITS:
        return _UNITS[told]
    finite = given[np.isfinite(given)]
    mantissas = np.frexp(finite)[0] * _SHORT
    is_short = bool((mantissas == np.rint(mantissas)).all())
    with np.errstate(all="ignore"):  # too large or too small for it
        is_single = bool((finite == finite.astype(np.float32)).all())
    return _UNITS["float32"] if is_single and not is_short else UNIT
