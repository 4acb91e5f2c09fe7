"""The real window in a process of its own, its clock, and the dialogs that are never shown."""

import shutil
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QStandardPaths,
    Qt,
    QThread,
    QTimer,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget

from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.session.document import Document
from gradviz.session.files.recovery import Recovery
from gradviz.session.files.store import read
from tests.stress.material import documents, write_files
from tests.stress.model import Model

_NEVER_MS = 2**30
_STUCK_MS = 50
_MOST_WINDOWS = 200
"""Top-level widgets that there may be at once: every menu is one, and each matrix has one."""


class Clock:
    """A clock that runs when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class World:
    """One application with one window at a time, and a folder with files for it.

    Parameters
    ----------
    folder : Path
        Filled with files, and anew with each window.
    """

    window: MainWindow
    model: Model

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.application = application()
        self.asked: list[QFileDialog] = []
        self._documents = documents()
        self._stuck = QTimer()
        self._stuck.setInterval(_STUCK_MS)
        self._stuck.timeout.connect(self._on_stuck)
        _keep_file_dialogs_back(self.asked)
        self._fresh = folder.with_name("fresh")
        self._fresh.mkdir()
        write_files(self._fresh)
        self._rescues = 0
        self.open("example", (1360, 860))

    def open(self, what: str, size: tuple[int, int], crashed: str = "") -> None:
        """Close the window as a user does who throws changes away, and open another.

        `crashed` is what an earlier one left behind.
        """
        if hasattr(self, "window"):
            self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(self._fresh, self.folder)
        if crashed:
            _leave_crashed(self._documents[crashed])
        path = None if what in self._documents else self.folder / what
        document = self._documents[what] if path is None else read(path)
        self.window = MainWindow(document, path, self.clock)
        self.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        self._follow(document)
        self.settle()

    def close(self) -> None:
        """Close the window for good."""
        self.answer("")
        self.leave_popups()
        if not self.is_open:
            return
        for dialog in self.application.topLevelWidgets():
            if dialog is not self.window and dialog.isVisible():
                dialog.close()
        self.window.close()
        self.settle()
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            box.button(QMessageBox.StandardButton.Discard).click()
            self.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    @property
    def is_open(self) -> bool:
        """Whether there is a window."""
        return shiboken6.isValid(self.window) and self.window.isVisible()

    def settle(self) -> None:
        """Let everything happen that waits to, painting too."""
        for _ in range(3):
            QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self.is_open:
            self._hold_timers()

    def pass_time(self, seconds: float) -> None:
        """Let the clock run and whoever waits for it see it; no timer runs by itself."""
        self.clock.now += seconds
        for timer in self.window.findChildren(QTimer):
            if shiboken6.isValid(timer) and timer.isActive():
                if timer.isSingleShot():
                    timer.stop()
                timer.timeout.emit()

    def front(self) -> QWidget:
        """Return the window that takes what is done: a menu, a dialog, or the window itself."""
        popup = QApplication.activePopupWidget()
        return popup or QApplication.activeModalWidget() or self.window

    def leave_popups(self) -> None:
        """Close the menus that are open."""
        for _ in range(8):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            popup.close()

    def answer(self, name: str) -> None:
        """Answer the file dialogs that were asked for; "" cancels."""
        while self.asked:
            dialog = self.asked.pop()
            if not shiboken6.isValid(dialog):
                continue
            if name:
                dialog.fileSelected.emit(str(self.folder / name))
            dialog.finished.emit(int(bool(name)))
            self.settle()
            name = ""  # what this one led to is another question

    def doing(self, do: Callable[[], None]) -> None:
        """Do something; where it waits in a loop of its own, for a menu, end that."""
        self._rescues = 0
        self._stuck.start()
        try:
            do()
        finally:
            self._stuck.stop()

    def faults(self) -> list[str]:
        """Return what is wrong with the window as it is now."""
        if not self.is_open:
            return []
        workspace = self.window.workspace
        found = self.model.check(workspace.document, workspace.passes)
        tops = self.application.topLevelWidgets()
        if len(tops) > _MOST_WINDOWS:
            kinds = sorted(type(top).__name__ for top in tops)
            found.append(f"{len(tops)} top-level widgets: {', '.join(kinds)}")
        found += ["a file dialog is shown" for top in tops if _is_shown_dialog(top)]
        return found

    def _follow(self, document: Document) -> None:
        workspace = self.window.workspace
        model = self.model = Model(document)
        stack = workspace.undo_stack
        stack.indexChanged.connect(lambda at: model.stepped(at, stack.count(), workspace.document))
        workspace.opened.connect(lambda: model.opened(workspace.document))

    def _hold_timers(self) -> None:
        """Keep timers from running by themselves: time passes when it is told to."""
        for timer in self.window.findChildren(QTimer):
            if 0 < timer.interval() < _NEVER_MS:
                timer.setInterval(_NEVER_MS)

    def _on_stuck(self) -> None:
        """End the loop of a menu, or of a drag, that waits for a user."""
        if QThread.currentThread().loopLevel() == 0:
            return
        self._rescues += 1
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu) and self._rescues < 3:
            entries = [entry for entry in popup.actions() if entry.isEnabled() and entry.text()]
            entry = entries[(7 * self._rescues) % len(entries)] if entries else None
            at = popup.actionGeometry(entry).center() if entry else QPoint(1, 1)
            QTest.mouseClick(popup.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
        elif popup is not None:
            popup.close()
        else:
            target = self.front().windowHandle()
            QTest.keyClick(target, Qt.Key.Key_Escape)


def _leave_crashed(document: Document) -> None:
    """Leave what a window leaves that crashes: a recovery file whose lock nobody holds."""
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    folder = Path(QStandardPaths.writableLocation(place)) / "recovery"
    recovery = Recovery(folder)
    recovery.write(document, None, 0.0)
    shutil.copy(recovery.path, folder / "crashed.recovery")
    (folder / "crashed.lock").touch()
    recovery.close()


def _keep_file_dialogs_back(asked: list[QFileDialog]) -> None:
    """Let no file dialog be shown: whoever asks for one is answered later."""

    def hold(dialog: QFileDialog, *_rest: object) -> int:
        asked.append(dialog)
        return 0

    for name in ("open", "show", "exec"):
        setattr(QFileDialog, name, hold)
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"):
        setattr(QFileDialog, name, staticmethod(lambda *_rest, **_options: ("", "")))


def _is_shown_dialog(widget: QObject) -> bool:
    return isinstance(widget, QFileDialog) and widget.isVisible()
