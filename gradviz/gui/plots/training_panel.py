"""The panel of gradient descent: its rate and momentum, steps and runs, and how the loss goes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gradviz.engine.descent import Descent
from gradviz.errors import GradvizError, InputError
from gradviz.gui.guard import guarded
from gradviz.gui.state.training import Training
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.labels import error_label, section_label
from gradviz.gui.widgets.number_box import WholeBox
from gradviz.gui.widgets.side_panel import SidePanel
from gradviz.language.english import named_value
from gradviz.messages.message import NOTHING, Message, joined, say, say_many
from gradviz.session.entry import parse_entry
from gradviz.session.training import MOST_STEPS, next_rate

if TYPE_CHECKING:
    from gradviz.gui.plots.loss_plot import LossPlot

_MARGIN = 14
_LOWEST_PLOT = 110


@guarded
class TrainingPanel(SidePanel):
    """Steps the document down its gradient, and shows how the loss goes.

    Parameters
    ----------
    training : Training
    workspace : Workspace
    parent : QWidget, optional
    """

    def __init__(
        self, training: Training, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._training = training
        self._workspace = workspace
        write = workspace.write
        self.rate = self._entry(
            say("Rate η"), say("The step size: W ← W − η W_grad. Up and down change it")
        )
        self.momentum = self._entry(say("Momentum"), say("0 is plain gradient descent; below 1"))
        self.steps = WholeBox(workspace.appearance.language, self)
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setValue(training.steps)
        self.steps.setAccessibleName(write(say("Steps of a run")))
        self.steps.lineEdit().setTextMargins(6, 0, 0, 0)  # as the entries beside it have
        self.error = error_label(self)
        self.step_button = QPushButton(write(say("Step")), self)
        self.run_button = QPushButton(write(say("Run")), self)
        self.undo_button = QPushButton(write(say("Undo")), self)
        self._bar = QProgressBar(self)
        self._told = QLabel(self)
        self._message = QLabel(self)
        self._plot: LossPlot | None = None
        self._lay_out()
        self._connect()
        self._show_descent()
        self._refresh()

    @property
    def told(self) -> str:
        """How far a run has come, and the loss, as it is shown."""
        return self._told.text()

    @property
    def message(self) -> str:
        """What is said of the descent; "" if nothing is."""
        return self._message.text()

    def finish_entry(self) -> bool:
        """Take over what is being typed; tell whether it could be.

        What undo takes back is then what comes of it, no longer the typing.
        """
        self._on_entered()
        if self.error.isHidden():
            for entry in (self.rate, self.momentum):
                entry.setText(entry.text())
        return self.error.isHidden()

    # --- putting together

    def _entry(self, name: Message, tip: Message) -> QLineEdit:
        made = QLineEdit(self)
        made.setAccessibleName(self._workspace.write(name))
        made.setToolTip(self._workspace.write(tip))
        made.setProperty("ends_with_run", True)  # Escape is for the run first
        made.installEventFilter(self)
        return made

    def _lay_out(self) -> None:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(_MARGIN, _MARGIN - 2, _MARGIN, _MARGIN)
        fields = QGridLayout()
        for place, (title, field) in enumerate(
            (
                (say("RATE η"), self.rate),
                (say("MOMENTUM"), self.momentum),
                (say("STEPS"), self.steps),
            )
        ):
            fields.addWidget(section_label(self._workspace.write(title), self), 0, place)
            fields.addWidget(field, 1, place)
            field.setMinimumWidth(54)
        buttons = QHBoxLayout()
        for button in (self.step_button, self.run_button, self.undo_button):
            buttons.addWidget(button, 1)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._told.setProperty("role", "mono")
        self._message.setProperty("role", "caption")
        self._message.setWordWrap(True)
        column.addLayout(fields)
        column.addLayout(buttons)
        column.addWidget(self.error)  # below what is clicked, which so stays where it is
        column.addWidget(self._bar)
        column.addWidget(self._told)
        column.addWidget(self._message)
        self._plot_place = QVBoxLayout()
        column.addLayout(self._plot_place, 1)
        self.setWidget(content)
        self.setAccessibleName(self._workspace.write(say("Gradient descent")))

    def _connect(self) -> None:
        training, workspace = self._training, self._workspace
        training.ask_first(self.finish_entry)
        self.rate.editingFinished.connect(self._on_entered)
        self.momentum.editingFinished.connect(self._on_entered)
        self.steps.valueChanged.connect(training.set_steps)
        self.step_button.clicked.connect(training.step)
        self.run_button.clicked.connect(training.toggle)
        self.undo_button.clicked.connect(workspace.undo_stack.undo)
        training.changed.connect(self._refresh)
        workspace.undo_stack.indexChanged.connect(self._refresh)
        workspace.styled.connect(self._refresh)

    # --- following

    def _show_descent(self) -> None:
        descent = self._training.descent
        self.rate.setText(repr(descent.rate).removesuffix(".0"))
        self.momentum.setText(repr(descent.momentum).removesuffix(".0"))

    def _on_entered(self) -> None:
        """Take over what was typed; what is wrong stays, and why is said below."""
        try:
            descent = Descent(
                _number(self.rate.text(), _no_rate), _number(self.momentum.text(), _no_momentum)
            )
        except GradvizError as error:
            self.error.setText(error.told(self._workspace.appearance.language))
            self.error.show()
            return
        self.error.hide()
        self._training.set_descent(descent)

    def _refresh(self) -> None:
        training = self._training
        self.step_button.setEnabled(not training.is_running)
        write = self._workspace.write
        self.run_button.setText(write(say("Stop") if training.is_running else say("Run")))
        self.undo_button.setEnabled(training.can_undo)
        progress = training.progress
        self._bar.setRange(0, progress.steps if progress else 1)
        self._bar.setValue(progress.done if progress else 0)
        loss = self._workspace.passes.loss
        shown = "" if loss is None else named_value("l", loss, 5)
        self._told.setText(write(joined([self._counted(), shown], "   ")))
        self._message.setText(write(training.message))
        self._message.setVisible(bool(training.message))
        is_typed_on = self.rate.hasFocus() or self.momentum.hasFocus()
        if not is_typed_on and self.error.isHidden():
            self._show_descent()
        if self._plot is not None:
            self._draw(self._plot)

    def _counted(self) -> Message:
        """Return how far the run has come, or at which of all steps the document stands."""
        training = self._training
        progress, position = training.progress, training.position
        if training.is_running and progress is not None:
            steps, done = progress.steps, progress.done
            return say_many("{done} of {count} step", "{done} of {count} steps", steps, done=done)
        return say("step {step}", step=position) if position else NOTHING

    def _draw(self, plot: "LossPlot") -> None:
        from gradviz.gui.plots.plot_view import PlotLook

        look = PlotLook(self._workspace.theme, self._workspace.text, plot.width())
        plot.show_history(self._training.history, self._training.position, look)

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(300, 400)

    def minimumSizeHint(self) -> QSize:
        low = 75  # it scrolls: the time below the picture goes first
        return QSize(super().minimumSizeHint().width(), low)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._plot is None:
            from gradviz.gui.plots.loss_plot import LossPlot  # pyqtgraph: only when it is looked at

            self._plot = LossPlot(self)
            self._plot.setMinimumHeight(_LOWEST_PLOT)
            self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            self._plot_place.addWidget(self._plot)
            self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent):
            is_override = event.type() == QEvent.Type.ShortcutOverride
            if is_override and _is_spent(watched, event):
                event.ignore()  # then it is for the window: the run that was started from here
                return True
            if watched is self.rate and event.type() == QEvent.Type.KeyPress:
                return self._steps_rate(event)
        return super().eventFilter(watched, event)

    def _steps_rate(self, event: QKeyEvent) -> bool:
        """Take the next rate up or down for an arrow key; tell whether it was one."""
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() not in directions:
            return False
        descent = self._training.descent
        rate = next_rate(descent.rate, directions[Qt.Key(event.key())])
        self._training.set_descent(Descent(rate, descent.momentum))
        self._show_descent()
        self.error.hide()
        return True


def _is_spent(entry: QLineEdit, event: QKeyEvent) -> bool:
    """Tell whether a key asks to undo or redo in an entry in which there is nothing to."""
    keys = QKeySequence.StandardKey
    if event.matches(keys.Undo):
        return not entry.isUndoAvailable()
    return event.matches(keys.Redo) and not entry.isRedoAvailable()


def _no_rate(problem: Message) -> Message:
    return say("the rate needs a number, such as 0.05 or 1/20: {problem}", problem=problem)


def _no_momentum(problem: Message) -> Message:
    return say("the momentum needs a number, such as 0 or 0.9: {problem}", problem=problem)


def _number(text: str, refusal: Callable[[Message], Message]) -> float:
    """Return a number as it was typed; `refusal` says what needs one, and the problem."""
    try:
        return parse_entry(text)
    except InputError as error:
        raise InputError(refusal(error.message)) from None
