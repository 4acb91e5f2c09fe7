"""Which cell of the picture is edited: over it is the editor, and Enter and Tab lead on."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent

from gradviz.gui.stage.cell_editor import CellEditor
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.views.flow.focus import home_of
from gradviz.views.targets import Link, place_of, target_at

_BEGINS = "0123456789.-+−(pseni√"
"""What an entry begins with."""
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class Editing(QObject):
    """Opens the editor over cells that can be edited, where they are drawn large.

    Parameters
    ----------
    workspace : Workspace
    editor : CellEditor
    pictured : callable
        Returns the picture.
    parent : QObject
    """

    def __init__(
        self,
        workspace: Workspace,
        editor: CellEditor,
        pictured: Callable[[], Frame],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self._pictured = pictured
        self._edited: CellRef | None = None
        editor.finished.connect(self._on_finished)

    def place_of(self, ref: CellRef) -> QRectF | None:
        """Return where a cell is drawn largest, or None if it is not in the picture."""
        place = place_of(self._workspace.view, self._pictured(), ref)
        return None if place is None else QRectF(*place)

    def bring_up(self, ref: CellRef) -> QRectF | None:
        """Make the corner with a cell the large one if it is a small one; return the place."""
        workspace, place = self._workspace, self.place_of(ref)
        if workspace.document.view.view != "flow":
            return place
        if place is None or self._is_small(place):
            layer, name = home_of(workspace.passes, ref.name)
            workspace.foreground.set_focus(name, layer)
            place = self.place_of(ref)
        return place

    def edit(self, ref: CellRef, text: str | None = None) -> None:
        """Open the editor over a cell, if it can be edited; `text` replaces its number."""
        given = self._workspace.view.given(ref)
        place = None if given is None else self.bring_up(ref)
        if given is not None and place is not None:
            self._workspace.player.pause()
            self._workspace.pin(ref)
            self._edited = ref
            self._editor.open_at(given, place, text)

    def takes(self, event: QKeyEvent) -> bool:
        """Edit the pinned cell if a key says so, or begins an entry; tell whether it did."""
        ref, text = self._workspace.pinned, _typed(event)
        if ref is None or self._workspace.view.given(ref) is None:
            return False
        if event.key() in _OPENS:
            self.edit(ref)
        elif text and text in _BEGINS:
            self.edit(ref, text)
        else:
            return False
        return True

    def follow(self) -> None:
        """Stay over the cell where the picture is another one; end where the cell is gone."""
        if self._editor.ref is None or self._edited is None:
            return
        place = self.place_of(self._edited)
        if place is None:
            self._editor.close_editor()
        else:
            self._editor.place_at(place)

    # --- inside

    def _is_small(self, place: QRectF) -> bool:
        """Tell whether a place is in a small corner."""
        at = (place.center().x(), place.center().y())
        return isinstance(target_at(self._workspace.view, self._pictured(), at), Link)

    def _on_finished(self, rows: int, cols: int) -> None:
        """Pin the cell that the editor goes on to, if there is one."""
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


def _typed(event: QKeyEvent) -> str:
    """Return what a key writes; with Ctrl, Alt or the like held it writes nothing."""
    writing = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    return "" if event.modifiers() & ~writing else event.text()
