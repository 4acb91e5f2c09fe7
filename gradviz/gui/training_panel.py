"""The panel of gradient descent: its rate and momentum, steps and runs, and how the loss goes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gradviz.engine.descent import Descent
from gradviz.errors import GradvizError
from gradviz.gui.labels import error_label, section_label
from gradviz.gui.training import Training
from gradviz.gui.workspace import Workspace
from gradviz.scene.numbers import number
from gradviz.session.entry import parse_entry
from gradviz.session.training import MOST_STEPS, next_rate

if TYPE_CHECKING:
    from gradviz.gui.loss_plot import LossPlot

_MARGIN = 14


class TrainingPanel(QWidget):
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
        self._training = training
        self._workspace = workspace
        self.rate = self._entry("Rate η", "The step size: W ← W − η W_grad. Up and down change it")
        self.momentum = self._entry("Momentum", "0 is plain gradient descent; below 1")
        self.steps = QSpinBox(self)
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setValue(training.steps)
        self.steps.setAccessibleName("Steps of a run")
        self.error = error_label(self)
        self.step_button = QPushButton("Step", self)
        self.run_button = QPushButton("Run", self)
        self.undo_button = QPushButton("Undo", self)
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

    # --- putting together

    def _entry(self, name: str, tip: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setAccessibleName(name)
        made.setToolTip(tip)
        made.setProperty("ends_with_run", True)  # Escape is for the run first
        made.installEventFilter(self)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN - 2, _MARGIN, _MARGIN)
        fields = QGridLayout()
        for place, (title, field) in enumerate(
            (("RATE η", self.rate), ("MOMENTUM", self.momentum), ("STEPS", self.steps))
        ):
            fields.addWidget(section_label(title, self), 0, place)
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
        column.addWidget(self.error)
        column.addLayout(buttons)
        column.addWidget(self._bar)
        column.addWidget(self._told)
        column.addWidget(self._message)
        self._plot_place = QVBoxLayout()
        column.addLayout(self._plot_place, 1)
        self.setAccessibleName("Gradient descent")

    def _connect(self) -> None:
        training, workspace = self._training, self._workspace
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
        self.rate.setText(f"{descent.rate:g}")
        self.momentum.setText(f"{descent.momentum:g}")

    def _on_entered(self) -> None:
        """Take over what was typed; what is wrong stays, and why is said below."""
        try:
            rate, momentum = parse_entry(self.rate.text()), parse_entry(self.momentum.text())
            self._training.set_descent(Descent(rate, momentum))
        except GradvizError as error:
            self.error.setText(str(error))
            self.error.show()
            return
        self.error.hide()

    def _refresh(self) -> None:
        training, stack = self._training, self._workspace.undo_stack
        self.step_button.setEnabled(not training.is_running)
        self.run_button.setText("Stop" if training.is_running else "Run")
        self.undo_button.setEnabled(stack.undoText().startswith("Descend"))
        progress = training.progress
        self._bar.setRange(0, progress.steps if progress else 1)
        self._bar.setValue(progress.done if progress else 0)
        loss = self._workspace.passes.loss
        shown = "" if loss is None else f"l = {number(loss, 5)}"
        counted = f"{progress.done} of {progress.steps} steps   " if progress else ""
        self._told.setText(counted + shown)
        self._message.setText(training.message)
        self._message.setVisible(bool(training.message))
        if not (self.rate.hasFocus() or self.momentum.hasFocus()):
            self._show_descent()
        if self._plot is not None:
            self._draw(self._plot)

    def _draw(self, plot: "LossPlot") -> None:
        from gradviz.gui.plot_view import PlotLook

        look = PlotLook(self._workspace.theme, self._workspace.text, plot.width())
        plot.show_history(self._training.history, self._training.position, look)

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(300, 400)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._plot is None:
            from gradviz.gui.loss_plot import LossPlot  # pyqtgraph: only when it is looked at

            self._plot = LossPlot(self)
            self._plot.setMinimumHeight(72)
            self._plot_place.addWidget(self._plot)
            self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.rate and event.type() == QEvent.Type.KeyPress:
            directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            if isinstance(event, QKeyEvent) and event.key() in directions:
                descent = self._training.descent
                rate = next_rate(descent.rate, directions[Qt.Key(event.key())])
                self._training.set_descent(Descent(rate, descent.momentum))
                self._show_descent()
                return True
        return super().eventFilter(watched, event)
