"""The bar above everything: what is open, how it is looked at, and a few commands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QSizePolicy,
    QStyle,
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
_SPARE = 60
"""Logical pixels beside what stands in the bar, so that it looks at ease."""
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
        self._parts = {self.addWidget(label): _TITLE for label in (own_name, self._title)}
        self.addWidget(_spring(self))
        self._views = ChoiceButton(say("view"), VIEW_IDS, workspace, table, self)
        self._instead = self.addWidget(self._views)
        for name in VIEW_IDS:
            button = self._button(name)
            button.clicked.connect(self._on_arranged)
            self._parts[self._add(button)] = _TABS
        self.addWidget(_spring(self))
        self._parts[self.addWidget(self._convention)] = _CONVENTION
        for name in ("undo", "redo"):
            button = self._button(name)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._parts[self._add(button)] = _UNDO
        self._parts[self.addSeparator()] = _UNDO
        self._export = self._add(self._button("export"))
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
            self._leave_out(left_out)
            if self._needed() <= width:
                break

    def _leave_out(self, left_out: int) -> None:
        """Leave out so many of the parts, from the captions on."""
        self._left_out = left_out
        for action, part in self._parts.items():
            action.setVisible(left_out < part)
        self._instead.setVisible(left_out >= _TABS)
        self._convention.set_short(left_out >= _CAPTIONS)
        self._write_title()

    def _needed(self) -> int:
        """Return how wide the bar has to be for what it does not leave out, logical pixels."""
        actions = [action for action in (*self._parts, self._instead) if action.isVisible()]
        widgets = [self.widgetForAction(action) for action in (*actions, self._export)]
        gap = self.style().pixelMetric(QStyle.PixelMetric.PM_ToolBarItemSpacing, None, self)
        needed = sum(max(w.sizeHint().width(), w.minimumWidth()) + gap for w in widgets)
        return needed + _SPARE

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
