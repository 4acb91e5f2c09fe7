"""Number boxes: they read and show numbers as cells do, whatever the system's locale is.

What cannot be taken stays in its box, marked, with what is wrong right below it. Escape puts the
number back, and so does leaving the box.
"""

import math

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from gradviz.errors import GradvizError, InputError, one_line, quoted
from gradviz.gui.guard import guarded
from gradviz.gui.widgets.trouble import Trouble, leaves
from gradviz.language.numbers import number, short
from gradviz.messages.language import Language
from gradviz.messages.message import NOTHING, Text, in_language, say
from gradviz.session.entry import parse_entry

_Key = Qt.Key
_Kind = QEvent.Type
_State = QValidator.State


@guarded
class WholeBox(QSpinBox):
    """A whole number between two bounds; what is wrong is said in a language."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hold = _Hold(self, language)

    @property
    def shown(self) -> str:
        """The number as the box writes it, whatever is typed."""
        return self.textFromValue(self.value()) + self.suffix()

    @property
    def message(self) -> str:
        """What is wrong with the text; "" while nothing is said to be."""
        return self._hold.trouble.message

    def refuse(self, message: Text) -> None:
        """Mark the box, and say why a step is not taken."""
        self._hold.tell(message)

    def problem(self, text: str) -> Text:
        """Say why a text is no number for this box; nothing if it is one."""
        try:
            value = _whole(text)
        except GradvizError as error:
            return error.message
        is_judged = self.correctionMode() == QSpinBox.CorrectionMode.CorrectToPreviousValue
        if is_judged and not self.minimum() <= value <= self.maximum():
            return say(
                "a whole number from {least} to {most} is needed: got {value}",
                least=self.minimum(),
                most=self.maximum(),
                value=value,
            )
        return NOTHING

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
    """A number between two bounds, shown with so many significant digits.

    What is wrong is said in a language.
    """

    def __init__(self, language: Language, parent: QWidget | None = None, digits: int = 6) -> None:
        super().__init__(parent)
        self._digits = digits
        self._hold = _Hold(self, language)

    @property
    def shown(self) -> str:
        """The number as the box writes it, whatever is typed."""
        return self.textFromValue(self.value()) + self.suffix()

    @property
    def message(self) -> str:
        """What is wrong with the text; "" while nothing is said to be."""
        return self._hold.trouble.message

    def problem(self, text: str) -> Text:
        """Say why a text is no number for this box; nothing if it is one."""
        typed = text.removesuffix(self.suffix())
        try:
            value = parse_entry(typed)
        except GradvizError as error:
            return error.message
        if self.minimum() <= value <= self.maximum():
            return NOTHING
        return say(
            "a number from {least} to {most} is needed: got {typed}",
            least=short(self.minimum()),
            most=short(self.maximum()),
            typed=typed.strip(),
        )

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
    """Keeps a refused entry in its box, marked, until it is put right, given up or left."""

    def __init__(self, box: WholeBox | NumberBox, language: Language) -> None:
        super().__init__(box)
        self._box = box
        self._language = language
        self.trouble = Trouble(box)
        box.setLocale(QLocale.c())
        box.setKeyboardTracking(False)  # as a cell, it takes over what is typed at its end
        box.lineEdit().textChanged.connect(self._on_text_changed)
        box.lineEdit().installEventFilter(self)
        box.installEventFilter(self)

    def tell(self, message: Text) -> None:
        """Mark the box and say what is wrong; with nothing take both away."""
        self.trouble.tell(one_line(in_language(message, self._language)))

    def _on_text_changed(self) -> None:
        if self.trouble.message:
            self.tell(self._problem())

    def _problem(self) -> Text:
        return self._box.problem(self._box.text())

    def _is_wrong(self) -> bool:
        """Tell whether the box is marked, or its text is no number for it."""
        return bool(self.trouble.message or self._problem())

    def _put_back(self) -> bool:
        """Show the number instead of what was typed; tell whether there was anything to undo."""
        if not self.trouble.message and self._box.text() == self._box.shown:
            return False
        self._box.lineEdit().setText(self._box.shown)
        self.tell(NOTHING)
        return True

    def _takes(self, key: int) -> bool:
        """Hold what is wrong at Enter, put the number back at Escape; tell whether it did."""
        if key == _Key.Key_Escape:
            return self._put_back()
        if key not in (_Key.Key_Return, _Key.Key_Enter):
            return False
        problem = self._problem()
        self.tell(problem)
        return bool(problem)

    def _is_leading_space(self, event: QKeyEvent) -> bool:
        """Tell whether a key is a space that no number begins with: it is for the window."""
        line = self._box.lineEdit()
        at = line.selectionStart() if line.hasSelectedText() else line.cursorPosition()
        return event.key() == _Key.Key_Space and at == 0

    # --- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._box:
            return self._filter_of_line(event)
        match event:
            case QKeyEvent() if event.type() != _Kind.KeyRelease and self._is_leading_space(event):
                event.ignore()
                return True
            case QKeyEvent() if event.type() == _Kind.KeyPress:
                return self._takes(event.key())
            case QFocusEvent() if event.lostFocus() and self._is_wrong():
                if leaves(event):
                    self._put_back()
                else:
                    QWidget.focusOutEvent(self._box, event)  # Qt's boxes put the number back
                    return True
            case QHideEvent() if not event.spontaneous() and self._is_wrong():
                self._put_back()
        return False

    def _filter_of_line(self, event: QEvent) -> bool:
        """Mark all of the number with a double click, its sign too, which is no word to Qt."""
        if event.type() != _Kind.MouseButtonDblClick:
            return False
        self._box.selectAll()
        return True


def _whole(text: str) -> int:
    value = parse_entry(text)
    if not math.isfinite(value) or value != int(value):
        typed = quoted(text.strip())
        raise InputError(say("{typed} is not a whole number; write one such as 3", typed=typed))
    return int(value)
