"""What begins, opens, saves and takes home, as commands; presets and recent files as menus."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtWidgets import QMenu

from gradviz.errors import one_line
from gradviz.gui.commands.command import Command
from gradviz.gui.files.files import Files
from gradviz.gui.files.saving import Saving
from gradviz.messages.message import Text, say
from gradviz.session.document import example

if TYPE_CHECKING:
    from gradviz.session.presets.preset import Preset


Write: TypeAlias = Callable[[Text], str]
"""Gives a text in the language of the user."""


def file_commands(
    files: Files, saving: Saving, export: Callable[[], None], close: Callable[[], bool]
) -> list[Command]:
    """Return the commands on files.

    Parameters
    ----------
    files : Files
    saving : Saving
    export : callable
        Opens the export dialog.
    close : callable
        Closes the window.
    """
    return [
        Command(
            "new",
            say("&New"),
            say("Start from the example"),
            lambda: files.open_new(example()),
            ("Ctrl+N",),
        ),
        Command(
            "open",
            say("&Open…"),
            say("Open a session, or matrices from .npz, .npy or .csv"),
            files.choose_and_open,
            ("Ctrl+O",),
        ),
        Command("save", say("&Save"), say("Save the session"), saving.save, ("Ctrl+S",)),
        Command(
            "save-as",
            say("Save &as…"),
            say("Save the session under another name"),
            saving.save_as,
            ("Ctrl+Shift+S",),
        ),
        Command(
            "export",
            say("&Export…"),
            say("Save matrices or the view as a picture, or matrices as numbers"),
            export,
            ("Ctrl+E",),
        ),
        Command(
            "quit", say("&Quit"), say("Close the window"), lambda: (close(), None)[1], ("Ctrl+Q",)
        ),
    ]


def preset_commands(files: Files) -> list[Command]:
    """Return a command for each preset, which begins a new document."""
    from gradviz.session.presets.documents import PRESETS  # the start does not wait for them

    return [
        Command(
            f"preset-{preset.id}",
            say("New from: {preset}", preset=preset.title),
            preset.tip,
            partial(_open, files, preset),
        )
        for preset in PRESETS
    ]


def fill_preset_menu(files: Files, write: Write, menu: QMenu) -> None:
    """Fill a menu with the presets."""
    from gradviz.session.presets.documents import PRESETS

    menu.setToolTipsVisible(True)
    for preset in PRESETS:
        action = menu.addAction(write(preset.title), partial(_open, files, preset))
        action.setToolTip(write(preset.tip))


def fill_recent_menu(files: Files, write: Write, menu: QMenu) -> None:
    """Fill a menu with the files that were opened last."""
    for path in files.recent():
        name = one_line(path.name).replace("&", "&&")  # no key of the menu
        action = menu.addAction(name, partial(files.open_path, path))
        action.setToolTip(one_line(str(path)))
    if menu.isEmpty():
        menu.addAction(write(say("Nothing opened yet"))).setEnabled(False)


def _open(files: Files, preset: "Preset") -> None:
    files.open_new(preset.document())
