"""From a number to a place on a colour map: value -> t in [-1, 1]."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from gradviz.arrays import Matrix

Curve: TypeAlias = Literal["linear", "symlog"]


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
    curve: Curve = "linear"
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
                t = values / self.limit
            else:
                t = np.sign(values) * np.log1p(np.abs(values) / self.threshold)
                t = t / np.log1p(self.limit / self.threshold)
            clipped: Matrix = np.clip(t, -1.0, 1.0)
        return clipped


def fit(matrices: Iterable[Matrix], curve: Curve = "linear") -> Scale:
    """Return the scale that just holds every finite entry of `matrices`."""
    parts = [np.abs(m[np.isfinite(m)]) for m in matrices]
    magnitudes = np.concatenate([np.zeros(0), *parts])
    magnitudes = magnitudes[magnitudes > 0]
    if magnitudes.size == 0:
        return Scale(1.0, curve)
    limit = float(magnitudes.max())
    return Scale(limit, curve, max(float(magnitudes.min()), limit * 1e-30))
