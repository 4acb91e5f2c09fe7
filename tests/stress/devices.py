"""Mouse and keyboard, which reach the window in front and no other."""

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.stress.moves import Point
from tests.stress.places import find, point_in
from tests.stress.world import World

BUTTONS = {
    "left": Qt.MouseButton.LeftButton,
    "right": Qt.MouseButton.RightButton,
    "middle": Qt.MouseButton.MiddleButton,
}
HELD = {
    "": Qt.KeyboardModifier.NoModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
_ENDS = {"\n": "Return", "\t": "Tab"}


def reach(world: World, path: str, at: Point) -> tuple[QWidget, QPoint] | None:
    """Return a window and a place in it, if the widget is there to be reached."""
    widget = find(path)
    if widget is None or not is_in_front(world, widget):
        return None
    window = widget.window()
    place = widget.mapTo(window, point_in(widget, at))
    handle = window.windowHandle()
    if not shiboken6.isValid(handle) or not QRect(QPoint(0, 0), handle.size()).contains(place):
        return None
    return window, place


def is_in_front(world: World, widget: QWidget) -> bool:
    """Tell whether a widget takes what is done: nothing lies over its window."""
    return widget.window() is world.front()


def press(world: World, key: str) -> None:
    """Press a key where the focus is, as Qt writes it: "Alt+PgDown"."""
    pressed = QKeySequence(key)[0]
    focus = QApplication.focusWidget()
    front = world.front()
    taker = focus if focus is not None and is_in_front(world, focus) else front
    QTest.keyClick(taker, pressed.key(), pressed.keyboardModifiers())


def type_letter(world: World, letter: str) -> None:
    """Type a letter where the focus is; what no key writes comes as an input method has it."""
    focus = QApplication.focusWidget()
    if focus is None or not is_in_front(world, focus):
        return
    if letter in _ENDS:
        press(world, _ENDS[letter])
    elif letter.isascii() and letter.isprintable():
        QTest.keyClicks(focus, letter)
    else:
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, HELD[""], letter)
        QApplication.sendEvent(focus, event)
