"""The layers of the network as a list: choose, drag, move with Alt and the arrows."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.layers.delegate import ROW_HEIGHT, LayerDelegate, places_in
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.layers.fields import KindField, WidthField
from gradviz.gui.layers.model import LayerModel
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor

_Key = Qt.Key
_DRAG_FROM = 6
_SCROLL_STEP = 8
_SHEET = """
QListView { background: transparent; border: none; outline: none; }
QListView::item { border: none; }
"""


@guarded
class LayerList(QListView):
    """One row a layer. The selected one has a field for its function, or for its width.

    Arrows choose, Enter goes into the field of the row, Alt and an arrow moves the layer,
    Delete takes it out; a row can be dragged to another place.
    """

    def __init__(self, workspace: Workspace, edits: LayerEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._edits = edits
        self._pressed: tuple[int, QPoint] | None = None
        self._gap: int | None = None
        self.layers = LayerModel(workspace, self)
        self._delegate = LayerDelegate(workspace, self.layers, self)
        self.setModel(self.layers)
        self.setItemDelegate(self._delegate)
        self.kind_field = KindField(workspace, edits, self.viewport())
        self.width_field = WidthField(workspace, edits, self.viewport())
        self._set_up()
        edits.selected_changed.connect(self.follow)
        workspace.document_changed.connect(self.follow)
        workspace.styled.connect(self.viewport().update)
        self.follow()

    @property
    def drop_gap(self) -> int | None:
        """Before which row a dragged layer would go; None while none is dragged."""
        return self._gap

    def follow(self) -> None:
        """Show what is selected, and its fields."""
        index = self.layers.index(min(self._edits.selected, len(self.layers.lines) - 1))
        if self.currentIndex() != index:
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self._show_fields()

    def set_most_rows(self, count: int) -> None:
        """Say how many rows there is room for; the others scroll."""
        rows = min(len(self.layers.lines), max(count, 1))
        if self.height() != rows * ROW_HEIGHT:
            self.setFixedHeight(rows * ROW_HEIGHT)
            self.scrollTo(self.currentIndex())

    def _set_up(self) -> None:
        self.setStyleSheet(_SHEET)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Layers")
        QWidget.setTabOrder(self, self.kind_field)
        QWidget.setTabOrder(self.kind_field, self.width_field)

    def _show_fields(self) -> None:
        line = self.layers.lines[self.currentIndex().row()]
        has_many = len(self.layers.lines) > 1
        had_focus = self.kind_field.hasFocus() or self.width_field.hasFocus()
        self.kind_field.setVisible(not line.is_linear)
        self.width_field.setVisible(line.is_linear and has_many)
        if line.is_linear:
            self.width_field.show_line(line)
        else:
            self.kind_field.show_line(line)
        if had_focus and not self._field_has_focus():
            self.setFocus()
        self._place_fields()

    def _field_has_focus(self) -> bool:
        return self.kind_field.hasFocus() or self.width_field.hasFocus()

    def _place_fields(self) -> None:
        row = self.visualRect(self.currentIndex())
        places = places_in(row)
        self.kind_field.setGeometry(places.kind)
        self.width_field.setGeometry(places.width)

    def _go_into_field(self) -> None:
        for field in (self.kind_field, self.width_field):
            if field.isVisible():
                field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_current(self) -> None:
        if self.currentIndex().isValid():
            self._edits.select(self.currentIndex().row())

    # --- dragging

    def _gap_at(self, y: int) -> int:
        heights = (self.visualRect(self.layers.index(n)) for n in range(len(self.layers.lines)))
        return sum(row.center().y() < y for row in heights)

    def _drag_to(self, at: QPoint) -> None:
        self._gap = self._gap_at(at.y())
        bar = self.verticalScrollBar()
        if at.y() < 0:
            bar.setValue(bar.value() - _SCROLL_STEP)
        elif at.y() > self.viewport().height():
            bar.setValue(bar.value() + _SCROLL_STEP)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.viewport().update()

    def _end_drag(self) -> None:
        self._pressed = self._gap = None
        self.unsetCursor()
        self.viewport().update()

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(200, ROW_HEIGHT * len(self.layers.lines))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_fields()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place_fields()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._choose_current()
            self._pressed = (index.row(), at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        at = event.position().toPoint()
        if self._gap is not None or abs(at.y() - self._pressed[1].y()) >= _DRAG_FROM:
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

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._go_into_field()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {_Key.Key_Up: -1, _Key.Key_Down: 1}
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case _Key.Key_Up | _Key.Key_Down if is_alt:
                self._edits.move_by(steps[Qt.Key(event.key())])
            case _Key.Key_Delete | _Key.Key_Backspace:
                if self._edits.can_remove():
                    self._edits.remove()
            case _Key.Key_Return | _Key.Key_Enter | _Key.Key_F2:
                self._go_into_field()
            case _Key.Key_Escape if self._gap is not None:
                self._end_drag()
            case _Key.Key_Space:
                event.ignore()
            case _:
                before = self.currentIndex().row()
                super().keyPressEvent(event)
                if self.currentIndex().row() != before:
                    self._choose_current()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._delegate.has_focus = True
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._delegate.has_focus = False
        super().focusOutEvent(event)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        is_offered = event.type() == QEvent.Type.ShortcutOverride
        if is_offered and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is None:
            return
        y = self.visualRect(self.layers.index(0)).top() + self._gap * ROW_HEIGHT
        y = min(max(y, 1), self.viewport().height() - 1)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(qcolor(self._workspace.theme.accent), 2.0))
            painter.drawLine(QPointF(6, y), QPointF(self.viewport().width() - 6, y))


def _is_ours(event: QKeyEvent) -> bool:
    """Tell whether a key is for the list rather than for a shortcut of the window."""
    keys = (_Key.Key_Up, _Key.Key_Down, _Key.Key_Home, _Key.Key_End, _Key.Key_Delete)
    return event.key() in keys
