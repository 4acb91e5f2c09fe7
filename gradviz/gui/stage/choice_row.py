"""A row of fields, each of which makes one choice of a view, and follows the document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolTip, QWidget

from gradviz.gui.commands.command import always
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace

Entries = Sequence[tuple[str, object]]

_NARROW = 84
"""Width of a field, logical pixels, that is enough where there is no room for all of its text."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One field.

    Attributes
    ----------
    caption : str
        Stands before it; "" for a field that needs none.
    name, tip : str
        For screen readers, and for who rests on it.
    entries : callable
        () -> what there is to choose: how it is called, and what it is.
    chosen : callable
        () -> what is chosen.
    choose : callable
        Makes another choice.
    enabled : callable
        () -> whether there is a choice.
    """

    caption: str
    name: str
    tip: str
    entries: Callable[[], Entries]
    chosen: Callable[[], object]
    choose: Callable[[object], None]
    enabled: Callable[[], bool] = always


class ChoiceRow(QWidget):
    """Shows choices side by side.

    Parameters
    ----------
    view : str
        The view that they belong to: while another is shown, nothing is looked at.
    choices : sequence of Choice
    more : sequence of QWidget
        What stands at the right.
    workspace : Workspace
    parent : QWidget
    """

    def __init__(
        self,
        view: str,
        choices: Sequence[Choice],
        more: Sequence[QWidget],
        workspace: Workspace,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._workspace = workspace
        self._fields: list[tuple[Choice, QComboBox]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(6)
        for choice in choices:
            if choice.caption:
                label = QLabel(choice.caption, self)
                label.setProperty("role", "caption")
                row.addWidget(label)
            row.addWidget(self._field(choice))
        row.addStretch(1)
        for widget in more:
            row.addWidget(widget)
        workspace.document_changed.connect(self.follow)
        workspace.styled.connect(self.follow)
        self.follow()

    def field(self, name: str) -> QComboBox:
        """Return the field of a choice, by what screen readers call it."""
        return next(box for choice, box in self._fields if choice.name == name)

    def follow(self) -> None:
        """List what there is to choose, and show what is chosen."""
        if self._workspace.document.view.view != self._view:
            return
        for choice, box in self._fields:
            _fill(box, choice.entries(), choice.chosen())
            box.setEnabled(choice.enabled())

    def _field(self, choice: Choice) -> QComboBox:
        box = _Field(self)
        box.setAccessibleName(choice.name)
        box.setToolTip(choice.tip)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.activated.connect(self._on_activated)
        self._fields.append((choice, box))
        return box

    def _on_activated(self, index: int) -> None:
        sender = self.sender()
        for choice, box in self._fields:
            if box is sender:
                choice.choose(box.itemData(index))
                return


@guarded
class _Field(QComboBox):
    """A field that the wheel leaves alone while it has not the focus.

    In a narrow window it gives way; who rests on it is told the words that were cut.
    """

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


def _fill(box: QComboBox, entries: Entries, chosen: object) -> None:
    """List entries in a field, if they are others, and choose one."""
    blocker = QSignalBlocker(box)
    shown = [(box.itemText(n), box.itemData(n)) for n in range(box.count())]
    if shown != list(entries):
        box.clear()
        for text, data in entries:
            box.addItem(text, data)
    at = next((n for n, (_, data) in enumerate(entries) if data == chosen), 0)
    box.setCurrentIndex(at)
    blocker.unblock()
