"""What screen readers are told of the stage: its cells, one by one, in words.

Qt asks for none of this until a screen reader runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import shiboken6
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from gradviz.gui.guard import guarded
from gradviz.messages.message import Message, Text, joined, say
from gradviz.refs import CellRef

_NOBODY = cast("QAccessibleInterface", None)  # how Qt says that there is none; its stubs do not
_HOW = say("Alt with an arrow key goes from cell to cell, Alt with Page Down to the next matrix")


@dataclass(frozen=True, slots=True, eq=False)
class ToldPicture:
    """What there is to tell of a picture.

    Attributes
    ----------
    cells : callable
        Returns the cells that are told of one by one.
    pinned, hovered : callable
        Return the cell that is kept, and the one under the pointer, or None.
    pointed : Signal
        One of the two is another.
    has : callable
        Tells whether there is such a cell.
    name, value, sentence : callable
        Return what is said of a cell.
    place : callable
        Returns where a cell is drawn, or None.
    cell_at : callable
        Returns the cell at a point, or None.
    picture : callable
        Returns what the picture itself says, or nothing.
    write : callable
        Returns a text in the language of the user.
    """

    cells: Callable[[], list[CellRef]]
    pinned: Callable[[], CellRef | None]
    hovered: Callable[[], CellRef | None]
    pointed: SignalInstance
    has: Callable[[CellRef], bool]
    name: Callable[[CellRef], str]
    value: Callable[[CellRef], Message]
    sentence: Callable[[CellRef], Message]
    place: Callable[[CellRef], QRectF | None]
    cell_at: Callable[[QPointF], CellRef | None]
    picture: Callable[[], Text]
    write: Callable[[Text], str]


@guarded
class StageAccessible(QAccessibleWidget):
    """The stage, with the cells of all matrices as children."""

    def __init__(self, stage: QWidget, told: ToldPicture) -> None:
        super().__init__(stage, QAccessible.Role.Canvas, stage.accessibleName())
        self._stage = stage
        self._told = told
        self._cells: dict[CellRef, CellAccessible] = {}
        told.pointed.connect(self._on_pointed)

    def cell(self, ref: CellRef) -> "CellAccessible":
        """Return what tells of a cell; the same for the same cell, as long as the stage lives."""
        if ref not in self._cells:
            made = CellAccessible(self._stage, self._told, ref)
            QAccessible.registerAccessibleInterface(made)
            self._cells[ref] = made
        return self._cells[ref]

    def _on_pointed(self) -> None:
        """Let the reader follow the pinned cell, as it follows the focus."""
        if not QAccessible.isActive() or not shiboken6.isValid(self._stage):
            return
        changed = QAccessibleEvent(self._stage, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)
        pinned = self._told.pinned()
        if pinned is not None and self._stage.hasFocus():
            focus = QAccessibleEvent(self.cell(pinned), QAccessible.Event.Focus)
            QAccessible.updateAccessibility(focus)

    # --- Qt

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Description:
            return super().text(kind)
        told = self._told
        ref = told.pinned() or told.hovered()
        if ref is None:
            return told.write(joined((told.picture(), _HOW)))
        cell = say("{cell} is {value}.", cell=told.name(ref), value=told.value(ref))
        return told.write(joined((cell, told.sentence(ref))))

    def childCount(self) -> int:
        return len(self._told.cells())

    def child(self, index: int) -> QAccessibleInterface:
        refs = self._told.cells()
        return self.cell(refs[index]) if 0 <= index < len(refs) else _NOBODY

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        refs = self._told.cells()
        return next((n for n, ref in enumerate(refs) if self._cells.get(ref) is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        ref = self._told.cell_at(QPointF(self._stage.mapFromGlobal(QPoint(x, y))))
        return _NOBODY if ref is None else self.cell(ref)

    def focusChild(self) -> QAccessibleInterface:
        pinned = self._told.pinned()
        has_focus = pinned is not None and self._stage.hasFocus()
        return self.cell(pinned) if has_focus and pinned is not None else _NOBODY


@guarded
class CellAccessible(QAccessibleInterface):
    """One cell: "W[1,2]", its number, and the sentence that explains it."""

    def __init__(self, stage: QWidget, told: ToldPicture, ref: CellRef) -> None:
        super().__init__()
        self._stage = stage
        self._told = told
        self._ref = ref

    # --- Qt

    def isValid(self) -> bool:
        if not shiboken6.isValid(self._stage):
            return False
        return self._told.has(self._ref)

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
        kinds, told, ref = QAccessible.Text, self._told, self._ref
        match kind:
            case kinds.Name:
                name = say("{cell} is {value}", cell=told.name(ref), value=told.value(ref))
                return told.write(name)
            case kinds.Value:
                return told.write(told.value(ref))
            case kinds.Description:
                return told.write(told.sentence(ref))
        return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Do nothing: cells are edited by keys."""

    def rect(self) -> QRect:
        place = self._told.place(self._ref) if self.isValid() else None
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
