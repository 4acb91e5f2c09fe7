"""Number boxes: they read and show numbers as cells do, whatever the system's locale is.

What cannot be read stays in its box, marked, with what is wrong right below it. Escape puts the
number back.
"""

import math

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from gradviz.errors import GradvizError, InputError
from gradviz.gui.guard import guarded
from gradviz.gui.widgets.trouble import Trouble
from gradviz.language.numbers import number, short
from gradviz.session.entry import parse_entry

_Key = Qt.Key
_State = QValidator.State


@guarded
class WholeBox(QSpinBox):
    """A whole number between two bounds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hold = _Hold(self)

    @property
    def message(self) -> str:
        """What is wrong with the text; "" while nothing is said to be."""
        return self._hold.trouble.message

    def problem(self, text: str) -> str:
        """Say why a text is no number for this box; "" if it is one."""
        try:
            value = _whole(text)
        except GradvizError as error:
            return str(error)
        is_judged = self.correctionMode() == QSpinBox.CorrectionMode.CorrectToPreviousValue
        if is_judged and not self.minimum() <= value <= self.maximum():
            return f"needs a whole number from {self.minimum()} to {self.maximum()}: got {value}"
        return ""

    def put_back(self) -> None:
        """Show the number again instead of what was typed."""
        self.lineEdit().setText(self.textFromValue(self.value()) + self.suffix())

    # --- Qt

    def textFromValue(self, value: int) -> str:
        return str(value)

    def valueFromText(self, text: str) -> int:
        try:
            return _whole(text)
        except GradvizError:
            return self.value()

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        try:
            is_fine = self.minimum() <= _whole(text) <= self.maximum()
        except GradvizError:
            is_fine = False
        return (_State.Acceptable if is_fine else _State.Intermediate), text, at

    def fixup(self, text: str) -> str:
        return str(min(max(self.valueFromText(text), self.minimum()), self.maximum()))


@guarded
class NumberBox(QDoubleSpinBox):
    """A number between two bounds, shown with so many significant digits."""

    def __init__(self, parent: QWidget | None = None, digits: int = 6) -> None:
        super().__init__(parent)
        self._digits = digits
        self._hold = _Hold(self)

    @property
    def message(self) -> str:
        """What is wrong with the text; "" while nothing is said to be."""
        return self._hold.trouble.message

    def problem(self, text: str) -> str:
        """Say why a text is no number for this box; "" if it is one."""
        typed = text.removesuffix(self.suffix())
        try:
            value = parse_entry(typed)
        except GradvizError as error:
            return str(error)
        if self.minimum() <= value <= self.maximum():
            return ""
        low, high = short(self.minimum()), short(self.maximum())
        return f"needs a number from {low} to {high}: got {typed.strip()}"

    def put_back(self) -> None:
        """Show the number again instead of what was typed."""
        self.lineEdit().setText(self.textFromValue(self.value()) + self.suffix())

    # --- Qt

    def textFromValue(self, value: float) -> str:
        return number(value, self._digits)

    def valueFromText(self, text: str) -> float:
        try:
            return parse_entry(text.removesuffix(self.suffix()))
        except GradvizError:
            return self.value()

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        is_fine = not self.problem(text)
        return (_State.Acceptable if is_fine else _State.Intermediate), text, at


@guarded
class _Hold(QObject):
    """Keeps what is no number in its box where Enter or leaving would lose it."""

    def __init__(self, box: WholeBox | NumberBox) -> None:
        super().__init__(box)
        self._box = box
        self.trouble = Trouble(box)
        box.setLocale(QLocale.c())
        box.setKeyboardTracking(False)  # as a cell, it takes over what is typed at its end
        box.lineEdit().textChanged.connect(self._on_text_changed)
        box.installEventFilter(self)

    def _on_text_changed(self) -> None:
        if self.trouble.message:
            self.trouble.tell(self._box.problem(self._box.text()))

    # --- Qt

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event:
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                is_end = event.key() in (_Key.Key_Return, _Key.Key_Enter)
                problem = self._box.problem(self._box.text())
                if problem and is_end:
                    self.trouble.tell(problem)
                    return True
                if problem and event.key() == _Key.Key_Escape:
                    self._box.put_back()
                    self.trouble.tell("")
                    return True
            case QFocusEvent() if event.lostFocus():
                if problem := self._box.problem(self._box.text()):
                    self.trouble.tell(problem)
                    QWidget.focusOutEvent(self._box, event)  # Qt's boxes put the number back
                    return True
        return False


def _whole(text: str) -> int:
    value = parse_entry(text)
    if not math.isfinite(value) or value != int(value):
        raise InputError(f"{text.strip()!r} is not a whole number; write one such as 3")
    return int(value)
