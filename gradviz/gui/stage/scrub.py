"""Dragging on a number: how far, in which unit, and what comes out. No Qt."""

import math
from typing import Literal, TypeAlias

Pace: TypeAlias = Literal["normal", "fine", "coarse"]

PIXELS_A_STEP = 5.0
_FACTOR = {"normal": 0, "fine": -1, "coarse": 1}
_ROUNDS_BELOW = 1e300  # rounding a larger number may leave the range of floats


def scrubbed(value: float, pixels: float, pace: Pace) -> float:
    """Return what a number becomes when it is dragged up by so many pixels.

    A step is a tenth for numbers up to 10 and a hundredth of the leading power of ten for
    larger and much smaller ones; "fine" steps are ten times smaller, "coarse" ten times
    larger. Results are whole steps, so 0.1 three times is 0.3.

    Parameters
    ----------
    value : float
        The number at the start of the drag; what is not finite starts from 0.
    pixels : float
        Upwards.
    pace : {"normal", "fine", "coarse"}

    Examples
    --------
    >>> scrubbed(2.0, 15.0, "normal"), scrubbed(2.0, -5.0, "coarse")
    (2.3, 1.0)
    >>> scrubbed(5e-9, 5.0, "normal")
    5.1e-09
    """
    value = value if math.isfinite(value) else 0.0
    steps = math.trunc(pixels / PIXELS_A_STEP)
    if steps == 0:
        return value
    power = _power(value) + _FACTOR[pace]
    changed = value + steps * 10.0**power
    if abs(changed) >= _ROUNDS_BELOW:
        return changed
    digits = -power
    # a value typed with more digits than a step has keeps them
    if not math.isclose(value, round(value, digits), rel_tol=1e-12, abs_tol=0.0) and value:
        digits = max(digits, 6 - math.floor(math.log10(abs(value))))
    return round(changed, min(digits, 300))


def _power(value: float) -> int:
    """Return the power of ten of a normal step."""
    magnitude = abs(value)
    if magnitude == 0.0 or 0.05 <= magnitude < 100.0:
        return -1
    return max(math.floor(math.log10(magnitude)) - 1, -299)  # fine steps are 1e-300 then
