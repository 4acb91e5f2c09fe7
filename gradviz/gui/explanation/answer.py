"""A question like a link; its answer unfolds below it."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gradviz.explain.question import Why
from gradviz.gui.explanation.richtext import html
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.messages.message import NOTHING, say


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

    unfolded = Signal(object, bool)
    """The question, and whether its answer is open now."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._why = Why(NOTHING, NOTHING)
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

    def show_why(self, why: Why, *, is_open: bool) -> None:
        """Show a question, and its answer if it is open."""
        self._why = why
        self._unfold(is_open)

    def _unfold(self, is_open: bool) -> None:
        self._is_open = is_open
        self._answer.setVisible(is_open)
        workspace, question = self._workspace, self._workspace.write(self._why.question)
        theme = workspace.theme
        if is_open:
            answer = self._why.answer
            self._answer.setText(html([answer.line(workspace.appearance.language)], theme))
            self._answer.setAccessibleName(workspace.write(answer))
        words = f"{escape(question)}&nbsp;{'↓' if is_open else '→'}"
        style = f"color:{code(theme.accent)}; text-decoration:none"
        self._question.setText(f'<a href="answer" style="{style}">{words}</a>')
        self._question.setAccessibleName(question)
        self._question.setAccessibleDescription(
            workspace.write(
                say("Enter hides the answer") if is_open else say("Enter shows the answer")
            )
        )

    def _on_asked(self, _target: str) -> None:
        self._unfold(not self._is_open)
        self.unfolded.emit(self._why.question, self._is_open)
