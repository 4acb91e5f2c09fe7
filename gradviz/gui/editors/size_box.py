"""One of the sizes M, K, N in a field with arrows."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QValidator,
)
from PySide6.QtWidgets import QSpinBox, QStyle, QStyleOptionSpinBox, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.chevron import draw_chevron
from gradviz.gui.widgets.look import qcolor
from gradviz.gui.widgets.number_box import WholeBox
from gradviz.gui.widgets.scrolling import pass_wheel_on
from gradviz.language.notation import Axis
from gradviz.messages.message import NOTHING, Message, Text, listed, say
from gradviz.render import fonts
from gradviz.session.edits import resize
from gradviz.session.entry import parse_entry
from gradviz.session.sizes import EDITOR_LIMIT

_AXIS: dict[str, Axis] = {"M": "i", "K": "k", "N": "j"}
_SHARED: dict[str, tuple[str, str]] = {"M": ("W", "Y"), "K": ("W", "X"), "N": ("X", "Y")}
_HEIGHT = 34
_LETTER_X = 8
_BEFORE = 20  # what the letter takes of the width
_BEHIND = 17  # what the arrows take
_CURSOR = 5  # what a line editor keeps free around its text
_FONT_SIZES = (13, 12, 11, 10, 9)
# The arrows are painted: a style sheet takes arrows from image files only.
_SHEET = """
QSpinBox {{ padding: 0px; font-size: {size}px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; background: transparent;
  width: 19px; subcontrol-origin: border; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ image: none; width: 0px; height: 0px; }}
"""


_OWN_KEYS = (
    QKeySequence.StandardKey.SelectAll,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
)


@guarded
class CountBox(WholeBox):
    """A whole number of rows or columns, from 1 to `EDITOR_LIMIT`.

    It shows the true number of larger matrices from files. Its wheel turns only with the focus,
    and the keys of the window are left to it.
    """

    def __init__(
        self, workspace: Workspace, parent: QWidget | None = None, before: int = 0
    ) -> None:
        super().__init__(workspace.appearance.language, parent)
        self._workspace = workspace
        self._gesture = 0
        self._room_taken = before + _BEHIND + _CURSOR
        self._font_size = 0
        self.lineEdit().setTextMargins(before, 0, _BEHIND, 0)
        self.setCorrectionMode(QSpinBox.CorrectionMode.CorrectToNearestValue)  # see `refusal`
        pass_wheel_on(self)
        self._fit()
        workspace.styled.connect(self.update)

    @property
    def gesture(self) -> int:
        """The same number for all steps of one gesture."""
        return self._gesture

    def refusal(self, count: int) -> Text:
        """Say why the document cannot have a number; nothing if it can."""
        raise NotImplementedError

    def problem(self, text: str) -> Text:
        problem = super().problem(text)
        count = self.value() if problem else int(parse_entry(text))
        return problem if count == self.value() else self.refusal(count)

    def show_count(self, count: int) -> None:
        """Show what the document has, which asks for nothing."""
        was_blocked = self.blockSignals(True)
        self.setRange(1, max(EDITOR_LIMIT, count))
        self.setValue(count)
        self.blockSignals(was_blocked)
        self._fit()

    def _fit(self) -> None:
        """Set long numbers smaller, so that none is cut off."""
        room = self.width() - self._room_taken
        fits = (size for size in _FONT_SIZES if _width(self.text(), size) <= room)
        size = next(fits, _FONT_SIZES[-1])
        if size != self._font_size:
            self._font_size = size
            self.setStyleSheet(_SHEET.format(size=size))

    def _arrow_place(self, is_up: bool) -> QRect:
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        control = QStyle.SubControl.SC_SpinBoxUp if is_up else QStyle.SubControl.SC_SpinBoxDown
        return self.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, control, self)

    # --- Qt

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        states = QValidator.State
        return (states.Intermediate if self.problem(text) else states.Acceptable), text, at

    def fixup(self, _text: str) -> str:
        return str(self.value())

    def stepBy(self, steps: int) -> None:
        count = min(max(self.value() + steps, self.minimum()), self.maximum())
        if count != self.value() and (message := self.refusal(count)):
            self.refuse(message)
        else:
            super().stepBy(steps)

    def event(self, event: QEvent) -> bool:
        # undo, export and the like are the window's: a size is no text to undo in
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_ours = any(event.matches(key) for key in _OWN_KEYS)
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not is_ours:
                event.ignore()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._gesture += 1
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._gesture += not event.isAutoRepeat()
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, steps = self._workspace.theme, self.stepEnabled()
        flags = QSpinBox.StepEnabledFlag
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for is_up, flag in ((True, flags.StepUpEnabled), (False, flags.StepDownEnabled)):
                color = qcolor(theme.muted if steps & flag else theme.line)
                draw_chevron(painter, self._arrow_place(is_up), color, is_up=is_up)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


@guarded
class SizeBox(CountBox):
    """M, K or N: a size with its letter in the colour of its axis.

    Of a network, K are its inputs, M its outputs and N its samples.
    """

    asked = Signal(str, int, object)
    """Letter, size, and a key that is the same for all steps of one gesture."""

    def __init__(self, workspace: Workspace, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent, _BEFORE)
        self._letter = letter
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(62)
        self.show_size()
        self.valueChanged.connect(self._on_value_changed)
        workspace.document_changed.connect(self.show_size)

    def refusal(self, count: int) -> Message:
        try:
            resize(self._workspace.document, **{self._letter: count})
        except GradvizError as error:
            return error.message
        return NOTHING

    def show_size(self) -> None:
        """Show the size that the document has."""
        self.show_count(getattr(self._workspace.document, self._letter))
        tip = self._workspace.write(_tip(self._workspace, self._letter))
        if tip != self.toolTip():
            self.setToolTip(tip)
            self.setAccessibleName(tip)

    def _on_value_changed(self, size: int) -> None:
        self.asked.emit(self._letter, size, ("resize", self._letter, self._gesture))

    # --- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self._workspace.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(fonts.font("sans", "semibold", _FONT_SIZES[0]))
            painter.setPen(qcolor(theme.axis(_AXIS[self._letter])))
            room = QRect(_LETTER_X, 0, self.width(), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._letter)


def _tip(workspace: Workspace, letter: str) -> Message:
    """Return what a size is the size of, as people of the convention write it."""
    network, axis = workspace.document.network.names, _AXIS[letter]
    first, last = network[0], network[-1]
    ends = {"M": (last, last), "K": (first, first), "N": (first, last)}[letter]
    by_way: dict[bool, list[str]] = {}
    for role, layer in zip(_SHARED[letter], ends, strict=True):
        name = getattr(layer, role)
        if name is not None:
            by_way.setdefault(workspace.notation.is_row(role, axis), []).append(name)
    lines = listed(_lines(names, is_row=is_row) for is_row, names in by_way.items())
    if letter == "N":
        return say(
            "{size}: {lines}, the samples (index {axis})", size=letter, lines=lines, axis=axis
        )
    return say("{size}: {lines} (index {axis})", size=letter, lines=lines, axis=axis)


def _lines(names: list[str], *, is_row: bool) -> Message:
    """Return what people call the rows, or the columns, of some matrices."""
    matrices = listed(names)
    if is_row:
        return say("rows of {matrices}", matrices=matrices)
    return say("columns of {matrices}", matrices=matrices)


def _width(text: str, size: int) -> float:
    return QFontMetricsF(fonts.font("sans", "regular", size)).horizontalAdvance(text)
