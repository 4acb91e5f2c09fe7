"""The commands that descend the gradient."""

from PySide6.QtGui import QUndoStack

from gradviz.gui.commands.command import Command
from gradviz.gui.panels import Panels
from gradviz.gui.state.training import Training
from gradviz.messages.message import say


def training_commands(training: Training, panels: Panels, undo_stack: QUndoStack) -> list[Command]:
    """Return the commands that descend: a step, a run, and the panel of both."""

    def is_idle() -> bool:
        return not training.is_running

    return [
        Command(
            "descent-step",
            say("&Step down"),
            say("W ← W − η W_grad, once, for every W and b"),
            training.step,
            ("Ctrl+Return",),
            enabled=is_idle,
        ),
        Command(
            "descent-run",
            say("&Run"),
            say("Descend as many steps as the panel says; Escape ends it"),
            training.run,
            ("Ctrl+Shift+Return",),
            enabled=is_idle,
        ),
        Command(
            "descent-stop",
            say("S&top"),
            say("End the run where it is (Escape)"),
            training.stop,
            ("Ctrl+.",),
            enabled=lambda: training.is_running,
        ),
        Command(
            "descent-undo",
            say("&Undo run"),
            say("Undo the last change: a whole run is one"),
            undo_stack.undo,
            enabled=lambda: training.can_undo,
        ),
        Command(
            "show-descent",
            say("&Descent"),
            say("Show or hide the panel of gradient descent"),
            lambda: panels.toggle("descent"),
            ("Ctrl+Shift+D",),
            checked=lambda: panels.shows("descent"),
        ),
    ]
