"""The three verdicts on a number that is checked, and why."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from gradviz.engine.bounds import Doubt
from gradviz.engine.differences import Differences, Numbers

Verdict: TypeAlias = Literal["agrees", "differs", "cannot tell"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
AGREES, DIFFERS, CANNOT_TELL = VERDICTS

NOT_FINITE = "not finite"
SWALLOWED = "the loss swallows the step"
BENT = "the loss bends within the step"
BELOW = "below rounding"
KINK = "on a kink"

Words: TypeAlias = NDArray[np.str_]

_FOUND = 1e-4  # a relative error that is to be found in every number that is said to agree
_LEAST = 1e-290  # less is rounded more and more, and in the end to 0
_SAFETY = 2.0  # for what a bound of first order leaves out
_TWICE_BOTH = 8.0  # the same for gradients: two of them, both rounded
_MARGIN = 0.4  # an error as large as what is to be found, less the bound, is beyond the bound


@dataclass(frozen=True, slots=True)
class Judged:
    """Numbers beside what they should be, each an array with an entry per cell.

    Attributes
    ----------
    analytic, numeric : ndarray
        What backprop says, and what it is compared with.
    bound : ndarray
        How much of their distance the arithmetic explains.
    size : ndarray
        What a number is beside: the sum of the sizes of all that adds up to it.
    verdict, reason : ndarray of str
        A reason for every "cannot tell"; for "agrees" it is "below rounding" where the number
        is nothing beside the others, and else "".
    """

    analytic: Numbers
    numeric: Numbers
    bound: Numbers
    size: Numbers
    verdict: Words
    reason: Words


def by_differences(
    analytic: Numbers, found: Differences, about: Doubt, largest: float, tolerance: float
) -> Judged:
    """Judge entries of a gradient by what differences say.

    Parameters
    ----------
    analytic : ndarray
        The entries.
    found : Differences
    about : Doubt
        Of each entry.
    largest : float
        The largest entry of the matrix.
    tolerance : float
        The relative error that is none.
    """
    with np.errstate(all="ignore"):
        own = _SAFETY * found.rounding + _TWICE_BOTH * about.rounding
        bound = _SAFETY * found.truncation + own
        gap, larger = _distance(analytic, found.numeric)
        is_known = np.isfinite(found.numeric) & np.isfinite(bound)
        is_near = np.isfinite(gap) & (gap <= bound + tolerance * larger + _LEAST)
        differs = is_known & ~is_near
        clear = bound + _LEAST <= _MARGIN * max(_FOUND, 10.0 * tolerance) * larger
        whole = np.maximum(about.size, np.max(larger, initial=largest, where=np.isfinite(larger)))
        nothing = bound <= tolerance * whole + _LEAST
        is_kink = about.kinks > tolerance * larger
        clear |= nothing & (larger == 0.0)
        agrees = is_known & ~differs & ~is_kink & (clear | nothing)
        is_blind = found.rounding >= about.size
    is_number = np.isfinite(analytic) & (np.isfinite(found.numeric) | is_blind)
    why = np.where(_SAFETY * found.truncation > own, BENT, BELOW)
    why = np.where(is_kink, KINK, np.where(is_blind, SWALLOWED, why))
    why = np.where(agrees, BELOW, np.where(is_number, why, NOT_FINITE))
    why = np.where(differs | (agrees & clear), "", why)
    verdict = np.where(differs, DIFFERS, np.where(agrees, AGREES, CANNOT_TELL))
    return Judged(analytic, found.numeric, bound, about.size, verdict, why)


def by_comparison(
    computed: Numbers,
    brought: Numbers,
    bound: Numbers,
    kinks: Numbers,
    size: Numbers,
    tolerance: float,
) -> Judged:
    """Judge numbers that somebody brings by those that are computed.

    Parameters
    ----------
    computed, brought : ndarray
    bound : ndarray
        How far apart rounding may leave the two.
    kinks : ndarray
        How far apart conventions may leave them, that of relu at 0 for one.
    size : ndarray
        As in `Judged`.
    tolerance : float
        The relative error that is none.
    """
    with np.errstate(all="ignore"):
        gap, larger = _distance(computed, brought)
        is_number = np.isfinite(gap)
        agrees = is_number & (gap <= tolerance * larger + _LEAST)
        is_known = np.isfinite(computed) & ~np.isnan(bound)
        is_small = is_number & (gap <= bound)
        is_kink = is_number & (gap <= bound + (1.0 + tolerance) * kinks)
        whole = np.max(larger, initial=0.0, where=np.isfinite(larger))
        nothing = bound <= _MARGIN * _FOUND * np.maximum(size, whole)
    why = np.where(is_small, BELOW, np.where(is_kink, KINK, ""))
    why = np.where(agrees, "", np.where(is_known, why, NOT_FINITE))
    is_told = agrees | (is_small & nothing & is_known)
    verdict = np.where(is_told, AGREES, np.where(why == "", DIFFERS, CANNOT_TELL))
    return Judged(computed, brought, bound, size, verdict, why)


def _distance(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """Return |one - other|, and the larger of their sizes."""
    gap = np.where(one == other, 0.0, np.abs(one - other))
    return gap, np.maximum(np.abs(one), np.abs(other))
