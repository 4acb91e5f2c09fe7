"""One matrix of the document as a Qt model: short numbers to read, exact ones to edit."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.cell_looks import CellLook, CellLooks
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef
from gradviz.scene.marks.scale import Scale
from gradviz.session.document import Document
from gradviz.session.typed import type_entry, typed_text
from gradviz.views.scales import scales_of

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_ALIGNMENT = Qt.AlignmentFlag.AlignCenter
_NO_CELLS: Matrix = np.zeros((0, 1))


@guarded
class MatrixModel(QAbstractTableModel):
    """The matrix `name` of what is open, as people of its convention write it.

    Where they write it transposed, cell (r, c) of the table is cell (c, r) of the matrix. A
    name that the document does not keep has no rows. DisplayRole is as many digits as fit,
    EditRole is what was typed, else the repr that reads back as the very same number. An entry
    is an edit of the workspace.
    """

    def __init__(self, workspace: Workspace, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._name = name
        self._room = 5
        self._kept = self._found()
        self._is_flipped = workspace.notation.is_flipped(name)
        self._values = self._seen()
        self._scale = self._fitting_scale()
        self._looks = self._fresh_looks()
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)

    @property
    def name(self) -> str:
        """The matrix that is shown."""
        return self._name

    @property
    def values(self) -> Matrix:
        """The matrix as it is seen, shape (rows, columns)."""
        return self._values

    def set_name(self, name: str) -> None:
        """Show another matrix."""
        if name != self._name:
            self.beginResetModel()
            self._name = name
            self._take_over()
            self.endResetModel()

    def ref(self, index: Index) -> CellRef:
        """Return the cell of an index."""
        row, col = index.row(), index.column()
        return CellRef(self._name, *((col, row) if self._is_flipped else (row, col)))

    def place(self, ref: CellRef) -> QModelIndex:
        """Return where a cell stands in the table; nowhere if it is of another matrix."""
        if ref.name != self._name:
            return QModelIndex()
        return self.index(*((ref.col, ref.row) if self._is_flipped else (ref.row, ref.col)))

    def look(self, index: Index) -> CellLook:
        """Return what a cell looks like."""
        return self._looks.at(index.row(), index.column())

    def set_room(self, characters: int) -> None:
        """Say how many characters fit into a cell."""
        if characters != self._room:
            self._room = characters
            self._looks = self._fresh_looks()
            self._tell_all([_ROLE.DisplayRole])

    def problem(self, index: Index, text: str) -> Message | None:
        """Say why an entry cannot become the number of a cell; None if it can."""
        try:
            self._edited(index, text)
        except GradvizError as error:
            return error.message
        return None

    # --- inside

    def _edited(self, index: Index, text: str) -> Document:
        return type_entry(self._workspace.document, self.ref(index), text)

    def _found(self) -> Matrix:
        document = self._workspace.document
        if self._name in (*document.given, "T", document.seed_name):
            return document.matrix(self._name)
        return _NO_CELLS

    def _seen(self) -> Matrix:
        return self._kept.T if self._is_flipped else self._kept

    def _take_over(self) -> None:
        """Show the matrix as the document has it now."""
        self._kept = self._found()
        self._is_flipped = self._workspace.notation.is_flipped(self._name)
        self._values, self._scale = self._seen(), self._fitting_scale()
        self._looks = self._fresh_looks()

    def _fitting_scale(self) -> Scale:
        return scales_of(self._workspace.document, self._workspace.passes).get(
            self._name, Scale(1.0)
        )

    def _fresh_looks(self) -> CellLooks:
        theme = self._workspace.theme
        colors = theme.palette(self._name)
        return CellLooks(self._values, self._scale, colors, theme.inks, self._room)

    def _on_document_changed(self) -> None:
        old, old_scale, was_flipped = self._values, self._scale, self._is_flipped
        is_flipped = self._workspace.notation.is_flipped(self._name)
        found, scale = self._found(), self._fitting_scale()
        if found is self._kept and scale == old_scale and is_flipped == was_flipped:
            return
        if found.shape != self._kept.shape or is_flipped != was_flipped:
            self.beginResetModel()
            self._take_over()
            self.endResetModel()
            return
        self._take_over()
        self._tell_changed(old, self._values)
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
        if rows and cols:
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
                return typed_text(self._workspace.document, self.ref(index)) or exact
            case _ROLE.ToolTipRole | _ROLE.AccessibleTextRole:
                return f"{self._workspace.notation.cell(self.ref(index))} = {exact}"
            case _ROLE.TextAlignmentRole:
                return _ALIGNMENT
        return None

    def headerData(
        self, section: int, _orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if role == _ROLE.DisplayRole:
            return str(section + self._workspace.settings.base)
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
        cell = self._workspace.notation.cell(self.ref(index))
        self._workspace.edit(new, say("Type {cell}", cell=cell))
        return True
