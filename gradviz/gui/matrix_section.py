"""One matrix of the editors: its name and size, its Fill menu, its table, what went wrong."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gradviz.arrays import size
from gradviz.gui.fill_menu import FillMenu
from gradviz.gui.labels import error_label, menu_button, section_label
from gradviz.gui.matrix_table import MatrixTable
from gradviz.gui.workspace import Workspace


class MatrixSection(QWidget):
    """Edits one matrix.

    Parameters
    ----------
    workspace : Workspace
    name : {"W", "X", "b", "T", "Y_grad"}
    parent : QWidget
    title : QWidget, optional
        Stands before the size; the name if not given.
    """

    def __init__(
        self, workspace: Workspace, name: str, parent: QWidget, title: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.name = name
        self._size = section_label("", self)
        self.fill_menu = FillMenu(workspace, name, self)
        self.fill_button = menu_button("FILL ▾", f"Fill {name}", self.fill_menu, self)
        self.table = MatrixTable(workspace, name, self)
        self._error = error_label(self)
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(title or section_label(name, self))
        head.addWidget(self._size)
        head.addStretch(1)
        head.addWidget(self.fill_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self._error)
        self.table.commands.refused.connect(self._on_refused)
        self.table.commands.accepted.connect(self._error.hide)
        self.fill_menu.refused.connect(self._on_refused)
        workspace.document_changed.connect(self._on_document_changed)
        self._on_document_changed()

    @property
    def message(self) -> str:
        """What could not be done last; "" if it was done."""
        return "" if self._error.isHidden() else self._error.text()

    def set_open(self, is_open: bool) -> None:
        """Show everything, or only the title."""
        for part in (self._size, self.fill_button, self.table):
            part.setVisible(is_open)

    def _on_refused(self, message: str) -> None:
        self._error.setText(message)
        self._error.show()

    def _on_document_changed(self) -> None:
        self._error.hide()
        self._size.setText(size(self.table.matrix.values))
