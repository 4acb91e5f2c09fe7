"""What is open beside the picture, and where the keyboard is, as commands."""

from collections.abc import Callable
from functools import partial

from gradviz.gui.commands.command import Command
from gradviz.gui.focus_path import FocusPath
from gradviz.gui.panels import Panels


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

    def panel(name: str, title: str, tip: str, key: str) -> Command:
        toggle: Callable[[], None] = partial(panels.toggle, name)
        return Command(
            f"show-{name}", title, tip, toggle, (key,), checked=partial(panels.shows, name)
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
            panels.reset,
        ),
        Command(
            "next-panel",
            "Next &panel",
            "Go with the keyboard to the next panel, and around",
            partial(focus_path.go_to_panel, 1),
            ("F6",),
        ),
        Command(
            "previous-panel",
            "Pre&vious panel",
            "Go with the keyboard to the panel before, and around",
            partial(focus_path.go_to_panel, -1),
            ("Shift+F6",),
        ),
        Command(
            "full-screen",
            "F&ull screen",
            "Fill the screen",
            fill_screen,
            ("F11",),
            checked=fills_screen,
        ),
    ]
