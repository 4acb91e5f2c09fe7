"""What every view keeps in a document can be asked."""

from dataclasses import dataclass, replace
from typing import Self

from gradviz.session.looks.choice import Choice
from gradviz.session.looks.supply import Supply

NAME = "name"
"""Metadata of a field: what it is called in a file, if that is another name."""
INLINE = "inline"
"""Metadata of a field whose own fields stand in its place in a file: True."""
LEFT_OUT = "left out"
"""Metadata of a field: what it is in a file that leaves it out, or has null there."""


@dataclass(frozen=True, slots=True)
class ViewLook:
    """How one view is looked at, as far as that is kept with the document.

    A view's options are the fields of a frozen dataclass derived from this one. A file has them
    by their names; the command line takes them as the file does; what `choices` says of them
    makes the bar of the view, the menus and the palette.
    """

    def fitted(self, supply: Supply) -> Self:
        """Return the same as far as a network has what it names; the rest as by default."""
        del supply
        return self

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return what there is to choose, as it stands now; the look fits the network."""
        del supply
        return ()

    def choose(self, supply: Supply, name: str, value: object) -> Self:
        """Return the same with a choice made, one of those that `choices` names."""
        del supply
        return replace(self, **{name: value})
