"""A panel beside the picture is as wide as what is in it needs, as far as that goes."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.gui.widgets.side_panel import LEAST_WIDTH, SidePanel


@pytest.fixture
def panel(qtbot: QtBot) -> SidePanel:
    panel = SidePanel()
    qtbot.addWidget(panel)
    content = QWidget(panel)
    column = QVBoxLayout(content)
    column.addWidget(QPushButton("Pin", content))
    panel.setWidget(content)
    panel.resize(LEAST_WIDTH, 300)
    panel.show()
    return panel


def test_few_words_leave_it_narrow(panel: SidePanel) -> None:
    assert panel.minimumSizeHint().width() == LEAST_WIDTH


def test_longer_words_widen_it_while_it_is_shown(panel: SidePanel) -> None:
    button = panel.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.setText("Donaudampfschifffahrtsgesellschaft, am Ufer")
    QApplication.processEvents()
    needed = panel.minimumSizeHint().width()
    assert needed > LEAST_WIDTH
    panel.resize(needed, 300)
    QApplication.processEvents()
    assert panel.viewport().rect().contains(button.geometry())


def test_no_words_take_all_the_room_of_the_picture(panel: SidePanel) -> None:
    button = panel.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.setText("word " * 100)
    QApplication.processEvents()
    assert panel.minimumSizeHint().width() < 2 * LEAST_WIDTH
