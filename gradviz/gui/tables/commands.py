"""What a table does with the cells that are selected: one list for its keys and its menu."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QTableView

from gradviz.errors import GradvizError, one_line
from gradviz.gui.commands.copying import copy_menu
from gradviz.gui.editors.question_panel import QuestionPanel
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.area import TableArea, cleared, filled_down, filled_right, pasted, seen
from gradviz.gui.tables.selection import select, selected_area
from gradviz.messages.message import Message, listed, say
from gradviz.session.document import Document
from gradviz.session.matrices.writing import WRITINGS, Writing
from gradviz.session.reading.question import Question, Reading
from gradviz.session.reading.reader import read

AreaEdit = Callable[[Document, str, TableArea], Document]


@dataclass(frozen=True, slots=True)
class TableCommand:
    """One line of the menu of a table."""

    title: Message
    keys: tuple[QKeySequence, ...]
    run: Callable[[], None]
    is_enabled: Callable[[], bool]
    ends_group: bool = False


class TableCommands(QObject):
    """The commands of one table, on the matrix that has the `name` now."""

    refused = Signal(str)
    """Something could not be done: why, in the language of the user."""
    accepted = Signal()
    """Something was done: what `refused` said does not hold any more."""

    def __init__(self, workspace: Workspace, table: QTableView, name: Callable[[], str]) -> None:
        super().__init__(table)
        self._workspace = workspace
        self._name = name
        self._table = table
        self.question: QuestionPanel | None = None
        keys, some = QKeySequence.StandardKey, self._has_cells
        self.all = (
            TableCommand(say("Cut"), _keys(keys.Cut), self.cut, some),
            TableCommand(say("Copy"), _keys(keys.Copy), self.copy, some),
            TableCommand(
                say("Paste"), _keys(keys.Paste), self.paste, self._can_paste, ends_group=True
            ),
            TableCommand(say("Set to 0"), _keys("Del", "Backspace"), self.clear, some),
            TableCommand(say("Fill down"), _keys("Ctrl+D"), self.fill_down, self._can_fill_down),
            TableCommand(
                say("Fill right"),
                _keys("Ctrl+R"),
                self.fill_right,
                self._can_fill_right,
                ends_group=True,
            ),
            TableCommand(say("Select all"), _keys(keys.SelectAll), table.selectAll, some),
        )

    def of_key(self, event: QKeyEvent) -> TableCommand | None:
        """Return the command on a key."""
        pressed = QKeySequence(event.keyCombination())
        return next((command for command in self.all if pressed in command.keys), None)

    def menu(self) -> QMenu:
        """Return a menu of the commands; only what can be done is enabled."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command in self.all:
            keys = command.keys[0].toString(QKeySequence.SequenceFormat.NativeText)
            action = menu.addAction(f"{self._workspace.write(command.title)}\t{keys}")
            action.setEnabled(command.is_enabled())
            action.triggered.connect(command.run)
            if command.run == self.copy:
                inner = menu.addMenu(copy_menu(self._workspace, say("Copy as"), self.copy_as, menu))
                inner.setEnabled(action.isEnabled())
            if command.ends_group:
                menu.addSeparator()
        return menu

    def copy(self) -> None:
        """Put the selected numbers on the clipboard: all their digits, tabs between them."""
        self.copy_as(WRITINGS[0])

    def copy_as(self, writing: Writing) -> None:
        """Put the selected numbers on the clipboard, written in one of several ways."""
        area = selected_area(self._table)
        if area is not None:
            values = area.of(seen(self._workspace.document, self._name()))
            QGuiApplication.clipboard().setText(writing.write(values))
            self.accepted.emit()

    def cut(self) -> None:
        """Copy the selected numbers and put 0 in their place."""
        self.copy()
        self._edit(lambda cells: say("Cut {cells}", cells=cells), cleared)

    def paste(self) -> None:
        """Put a block from the clipboard where the selection starts; one number fills it."""
        area = selected_area(self._table)
        if area is None:
            return
        try:
            found = read(QGuiApplication.clipboard().text())
        except GradvizError as error:
            self._refuse(_not_pasted(error))
            return
        if isinstance(found, Question):
            self.accepted.emit()
            place = self._table.visualRect(self._table.model().index(area.row, area.col))
            self._asked().ask(found, place, partial(self._put, self._name(), area))
        else:
            self._put(self._name(), area, found)

    def _put(self, name: str, area: TableArea, reading: Reading) -> None:
        """Put what was read where the selection started, as one step."""
        try:
            new, taken = pasted(self._workspace.document, name, area, reading.values)
        except GradvizError as error:
            self._refuse(_not_pasted(error))
            return
        self.accepted.emit()
        self._workspace.edit(new, say("Paste into {matrix}", matrix=name))
        select(self._table, taken)
        if reading.left_out:
            left = listed(reading.left_out)
            self._workspace.said.emit(say("Pasted without {left}", left=left))

    def _asked(self) -> QuestionPanel:
        """Return what asks, made when something is to be asked for the first time."""
        if self.question is None:
            self.question = QuestionPanel(self._workspace, self._table)
        return self.question

    def clear(self) -> None:
        """Put 0 into the selected cells."""
        self._edit(lambda cells: say("Clear {cells}", cells=cells), cleared)

    def fill_down(self) -> None:
        """Repeat the first selected row in the rows below it."""
        if self._can_fill_down():
            self._edit(lambda cells: say("Fill down {cells}", cells=cells), filled_down)

    def fill_right(self) -> None:
        """Repeat the first selected column in the columns right of it."""
        if self._can_fill_right():
            self._edit(lambda cells: say("Fill right {cells}", cells=cells), filled_right)

    def _refuse(self, why: Message) -> None:
        self.refused.emit(one_line(self._workspace.write(why)))

    def _edit(self, label: Callable[[str], Message], edit: AreaEdit) -> None:
        """Edit the selected cells, as one step that is called as `label` says of them."""
        area = selected_area(self._table)
        if area is None:
            return
        try:
            new = edit(self._workspace.document, self._name(), area)
        except GradvizError as error:
            self._refuse(error.message)
            return
        self.accepted.emit()
        cells = area.shown(self._name(), self._workspace.settings.base)
        self._workspace.edit(new, label(cells))

    def _has_cells(self) -> bool:
        return selected_area(self._table) is not None

    def _can_paste(self) -> bool:
        return self._has_cells() and bool(QGuiApplication.clipboard().text())

    def _can_fill_down(self) -> bool:
        area = selected_area(self._table)
        return area is not None and (area.rows > 1 or area.row > 0)

    def _can_fill_right(self) -> bool:
        area = selected_area(self._table)
        return area is not None and (area.cols > 1 or area.col > 0)


def _not_pasted(error: GradvizError) -> Message:
    return say("Not pasted: {problem}", problem=error.message)


def _keys(*keys: str | QKeySequence.StandardKey) -> tuple[QKeySequence, ...]:
    return tuple(QKeySequence(key) for key in keys)
