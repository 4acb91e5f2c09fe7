"""Typing on the picture: a line editor over a cell, with what is wrong right below it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.session.entry import parse_entry
from gradviz.session.typed import type_entry, typed_text, written

_SMALLEST, _LARGEST = 13, 22  # logical pixels: entries are as large as the numbers around


@guarded
class CellEditor(QLineEdit):
    """Edits one cell in place.

    Enter and Tab take the entry over, Escape leaves the cell as it was. An entry that is
    no number stays, marked, until it is put right.
    """

    finished = Signal(int, int)
    """Where to go on: rows and columns from the cell that was edited; (0, 0) is nowhere."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = parent
        self._workspace = workspace
        self._ref: CellRef | None = None
        self._trouble = QLabel(parent)
        self._trouble.setProperty("role", "bubble")
        self._trouble.setMargin(6)
        self._trouble.setWordWrap(True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._trouble.hide()
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
        return "" if self._trouble.isHidden() else self._trouble.text()

    def open_at(self, ref: CellRef, place: QRectF, text: str | None = None) -> None:
        """Begin to edit a cell drawn at `place`; `text` replaces its number."""
        self._ref = ref
        self.setText(self._shown(ref) if text is None else text)
        self.setAccessibleName(f"Entry {self._workspace.name(ref)}")
        self.place_at(place)
        self._clear_trouble()
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
        self._clear_trouble()
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
            self._show_trouble(str(error))
            return False
        self.close_editor()
        self._workspace.edit(new, f"Type {self._workspace.name(ref)}")
        return True

    def _shown(self, ref: CellRef) -> str:
        """Return what the cell holds: as it was typed, else as its number."""
        document = self._workspace.document
        return typed_text(document, ref) or written(
            float(document.matrix(ref.name)[ref.row, ref.col])
        )

    def _on_text_edited(self) -> None:
        if self._trouble.isHidden():
            return
        try:
            parse_entry(self.text())
        except GradvizError as error:
            self._show_trouble(str(error))
        else:
            self._clear_trouble()

    def _show_trouble(self, message: str) -> None:
        self._mark(True)
        self._trouble.setText(message)
        parent = self._stage.rect()
        self._trouble.setFixedWidth(min(320, parent.width()))
        self._trouble.adjustSize()
        below = self.geometry().bottom() + 4
        fits = below + self._trouble.height() <= parent.height()
        y = below if fits else self.geometry().top() - self._trouble.height() - 4
        x = min(self.geometry().x(), parent.width() - self._trouble.width())
        self._trouble.move(max(x, 0), y)
        self._trouble.show()
        self._trouble.raise_()

    def _clear_trouble(self) -> None:
        self._mark(False)
        self._trouble.hide()

    def _mark(self, is_wrong: bool) -> None:
        if self.property("wrong") != is_wrong:
            self.setProperty("wrong", is_wrong)
            self.style().unpolish(self)
            self.style().polish(self)

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
        if self._ref is not None and event.reason() == Qt.FocusReason.MouseFocusReason:
            self.take_over()
