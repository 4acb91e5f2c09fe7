"""In what numbers something was computed: how far each may be from what it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.checking.roundoff import UNIT

_SHORT = 2**12  # what fits into so few steps says nothing of float32


@dataclass(frozen=True, slots=True)
class Precision:
    """A type of floating-point numbers.

    Attributes
    ----------
    unit : float
        How far one may be from what it stands for, as a share of it.
    least : float
        How far it may be off at least, however small: half the smallest number.
    adds : float
        The unit of the numbers that sums of products are added up in. For short numbers that
        is float32, in every library and on every device; who adds in short ones loses more.
    """

    unit: float
    least: float
    adds: float

    @property
    def is_full(self) -> bool:
        """Whether it is that of gradviz itself, float64."""
        return self.unit == UNIT

    @property
    def alone(self) -> "Precision":
        """The same where sums are added up in it too."""
        return replace(self, adds=self.unit)

    def rounded(self, matrix: Matrix) -> Matrix:
        """Return how far each entry is from the nearest number of this precision, at most."""
        mantissas = np.frexp(matrix)[0] / (2.0 * self.unit)
        return np.where(mantissas == np.rint(mantissas), 0.0, self.unit * np.abs(matrix))


FULL = Precision(UNIT, 2.0**-1075, UNIT)
SINGLE = Precision(2.0**-24, 2.0**-150, 2.0**-24)
PRECISIONS: Mapping[str, Precision] = MappingProxyType(
    {
        "float32": SINGLE,
        "float16": Precision(2.0**-11, 2.0**-25, SINGLE.unit),
        "bfloat16": Precision(2.0**-8, 2.0**-134, SINGLE.unit),
        "float8_e4m3fn": Precision(2.0**-4, 2.0**-10, SINGLE.unit),
        "float8_e5m2": Precision(2.0**-3, 2.0**-17, SINGLE.unit),
    }
)
"""Those that are less than float64, as NumPy, Torch and JAX call them."""


def precision_of(values: object, given: Matrix) -> Precision:
    """Return the precision of what is brought: by its type, and else by its numbers.

    Numbers are those of float32 if all of them are, and some need its digits. Shorter ones
    cannot be told from what people write by hand.

    Parameters
    ----------
    values : array_like
        As it was brought.
    given : Matrix
        The same as float64.

    Examples
    --------
    >>> thirds = np.array([[1 / 3]])
    >>> precision_of(thirds.astype(np.float16), thirds).unit == 2.0**-11
    True
    >>> precision_of([[0.5]], np.array([[0.5]])).is_full
    True
    """
    told = str(getattr(values, "dtype", "")).rpartition(".")[2]
    if told in PRECISIONS:
        return PRECISIONS[told]
    finite = given[np.isfinite(given)]
    mantissas = np.frexp(finite)[0] * _SHORT
    is_short = bool((mantissas == np.rint(mantissas)).all())
    with np.errstate(all="ignore"):  # too large or too small for it
        is_single = bool((finite == finite.astype(np.float32)).all())
    return SINGLE if is_single and not is_short else FULL
