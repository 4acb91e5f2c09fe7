"""What the arrays of a file are, by their names in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gradviz.engine.convention import Convention
from gradviz.messages.message import Message, Part, joined, say

_MOST_TOLD = 8
"""Names that are told; of more it is told how many."""


@dataclass(frozen=True, slots=True)
class FoundNames:
    """What the arrays of a file are.

    Attributes
    ----------
    given : mapping of str to str
        By name in the file what is read: "W" or "W1", "b1", "X", "T", "Y_grad".
    brought : mapping of str to str
        By name in the file what gradviz computes too: "Y1", "W1_grad", "Y_grad", "l".
    left : tuple of str
        What has no meaning.
    layouts : tuple of str
        The conventions that the names allow, the usual one first; empty for any.
    notes : tuple of Message
        What was chosen, a sentence each.
    """

    given: Mapping[str, str]
    brought: Mapping[str, str]
    left: tuple[str, ...] = ()
    layouts: tuple[Convention, ...] = ()
    notes: tuple[Message, ...] = ()


def first_of(names: Sequence[Part]) -> Message:
    """Return names with commas between, not too many of them."""
    shown = joined(names[:_MOST_TOLD], ", ")
    if len(names) <= _MOST_TOLD:
        return shown
    return say("{names} and {more} more", names=shown, more=len(names) - _MOST_TOLD)
