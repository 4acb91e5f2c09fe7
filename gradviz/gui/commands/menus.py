"""Which command stands in which menu. Every command of the table is in one of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from gradviz.gui.commands.command import CommandTable, plain
from gradviz.gui.commands.layer import ADD, INITIALISE
from gradviz.gui.commands.view import (
    ARRANGEMENT_IDS,
    CONVENTION_IDS,
    CURVE_IDS,
    ORDER_IDS,
    SCALE_IDS,
    SLOT_IDS,
    SWEEP_IDS,
    VIEW_IDS,
)
from gradviz.gui.editors.seeds import LOSSES, SEEDS
from gradviz.messages.message import Message, Text, say
from gradviz.timeline.playback import SPEEDS

LINE = "-"


@dataclass(frozen=True, slots=True)
class Submenu:
    """A menu within a menu; `fill` is called each time it opens, if there is one."""

    title: Message
    entries: tuple[str, ...] = ()
    fill: Callable[[QMenu], None] | None = None


MenuItem = str | Submenu

EDIT = (
    "undo",
    "redo",
    LINE,
    "copy-matrix",
    "copy-number",
    "copy-picture",
    "copy-code",
    LINE,
    Submenu(say("L&oss"), LOSSES),
    Submenu(say("&Seed of the backward pass"), SEEDS),
    LINE,
    "unpin",
)
_SPEEDS = tuple(f"speed-{speed:g}" for speed in SPEEDS)
_MOTIONS = ("motion-system", "motion-on", "motion-off")
_THEMES = ("theme-system", "theme-light", "theme-dark")
CHOICES = (
    VIEW_IDS,
    ARRANGEMENT_IDS,
    CONVENTION_IDS,
    SWEEP_IDS,
    SLOT_IDS,
    ORDER_IDS,
    LOSSES,
    SEEDS,
    _SPEEDS,
    SCALE_IDS,
    CURVE_IDS,
    _MOTIONS,
    _THEMES,
)
"""Commands of which one at most is on."""
PLAY = (
    "play",
    "play-back",
    LINE,
    "step-back",
    "step-forward",
    "go-start",
    "go-end",
    LINE,
    "trace",
    LINE,
    Submenu(say("&Speed"), _SPEEDS),
    "loop",
)
TRAIN = ("descent-step", "descent-run", "descent-stop", "descent-undo", LINE, "show-descent")
VIEW: tuple[MenuItem, ...] = (
    *VIEW_IDS,
    LINE,
    Submenu(say("&Arrangement"), ARRANGEMENT_IDS),
    Submenu(say("Convent&ion"), CONVENTION_IDS),
    Submenu(say("S&weep"), SWEEP_IDS),
    Submenu(say("Places of the column"), SLOT_IDS),
    Submenu(say("Vec of the Jacobian"), ORDER_IDS),
    LINE,
    Submenu(say("&Zoom"), ("zoom-in", "zoom-out", "zoom-all")),
    Submenu(
        say("Colour &scale"),
        (*SCALE_IDS, LINE, *CURVE_IDS),
    ),
    "numbers",
    "count-from-1",
    "large",
    Submenu(say("&Reduced motion"), _MOTIONS),
    Submenu(say("T&heme"), _THEMES),
    LINE,
    Submenu(
        say("&Panels"),
        (
            "show-editors",
            "show-inspector",
            "show-strip",
            LINE,
            "next-panel",
            "previous-panel",
            LINE,
            "reset-panels",
        ),
    ),
    "full-screen",
)
ADD_LAYER = (ADD[0], LINE, *ADD[1:])
INITIALISE_ALL = (*INITIALISE[:-1], LINE, INITIALISE[-1])
HELP = ("palette", "keys", "about")


def file_menu(
    presets: Callable[[QMenu], None], recent: Callable[[QMenu], None]
) -> tuple[MenuItem, ...]:
    """Return the entries of the File menu; `presets` and `recent` fill in what they offer."""
    return (
        "new",
        Submenu(say("New &from"), fill=presets),
        "open",
        Submenu(say("Open &recent"), fill=recent),
        LINE,
        "save",
        "save-as",
        LINE,
        "export",
        LINE,
        "quit",
    )


def layers_menu(tie: Callable[[QMenu], None]) -> tuple[MenuItem, ...]:
    """Return the entries of the Layers menu; `tie` fills in what can be tied."""
    return (
        Submenu(say("&Add a layer"), ADD_LAYER),
        LINE,
        "layer-up",
        "layer-down",
        "layer-remove",
        LINE,
        "layer-bias",
        Submenu(say("&Tie"), fill=tie),
        "layer-untie",
        LINE,
        Submenu(say("&Initialise all"), INITIALISE_ALL),
    )


def contexts(bar: QMenuBar) -> dict[str, str]:
    """Return, for every command in a menu within a menu, what that menu is called: "Theme"."""
    found: dict[str, str] = {}
    menus = [menu for top in bar.actions() if isinstance(menu := top.menu(), QMenu)]
    for menu in menus:
        inner = [within for action in menu.actions() if isinstance(within := action.menu(), QMenu)]
        menus += inner
        for within in inner:
            name = plain(within.title())
            found |= {action.objectName(): name for action in within.actions()}
    return found


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """What keys do, in words: (keys, what they do), under a heading."""

    title: Text
    rows: tuple[tuple[Text, Text], ...]


def groups(bar: QMenuBar) -> tuple[KeyGroup, ...]:
    """Return what has a key, menu by menu, those within others too."""
    found = []
    for top in bar.actions():
        menu = top.menu()
        if isinstance(menu, QMenu):
            rows = tuple(
                (keys, _told(action)) for action in _all_actions(menu) if (keys := _keys(action))
            )
            found.append(KeyGroup(plain(menu.title()), rows))
    return tuple(group for group in found if group.rows)


def _all_actions(menu: QMenu) -> list[QAction]:
    found = []
    for action in menu.actions():
        inner = action.menu()
        found += _all_actions(inner) if isinstance(inner, QMenu) else [action]
    return found


def _told(action: QAction) -> Text:
    """Return what an action does; of a choice of one its name too, as it stands on a tab."""
    if action.actionGroup() is None:
        return action.statusTip()
    return say("{command}: {tip}", command=plain(action.text()), tip=action.statusTip())


def _keys(action: QAction) -> Text:
    """Return the keys of an action, of which two are enough to be told."""
    form = QKeySequence.SequenceFormat.NativeText
    keys = [sequence.toString(form) for sequence in action.shortcuts()]
    if len(keys) < 2:
        return "".join(keys)
    return say("{key} or {other}", key=keys[0], other=keys[1])


def fill_bar(
    bar: QMenuBar,
    table: CommandTable,
    presets: Callable[[QMenu], None],
    recent: Callable[[QMenu], None],
    tie: Callable[[QMenu], None],
) -> None:
    """Put all menus into the bar of a window; the last three fill menus that change."""
    all_menus: tuple[tuple[Message, tuple[MenuItem, ...]], ...] = (
        (say("&File"), file_menu(presets, recent)),
        (say("&Edit"), EDIT),
        (say("&View"), VIEW),
        (say("&Layers"), layers_menu(tie)),
        (say("&Play"), PLAY),
        (say("&Train"), TRAIN),
        (say("&Help"), HELP),
    )
    for title, entries in all_menus:
        build(bar, title, entries, table)


def build(bar: QMenuBar, title: Message, entries: Iterable[MenuItem], table: CommandTable) -> QMenu:
    """Add a menu to the bar."""
    menu = bar.addMenu(table.write(title))
    fill(menu, entries, table)
    menu.aboutToShow.connect(table.refresh)
    return menu


def fill(menu: QMenu, entries: Iterable[MenuItem], table: CommandTable) -> None:
    """Put commands and menus of them into a menu."""
    for entry in entries:
        if isinstance(entry, Submenu):
            inner = menu.addMenu(table.write(entry.title))
            fill(inner, entry.entries, table)
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
