"""A matrix as a table that behaves like a spreadsheet and looks like the picture."""

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.area import TableArea
from gradviz.gui.tables.commands import TableCommands
from gradviz.gui.tables.delegate import CellDelegate
from gradviz.gui.tables.metrics import TableMetrics
from gradviz.gui.tables.model import MatrixModel
from gradviz.gui.tables.own_keys import is_for_table
from gradviz.gui.tables.selection import select, selected_area
from gradviz.messages.message import say
from gradviz.refs import CellRef
from gradviz.render import fonts

_Key = Qt.Key
_Held = Qt.KeyboardModifier
_HEADER_HEIGHT = 15
_DIGIT = 7  # width of a digit of a row number, logical pixels
_PADDING = 3.0
# The cells draw what is selected, and where the focus is.
_SHEET = """
QTableView, QTableView:focus { border: none; selection-background-color: transparent; }
QTableView::corner { background: transparent; border: none; }
"""


@guarded
class MatrixTable(QTableView):
    """The table of one matrix of the document.

    Typing, Enter, Tab, arrows, selecting, copying and pasting work as in a spreadsheet. What
    cannot be done is told by the `refused` of its commands, never in a dialog.
    """

    def __init__(self, workspace: Workspace, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.matrix = MatrixModel(workspace, name, self)
        self._delegate = CellDelegate(workspace, self.matrix, self)
        self._place: tuple[TableArea, int, int] | None = None
        self._lit: tuple[CellRef | None, CellRef | None] = (None, None)
        self.setModel(self.matrix)
        self.setItemDelegate(self._delegate)
        self.commands = TableCommands(workspace, self, self._matrix_name)
        self._set_up_looks()
        self._set_up_behaviour()
        self._delegate.left.connect(self._on_entry_left)
        self._delegate.exited.connect(self._leave)
        self.matrix.modelAboutToBeReset.connect(self._on_about_to_reset)
        self.matrix.modelReset.connect(self._on_reset)
        self.entered.connect(self._on_entered)
        self.viewportEntered.connect(self._on_viewport_entered)
        workspace.pointed.connect(self._on_pointed)
        workspace.styled.connect(self._fit)
        self._name_shape()

    @property
    def name(self) -> str:
        """The matrix that is shown."""
        return self.matrix.name

    def show_matrix(self, name: str) -> None:
        """Show another matrix, from its first cell on; an entry that is open ends."""
        if name != self.name:
            self.finish_entry()
            self.matrix.set_name(name)
            self.scrollToTop()
            if self.currentIndex().isValid():
                self._go(0, 0)

    @property
    def entry_message(self) -> str:
        """What is wrong with the entry that is open; "" if nothing is, or none is open."""
        entry = self._delegate.entry
        return "" if entry is None else entry.message

    def finish_entry(self) -> bool:
        """Take over what is being typed; False if it stays because it is wrong."""
        return self._delegate.finish()

    def _matrix_name(self) -> str:
        return self.matrix.name

    # --- moving

    def _takes(self, event: QKeyEvent) -> bool:
        """Tell whether a key is for this table rather than for a shortcut of the window."""
        return is_for_table(event) or self.commands.of_key(event) is not None

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
        current, area = self.currentIndex(), selected_area(self)
        self._place = None if area is None else (area, current.row(), current.column())

    def _on_reset(self) -> None:
        self._fit()
        self._name_shape()
        shape = self.matrix.values.shape
        if self._place is None or not shape[0]:
            return
        area, row, col = self._place
        if area.count > 1:
            select(self, area.within(shape))
        else:
            self._go(row, col)

    def _name_shape(self) -> None:
        rows, cols = self.matrix.values.shape
        told = say("{matrix}, {rows} by {columns}", matrix=self.name, rows=rows, columns=cols)
        self.setAccessibleName(self._workspace.write(told))

    def _on_entered(self, index: QModelIndex) -> None:
        self._workspace.hover(self.matrix.ref(index))

    def _on_viewport_entered(self) -> None:
        hovered: CellRef | None = self._workspace.hovered
        if hovered is not None and hovered.name == self.name:
            self._workspace.hover(None)

    def _on_pointed(self) -> None:
        """Paint again the cells that were outlined, and those that are now."""
        before, self._lit = self._lit, (self._workspace.hovered, self._workspace.pinned)
        for ref in {*before, *self._lit}:
            if ref is not None:
                self.update(self.matrix.place(ref))

    # --- looks

    def _set_up_looks(self) -> None:
        self.setStyleSheet(_SHEET)
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
        font = fonts.font("mono", "regular", metrics.font_size)
        self._delegate.font = font
        digit = QFontMetricsF(font).horizontalAdvance("0")
        self.matrix.set_room(max(1, int((metrics.pitch_x - 3 - _PADDING) / digit)))
        self.viewport().update()

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        is_offered = event.type() == QEvent.Type.ShortcutOverride
        if is_offered and isinstance(event, QKeyEvent) and self._takes(event):
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
        if not self.currentIndex().isValid() and self.matrix.rowCount():
            self._go(0, 0)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if not self.entry_message:  # whoever asks: a wrong entry stays until it is put right
            super().closeEditor(editor, hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self.commands.of_key(event)
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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.commands.menu().popup(event.globalPos())
