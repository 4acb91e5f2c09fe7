"""The commands that enlarge the picture."""

from functools import partial

from gradviz.gui.commands.command import Command
from gradviz.gui.stage.navigation import STEP
from gradviz.gui.stage.stage import Stage
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say


def zoom_commands(workspace: Workspace, stage: Stage) -> list[Command]:
    """Return the commands that enlarge the picture, and show all of it again."""

    def zoom(factor: float) -> None:
        stage.navigation.zoom(factor, None, stage.frame())

    def is_enlarged() -> bool:
        return not workspace.viewport.is_whole

    def show_all() -> None:
        stage.navigation.show_all()
        if choices := workspace.view.released():
            workspace.look_at(**choices)

    def is_moved() -> bool:
        choices = workspace.view.released()
        moved = any(getattr(workspace.document.view, name) != to for name, to in choices.items())
        return is_enlarged() or moved

    return [
        Command(
            "zoom-in",
            say("&Zoom in"),
            say("Enlarge the picture; the wheel does it where the pointer is"),
            partial(zoom, STEP),
            ("Ctrl++", "Ctrl+="),
        ),
        Command(
            "zoom-out",
            say("Zoom out"),
            say("Make the picture smaller again"),
            partial(zoom, 1 / STEP),
            ("Ctrl+-",),
            enabled=is_enlarged,
        ),
        Command(
            "zoom-all",
            say("Show all of it"),
            say("Show the whole picture; a double click beside the cells does it too"),
            show_all,
            ("Ctrl+0",),
            enabled=is_moved,
        ),
    ]
