"""What scrolls: keys, Home and End too, which Qt's own scroll areas leave out; and the wheel."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollArea, QWidget

from gradviz.gui.guard import guarded

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


def pass_wheel_on(field: QWidget) -> None:
    """Let the wheel turn a field only while it has the focus: over others, it scrolls."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    _WheelGuard(field)


@guarded
class _WheelGuard(QObject):
    """Keeps the wheel from a field without the focus; lives as long as the field."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or self._field.hasFocus():
            return False
        event.ignore()
        return True
