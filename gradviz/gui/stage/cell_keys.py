"""Going from cell to cell of the picture with the keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent

from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.layout.neighbours import Direction, neighbour
from gradviz.scene.marks.frame import Cells, Frame
from gradviz.views.flow.strip import card_at

_Key = Qt.Key
_ARROWS: dict[int, Direction] = {
    _Key.Key_Left: "left",
    _Key.Key_Right: "right",
    _Key.Key_Up: "up",
    _Key.Key_Down: "down",
}
_PAGES: dict[int, int] = {_Key.Key_PageUp: -1, _Key.Key_PageDown: 1}
_HELD = ~Qt.KeyboardModifier.KeypadModifier


class CellKeys(QObject):
    """Moves the pinned cell; arrows alone step the time, here as on the time bar.

    Alt and an arrow goes to the cell beside, Alt and page up or down to the matrix before or
    after, Enter to the step that writes the cell.

    Parameters
    ----------
    workspace : Workspace
    pictured : callable
        Returns the picture.
    bring_up : callable
        Shows a cell large, and returns where.
    parent : QObject
    """

    def __init__(
        self,
        workspace: Workspace,
        pictured: Callable[[], Frame],
        bring_up: Callable[[CellRef], QRectF | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._pictured = pictured
        self._bring_up = bring_up

    def takes(self, event: QKeyEvent) -> bool:
        """Do what a key means for the pinned cell; tell whether it meant something."""
        held, key = event.modifiers() & _HELD, event.key()
        if held == Qt.KeyboardModifier.AltModifier and key in _ARROWS:
            self._go_beside(_ARROWS[key])
        elif held == Qt.KeyboardModifier.AltModifier and key in _PAGES:
            self._go_to_matrix(_PAGES[key])
        elif held == Qt.KeyboardModifier.NoModifier and key in (_Key.Key_Return, _Key.Key_Enter):
            return self._go_to_step()
        else:
            return False
        return True

    def _go_beside(self, direction: Direction) -> None:
        pinned = self._workspace.pinned
        marks = self._marks()
        if pinned is None:
            self._begin(marks)
            return
        place = self._bring_up(pinned)
        if place is not None:
            found = neighbour(self._marks(), (place.center().x(), place.center().y()), direction)
            if found is not None:
                self._workspace.pin(self._workspace.view.entry(found))

    def _begin(self, marks: list[Cells]) -> None:
        """Pin the cell that is pointed at, else the first one of the first matrix."""
        first = marks[0].hit(marks[0].x + 1, marks[0].y + 1) if marks else None
        entry = None if first is None else self._workspace.view.entry(first)
        self._workspace.pin(self._workspace.hovered or entry)

    def _go_to_matrix(self, step: int) -> None:
        view, pinned = self._workspace.view, self._workspace.pinned
        names = view.names
        if not names:  # a race shows no matrices
            return
        cells = () if pinned is None else view.cells(pinned)
        here = [names.index(cell.name) for cell in cells if cell.name in names]
        place = here[0] + step if here else 0  # what was pinned in another view may not be here
        name = names[place % len(names)]
        ref = view.entry(CellRef(name, 0, 0))
        if self._bring_up(ref) is None:  # of some matrices, a few entries are shown
            shown = (mark.first for mark in self._marks() if mark.ref == name)
            ref = view.entry(CellRef(name, *next(shown, (0, 0))))
        self._workspace.pin(ref)

    def _go_to_step(self) -> bool:
        """Go to where the pinned cell is written; False for one that is given."""
        pinned = self._workspace.pinned
        view = self._workspace.view
        layer = self._workspace.foreground.layer
        seconds = None if pinned is None else view.time_of(pinned, layer)
        if pinned is None or seconds is None or view.given(pinned) is not None:
            return False
        self._workspace.player.pause()
        self._workspace.player.go_to(seconds)
        return True

    def _marks(self) -> list[Cells]:
        """Return the matrices that are shown large, each once, in the order of the passes.

        Of one that is shown in parts, these.
        """
        frame = self._pictured()
        found = [
            mark
            for mark in frame.marks
            if isinstance(mark, Cells) and mark.ref and not card_at(frame, mark.x, mark.y)
        ]
        largest: dict[str, float] = {}
        for mark in found:
            largest[mark.ref] = max(mark.pitch_x, largest.get(mark.ref, 0.0))
        names = self._workspace.view.names
        parts = {
            (mark.ref, mark.first): mark
            for mark in reversed(found)
            if mark.ref in names and mark.pitch_x == largest[mark.ref]
        }
        forwards = list(parts.values())[::-1]
        return sorted(forwards, key=lambda mark: names.index(mark.ref))
