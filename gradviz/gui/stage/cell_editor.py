"""Typing on the picture: a line editor over a cell, with what is wrong right below it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.trouble import Trouble, leaves
from gradviz.messages.message import say
from gradviz.refs import CellRef
from gradviz.session.entry import parse_entry
from gradviz.session.typed import as_typed, type_entry, typed_text

_SMALLEST, _LARGEST = 13, 22  # logical pixels: entries are as large as the numbers around


@guarded
class CellEditor(QLineEdit):
    """Edits one cell in place.

    Enter and Tab take the entry over, Escape leaves the cell as it was. An entry that is
    no number stays, marked, until it is put right, given up or left.
    """

    finished = Signal(int, int)
    """Where to go on: rows and columns from the cell that was edited; (0, 0) is nowhere."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = parent
        self._workspace = workspace
        self._ref: CellRef | None = None
        self._trouble = Trouble(self, parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(0, 0)
        self.textEdited.connect(self._on_text_edited)
        self.hide()

    @property
    def ref(self) -> CellRef | None:
        """The cell that is edited, or None."""
        return self._ref

    @property
    def message(self) -> str:
        """What is wrong with the entry; "" while nothing is."""
        return self._trouble.message

    def open_at(self, ref: CellRef, place: QRectF, text: str | None = None) -> None:
        """Begin to edit a cell drawn at `place`; `text` replaces its number."""
        self._ref = ref
        self.setText(self._shown(ref) if text is None else text)
        entry = say("Entry {cell}", cell=self._workspace.name(ref))
        self.setAccessibleName(self._workspace.write(entry))
        self.place_at(place)
        self._trouble.tell("")
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if text is None:
            self.selectAll()
        else:
            self._on_text_edited()

    def place_at(self, place: QRectF) -> None:
        """Stay over the cell when the picture is laid out anew."""
        room = place.toRect()
        width, height = max(room.width(), 84), max(room.height(), 30)
        middle = room.center()
        parent = self._stage.rect()
        x = min(max(middle.x() - width // 2, 0), parent.width() - width)
        y = min(max(middle.y() - height // 2, 0), parent.height() - height)
        self.setGeometry(x, y, width, height)
        size = min(max(round(room.height() * 0.36), _SMALLEST), _LARGEST)
        self.setStyleSheet(f"font-size: {size}px;")

    def close_editor(self) -> None:
        """Stop editing; the cell stays as it is, and the stage has the focus again."""
        self._ref = None
        self._trouble.tell("")
        if self.hasFocus():
            self._stage.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def take_over(self) -> bool:
        """Write the entry into the document, or say what is wrong with it."""
        if self._ref is None:
            return True
        ref = self._ref
        try:
            new = type_entry(self._workspace.document, ref, self.text())
        except GradvizError as error:
            self._trouble.tell(error.told(self._workspace.appearance.language))
            return False
        self.close_editor()
        self._workspace.edit(new, say("Type {cell}", cell=self._workspace.name(ref)))
        return True

    def _shown(self, ref: CellRef) -> str:
        """Return what the cell holds: as it was typed, else as its number."""
        document = self._workspace.document
        return typed_text(document, ref) or as_typed(
            float(document.matrix(ref.name)[ref.row, ref.col])
        )

    def _on_text_edited(self) -> None:
        if not self.message:
            return
        try:
            parse_entry(self.text())
        except GradvizError as error:
            self._trouble.tell(error.told(self._workspace.appearance.language))
        else:
            self._trouble.tell("")

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0)}
        if event.key() == Qt.Key.Key_Escape:
            self.close_editor()
            self.finished.emit(0, 0)
        elif event.key() in moves:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            rows, cols = moves[Qt.Key(event.key())]
            if self.take_over():
                self.finished.emit(-rows if back else rows, cols)
        else:
            super().keyPressEvent(event)
            event.accept()  # what an entry has no use for is not for the stage below it

    def focusNextPrevChild(self, is_next: bool) -> bool:
        if self.take_over():
            self.finished.emit(0, 1 if is_next else -1)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if leaves(event) and not self.take_over():
            self.close_editor()
