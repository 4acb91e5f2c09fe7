"""Large files are read beside the window's work, which goes on, and can be given up."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QProgressBar, QPushButton

from gradviz.gui.files.opening import Opening
from gradviz.refs import CellRef
from gradviz.session.document import Document, example
from gradviz.session.edits import set_cell
from gradviz.session.files import store
from gradviz.session.files.progress import Progress
from gradviz.session.files.store import Opened, is_quick, opened, save
from gradviz.session.matrices.asked import Asked

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier


class Slow:
    """Reads as `opened` does, but waits in the middle until it is let go."""

    def __init__(self) -> None:
        self.is_in_the_middle = threading.Event()
        self.go_on = threading.Event()
        self.share = 0.25
        self.thread: threading.Thread | None = None

    def __call__(self, path: Path, asked: Asked, progress: Progress) -> Opened:
        self.thread = threading.current_thread()
        progress(self.share)
        self.is_in_the_middle.set()
        while not self.go_on.wait(0.01):
            progress(self.share)
        return opened(path)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Make all files large, and their reading wait in the middle."""
    slow = Slow()
    monkeypatch.setattr(store, "is_quick", lambda path: False)
    monkeypatch.setattr(store, "opened", slow)
    return slow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "large.gradviz"
    save(set_cell(example(), CellRef("W", 0, 0), 5.0), path)
    return path


def first(document: Document) -> float:
    return float(document.W[0, 0])


def opening_of(user: "User") -> Opening:
    return user.window.files.opening


def begin(user: "User", path: Path, slow: Slow) -> None:
    """Open a file and wait until it is said that it is being read."""
    user.window.files.open_path(path)
    assert slow.is_in_the_middle.wait(10)
    patience, _ = opening_of(user).findChildren(QTimer)
    assert patience.isSingleShot()
    patience.stop()
    patience.timeout.emit()
    user.settle()


def until(qtbot: "QtBot", condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=10_000)


def finish(user: "User", qtbot: "QtBot", slow: Slow) -> None:
    slow.go_on.set()
    until(qtbot, lambda: not opening_of(user).is_reading)
    user.settle()


def bar(user: "User") -> QProgressBar:
    bar = user.window.notice.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    return bar


def cancel_button(user: "User") -> QPushButton:
    buttons = user.window.notice.findChildren(QPushButton)
    return next(b for b in buttons if b.text() == "Cancel" and b.isVisible())


def is_over(slow: Slow) -> bool:
    return slow.thread is not None and not slow.thread.is_alive()


def test_small_files_are_there_at_once_and_nothing_is_said(user: "User", path: Path) -> None:
    told: list[str] = []
    opening_of(user).began.connect(told.append)
    threads = threading.active_count()
    user.window.files.open_path(path)
    assert first(user.workspace.document) == 5.0
    assert threading.active_count() == threads
    assert told == []


