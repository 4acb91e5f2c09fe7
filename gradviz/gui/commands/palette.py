"""The command palette: a few letters find anything that can be done, and Enter does it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gradviz.gui.commands.command import CommandTable
from gradviz.gui.commands.palette_rows import ROW, Row, RowPainter, fitting, rows_of
from gradviz.gui.guard import guarded
from gradviz.gui.state.settings import recent_commands, remember_command
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.messages.message import say

_WIDTH = 620
_MOST_ROWS = 11
_MARGIN = 12
_LONGEST = 100  # letters: no command has as many, and every one is looked for in every title
_Key = Qt.Key
_CHOOSING = (
    _Key.Key_Up,
    _Key.Key_Down,
    _Key.Key_PageUp,
    _Key.Key_PageDown,
    _Key.Key_Home,
    _Key.Key_End,
)
_SHEET = """
#palette {{ background: {raised}; border: 1px solid {strong}; border-radius: 10px; }}
#palette QLineEdit {{ background: transparent; border: none; border-radius: 0px;
  border-bottom: 1px solid {line}; font-size: {size}px; padding: {pad}px 14px; }}
#palette QListView {{ background: transparent; border: none; outline: none; }}
#palette QLabel {{ color: {muted}; font-size: {size}px; padding: 4px 14px 14px 14px; }}
"""


@guarded
class Palette(QFrame):
    """A list of commands over the stage, with an entry that narrows it.

    Up, down, page up and down, home and end choose, Enter or a click runs, Escape or a click
    elsewhere closes. What cannot be done now is not offered; with nothing typed, what was
    chosen last comes first.

    Parameters
    ----------
    workspace : Workspace
    table : CommandTable
    contexts : callable
        Gives the name of the menu within a menu in which a command stands, by id.
    store : QSettings
        Keeps what was chosen last.
    over : QWidget
        What it opens over, in the same window.
    """

    def __init__(
        self,
        workspace: Workspace,
        table: CommandTable,
        contexts: Callable[[], Mapping[str, str]],
        store: QSettings,
        over: QWidget,
    ) -> None:
        super().__init__(over.window())
        self._workspace = workspace
        self._table = table
        self._contexts = contexts
        self._store = store
        self._over = over
        self._back: QWidget | None = None
        self._offered: list[Row] = []
        self.entry = QLineEdit(self)
        self.list = QListWidget(self)
        self._painter = RowPainter(workspace, self)
        self._nothing = QLabel(self)
        self._column = QVBoxLayout(self)
        self._set_up()
        self.entry.textChanged.connect(self._on_typed)
        self.list.currentRowChanged.connect(self._announce)
        self.list.itemClicked.connect(self._run)
        workspace.styled.connect(self._on_styled)
        self._on_styled()
        self.hide()

    @property
    def rows(self) -> list[Row]:
        """What is shown, from top to bottom."""
        return [self.list.item(n).data(ROW) for n in range(self.list.count())]

    @property
    def chosen(self) -> Row | None:
        """What Enter would run."""
        row = self.list.currentRow()
        return self.rows[row] if row >= 0 else None

    def open_palette(self) -> None:
        """Show it, empty, with the focus in it."""
        if self.isVisible():
            self.entry.selectAll()
            return
        self._back = QApplication.focusWidget()
        recent = recent_commands(self._store)
        language = self._table.language
        self._offered = rows_of(self._table.offered(), self._contexts(), recent, language)
        self.entry.clear()
        self._on_typed("")
        self.show()
        self.raise_()
        self.entry.setFocus(Qt.FocusReason.PopupFocusReason)
        self._announce()

    def close_palette(self) -> None:
        """Hide it; the focus goes back to where it was."""
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self._over)
        self.hide()
        self._offered = []  # hold on to nothing of the window that can go
        self.list.clear()
        back, self._back = self._back, None
        if had_focus:
            is_there = back is not None and back.isVisible() and back.isEnabled()
            (back if back is not None and is_there else self._over).setFocus(
                Qt.FocusReason.PopupFocusReason
            )

    def follow(self) -> None:
        """Take the place that it has in a window of another size, if it is open."""
        if self.isVisible():
            self._place()

    # --- inside

    def _set_up(self) -> None:
        self.setObjectName("palette")
        write = self._workspace.write
        self.setAccessibleName(write(say("Command palette")))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.entry.setPlaceholderText(write(say("What do you want to do?")))
        self.entry.setAccessibleName(write(say("Find a command")))
        self.list.setAccessibleName(write(say("Commands")))
        self.entry.setMaxLength(_LONGEST)
        self.entry.installEventFilter(self)
        self.list.setItemDelegate(self._painter)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = self._column
        column.setContentsMargins(1, 1, 1, 7)
        column.setSpacing(2)
        column.addWidget(self.entry)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _place(self) -> None:
        """Take the top of the stage, in its middle, as far as the window has room."""
        window, text = self.window(), self._workspace.text
        corner = self._over.mapTo(window, self._over.rect().topLeft())
        width = min(round(_WIDTH * text), window.width() - 2 * _MARGIN)
        middle = corner.x() + self._over.width() // 2
        left = min(max(middle - width // 2, _MARGIN), window.width() - width - _MARGIN)
        top = corner.y() + _MARGIN
        row = self._painter.height
        fixed = self.entry.sizeHint().height() + 14
        room = max(1, (window.height() - top - fixed - _MARGIN) // row)
        count = self.list.count()
        self.list.setFixedHeight(row * min(count, _MOST_ROWS, room))
        self.list.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        self._column.activate()
        self.setGeometry(left, top, width, self._column.sizeHint().height())

    def _choose(self, row: int) -> None:
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))

    def _announce(self) -> None:
        """Say aloud which command is chosen: the focus stays in the entry."""
        told = "" if self.chosen is None else self.chosen.spoken
        self.entry.setAccessibleDescription(told)
        if told and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.entry, told))

    def _run(self) -> None:
        row = self.chosen
        if row is None:
            return
        self.close_palette()
        remember_command(self._store, row.command.id)
        self._table.run(row.command)

    def _on_typed(self, text: str) -> None:
        self.list.clear()
        for row in fitting(self._offered, text):
            item = QListWidgetItem(row.title, self.list)
            item.setData(ROW, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, row.tip)
            item.setToolTip(row.tip)
        nothing = say("No command fits “{typed}”", typed=text.strip())
        self._nothing.setText(self._workspace.write(nothing))
        self._place()
        self._choose(0)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and not self.isAncestorOf(new):
            self.close_palette()

    def _on_styled(self) -> None:
        theme, text = self._workspace.theme, self._workspace.text
        self.setStyleSheet(
            _SHEET.format(
                raised=code(theme.raised),
                strong=code(theme.strong_line),
                line=code(theme.line),
                muted=code(theme.muted),
                size=round(15 * text),
                pad=round(11 * text),
            )
        )
        self.follow()

    def _takes(self, event: QKeyEvent) -> bool:
        """Do what a key in the entry means for the list; tell whether it meant something."""
        row, last = self.list.currentRow(), self.list.count() - 1
        is_selecting = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case _Key.Key_Escape:
                self.close_palette()
            case _Key.Key_Return | _Key.Key_Enter:
                self._run()
            case _Key.Key_Tab:
                self._choose(row + 1)
            case _Key.Key_Backtab:
                self._choose(row - 1)
            case _Key.Key_Up if row == 0 and not is_selecting:
                self._choose(last)
            case _Key.Key_Down if row == last and not is_selecting:
                self._choose(0)
            case key if key in _CHOOSING and not is_selecting:
                QApplication.sendEvent(self.list, event)
            case _:
                return False
        return True

    # --- Qt

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event.type(), event:
            case QEvent.Type.ShortcutOverride, QKeyEvent() if event.key() == _Key.Key_Escape:
                event.accept()
                return True
            case QEvent.Type.KeyPress, QKeyEvent():  # before the entry, and before Tab goes on
                return self._takes(event)
        return False
