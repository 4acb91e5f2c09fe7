"""Commands as data: menus, toolbar, transport, palette and shortcuts are made from one table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from gradviz.gui.widgets.icons import icon
from gradviz.messages.language import Language
from gradviz.messages.message import Text, in_language, say
from gradviz.scene.marks.frame import Color


def always() -> bool:
    """Return True: what can always be done."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """Something a user can do.

    Attributes
    ----------
    id : str
        What menus and buttons call it.
    title : Message
        As menus show it, with a mnemonic.
    tip : Message
        One sentence for tooltip and status line.
    run : callable
    keys : tuple of str
        Shortcuts as Qt writes them, the first is the one shown.
    enabled : callable
        Whether it can be done now.
    checked : callable, optional
        For what is on or off: whether it is on now.
    icon : str
        A name of `gradviz.gui.widgets.icons`, or "".
    short : Message
        What buttons say instead of a long title; by default the title.
    """

    id: str
    title: Text
    tip: Text
    run: Callable[[], None]
    keys: tuple[str, ...] = ()
    enabled: Callable[[], bool] = always
    checked: Callable[[], bool] | None = None
    icon: str = ""
    short: Text = ""


class CommandTable(QObject):
    """The commands of a window as actions that follow what can be done.

    Parameters
    ----------
    commands : iterable of Command
    language : Language
        What the actions are written in.
    parent : QObject

    Raises
    ------
    ValueError
        If two commands share an id or a shortcut.
    """

    def __init__(self, commands: Iterable[Command], language: Language, parent: QObject) -> None:
        super().__init__(parent)
        self.language = language
        self._window = parent
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self._sources: list[Callable[[], Iterable[Command]]] = []
        self.add(commands)

    def add(self, commands: Iterable[Command]) -> None:
        """Add commands: parts of a window are made with the table, and commands work on parts."""
        taken = {key for known in self._commands.values() for key in known.keys}
        for command in commands:
            if command.id in self._commands or taken & set(command.keys):
                raise ValueError(f"command {command.id!r}: its id or a shortcut is taken")
            taken |= set(command.keys)
            self._commands[command.id] = command
            if command.icon:
                self._icons[command.id] = command.icon
            self._actions[command.id] = self._made(command)
        self.refresh()

    @property
    def commands(self) -> tuple[Command, ...]:
        """All commands, in the order of the table."""
        return tuple(self._commands.values())

    def action(self, command_id: str) -> QAction:
        """Return the action of a command."""
        return self._actions[command_id]

    def actions(self) -> list[QAction]:
        """Return all actions."""
        return list(self._actions.values())

    def make_exclusive(self, names: Iterable[str]) -> None:
        """Let menus draw commands as a choice of one."""
        group = QActionGroup(self)
        for name in names:
            group.addAction(self._actions[name])

    def add_source(self, source: Callable[[], Iterable[Command]]) -> None:
        """Let `source` add commands that have no menu entry and no key of their own: a preset."""
        self._sources.append(source)

    def offered(self) -> tuple[Command, ...]:
        """Return what can be done now, called as it is called now, those of sources behind."""
        others = [command for source in self._sources for command in source()]
        return tuple(command for command in (*self.commands, *others) if command.enabled())

    def write(self, text: Text) -> str:
        """Return a text in the language of the window."""
        return in_language(text, self.language)

    def run(self, command: Command) -> None:
        """Do it, and look again at what can be done and what is on."""
        command.run()
        self.refresh()

    def refresh(self) -> None:
        """Ask every command again whether it can be done and whether it is on."""
        self.refresh_some(self._commands)

    def refresh_some(self, names: Iterable[str]) -> None:
        """Ask some commands again whether they can be done and are on."""
        if not shiboken6.isValid(self._window):
            return  # it is going, and Qt tells of its last changes
        for name in names:
            command, action = self._commands[name], self._actions[name]
            action.setEnabled(command.enabled())
            if command.checked is not None:
                action.setChecked(command.checked())

    def retitle(self, command_id: str, title: Text, icon_name: str, color: Color) -> None:
        """Change what a command is called and its icon: Play becomes Pause."""
        command, action = self._commands[command_id], self._actions[command_id]
        if command.title != title:
            self._commands[command_id] = replace(command, title=title)
            self._name(action, self._commands[command_id])
            action.setIcon(icon(icon_name, color))
            self._icons[command_id] = icon_name

    def color_icons(self, color: Color) -> None:
        """Draw all icons in a colour."""
        for command_id, icon_name in self._icons.items():
            self._actions[command_id].setIcon(icon(icon_name, color))

    def _made(self, command: Command) -> QAction:
        action = QAction(self)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._name(action, command)
        action.setCheckable(command.checked is not None)
        action.triggered.connect(self._on_triggered)
        return action

    def _name(self, action: QAction, command: Command) -> None:
        """Write what a command is called and what it does."""
        title, tip = self.write(command.title), self.write(command.tip)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        name = told = plain(title).rstrip("…")
        if keys:
            told = self.write(say("{command} ({keys})", command=name, keys=keys))
        action.setText(title)
        if command.short:
            action.setIconText(self.write(command.short))
        action.setToolTip(told if tip == name else f"{told}\n{tip}")
        action.setStatusTip(tip)

    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.run(self._commands[action.objectName()])


def plain(title: str) -> str:
    """Return a title as it is read, without mnemonic.

    Examples
    --------
    >>> plain("&Export…")
    'Export…'
    """
    return title.replace("&", "")


def native(key: str) -> str:
    """Return a shortcut as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
