"""Number boxes: they read and show numbers as cells do, whatever the system's locale is.

What cannot be read stays in its box, marked, with what is wrong right below it. Escape puts the
number back.
"""

import math

from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QLabel, QSpinBox, QWidget

from gradviz.errors import GradvizError, InputError
from gradviz.gui.guard import guarded
from gradviz.session.entry import parse_entry

_WIDTH = 268
_MARGIN = 6
_Key = Qt.Key
_State = QValidator.State
_ENDS = (_Key.Key_Return, _Key.Key_Enter)


class Trouble(QLabel):
    """What is wrong with the text of a box, right below the box."""

    def __init__(self, box: QAbstractSpinBox) -> None:
        super().__init__(box)
        self._box = box
        self.setProperty("role", "bubble")
        self.setMargin(6)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, message: str) -> None:
        """Mark the box and say what is wrong; with "" take both away."""
        box = self._box
        if box.property("wrong") != bool(message):
            box.setProperty("wrong", bool(message))
            box.style().unpolish(box)
            box.style().polish(box)
        box.setAccessibleDescription(message or box.toolTip())
        self.setText(message)
        if message and box.isVisible():
            self._place()
        else:
            self.hide()

    def _place(self) -> None:
        host = self._box.window()
        self.setParent(host)
        self.setFixedWidth(min(_WIDTH, host.width() - 2 * _MARGIN))
        self.adjustSize()
        corner = self._box.mapTo(host, QPoint(0, self._box.height() + 4))
        above = corner.y() - self._box.height() - self.height() - 8
        fits = corner.y() + self.height() <= host.height()
        x = min(corner.x(), host.width() - self.width() - _MARGIN)
        self.move(max(x, _MARGIN), corner.y() if fits else max(above, 0))
        self.show()
        self.raise_()


@guarded
class WholeBox(QSpinBox):
    """A whole number between two bounds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        self.setKeyboardTracking(False)  # as a cell, it takes over what is typed at its end
        self._trouble = Trouble(self)
        self.lineEdit().textChanged.connect(self._on_text_changed)

    @property
    def message(self) -> str:
        """What is wrong with the text; "" while nothing is said to be."""
        return self._trouble.text()

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

    def _on_text_changed(self) -> None:
        if self.message:
            self._trouble.tell(self.problem(self.text()))

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
        try:
            value = _whole(text)
        except GradvizError:
            return str(self.value())
        return str(min(max(value, self.minimum()), self.maximum()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_answered(self, self._trouble, event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if problem := self.problem(self.text()):
            self._trouble.tell(problem)
            QWidget.focusOutEvent(self, event)  # QSpinBox would put the number before back
        else:
            super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._trouble.hide()


@guarded
class NumberBox(QDoubleSpinBox):
    """A number between two bounds, shown with so many significant digits."""

    def __init__(self, parent: QWidget | None = None, digits: int = 6) -> None:
        super().__init__(parent)
        self._digits = digits
        self.setLocale(QLocale.c())
        self.setKeyboardTracking(False)  # as a cell, it takes over what is typed at its end
        self._trouble = Trouble(self)
        self.lineEdit().textChanged.connect(self._on_text_changed)

    @property
    def message(self) -> str:
        """What is wrong with the text; "" while nothing is said to be."""
        return self._trouble.text()

    def problem(self, text: str) -> str:
        """Say why a text is no number for this box; "" if it is one."""
        try:
            value = self._number(text)
        except GradvizError as error:
            return str(error)
        if self.minimum() <= value <= self.maximum():
            return ""
        low, high = (f"{bound:g}" for bound in (self.minimum(), self.maximum()))
        return (
            f"needs a number from {low} to {high}: got {text.removesuffix(self.suffix()).strip()}"
        )

    def _number(self, text: str) -> float:
        return parse_entry(text.removesuffix(self.suffix()))

    def _on_text_changed(self) -> None:
        if self.message:
            self._trouble.tell(self.problem(self.text()))

    # --- Qt

    def textFromValue(self, value: float) -> str:
        return f"{value:.{self._digits}g}"

    def valueFromText(self, text: str) -> float:
        try:
            return self._number(text)
        except GradvizError:
            return self.value()

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        is_fine = not self.problem(text)
        return (_State.Acceptable if is_fine else _State.Intermediate), text, at

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_answered(self, self._trouble, event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if problem := self.problem(self.text()):
            self._trouble.tell(problem)
            QWidget.focusOutEvent(self, event)  # QDoubleSpinBox would put the number before back
        else:
            super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._trouble.hide()


def _is_answered(box: WholeBox | NumberBox, trouble: Trouble, event: QKeyEvent) -> bool:
    """Keep a text that is no number where Enter would lose it; put the number back for Escape."""
    if event.key() in _ENDS and (problem := box.problem(box.text())):
        trouble.tell(problem)
        return True
    if event.key() == _Key.Key_Escape and box.problem(box.text()):
        box.lineEdit().setText(box.textFromValue(box.value()) + box.suffix())  # type: ignore[arg-type]  # an int for one, a float for the other
        trouble.tell("")
        return True
    return False


def _whole(text: str) -> int:
    value = parse_entry(text)
    if not math.isfinite(value) or value != int(value):
        raise InputError(f"{text.strip()!r} is not a whole number; write one such as 3")
    return int(value)
