"""What is multiplied in a race of brackets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gradviz.engine.jacobians.bracketing import ChainSizes
from gradviz.engine.wiring import LayerNames
from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.session.looks.choice import Alternative, Choice, OneOf
from gradviz.session.looks.look import NAME, ViewLook
from gradviz.session.looks.supply import Supply

MOST_FACTORS = 13
"""The row y_grad, and the twelve layers of the deepest network."""
LARGEST_SIZE = 4096
"""The largest size that can be dragged."""
MAX_SIZE = 10**9
"""The largest size of all: that of any network, and products of thirteen can be counted."""


WIDE: ChainSizes = (1, 4, 5, 3)
"""Sizes at which backward mode wins; there is one output only, as of a loss."""
_NARROW: ChainSizes = (5, 4, 3, 1)
"""Sizes at which forward mode wins."""


@dataclass(frozen=True, slots=True)
class RaceLook(ViewLook):
    """Which chain of Jacobians is multiplied.

    Attributes
    ----------
    sizes : tuple of int, optional
        Outputs, then the columns of every factor: (outputs, m, h, n) for l ← y ← h ← x. By
        default those of the network, if it has such a chain; else `WIDE`.

    Raises
    ------
    InputError
        If there are too few or too many sizes, or one is out of bounds.
    """

    sizes: ChainSizes | None = field(default=None, metadata={NAME: "race"})

    def __post_init__(self) -> None:
        if self.sizes is not None:
            check_sizes(self.sizes)

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return which chain: that of the network, or one of any sizes."""
        entries = [
            Alternative(say("1 output, 3 inputs"), WIDE),
            Alternative(say("5 outputs, 1 input"), _NARROW),
        ]
        has_chain = is_chain(supply.network.names)
        if has_chain:
            entries.insert(0, Alternative(say("of this network"), None))
        chosen = self.sizes if self.sizes is not None or has_chain else WIDE
        if chosen not in [entry.value for entry in entries]:
            entries.append(Alternative(say("sizes as dragged"), chosen))
        return (
            OneOf(
                "sizes",
                say("Chain"),
                say("Which Jacobians are multiplied; any size can be dragged in the picture"),
                tuple(entries),
                chosen,
                say("chain"),
            ),
        )


def is_chain(layers: Sequence[LayerNames]) -> bool:
    """Tell whether a network has a chain of Jacobians to multiply: one product is no race."""
    return sum(layer.is_linear for layer in layers) > 1


def resized(sizes: ChainSizes, size: int, value: int) -> ChainSizes:
    """Return sizes with one of them changed, as far as it can be dragged."""
    value = min(max(value, 1), LARGEST_SIZE)
    return (*sizes[:size], value, *sizes[size + 1 :])


def check_sizes(sizes: ChainSizes) -> None:
    """Refuse sizes that no chain has.

    Raises
    ------
    InputError
        If there are too few or too many, or one is out of bounds.
    """
    if not 3 <= len(sizes) <= MOST_FACTORS + 1:
        raise InputError(
            say(
                "a race has 2 to {factors} factors, 3 to {most} sizes: got {given}",
                factors=MOST_FACTORS,
                most=MOST_FACTORS + 1,
                given=len(sizes),
            )
        )
    if min(sizes) < 1:
        least = max(min(sizes), -MAX_SIZE)
        raise InputError(say("a size is at least 1: got {given}", given=least))
    if max(sizes) > MAX_SIZE:
        most = f"{MAX_SIZE:,}"
        raise InputError(
            say("a size in a race is at most {most}: one of them is larger", most=most)
        )
