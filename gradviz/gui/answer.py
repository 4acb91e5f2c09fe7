"""A question like a link; its answer unfolds below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gradviz.gui.richtext import html
from gradviz.scene.formula import Run
from gradviz.scene.question import Why
from gradviz.scene.theme import Theme


class Answer(QWidget):
    """A question that is asked by clicking it."""

    toggled = Signal(str, bool)
    """The question, and whether its answer is open now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = ""
        self.button = QPushButton(self)
        self.button.setCheckable(True)
        self.button.setProperty("role", "link")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.toggled.connect(self._on_toggled)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text)

    def show_why(self, why: Why, theme: Theme, *, is_open: bool) -> None:
        """Show a question, and its answer if it is open."""
        self._question = why.question
        self.text.setText(html([(Run(why.answer),)], theme))
        self.text.setAccessibleName(why.answer)
        self.button.blockSignals(True)
        self.button.setChecked(is_open)
        self.button.blockSignals(False)
        self._unfold(is_open)

    def _unfold(self, is_open: bool) -> None:
        self.text.setVisible(is_open)
        self.button.setText(f"{self._question} {'↓' if is_open else '→'}")
        self.button.setAccessibleName(self._question)
        self.button.setAccessibleDescription("Hides the answer" if is_open else "Shows the answer")

    def _on_toggled(self, is_open: bool) -> None:
        self._unfold(is_open)
        self.toggled.emit(self._question, is_open)
