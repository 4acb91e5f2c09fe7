"""The one table of commands of the window."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from gradviz.gui.commands.cell import cell_commands
from gradviz.gui.commands.clipboard import copy_code, copy_picture
from gradviz.gui.commands.command import Command
from gradviz.gui.commands.layer import layer_commands
from gradviz.gui.commands.trace import trace_commands
from gradviz.gui.commands.training import training_commands
from gradviz.gui.commands.view import view_commands
from gradviz.gui.commands.zoom import zoom_commands
from gradviz.gui.editors.seeds import seed_commands
from gradviz.gui.playing.transport import speed_commands
from gradviz.gui.state.settings import MotionChoice, Settings, ThemeChoice
from gradviz.gui.state.workspace import Workspace
from gradviz.session.document import example

if TYPE_CHECKING:
    from gradviz.gui.main_window import MainWindow

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


def commands_of(window: "MainWindow") -> list[Command]:
    """Return every command of the window."""
    return [
        *_file_commands(window),
        *_edit_commands(window),
        *cell_commands(window),
        *_play_commands(window.workspace),
        *trace_commands(window),
        *zoom_commands(window),
        *training_commands(window),
        *speed_commands(window.workspace),
        *view_commands(window.workspace, window.stage.width),
        *seed_commands(window.workspace, window.seeds),
        *layer_commands(window),
        *_setting_commands(window.workspace),
        *_panel_commands(window),
        *_help_commands(window),
    ]


def _file_commands(window: "MainWindow") -> list[Command]:
    files = window.files
    return [
        Command(
            "new", "&New", "Begin with the example", lambda: files.open_new(example()), ("Ctrl+N",)
        ),
        Command(
            "open",
            "&Open…",
            "Open a session, or matrices from .npz, .npy or .csv",
            files.choose_and_open,
            ("Ctrl+O",),
        ),
        Command("save", "&Save", "Save the session", window.save, ("Ctrl+S",)),
        Command(
            "save-as",
            "Save &as…",
            "Save the session under another name",
            window.save_as,
            ("Ctrl+Shift+S",),
        ),
        Command(
            "export",
            "&Export…",
            "Take matrices or the view home: as a picture, or matrices as numbers",
            window.dialogs.show_export,
            ("Ctrl+E",),
        ),
        Command(
            "quit", "&Quit", "Close the window", lambda: (window.close(), None)[1], ("Ctrl+Q",)
        ),
    ]


def _edit_commands(window: "MainWindow") -> list[Command]:
    stack, workspace = window.workspace.undo_stack, window.workspace
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
            partial(copy_picture, window.pictures, workspace),
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


def _play_commands(workspace: Workspace) -> list[Command]:
    def toggle_loop() -> None:
        workspace.player.set_looping(not workspace.player.playback.is_looping)

    return [
        Command(
            "play",
            "Play",
            "Play, or pause",
            lambda: workspace.played.toggle(),
            ("Space",),
            icon="play",
        ),
        Command(
            "play-back",
            "Play &backwards",
            "Play the passes backwards in time",
            lambda: workspace.played.play(-1),
            ("Shift+Space",),
        ),
        Command(
            "step-back",
            "Step back",
            "Go to the key frame before",
            partial(workspace.step, -1),
            ("Left",),
            icon="step-back",
        ),
        Command(
            "step-forward",
            "Step forward",
            "Go to the next key frame",
            partial(workspace.step, 1),
            ("Right",),
            icon="step-forward",
        ),
        Command(
            "go-start",
            "To the start",
            "Go to where nothing is computed yet",
            lambda: workspace.played.go_to_end(-1),
            ("Home",),
            icon="start",
        ),
        Command(
            "go-end",
            "To the end",
            "Go to where everything is computed",
            lambda: workspace.played.go_to_end(1),
            ("End",),
            icon="end",
        ),
        Command(
            "loop",
            "Loop",
            "Begin again at the end",
            toggle_loop,
            ("Ctrl+L",),
            checked=lambda: workspace.player.playback.is_looping,
            icon="loop",
        ),
    ]


def _setting_commands(workspace: Workspace) -> list[Command]:
    def setting(
        command: str,
        title: str,
        tip: str,
        change: dict[str, Any],
        otherwise: dict[str, Any] | None = None,
        keys: tuple[str, ...] = (),
    ) -> Command:
        def checked() -> bool:
            return _has(workspace.settings, change)

        def run() -> None:
            other = otherwise if otherwise is not None and checked() else change
            workspace.set_settings(replace(workspace.settings, **other))

        return Command(command, title, tip, run, keys, checked=checked)

    def theme(name: ThemeChoice, title: str) -> Command:
        return setting(f"theme-{name}", title, f"Use the {name} colours", {"theme": name})

    def motion(choice: MotionChoice, title: str, tip: str) -> Command:
        return setting(f"motion-{choice}", title, tip, {"reduced_motion": choice})

    return [
        setting(
            "numbers",
            "&Numbers in cells",
            "Write the number into every cell",
            {"numbers": True},
            {"numbers": False},
        ),
        setting(
            "count-from-1",
            "&Count from 1",
            "X[1,1] is the first cell, as in mathematics; X[0,0] as in code when off",
            {"base": 1},
            {"base": 0},
        ),
        setting(
            "large",
            "&Large text",
            "Larger writing, for a projector",
            {"is_large": True},
            {"is_large": False},
        ),
        motion(
            "system", "As the &system", "Show key frames only if the system wants little motion"
        ),
        motion("on", "&On", "Show key frames only, nothing glides"),
        motion("off", "O&ff", "Let everything glide, whatever the system says"),
        theme("system", "As the &system"),
        theme("light", "&Light"),
        theme("dark", "&Dark"),
    ]


def _has(settings: Settings, change: dict[str, Any]) -> bool:
    return all(getattr(settings, key) == value for key, value in change.items())


def _panel_commands(window: "MainWindow") -> list[Command]:
    def panel(name: str, title: str, tip: str, key: str) -> Command:
        toggle: Callable[[], None] = partial(window.panels.toggle, name)
        return Command(
            f"show-{name}", title, tip, toggle, (key,), checked=partial(window.panels.shows, name)
        )

    return [
        panel("editors", "&Matrices", "Show or hide the editors", "Ctrl+Shift+M"),
        panel("inspector", "&Explanation", "Show or hide what explains a cell", "Ctrl+Shift+E"),
        panel(
            "strip", "Gradient b&y layer", "Show or hide the chart of magnitudes", "Ctrl+Shift+G"
        ),
        Command(
            "reset-panels",
            "Put panels &back",
            "Put the panels where they were at first",
            window.panels.reset,
        ),
        Command(
            "next-panel",
            "Next &panel",
            "Go with the keyboard to the next panel, and around",
            partial(window.focus_path.go_to_panel, 1),
            ("F6",),
        ),
        Command(
            "previous-panel",
            "Pre&vious panel",
            "Go with the keyboard to the panel before, and around",
            partial(window.focus_path.go_to_panel, -1),
            ("Shift+F6",),
        ),
        Command(
            "full-screen",
            "F&ull screen",
            "Fill the screen",
            window.toggle_full_screen,
            ("F11",),
            checked=window.isFullScreen,
        ),
    ]


def _help_commands(window: "MainWindow") -> list[Command]:
    return [
        Command(
            "palette",
            "&Command palette…",
            "Find a command by a few letters of its name, and run it",
            window.dialogs.show_palette,
            ("Ctrl+Shift+P",),
        ),
        Command(
            "keys",
            "&Keys",
            "All keys and gestures on one sheet",
            window.dialogs.show_keys,
            ("F1", "?"),
        ),
        Command(
            "about", "&About gradviz", "What this is, and its version", window.dialogs.show_about
        ),
    ]
