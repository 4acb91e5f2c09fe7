"""What is multiplied in a race of brackets."""

from dataclasses import dataclass, replace

from gradviz.engine.jacobians.bracketing import Sizes
from gradviz.errors import InputError

MOST_FACTORS = 13
"""The row y_grad, and the twelve layers of the deepest network."""
LARGEST_SIZE = 4096
"""The largest size that can be dragged."""
MAX_SIZE = 10**9
"""The largest size of all: that of any network, and products of thirteen can be counted."""


@dataclass(frozen=True, slots=True)
class RaceOptions:
    """What is multiplied.

    Attributes
    ----------
    sizes : tuple of int
        Outputs, then the columns of every factor: (outputs, m, h, n) for l ← y ← h ← x.
    layers : tuple of str
        What the factors after the first are called in a network, `race_layers`; () gives them
        the names of derivatives.

    Raises
    ------
    InputError
        If there are too few or too many sizes, or one is out of bounds.
    """

    sizes: Sizes = (1, 4, 5, 3)
    layers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 3 <= len(self.sizes) <= MOST_FACTORS + 1:
            raise InputError(
                f"a race has 2 to {MOST_FACTORS} factors, 3 to {MOST_FACTORS + 1} sizes: "
                f"got {len(self.sizes)}"
            )
        if min(self.sizes) < 1:
            raise InputError(f"a size is at least 1: got {max(min(self.sizes), -MAX_SIZE)}")
        if max(self.sizes) > MAX_SIZE:
            raise InputError(f"a size in a race is at most {MAX_SIZE:,}: one of them is larger")

    def resized(self, size: int, value: int) -> "RaceOptions":
        """Return the same with one size changed; other sizes than the network's need no names."""
        value = min(max(value, 1), LARGEST_SIZE)
        sizes = (*self.sizes[:size], value, *self.sizes[size + 1 :])
        return self if sizes == self.sizes else replace(self, sizes=sizes)
