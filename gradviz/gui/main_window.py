"""The window: editors left, stage in the middle, explanations right, time below."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from gradviz.disk.stamps import ABSENT, Stamp, stamp_of
from gradviz.errors import one_line
from gradviz.gui import geometry
from gradviz.gui.commands import menus
from gradviz.gui.commands.command import CommandTable
from gradviz.gui.commands.dialogs import Dialogs
from gradviz.gui.commands.layer import LIST_KEYS, fill_tie_menu, tie_commands
from gradviz.gui.commands.preset import fill_preset_menu, preset_commands
from gradviz.gui.commands.window import BARE_KEYS, commands_of
from gradviz.gui.editors.seeds import Seeds
from gradviz.gui.files.drops import dropped_file
from gradviz.gui.files.files import Files, in_flow
from gradviz.gui.files.safekeeping import Safekeeping
from gradviz.gui.focus_path import FocusPath
from gradviz.gui.guard import guarded
from gradviz.gui.head_bar import HeadBar
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.notice import Notice
from gradviz.gui.panels import Panels
from gradviz.gui.playing.transport import Transport
from gradviz.gui.stage.cell_menu import CellMenu
from gradviz.gui.stage.pictures import Pictures
from gradviz.gui.stage.view_bar import ViewBar
from gradviz.gui.state.settings import load_settings, save_bytes, save_settings, user_store
from gradviz.gui.state.training import Training
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.enter import pressed_button
from gradviz.gui.widgets.focus_frame import FocusFrame
from gradviz.gui.widgets.look import palette, stylesheet
from gradviz.session.document import Document
from gradviz.session.files.recovery import Crashed

_INTRO_MS = 500  # how long the first picture rests before it plays


@guarded
class MainWindow(QMainWindow):
    """Puts the parts together; what they do goes through the workspace and the commands.

    Parameters
    ----------
    document : Document
    path : Path, optional
        The file it comes from.
    clock : callable, optional
        Seconds, for the playing.
    stamp : Stamp, optional
        What the file held when it was read; by default what it holds now.
    is_guest : bool, optional
        Whether the application is somebody else's: then only the window is dressed.
    """

    def __init__(
        self,
        document: Document,
        path: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        stamp: Stamp | None = None,
        is_guest: bool = False,
    ) -> None:
        super().__init__()
        self._is_guest = is_guest
        self._is_left = False
        self.store, self._unreadable = user_store(self)
        safekeeping = Safekeeping()  # from before the first picture: it may end the window
        self._ended_with = path if safekeeping.opens(path) else None
        shown = in_flow(document) if self._ended_with else document
        self.workspace = Workspace(shown, load_settings(self.store), clock, self)
        self.workspace.path, self.workspace.stamp = path, stamp or _held_by(path)
        self.files = Files(self.workspace, safekeeping, self, self.store)
        self.layers = LayerEdits(self.workspace, self)
        self.seeds = Seeds(self.workspace)
        self.pictures = Pictures(self.workspace, self)
        self.stage = self.pictures.stage
        self.notice = Notice(self.workspace, self)
        self.notice.follow(self.files.opening)
        self.panels = Panels(self.workspace, self.layers, self)
        self.training = Training(self.workspace)
        self.panels.add("strip", "Gradient by layer", self._made_strip_chart)
        self.panels.add("descent", "Descent", self._made_training_panel)
        self.focus_path = FocusPath(self)
        self.dialogs = Dialogs(self)
        self.commands = CommandTable(commands_of(self), self)
        for choice in menus.CHOICES:
            self.commands.make_exclusive(choice)
        self.commands.add_source(partial(preset_commands, self.files))
        self.commands.add_source(partial(tie_commands, self))
        self.cell_menu = CellMenu(self.pictures, self.commands)
        self.transport = Transport(self.workspace, self.commands, self)
        self._head = HeadBar(self.workspace, self.commands, self)
        self._intro = QTimer(self)
        self._intro.setObjectName("intro")
        self._intro.setSingleShot(True)
        self._intro.setInterval(_INTRO_MS)
        self._has_been_shown = False
        self._may_close = False
        self._lay_out()
        self.resize(geometry.first_size(self.screen().availableSize()))
        self.panels.settle()
        self._fill_menu_bar()
        self._connect()
        self.setAcceptDrops(True)
        geometry.restore(self, self.store)
        self._on_styled()
        self._on_filed()
        self.stage.setFocus()

    # --- what commands ask for

    def finish_entries(self) -> bool:
        """Take over what is being typed; tell whether all of it could be."""
        finished = [self.stage.editor.take_over(), self.panels.finish_entry()]
        return all(finished)

    def save(self) -> None:
        """Save, with what is being typed."""
        if self._is_typed_out():
            self.files.save()

    def save_as(self) -> None:
        """Save under another name, with what is being typed."""
        if self._is_typed_out():
            self.files.save_as()

    def leave(self) -> None:
        """Close without a question; the next start offers what is not saved."""
        self._is_left = self._may_close = True
        self.close()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or stop to."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _is_typed_out(self) -> bool:
        finished = self.finish_entries()
        if not finished:
            self.workspace.troubled.emit(
                "Not saved: an entry is no number yet. Put it right, or leave it with Escape."
            )
        return finished

    # --- putting together

    def _lay_out(self) -> None:
        self.setWindowTitle("gradviz[*]")
        self.setMinimumSize(geometry.LEAST)
        self.setDockNestingEnabled(True)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.view_bar = ViewBar(self.workspace, self.commands, self.seeds, middle)
        column.addWidget(self.view_bar)
        column.addWidget(self.pictures, 1)
        self.setCentralWidget(middle)
        self.notice.float_over(middle, self.menuBar())
        bare = [self.commands.action(name) for name in BARE_KEYS]
        in_list = [self.commands.action(name) for name in LIST_KEYS]
        for action in (*bare, *in_list):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.stage.addActions(bare)
        self.transport.bar.addActions(bare)
        elsewhere = (*bare, *in_list)
        self.addActions([action for action in self.commands.actions() if action not in elsewhere])
        self._add_bar(self._head, Qt.ToolBarArea.TopToolBarArea)
        foot = QToolBar("Transport", self)
        foot.setObjectName("foot")
        foot.setStyleSheet("QToolBar { padding: 0; border: none; }")
        foot.addWidget(self.transport)
        self._add_bar(foot, Qt.ToolBarArea.BottomToolBarArea)
        editors, *right = self.panels.docks
        self.focus_path.set_panels(
            (self._head, editors, self.notice, self.view_bar, self.pictures, *right, foot)
        )

    def _add_bar(self, bar: QToolBar, area: Qt.ToolBarArea) -> None:
        bar.setMovable(False)
        bar.setFloatable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(area, bar)

    def _on_appeared(self) -> None:
        """Do what the first picture does not have to wait for."""
        self.panels.fill()
        if self._unreadable:
            self.workspace.troubled.emit(
                f"The settings could not be read and are those of a first start: the file is kept "
                f"as {self._unreadable}."
            )
        self._offer_recovery()
        self.workspace.system_motion.start()

    def _fill_menu_bar(self) -> None:
        bar = self.menuBar()
        entries = menus.file_menu(self._fill_recent, partial(fill_preset_menu, self.files))
        menus.build(bar, "&File", entries, self.commands)
        menus.build(bar, "&Edit", menus.EDIT, self.commands)
        menus.build(bar, "&View", menus.VIEW, self.commands)
        menus.build(bar, "&Layers", menus.layers_menu(self._fill_tie), self.commands)
        menus.build(bar, "&Play", menus.PLAY, self.commands)
        menus.build(bar, "&Train", menus.TRAIN, self.commands)
        menus.build(bar, "&Help", menus.HELP, self.commands)

    def _fill_recent(self, menu: QMenu) -> None:
        for path in self.files.recent():
            name = one_line(path.name).replace("&", "&&")  # no key of the menu
            action = menu.addAction(name, partial(self.files.open_path, path))
            action.setToolTip(one_line(str(path)))
        if menu.isEmpty():
            menu.addAction("Nothing opened yet").setEnabled(False)

    def _made_strip_chart(self, parent: QWidget) -> QWidget:
        from gradviz.gui.plots.strip_chart import StripChart  # pyqtgraph: only when it is looked at

        return FocusFrame(self.workspace, StripChart(self.workspace), "panel", parent)

    def _made_training_panel(self, parent: QWidget) -> QWidget:
        from gradviz.gui.plots.training_panel import TrainingPanel

        return TrainingPanel(self.training, self.workspace, parent)

    def _fill_tie(self, menu: QMenu) -> None:
        fill_tie_menu(menu, self.layers, self.workspace)

    def _connect(self) -> None:
        workspace = self.workspace
        self.stage.appeared.connect(self._on_appeared, Qt.ConnectionType.QueuedConnection)
        self.stage.resized.connect(self.commands.refresh)
        workspace.tracer.moved.connect(self.commands.refresh)
        workspace.document_changed.connect(self.commands.refresh)
        workspace.pointed.connect(self.commands.refresh)
        workspace.zoomed.connect(self.commands.refresh)
        self.training.changed.connect(self.commands.refresh)
        workspace.moved.connect(self._on_moved)
        workspace.styled.connect(self._on_styled)
        workspace.filed.connect(self._on_filed)
        workspace.undo_stack.indexChanged.connect(self.commands.refresh)
        self.layers.selected_changed.connect(self.commands.refresh)
        self._head.arranged.connect(self._focus_picture)
        self.view_bar.chosen.connect(self._focus_picture)
        workspace.opened.connect(self._focus_picture)
        workspace.tracer.began.connect(self._focus_picture)
        self._intro.timeout.connect(self._play_once)
        self.panels.changed.connect(self.commands.refresh)

    def _play_once(self) -> None:
        if self.isVisible() and self.workspace.player.seconds == 0.0:
            self.workspace.player.play()

    def _offer_recovery(self) -> None:
        crashed = self.files.start_recovery()
        self._offer(crashed)
        is_told = any(session.origin == self._ended_with for session in crashed[:1])
        self.notice.tell_of_opening()
        self.files.tell_of_start(None if is_told else self._ended_with)

    def _offer(self, crashed: tuple[Crashed, ...]) -> None:
        """Offer the latest; when it is thrown away the next, otherwise that at the next start."""
        if not crashed:
            return
        latest = crashed[0]
        name = latest.origin.name if latest.origin else "a session without a name"
        self.notice.offer(
            one_line(
                f"gradviz ended unexpectedly with {name} open. What was not saved is kept: "
                "it opens in Flow."
            ),
            (
                ("Restore", partial(self.files.restore, latest)),
                ("Discard", partial(self._discard, crashed)),
            ),
        )

    def _discard(self, crashed: tuple[Crashed, ...]) -> None:
        self.files.dismiss(crashed[0])
        self._offer(crashed[1:])

    def _focus_picture(self) -> None:
        self.pictures.picture.setFocus()

    # --- following the workspace

    def _on_moved(self) -> None:
        playing = self.workspace.played.playback.is_playing
        color = self.workspace.theme.text
        title, name = ("Pause", "pause") if playing else ("Play", "play")
        self.commands.retitle("play", title, name, color)

    def _on_styled(self) -> None:
        theme = self.workspace.theme
        application = QApplication.instance()
        is_own = isinstance(application, QApplication) and not self._is_guest
        dressed = cast("QApplication | QMainWindow", application if is_own else self)
        dressed.setPalette(palette(theme))
        dressed.setStyleSheet(stylesheet(theme))
        self.commands.color_icons(theme.text)
        self._on_moved()
        self.commands.refresh()
        save_settings(self.store, self.workspace.settings)

    def _on_filed(self) -> None:
        path = self.workspace.path
        name = one_line(path.name) if path else "untitled"
        modified = self.workspace.is_modified
        titled = name.replace("[*]", "[*][*]")  # where the mark of a change is not meant
        self.setWindowTitle(f"{titled}[*] — gradviz")
        self.setWindowModified(modified)
        self._head.set_title(name, is_modified=modified)
        self.commands.refresh()

    def _on_close_agreed(self) -> None:
        self._may_close = True
        self.close()

    # --- Qt

    def focusNextPrevChild(self, is_next: bool) -> bool:
        return self.focus_path.go_on(1 if is_next else -1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:  # the system may end the full screen
            self.commands.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.panels.follow_width(self.width())
        if not self._has_been_shown:
            self._has_been_shown = True
            self._intro.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.panels.follow_width(self.width())
        self.dialogs.follow()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.finish_entries()
        if not self._may_close and self.workspace.is_modified:
            event.ignore()
            self.files.ask_then(self._on_close_agreed)
            return
        self._intro.stop()
        self.training.stop()
        self.workspace.player.pause()
        save_bytes(self.store, "geometry", self.saveGeometry())
        save_bytes(self.store, "panels", self.panels.leave())
        # the undo stack is cleared as the window goes
        self.workspace.undo_stack.blockSignals(True)
        self.files.close(keeps_work=self._is_left)
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_button(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        dropped_file(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        dropped_file(event)

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self.files.open_path(path)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.stage.update()
        return super().event(event)


def _held_by(path: Path | None) -> Stamp:
    """Return what a file holds; nothing that is known where it cannot be read."""
    try:
        return ABSENT if path is None else stamp_of(path)
    except (OSError, ValueError):
        return ABSENT
