"""How large values and gradients are at every level of a network, and what that comes to.

A level is what stands between two layers: X, then the output of each layer. Sign plays no part
in a norm; zero, NaN and infinity each stay what they are.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, freeze
from gradviz.engine.norms import column_norms
from gradviz.engine.passes import Passes
from gradviz.language.numbers import number, scientific
from gradviz.memo import by_identity

LEAST_DECADES, MOST_DECADES = 3, 16
"""A scale is never so short that a little change looks large, nor so long that none is seen."""
_BELOW = 0.25  # decades: the smallest is a little wider than the least there is


@dataclass(frozen=True, slots=True)
class LogScale:
    """Magnitudes on a logarithmic scale, as shares of the full width.

    Attributes
    ----------
    low, high : float
        Powers of ten at its two ends.
    """

    low: float
    high: float

    def share(self, magnitude: float) -> float:
        """Return where a magnitude stands: 0 at the low end and below, 1 at the high end.

        Zero has no place on the scale and gets 0; NaN stays NaN.

        Examples
        --------
        >>> scale = LogScale(-4, 0)
        >>> [scale.share(x) for x in (1.0, 0.01, 1e-9, 0.0, math.inf, math.nan)]
        [1.0, 0.5, 0.0, 0.0, 1.0, nan]
        """
        if math.isnan(magnitude):
            return math.nan
        if magnitude <= 0.0:
            return 0.0
        if math.isinf(magnitude):
            return 1.0
        place = (math.log10(magnitude) - self.low) / (self.high - self.low)
        return min(max(place, 0.0), 1.0)

    def powers(self, most: int) -> tuple[int, ...]:
        """Return whole powers of ten to be told, from the highest down, at most so many.

        Examples
        --------
        >>> LogScale(-4.2, 0.3).powers(6), LogScale(-12.0, 0.0).powers(5)
        ((0, -1, -2, -3, -4), (0, -3, -6, -9, -12))
        """
        low, high = math.ceil(self.low), math.floor(self.high)
        step = max(math.ceil((high - low + 1) / most), 1)
        return tuple(range(high, low - 1, -step))

    @property
    def whole(self) -> "LogScale":
        """The same from a whole power of ten to another."""
        return LogScale(math.floor(self.low), math.ceil(self.high))


def log_scales(*kinds: NDArray[np.float64]) -> tuple[LogScale, ...]:
    """Return a scale for each kind of magnitudes, from its own largest down; zeros do not count.

    All have as many decades as the first needs, so that a factor is the same width everywhere:
    at least `LEAST_DECADES`, and at most `MOST_DECADES`, of what is wider the upper part.

    Examples
    --------
    >>> for scale in log_scales(np.array([1e-7, 10.0, 0.0, np.nan]), np.array([100.0])):
    ...     print(scale.low, scale.high)
    -7.25 1.0
    -6.25 2.0
    """
    ends = [_ends(kind) for kind in kinds]
    decades = ends[0][1] - ends[0][0] + _BELOW
    decades = min(max(decades, LEAST_DECADES), MOST_DECADES)
    return tuple(LogScale(high - decades, high) for _, high in ends)


def _ends(magnitudes: NDArray[np.float64]) -> tuple[float, float]:
    there = magnitudes[np.isfinite(magnitudes) & (magnitudes > 0)]
    if not there.size:
        return 0.0, 0.0
    return math.log10(float(there.min())), math.log10(float(there.max()))


@dataclass(frozen=True, slots=True, eq=False)
class Magnitudes:
    """Norms of all values and gradients of a network.

    Attributes
    ----------
    names : tuple of str
        The levels: X, then the output of each layer.
    gradients, values : ndarray, shape (levels, samples)
        The norm of each column.
    """

    names: tuple[str, ...]
    gradients: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def samples(self) -> int:
        """How many there are."""
        return int(self.gradients.shape[1])

    @property
    def totals(self) -> tuple[float, ...]:
        """The norm of the whole gradient at each level."""
        return tuple(norm(row) for row in self.gradients)

    @property
    def value_totals(self) -> tuple[float, ...]:
        """The norm of all values at each level."""
        return tuple(norm(row) for row in self.values)


def magnitudes(passes: Passes) -> Magnitudes:
    """Return the norms of a network.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[3.0, 4.0]], [[1.0, 0.0], [0.0, 1.0]])
    >>> found = magnitudes(p)
    >>> found.names, found.gradients.tolist(), found.values.tolist()
    (('X', 'Y'), [[5.0, 5.0], [1.0, 1.0]], [[1.0, 1.0], [3.0, 4.0]])
    """
    names = (passes.layers[0].X, *(layer.Y for layer in passes.layers))
    gradients = [norms(passes.matrix(f"{name}_grad")) for name in names]
    return Magnitudes(
        names,
        freeze(np.stack(gradients)),
        freeze(np.stack([norms(passes.matrix(name)) for name in names])),
    )


@by_identity(128)
def norms(values: Matrix) -> NDArray[np.float64]:
    """Return ‖column‖ of each column of a matrix, read-only, shape (columns,)."""
    return freeze(column_norms(values)[0])


def norm(values: NDArray[np.float64]) -> float:
    """Return the root of the sum of all squares.

    Examples
    --------
    >>> norm(np.array([3e-200, 4e-200])), norm(np.array([0.0])), norm(np.array([np.inf, 1.0]))
    (5e-200, 0.0, inf)
    """
    return float(column_norms(np.reshape(values, (-1, 1)))[0, 0])


def magnitude(value: float) -> str:
    """Return a norm in few characters: three digits, with a power where it is far from 1.

    Examples
    --------
    >>> [magnitude(x) for x in (12.0, 0.0305, 3.05e-4, 1234567.0, 0.0, math.inf)]
    ['12', '0.0305', '3.05e−4', '1.23e6', '0', '∞']
    """
    if value == 0.0 or not math.isfinite(value) or 1e-3 <= value < 1e5:
        return number(value, 3)
    digits = 3 if 1e-99 <= value < 1e100 else 2
    return scientific(value, digits)


def power_of_ten(exponent: int) -> str:
    """Return a power of ten as it is written.

    Examples
    --------
    >>> power_of_ten(-12), power_of_ten(0), power_of_ten(1)
    ('10⁻¹²', '1', '10')
    """
    if exponent in (0, 1):
        return "10" if exponent else "1"
    return "10" + str(exponent).translate(_RAISED)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
