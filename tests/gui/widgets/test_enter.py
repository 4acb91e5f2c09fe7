"""Enter presses the button that has the focus, wherever it is."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton, QWidget

from gradviz.gui.export.dialog import ExportDialog
from gradviz.session.looks.choices import VIEWS

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
KEYS = (Key.Key_Return, Key.Key_Enter)
OPEN = {"Export", "&Export…"}
"""Buttons that open a dialog are pressed one at a time."""


def buttons(window: QWidget) -> list[QPushButton | QToolButton]:
    found = [*window.findChildren(QPushButton), *window.findChildren(QToolButton)]
    return [
        button
        for button in found
        if button.isVisible()
        and button.isEnabled()
        and button.focusPolicy() & Qt.FocusPolicy.TabFocus
        and button.window() is window
    ]


def close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def presses(button: QPushButton | QToolButton, key: Qt.Key, held: Held = Held.NoModifier) -> int:
    """Return how often a key presses a button."""
    pressed: list[int] = []
    button.pressed.connect(lambda: pressed.append(1))
    button.window().activateWindow()  # a menu takes the focus away, and offscreen keeps it
    QApplication.processEvents()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is button
    if button.menu() is not None:
        QTimer.singleShot(0, button, close_popups)  # some menus wait
    QTest.keyClick(button, key, held)
    QApplication.processEvents()
    close_popups()
    return len(pressed)


@pytest.mark.parametrize("view", VIEWS)
def test_every_button_of_the_window(user: "User", view: str) -> None:
    user.window.panels.toggle("descent")
    user.window.commands.action(f"view-{view}").trigger()
    user.settle()
    pressed = 0
    for button in buttons(user.window):
        if not button.isVisible() or not button.isEnabled() or button.text() in OPEN:
            continue  # what was pressed before may have closed it
        assert presses(button, KEYS[pressed % 2]) == 1, button.text() or button.accessibleName()
        user.settle()
        pressed += 1
    assert pressed >= 12


def test_export_is_opened_with_enter(user: "User") -> None:
    button = next(b for b in buttons(user.window) if b.text() == "Export")
    assert presses(button, Key.Key_Return) == 1
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    dialog.close()


def test_a_key_with_ctrl_presses_nothing(user: "User") -> None:
    button = next(b for b in buttons(user.window) if b.text() == "Triptych")
    assert presses(button, Key.Key_Return, Held.ShiftModifier | Held.AltModifier) == 0


@pytest.mark.parametrize("opens", ["show_about", "show_keys", "show_export"])
def test_every_button_of_a_dialog_and_no_other(user: "User", opens: str) -> None:
    """Enter on Close pressed Export once: the default, not what had the focus."""
    names = [button.text() for button in buttons(opened_dialog(user, opens))]
    assert any("Close" in name for name in names)
    for name in names:
        if name in OPEN:
            continue
        shown = {button.text(): button for button in buttons(opened_dialog(user, opens))}
        clicked: set[str] = set()
        for text, button in shown.items():
            button.clicked.connect(partial(_note, clicked, text))
        shown[name].setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(shown[name], Key.Key_Return)
        user.settle()
        assert clicked == {name}
    for left in user.window.findChildren(QDialog):
        left.close()
    user.settle()


def _note(clicked: set[str], name: str, _is_checked: bool = False) -> None:
    clicked.add(name)


def opened_dialog(user: "User", opens: str) -> QDialog:
    getattr(user.window.dialogs, opens)()
    user.settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return dialog


def test_a_floating_panel_is_a_window_too(opened: Callable[..., "User"]) -> None:
    user = opened()
    dock = user.dock("editors")
    dock.setFloating(True)
    user.settle()
    dock.activateWindow()
    user.settle()
    found = [b for b in buttons(dock) if b.text()]
    assert found
    assert presses(found[0], Key.Key_Return) == 1
