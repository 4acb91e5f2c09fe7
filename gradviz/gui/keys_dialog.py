"""The sheet of keys and gestures, made from the one table of commands."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gradviz import __version__
from gradviz.gui.commands import Command

GESTURES = (
    ("Point at a cell", "See where its number comes from and what it feeds"),
    ("Click a cell", "Pin it, and go to the step that writes it"),
    ("Drag up or down on W or X", "Change the number; Shift fine, Ctrl coarse"),
    ("Double-click, or type", "Edit the number; 1/3, -2e-3, sqrt(2) and pi/4 are understood"),
    ("Click a small corner", "Make it the large one"),
    ("Drag the time", "Scrub forwards and backwards"),
    ("Ctrl+V in a table", "Paste a block from a spreadsheet, NumPy, Python or MATLAB"),
)


class KeysDialog(QDialog):
    """Every gesture and every command with a key."""

    def __init__(self, commands: Iterable[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet = QWidget(self)
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(28)
        rows = list(GESTURES)
        for command in commands:
            if command.keys:
                keys = " or ".join(_native(key) for key in command.keys)
                rows.append((keys, command.tip))
        for n, (keys, what) in enumerate(rows):
            left = QLabel(keys, sheet)
            left.setProperty("role", "mono")
            grid.addWidget(left, n, 0)
            grid.addWidget(QLabel(what, sheet), n, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(scroll)
        column.addWidget(buttons)
        self.resize(720, 620)


def about(parent: QWidget) -> QMessageBox:
    """Return the dialog that says what gradviz is."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("About gradviz")
    box.setText(f"gradviz {__version__}")
    box.setInformativeText(
        "See the backward pass of a matrix product, number by number: what is transposed, "
        "in which order, and why.\n\nFree software under the MIT licence."
    )
    return box


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
