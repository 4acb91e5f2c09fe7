"""The export dialog in the hands of a user."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.gui.export.dialog import ExportDialog
from gradviz.gui.export.form import ExportForm, FormChoices
from gradviz.gui.export.preview import ExportPreview
from gradviz.gui.export.text import TextPreview
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import example


class Driver:
    """The dialog in the hands of a user."""

    def __init__(self, qtbot: QtBot, theme: str = "dark") -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(900, 700)
        qtbot.addWidget(self.window)
        self.workspace = Workspace(example(), Settings(theme=theme), parent=self.window)
        self.said: list[str] = []
        self.workspace.said.connect(lambda told: self.said.append(str(told)))
        self.dialog = ExportDialog(
            self.workspace, self.view, self.window, screen_size=lambda: QSize(777, 555)
        )
        self.window.show()
        self.dialog.open()

    def view(self, style: Style) -> Frame:
        return self.workspace.picture(style, is_pointed=False)

    def child(self, kind: type, name: str) -> QWidget:
        """Return the widget a user would find by this text or accessible name."""
        found = [
            widget
            for widget in self.dialog.findChildren(kind)
            if name == widget.accessibleName()
            or (isinstance(widget, QAbstractButton) and widget.text().replace("&", "") == name)
        ]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def click(self, name: str, kind: type = QAbstractButton) -> None:
        widget = self.child(kind, name)
        place = QPoint(10, widget.height() // 2)
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)

    def choose(self, combo: str, item: str) -> None:
        """Choose in a list by its keys, as Qt's own offscreen popup cannot be clicked."""
        box = self.child(QComboBox, combo)
        assert isinstance(box, QComboBox)
        box.setFocus()
        self.qtbot.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.findText(item)):
            self.qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentText() == item

    def type_size(self, side: str, text: str) -> None:
        spin = self.child(QSpinBox, f"{side} of the picture")
        assert isinstance(spin, QSpinBox)
        spin.setFocus()
        spin.selectAll()
        self.qtbot.keyClicks(spin, text)
        self.qtbot.keyClick(spin, Qt.Key.Key_Tab)

    def shown(self, role: str) -> str:
        labels = [
            label
            for label in self.dialog.findChildren(QLabel)
            if label.property("role") == role and label.isVisible()
        ]
        return " ".join(label.text() for label in labels)

    def export(self, path: Path) -> None:
        """Press Export, type the name, press Enter."""
        self.click("Export…")
        box = self.dialog.findChild(QFileDialog)
        assert box is not None
        name = box.findChild(QLineEdit)
        assert name is not None
        name.setText(str(path))
        with self.qtbot.waitSignal(box.fileSelected):
            self.qtbot.keyClick(name, Qt.Key.Key_Return)

    @property
    def choices(self) -> FormChoices:
        form = self.dialog.findChild(ExportForm)
        assert form is not None
        return form.choices

    @property
    def preview(self) -> ExportPreview:
        found = self.dialog.findChild(ExportPreview)
        assert found is not None
        return found


@pytest.fixture
def driver(qtbot: QtBot) -> Iterator[Driver]:
    made = Driver(qtbot)
    yield made
    assert QApplication.activeModalWidget() in (None, made.dialog)
    assert not made.window.findChildren(QMessageBox)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGBA"))


def text_shown(driver: Driver) -> str:
    found = driver.dialog.findChild(TextPreview)
    assert found is not None
    return found.toPlainText()
