"""The window: editors left, stage in the middle, explanations right, time below."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from gradviz.disk.stamps import Stamp
from gradviz.errors import one_line
from gradviz.gui import geometry
from gradviz.gui.bars import add_bar, foot_bar
from gradviz.gui.commands import menus
from gradviz.gui.commands.command import CommandTable
from gradviz.gui.commands.file import fill_preset_menu, fill_recent_menu
from gradviz.gui.commands.layer import fill_tie_menu
from gradviz.gui.commands.window import POINTED, Parts, fill_table, place_keys
from gradviz.gui.dialogs.dialogs import Dialogs
from gradviz.gui.editors.seeds import Seeds
from gradviz.gui.files.autosave import Safekeeping
from gradviz.gui.files.drops import dropped_file
from gradviz.gui.files.files import Files, in_flow
from gradviz.gui.files.recovery_offer import begin_keeping
from gradviz.gui.files.saving import Saving
from gradviz.gui.focus_path import FocusPath
from gradviz.gui.guard import guarded
from gradviz.gui.head_bar import HeadBar
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.notice import Notice
from gradviz.gui.panels import Panels
from gradviz.gui.playing.intro import Intro
from gradviz.gui.playing.transport import Transport
from gradviz.gui.plots.panels import add_plots
from gradviz.gui.stage.cell_menu import CellMenu
from gradviz.gui.stage.pictures import Pictures
from gradviz.gui.state.saved import held_by
from gradviz.gui.state.settings import load_settings, save_bytes, save_settings, user_store
from gradviz.gui.state.training import Training
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.view_bar.bar import ViewBar
from gradviz.gui.widgets.enter import pressed_button
from gradviz.gui.widgets.look import dress
from gradviz.messages.message import say
from gradviz.session.document import Document


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
        self.workspace.saved.begin(path, stamp or held_by(path), is_modified=False)
        self.files = Files(self.workspace, safekeeping, self, self.store)
        self.layers = LayerEdits(self.workspace, self)
        self.seeds = Seeds(self.workspace)
        self.pictures = Pictures(self.workspace, self)
        self.stage = self.pictures.stage
        self.notice = Notice(self.workspace, self)
        self.notice.follow(self.files.opening)
        self.panels = Panels(self.workspace, self.layers, self)
        self.training = Training(self.workspace)
        add_plots(self.panels, self.workspace, self.training)
        self.focus_path = FocusPath(self)
        self.commands = CommandTable((), self.workspace.appearance.language, self)
        self.dialogs = Dialogs(self.workspace, self.commands, self.pictures, self.store, self)
        fill_table(self.commands, self._parts())
        self.cell_menu = CellMenu(self.pictures, self.commands)
        self.transport = Transport(self.workspace, self.commands, self)
        self._head = HeadBar(self.workspace, self.commands, self)
        self._intro = Intro(self.workspace.player, self)
        self._may_close = False
        self._lay_out()
        self.resize(geometry.first_size(self.screen().availableSize()))
        self.panels.settle()
        menus.fill_bar(
            self.menuBar(),
            self.commands,
            partial(fill_preset_menu, self.files, self.workspace.write),
            partial(fill_recent_menu, self.files, self.workspace.write),
            partial(fill_tie_menu, self.layers, self.commands),
        )
        self._connect()
        self.setAcceptDrops(True)
        geometry.restore(self, self.store)
        self._dress()
        self._on_filed()
        self.stage.setFocus()

    # --- what commands ask for

    def finish_entries(self) -> bool:
        """Take over what is being typed; tell whether all of it could be."""
        finished = [self.stage.editor.take_over(), self.panels.finish_entry()]
        return all(finished)

    def leave(self) -> None:
        """Close without a question; the next start offers what is not saved."""
        self._is_left = self._may_close = True
        self.close()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or stop to."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # --- putting together

    def _parts(self) -> Parts:
        return Parts(
            self.workspace,
            self.files,
            Saving(self.files, self.finish_entries, self.workspace.troubled.emit),
            self.pictures,
            self.panels,
            self.focus_path,
            self.layers,
            self.seeds,
            self.training,
            self.dialogs,
            self.close,
            self.toggle_full_screen,
            self.isFullScreen,
        )

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
        place_keys(self.commands, self, (self.stage, self.transport.bar))
        foot = foot_bar(self.workspace.write(say("Transport")), self.transport, self)
        add_bar(self, self._head, Qt.ToolBarArea.TopToolBarArea)
        add_bar(self, foot, Qt.ToolBarArea.BottomToolBarArea)
        editors, *right = self.panels.docks
        self.focus_path.set_panels(
            (self._head, editors, self.notice, self.view_bar, self.pictures, *right, foot)
        )

    def _on_appeared(self) -> None:
        """Do what the first picture does not have to wait for."""
        self.panels.fill(self.commands)
        if self._unreadable:
            self.workspace.troubled.emit(
                say(
                    "The settings could not be read and are those of a first start; "
                    "the file is kept as {file}.",
                    file=str(self._unreadable),
                )
            )
        begin_keeping(self.files, self.notice, self._ended_with)
        self.workspace.appearance.system_motion.start()

    def _connect(self) -> None:
        workspace = self.workspace
        self.stage.appeared.connect(self._on_appeared, Qt.ConnectionType.QueuedConnection)
        for changed in (
            self.stage.resized,
            workspace.tracer.moved,
            workspace.document_changed,
            workspace.zoomed,
            workspace.undo_stack.indexChanged,
            self.training.changed,
            self.layers.selected_changed,
            self.panels.changed,
        ):
            changed.connect(self.commands.refresh)
        workspace.pointed.connect(self._on_pointed)
        workspace.moved.connect(self._on_moved)
        workspace.styled.connect(self._on_styled)
        workspace.saved.changed.connect(self._on_filed)
        self._head.arranged.connect(self._focus_picture)
        self.view_bar.chosen.connect(self._focus_picture)
        workspace.opened.connect(self._focus_picture)
        workspace.tracer.began.connect(self._focus_picture)

    def _focus_picture(self) -> None:
        self.pictures.picture.setFocus()

    # --- following the workspace

    def _on_pointed(self) -> None:
        self.commands.refresh_some(POINTED)

    def _on_moved(self) -> None:
        playing = self.workspace.played.playback.is_playing
        color = self.workspace.theme.text
        title, name = (say("Pause"), "pause") if playing else (say("Play"), "play")
        self.commands.retitle("play", title, name, color)

    def _on_styled(self) -> None:
        self._dress()
        save_settings(self.store, self.workspace.settings)

    def _dress(self) -> None:
        theme = self.workspace.theme
        dress(self, theme, is_guest=self._is_guest)
        self.commands.color_icons(theme.text)
        self._on_moved()
        self.commands.refresh()

    def _on_filed(self) -> None:
        path = self.workspace.saved.path
        name = one_line(path.name) if path else self.workspace.write(say("untitled"))
        modified = self.workspace.saved.is_modified
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
        self._intro.begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.panels.follow_width(self.width())
        self.dialogs.follow()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.finish_entries()
        if not self._may_close and self.workspace.saved.is_modified:
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
