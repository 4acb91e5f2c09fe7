"""The one kind of undo step: it swaps two documents, so it is right by construction."""

from collections.abc import Callable, Hashable
from dataclasses import replace

from PySide6.QtGui import QUndoCommand

from gradviz.gui.guard import guarded
from gradviz.session.document import Document
from gradviz.session.looks.fitting import carried


@guarded
class Replace(QUndoCommand):
    """The single undo step: swaps two documents.

    Parameters
    ----------
    show : callable
        Document -> None; it shows the document.
    old, new : Document
    label : str
        What the step is called.
    merge : hashable or None
        Steps in a row with equal keys become one.
    """

    def __init__(
        self,
        show: Callable[[Document], None],
        old: Document,
        new: Document,
        label: str,
        merge: Hashable | None,
    ) -> None:
        super().__init__(label)
        self._show = show
        self._old = old
        self._new = new
        self._merge = merge

    @property
    def merge(self) -> Hashable | None:
        """What steps in a row must share to become one."""
        return self._merge

    def redo(self) -> None:
        self._show(self._new)

    def undo(self) -> None:
        self._show(self._old)

    def id(self) -> int:
        return -1 if self._merge is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        # Qt asks only about commands with this one's id, so of this class
        if not isinstance(other, Replace) or self._merge != other._merge:
            return False
        self._new = other._new
        self.setText(other.text())
        return True


def looked_at_as(now: Document, document: Document) -> Document:
    """Return a document of before, looked at as that of now: how is no edit."""
    view = carried(document.view, now.view, now.network, now.X)
    return document if view == document.view else replace(document, view=view)
