"""The choices of the user, as commands."""

from dataclasses import replace
from typing import Any

from gradviz.gui.commands.command import Command
from gradviz.gui.state.appearance import Appearance
from gradviz.gui.state.settings import MotionChoice, Settings, ThemeChoice
from gradviz.messages.message import Text, say


def setting_commands(appearance: Appearance) -> list[Command]:
    """Return the commands that change what the user has chosen for all documents."""

    def setting(
        command: str,
        title: Text,
        tip: Text,
        change: dict[str, Any],
        otherwise: dict[str, Any] | None = None,
        keys: tuple[str, ...] = (),
    ) -> Command:
        def checked() -> bool:
            return _has(appearance.settings, change)

        def run() -> None:
            other = otherwise if otherwise is not None and checked() else change
            appearance.set_settings(replace(appearance.settings, **other))

        return Command(command, title, tip, run, keys, checked=checked)

    def theme(name: ThemeChoice, title: Text, tip: Text) -> Command:
        return setting(f"theme-{name}", title, tip, {"theme": name})

    def motion(choice: MotionChoice, title: Text, tip: Text) -> Command:
        return setting(f"motion-{choice}", title, tip, {"reduced_motion": choice})

    return [
        setting(
            "numbers",
            say("&Numbers in cells"),
            say("Write the number into every cell"),
            {"numbers": True},
            {"numbers": False},
        ),
        setting(
            "count-from-1",
            say("&Count from 1"),
            say("X[1,1] is the first cell, as in mathematics; X[0,0] as in code when off"),
            {"base": 1},
            {"base": 0},
        ),
        setting(
            "large",
            say("&Large text"),
            say("Larger writing, for a projector"),
            {"is_large": True},
            {"is_large": False},
        ),
        motion(
            "system",
            say("As the &system"),
            say("Show key frames only if the system asks for reduced motion"),
        ),
        motion("on", say("&On"), say("Show key frames only; nothing glides")),
        motion("off", say("O&ff"), say("Let everything glide, whatever the system says")),
        theme("system", say("As the &system"), say("Use the colours of the system")),
        theme("light", say("&Light"), say("Use light colours")),
        theme("dark", say("&Dark"), say("Use dark colours")),
    ]


def _has(settings: Settings, change: dict[str, Any]) -> bool:
    return all(getattr(settings, key) == value for key, value in change.items())
