"""Presets as commands of the palette, and as a menu."""

from functools import partial

from PySide6.QtWidgets import QMenu

from gradviz.gui.commands.command import Command
from gradviz.gui.files.files import Files
from gradviz.session.presets.documents import PRESETS, Preset


def preset_commands(files: Files) -> list[Command]:
    """Return a command for each preset, which begins a new document."""
    return [
        Command(
            f"preset-{preset.id}",
            f"New from: {preset.title}",
            preset.tip,
            partial(_open, files, preset),
        )
        for preset in PRESETS
    ]


def fill_preset_menu(files: Files, menu: QMenu) -> None:
    """Fill a menu with the presets."""
    menu.setToolTipsVisible(True)
    for preset in PRESETS:
        menu.addAction(preset.title, partial(_open, files, preset)).setToolTip(preset.tip)


def _open(files: Files, preset: Preset) -> None:
    files.open_new(preset.document())
