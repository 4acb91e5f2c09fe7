"""The panel that explains a cell: what it means, its formula, its parts, its check."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gradviz.errors import InputError
from gradviz.gui.answer import Answer
from gradviz.gui.check_table import CheckTable
from gradviz.gui.look import code
from gradviz.gui.parts_chart import PartsChart
from gradviz.gui.richtext import html, legible, links
from gradviz.gui.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.render.fonts import MONO, SANS
from gradviz.scene.cells import GRADIENTS
from gradviz.scene.explain import Explanation, check_cell, explain
from gradviz.scene.numbers import number
from gradviz.scene.whys import whys

HINT = "Point at a cell to see where it comes from. Click it to keep it here."
_NOT_FINITE = "Not checked: a difference needs finite numbers."
_CHECKING = "Checking…"
_QUESTIONS = 2
_MUCH_WORK = 2_000_000  # multiplications: above, the check waits until the pointer rests
_REST_MS = 150


class Inspector(QScrollArea):
    """Explains the pinned cell, else the hovered one, else the one hovered last.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget, optional
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ref: CellRef | None = None
        self._open: set[str] = set()
        self.explanation: Explanation | None = None
        self._soon = self._timer(0, self.refresh)
        self._later = self._timer(_REST_MS, self._check)
        self.setObjectName("inspector")
        self.setAccessibleName("Explanation")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(230)
        self._make_widgets()
        self._lay_out()
        workspace.pointed.connect(self._on_pointed)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)
        self._on_styled()
        self.refresh()

    def refresh(self) -> None:
        """Show what there is to say now, without waiting for the event loop."""
        self._soon.stop()
        self._later.stop()
        workspace = self._workspace
        self._ref = workspace.pinned or workspace.hovered or self._ref
        self.explanation = self._explained()
        if self.explanation is None:
            self._ref = None
        self._body.setVisible(self.explanation is not None)
        self._hint.setVisible(self.explanation is None)
        if self.explanation is not None:
            self._show(self.explanation)
            if self.explanation.is_gradient and not self._is_checked_at_once:
                self._unchecked.setText(_CHECKING)
                self._later.start()

    # --- inside

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    def _make_widgets(self) -> None:
        self._hint = self._label("caption", HINT)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._body = QWidget(self)
        self._title = self._label("heading")
        self._title.setWordWrap(False)
        self._pin = QPushButton(self)
        self._pin.setProperty("role", "quiet")
        self._pin.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pin.clicked.connect(self._on_pin_clicked)
        self._value = self._label("value")
        self._value.setWordWrap(False)
        self._sentence = self._label("")
        self._card = QFrame(self)
        self._card.setProperty("role", "card")
        self._formula = self._label("mono")
        self._parts_title = self._label("section", "ITS PARTS")
        self._chart = PartsChart(self._workspace, self)
        self._more = self._label("caption")
        self._check_title = self._label("section", "CHECKED BY DIFFERENCES")
        self._checked = CheckTable(self)
        self._unchecked = self._label("caption")
        self._comes_from = self._linking("Comes from")
        self._feeds = self._linking("Goes into")
        self._answers = [Answer(self) for _ in range(_QUESTIONS)]
        for answer in self._answers:
            answer.toggled.connect(self._on_answer_toggled)

    def _label(self, role: str, text: str = "") -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _linking(self, name: str) -> QLabel:
        label = self._label("")
        label.setAccessibleName(name)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.linkActivated.connect(self._on_link)
        label.linkHovered.connect(self._on_link_hovered)
        return label

    def _lay_out(self) -> None:
        outer = QWidget(self)
        column = QVBoxLayout(outer)
        column.setContentsMargins(16, 10, 16, 18)
        column.addWidget(self._hint)
        column.addWidget(self._body)
        column.addStretch(1)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._pin)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(12, 10, 12, 7)
        inner.addWidget(self._formula)
        body.addLayout(head)
        body.addWidget(self._value)
        body.addWidget(self._sentence)
        body.addSpacing(4)
        body.addWidget(self._card)
        for title, *rest in (
            (self._parts_title, self._chart, self._more),
            (self._check_title, self._checked, self._unchecked),
        ):
            title.setContentsMargins(0, 10, 0, 0)
            body.addWidget(title)
            for widget in rest:
                body.addWidget(widget)
        body.addSpacing(6)
        body.addLayout(self._ways())
        body.addSpacing(2)
        for answer in self._answers:
            body.addWidget(answer)
        self.setWidget(outer)

    def _ways(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, label in enumerate((self._comes_from, self._feeds)):
            name = self._label("caption", label.accessibleName())
            name.setWordWrap(False)
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, row, 0)
            grid.addWidget(label, row, 1)
        return grid

    @property
    def _is_checked_at_once(self) -> bool:
        passes = self._workspace.passes
        return bool(passes.W.size * passes.X.shape[1] <= _MUCH_WORK)

    def _explained(self) -> Explanation | None:
        """Return what to say; None before the first cell, and for one that is gone."""
        workspace, ref = self._workspace, self._ref
        if ref is None:
            return None
        try:
            return explain(
                workspace.passes, ref, workspace.base, with_check=self._is_checked_at_once
            )
        except InputError:
            return None

    def _show(self, told: Explanation) -> None:
        theme = self._workspace.theme
        self._show_head(told)
        self._sentence.setText(html([told.told], theme))
        self._sentence.setAccessibleName(told.sentence)
        self._formula.setText(html(told.formula, theme, spacing=130))
        has_parts = len(told.parts) > 1
        more = self._chart.show_parts(told.parts, told.title) if has_parts else ""
        self._more.setText(more)
        for widget in (self._parts_title, self._chart):
            widget.setVisible(has_parts)
        self._more.setVisible(bool(more))
        self._show_check(told)
        self._comes_from.setText(links(told.comes_from, theme))
        self._feeds.setText(links(told.feeds, theme))
        self._show_whys(told)

    def _show_head(self, told: Explanation) -> None:
        theme = self._workspace.theme
        is_pinned = told.ref == self._workspace.pinned
        colors = theme.gradients if told.ref.name in GRADIENTS else theme.values
        tone = theme.text
        if told.value > 0:
            tone = legible(colors.positive, theme)
        elif told.value < 0:
            tone = legible(colors.negative, theme)
        self._title.setText(told.title)
        self._value.setText(f'<span style="color:{code(tone)}; font-weight:600">{number(told.value)}</span>')
        self._value.setAccessibleName(f"{told.title} is {number(told.value)}")
        self._value.setToolTip(f"As the computer has it: {told.value!r}")
        self._pin.setText("Pinned ✕" if is_pinned else "Pin")
        self._pin.setToolTip("Unpin (Esc)" if is_pinned else "Keep this cell here")
        self._pin.setAccessibleName(f"{'Unpin' if is_pinned else 'Pin'} {told.title}")

    def _show_check(self, told: Explanation) -> None:
        check = told.check
        if check is not None:
            self._checked.show_check(check, self._workspace.theme)
        self._check_title.setVisible(told.is_gradient)
        self._checked.setVisible(check is not None)
        self._unchecked.setVisible(told.is_gradient and check is None)
        self._unchecked.setText(_NOT_FINITE)

    def _show_whys(self, told: Explanation) -> None:
        workspace = self._workspace
        asked = whys(workspace.passes, told.ref, workspace.base)
        for n, answer in enumerate(self._answers):
            answer.setVisible(n < len(asked))
            if n < len(asked):
                is_open = asked[n].question in self._open
                answer.show_why(asked[n], workspace.theme, is_open=is_open)

    def _check(self) -> None:
        """Check what is shown, now that the pointer rests."""
        told, workspace = self.explanation, self._workspace
        if told is not None:
            self.explanation = replace(told, check=check_cell(workspace.passes, told.ref))
            self._show_check(self.explanation)

    def _schedule(self) -> None:
        """Show the news once for all that happens before the event loop is back."""
        if self.isVisible():
            self._soon.start()

    def _on_pointed(self) -> None:
        self._schedule()

    def _on_document_changed(self, _old: object, _new: object) -> None:
        self._schedule()

    def _on_styled(self) -> None:
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
                panel=code(theme.panel),
                px11=round(11 * text),
                px13=round(13 * text),
                px30=round(30 * text),
            )
        )
        self._chart.refit()
        self._schedule()

    def _on_pin_clicked(self) -> None:
        is_pinned = self._ref == self._workspace.pinned
        self._workspace.pin(None if is_pinned else self._ref)

    def _on_link(self, target: str) -> None:
        self._workspace.pin(_cell(target))

    def _on_link_hovered(self, target: str) -> None:
        shown = f"Pin {_cell(target).shown(self._workspace.base)}" if target else ""
        for label in (self._comes_from, self._feeds):
            label.setToolTip(shown)

    def _on_answer_toggled(self, question: str, is_open: bool) -> None:
        if is_open:
            self._open.add(question)
        else:
            self._open.discard(question)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._schedule()


