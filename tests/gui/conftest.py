"""The real window, offscreen, with a clock that runs when it is told to, and a user's hands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from gradviz.disk.stamps import Stamp
from gradviz.gui.editors.editors import EditorsPanel
from gradviz.gui.main_window import MainWindow
from gradviz.refs import CellRef
from gradviz.render import fonts
from gradviz.session.document import Document, example

Held = Qt.KeyboardModifier


class Clock:
    """A clock that runs when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class User:
    """What somebody does to a window with mouse and keyboard."""

    def __init__(self, window: MainWindow, clock: Clock) -> None:
        self.window = window
        self.clock = clock
        self.workspace = window.workspace
        self.stage = window.stage

    def settle(self) -> None:
        for _ in range(5):
            QApplication.processEvents()

    def dock(self, name: str) -> QDockWidget:
        dock = self.window.findChild(QDockWidget, name)
        assert isinstance(dock, QDockWidget)
        return dock

    def pass_time(self, seconds: float) -> None:
        """Let the clock run and the window see it."""
        self.clock.now += seconds
        for timer in self.workspace.findChildren(QTimer):
            if timer.isActive():
                timer.timeout.emit()
        self.settle()

    def picture(self) -> NDArray[np.uint8]:
        """Return what the stage shows, pixel by pixel."""
        image = self.stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        shape = (image.height(), image.width(), 4)
        return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., :3].copy()

    # --- mouse, on the stage

    def place(self, ref: CellRef) -> QPoint:
        place = self.stage.place_of(ref)
        assert place is not None, f"{ref} is not in the picture"
        return place.center().toPoint()

    def point(self, ref: CellRef) -> None:
        self.move(self.stage, self.place(ref))

    def click(self, ref: CellRef) -> None:
        QTest.mouseClick(self.stage, Qt.MouseButton.LeftButton, Held.NoModifier, self.place(ref))

    def double_click(self, ref: CellRef) -> None:
        at = self.place(ref)
        QTest.mouseClick(self.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
        QTest.mouseDClick(self.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)

    def drag_up(self, ref: CellRef, *pixels: int, held: Held = Held.NoModifier) -> None:
        """Drag from a cell through points so many pixels above it."""
        start = self.place(ref)
        self.drag(self.stage, start, [start - QPoint(0, up) for up in pixels], held)

    # --- mouse and keys, anywhere

    def drag(
        self, widget: QWidget, start: QPoint, through: list[QPoint], held: Held = Held.NoModifier
    ) -> None:
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, held, start)
        for at in through:
            self.move(widget, at, Qt.MouseButton.LeftButton, held)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, held, through[-1])

    def move(
        self,
        widget: QWidget,
        at: QPoint,
        button: Qt.MouseButton = Qt.MouseButton.NoButton,
        held: Held = Held.NoModifier,
    ) -> None:
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(at),
            QPointF(widget.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            button,
            held,
        )
        QApplication.sendEvent(widget, event)

    def key(self, key: Qt.Key, held: Held = Held.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._focus(), key, held)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self._focus(), letter)

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None, "nothing has the focus"
        return focus


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """Return the application, set up as gradviz sets it up."""
    qapp.setOrganizationName("gradviz")
    qapp.setApplicationName("gradviz")
    qapp.setStyle("Fusion")
    fonts.load()
    return qapp


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(qapp: QApplication, tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def opened(qapp: QApplication, clock: Clock) -> Iterator[Callable[..., User]]:
    """Return what opens windows; they end, without questions, with the test."""
    users: list[User] = []

    def open_window(
        document: Document | None = None,
        path: Path | None = None,
        *,
        stamp: Stamp | None = None,
        resize: bool = True,
    ) -> User:
        window = MainWindow(document or example(), path, clock, stamp=stamp)
        users.append(User(window, clock))
        if resize:
            window.resize(1360, 860)
        window.show()
        users[-1].settle()
        assert window.findChild(EditorsPanel) is not None
        return users[-1]

    yield open_window
    for user in users:
        user.window.finish_entries()
        user.workspace.undo_stack.setClean()
        user.workspace.open(user.workspace.document, None)
        user.window.close()
        user.window.deleteLater()
        user.settle()


@pytest.fixture
def user(opened: Callable[..., User]) -> User:
    """Return somebody who looks at the example at rest, its forward corner large."""
    made = opened()
    intro = made.window.findChild(QTimer, "intro")
    assert isinstance(intro, QTimer)
    intro.stop()
    made.workspace.player.go_to_end(1)
    made.workspace.foreground.set_focus("Y")
    made.stage.setFocus()
    made.settle()
    return made
