"""One matrix of the document as a Qt model: short numbers to read, exact ones to edit."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError
from gradviz.gui.cell_looks import CellLook, CellLooks
from gradviz.gui.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.cells import GRADIENTS
from gradviz.scene.scale import Scale
from gradviz.session.document import Document
from gradviz.session.edits import set_cell
from gradviz.session.entry import parse_entry

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_ALIGNMENT = Qt.AlignmentFlag.AlignCenter
_NO_CELLS: Matrix = np.zeros((0, 1))


class MatrixModel(QAbstractTableModel):
    """The matrix `name` of what is open; without a bias, "b" has no rows.

    DisplayRole is as many digits as fit, EditRole is the repr that reads back as the very
    same number. An entry is an edit of the workspace.
    """

    def __init__(self, workspace: Workspace, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.name = name
        self._room = 5
        self._values = self._kept()
        self._scale = self._fitting_scale()
        self._looks = self._fresh_looks()
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)

    @property
    def values(self) -> Matrix:
        """The matrix, shape (rows, columns)."""
        return self._values

    def ref(self, index: Index) -> CellRef:
        """Return the cell of an index."""
        return CellRef(self.name, index.row(), index.column())

    def look(self, index: Index) -> CellLook:
        """Return what a cell looks like."""
        return self._looks.at(index.row(), index.column())

    def set_room(self, characters: int) -> None:
        """Say how many characters fit into a cell."""
        if characters != self._room:
            self._room = characters
            self._looks = self._fresh_looks()
            self._tell_all([_ROLE.DisplayRole])

    def problem(self, index: Index, text: str) -> str | None:
        """Say why an entry cannot become the number of a cell; None if it can."""
        try:
            self._edited(index, text)
        except GradvizError as error:
            return str(error)
        return None

    # --- inside

    def _edited(self, index: Index, text: str) -> Document:
        return set_cell(self._workspace.document, self.ref(index), parse_entry(text))

    def _kept(self) -> Matrix:
        document = self._workspace.document
        if self.name == "b" and document.b is None:
            return _NO_CELLS
        return document.matrix(self.name)

    def _fitting_scale(self) -> Scale:
        return self._workspace.scales().get(self.name, Scale(1.0))

    def _fresh_looks(self) -> CellLooks:
        theme = self._workspace.theme
        colors = theme.gradients if self.name in GRADIENTS else theme.values
        return CellLooks(self._values, self._scale, colors, theme.inks, self._room)

    def _on_document_changed(self) -> None:
        old, old_scale = self._values, self._scale
        values, scale = self._kept(), self._fitting_scale()
        if values is old and scale == old_scale:
            return
        is_resized = values.shape != old.shape
        if is_resized:
            self.beginResetModel()
        self._values, self._scale = values, scale
        self._looks = self._fresh_looks()
        if is_resized:
            self.endResetModel()
            return
        self._tell_changed(old, values)
        if scale != old_scale:
            self._tell_all([_ROLE.BackgroundRole, _ROLE.ForegroundRole])

    def _on_styled(self) -> None:
        self._looks = self._fresh_looks()
        rows, cols = self._values.shape
        if rows:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, cols - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, rows - 1)
        self._tell_all([_ROLE.BackgroundRole, _ROLE.ForegroundRole])

    def _tell_changed(self, old: Matrix, new: Matrix) -> None:
        """Emit dataChanged for the smallest rectangle that holds every changed cell."""
        changed = old.view(np.int64) != new.view(np.int64)
        rows, cols = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
        if len(rows):
            first = self.index(int(rows[0]), int(cols[0]))
            last = self.index(int(rows[-1]), int(cols[-1]))
            self.dataChanged.emit(first, last, [_ROLE.DisplayRole, _ROLE.EditRole])

    def _tell_all(self, roles: list[Qt.ItemDataRole]) -> None:
        rows, cols = self._values.shape
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, cols - 1), roles)

    # --- Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else int(self._values.shape[0])

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else int(self._values.shape[1])

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        exact = repr(float(self._values[index.row(), index.column()]))
        match role:
            case _ROLE.DisplayRole:
                return self.look(index).text
            case _ROLE.EditRole:
                return exact
            case _ROLE.ToolTipRole | _ROLE.AccessibleTextRole:
                return f"{self.ref(index).shown(self._workspace.base)} = {exact}"
            case _ROLE.TextAlignmentRole:
                return _ALIGNMENT
        return None

    def headerData(
        self, section: int, _orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if role == _ROLE.DisplayRole:
            return str(section + self._workspace.base)
        return _ALIGNMENT if role == _ROLE.TextAlignmentRole else None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        if role != _ROLE.EditRole:
            return False
        if str(value) == self.data(index, _ROLE.EditRole):
            return True
        try:
            new = self._edited(index, str(value))
        except GradvizError:
            return False
        self._workspace.edit(new, f"Type {self.ref(index).shown(self._workspace.base)}")
        return True
