"""One whole document that teaches something, with what a menu says of it."""

from collections.abc import Callable
from dataclasses import dataclass

from gradviz.session.document import Document


@dataclass(frozen=True, slots=True)
class Preset:
    """One line of the menu of presets.

    Attributes
    ----------
    id : str
        Does not change from version to version.
    title : str
        As the menu says it.
    tip : str
        What there is to see in it, in one line.
    document : callable () -> Document
    """

    id: str
    title: str
    tip: str
    document: Callable[[], Document]
