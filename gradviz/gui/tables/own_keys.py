"""Which keys a table takes for itself before the window's shortcuts see them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_Key = Qt.Key
_Held = Qt.KeyboardModifier
_MOVING = frozenset(
    {
        _Key.Key_Left,
        _Key.Key_Right,
        _Key.Key_Up,
        _Key.Key_Down,
        _Key.Key_Home,
        _Key.Key_End,
        _Key.Key_PageUp,
        _Key.Key_PageDown,
        _Key.Key_Tab,
        _Key.Key_Backtab,
        _Key.Key_Return,
        _Key.Key_Enter,
    }
)
_PLAIN = (_Held.NoModifier, _Held.ShiftModifier, _Held.KeypadModifier)


def is_for_table(event: QKeyEvent) -> bool:
    """Tell whether a key moves in the table or begins an entry; Space stays with the window."""
    if event.modifiers() & (_Held.AltModifier | _Held.MetaModifier):
        return False
    if event.key() in _MOVING:
        return True
    if event.key() == _Key.Key_F2:
        return event.modifiers() == _Held.NoModifier
    is_typed = event.text().isprintable() and bool(event.text().strip())
    return is_typed and event.modifiers() in _PLAIN
