"""The bar above everything: what is open, how it is looked at, and a few commands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from gradviz.gui.commands.command import CommandTable
from gradviz.gui.commands.view import CONVENTION_IDS, VIEW_IDS
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.choice_button import ChoiceButton
from gradviz.gui.widgets.wordmark import wordmark
from gradviz.messages.message import say

_CAPTIONS, _TABS, _TITLE, _UNDO, _CONVENTION = range(1, 6)
"""What a bar without room leaves out, one after the other; all of it is in the menus too. Without
tabs there is a button with a menu of the views."""
_GAP, _SPARE = 6, 60
"""Logical pixels between what stands in the bar, and to spare, so that it looks at ease."""
_MARK = " •"
"""What stands behind the name while it is not saved; its room is kept, so that nothing moves."""
_SHORT_NAME, _LONG_NAME = 90, 170  # logical pixels for the name of a file


@guarded
class HeadBar(QToolBar):
    """Title, views, convention, undo and redo, export.

    Parameters
    ----------
    workspace : Workspace
    table : CommandTable
    parent : QWidget
    """

    arranged = Signal()
    """A view was chosen by the mouse."""

    def __init__(self, workspace: Workspace, table: CommandTable, parent: QWidget) -> None:
        super().__init__(workspace.write(say("Head")), parent)
        self.setObjectName("head")
        self._workspace = workspace
        self._table = table
        self._name = self._mark = ""
        self._left_out = 0
        own_name = wordmark(self)
        own_name.setContentsMargins(4, 0, 8, 0)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setContentsMargins(0, 0, 8, 0)
        self._convention = ChoiceButton(say("convention"), CONVENTION_IDS, workspace, table, self)
        self._parts: list[tuple[QAction, QWidget, int]] = []
        for label in (own_name, self._title):
            self._parts.append((self.addWidget(label), label, _TITLE))
        self.addWidget(_spring(self))
        self._views = ChoiceButton(say("view"), VIEW_IDS, workspace, table, self)
        self._instead = self.addWidget(self._views)
        for name in VIEW_IDS:
            button = self._button(name)
            button.clicked.connect(self._on_arranged)
            self._parts.append((self._add(button), button, _TABS))
        self.addWidget(_spring(self))
        place = self.addWidget(self._convention)
        self._parts.append((place, self._convention, _CONVENTION))
        for name in ("undo", "redo"):
            button = self._button(name)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._parts.append((self._add(button), button, _UNDO))
        self._line = self.addSeparator()
        self._export = self._button("export")
        self._add(self._export)
        workspace.document_changed.connect(self._fit)  # another convention is as long as it is

    def set_title(self, name: str, *, is_modified: bool) -> None:
        """Say what is open, with a mark while it is not saved."""
        self._name = name
        self._mark = _MARK if is_modified else ""
        unsaved = say("{file}, not saved yet", file=name)
        self._title.setToolTip(self._workspace.write(unsaved) if is_modified else name)
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for.

        The width is the window's: that of the bar itself follows what is left out, and would
        bring it back, and so on.
        """
        width = self.window().width()
        for left_out in range(_CONVENTION + 1):
            self._left_out = left_out
            self._convention.set_short(left_out >= _CAPTIONS)
            self._write_title()
            if self._needed() <= width:
                break
        for action, _, part in self._parts:
            action.setVisible(self._left_out < part)
        self._line.setVisible(self._left_out < _UNDO)
        self._instead.setVisible(self._left_out >= _TABS)

    def _needed(self) -> int:
        """Return how wide the bar has to be for what it does not leave out, logical pixels."""
        shown = [widget for _, widget, part in self._parts if self._left_out < part]
        shown += [self._export, self._views] if self._left_out >= _TABS else [self._export]
        return _SPARE + sum(max(w.sizeHint().width(), w.minimumWidth()) + _GAP for w in shown)

    def _write_title(self) -> None:
        """Write the title as long as there is room for."""
        room = _SHORT_NAME if self._left_out >= _CAPTIONS else _LONG_NAME
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, room)
        self._title.setText(f"{name}{self._mark}")
        margins = self._title.contentsMargins()
        marked = self._title.fontMetrics().horizontalAdvance(f"{name}{_MARK}")
        self._title.setMinimumWidth(marked + margins.left() + margins.right() + 2)

    def _button(self, name: str) -> QToolButton:
        """Return the button of a command; Tab stops there, as it does not at a tool bar's own."""
        button = QToolButton(self)
        button.setDefaultAction(self._table.action(name))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _add(self, button: QToolButton) -> QAction:
        """Add the button of a command; the bar would enable it whenever it shows it again."""
        place, action = self.addWidget(button), button.defaultAction()
        place.setEnabled(action.isEnabled())
        action.enabledChanged.connect(place.setEnabled)
        return place

    def _on_arranged(self) -> None:
        """Pass the keys to the picture, unless somebody is on these buttons with the keyboard."""
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self.arranged.emit()

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _spring(parent: QWidget) -> QWidget:
    spring = QWidget(parent)
    spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return spring
