"""The commands that descend the gradient."""

from typing import TYPE_CHECKING

from gradviz.gui.commands.command import Command

if TYPE_CHECKING:
    from gradviz.gui.main_window import MainWindow


def training_commands(window: "MainWindow") -> list[Command]:
    """Return the commands that descend: a step, a run, and the panel of both."""
    training, panels = window.training, window.panels
    stack = window.workspace.undo_stack

    def is_idle() -> bool:
        return not training.is_running

    return [
        Command(
            "descent-step",
            "&Step down",
            "W ← W − η W_grad, once, for every W and b",
            training.step,
            ("Ctrl+Return",),
            enabled=is_idle,
        ),
        Command(
            "descent-run",
            "&Run",
            "Descend as many steps as the panel says; Escape ends it",
            training.run,
            ("Ctrl+Shift+Return",),
            enabled=is_idle,
        ),
        Command(
            "descent-stop",
            "S&top",
            "End the run where it is (Escape)",
            training.stop,
            ("Ctrl+.",),
            enabled=lambda: training.is_running,
        ),
        Command(
            "descent-undo",
            "&Undo run",
            "Take the last change back: a whole run is one",
            stack.undo,
            enabled=lambda: stack.undoText().startswith("Descend"),
        ),
        Command(
            "show-descent",
            "&Descent",
            "Show or hide the panel of gradient descent",
            lambda: panels.toggle("descent"),
            ("Ctrl+Shift+D",),
            checked=lambda: panels.shows("descent"),
        ),
    ]
