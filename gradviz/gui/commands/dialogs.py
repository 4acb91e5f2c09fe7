"""What opens over the window: export, the palette of commands, the sheet of keys, about."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gradviz.gui.commands import menus

if TYPE_CHECKING:
    from gradviz.gui.commands.palette import Palette
    from gradviz.gui.main_window import MainWindow


class Dialogs(QObject):
    """Makes each when it is first asked for, so that the first picture does not wait for it.

    Parameters
    ----------
    window : MainWindow
        Its parent.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._palette: Palette | None = None

    def show_export(self) -> None:
        """Open the export dialog."""
        from gradviz.gui.export.dialog import ExportDialog

        window = self._window
        dialog = window.findChild(ExportDialog)
        if dialog is None:
            dialog = ExportDialog(
                window.workspace, window.pictures.frame_for, window, window.pictures.screen_size
            )
        dialog.open()

    def show_palette(self) -> None:
        """Open the palette of commands."""
        from gradviz.gui.commands.palette import Palette

        window = self._window
        if self._palette is None:
            names = partial(menus.contexts, window.menuBar())
            self._palette = Palette(
                window.workspace, window.commands, names, window.store, window.stage
            )
        self._palette.open_palette()

    def show_keys(self) -> None:
        """Open the sheet of keys."""
        from gradviz.gui.commands.keys_dialog import KeysDialog

        window = self._window
        KeysDialog(menus.groups(window.menuBar()), window.workspace, window).open()

    def show_about(self) -> None:
        """Open the dialog that says what this is."""
        from gradviz.gui.about import AboutDialog

        AboutDialog(self._window).open()

    def follow(self) -> None:
        """Keep in place what stands over a window that has another size now."""
        if self._palette is not None:
            self._palette.follow()
