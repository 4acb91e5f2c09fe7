"""From a number to a place on a colour map: value -> t in [-1, 1]."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from gradviz.arrays import Matrix
from gradviz.refs import is_gradient

_BAND = 2**16
_SMALLEST = 5e-324  # of all floats
"""Entries at a time: so many of a large matrix stay in the cache of a processor."""

ScaleCurve: TypeAlias = Literal["linear", "symlog"]


Extent: TypeAlias = Literal["matrix", "shared", "fixed"]


@dataclass(frozen=True, slots=True)
class ScaleChoice:
    """Which scales a picture uses.

    Attributes
    ----------
    extent : {"matrix", "shared", "fixed"}
        Each matrix its own limit, one for all, or `limit`.
    limit : float
        Used by "fixed".
    curve : {"linear", "symlog"}
    """

    extent: Extent = "matrix"
    limit: float = 1.0
    curve: ScaleCurve = "linear"


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps [-limit, limit] to [-1, 1], zero to zero.

    Attributes
    ----------
    limit : float
        Finite and above 0; what lies beyond is clipped and marked.
    curve : {"linear", "symlog"}
        "symlog" is linear up to `threshold` and logarithmic beyond it.
    threshold : float
        Used by "symlog" only; 0 < threshold <= limit.
    """

    limit: float
    curve: ScaleCurve = "linear"
    threshold: float = 1.0

    def place(self, values: Matrix) -> Matrix:
        """Return t for each value; NaN stays NaN, infinities become ±1.

        Examples
        --------
        >>> Scale(4.0).place(np.array([[2.0, -8.0, np.inf]]))
        array([[ 0.5, -1. ,  1. ]])
        """
        with np.errstate(invalid="ignore", over="ignore"):
            if self.curve == "linear":
                t: Matrix = values / self.limit
            else:
                t = np.sign(values) * np.log1p(np.abs(values) / self.threshold)
                t = t / np.log1p(self.limit / self.threshold)
        return np.clip(t, -1.0, 1.0, out=t)


def fit(matrices: Iterable[Matrix], curve: ScaleCurve = "linear") -> Scale:
    """Return the scale that just holds every finite entry of `matrices`."""
    spans = [_magnitudes(m) for m in matrices]
    limit = max((largest for largest, _ in spans), default=0.0)
    if limit == 0.0:
        return Scale(1.0, curve)
    return Scale(limit, curve, max(min(smallest for _, smallest in spans), limit * 1e-30))


def _magnitudes(values: Matrix) -> tuple[float, float]:
    """Return the largest and the smallest magnitude of what is finite and not 0; 0 and inf."""
    flat = values.ravel(order="K")
    largest, smallest = 0.0, np.inf
    for start in range(0, flat.size, _BAND):
        band = np.abs(flat[start : start + _BAND])
        if not (band.min() > 0.0 and band.max() < np.inf):
            band = band[(band > 0.0) & (band < np.inf)]
        largest = max(largest, float(band.max(initial=0.0)))
        smallest = min(smallest, float(band.min(initial=np.inf)))
    return largest, smallest


def scales_for(matrices: Mapping[str, Matrix], choice: ScaleChoice) -> dict[str, Scale]:
    """Return the scale of every matrix; one for all is one for values and one for gradients.

    Parameters
    ----------
    matrices : mapping of str to Matrix
    choice : ScaleChoice
    """
    if choice.extent == "fixed":
        threshold = max(choice.limit * 1e-3, _SMALLEST)
        fixed = Scale(choice.limit, choice.curve, threshold)
        return dict.fromkeys(matrices, fixed)
    if choice.extent == "matrix":
        return {name: fit([values], choice.curve) for name, values in matrices.items()}
    kinds = {name: is_gradient(name) for name in matrices}
    shared = {
        kind: fit([m for name, m in matrices.items() if kinds[name] == kind], choice.curve)
        for kind in set(kinds.values())
    }
    return {name: shared[kind] for name, kind in kinds.items()}
