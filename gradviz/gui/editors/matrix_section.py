"""One matrix of the editors: its name and size, its Fill menu, its table, what went wrong."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gradviz.arrays import size
from gradviz.gui.editors.fill_menu import FillMenu
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.table import MatrixTable
from gradviz.gui.widgets.labels import error_label, menu_button, section_label
from gradviz.messages.message import say


class MatrixSection(QWidget):
    """Edits one matrix.

    Parameters
    ----------
    workspace : Workspace
    name : str
        A matrix that the document keeps.
    parent : QWidget
    title : QWidget, optional
        Stands before the size; the name if not given.
    """

    def __init__(
        self, workspace: Workspace, name: str, parent: QWidget, title: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._title = section_label(name, self)
        self._size = section_label("", self)
        self.fill_menu = FillMenu(workspace, name, self)
        self.fill_button = menu_button(
            workspace.write(say("FILL ▾")), self.fill_menu.title(), self.fill_menu, self
        )
        self.table = MatrixTable(workspace, name, self)
        self._error = error_label(self)
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(title or self._title)
        self._title.setVisible(title is None)
        head.addWidget(self._size)
        head.addStretch(1)
        head.addWidget(self.fill_button)
        self._column = column = QVBoxLayout(self)
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

    @property
    def name(self) -> str:
        """The matrix that is edited."""
        return self.table.name

    @property
    def size_text(self) -> str:
        """The size that is shown, "2×3"."""
        return self._size.text()

    def show_matrix(self, name: str) -> None:
        """Edit another matrix."""
        if name == self.name:
            return
        self.table.show_matrix(name)
        self.fill_menu.set_name(name)
        self.fill_button.setAccessibleName(self.fill_menu.title())
        self.fill_button.setToolTip(self.fill_menu.title())
        self._title.setText(name)
        self._on_document_changed()

    def set_space(self, below: int) -> None:
        """Keep so many pixels free below the section."""
        self._column.setContentsMargins(0, 0, 0, below)

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
