"""From a number to a place on a colour map: value -> t in [-1, 1]."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from gradviz.arrays import Matrix

Curve: TypeAlias = Literal["linear", "symlog"]


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
    curve: Curve = "linear"


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


def scales_for(
    matrices: Mapping[str, Matrix], gradients: Container[str], choice: ScaleChoice
) -> dict[str, Scale]:
    """Return the scale of every matrix.

    Parameters
    ----------
    matrices : mapping of str to Matrix
    gradients : container of str
        Names of the gradients; shared scales are shared among values and among gradients.
    choice : ScaleChoice
    """
    if choice.extent == "fixed":
        fixed = Scale(choice.limit, choice.curve, choice.limit * 1e-3)
        return dict.fromkeys(matrices, fixed)
    if choice.extent == "matrix":
        return {name: fit([values], choice.curve) for name, values in matrices.items()}
    kinds = {name: name in gradients for name in matrices}
    shared = {
        kind: fit([m for name, m in matrices.items() if kinds[name] == kind], choice.curve)
        for kind in set(kinds.values())
    }
    return {name: shared[kind] for name, kind in kinds.items()}
