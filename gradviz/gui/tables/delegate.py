"""How a cell of a table is drawn and typed into."""

from functools import partial

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.cell_looks import CellLook
from gradviz.gui.tables.entry import TableEntry
from gradviz.gui.tables.model import Index, MatrixModel
from gradviz.gui.widgets.look import qcolor
from gradviz.gui.widgets.trouble import leaves
from gradviz.messages.message import say
from gradviz.refs import CellRef

_RADIUS = 5.0
_MARK = 7.0  # side of the corner mark of what is beyond the scale
_EndHint = QStyledItemDelegate.EndEditHint
_Key = Qt.Key


@guarded
class CellDelegate(QStyledItemDelegate):
    """Draws cells as the picture draws them, and keeps a bad entry while it has the focus."""

    left = Signal(int, int)
    """An entry was taken over with a key: rows and columns to go on by."""
    exited = Signal(bool)
    """An entry was taken over with Ctrl+Tab: whether to go on to the next widget or back."""

    def __init__(self, workspace: Workspace, model: MatrixModel, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._model = model
        self._entry: TableEntry | None = None
        self.font = QFont()

    @property
    def entry(self) -> TableEntry | None:
        """The entry that is open, or None."""
        return self._entry

    def finish(self) -> bool:
        """Take the open entry over; False if it stays because it is wrong."""
        entry = self._entry
        if entry is None:
            return True
        if not entry.is_acceptable():
            return False
        self.commitData.emit(entry)
        self.closeEditor.emit(entry, _EndHint.NoHint)
        return True

    # --- drawing

    def _draw_number(self, painter: QPainter, place: QRect, look: CellLook) -> None:
        painter.setPen(qcolor(look.ink))
        painter.setFont(self.font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, look.text)

    def _draw_cell(self, painter: QPainter, place: QRectF, look: CellLook) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(look.fill))
        painter.drawRoundedRect(place, _RADIUS, _RADIUS)
        line = qcolor(self._workspace.theme.faint)
        if look.is_nan:
            painter.setBrush(QBrush(line, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(place, _RADIUS, _RADIUS)
        if look.is_clipped:
            x, y = place.right() - 2, place.top() + 2
            corners = (QPointF(x - _MARK, y), QPointF(x, y), QPointF(x, y + _MARK))
            painter.setBrush(qcolor(look.ink))
            painter.drawPolygon(QPolygonF(corners))

    def _outline(self, ref: CellRef, option: QStyleOptionViewItem) -> QPen | None:
        theme = self._workspace.theme
        table = self.parent()
        if isinstance(table, QWidget) and table.hasFocus():
            if option.state & QStyle.StateFlag.State_HasFocus:
                return QPen(qcolor(theme.accent), 2.0)
            if option.state & QStyle.StateFlag.State_Selected:
                return QPen(_faded(qcolor(theme.accent), 190), 1.4)
        if ref in (self._workspace.hovered, self._workspace.pinned):
            return QPen(_faded(qcolor(theme.bright), 200), 1.2)
        return None

    # --- Qt

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        place = area.adjusted(1, 1, -2, -2)
        look = self._model.look(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_cell(painter, QRectF(place), look)
        self._draw_number(painter, place, look)
        outline = self._outline(self._model.ref(index), option)
        if outline is not None:
            painter.setPen(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place), _RADIUS, _RADIUS)
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        check = partial(self._model.problem, QPersistentModelIndex(index))
        self._entry = TableEntry(check, self._workspace, self.font, parent)
        shown = self._workspace.notation.cell(self._model.ref(index))
        told = say("Entry {cell}", cell=shown)
        self._entry.setAccessibleName(self._workspace.write(told))
        return self._entry

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        area: QRect = option.rect
        editor.setGeometry(area.adjusted(0, 0, -1, -1))
        if isinstance(editor, TableEntry):
            editor.fit()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, TableEntry):
            editor.start(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, TableEntry) and editor.is_changed and editor.is_acceptable():
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self._entry:
            self._entry = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        entry = self._entry
        if entry is None or watched is not entry:
            return False
        match event.type(), event:
            case QEvent.Type.KeyPress, QKeyEvent():
                return self._on_key(entry, event)
            case QEvent.Type.ShortcutOverride, QKeyEvent() if event.key() == _Key.Key_Escape:
                event.accept()
                return True
            case QEvent.Type.FocusOut, _ if leaves(event) and not self.finish():
                self._give_up(entry)
        return False

    def _give_up(self, entry: TableEntry) -> None:
        """Close an entry; the cell stays as it was."""
        entry.put_back()
        self.closeEditor.emit(entry, _EndHint.RevertModelCache)

    def _on_key(self, entry: TableEntry, event: QKeyEvent) -> bool:
        if event.key() == _Key.Key_Escape:
            self._give_up(entry)
            return True
        step = _step(event)
        if step is None:
            return False
        if self.finish():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.exited.emit(event.key() == _Key.Key_Tab)
            else:
                self.left.emit(*step)
        return True


def _step(event: QKeyEvent) -> tuple[int, int] | None:
    """Return where a key leads that takes an entry over: rows and columns."""
    held = event.modifiers()
    back = -1 if held & Qt.KeyboardModifier.ShiftModifier else 1
    match event.key():
        case _Key.Key_Return | _Key.Key_Enter:
            return (back, 0)
        case _Key.Key_Tab:
            return (0, 1)
        case _Key.Key_Backtab:
            return (0, -1)
    return None


def _faded(color: QColor, alpha: int) -> QColor:
    color.setAlpha(alpha)
    return color
