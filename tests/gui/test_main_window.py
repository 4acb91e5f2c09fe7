"""The window as a whole: its start, its panels, its title, its end, and when something breaks."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from gradviz.gui.editors.editors import EditorsPanel
from gradviz.gui.explanation.inspector import Inspector
from gradviz.gui.head_bar import HeadBar
from gradviz.gui.state.settings import Settings
from gradviz.gui.tables.table import MatrixTable
from gradviz.refs import CellRef
from gradviz.session.document import example
from gradviz.session.edits import set_cell
from gradviz.session.files.store import save

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
W11 = CellRef("W", 0, 0)
SMALL = QSize(720, 640)  # the screen that is not there has 800×800


def edit(user: "User", value: float = 9.0) -> None:
    user.workspace.edit(set_cell(user.workspace.document, W11, value), "Type W[1,1]")


def panels(user: "User") -> dict[str, bool]:
    user.settle()
    return {name: user.dock(name).isVisible() for name in ("editors", "inspector")}


# --- the start


def test_the_example_plays_once_and_rests(opened: Callable[..., "User"]) -> None:
    user = opened()
    workspace = user.workspace
    assert workspace.document.W.tolist() == example().W.tolist()
    assert workspace.player.seconds == 0.0
    intro = user.window.findChild(QTimer, "intro")
    assert isinstance(intro, QTimer)
    assert intro.isActive()
    assert intro.interval() <= 1000
    intro.timeout.emit()
    assert workspace.player.playback.is_playing
    user.pass_time(workspace.player.timeline.duration / 2)
    assert 0 < workspace.player.seconds < workspace.player.timeline.duration
    user.pass_time(workspace.player.timeline.duration)
    assert workspace.player.seconds == workspace.player.timeline.duration
    assert not workspace.player.playback.is_playing
    user.window.hide()
    user.window.show()
    user.settle()
    user.pass_time(5)
    assert not workspace.player.playback.is_playing


def test_who_is_quicker_than_the_start_is_left_alone(opened: Callable[..., "User"]) -> None:
    user = opened()
    user.workspace.played.step(1)
    intro = user.window.findChild(QTimer, "intro")
    assert isinstance(intro, QTimer)
    intro.timeout.emit()
    assert not user.workspace.player.playback.is_playing


def test_the_window_begins_with_everything_in_place(user: "User") -> None:
    assert panels(user) == {"editors": True, "inspector": True}
    assert user.window.findChild(EditorsPanel) is not None
    assert user.window.findChild(Inspector) is not None
    assert user.stage.hasFocus()
    assert user.window.notice.text == ""
    assert user.window.windowTitle() == "untitled[*] — gradviz"
    assert not user.window.isWindowModified()
    left, right = user.dock("editors").geometry(), user.dock("inspector").geometry()
    assert left.right() < user.window.centralWidget().geometry().left()
    assert right.left() > user.window.centralWidget().geometry().right()


# --- keys that are typed are not for the time


@pytest.mark.parametrize(
    "key", [Key.Key_Space, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_Escape]
)
def test_keys_in_a_table_do_not_move_the_time(user: "User", key: Key) -> None:
    user.workspace.player.go_to(user.workspace.player.timeline.key_time(3))
    user.workspace.pin(CellRef("Y", 0, 0))
    before = user.workspace.player.playback
    user.window.findChildren(MatrixTable)[0].setFocus()
    for _ in range(2):
        user.key(key)
        assert user.workspace.player.playback == before
    assert user.workspace.pinned == CellRef("Y", 0, 0)
    user.key(Key.Key_4)
    user.key(key)
    assert user.workspace.player.playback == before


# --- panels


@pytest.mark.parametrize("name", ["editors", "inspector"])
def test_a_panel_closes_and_opens(user: "User", name: str) -> None:
    action = user.window.commands.action(f"show-{name}")
    assert action.isChecked()
    wide = user.stage.width()
    action.trigger()
    user.settle()
    assert not panels(user)[name]
    assert not action.isChecked()
    assert user.stage.width() > wide
    action.trigger()
    assert panels(user)[name]
    user.dock(name).close()
    user.settle()
    assert not action.isChecked()


def test_panels_step_aside_where_there_is_no_room_and_come_back(user: "User") -> None:
    for width, editors, inspector in (
        (1120, True, True),
        (1024, True, False),
        (700, False, False),
        (1024, True, False),
        (1400, True, True),
    ):
        user.window.resize(width, 700)
        assert panels(user) == {"editors": editors, "inspector": inspector}, width


def test_a_panel_that_was_closed_does_not_come_back_by_itself(user: "User") -> None:
    user.window.panels.toggle("inspector")
    user.window.resize(900, 700)
    user.window.resize(1400, 860)
    assert panels(user) == {"editors": True, "inspector": False}


def test_a_panel_that_is_opened_in_a_narrow_window_stays(user: "User") -> None:
    user.window.resize(1000, 700)
    user.window.commands.action("show-inspector").trigger()
    user.window.resize(1010, 700)
    assert panels(user)["inspector"]
    user.window.resize(1400, 700)
    user.window.resize(1000, 700)
    assert not panels(user)["inspector"]


def test_panels_go_back_to_where_they_were(user: "User") -> None:
    inspector = user.dock("inspector")
    place = inspector.geometry()
    user.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, inspector)
    user.dock("editors").close()
    user.settle()
    assert inspector.geometry() != place
    user.window.commands.action("reset-panels").trigger()
    assert panels(user) == {"editors": True, "inspector": True}
    assert inspector.geometry() == place
    inspector.setFloating(True)
    user.settle()
    user.window.commands.action("reset-panels").trigger()
    user.settle()
    assert not inspector.isFloating()
    assert user.window.dockWidgetArea(inspector) == Qt.DockWidgetArea.RightDockWidgetArea
    assert inspector.size() == place.size()


@pytest.mark.parametrize("size", [(640, 480), (1024, 700), (1920, 1080), (3840, 2160)])
def test_the_picture_has_the_size_of_the_stage_in_every_window(
    user: "User", size: tuple[int, int]
) -> None:
    user.window.resize(*size)
    user.settle()
    frame = user.stage.frame()
    assert (frame.width, frame.height) == (user.stage.width(), user.stage.height())
    assert user.stage.width() >= 320
    picture = user.picture()
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 10


# --- from one start to the next


def test_geometry_panels_and_settings_survive(opened: Callable[..., "User"]) -> None:
    first = opened()
    first.window.panels.toggle("inspector")
    chosen = Settings(theme="dark", base=0, numbers=False, is_large=True, reduced_motion="on")
    first.workspace.appearance.set_settings(chosen)
    first.window.resize(SMALL)
    first.settle()
    first.window.close()
    second = opened(resize=False)
    assert second.window.size() == SMALL
    assert second.workspace.settings == chosen
    second.window.resize(1400, 800)
    assert panels(second) == {"editors": True, "inspector": False}


def test_panels_that_had_stepped_aside_at_the_end_come_back_in_the_next_window(
    opened: Callable[..., "User"],
) -> None:
    first = opened()
    first.window.resize(SMALL)
    assert panels(first) == {"editors": False, "inspector": False}
    first.window.close()
    second = opened(resize=False)
    assert panels(second) == {"editors": False, "inspector": False}
    second.window.resize(1400, 800)
    assert panels(second) == {"editors": True, "inspector": True}


# --- the title


def test_the_title_names_the_file_and_marks_what_is_not_saved(
    opened: Callable[..., "User"], tmp_path: Path
) -> None:
    path = tmp_path / "first & <second>.gradviz"
    save(example(), path)
    user = opened(example(), path)
    window = user.window
    bar = window.findChild(HeadBar)
    assert isinstance(bar, HeadBar)
    heads = [label for label in bar.findChildren(QLabel) if label.text() != "gradviz"]
    assert window.windowTitle() == f"{path.name}[*] — gradviz"
    assert heads[0].text().startswith("first & <second")
    assert heads[0].textFormat() == Qt.TextFormat.PlainText
    edit(user)
    assert window.isWindowModified()
    assert "•" in heads[0].text()
    user.workspace.undo_stack.undo()
    assert not window.isWindowModified()
    edit(user)
    user.key(Key.Key_S, Held.ControlModifier)
    assert not window.isWindowModified()
    assert "•" not in heads[0].text()
    user.workspace.undo_stack.undo()
    assert window.isWindowModified()


# --- dropping files


def drag(
    user: "User",
    data: QMimeData,
    possible: Qt.DropAction = Qt.DropAction.CopyAction,
    held: Qt.KeyboardModifier = Held.NoModifier,
) -> QDropEvent | None:
    """Drag something onto the window and drop it if it is welcome."""
    rest = (possible, data, Qt.MouseButton.LeftButton, held)
    at = user.stage.rect().center()
    for enter in (QDragEnterEvent(at, *rest), QDragMoveEvent(at, *rest)):
        enter.ignore()
        QApplication.sendEvent(user.window, enter)
        if not enter.isAccepted():
            return None
        assert enter.dropAction() == Qt.DropAction.CopyAction
    event = QDropEvent(QPointF(300, 300), *rest)
    QApplication.sendEvent(user.window, event)
    user.settle()
    return event


def files(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def drop(user: "User", *urls: QUrl) -> bool:
    """Drag files onto the window and drop them if they are welcome."""
    return drag(user, files(*urls)) is not None


@pytest.mark.parametrize("held", [Held.NoModifier, Held.ShiftModifier, Held.ControlModifier])
def test_a_file_that_is_dropped_is_copied_and_never_moved(
    user: "User", tmp_path: Path, held: Qt.KeyboardModifier
) -> None:
    """After a move the file manager deletes what was dropped."""
    path = tmp_path / "dropped.gradviz"
    save(set_cell(example(), W11, 77.0), path)
    actions = Qt.DropAction
    event = drag(
        user,
        files(QUrl.fromLocalFile(str(path))),
        actions.MoveAction | actions.CopyAction | actions.LinkAction,
        held,
    )
    assert event is not None
    assert event.dropAction() == actions.CopyAction
    assert user.workspace.document.W[0, 0] == 77.0
    assert path.exists()


def test_what_can_only_be_moved_is_not_welcome(user: "User", tmp_path: Path) -> None:
    local = files(QUrl.fromLocalFile(str(tmp_path / "a.gradviz")))
    assert drag(user, local, Qt.DropAction.MoveAction) is None


def test_text_is_not_taken_for_a_file(user: "User") -> None:
    text = QMimeData()
    text.setText("/etc/hostname")
    assert drag(user, text) is None


def test_a_folder_is_told_to_be_none_of_its_files(user: "User", tmp_path: Path) -> None:
    document = user.workspace.document
    assert drop(user, QUrl.fromLocalFile(str(tmp_path)))
    assert "folder" in user.window.notice.text
    assert user.workspace.document is document


def test_a_file_that_is_dropped_is_opened(user: "User", tmp_path: Path) -> None:
    path = tmp_path / "dropped.gradviz"
    save(set_cell(example(), W11, 77.0), path)
    assert drop(user, QUrl.fromLocalFile(str(path)))
    assert user.workspace.document.W[0, 0] == 77.0
    assert user.workspace.saved.path == path
    assert not user.workspace.saved.is_modified


def test_what_is_no_single_file_is_not_welcome(user: "User") -> None:
    document = user.workspace.document
    local = QUrl.fromLocalFile("/a.gradviz")
    assert not drop(user)
    assert not drop(user, QUrl("https://example.org/a.gradviz"))
    assert not drop(user, local, local)
    assert user.workspace.document is document


def test_a_broken_file_that_is_dropped_leaves_everything_and_says_why(
    user: "User", tmp_path: Path
) -> None:
    edit(user)
    document = user.workspace.document
    path = tmp_path / "broken.gradviz"
    path.write_text("{")
    assert drop(user, QUrl.fromLocalFile(str(path)))
    assert "broken.gradviz" in user.window.notice.text
    assert user.workspace.document is document
    assert user.workspace.undo_stack.canUndo()
    assert QApplication.activeModalWidget() is None


# --- when something breaks


BROKEN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gradviz.gui import app
from gradviz.gui.main_window import MainWindow

def fail():
    raise ValueError("the slot is broken")

def look():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    print(window.notice.text, window.isVisible(), sep="|")
    window.close()

app.application()
QTimer.singleShot(50, fail)
QTimer.singleShot(400, look)
print("code", app.run())
print("hook", sys.excepthook is sys.__excepthook__)
"""


