"""One explanation as widgets: number, sentence, formula, parts, check, neighbours, questions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gradviz.explain.explanation import Explanation
from gradviz.explain.question import Why
from gradviz.gui.explanation.answer import Answer
from gradviz.gui.explanation.check_table import CheckTable
from gradviz.gui.explanation.parts_chart import PartsChart
from gradviz.gui.explanation.richtext import html, legible, links
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.labels import LinkLabel
from gradviz.gui.widgets.look import code
from gradviz.language.numbers import number
from gradviz.messages.message import NOTHING, Message, Text, say
from gradviz.refs import CellRef
from gradviz.render.fonts import MONO, SANS

_QUESTIONS = 2


class ExplanationView(QWidget):
    """Shows what it is given."""

    pin_clicked = Signal()
    """The button beside the title: pin what is shown, or unpin it."""
    answered = Signal(object)
    """The widget of a question whose answer was unfolded."""
    trace_clicked = Signal()
    """The button below the sentence: trace what is shown, or leave the trace."""
    cell_chosen = Signal(object)
    """A link to other cells was followed: the CellRef of the first of them."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._open: set[Message] = set()
        self._make_labels()
        self._chart = PartsChart(workspace, self)
        self._checked = CheckTable(workspace, self)
        self._answers = [Answer(workspace, self) for _ in range(_QUESTIONS)]
        for answer in self._answers:
            answer.unfolded.connect(self._on_answer_unfolded)
        self._lay_out()

    def show_explanation(self, told: Explanation, whys: Sequence[Why], unchecked: Message) -> None:
        """Show an explanation.

        Parameters
        ----------
        told : Explanation
        whys : sequence of Why
            Questions about the cell, at most two.
        unchecked : Message
            What stands in the place of a check that is not there.
        """
        theme, language = self._workspace.theme, self._workspace.appearance.language
        self._show_head(told)
        self._sentence.setText(html([told.told.line(language)], theme))
        self._sentence.setAccessibleName(self._workspace.write(told.told))
        self._formula.setText(html(told.formula, theme, spacing=130))
        self._show_parts(told)
        self.show_check(told, unchecked)
        self._comes_from.setText(links(told.comes_from, theme, language))
        self._feeds.setText(links(told.feeds, theme, language))
        for n, answer in enumerate(self._answers):
            answer.setVisible(n < len(whys))
            if n < len(whys):
                answer.show_why(whys[n], is_open=whys[n].question in self._open)

    def show_trace(self, ref: CellRef) -> None:
        """Offer to trace a cell, or to leave the trace of it; nothing where there are no paths."""
        tracer = self._workspace.tracer
        is_traced = tracer.is_tracing(ref)
        write = self._workspace.write
        if is_traced:
            self._trace.setText(write(say("Leave the trace  ✕")))
            self._trace.setToolTip("Esc")
        else:
            self._trace.setText(write(say("Show all paths to the loss")))
            self._trace.setToolTip(write(say("Light up all paths between it and the loss")))
        self._trace.setVisible(tracer.can_trace(ref))

    def show_note(self, note: Message | None) -> None:
        """Show what is to be said before all else, or nothing."""
        self._note.setText("" if note is None else self._workspace.write(note))
        self._note.setVisible(note is not None)

    def show_check(self, told: Explanation, unchecked: Message) -> None:
        """Show the check of an explanation, or `unchecked` in its place."""
        if told.check is not None:
            self._checked.show_check(told.check)
        self._check_title.setVisible(told.is_gradient)
        self._checked.setVisible(told.check is not None)
        self._unchecked.setVisible(told.is_gradient and told.check is None)
        self._unchecked.setText(self._workspace.write(unchecked))

    def restyle(self) -> None:
        """Take the colours and the text size of the workspace."""
        theme, text = self._workspace.theme, self._workspace.text
        self.setStyleSheet(
            _SHEET.format(
                sans=SANS,
                mono=MONO,
                text=code(theme.text),
                muted=code(theme.muted),
                ground=code(theme.ground),
                line=code(theme.line),
                accent=code(theme.accent),
                bad=code(theme.bad),
                **{f"px{size}": round(size * text) for size in (11, 12, 13, 30)},
            )
        )
        self._chart.refit()

    # --- inside

    def _make_labels(self) -> None:
        self._title = self._label("heading", wraps=False)
        self._pin = QPushButton(self)
        self._pin.setProperty("role", "quiet")
        self._pin.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pin.clicked.connect(self.pin_clicked)
        self._value = self._label("value", wraps=False)
        self._trace = QPushButton(self)
        self._trace.setObjectName("trace")
        self._trace.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._trace.clicked.connect(self.trace_clicked)
        self._note = self._label("note")
        self._note.hide()
        self._sentence = self._label("")
        self._formula = self._label("mono")
        self._parts_title = self._label("section", say("ITS PARTS"))
        self._more = self._label("caption")
        self._check_title = self._label("section", say("CHECKED BY DIFFERENCES"))
        self._unchecked = self._label("caption")
        self._comes_from = self._linking(say("Comes from"))
        self._feeds = self._linking(say("Goes into"))

    def _label(self, role: str, text: Text = "", *, wraps: bool = True) -> QLabel:
        label = QLabel(self._workspace.write(text), self)
        label.setProperty("role", role)
        label.setWordWrap(wraps)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _linking(self, name: Message) -> QLabel:
        label = LinkLabel(self)
        label.setWordWrap(True)
        label.setAccessibleName(self._workspace.write(name))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.linkActivated.connect(self._on_link)
        label.linkHovered.connect(self._on_link_hovered)
        return label

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._pin)
        card = QFrame(self)
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(12, 10, 12, 7)
        inner.addWidget(self._formula)
        column.addLayout(head)
        column.addWidget(self._value)
        column.addWidget(self._note)
        column.addWidget(self._sentence)
        column.addWidget(self._trace, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addWidget(card)
        for answer in self._answers:
            column.addWidget(answer)
        for title, *rest in (
            (self._parts_title, self._chart, self._more),
            (self._check_title, self._checked, self._unchecked),
        ):
            title.setContentsMargins(0, 10, 0, 0)
            column.addWidget(title)
            for widget in rest:
                column.addWidget(widget)
        column.addSpacing(6)
        column.addLayout(self._neighbours())

    def _neighbours(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, label in enumerate((self._comes_from, self._feeds)):
            name = self._label("caption", label.accessibleName(), wraps=False)
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, row, 0)
            grid.addWidget(label, row, 1)
        return grid

    def _show_head(self, told: Explanation) -> None:
        theme = self._workspace.theme
        is_pinned = told.ref == self._workspace.pinned
        colors = theme.palette(told.ref.name)
        tone = theme.text
        if told.value > 0:
            tone = legible(colors.positive, theme)
        elif told.value < 0:
            tone = legible(colors.negative, theme)
        value, write = number(told.value), self._workspace.write
        self._title.setText(told.title)
        self._value.setText(f'<span style="color:{code(tone)}">{value}</span>')
        self._value.setAccessibleName(write(say("{cell} is {value}", cell=told.title, value=value)))
        exact = say("As the computer has it: {value}", value=repr(told.value))
        self._value.setToolTip(write(exact))
        if is_pinned:
            self._pin.setText(write(say("Pinned ✕")))
            self._pin.setToolTip(write(say("Unpin (Esc)")))
            self._pin.setAccessibleName(write(say("Unpin {cell}", cell=told.title)))
        else:
            self._pin.setText(write(say("Pin")))
            self._pin.setToolTip(write(say("Keep this cell here")))
            self._pin.setAccessibleName(write(say("Pin {cell}", cell=told.title)))

    def _show_parts(self, told: Explanation) -> None:
        has_parts = len(told.parts) > 1
        rest = self._chart.show_parts(told.parts, told.title) if has_parts else NOTHING
        self._more.setText(self._workspace.write(rest))
        self._parts_title.setVisible(has_parts)
        self._chart.setVisible(has_parts)
        self._more.setVisible(bool(self._more.text()))

    def _on_link(self, target: str) -> None:
        self.cell_chosen.emit(_cell(target))

    def _on_link_hovered(self, target: str) -> None:
        shown = NOTHING
        if target:
            shown = say("Pin {cell}", cell=self._workspace.notation.cell(_cell(target)))
        for label in (self._comes_from, self._feeds):
            label.setToolTip(self._workspace.write(shown))

    def _on_answer_unfolded(self, question: Message, is_open: bool) -> None:
        self._open = self._open | {question} if is_open else self._open - {question}
        if is_open:
            self.answered.emit(self.sender())


def _cell(target: str) -> CellRef:
    """Read the target of a link, "W_grad 0 1"."""
    name, row, col = target.split()
    return CellRef(name, int(row), int(col))


_SHEET = """
QLabel, QPushButton {{ font-family: "{sans}"; font-size: {px13}px; color: {text}; }}
QLabel[role="heading"] {{ font-weight: 600; color: {muted}; }}
QLabel[role="section"] {{ font-weight: 600; font-size: {px11}px; color: {muted}; }}
QLabel[role="caption"] {{ color: {muted}; }}
QLabel[role="note"] {{ color: {bad}; }}
QLabel[role="mono"] {{ font-family: "{mono}"; }}
QLabel[role="number"] {{ font-family: "{mono}"; font-size: {px12}px; }}
QLabel[role="value"] {{ font-family: "{mono}"; font-size: {px30}px; font-weight: 600; }}
QLabel[role="question"] {{ border: 1px solid transparent; border-radius: 4px; padding: 1px 0; }}
QLabel[role="question"]:focus {{ border-color: {accent}; }}
QFrame[role="card"] {{ background: {ground}; border: 1px solid {line}; border-radius: 8px; }}
QFrame[role="line"] {{ background: {line}; border: none; }}
QPushButton[role="quiet"] {{ font-size: {px11}px; color: {muted}; }}
QPushButton[role="quiet"]:hover {{ color: {text}; }}
"""
