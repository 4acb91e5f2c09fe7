"""The one table of commands of the window: which there are, and what each of them works on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradviz.gui.commands.cell import cell_commands
from gradviz.gui.commands.command import Command, CommandTable
from gradviz.gui.commands.edit import edit_commands
from gradviz.gui.commands.file import file_commands, preset_commands
from gradviz.gui.commands.layer import LIST_KEYS, layer_commands, tie_commands
from gradviz.gui.commands.menus import CHOICES
from gradviz.gui.commands.panel import panel_commands
from gradviz.gui.commands.play import play_commands, trace_commands
from gradviz.gui.commands.setting import setting_commands
from gradviz.gui.commands.training import training_commands
from gradviz.gui.commands.view import look_commands, view_commands
from gradviz.gui.commands.zoom import zoom_commands
from gradviz.gui.dialogs.dialogs import Dialogs, help_commands
from gradviz.gui.editors.seeds import Seeds, loss_commands, seed_commands
from gradviz.gui.files.files import Files
from gradviz.gui.files.saving import Saving
from gradviz.gui.focus_path import FocusPath
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.panels import Panels
from gradviz.gui.playing.transport import speed_commands
from gradviz.gui.stage.pictures import Pictures
from gradviz.gui.state.training import Training
from gradviz.gui.state.workspace import Workspace

BARE_KEYS = (
    "play",
    "play-back",
    "step-back",
    "step-forward",
    "go-start",
    "go-end",
    "unpin",
    "copy-matrix",
)
"""Commands whose keys mean something else in an editor: they work while the stage or the time bar
has the focus, so that typing and copying there is never taken for them."""

POINTED = ("copy-matrix", "copy-number", "unpin", "trace")
"""Commands that can or cannot be done by what is pinned or pointed at."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the commands of a window work on, taken apart here: each gets what it uses."""

    workspace: Workspace
    files: Files
    saving: Saving
    pictures: Pictures
    panels: Panels
    focus_path: FocusPath
    layers: LayerEdits
    seeds: Seeds
    training: Training
    dialogs: Dialogs
    close: Callable[[], bool]
    fill_screen: Callable[[], None]
    fills_screen: Callable[[], bool]


def commands_of(parts: Parts) -> list[Command]:
    """Return every command of the window."""
    workspace, stage, dialogs = parts.workspace, parts.pictures.stage, parts.dialogs
    panels = parts.panels
    return [
        *file_commands(parts.files, parts.saving, dialogs.show_export, parts.close),
        *edit_commands(workspace, parts.pictures),
        *cell_commands(workspace),
        *play_commands(workspace),
        *trace_commands(workspace),
        *zoom_commands(workspace, stage),
        *training_commands(parts.training, panels, workspace.undo_stack),
        *speed_commands(workspace.player),
        *view_commands(workspace, stage.width),
        *loss_commands(workspace, parts.seeds),
        *seed_commands(workspace, parts.seeds),
        *layer_commands(parts.layers),
        *setting_commands(workspace.appearance),
        *panel_commands(panels, parts.focus_path, parts.fill_screen, parts.fills_screen),
        *help_commands(dialogs),
    ]


def fill_table(table: CommandTable, parts: Parts) -> None:
    """Put every command of the window into its table, and what comes and goes behind them."""
    table.add(commands_of(parts))
    for choice in CHOICES:
        table.make_exclusive(choice)
    table.add_source(partial(look_commands, parts.workspace))
    table.add_source(partial(preset_commands, parts.files))
    table.add_source(partial(tie_commands, parts.layers))


def place_keys(table: CommandTable, window: QWidget, untyped: Iterable[QWidget]) -> None:
    """Let keys work: most in all of the window, bare ones where nothing is typed.

    Parameters
    ----------
    table : CommandTable
    window : QWidget
    untyped : iterable of QWidget
        Where the bare keys work; those of the layer list its own box places.
    """
    bare = [table.action(name) for name in BARE_KEYS]
    elsewhere = [*bare, *(table.action(name) for name in LIST_KEYS)]
    for action in elsewhere:
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    for widget in untyped:
        widget.addActions(bare)
    window.addActions([action for action in table.actions() if action not in elsewhere])
