"""The transport bar: play, step, jump, scrub, speed and loop."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from gradviz.gui.commands.command import Command, CommandTable
from gradviz.gui.playing.timebar import TimeBar
from gradviz.gui.state.player import Player
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.focus_frame import FocusFrame
from gradviz.gui.widgets.look import code
from gradviz.gui.widgets.menu_button import give_menu
from gradviz.messages.message import say, verbatim
from gradviz.timeline.playback import SPEEDS


class Transport(QWidget):
    """Buttons around a time bar; every button is a command of the one table."""

    def __init__(
        self, workspace: Workspace, commands: CommandTable, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 10)
        row.setSpacing(8)
        self._buttons = {
            name: self._button(name)
            for name in ("go-start", "step-back", "play", "step-forward", "go-end")
        }
        self._buttons["play"].setFixedSize(QSize(44, 44))
        self.bar = TimeBar(workspace, self)
        self._count = QLabel(self)
        self._count.setProperty("role", "mono")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._speed = QToolButton(self)
        self._speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._speed.setToolTip(workspace.write(say("Speed")))
        self._speed.setAccessibleName(workspace.write(say("Speed")))
        give_menu(self._speed, self._speed_menu())
        self._loop = QToolButton(self)
        self._loop.setDefaultAction(commands.action("loop"))
        self._leave = QToolButton(self)
        self._leave.setObjectName("leave-trace")
        self._leave.setText(workspace.write(say("Leave the trace  ✕")))
        self._leave.setToolTip(workspace.write(say("Leave the trace ({key})", key="Esc")))
        self._leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._leave.clicked.connect(workspace.tracer.end)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(FocusFrame(workspace, self.bar, "panel", self), 1)
        row.addWidget(self._leave)
        row.addWidget(self._count)
        row.addWidget(self._speed)
        row.addWidget(self._loop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        workspace.moved.connect(self._on_moved)
        workspace.document_changed.connect(self._on_moved)
        workspace.styled.connect(self._on_styled)
        self._on_styled()

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(self._commands.action(name))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFixedSize(QSize(34, 34))
        button.setIconSize(QSize(18, 18))
        return button

    def _speed_menu(self) -> QMenu:
        menu = QMenu(self)
        for speed in SPEEDS:
            menu.addAction(self._commands.action(_speed_id(speed)))
        return menu

    def _on_moved(self) -> None:
        workspace, trace = self._workspace, self._workspace.tracer.trace
        if trace is None:
            steps = workspace.player.timeline.steps
            key = workspace.player.timeline.key_at(workspace.player.seconds)
        else:
            steps, key = len(trace.paths.steps), trace.lit
        width = len(str(workspace.player.timeline.steps))
        self._count.setText(f"{key:>{width}} / {steps:<{width}}")
        counted = say("Layers of the trace") if trace else say("Key frames")
        self._count.setToolTip(workspace.write(counted))
        self._leave.setVisible(trace is not None)
        self._speed.setText(f"{workspace.player.playback.speed:g}×")

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        self.setStyleSheet(
            f"#transport {{ background: {code(theme.panel)};"
            f" border-top: 1px solid {code(theme.line)}; }}"
            f" QToolButton {{ border-radius: 8px; padding: 4px 8px; }}"
        )
        self._on_moved()


def speed_commands(player: Player) -> list[Command]:
    """Return one command a speed."""
    return [
        Command(
            id=_speed_id(speed),
            title=verbatim(f"{speed:g}×"),
            tip=say("Play at {speed} times the speed", speed=f"{speed:g}"),
            run=partial(player.set_speed, speed),
            checked=partial(_is_speed, player, speed),
        )
        for speed in SPEEDS
    ]


def _is_speed(player: Player, speed: float) -> bool:
    return player.playback.speed == speed


def _speed_id(speed: float) -> str:
    return f"speed-{speed:g}"
