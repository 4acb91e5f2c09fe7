"""A button that opened a menu does not stay lit once the menu is gone."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QPushButton, QToolButton

if TYPE_CHECKING:
    from tests.gui.conftest import User

_UNDER = Qt.WidgetAttribute.WA_UnderMouse


def menu_buttons(user: "User") -> list[QPushButton | QToolButton]:
    found = [*user.window.findChildren(QPushButton), *user.window.findChildren(QToolButton)]
    return [b for b in found if b.menu() is not None and not b.objectName().startswith("qt_")]


@pytest.mark.parametrize("is_chosen", [True, False])
def test_no_button_stays_lit_once_its_menu_is_gone(user: "User", *, is_chosen: bool) -> None:
    buttons = menu_buttons(user)
    assert len(buttons) >= 9, [button.accessibleName() for button in buttons]
    for button in buttons:
        QCursor.setPos(user.window.mapToGlobal(QPoint(1, 1)))
        menu = button.menu()
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        button.setDown(True)  # as Qt leaves it
        button.setAttribute(_UNDER)
        if is_chosen:
            menu.aboutToHide.emit()
        menu.close()
        user.settle()
        assert not button.underMouse(), button.accessibleName()
        assert not button.isDown(), button.accessibleName()


def test_a_button_under_the_pointer_goes_on_looking_so(user: "User") -> None:
    buttons = menu_buttons(user)
    button = next(button for button in buttons if button.accessibleName() == "Speed")
    QCursor.setPos(button.mapToGlobal(button.rect().center()))
    button.menu().popup(QPoint(0, 0))
    button.menu().close()
    user.settle()
    assert button.underMouse()
