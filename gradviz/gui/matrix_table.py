"""A matrix as a table that behaves like a spreadsheet and looks like the picture."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.area import Area, cleared, filled_down, filled_right, pasted
from gradviz.gui.matrix_model import MatrixModel
from gradviz.gui.table_delegate import CellDelegate
from gradviz.gui.table_keys import is_for_table
from gradviz.gui.table_metrics import TableMetrics
from gradviz.gui.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.session.block import format_block
from gradviz.session.document import Document

_Key = Qt.Key
_Held = Qt.KeyboardModifier
_HEADER_HEIGHT = 15
_DIGIT = 7  # width of a digit of a row number, logical pixels
_PADDING = 3.0


@dataclass(frozen=True, slots=True)
class TableCommand:
    """Something a table does with what is selected: in its menu and on its keys."""

    title: str
    keys: QKeySequence
    run: Callable[[], object]
    is_enabled: Callable[[], bool]


class MatrixTable(QTableView):
    """The table of one matrix of the document.

    Typing, Enter, Tab, arrows, selecting, copying and pasting work as in a spreadsheet. What
    cannot be done is told by `refused`; nothing is ever asked in a dialog.
    """

    refused = Signal(str)
    """A command could not be done; the message says why."""
    accepted = Signal()
    """A command was done: what `refused` said does not hold any more."""

    def __init__(self, workspace: Workspace, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._workspace = workspace
        self.matrix = MatrixModel(workspace, name, self)
        self._delegate = CellDelegate(workspace, self.matrix, self)
        self._place: tuple[Area, int, int] | None = None
        self.setModel(self.matrix)
        self.setItemDelegate(self._delegate)
        self.commands = self._made_commands()
        self._set_up_looks()
        self._set_up_behaviour()
        self._delegate.left.connect(self._on_entry_left)
        self._delegate.exited.connect(self._leave)
        self.matrix.modelAboutToBeReset.connect(self._on_about_to_reset)
        self.matrix.modelReset.connect(self._on_reset)
        self.entered.connect(self._on_entered)
        self.viewportEntered.connect(self._on_viewport_entered)
        workspace.pointed.connect(self.viewport().update)
        workspace.styled.connect(self._fit)
        self._name_shape()

    # --- what is selected

    @property
    def area(self) -> Area | None:
        """The selected cells, always one rectangle; the current cell if none is selected."""
        selection = self.selectionModel().selection()
        if not selection.isEmpty():
            block = selection.first()
            return Area(block.top(), block.left(), block.height(), block.width())
        current = self.currentIndex()
        return Area(current.row(), current.column()) if current.isValid() else None

    def select(self, area: Area) -> None:
        """Select cells; the first of them becomes the current one."""
        self.setCurrentIndex(self.matrix.index(area.row, area.col))
        selection = self.selectionModel()
        last = self.matrix.index(*area.last)
        block = type(selection.selection())(self.currentIndex(), last)
        selection.select(block, selection.SelectionFlag.ClearAndSelect)

    @property
    def entry_message(self) -> str:
        """What is wrong with the entry that is open; "" if nothing is, or none is open."""
        entry = self._delegate.entry
        return "" if entry is None else entry.message

    def finish_entry(self) -> bool:
        """Take over what is being typed; False if it stays because it is wrong."""
        return self._delegate.finish()

    # --- commands

    def copy(self) -> None:
        """Put the selected numbers on the clipboard, all their digits, tabs between them."""
        if (area := self.area) is not None:
            QGuiApplication.clipboard().setText(format_block(area.of(self.matrix.values)))
            self.accepted.emit()

    def cut(self) -> None:
        """Copy the selected numbers and put 0 in their place."""
        if (area := self.area) is not None:
            self.copy()
            self._edit(partial(_with_area, cleared, self.name, area), f"Cut {self._told(area)}")

    def paste(self) -> None:
        """Put a block from the clipboard where the selection starts; one number fills it."""
        area = self.area
        if area is None:
            return
        text = QGuiApplication.clipboard().text()
        try:
            new, taken = pasted(self._workspace.document, self.name, area, text)
        except GradvizError as error:
            self.refused.emit(f"Not pasted: {error}")
            return
        self.accepted.emit()
        self._workspace.edit(new, f"Paste into {self.name}")
        self.select(taken)

    def clear_cells(self) -> None:
        """Put 0 into the selected cells."""
        if (area := self.area) is not None:
            self._edit(partial(_with_area, cleared, self.name, area), f"Clear {self._told(area)}")

    def fill_down(self) -> None:
        """Repeat the first selected row in the rows below it."""
        if (area := self.area) is not None and self._can_fill_down():
            label = f"Fill down {self._told(area)}"
            self._edit(partial(_with_area, filled_down, self.name, area), label)

    def fill_right(self) -> None:
        """Repeat the first selected column in the columns right of it."""
        if (area := self.area) is not None and self._can_fill_right():
            label = f"Fill right {self._told(area)}"
            self._edit(partial(_with_area, filled_right, self.name, area), label)

    def context_menu(self) -> QMenu:
        """Return a menu of the commands; only what can be done is enabled."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command in self.commands:
            keys = command.keys.toString(QKeySequence.SequenceFormat.NativeText)
            action = menu.addAction(f"{command.title}\t{keys}")
            action.setEnabled(command.is_enabled())
            action.triggered.connect(command.run)
            if command.run in (self.paste, self.fill_right):
                menu.addSeparator()
        return menu

    def _made_commands(self) -> tuple[TableCommand, ...]:
        standard = QKeySequence.StandardKey
        some, text = self._has_cells, self._has_clipboard
        return (
            TableCommand("Cut", QKeySequence(standard.Cut), self.cut, some),
            TableCommand("Copy", QKeySequence(standard.Copy), self.copy, some),
            TableCommand("Paste", QKeySequence(standard.Paste), self.paste, text),
            TableCommand("Set to 0", QKeySequence("Del"), self.clear_cells, some),
            TableCommand(
                "Fill down", QKeySequence("Ctrl+D"), self.fill_down, self._can_fill_down
            ),
            TableCommand(
                "Fill right", QKeySequence("Ctrl+R"), self.fill_right, self._can_fill_right
            ),
            TableCommand("Select all", QKeySequence(standard.SelectAll), self.selectAll, some),
        )

    def _has_cells(self) -> bool:
        return self.area is not None

    def _has_clipboard(self) -> bool:
        return self._has_cells() and bool(QGuiApplication.clipboard().text())

    def _can_fill_down(self) -> bool:
        return (area := self.area) is not None and (area.rows > 1 or area.row > 0)

    def _can_fill_right(self) -> bool:
        return (area := self.area) is not None and (area.cols > 1 or area.col > 0)

    def _told(self, area: Area) -> str:
        return area.shown(self.name, self._workspace.base)

    def _edit(self, edit: Callable[[Document], Document], label: str) -> None:
        try:
            new = edit(self._workspace.document)
        except GradvizError as error:
            self.refused.emit(str(error))
            return
        self.accepted.emit()
        self._workspace.edit(new, label)

    # --- moving

    def _go(self, row: int, col: int) -> None:
        """Make a cell the current one, the nearest if there is none."""
        rows, cols = self.matrix.values.shape
        row, col = min(max(row, 0), rows - 1), min(max(col, 0), cols - 1)
        self.setCurrentIndex(self.matrix.index(row, col))

    def _go_along(self, step: int) -> bool:
        """Go on along the rows; False beyond the first or the last cell."""
        rows, cols = self.matrix.values.shape
        current = self.currentIndex()
        place = current.row() * cols + current.column() + step
        if not current.isValid() or not 0 <= place < rows * cols:
            return False
        self._go(*divmod(place, cols))
        return True

    def _leave(self, is_forward: bool) -> None:
        super().focusNextPrevChild(is_forward)

    def _on_entry_left(self, rows: int, cols: int) -> None:
        if cols:
            self._go_along(cols)
        else:
            current = self.currentIndex()
            self._go(current.row() + rows, current.column())

    # --- following the document and the pointer

    def _on_about_to_reset(self) -> None:
        current, area = self.currentIndex(), self.area
        self._place = None if area is None else (area, current.row(), current.column())

    def _on_reset(self) -> None:
        self._fit()
        self._name_shape()
        shape = self.matrix.values.shape
        if self._place is None or not shape[0]:
            return
        area, row, col = self._place
        if area.count > 1:
            self.select(area.within(shape))
        else:
            self._go(row, col)

    def _name_shape(self) -> None:
        rows, cols = self.matrix.values.shape
        self.setAccessibleName(f"{self.name}, {rows} by {cols}")

    def _on_entered(self, index: QModelIndex) -> None:
        self._workspace.hover(self.matrix.ref(index))

    def _on_viewport_entered(self) -> None:
        hovered: CellRef | None = self._workspace.hovered
        if hovered is not None and hovered.name == self.name:
            self._workspace.hover(None)

    # --- looks

    def _set_up_looks(self) -> None:
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setMinimumSectionSize(8)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.horizontalHeader().setFixedHeight(_HEADER_HEIGHT)

    def _set_up_behaviour(self) -> None:
        view = QAbstractItemView
        self.setSelectionMode(view.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(view.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(view.ScrollMode.ScrollPerPixel)
        triggers = view.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )

    def _fit(self) -> None:
        """Give columns, rows, numbers and the whole table the size that there is room for."""
        rows, cols = self.matrix.values.shape
        text = self._workspace.text
        margin = _DIGIT * len(str(rows)) + 5
        self.verticalHeader().setFixedWidth(margin)
        bar = self.verticalScrollBar().sizeHint().width()
        room = self.width() - margin - 2 * self.frameWidth()
        metrics = TableMetrics(rows, cols, room, text)
        if metrics.shown_rows < rows:
            metrics = TableMetrics(rows, cols, room - bar, text)
        self.horizontalHeader().setDefaultSectionSize(metrics.pitch_x)
        self.verticalHeader().setDefaultSectionSize(metrics.pitch_y)
        height = _HEADER_HEIGHT + metrics.shown_rows * metrics.pitch_y + 2 * self.frameWidth()
        self.setFixedHeight(height + (bar if metrics.is_wide else 0))
        font = QFont("JetBrains Mono")
        font.setPixelSize(metrics.font_size)
        self._delegate.font = font
        digit = QFontMetricsF(font).horizontalAdvance("0")
        self.matrix.set_room(max(1, int((metrics.pitch_x - 3 - _PADDING) / digit)))
        self.viewport().update()

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if is_for_table(event) or self._command(event) is not None:
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._on_viewport_entered()
        return super().viewportEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        return self._go_along(1 if is_next else -1) or super().focusNextPrevChild(is_next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        entry = self._delegate.entry
        if entry is not None and entry.is_wrong:
            entry.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.currentIndex().isValid() and self.matrix.rowCount():
            self._go(0, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.entry_message:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.entry_message:
            super().mouseDoubleClickEvent(event)
            self._keep_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self._command(event)
        if command is not None:
            command.run()
            return
        match event.key():
            case _Key.Key_Return | _Key.Key_Enter:
                self._on_entry_left(-1 if event.modifiers() & _Held.ShiftModifier else 1, 0)
            case _Key.Key_Tab | _Key.Key_Backtab:
                self._leave(event.key() == _Key.Key_Tab)
            case _Key.Key_Space:
                event.ignore()
            case _:
                super().keyPressEvent(event)
                if event.key() == _Key.Key_F2:
                    self._keep_text()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.entry_message:
            self.context_menu().popup(event.globalPos())

    def _command(self, event: QKeyEvent) -> TableCommand | None:
        if event.key() == _Key.Key_Backspace and event.modifiers() == _Held.NoModifier:
            return next(c for c in self.commands if c.run == self.clear_cells)
        pressed = QKeySequence(event.keyCombination())
        return next((c for c in self.commands if c.keys == pressed), None)

    def _keep_text(self) -> None:
        """Put the cursor behind the text, so that typing goes on instead of replacing it."""
        entry = self._delegate.entry
        if entry is not None:
            entry.end(False)


def _with_area(
    edit: Callable[[Document, str, Area], Document], name: str, area: Area, document: Document
) -> Document:
    return edit(document, name, area)
