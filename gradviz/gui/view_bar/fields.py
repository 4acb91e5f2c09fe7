"""Fields of a bar, one for each kind of choice: one of several, a whole number, a real number."""

import math
from typing import TypeAlias, cast

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Signal
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QToolTip, QWidget

from gradviz.gui.commands.command import plain
from gradviz.gui.guard import guarded
from gradviz.gui.widgets.number_box import NumberBox, WholeBox
from gradviz.messages.language import Language
from gradviz.messages.message import in_language
from gradviz.session.looks.choice import Alternative, OneOf, Real, Whole

_NARROW = 84
"""Width of a list, logical pixels, that is enough where there is no room for all of its text."""
_DIGITS = 10  # decimals that a number may have
_TURN, _ANGLE_DIGITS = 5.0, 4  # degrees, of a step
_WIDE = 64  # of a field for a number, logical pixels
_TEXT_MARGIN = 6
_BARE = """
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0px; border: none; }
"""
"""Without buttons. Qt's own way, NoButtons, leaves no room for the number in a style sheet."""


@guarded
class ListField(QComboBox):
    """Lists what there is to choose; the wheel leaves it alone while it has not the focus.

    In a narrow window it gives way; who rests on it is told the words that were cut.
    """

    chosen = Signal(object)
    """Somebody chose this value."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._language = language
        self._entries: tuple[Alternative, ...] = ()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._on_activated)

    def show_choice(self, choice: OneOf) -> None:
        """List entries, if they are others, and show what is chosen; nothing is emitted."""
        with QSignalBlocker(self):
            if choice.entries != self._entries:
                self._entries = choice.entries
                self.clear()
                titles = (in_language(entry.title, self._language) for entry in choice.entries)
                self.addItems([plain(title) for title in titles])
            values = [entry.value for entry in choice.entries]
            self.setCurrentIndex(values.index(choice.chosen) if choice.chosen in values else 0)

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self._entries[index].value)

    # --- Qt

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().boundedTo(QSize(_NARROW, 1000))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self.width() < self.sizeHint().width():
            told = f"{self.currentText()}\n{self.toolTip()}"
            QToolTip.showText(cast(QHelpEvent, event).globalPos(), told, self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


@guarded
class WholeField(WholeBox):
    """A whole number, shown as people count."""

    chosen = Signal(object)
    """Somebody chose this number, as it is kept."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        super().__init__(language, parent)
        self._base = 0
        self.setFixedWidth(_WIDE)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self.valueChanged.connect(self._on_changed)

    def show_choice(self, choice: Whole) -> None:
        """Show what is chosen; nothing is emitted."""
        with QSignalBlocker(self):
            self._base = choice.base
            self.setRange(choice.base + choice.least, choice.base + choice.most)
            self.setValue(choice.base + choice.chosen)

    def _on_changed(self, value: int) -> None:
        self.chosen.emit(value - self._base)


@guarded
class RealField(NumberBox):
    """A real number with as many digits as it has, or an angle in degrees."""

    chosen = Signal(object)
    """Somebody chose this number, as it is kept."""

    def __init__(self, language: Language, parent: QWidget, digits: int = 6) -> None:
        super().__init__(language, parent, digits)
        self._is_angle = False
        self.setFixedWidth(_WIDE)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self.setStyleSheet(_BARE)
        self.setDecimals(_DIGITS)
        self.setKeyboardTracking(False)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.valueChanged.connect(self._on_changed)

    def show_choice(self, choice: Real) -> None:
        """Show what is chosen, but for a number that is being typed; nothing is emitted."""
        if self.hasFocus() and self.lineEdit().isModified():
            return
        with QSignalBlocker(self):
            if choice.unit == "°" and not self._is_angle:
                self._be_angle()
            self.setRange(self._shown(choice.least), self._shown(choice.most))
            self.setValue(self._shown(choice.chosen))

    def _be_angle(self) -> None:
        self._is_angle = True
        self.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        self.setSingleStep(_TURN)
        self.setSuffix("°")
        self.setWrapping(True)

    def _shown(self, value: float) -> float:
        return math.degrees(value) if self._is_angle else value

    def _on_changed(self, value: float) -> None:
        self.chosen.emit(math.radians(value) if self._is_angle else value)


Field: TypeAlias = ListField | WholeField | RealField


def field_of(choice: OneOf | Whole | Real, language: Language, parent: QWidget) -> Field:
    """Return a field for a choice, which shows it."""
    match choice:
        case OneOf():
            box: Field = ListField(language, parent)
        case Whole():
            box = WholeField(language, parent)
        case Real():
            box = RealField(language, parent, _ANGLE_DIGITS if choice.unit == "°" else 6)
    fill_field(box, choice, language)
    return box


def fill_field(field: Field, choice: OneOf | Whole | Real, language: Language) -> None:
    """Show a choice in the field that was made for it."""
    match field, choice:
        case ListField(), OneOf():
            field.show_choice(choice)
        case WholeField(), Whole():
            field.show_choice(choice)
        case RealField(), Real():
            field.show_choice(choice)
        case _:
            raise TypeError(f"a choice of another kind: {choice.name}")
    field.setEnabled(choice.is_open)
    tip = in_language(choice.tip, language)
    if field.toolTip() != tip:
        field.setToolTip(tip)
