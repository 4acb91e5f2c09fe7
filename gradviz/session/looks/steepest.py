"""What can be chosen in the Steepest view."""

import math
from collections.abc import Mapping
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

    def fitted(self, heights: Mapping[str, int], samples: int) -> "SteepestOptions":
        """Return choices that a network has: what is too large becomes the last there is.

        Parameters
        ----------
        heights : mapping of str to int
            The rows of "X", and of the output of each layer, in forward order.
        samples : int
            The columns of X.

        Examples
        --------
        >>> SteepestOptions("Y7", 9, (2, 2), radius=-1.0).fitted({"X": 2, "Y": 1}, 1)
        SteepestOptions(of=None, sample=0, inputs=(1, 0), outputs=(0, 0), radius=None, angle=None)
        """
        *_, last = heights
        of = self.of if self.of in heights and self.of != "X" else None
        length = math.nan if self.radius is None else self.radius
        is_angle = self.angle is not None and math.isfinite(self.angle)
        return SteepestOptions(
            of=of,
            sample=_within(self.sample, samples),
            inputs=_apart(self.inputs, heights["X"]),
            outputs=_apart(self.outputs, heights[last if of is None else of]),
            radius=min(max(length, _SMALLEST), _LARGEST) if 0.0 < length < math.inf else None,
            angle=self.angle if is_angle else None,
        )


def resolved(options: SteepestOptions, passes: Passes) -> SteepestOptions:
    """Return choices with what they leave to a network: the last output, a length that suits X.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> resolved(SteepestOptions(inputs=(2, 2)), backprop([[1, 2]], [[3], [4]]))
    SteepestOptions(of='Y', sample=0, inputs=(1, 0), outputs=(0, 0), radius=1.0, angle=None)
    """
    names = ("X", *(layer.Y for layer in passes.layers))
    heights = {name: int(passes.matrix(name).shape[0]) for name in names}
    fitting = options.fitted(heights, passes.matrix("X").shape[1])
    radius = own_radius(passes) if fitting.radius is None else fitting.radius
    return replace(fitting, of=fitting.of or names[-1], radius=radius)


def own_radius(passes: Passes) -> float:
    """Return a length of dx that suits the entries of X: 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> own_radius(backprop([[1]], [[3]])), own_radius(backprop([[1]], [[0]]))
    (0.5, 1.0)
    """
    X = passes.matrix("X")
    finite = X[np.isfinite(X)]
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
        Plane(passes, "X", options.sample, _rows(options.inputs, passes.matrix("X").shape[0])),
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
