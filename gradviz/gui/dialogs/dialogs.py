"""What opens over the window: export, the palette of commands, the sheet of keys, about."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QMainWindow

from gradviz.gui.commands import menus
from gradviz.gui.commands.command import Command, CommandTable
from gradviz.gui.stage.pictures import Pictures
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say

if TYPE_CHECKING:
    from gradviz.gui.commands.palette import Palette


class Dialogs(QObject):
    """Makes each when it is first asked for, so that the first picture does not wait for it.

    Parameters
    ----------
    workspace : Workspace
    commands : CommandTable
        What the palette offers.
    pictures : Pictures
        What is exported as it stands.
    store : QSettings
        Holds what was run from the palette.
    window : QMainWindow
        The parent of all of them; its menus say what has a key.
    """

    def __init__(
        self,
        workspace: Workspace,
        commands: CommandTable,
        pictures: Pictures,
        store: QSettings,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._commands = commands
        self._pictures = pictures
        self._store = store
        self._window = window
        self._palette: Palette | None = None

    def show_export(self) -> None:
        """Open the export dialog."""
        from gradviz.gui.export.dialog import ExportDialog

        dialog = self._window.findChild(ExportDialog)
        if dialog is None:
            pictures = self._pictures
            dialog = ExportDialog(
                self._workspace, pictures.frame_for, self._window, pictures.screen_size
            )
        dialog.open()

    def show_palette(self) -> None:
        """Open the palette of commands."""
        from gradviz.gui.commands.palette import Palette

        if self._palette is None:
            names = partial(menus.contexts, self._window.menuBar())
            stage = self._pictures.stage
            self._palette = Palette(self._workspace, self._commands, names, self._store, stage)
        self._palette.open_palette()

    def show_keys(self) -> None:
        """Open the sheet of keys."""
        from gradviz.gui.dialogs.shortcuts import KeysDialog

        groups = menus.groups(self._window.menuBar())
        KeysDialog(groups, self._workspace, self._window).open()

    def show_about(self) -> None:
        """Open the dialog that says what this is."""
        from gradviz.gui.dialogs.about import AboutDialog

        AboutDialog(self._workspace.appearance.language, self._window).open()

    def follow(self) -> None:
        """Keep in place what stands over a window that has another size now."""
        if self._palette is not None:
            self._palette.follow()


def help_commands(dialogs: Dialogs) -> list[Command]:
    """Return the commands that tell what there is."""
    return [
        Command(
            "palette",
            say("&Command palette…"),
            say("Find a command by a few letters of its name, and run it"),
            dialogs.show_palette,
            ("Ctrl+Shift+P",),
        ),
        Command(
            "keys",
            say("&Keys"),
            say("All keys and gestures on one sheet"),
            dialogs.show_keys,
            ("F1", "?"),
        ),
        Command(
            "about", say("&About gradviz"), say("What this is, and its version"), dialogs.show_about
        ),
    ]
