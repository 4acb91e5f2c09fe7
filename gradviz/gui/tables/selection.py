"""The selection of a table, which is always one rectangle."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QTableView

from gradviz.gui.tables.area import TableArea


def selected_area(table: QTableView) -> TableArea | None:
    """Return the selected cells; the current cell if none is selected."""
    selection = table.selectionModel().selection()
    if not selection.isEmpty():
        block = selection.first()
        return TableArea(block.top(), block.left(), block.height(), block.width())
    current = table.currentIndex()
    return TableArea(current.row(), current.column()) if current.isValid() else None


def select(table: QTableView, area: TableArea) -> None:
    """Select cells; the first of them becomes the current one."""
    model = table.model()
    first = model.index(area.row, area.col)
    table.setCurrentIndex(first)
    table.selectionModel().select(
        QItemSelection(first, model.index(*area.last)),
        QItemSelectionModel.SelectionFlag.ClearAndSelect,
    )
