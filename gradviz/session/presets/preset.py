"""One whole document that teaches something, with what a menu says of it."""

from collections.abc import Callable
from dataclasses import dataclass

from gradviz.messages.message import Message
from gradviz.session.document import Document


@dataclass(frozen=True, slots=True)
class Preset:
    """One line of the menu of presets.

    Attributes
    ----------
    id : str
        Does not change from version to version.
    title : Message
        As the menu says it.
    tip : Message
        What there is to see in it, in one line.
    document : callable () -> Document
    """

    id: str
    title: Message
    tip: Message
    document: Callable[[], Document]
