"""The menu of the picture: what can be done to the cell under the pointer, or to all of it."""

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from gradviz.gui.commands.command import CommandTable, plain
from gradviz.gui.commands.copying import can_copy_matrix, copy_matrix, copy_menu, copy_number
from gradviz.gui.commands.view import ARRANGEMENT_IDS
from gradviz.gui.guard import guarded
from gradviz.gui.stage.drags import DRAG_FROM
from gradviz.gui.stage.pictures import Pictures
from gradviz.language.numbers import number
from gradviz.messages.message import say
from gradviz.refs import CellRef

_RIGHT = Qt.MouseButton.RightButton


@guarded
class CellMenu(QObject):
    """Opens on a right click, or the key for menus; what cannot be done is not in it.

    The right button also moves an enlarged picture: the menu opens as it is released, if it has
    not been dragged.

    Parameters
    ----------
    pictures : Pictures
        Its parent.
    commands : CommandTable
    """

    def __init__(self, pictures: Pictures, commands: CommandTable) -> None:
        super().__init__(pictures)
        self._pictures = pictures
        self._stage = pictures.stage
        self._workspace = pictures.stage.workspace
        self._commands = commands
        self._pressed: QPointF | None = None
        self._stage.installEventFilter(self)
        pictures.installEventFilter(self)

    def menu_of(self, ref: CellRef | None) -> QMenu:
        """Return the menu of a cell, or of the ground beside all cells."""
        menu = QMenu(self._pictures)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands.refresh()
        if ref is not None and self._workspace.view.has(ref):
            self._add_cell(menu, ref)
            menu.addSeparator()
            self._add_copies(menu, ref)
        menu.addActions([self._commands.action(name) for name in ("copy-picture", "export")])
        if ref is None:
            self._add_ground(menu)
        return menu

    def _add_cell(self, menu: QMenu, ref: CellRef) -> None:
        workspace, stage = self._workspace, self._stage
        value = number(workspace.view.value(ref), 6)
        menu.addAction(f"{workspace.name(ref)} = {value}").setEnabled(False)
        if ref == workspace.pinned:
            menu.addAction(self._commands.action("unpin"))
        else:
            _add(menu, workspace.write(say("&Pin the cell")), partial(workspace.pin, ref))
        trace = self._commands.action("trace")
        if ref == workspace.pinned:
            if trace.isEnabled():
                menu.addAction(trace)
        elif workspace.tracer.can_trace(ref):
            _add(menu, trace.text(), partial(self._trace, ref))
        if workspace.view.given(ref) is not None:
            _add(menu, workspace.write(say("&Edit the cell")), partial(stage.edit_cell, ref))

    def _add_copies(self, menu: QMenu, ref: CellRef) -> None:
        workspace, name = self._workspace, ref.name
        title = plain(self._commands.action("copy-number").text())
        _add(menu, title, partial(copy_number, workspace, ref))
        if can_copy_matrix(workspace, name):
            called, copy = say("Copy {matrix}", matrix=name), partial(copy_matrix, workspace, name)
            menu.addMenu(copy_menu(workspace, called, copy, menu))

    def _add_ground(self, menu: QMenu) -> None:
        commands = self._commands
        menu.addSeparator()
        if commands.action("zoom-all").isEnabled():
            menu.addAction(commands.action("zoom-all"))
        if self._workspace.document.view.view == "flow":
            inner = menu.addMenu(self._workspace.write(say("&Arrangement")))
            inner.addActions([commands.action(name) for name in ARRANGEMENT_IDS])

    def _trace(self, ref: CellRef) -> None:
        self._workspace.pin(ref)
        self._commands.action("trace").trigger()

    def _open(self, ref: CellRef | None, at: QPoint) -> None:
        menu = self.menu_of(ref)
        menu.aboutToHide.connect(self._on_hidden)
        menu.popup(at)

    def _on_hidden(self) -> None:
        if not self._stage.underMouse():
            self._stage.pointer.leave()

    def _open_at_pinned(self) -> None:
        """Open it where the pinned cell is drawn, or in the middle."""
        pinned = self._workspace.pinned
        place = None if pinned is None else self._stage.place_of(pinned)
        if place is None:
            self._open(None, self._pictures.mapToGlobal(self._pictures.rect().center()))
        else:
            self._open(pinned, self._stage.mapToGlobal(place.center().toPoint()))

    def _takes(self, event: QMouseEvent) -> bool:
        """Open the menu where the right button is released, if it has not been dragged."""
        pressed, at = self._pressed, event.position()
        self._pressed = at if event.type() == QEvent.Type.MouseButtonPress else None
        if event.type() != QEvent.Type.MouseButtonRelease or pressed is None:
            return False
        if (at - pressed).manhattanLength() >= DRAG_FROM:
            return False
        self._stage.navigation.release()
        self._open(self._stage.cell_at(at), event.globalPosition().toPoint())
        return True

    # --- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            is_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            if not is_mouse:
                self._open_at_pinned()
            elif watched is not self._stage:  # a picture without cells
                self._open(None, event.globalPos())
            return True
        if isinstance(event, QKeyEvent) and _asks_for_menu(event):
            self._open_at_pinned()
            return True
        is_right = isinstance(event, QMouseEvent) and event.button() == _RIGHT
        return is_right and watched is self._stage and self._takes(cast("QMouseEvent", event))


def _asks_for_menu(event: QKeyEvent) -> bool:
    """Tell whether a key is Shift+F10, which not every system takes for the key for menus."""
    is_held = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_F10 and is_held


def _add(menu: QMenu, title: str, run: Callable[[], None]) -> None:
    menu.addAction(title).triggered.connect(run)
