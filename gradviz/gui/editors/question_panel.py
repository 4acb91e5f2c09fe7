"""A text that can be read in several ways: each reading as a small table that can be taken."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gradviz.arrays import Matrix, size
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code, qcolor
from gradviz.language.numbers import fitted
from gradviz.messages.message import say
from gradviz.render import fonts
from gradviz.session.reading.question import Question, Reading

Taken = Callable[[Reading], None]

_ROWS, _COLUMNS = 4, 4
_ROOM = 6  # characters of a number
_CELL = QSize(52, 22)
_PADDING, _HEAD, _FOOT = 12, 26, 22
_NUMBER, _WORDS, _DIGITS = 13, 12, 12  # pixels
_MARGIN = 8
_Key = Qt.Key
_BACK = (_Key.Key_Left, _Key.Key_Up)
_ON = (_Key.Key_Right, _Key.Key_Down)


@guarded
class QuestionPanel(QFrame):
    """Asks which of several readings is meant; who goes on elsewhere leaves everything as it was.

    Arrows go from one to the next, Enter or its number takes one, Escape none.

    Parameters
    ----------
    workspace : Workspace
    asker : QWidget
        What has the focus again afterwards; the panel stands in its window.
    """

    def __init__(self, workspace: Workspace, asker: QWidget) -> None:
        super().__init__(asker.window())
        self._asker = asker
        self._workspace = workspace
        self._buttons: list[ReadingButton] = []
        self._taken: Taken = lambda _: None
        self.setObjectName("question")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = QLabel(self)
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        hint = say("Enter or a number takes one, Esc leaves everything as it was")
        self._hint = QLabel(workspace.write(hint), self)
        self._hint.setProperty("role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(_PADDING, 10, _PADDING, 10)
        column.setSpacing(8)
        column.addWidget(self._title)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        column.addLayout(self._row)
        column.addWidget(self._hint)
        workspace.document_changed.connect(self.close_question)
        workspace.styled.connect(self._on_styled)
        self._on_styled()
        self.hide()

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What is offered; none while nothing is asked."""
        return () if self.isHidden() else tuple(button.reading for button in self._buttons)

    def ask(self, question: Question, place: QRect, taken: Taken) -> None:
        """Show the readings below a place of the asker; `taken` gets the one that is chosen."""
        self._forget()
        self._taken = taken
        title = say("{problem:capital}. Which is meant?", problem=question.problem)
        self._title.setText(self._workspace.write(title))
        self.setAccessibleName(self._title.text())
        for number, reading in enumerate(question.readings, start=1):
            button = ReadingButton(self._workspace, reading, number, self)
            button.clicked.connect(self._on_clicked)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self._buttons.append(button)
        self._place(place)
        self.show()
        self.raise_()
        self._buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def close_question(self) -> None:
        """Leave everything as it was."""
        if self.isHidden():
            return
        had_focus = any(button.hasFocus() for button in self._buttons)
        self.hide()
        if had_focus:
            self._asker.setFocus(Qt.FocusReason.PopupFocusReason)

    # --- inside

    def _forget(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []

    def _place(self, place: QRect) -> None:
        host = self.window()
        self.setMaximumWidth(host.width() - 2 * _MARGIN)
        self.ensurePolished()
        self.resize(self.sizeHint())
        corner = self._asker.mapTo(host, place.bottomLeft()) + QPoint(0, 4)
        above = self._asker.mapTo(host, place.topLeft()).y() - self.height() - 4
        fits = corner.y() + self.height() <= host.height() - _MARGIN
        x = min(corner.x(), host.width() - self.width() - _MARGIN)
        self.move(max(x, _MARGIN), corner.y() if fits else max(above, _MARGIN))

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ReadingButton):
            self._take(button.reading)

    def _take(self, reading: Reading) -> None:
        self.close_question()
        self._taken(reading)

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        self.setStyleSheet(
            f"#question {{ background: {code(theme.raised)}; border-radius: 10px;"
            f" border: 1px solid {code(theme.accent)}; }}"
        )

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((n for n, button in enumerate(self._buttons) if button.hasFocus()), 0)
        key, count = event.key(), len(self._buttons)
        if key == _Key.Key_Escape:
            self.close_question()
        elif key in (*_BACK, *_ON):
            step = 1 if key in _ON else -1
            self._buttons[(at + step) % count].setFocus(Qt.FocusReason.TabFocusReason)
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self._take(self._buttons[at].reading)
        elif event.text().isdecimal() and 1 <= int(event.text()) <= count:
            self._take(self._buttons[int(event.text()) - 1].reading)
        event.accept()  # nothing of it is for the window below

    def focusNextPrevChild(self, is_next: bool) -> bool:
        at = next((n for n, button in enumerate(self._buttons) if button.hasFocus()), 0)
        step = 1 if is_next else -1
        self._buttons[(at + step) % len(self._buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        return True


@guarded
class ReadingButton(QPushButton):
    """One reading: its number and what it takes signs for, its first cells, and its whole size."""

    def __init__(
        self, workspace: Workspace, reading: Reading, number: int, parent: QuestionPanel
    ) -> None:
        super().__init__(parent)
        self._panel = parent
        self._workspace = workspace
        self.reading = reading
        words = workspace.write(reading.words)
        self._title = f"{number}   {words}"
        self._texts = _preview(reading.values)
        self._size = size(reading.values)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{number}: {words}, {self._size}")

    def _cell(self) -> QSize:
        return _CELL * self._workspace.text

    def _draw_cells(self, painter: QPainter) -> None:
        theme, cell = self._workspace.theme, self._cell()
        painter.setFont(fonts.font("mono", "regular", round(_DIGITS * self._workspace.text)))
        for row, texts in enumerate(self._texts):
            for column, text in enumerate(texts):
                corner = QPoint(_PADDING + column * cell.width(), _HEAD + 6 + row * cell.height())
                place = QRect(corner, cell - QSize(3, 3))
                painter.setPen(qcolor(theme.line))
                painter.setBrush(qcolor(theme.ground))
                painter.drawRoundedRect(place, 4, 4)
                painter.setPen(qcolor(theme.text))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    # --- Qt

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(fonts.font("sans", "semibold", _WORDS)).horizontalAdvance(self._title)
        columns, rows, cell = len(self._texts[0]), len(self._texts), self._cell()
        width = max(columns * cell.width(), int(words) + 4) + 2 * _PADDING
        return QSize(width, _HEAD + rows * cell.height() + _FOOT + 14)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._workspace.theme
        is_chosen = self.hasFocus() or self.underMouse()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(qcolor(theme.accent if self.hasFocus() else theme.line))
            painter.setBrush(qcolor(theme.pressed if is_chosen else theme.raised))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 8, 8)
            painter.setFont(fonts.font("sans", "semibold", _WORDS))
            painter.setPen(qcolor(theme.text))
            head = QRect(_PADDING, 4, self.width() - 2 * _PADDING, _HEAD)
            painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, self._title)
            self._draw_cells(painter)
            painter.setFont(fonts.font("sans", "regular", _WORDS))
            painter.setPen(qcolor(theme.muted))
            foot = QRect(_PADDING, self.height() - _FOOT - 4, self.width() - 2 * _PADDING, _FOOT)
            painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter, self._size)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # keys are for the question, not for the window
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == _Key.Key_Space:
            super().keyPressEvent(event)
        else:
            self._panel.keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:  # somebody goes on elsewhere
            self._panel.close_question()


def _preview(values: Matrix) -> list[list[str]]:
    """Return the first cells of a matrix as text, and … where there are more."""
    rows, columns = values.shape
    shown: list[list[str]] = fitted(np.ascontiguousarray(values[:_ROWS, :_COLUMNS]), _ROOM).tolist()
    if columns > _COLUMNS:
        shown = [[*texts[:-1], "…"] for texts in shown]
    if rows > _ROWS:
        shown[-1] = ["…"] * len(shown[-1])
    return shown
