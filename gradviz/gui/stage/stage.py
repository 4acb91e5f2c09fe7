"""The stage: paints the picture of the moment, and takes what is done to it."""

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.guard import guarded, report
from gradviz.gui.stage import accessible
from gradviz.gui.stage.cell_editor import CellEditor
from gradviz.gui.stage.cell_keys import CellKeys
from gradviz.gui.stage.drags import DRAG_FROM, Drag, Held, pace
from gradviz.gui.stage.flip import Flip
from gradviz.gui.stage.navigation import Navigation
from gradviz.gui.stage.pointer import Pointer
from gradviz.gui.stage.scrub import scrubbed
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef, share_layer
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.layout.page import only_words
from gradviz.scene.marks.frame import Cells, Frame, Quad
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.session.edits import set_cell
from gradviz.views.flow.focus import PANES, card_at, home_of

_BEGINS = "0123456789.-+−(pseni√"
"""What an entry begins with."""
_BROKEN = "Something broke while this picture was made; other views and all editors go on"


@guarded
class Stage(QWidget):
    """Shows the view of the document.

    Pointing explains, a click pins and goes to the step that writes the cell, dragging up
    and down changes a number (Shift fine, Ctrl coarse), a double click or typing edits it.
    """

    appeared = Signal()
    """The first picture has been painted."""
    resized = Signal()
    """The picture has another size, and perhaps no room for what was chosen."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._rasters = Rasters()
        self._frame: Frame | None = None
        self._pressed: QPointF | None = None
        self._drag: Drag | None = None
        self._held: Held | None = None
        self._edited: CellRef | None = None
        self._drags = 0
        self._has_appeared = False
        self.editor = CellEditor(workspace, self)
        self.editor.finished.connect(self._on_edited)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._keys = CellKeys(workspace, self)
        self.navigation = Navigation(workspace, self)
        self.pointer = Pointer(workspace, self)
        self._flip = Flip(workspace, self)
        self._flip.moved.connect(self.update)
        self.setAccessibleName("Flow")
        accessible.install()
        for signal in (workspace.moved, workspace.pointed, workspace.styled):
            signal.connect(self._on_changed)
        workspace.document_changed.connect(self._on_document_changed)

    @property
    def workspace(self) -> Workspace:
        """What it shows."""
        return self._workspace

    def frame(self) -> Frame:
        """Return the picture as it is now."""
        if self._frame is None:
            pixel = 1.0 / self.devicePixelRatioF()
            style = self._workspace.style(self.width(), self.height(), pixel)
            self._frame = self._made(style)
        return self._frame

    def _made(self, style: Style) -> Frame:
        """Return the picture; what breaks while it is made is said once, not at every paint."""
        try:
            return self.frame_for(style, is_pointed=True)
        except Exception:  # whatever it is: every other view and all editors go on
            report()
            return only_words(_BROKEN, style)

    def frame_for(self, style: Style, *, is_pointed: bool = False) -> Frame:
        """Return the view as it stands in another size or theme, for a file."""
        return self._workspace.picture(style, is_pointed=is_pointed)

    def place_of(self, ref: CellRef) -> QRectF | None:
        """Return where a cell is drawn largest, or None if it is not in the picture."""
        return self._place(self._workspace.view.cells(ref))

    def _place(self, cells: Iterable[CellRef]) -> QRectF | None:
        """Return where one of some cells of the picture is drawn largest."""
        wanted = tuple(cells)
        places = [
            QRectF(*place)
            for mark in self.frame().marks
            if isinstance(mark, Cells | Quad)
            for cell in wanted
            if mark.ref == cell.name and (place := mark.cell(cell.row, cell.col)) is not None
        ]
        return max(places, key=lambda place: place.width(), default=None)

    def cell_at(self, at: QPointF) -> CellRef | None:
        """Return the entry that is drawn at a point, or None."""
        cell = self.frame().hit(at.x(), at.y())
        return None if cell is None else self._workspace.view.entry(cell)

    def bring_up(self, ref: CellRef) -> QRectF | None:
        """Make the corner with a cell the large one if it is a small one; return the place."""
        place = self.place_of(ref)
        if self._workspace.document.view.view != "flow":
            return place
        if place is None or card_at(self.frame(), place.center().x(), place.center().y()):
            layer, name = home_of(self._workspace.passes, ref.name)
            self._workspace.foreground.set_focus(name, layer)
            place = self.place_of(ref)
        return place

    def edit_cell(self, ref: CellRef, text: str | None = None) -> None:
        """Open the editor over a cell, if it can be edited, in the corner where it is large."""
        given = self._workspace.view.given(ref)
        place = None if given is None else self.bring_up(ref)
        if given is not None and place is not None:
            self._workspace.player.pause()
            self._workspace.pin(ref)
            self._edited = ref
            self.editor.open_at(given, place, text)

    def _is_editable(self, ref: CellRef | None) -> bool:
        return ref is not None and self._workspace.view.given(ref) is not None

    def _on_changed(self) -> None:
        self._frame = None
        if self.editor.ref is not None and self._edited is not None:
            place = self.place_of(self._edited)
            if place is None:
                self.editor.close_editor()
            else:
                self.editor.place_at(place)
        self.update()

    def _on_document_changed(self, old: Document, new: Document) -> None:
        if self._workspace.pinned is None:  # the cell is gone, or the whole document
            self.editor.close_editor()
        if self._frame is not None:
            self._flip.follow(old, new, self._frame)
        self._on_changed()

    def _on_edited(self, rows: int, cols: int) -> None:
        pinned = self._workspace.pinned
        if pinned is None or (rows, cols) == (0, 0):
            return
        shape = self._workspace.view.shape(pinned.name)
        if shape is None:
            return
        row, col = pinned.row + rows, pinned.col + cols
        if cols and not 0 <= col < shape[1]:
            row, col = row + cols, 0 if cols > 0 else shape[1] - 1
        if 0 <= row < shape[0] and 0 <= col < shape[1]:
            self._workspace.pin(CellRef(pinned.name, row, col))

    def _click(self, at: QPointF) -> None:
        frame = self.frame()
        card = card_at(frame, at.x(), at.y())
        if card is not None:
            self._show(card)
            return
        leads_to = self._workspace.view.time_at(frame, (at.x(), at.y()))
        if leads_to is not None:
            self._workspace.player.pause()
            self._workspace.player.go_to(leads_to)
            self._workspace.player.choose(self._workspace.player.phase)
            return
        cell = frame.hit(at.x(), at.y())
        ref = self.cell_at(at)
        layer = None if cell is None else share_layer(cell)
        layer = self._workspace.foreground.layer if layer is None else layer
        self._workspace.pin(ref)
        seconds = None if ref is None else self._workspace.view.time_of(ref, layer)
        if seconds is not None:
            self._workspace.player.pause()
            self._workspace.player.go_to(seconds)

    def _grip_at(self, at: QPointF) -> Held | None:
        """Take hold of what can be dragged at a point and is no number."""
        frame = self.frame()
        grip = self._workspace.view.grip_at(frame, (at.x(), at.y()))
        return None if grip is None else Held(self._workspace, grip, at, frame)

    def _show(self, card: str) -> None:
        """Go where a small corner or the rail leads."""
        kind, _, which = card.partition(":")
        if kind == "sample":
            self._workspace.foreground.toggle_sample(int(which))
        elif kind == "layer":
            self._workspace.foreground.show_layer(int(which))
        else:
            self._workspace.foreground.show_pane(next(name for name in PANES if name == which))

    def _scrub(self, event: QMouseEvent) -> None:
        drag = self._drag
        if drag is None:
            return
        value = scrubbed(drag.value, drag.start.y() - event.position().y(), pace(event))
        try:
            new = set_cell(self._workspace.document, drag.given, value)
        except GradvizError as error:
            self._workspace.troubled.emit(str(error))
            return
        label = f"Drag {self._workspace.name(drag.given)}"
        self._workspace.edit(new, label, merge=("drag", self._drags))

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(860, 640)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._pressed is None and not self.navigation.is_panning:
            self.pointer.follow(self.frame())
        frame = self._flip.frame(self.frame())  # before anything is painted: it may break
        with QPainter(self) as painter:
            paint(frame, painter, self._rasters)
        if not self._has_appeared:
            self._has_appeared = True
            self.appeared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_changed()
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            self.navigation.grab(event.position())
            return
        self._pressed = event.position()
        at = event.position()
        ref = self.cell_at(at)
        is_card = card_at(self.frame(), at.x(), at.y()) is not None
        given = None if ref is None else self._workspace.view.given(ref)
        view = self._workspace.view
        is_held = ref is not None and view.is_dragged_along(ref)
        if is_held and not self._workspace.viewport.is_whole:
            self.navigation.grab(at)
        elif ref is not None and given is not None and not is_card:
            self._drag = Drag(ref, given, self._workspace.view.value(ref), at)
            self._drags += 1
        elif not is_card:
            self._held = self._grip_at(at)
            if self._held is None:
                self.navigation.grab(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.drag(event.position())
        if self.navigation.is_panning:
            self.navigation.drag(event.position(), self.frame())
            return
        if self._held is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._held.drag_to(event.position())
            return
        if self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            distance = abs(event.position().y() - self._drag.start.y())
            if self._drag.is_moving or distance >= DRAG_FROM:
                self._drag.is_moving = True
                self._scrub(event)
            return
        self.pointer.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.navigation.release()
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        was_held, self._held = self._held, None
        was_drag = self._drag is not None and self._drag.is_moving
        if was_drag and self._drag is not None:
            self._workspace.pin(self._drag.ref)
        self._drag = None
        pressed, self._pressed = self._pressed, None
        if was_held is not None and was_held.has_moved:
            return
        if not was_drag and (event.position() - pressed).manhattanLength() < 2 * DRAG_FROM:
            self._click(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        ref = self.cell_at(at)
        if ref is not None and card_at(self.frame(), at.x(), at.y()) is None:
            self.edit_cell(ref)
        elif ref is None:
            self.navigation.show_all()
            if choices := self._workspace.view.released():
                self._workspace.look_at(**choices)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.navigation.wheel(event, self.frame())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if QApplication.activePopupWidget() is None:  # what its menu is of stays lit up
            self.pointer.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._keys.takes(event):
            return
        ref, text = self._workspace.pinned, _typed(event)
        if ref is not None and self._is_editable(ref):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
                self.edit_cell(ref)
                return
            if text and text in _BEGINS:
                self.edit_cell(ref, text)
                return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.pointer.show_tip(cast(QHelpEvent, event))
            return True
        if isinstance(event, QNativeGestureEvent):
            return self.navigation.pinch(event, self.frame())
        return super().event(event)


def _typed(event: QKeyEvent) -> str:
    """Return what a key writes; with Ctrl, Alt or the like held it writes nothing."""
    writing = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    return "" if event.modifiers() & ~writing else event.text()
