"""Escape ends what goes on: a run, the reading of a file; unless something nearer wants it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from gradviz.gui.guard import guarded

_NONE = Qt.KeyboardModifier.NoModifier
_KINDS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


@guarded
class EscapeKey(QObject):
    """Calls something on Escape, wherever the focus is, while it is armed.

    Parameters
    ----------
    pressed : callable
    parent : QObject
    """

    def __init__(self, pressed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._pressed = pressed

    def arm(self) -> None:
        """Take Escape from now on; who was armed last is asked first."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def disarm(self) -> None:
        """Leave Escape to others."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    # --- Qt

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KINDS or not isinstance(event, QKeyEvent):
            return False
        is_asked = event.key() == Qt.Key.Key_Escape and event.modifiers() == _NONE
        if not is_asked or _has_other_use():
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._pressed()
        return True


def _has_other_use() -> bool:
    """Tell whether Escape is for something open that lies over the window, or an entry."""
    focus = QApplication.focusWidget()
    is_entry = isinstance(focus, QLineEdit) and not focus.property("ends_with_run")
    is_open = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    return bool(is_open or is_entry)
