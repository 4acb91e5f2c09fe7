"""What becomes of a gradient on its way back: whether it vanishes, keeps its size or explodes."""

import math

from gradviz.explain.magnitudes import power_of_ten
from gradviz.language.numbers import number
from gradviz.messages.message import NOTHING, Message, Part, say, say_many

KEEPS, BEARS = 2.0, 10.0
"""A gradient that arrives within the first factor of what it was keeps its size; within the
second it neither vanishes nor explodes."""
VANISHES, EXPLODES = 1e-2, 1e2
"""What arrives of a gradient: from here down it vanishes, from here up it explodes."""


def verdict(names: tuple[str, ...], totals: tuple[float, ...]) -> Message:
    """Return in one sentence what becomes of a gradient from the last level to the first.

    Parameters
    ----------
    names : tuple of str
        The levels, from X on.
    totals : tuple of float
        The norm of the gradient at each.

    Examples
    --------
    >>> print(verdict(("X", "Y1", "Y2"), (2e-7, 4e-4, 0.5)))
    From Y2 to X the gradient shrinks to 4·10⁻⁷ of itself, about ×6·10⁻⁴ a layer: it vanishes.
    >>> print(verdict(("X", "Y1", "Y2"), (3.0, 2.0, 2.0)))
    From Y2 to X the gradient keeps its size: ×1.5 over 2 layers.
    >>> print(verdict(("X", "Y1", "Y2"), (0.0, 0.0, 2.0)))
    The gradient stops at Y1: it is 0 from there to X.
    """
    broken = _broken(names, totals)
    if broken:
        return broken
    orders = math.log10(totals[0]) - math.log10(totals[-1])
    return (_kept if abs(orders) < math.log10(BEARS) else _changed)(names, orders)


def _kept(names: tuple[str, ...], orders: float) -> Message:
    """Return what is to be said of a gradient that arrives about as large as it was."""
    if abs(orders) < math.log10(KEEPS):
        return say_many(
            "From {start} to {end} the gradient keeps its size: ×{factor} over one layer.",
            "From {start} to {end} the gradient keeps its size: ×{factor} over {count} layers.",
            len(names) - 1,
            start=names[-1],
            end=names[0],
            factor=_factor(orders),
        )
    return say_many(
        "From {start} to {end} the gradient neither vanishes nor explodes: ×{factor} over one "
        "layer.",
        "From {start} to {end} the gradient neither vanishes nor explodes: ×{factor} over {count} "
        "layers.",
        len(names) - 1,
        start=names[-1],
        end=names[0],
        factor=_factor(orders),
    )


def _changed(names: tuple[str, ...], orders: float) -> Message:
    """Return what is to be said of a gradient that arrives much smaller or larger."""
    count = len(names) - 1
    parts: dict[str, Part] = {
        "start": names[-1],
        "end": names[0],
        "factor": _factor(orders),
        "each": _factor(orders / count),
        "fate": _fate(orders),
    }
    if orders < 0 and count == 1:
        return say(
            "From {start} to {end} the gradient shrinks to {factor} of itself: {fate}.", **parts
        )
    if orders < 0:
        return say(
            "From {start} to {end} the gradient shrinks to {factor} of itself, about ×{each} a "
            "layer: {fate}.",
            **parts,
        )
    if count == 1:
        return say("From {start} to {end} the gradient grows ×{factor}: {fate}.", **parts)
    return say(
        "From {start} to {end} the gradient grows ×{factor}, about ×{each} a layer: {fate}.",
        **parts,
    )


def _fate(orders: float) -> Message:
    """Return what that much is called, as a clause."""
    if orders < 0:
        return say("it vanishes") if orders <= math.log10(VANISHES) else say("it fades")
    return say("it explodes") if orders >= math.log10(EXPLODES) else say("it swells")


def _broken(names: tuple[str, ...], totals: tuple[float, ...]) -> Message:
    """Return what is to be said of a gradient that on its way becomes 0, infinite or NaN."""
    path = list(zip(names, totals, strict=True))[::-1]
    found = next(((name, t) for name, t in path if t == 0.0 or not math.isfinite(t)), None)
    if found is None:
        return NOTHING
    (level, total), start, end = found, names[-1], names[0]
    if math.isnan(total):
        if level == start:
            return say("The gradient is NaN from the start: no number comes through.")
        return say("The gradient is NaN from {level} on: no number comes through.", level=level)
    if math.isinf(total):
        if level == start:
            return say(
                "The gradient is infinite from the start: it explodes out of the range of numbers."
            )
        return say(
            "The gradient is infinite from {level} on: it explodes out of the range of numbers.",
            level=level,
        )
    if level == start:
        return say(
            "The gradient is 0 from the start: to first order l does not change with {output}.",
            output=start,
        )
    if level == end:
        return say("The gradient stops: nothing of it arrives at {end}.", end=end)
    return say("The gradient stops at {level}: it is 0 from there to {end}.", level=level, end=end)


def _factor(orders: float) -> str:
    """Return ten to a power in two digits, far from 1 as "3·10⁻⁷"."""
    if not -2.0 <= orders < 4.0:
        return _power(orders)
    return number(float(f"{10.0**orders:.9g}"), 2)  # 20 comes back from its logarithm not quite 20


def _power(orders: float) -> str:
    """Return ten to a power with one digit before it, "3·10⁻⁷"."""
    exponent = math.floor(orders)
    digit = round(10.0 ** (orders - exponent))
    if digit == 10:
        exponent, digit = exponent + 1, 1
    return power_of_ten(exponent) if digit == 1 else f"{digit}·{power_of_ten(exponent)}"
