"""What can be chosen in the Steepest view."""

import math
from dataclasses import dataclass, replace

import numpy as np

from gradviz.engine.passes import Passes
from gradviz.engine.steepest import Plane

_RADII = (1.0, 2.0, 5.0)
_SHARE = 4.0  # of the largest entry of X: how long dx is by itself
_SMALLEST, _LARGEST = 1e-9, 1e12


@dataclass(frozen=True, slots=True)
class SteepestOptions:
    """The choices of the Steepest view; positions are counted from 0.

    Attributes
    ----------
    of : str or None
        The output in whose plane the image of the circle is seen, as the network calls it,
        "Y1"; None for the last.
    sample : int
        Which column of X moves.
    inputs : tuple of int
        The entries of x that run across and up.
    outputs : tuple of int
        The same of y.
    radius : float or None
        |dx|; None for a length that suits X.
    angle : float or None
        Of dx, radians, where somebody turned it; None while it follows the time.
    """

    of: str | None = None
    sample: int = 0
    inputs: tuple[int, int] = (0, 1)
    outputs: tuple[int, int] = (0, 1)
    radius: float | None = None
    angle: float | None = None


def fitted(options: SteepestOptions, passes: Passes) -> SteepestOptions:
    """Return choices that a network has: what is too large becomes the last there is.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> fitted(SteepestOptions("Y7", 9, (2, 2)), backprop([[1, 2]], [[3], [4]]))
    SteepestOptions(of='Y', sample=0, inputs=(1, 0), outputs=(0, 0), radius=1.0, angle=None)
    """
    names = [layer.Y for layer in passes.layers]
    of = options.of if options.of in names else names[-1]
    radius = options.radius
    if radius is None or not math.isfinite(radius) or radius <= 0.0:
        radius = own_radius(passes)
    return replace(
        options,
        of=of,
        sample=_within(options.sample, passes.X.shape[1]),
        inputs=_apart(options.inputs, passes.X.shape[0]),
        outputs=_apart(options.outputs, passes.matrix(of).shape[0]),
        radius=min(max(radius, _SMALLEST), _LARGEST),
        angle=options.angle if options.angle is None or math.isfinite(options.angle) else None,
    )


def own_radius(passes: Passes) -> float:
    """Return a length of dx that suits the entries of X: 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> own_radius(backprop([[1]], [[3]])), own_radius(backprop([[1]], [[0]]))
    (0.5, 1.0)
    """
    finite = passes.X[np.isfinite(passes.X)]
    largest = float(np.abs(finite).max(initial=0.0))
    if largest == 0.0:
        return 1.0
    wanted = min(max(largest / _SHARE, _SMALLEST), _LARGEST)
    power = 10.0 ** math.floor(math.log10(wanted))
    digit = max((digit for digit in _RADII if digit * power <= wanted), default=1.0)
    return float(f"{digit * power:.3g}")


def planes(passes: Passes, options: SteepestOptions) -> tuple[Plane, Plane]:
    """Return the planes of x and of y; `options` fit."""
    of = passes.layers[-1].Y if options.of is None else options.of
    height = passes.matrix(of).shape[0]
    return (
        Plane(passes, "X", options.sample, _rows(options.inputs, passes.X.shape[0])),
        Plane(passes, passes.key(of), options.sample, _rows(options.outputs, height)),
    )


def _rows(chosen: tuple[int, int], count: int) -> tuple[int, ...]:
    """Return the entries that move: where there is one only, that."""
    return chosen if count > 1 else (0,)


def _within(at: int, count: int) -> int:
    return min(max(at, 0), count - 1)


def _apart(chosen: tuple[int, int], count: int) -> tuple[int, int]:
    """Return two positions that exist, different ones where there are two."""
    first, second = (_within(at, count) for at in chosen)
    if first == second and count > 1:
        second = first - 1 if first > 0 else 1
    return first, second
