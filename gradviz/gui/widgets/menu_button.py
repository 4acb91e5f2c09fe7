"""Buttons that open a menu, and look pressed only while they are."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from gradviz.gui.guard import guarded


def give_menu(button: QPushButton | QToolButton, menu: QMenu) -> None:
    """Let a button open a menu."""
    button.setMenu(menu)
    _Rest(button, menu)


@guarded
class _Rest(QObject):
    """Lets a button rest once its menu is gone; lives as long as the button.

    While a menu is open Qt tells the button nothing of the pointer: it would look pointed at
    until the pointer came and left again, however far away that is (seen in 6.11).
    """

    def __init__(self, button: QPushButton | QToolButton, menu: QMenu) -> None:
        super().__init__(button)
        self._button = button
        self._menu = menu
        menu.aboutToHide.connect(self._on_hidden, Qt.ConnectionType.QueuedConnection)

    def _on_hidden(self) -> None:
        if self._menu.isVisible():  # opened again
            return
        button = self._button
        button.setDown(False)
        is_under = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, is_under)
        button.update()
