"""A question like a link; its answer unfolds below it."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gradviz.explain.question import Why
from gradviz.gui.explanation.richtext import html
from gradviz.gui.guard import guarded
from gradviz.gui.widgets.look import code
from gradviz.messages.line import Run
from gradviz.scene.marks.theme import DARK, Theme


@guarded
class _Question(QLabel):
    """A link that wraps, with one stop for the Tab key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "question")
        self.setIndent(0)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.linkActivated.emit("answer")
        else:
            super().keyPressEvent(event)


class Answer(QWidget):
    """A question that is asked by clicking it, or with Tab and Enter."""

    unfolded = Signal(str, bool)
    """The question, and whether its answer is open now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._why = Why("", "")
        self._theme = DARK
        self._is_open = False
        self._question = _Question(self)
        self._question.linkActivated.connect(self._on_asked)
        self._answer = QLabel(self)
        self._answer.setWordWrap(True)
        self._answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self._question)
        column.addWidget(self._answer)

    def show_why(self, why: Why, theme: Theme, *, is_open: bool) -> None:
        """Show a question, and its answer if it is open."""
        self._why, self._theme = why, theme
        self._unfold(is_open)

    def _unfold(self, is_open: bool) -> None:
        self._is_open = is_open
        self._answer.setVisible(is_open)
        if is_open:
            self._answer.setText(html([(Run(self._why.answer),)], self._theme))
            self._answer.setAccessibleName(self._why.answer)
        words = f"{escape(self._why.question)}&nbsp;{'↓' if is_open else '→'}"
        style = f"color:{code(self._theme.accent)}; text-decoration:none"
        self._question.setText(f'<a href="answer" style="{style}">{words}</a>')
        self._question.setAccessibleName(self._why.question)
        self._question.setAccessibleDescription(
            "Enter hides the answer" if is_open else "Enter shows the answer"
        )

    def _on_asked(self, _target: str) -> None:
        self._unfold(not self._is_open)
        self.unfolded.emit(self._why.question, self._is_open)
