"""What screen readers are told of the stage: its cells, one by one, in words.

Qt asks for none of this until a screen reader runs.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from gradviz.errors import InputError
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.language.numbers import number
from gradviz.refs import CellRef

if TYPE_CHECKING:
    from gradviz.gui.stage.stage import Stage

NOT_YET = "not computed yet"
_MOST_CELLS = 600  # a reader asks for all there are: of larger pictures, only the pinned cell
_NOBODY = cast("QAccessibleInterface", None)  # how Qt says that there is none; its stubs do not
_HOW = "Alt and an arrow goes from cell to cell, Alt and page down to the next matrix"


@lru_cache(maxsize=1)
def install() -> None:
    """Let Qt know how a stage is told of; the second call does nothing."""
    QAccessible.installFactory(_made)


def value_of(workspace: Workspace, ref: CellRef) -> str:
    """Return the number in a cell, or that there is none yet at this time."""
    seconds = workspace.view.time_of(ref)
    if seconds is not None and seconds > workspace.player.seconds:
        return NOT_YET
    return number(workspace.view.value(ref), 6)


def sentence_of(workspace: Workspace, ref: CellRef) -> str:
    """Return the sentence that explains a cell; "" while it is not computed."""
    if value_of(workspace, ref) == NOT_YET:
        return ""
    try:
        return workspace.view.explain(ref, workspace.notation, with_check=False).sentence
    except InputError:  # not every matrix is the result of something
        return ""


@guarded
class StageAccessible(QAccessibleWidget):
    """The stage, with the cells of all matrices as children."""

    def __init__(self, stage: "Stage", workspace: Workspace) -> None:
        super().__init__(stage, QAccessible.Role.Canvas, stage.accessibleName())
        self._stage = stage
        self._workspace = workspace
        self._cells: dict[CellRef, CellAccessible] = {}
        workspace.pointed.connect(self._on_pointed)

    def cell(self, ref: CellRef) -> "CellAccessible":
        """Return what tells of a cell; the same for the same cell, as long as the stage lives."""
        if ref not in self._cells:
            made = CellAccessible(self._stage, self._workspace, ref)
            QAccessible.registerAccessibleInterface(made)
            self._cells[ref] = made
        return self._cells[ref]

    @property
    def _refs(self) -> list[CellRef]:
        passes, pinned = self._workspace.passes, self._workspace.pinned
        shapes = {name: passes.matrix(name).shape for name in passes.names}
        if sum(rows * cols for rows, cols in shapes.values()) > _MOST_CELLS:
            return [] if pinned is None else [pinned]
        return [
            CellRef(name, row, col)
            for name, (rows, cols) in shapes.items()
            for row in range(rows)
            for col in range(cols)
        ]

    def _on_pointed(self) -> None:
        """Let the reader follow the pinned cell, as it follows the focus."""
        if not QAccessible.isActive() or not shiboken6.isValid(self._stage):
            return
        changed = QAccessibleEvent(self._stage, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)
        pinned = self._workspace.pinned
        if pinned is not None and self._stage.hasFocus():
            focus = QAccessibleEvent(self.cell(pinned), QAccessible.Event.Focus)
            QAccessible.updateAccessibility(focus)

    # --- Qt

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Description:
            return super().text(kind)
        ref = self._workspace.pinned or self._workspace.hovered
        if ref is None:
            return _HOW
        told = f"{self._workspace.name(ref)} is {value_of(self._workspace, ref)}"
        return f"{told}. {sentence_of(self._workspace, ref)}"

    def childCount(self) -> int:
        return len(self._refs)

    def child(self, index: int) -> QAccessibleInterface:
        refs = self._refs
        return self.cell(refs[index]) if 0 <= index < len(refs) else _NOBODY

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        refs = self._refs
        return next((n for n, ref in enumerate(refs) if self._cells.get(ref) is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        ref = self._stage.cell_at(QPointF(self._stage.mapFromGlobal(QPoint(x, y))))
        return _NOBODY if ref is None else self.cell(ref)

    def focusChild(self) -> QAccessibleInterface:
        pinned = self._workspace.pinned
        has_focus = pinned is not None and self._stage.hasFocus()
        return self.cell(pinned) if has_focus and pinned is not None else _NOBODY


@guarded
class CellAccessible(QAccessibleInterface):
    """One cell: "W[1,2]", its number, and the sentence that explains it."""

    def __init__(self, stage: "Stage", workspace: Workspace, ref: CellRef) -> None:
        super().__init__()
        self._stage = stage
        self._workspace = workspace
        self._ref = ref

    # --- Qt

    def isValid(self) -> bool:
        if not shiboken6.isValid(self._stage):
            return False
        return self._workspace.view.has(self._ref)

    def object(self) -> QObject:
        return cast("QObject", None)  # as Qt has it for what is no QObject

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._stage) if self.isValid() else _NOBODY

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Cell

    def state(self) -> QAccessible.State:
        return QAccessible.State()

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        kinds = QAccessible.Text
        match kind:
            case kinds.Name:
                name = self._workspace.name(self._ref)
                return f"{name} is {value_of(self._workspace, self._ref)}"
            case kinds.Value:
                return value_of(self._workspace, self._ref)
            case kinds.Description:
                return sentence_of(self._workspace, self._ref)
        return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Do nothing: cells are edited by keys."""

    def rect(self) -> QRect:
        place = self._stage.place_of(self._ref) if self.isValid() else None
        if place is None:
            return QRect()
        corner = self._stage.mapToGlobal(place.topLeft()).toPoint()
        return QRect(corner, place.size().toSize())

    def child(self, _index: int) -> QAccessibleInterface:
        return _NOBODY

    def childCount(self) -> int:
        return 0

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface:
        return _NOBODY

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1


def _made(class_name: str, widget: QObject) -> QAccessibleInterface | None:
    """Make what tells of a stage; None, so that Qt goes on looking, for everything else."""
    if class_name != "Stage":
        return None
    from gradviz.gui.stage.stage import Stage

    return StageAccessible(widget, widget.workspace) if isinstance(widget, Stage) else None