def _cell(target: str) -> CellRef:
    """Read the target of a link, "W_grad 0 1"."""
    name, row, col = target.split()
    return CellRef(name, int(row), int(col))


_SHEET = """
QScrollArea, QScrollArea > QWidget > QWidget {{ background: {panel}; }}
QLabel, QPushButton {{ font-family: "{sans}"; font-size: {px13}px; color: {text}; }}
QLabel[role="heading"] {{ font-weight: 600; color: {muted}; }}
QLabel[role="section"] {{ font-weight: 600; font-size: {px11}px; color: {muted}; }}
QLabel[role="caption"] {{ color: {muted}; }}
QLabel[role="mono"] {{ font-family: "{mono}"; }}
QLabel[role="value"] {{ font-family: "{mono}"; font-size: {px30}px; font-weight: 600; }}
QFrame[role="card"] {{ background: {ground}; border: 1px solid {line}; border-radius: 8px; }}
QFrame[role="line"] {{ background: {line}; border: none; }}
QPushButton[role="quiet"] {{ font-size: {px11}px; color: {muted}; }}
QPushButton[role="quiet"]:hover {{ color: {text}; }}
QPushButton[role="link"] {{ background: transparent; border: 1px solid transparent;
  border-radius: 4px; padding: 2px 0; color: {accent}; text-align: left; }}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border-color: {accent}; }}
"""
