"""Keys that scroll: those of Qt's own scroll areas, which leave out Home and End."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollArea

_ACTIONS = {
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
}


def scrolled(area: QScrollArea, event: QKeyEvent) -> bool:
    """Scroll up or down for a key; tell whether it was one that scrolls."""
    action = _ACTIONS.get(Qt.Key(event.key()))
    if action is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    area.verticalScrollBar().triggerAction(action)
    return True
