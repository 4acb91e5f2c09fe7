"""The layers of what is open as a Qt model, one row a layer."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gradviz.gui.guard import guarded
from gradviz.gui.layers.lines import LayerLine, layer_lines
from gradviz.gui.state.workspace import Workspace
from gradviz.session.document import Document

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()


@guarded
class LayerModel(QAbstractListModel):
    """Follows the document; tells only of the rows that have changed."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = layer_lines(workspace.document)
        workspace.document_changed.connect(self._on_document_changed)

    @property
    def lines(self) -> tuple[LayerLine, ...]:
        """What the rows say."""
        return self._lines

    def _on_document_changed(self, old: Document, new: Document) -> None:
        if old.network is new.network and old.X is new.X:
            return
        before, after = self._lines, layer_lines(new)
        if len(after) < len(before):
            self.beginRemoveRows(_NOWHERE, len(after), len(before) - 1)
            self._lines = after
            self.endRemoveRows()
        elif len(after) > len(before):
            self.beginInsertRows(_NOWHERE, len(before), len(after) - 1)
            self._lines = after
            self.endInsertRows()
        self._lines = after
        for row, (one, other) in enumerate(zip(before, after, strict=False)):
            if one != other:
                self.dataChanged.emit(self.index(row), self.index(row))

    # --- Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        match role:
            case _ROLE.DisplayRole:
                return line.title
            case _ROLE.AccessibleTextRole:
                return line.spoken
            case _ROLE.ToolTipRole:
                return _tip(line)
        return None


def _tip(line: LayerLine) -> str:
    if not line.is_linear:
        return f"Y{line.number} = {line.title} of what comes in, {line.size_out} rows"
    told = f"Linear: {line.size_in} numbers in, {line.size_out} out, by {line.W}"
    if line.b:
        told += f" and the bias {line.b}"
    return told + ("\nThe same matrix as in a layer before: its gradients add up" * line.is_tied)
