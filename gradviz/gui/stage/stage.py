"""The stage: paints the picture of the moment, and takes what is done to it."""

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
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

from gradviz.gui.guard import guarded, report
from gradviz.gui.stage.cell_editor import CellEditor
from gradviz.gui.stage.cell_keys import CellKeys
from gradviz.gui.stage.editing import Editing
from gradviz.gui.stage.flip import Flip
from gradviz.gui.stage.gestures import Gestures
from gradviz.gui.stage.navigation import Navigation
from gradviz.gui.stage.plate import Plate
from gradviz.gui.stage.pointer import Pointer
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say
from gradviz.refs import CellRef
from gradviz.scene.layout.page import only_words
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.views.targets import Target, entry_of, target_at

if TYPE_CHECKING:
    from gradviz.gui.stage.accessible import ToldPicture

_BROKEN = say("Something broke while this picture was made; other views and all editors go on")


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
        self._frame: Frame | None = None
        self._plate = Plate()
        self._has_appeared = False
        self.editor = CellEditor(workspace, self)
        self._editing = Editing(workspace, self.editor, self.frame, self)
        self._keys = CellKeys(workspace, self.frame, self._editing.bring_up, self)
        self.navigation = Navigation(workspace, self)
        self.pointer = Pointer(workspace, self, self.target_at)
        self._gestures = Gestures(
            workspace, self.navigation, self.target_at, self.frame, self.edit_cell
        )
        self._flip = Flip(workspace, self)
        self._flip.moved.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(workspace.write(say("Flow")))
        _let_readers_know()
        workspace.moved.connect(self._on_changed)
        workspace.styled.connect(self._on_changed)
        workspace.pointed.connect(self._on_pointed)
        workspace.document_changed.connect(self._on_document_changed)

    @property
    def workspace(self) -> Workspace:
        """What it shows."""
        return self._workspace

    @property
    def told(self) -> "ToldPicture":
        """What there is to tell of the picture to who does not see it."""
        from gradviz.gui.stage.accessible import ToldPicture  # most starts are not listened to
        from gradviz.gui.stage.spoken import cells_told, sentence_of, value_of

        space = self._workspace
        return ToldPicture(
            cells=lambda: cells_told(space.passes, space.pinned),
            pinned=lambda: space.pinned,
            hovered=lambda: space.hovered,
            pointed=space.pointed,
            has=lambda ref: space.view.has(ref),
            name=space.name,
            value=lambda ref: value_of(space.view, ref, space.player.seconds),
            sentence=lambda ref: sentence_of(space.view, ref, space.player.seconds, space.notation),
            place=self.place_of,
            cell_at=self.cell_at,
            picture=lambda: space.view.told(space.request(self._style)),
            write=space.write,
        )

    def frame(self) -> Frame:
        """Return the picture as it is now."""
        if self._frame is None:
            self._frame = self._made(self._style)
        return self._frame

    @property
    def _style(self) -> Style:
        pixel = 1.0 / self.devicePixelRatioF()
        return self._workspace.style(self.width(), self.height(), pixel)

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

    def target_at(self, at: QPointF) -> Target:
        """Return what is at a point."""
        return target_at(self._workspace.view, self.frame(), (at.x(), at.y()))

    def cell_at(self, at: QPointF) -> CellRef | None:
        """Return the entry that is drawn at a point, or None."""
        return entry_of(self.target_at(at))

    def place_of(self, ref: CellRef) -> QRectF | None:
        """Return where a cell is drawn largest, or None if it is not in the picture."""
        return self._editing.place_of(ref)

    def edit_cell(self, ref: CellRef, text: str | None = None) -> None:
        """Open the editor over a cell, if it can be edited, in the corner where it is large."""
        self._editing.edit(ref, text)

    def _on_pointed(self) -> None:
        self._frame = None
        self._editing.follow()
        self.update()

    def _on_changed(self) -> None:
        self._plate.clear()
        self._on_pointed()

    def _on_document_changed(self, old: Document, new: Document) -> None:
        if self._workspace.pinned is None:  # the cell is gone, or the whole document
            self.editor.close_editor()
        if self._frame is not None:
            self._flip.follow(old, new, self._frame)
        self._on_changed()

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(860, 640)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._gestures.are_on:
            self.pointer.follow(self.frame())
        frame = self._flip.frame(self.frame())  # before anything is painted: it may break
        with QPainter(self) as painter:
            self._plate.paint(frame, painter)
        if not self._has_appeared:
            self._has_appeared = True
            self.appeared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_changed()
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.drag(event.position())
        if not self._gestures.drag(event):
            self.pointer.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._gestures.double_click(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.navigation.wheel(event, self.frame())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if QApplication.activePopupWidget() is None:  # what its menu is of stays lit up
            self.pointer.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self._keys.takes(event) or self._editing.takes(event)):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.pointer.show_tip(cast(QHelpEvent, event))
            return True
        if isinstance(event, QNativeGestureEvent):
            return self.navigation.pinch(event, self.frame())
        return super().event(event)


@lru_cache(maxsize=1)
def _let_readers_know() -> None:
    """Let Qt know how a stage is told of; the second call does nothing."""
    QAccessible.installFactory(_accessible)


def _accessible(class_name: str, widget: QObject) -> QAccessibleInterface | None:
    """Make what tells of a stage; None, so that Qt goes on looking, for everything else."""
    if class_name != "Stage" or not isinstance(widget, Stage):
        return None
    from gradviz.gui.stage.accessible import StageAccessible

    return StageAccessible(widget, widget.told)
