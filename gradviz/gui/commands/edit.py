"""Taking back, copying and letting go, as commands."""

from functools import partial

from gradviz.gui.commands.clipboard import copy_code, copy_picture
from gradviz.gui.commands.command import Command
from gradviz.gui.stage.pictures import Pictures
from gradviz.gui.state.workspace import Workspace


def edit_commands(workspace: Workspace, pictures: Pictures) -> list[Command]:
    """Return the commands that undo, copy and let go."""
    stack = workspace.undo_stack
    return [
        Command(
            "undo",
            "&Undo",
            "Take the last change back",
            stack.undo,
            ("Ctrl+Z",),
            enabled=stack.canUndo,
            icon="undo",
        ),
        Command(
            "redo",
            "&Redo",
            "Make the change again",
            stack.redo,
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            enabled=stack.canRedo,
            icon="redo",
        ),
        Command(
            "copy-picture",
            "Copy &picture",
            "Put the view as it stands on the clipboard",
            partial(copy_picture, pictures, workspace),
            ("Ctrl+Shift+C",),
        ),
        Command(
            "copy-code",
            "Copy as &NumPy code",
            "Put both passes on the clipboard as code that runs, with all numbers",
            partial(copy_code, workspace),
            ("Ctrl+Alt+C",),
        ),
        Command(
            "unpin",
            "&Let go of the cell",
            "Leave the trace; then stop explaining the pinned cell",
            workspace.let_go,
            ("Esc",),
            enabled=lambda: workspace.pinned is not None or workspace.tracer.is_active,
        ),
    ]