def test_a_large_file_says_how_far_it_is_and_then_is_open(
    user: "User", path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    begin(user, path, slow)
    notice = user.window.notice
    assert notice.text == "Reading large.gradviz"
    assert bar(user).isVisible()
    assert bar(user).value() == 25
    assert notice.rect().contains(cancel_button(user).geometry())
    assert notice.rect().contains(bar(user).geometry())
    slow.share = 0.75
    until(qtbot, lambda: bar(user).value() == 75)
    assert first(user.workspace.document) == 2.0
    finish(user, qtbot, slow)
    assert first(user.workspace.document) == 5.0
    assert user.workspace.saved.path == path
    assert notice.text == ""
    assert not bar(user).isVisible()


def test_a_file_that_is_read_soon_is_not_announced(
    user: "User", path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    told: list[str] = []
    opening_of(user).began.connect(told.append)
    slow.go_on.set()
    user.window.files.open_path(path)
    patience, _ = opening_of(user).findChildren(QTimer)
    assert 100 <= patience.interval() <= 200
    patience.stop()  # however slow this machine is
    finish(user, qtbot, slow)
    assert first(user.workspace.document) == 5.0
    assert told == []


def test_the_window_lives_while_a_file_is_read(
    user: "User", path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    begin(user, path, slow)
    assert QApplication.activeModalWidget() is None
    user.workspace.player.go_to_end(-1)
    user.key(Key.Key_Space)
    assert user.workspace.player.playback.is_playing
    user.workspace.edit(set_cell(user.workspace.document, CellRef("W", 0, 0), 9.0), "Type")
    user.settle()
    assert first(user.workspace.document) == 9.0
    assert user.window.notice.text == "Reading large.gradviz"  # an edit does not take it away
    user.workspace.undo_stack.undo()
    finish(user, qtbot, slow)
    assert first(user.workspace.document) == 5.0


def click_cancel(user: "User") -> None:
    QTest.mouseClick(cancel_button(user), Qt.MouseButton.LeftButton)


WAYS: dict[str, Callable[["User"], object]] = {
    "a click": click_cancel,
    "Escape": lambda user: user.key(Key.Key_Escape),
}


@pytest.mark.parametrize("way", WAYS)
def test_reading_is_given_up(
    way: str, user: "User", path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    document = user.workspace.document
    begin(user, path, slow)
    WAYS[way](user)
    user.settle()
    assert user.window.notice.text == ""
    assert not opening_of(user).is_reading
    until(qtbot, lambda: is_over(slow))
    slow.go_on.set()
    user.settle()
    assert user.workspace.document is document
    assert user.workspace.saved.path is None
    user.stage.setFocus()
    user.workspace.pin(CellRef("Y", 0, 0))
    user.key(Key.Key_Escape)
    assert user.workspace.pinned is None  # Escape is for others again


def test_escape_in_an_entry_is_for_the_entry(
    user: "User", path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    begin(user, path, slow)
    user.double_click(CellRef("W", 0, 0))
    user.settle()
    user.key(Key.Key_Escape)
    user.settle()
    assert opening_of(user).is_reading
    assert not user.stage.editor.isVisible()
    user.stage.setFocus()
    user.key(Key.Key_Escape)
    assert not opening_of(user).is_reading


def test_another_file_takes_the_place_of_that_which_is_read(
    user: "User", path: Path, tmp_path: Path, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(user, path, slow)
    other = tmp_path / "small.gradviz"
    save(set_cell(example(), CellRef("W", 0, 0), 7.0), other)
    monkeypatch.undo()
    user.window.files.open_path(other)
    user.settle()
    assert first(user.workspace.document) == 7.0
    assert user.window.notice.text == ""
    slow.go_on.set()
    assert slow.thread is not None
    slow.thread.join(10)
    user.settle()
    assert user.workspace.saved.path == other


def test_what_is_opened_otherwise_ends_the_reading(user: "User", path: Path, slow: Slow) -> None:
    begin(user, path, slow)
    user.window.files.open_new(example())
    assert not opening_of(user).is_reading
    assert user.window.notice.text == ""


def test_closing_ends_the_thread(user: "User", path: Path, slow: Slow) -> None:
    begin(user, path, slow)
    user.window.close()
    assert is_over(slow)
    assert not user.window.isVisible()


def test_changes_made_meanwhile_are_asked_about(
    user: "User", path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    begin(user, path, slow)
    user.workspace.edit(set_cell(user.workspace.document, CellRef("W", 0, 0), 9.0), "Type")
    finish(user, qtbot, slow)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert first(user.workspace.document) == 9.0
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    user.settle()
    assert first(user.workspace.document) == 9.0


def test_what_is_wrong_is_told_as_ever(
    user: "User", tmp_path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    path = tmp_path / "broken\n.gradviz"
    path.write_text("[")
    begin(user, path, slow)
    assert user.window.notice.text == r"Reading broken\n.gradviz"
    finish(user, qtbot, slow)
    assert user.window.notice.text.startswith(r"broken\n.gradviz: this is no JSON")
    assert user.window.notice.text.isprintable()


def test_other_messages_come_and_go_over_the_progress(
    user: "User", path: Path, slow: Slow, qtbot: "QtBot"
) -> None:
    begin(user, path, slow)
    notice = user.window.notice
    user.workspace.troubled.emit("no such file")
    assert notice.text == "no such file"
    assert not bar(user).isVisible()
    notice.dismiss()
    assert notice.text == "Reading large.gradviz"
    assert bar(user).isVisible()
    user.workspace.troubled.emit("no such file")
    finish(user, qtbot, slow)
    assert first(user.workspace.document) == 5.0


def test_a_fault_of_ours_is_raised_where_it_is_reported(
    user: "User", path: Path, slow: Slow, qtbot: "QtBot", monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, asked: Asked, progress: Progress) -> Opened:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(store, "opened", fail)
    with qtbot.captureExceptions() as raised:
        user.window.files.open_path(path)
        until(qtbot, lambda: not opening_of(user).is_reading)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]


@pytest.mark.parametrize("suffix", [".gradviz", ".csv", ".npy", ".npz"])
def test_really_large_files_open_in_a_thread(
    suffix: str, user: "User", tmp_path: Path, qtbot: "QtBot"
) -> None:
    values = np.arange(1_800 * 1_800.0).reshape(1_800, 1_800)
    path = tmp_path / f"large{suffix}"
    match suffix:
        case ".npy":
            np.save(path, values)
        case ".npz":
            np.savez(path, W=values)
        case ".csv":
            np.savetxt(path, values, fmt="%d", delimiter=",")
        case _:
            rows = ",\n".join(map(str, values.astype(int).tolist()))
            text = f'"network": [{{"kind": "linear", "W": [{rows}]}}], "X": [{"[1]," * 1799}[1]]'
            path.write_text(f'{{"format": "gradviz", "version": 3, "loss": "sum", {text}}}')
    assert not is_quick(path)
    user.window.files.open_path(path)
    assert opening_of(user).is_reading
    assert user.workspace.saved.path is None
    until(qtbot, lambda: not opening_of(user).is_reading)
    notes = user.workspace.document.notes
    assert user.window.notice.text == " ".join(map(str, notes))
    assert bool(notes) == (suffix != ".gradviz")
    assert user.workspace.saved.path == path
    assert first(user.workspace.document) == 0.0
    assert user.workspace.document.W[-1, -1] == 1_800 * 1_800 - 1
