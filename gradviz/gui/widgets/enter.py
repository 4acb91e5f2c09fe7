"""Enter presses the button that has the focus, as the space bar does: many expect either."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def pressed_button(event: QKeyEvent) -> bool:
    """Press the button that has the focus if the key is Enter; tell whether there was one.

    For a window to ask with a key that nothing in it has taken. Dialogs of Qt do it by themselves.
    """
    focus = QApplication.focusWidget()
    is_enter = event.key() in _KEYS and not event.modifiers() & ~_KEYPAD
    if not is_enter or event.isAutoRepeat() or not isinstance(focus, QPushButton | QToolButton):
        return False
    focus.click()
    return True
