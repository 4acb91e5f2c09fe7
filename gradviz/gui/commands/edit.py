"""Taking back, copying and letting go, as commands."""

from functools import partial

from gradviz.gui.commands.clipboard import copy_code, copy_picture
from gradviz.gui.commands.command import Command
from gradviz.gui.stage.pictures import Pictures
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say


def edit_commands(workspace: Workspace, pictures: Pictures) -> list[Command]:
    """Return the commands that undo, copy and let go."""
    stack = workspace.undo_stack
    return [
        Command(
            "undo",
            say("&Undo"),
            say("Undo the last change"),
            stack.undo,
            ("Ctrl+Z",),
            enabled=stack.canUndo,
            icon="undo",
        ),
        Command(
            "redo",
            say("&Redo"),
            say("Redo the change that was undone"),
            stack.redo,
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            enabled=stack.canRedo,
            icon="redo",
        ),
        Command(
            "copy-picture",
            say("Copy &picture"),
            say("Copy the view as it is now"),
            partial(copy_picture, pictures, workspace),
            ("Ctrl+Shift+C",),
        ),
        Command(
            "copy-code",
            say("Copy as &NumPy code"),
            say("Copy both passes as code that runs, with all numbers"),
            partial(copy_code, workspace),
            ("Ctrl+Alt+C",),
        ),
        Command(
            "unpin",
            say("&Let go of the cell"),
            say("Leave the trace, or stop explaining the pinned cell"),
            workspace.let_go,
            ("Esc",),
            enabled=lambda: workspace.pinned is not None or workspace.tracer.is_active,
        ),
    ]
