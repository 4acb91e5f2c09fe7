"""What belongs to the user and not to a file: theme, motion, text size, what was used last."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QByteArray, QObject, QSettings

ThemeChoice: TypeAlias = Literal["system", "light", "dark"]
MotionChoice: TypeAlias = Literal["system", "on", "off"]
_RECENT = 8
_LARGE = 1.35
_SEAL_BYTES = 16
_MAX_BYTES = 1_000_000
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+)|([0-7]+))")
_IGNORED = re.compile(r'\\\r?\n|[\\"]')  # by Qt, within a value
_PACKED = re.compile(r"[=,]\s*@(?!(?:ByteArray|Invalid|String|Size|Point|Rect)\()\w+\(")


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of a user.

    Attributes
    ----------
    theme : {"system", "light", "dark"}
    base : int
        People count from 1, code from 0.
    numbers : bool
        Whether cells carry their numbers.
    is_large : bool
        The large mode, for projectors.
    reduced_motion : {"system", "on", "off"}
        Show key frames only: as the system has it, always, or never.
    """

    theme: ThemeChoice = "system"
    base: int = 1
    numbers: bool = True
    is_large: bool = False
    reduced_motion: MotionChoice = "system"

    @property
    def text(self) -> float:
        """The factor on text sizes in pictures."""
        return _LARGE if self.is_large else 1.0

    def is_motion_reduced(self, is_so_in_system: bool) -> bool:
        """Tell whether to show key frames only.

        Examples
        --------
        >>> Settings(reduced_motion="off").is_motion_reduced(True)
        False
        >>> Settings().is_motion_reduced(True)
        True
        """
        choices = {"on": True, "off": False, "system": is_so_in_system}
        return choices[self.reduced_motion]


def user_store(parent: QObject) -> tuple[QSettings, Path | None]:
    """Return where the user's settings are kept, and where a file that harms was moved to.

    Qt ends the process on a damaged `@Variant(...)`, and waits for ever for a pipe, so a file is
    judged before Qt sees it. A registry, or what macOS keeps, is no file of this kind.
    """
    form, user = QSettings.defaultFormat(), QSettings.Scope.UserScope
    elsewhere = Path(QSettings(form, user, "gradviz.nobody", "nothing").fileName())
    name, moved = "gradviz", None
    if elsewhere.suffix in (".conf", ".ini"):
        folder, suffix = elsewhere.parents[1], elsewhere.suffix
        for path in (folder / f"gradviz{suffix}", folder / "gradviz" / f"gradviz{suffix}"):
            if _is_harmless(path):
                continue
            aside = path.with_name(f"{path.name}.unreadable")
            try:
                path.replace(aside)
                moved = aside
            except OSError:
                name = "gradviz-other"  # it stays where it is: another one serves
    return QSettings(form, user, "gradviz", name, parent), moved


def _is_harmless(path: Path) -> bool:
    """Tell whether Qt can read a file of settings: it holds nothing that gradviz does not write."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > _MAX_BYTES:
            return False
        text = path.read_bytes().decode("latin-1")
    except (OSError, ValueError):
        return True  # not there, or closed to Qt as well
    plain = _IGNORED.sub("", _ESCAPE.sub(_escaped, text))
    return _PACKED.search(plain) is None


def _escaped(found: re.Match[str]) -> str:
    """Return the character of an escape, as many digits as it may have: Qt keeps the last 16 bits.

    It is one character of a value even where it looks like what parts values.
    """
    digits, base = (found[1], 16) if found[1] else (found[2], 8)
    character = chr(int(digits[-12:], base) & 0xFFFF)
    return character if character in "@(" or character.isalnum() else "."


def load_settings(store: QSettings) -> Settings:
    """Return what was saved; what is missing or makes no sense is as at the first start."""
    first = Settings()
    themes: dict[str, ThemeChoice] = {"light": "light", "dark": "dark"}
    return replace(
        first,
        theme=themes.get(str(store.value("theme", first.theme)), "system"),
        base=0 if str(store.value("base", "1")) == "0" else 1,
        numbers=_flag(store, "numbers", first.numbers),
        is_large=_flag(store, "large", first.is_large),
        reduced_motion=_motion(store),
    )


def save_settings(store: QSettings, settings: Settings) -> None:
    """Write the choices of a user."""
    store.setValue("theme", settings.theme)
    store.setValue("base", settings.base)
    store.setValue("numbers", settings.numbers)
    store.setValue("large", settings.is_large)
    store.setValue("reduced_motion", settings.reduced_motion)


def recent_files(store: QSettings) -> list[Path]:
    """Return the files opened or saved last, the newest first, those that can be reached now."""
    return [path for path in map(Path, _names(store, "recent")) if _is_file(path)]


def remember_file(store: QSettings, path: Path) -> None:
    """Put a file first among the recent ones; one that no setting can name is left out."""
    try:
        name = os.path.realpath(path)
        name.encode()  # Qt's texts hold no bytes that are no text
    except (OSError, ValueError):
        return
    others = [known for known in _names(store, "recent") if known != name]
    store.setValue("recent", [name, *others][:_RECENT])


def recent_commands(store: QSettings) -> list[str]:
    """Return the ids of the commands chosen last in the palette, the newest first."""
    return _names(store, "recent_commands")


def remember_command(store: QSettings, command_id: str) -> None:
    """Put a command first among the recent ones."""
    others = [known for known in recent_commands(store) if known != command_id]
    store.setValue("recent_commands", [command_id, *others][:_RECENT])


def save_bytes(store: QSettings, key: str, data: QByteArray) -> None:
    """Save bytes such as a window's geometry, with what tells that they are whole."""
    content = bytes(data.data())
    store.setValue(key, QByteArray(_seal(content) + content))


def saved_bytes(store: QSettings, key: str) -> QByteArray | None:
    """Return saved bytes; None where there are none, or not those that were saved.

    Qt trusts what it is given: a state of a window with a few other bytes makes it lay out for
    minutes, or ends the process.
    """
    value = store.value(key)
    content = bytes(value.data()) if isinstance(value, QByteArray) else b""
    seal, content = content[:_SEAL_BYTES], content[_SEAL_BYTES:]
    return QByteArray(content) if content and seal == _seal(content) else None


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_SEAL_BYTES]


def _is_file(path: Path) -> bool:
    """Tell whether a file is there and can be reached; what cannot be asked for is not."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _flag(store: QSettings, key: str, otherwise: bool) -> bool:
    return {"true": True, "false": False}.get(str(store.value(key)).lower(), otherwise)


def _names(store: QSettings, key: str) -> list[str]:
    value = store.value(key, [])  # a list of one comes back as its only string
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [name for name in names[:_RECENT] if isinstance(name, str) and name]


def _motion(store: QSettings) -> MotionChoice:
    # it was a box to tick before: not ticked was how it began, so it says nothing
    choices: dict[str, MotionChoice] = {"on": "on", "true": "on", "off": "off"}
    return choices.get(str(store.value("reduced_motion", "system")).lower(), "system")
