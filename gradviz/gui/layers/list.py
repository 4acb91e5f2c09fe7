"""The layers of the network as a list: choose, drag, move with Alt and the arrows."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.layers.fields import KindField, WidthField
from gradviz.gui.layers.lines import LayerLine, layer_lines
from gradviz.gui.layers.row import HEIGHT, LayerRow
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.messages.message import say
from gradviz.session.document import Document

_Key = Qt.Key
_DRAG_FROM = 6
_SCROLL_STEP = 8
# an item's own text is for those who hear it, and who type its first letters
_SHEET = """
QListWidget {{ background: transparent; border: none; outline: none; }}
QListWidget::item {{ color: transparent; border: 2px solid transparent; border-radius: 6px; }}
QListWidget::item:hover {{ background: {raised}; }}
QListWidget::item:selected {{ background: {pressed}; color: transparent; }}
QListWidget::item:selected:focus {{ border-color: {accent}; }}
QLabel[role="number"] {{ color: {muted}; font-size: 11px; }}
QLabel[role="quiet"] {{ color: {muted}; font-size: 12px; }}
QLabel[role="tied"] {{ color: {accent}; font-size: 12px; }}
QLabel[role="size"] {{ color: {i}; font-weight: 600; }}
QFrame#gap {{ background: {accent}; }}
QComboBox {{ padding: 0px 6px; background: {raised}; }}
QComboBox:focus {{ padding: 0px 5px; }}
QSpinBox {{ color: {i}; background: {raised}; font-weight: 600; }}
"""


@guarded
class LayerList(QListWidget):
    """One row a layer. The selected one has a field for its function, or for its width.

    Arrows choose, Enter goes into the field of the row; a row can be dragged to another place.
    """

    def __init__(self, workspace: Workspace, edits: LayerEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._edits = edits
        self._lines: tuple[LayerLine, ...] = ()
        self._rows: list[LayerRow] = []
        self._pressed: tuple[int, int] | None = None
        self._gap: int | None = None
        self._gap_mark = QFrame(self.viewport())
        self._set_up()
        edits.selected_changed.connect(self.follow)
        edits.refused.connect(self.follow)  # its field shows what holds
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)
        self.itemActivated.connect(self._go_into_field)
        self._on_styled()
        self._show_lines(layer_lines(workspace.document))

    @property
    def drop_gap(self) -> int | None:
        """Before which row a dragged layer would go; None while none is dragged."""
        return self._gap

    @property
    def field(self) -> KindField | WidthField | None:
        """The field of the selected row: a single layer is as wide as the sizes say."""
        field = self._rows[self.currentRow()].field
        return field if isinstance(field, KindField | WidthField) else None

    def follow(self) -> None:
        """Show which layer is selected, with its field."""
        selected = min(self._edits.selected, self.count() - 1)
        if self.currentRow() != selected:
            self.setCurrentRow(selected)
            self.scrollToItem(self.currentItem())
        for n, (row, line) in enumerate(zip(self._rows, self._lines, strict=True)):
            self._show_field(row, line if n == selected else None)

    def set_most_rows(self, count: int) -> None:
        """Say how many rows there is room for; the others scroll."""
        height = min(self.count(), max(count, 1)) * HEIGHT
        if self.height() != height:
            self.setFixedHeight(height)
            self.scrollToItem(self.currentItem())

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self._workspace.write(say("Layers")))
        self._gap_mark.setObjectName("gap")
        self._gap_mark.hide()

    def _show_lines(self, lines: tuple[LayerLine, ...]) -> None:
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
            self._rows.pop()
        while self.count() < len(lines):
            item = QListWidgetItem(self)
            item.setSizeHint(QSize(0, HEIGHT))
            self._rows.append(LayerRow(self._workspace, self.viewport()))
            self.setItemWidget(item, self._rows[-1])
        for n, line in enumerate(lines):
            if self._lines[n : n + 1] != (line,):
                spoken = self._workspace.write(line.spoken)
                self.item(n).setText(self._workspace.write(line.title))
                self.item(n).setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
                self._rows[n].show_line(line)
        self._lines = lines
        self.follow()

    def _show_field(self, row: LayerRow, line: LayerLine | None) -> None:
        """Put the field for a line into a row; None takes it away."""
        is_width = line is not None and line.is_linear
        is_there = line is not None and (not is_width or self.count() > 1)
        kind = WidthField if is_width else KindField
        if not is_there or not isinstance(row.field, kind):
            if row.field is not None and row.field.hasFocus():
                self.setFocus()
            field = kind(self._workspace, self._edits, row) if is_there else None
            row.put_field(field, is_width=is_width)
        if line is not None and isinstance(row.field, KindField | WidthField):
            row.field.show_line(line)

    def _go_into_field(self) -> None:
        if self.field is not None:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_document_changed(self, old: Document, new: Document) -> None:
        is_same = old.network is new.network and old.X is new.X
        if not is_same and (lines := layer_lines(new)) != self._lines:
            self._show_lines(lines)

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        names = ("raised", "pressed", "accent", "muted", "i")
        self.setStyleSheet(_SHEET.format(**{name: code(getattr(theme, name)) for name in names}))

    # --- dragging

    def _drag_to(self, at: QPoint) -> None:
        top = self.visualItemRect(self.item(0)).top()
        gap = min(max(round((at.y() - top) / HEIGHT), 0), self.count())
        height, bar = self.viewport().height(), self.verticalScrollBar()
        if not 0 <= at.y() <= height:
            bar.setValue(bar.value() + (_SCROLL_STEP if at.y() > 0 else -_SCROLL_STEP))
        self._gap = gap
        self._gap_mark.setGeometry(
            6, min(max(top + gap * HEIGHT - 1, 0), height - 2), self.viewport().width() - 12, 2
        )
        self._gap_mark.raise_()
        self._gap_mark.show()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _end_drag(self) -> None:
        self._pressed = self._gap = None
        self._gap_mark.hide()
        self.unsetCursor()

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT * self.count())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.doItemsLayout()  # rows would stay as wide as they were

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        if self.indexAt(at).isValid():
            self._edits.select(self.currentRow())
            if event.button() == Qt.MouseButton.LeftButton:
                self._pressed = (self.currentRow(), at.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        at = event.position().toPoint()
        if self._gap is not None or abs(at.y() - self._pressed[1]) >= _DRAG_FROM:
            self._drag_to(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, gap = self._pressed, self._gap
        self._end_drag()
        if pressed is not None and gap is not None:
            row = pressed[0]
            to = gap - 1 if gap > row else gap
            if to != row:
                self._edits.move(row, to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case _Key.Key_F2:
                self._go_into_field()
            case _Key.Key_Escape if self._gap is not None:
                self._end_drag()
            case _Key.Key_Space:
                event.ignore()
            case _:
                before = self.currentRow()
                super().keyPressEvent(event)
                if self.currentRow() != before:
                    self._edits.select(self.currentRow())
