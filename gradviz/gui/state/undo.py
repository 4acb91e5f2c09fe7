"""The one kind of undo step: it swaps two documents, so it is right by construction."""

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from gradviz.gui.guard import guarded
from gradviz.session.document import Document
from gradviz.session.looks.fitting import carried

if TYPE_CHECKING:
    from gradviz.gui.state.workspace import Workspace


@guarded
class Replace(QUndoCommand):
    """The single undo step: swaps two documents."""

    def __init__(
        self,
        workspace: "Workspace",
        old: Document,
        new: Document,
        label: str,
        merge: Hashable,
    ) -> None:
        super().__init__(label)
        self._workspace = workspace
        self._old = old
        self._new = new
        self._merge = merge

    def redo(self) -> None:
        self._show(self._new)

    def undo(self) -> None:
        self._show(self._old)

    def _show(self, document: Document) -> None:
        now = self._workspace.document  # how it is looked at is no edit
        view = carried(document.view, now.view, now.network, (now.K, now.N))
        shown = document if view is document.view else replace(document, view=view)
        self._workspace.show_document(document if shown.view == document.view else shown)

    def id(self) -> int:
        return -1 if self._merge is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        # Qt asks only about commands with this one's id, so of this class
        if not isinstance(other, Replace) or self._merge != other._merge:
            return False
        self._new = other._new
        self.setText(other.text())
        return True
