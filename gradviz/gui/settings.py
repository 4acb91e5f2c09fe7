"""What belongs to the user and not to a file: theme, counting, text size, recent files."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QByteArray, QSettings

ThemeChoice: TypeAlias = Literal["system", "light", "dark"]
_RECENT = 8
_LARGE = 1.35


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
    reduced_motion : bool
        Show key frames only.
    """

    theme: ThemeChoice = "system"
    base: int = 1
    numbers: bool = True
    is_large: bool = False
    reduced_motion: bool = False

    @property
    def text(self) -> float:
        """The factor on text sizes in pictures."""
        return _LARGE if self.is_large else 1.0


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
        reduced_motion=_flag(store, "reduced_motion", first.reduced_motion),
    )


def save_settings(store: QSettings, settings: Settings) -> None:
    """Write the choices of a user."""
    store.setValue("theme", settings.theme)
    store.setValue("base", settings.base)
    store.setValue("numbers", settings.numbers)
    store.setValue("large", settings.is_large)
    store.setValue("reduced_motion", settings.reduced_motion)


def recent_files(store: QSettings) -> list[Path]:
    """Return the files opened or saved last, the newest first, those that still exist."""
    value = store.value("recent", [])
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [path for path in map(Path, map(str, names)) if path.is_file()]


def remember_file(store: QSettings, path: Path) -> None:
    """Put a file first among the recent ones."""
    path = path.resolve()
    others = [known for known in recent_files(store) if known != path]
    store.setValue("recent", [str(known) for known in [path, *others][:_RECENT]])


def saved_bytes(store: QSettings, key: str) -> QByteArray | None:
    """Return saved bytes such as a window's geometry."""
    value = store.value(key)
    return value if isinstance(value, QByteArray) else None


def _flag(store: QSettings, key: str, otherwise: bool) -> bool:
    value = store.value(key)
    return otherwise if value is None else str(value).lower() == "true"
