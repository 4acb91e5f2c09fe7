"""What is open beside the picture, and where the keyboard is, as commands."""

from collections.abc import Callable
from functools import partial

from gradviz.gui.commands.command import Command
from gradviz.gui.focus_path import FocusPath
from gradviz.gui.panels import Panels
from gradviz.messages.message import Text, say


def panel_commands(
    panels: Panels,
    focus_path: FocusPath,
    fill_screen: Callable[[], None],
    fills_screen: Callable[[], bool],
) -> list[Command]:
    """Return the commands on the panels, the way of the keyboard, and the full screen.

    Parameters
    ----------
    panels : Panels
    focus_path : FocusPath
    fill_screen : callable
        Lets the window fill the screen, or stop to.
    fills_screen : callable
        () -> bool: whether it does.
    """

    def panel(name: str, title: Text, tip: Text, key: str) -> Command:
        toggle: Callable[[], None] = partial(panels.toggle, name)
        return Command(
            f"show-{name}", title, tip, toggle, (key,), checked=partial(panels.shows, name)
        )

    return [
        panel(
            "editors",
            say("&Matrices"),
            say("Show or hide the editors of the matrices"),
            "Ctrl+Shift+M",
        ),
        panel(
            "inspector",
            say("&Explanation"),
            say("Show or hide the explanation of a cell"),
            "Ctrl+Shift+E",
        ),
        panel(
            "strip",
            say("Gradient b&y layer"),
            say("Show or hide the chart of magnitudes"),
            "Ctrl+Shift+G",
        ),
        Command(
            "reset-panels",
            say("Put panels &back"),
            say("Put the panels back where they were at first"),
            panels.reset,
        ),
        Command(
            "next-panel",
            say("Next &panel"),
            say("Take the keyboard to the next panel"),
            partial(focus_path.go_to_panel, 1),
            ("F6",),
        ),
        Command(
            "previous-panel",
            say("Pre&vious panel"),
            say("Take the keyboard to the panel before"),
            partial(focus_path.go_to_panel, -1),
            ("Shift+F6",),
        ),
        Command(
            "full-screen",
            say("F&ull screen"),
            say("Fill the screen"),
            fill_screen,
            ("F11",),
            checked=fills_screen,
        ),
    ]