def test_a_slot_that_raises_is_told_in_the_window_which_lives_on() -> None:
    run = subprocess.run(
        [sys.executable, "-c", BROKEN], capture_output=True, text=True, timeout=60, check=False
    )
    told, *rest = run.stdout.splitlines()
    assert "ValueError: the slot is broken" in told
    assert "Your work is kept" in told
    assert told.endswith("|True")
    assert rest == ["code 0", "hook True"]
    assert "Traceback" in run.stderr  # for the report
    assert run.returncode == 0


def test_what_the_start_has_made_is_given_back_when_the_window_is_closed() -> None:
    """Who calls `gradviz.show` from a notebook keeps a collector that sees everything."""
    code = """
import gc
from PySide6.QtCore import QTimer
from gradviz.gui import app

app.application()
seen = []

def end():
    app.forget_what_stays()
    seen.append(gc.get_freeze_count() > 0)
    app.application().closeAllWindows()

QTimer.singleShot(300, end)
app.run()
print(seen, gc.get_freeze_count())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "[True] 0\n", done.stderr


def test_a_full_screen_that_the_system_ends_is_no_longer_on(user: "User") -> None:
    user.window.toggle_full_screen()
    user.settle()
    command = user.window.commands.action("full-screen")
    assert command.isChecked()
    user.window.showNormal()
    user.settle()
    assert not command.isChecked()
