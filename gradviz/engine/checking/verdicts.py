"""The three verdicts on a number that is checked, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from gradviz.engine.checking.bounds import Doubt
from gradviz.engine.checking.differences import CellNumbers, Differences
from gradviz.messages.message import Message, say

Verdict: TypeAlias = Literal["agrees", "differs", "cannot tell"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
AGREES, DIFFERS, CANNOT_TELL = VERDICTS

NOT_FINITE = "not finite"
SWALLOWED = "the loss swallows the step"
BENT = "the loss bends within the step"
BELOW = "below rounding"
KINK = "on a kink"

_TOLD: Mapping[Verdict, Message] = MappingProxyType(
    {"agrees": say("agrees"), "differs": say("differs"), "cannot tell": say("cannot tell")}
)
_DOUBTED: Mapping[str, Message] = MappingProxyType(
    {
        NOT_FINITE: say("cannot tell: not finite"),
        SWALLOWED: say("cannot tell: the loss swallows the step"),
        BENT: say("cannot tell: the loss bends within the step"),
        BELOW: say("cannot tell: below rounding"),
        KINK: say("cannot tell: on a kink"),
    }
)

Words: TypeAlias = NDArray[np.str_]

FOUND = 1e-4
"""A relative error that is to be found in every number that is said to agree."""

_LEAST = 1e-290  # less is rounded more and more, and in the end to 0
_SAFETY = 2.0  # for what a bound of first order leaves out
_TWICE_BOTH = 8.0  # the same for gradients: two of them, both rounded
_MARGIN = 0.4  # an error as large as what is to be found, less the bound, is beyond the bound


def told(verdict: Verdict, reason: str) -> Message:
    """Return a verdict in words, with the reason where nothing can be told.

    Examples
    --------
    >>> str(told(AGREES, BELOW)), str(told(CANNOT_TELL, BELOW))
    ('agrees', 'cannot tell: below rounding')
    """
    return _DOUBTED[reason] if verdict == CANNOT_TELL and reason else _TOLD[verdict]


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

    analytic: CellNumbers
    numeric: CellNumbers
    bound: CellNumbers
    size: CellNumbers
    verdict: Words
    reason: Words


def by_differences(
    analytic: CellNumbers, found: Differences, about: Doubt, largest: float, tolerance: float
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
        clear = bound + _LEAST <= _MARGIN * max(FOUND, 10.0 * tolerance) * larger
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


@dataclass(frozen=True, slots=True)
class Allowed:
    """How far apart what is brought and what is computed may be, each an array.

    Attributes
    ----------
    bound : ndarray
        By rounding, as sums of products are added up as a rule.
    below, above : ndarray
        By convention, that of relu at 0 for one: how far what is brought may be below and above.
    size : ndarray
        As in `Judged`.
    extra : ndarray or float
        By how much the bound is larger where they are added up in the numbers that they are
        brought in.
    usual, largest : float
        By rounding, all of them together, as the root of the sum of squares: where sums are
        added up as a rule, and in the numbers that they are brought in.
    alike : float
        By rounding, in one and the same way; so much too where sums are added up as a rule.
    found : float
        A relative error that is to be found in every number that is said to agree.
    """

    bound: CellNumbers
    below: CellNumbers
    above: CellNumbers
    size: CellNumbers
    extra: CellNumbers | float = 0.0
    usual: float = np.inf
    largest: float = np.inf
    alike: float = np.inf
    found: float = FOUND


def by_comparison(
    computed: CellNumbers, brought: CellNumbers, allowed: Allowed, tolerance: float
) -> Judged:
    """Judge numbers that somebody brings by those that are computed.

    Parameters
    ----------
    computed, brought : ndarray
    allowed : Allowed
    tolerance : float
        The relative error of a number that is none.
    """
    bound = allowed.bound
    with np.errstate(all="ignore"):
        gap, larger = _distance(computed, brought)
        moved, wide = np.where(gap == 0.0, 0.0, brought - computed), 1.0 + tolerance
        beyond = np.maximum(moved - wide * allowed.above, wide * allowed.below - moved)
        is_number = np.isfinite(gap)
        agrees = is_number & (gap <= tolerance * larger + _LEAST)
        is_spoilt = np.isnan(computed) & ~np.isnan(brought)  # a NaN spoils all that follows
        is_known = (np.isfinite(computed) & ~np.isnan(bound)) | is_spoilt
        is_small = is_number & (gap <= bound + allowed.extra)
        is_kink = is_number & (beyond <= bound + allowed.extra)
        apart, whole = together(beyond), _whole(larger)
        slack = tolerance * together(larger)
        nothing = bound <= np.maximum(
            _MARGIN * FOUND * np.maximum(allowed.size, whole), _MARGIN * allowed.found * whole
        )
        is_far = is_number & (beyond > tolerance * larger)
        # In float64 only what is faint is off by more than the tolerance, and yet right.
        is_faint = np.isinf(allowed.usual) | (bound > _MARGIN * allowed.found * larger)
    is_told = is_small & nothing & is_known & (gap <= bound)
    if apart > allowed.usual + slack:
        is_told &= ~is_far
    if apart > allowed.largest + slack:
        is_small, is_kink = is_small & ~is_far, is_kink & ~is_far
    why = np.where(is_small, BELOW, np.where(is_kink, KINK, ""))
    why = np.where(agrees, "", np.where(is_known, why, NOT_FINITE))
    verdict = np.where(agrees | is_told, AGREES, np.where(why == "", DIFFERS, CANNOT_TELL))
    why = np.where(is_told & ~is_faint, "", why)
    return Judged(computed, brought, bound, allowed.size, verdict, why)


def together(numbers: CellNumbers) -> float:
    """Return the root of the sum of squares of those above 0, finite ones."""
    kept = np.where(np.isfinite(numbers) & (numbers > 0.0), numbers, 0.0)
    largest = float(np.max(kept, initial=0.0))
    return largest * float(np.linalg.norm(kept / largest)) if largest else 0.0


def _whole(larger: CellNumbers) -> float:
    return float(np.max(larger, initial=0.0, where=np.isfinite(larger)))


def _distance(one: CellNumbers, other: CellNumbers) -> tuple[CellNumbers, CellNumbers]:
    """Return |one - other|, and the larger of their sizes."""
    gap = np.where(one == other, 0.0, np.abs(one - other))
    return gap, np.maximum(np.abs(one), np.abs(other))
