"""Which command stands in which menu. Every command of the table is in one of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QMenuBar

from gradviz.gui.commands import CommandTable
from gradviz.timeline.playback import SPEEDS

LINE = "-"


@dataclass(frozen=True, slots=True)
class Submenu:
    """A menu within a menu; `fill` is called each time it opens, if there is one."""

    title: str
    entries: tuple[str, ...] = ()
    fill: Callable[[QMenu], None] | None = None


Entry = str | Submenu

EDIT = ("undo", "redo", LINE, "copy-picture", LINE, "unpin")
PLAY = (
    "play",
    "play-back",
    LINE,
    "step-back",
    "step-forward",
    "go-start",
    "go-end",
    LINE,
    Submenu("&Speed", tuple(f"speed-{speed:g}" for speed in SPEEDS)),
    "loop",
)
VIEW = (
    "focus",
    "triptych",
    LINE,
    Submenu(
        "Colour &scale",
        ("scale-matrix", "scale-shared", "scale-fixed", LINE, "curve-linear", "curve-symlog"),
    ),
    "numbers",
    "count-from-1",
    "large",
    "reduced-motion",
    LINE,
    Submenu("T&heme", ("theme-system", "theme-light", "theme-dark")),
    LINE,
    "show-editors",
    "show-inspector",
    "reset-panels",
    "full-screen",
)
HELP = ("keys", "about")


def file_menu(
    recent: Callable[[QMenu], None], presets: Callable[[QMenu], None]
) -> tuple[Entry, ...]:
    """Return the entries of the File menu."""
    return (
        "new",
        Submenu("New &from", fill=presets),
        "open",
        Submenu("Open &recent", fill=recent),
        LINE,
        "save",
        "save-as",
        LINE,
        "export",
        LINE,
        "quit",
    )


def build(bar: QMenuBar, title: str, entries: Iterable[Entry], table: CommandTable) -> QMenu:
    """Add a menu to the bar."""
    menu = bar.addMenu(title)
    _fill(menu, entries, table)
    menu.aboutToShow.connect(table.refresh)
    return menu


def _fill(menu: QMenu, entries: Iterable[Entry], table: CommandTable) -> None:
    for entry in entries:
        if isinstance(entry, Submenu):
            inner = menu.addMenu(entry.title)
            _fill(inner, entry.entries, table)
            if entry.fill is not None:
                inner.aboutToShow.connect(_Filling(inner, entry.fill).run)
        elif entry == LINE:
            menu.addSeparator()
        else:
            menu.addAction(table.action(entry))


class _Filling(QObject):
    """Makes the entries of a menu anew when it opens; lives as long as the menu."""

    def __init__(self, menu: QMenu, fill: Callable[[QMenu], None]) -> None:
        super().__init__(menu)
        self._menu = menu
        self._fill = fill

    def run(self) -> None:
        self._menu.clear()
        self._fill(self._menu)
