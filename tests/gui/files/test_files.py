"""Files through the window's own dialogs: nothing is lost without a question, nor by a crash."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QPushButton

from gradviz.disk.stamps import ABSENT, stamp_of
from gradviz.errors import one_line
from gradviz.gui.explanation.inspector import Inspector
from gradviz.refs import CellRef
from gradviz.session.document import Document, example
from gradviz.session.edits import set_cell
from gradviz.session.files.file import to_json
from gradviz.session.files.store import read, save
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
Button = QMessageBox.StandardButton
W11 = CellRef("W", 0, 0)


def with_first(value: float) -> Document:
    return set_cell(example(), W11, value)


def first(document: Document) -> float:
    return float(document.W[0, 0])


def edit(user: "User", value: float = 9.0) -> None:
    user.workspace.edit(set_cell(user.workspace.document, W11, value), "Type W[1,1]")


def press(user: "User", key: Key, held: Held = Held.ControlModifier) -> None:
    user.window.activateWindow()
    user.settle()
    user.stage.setFocus()
    user.key(key, held)
    user.settle()


def choose(user: "User", path: Path) -> None:
    """Type a file name into the dialog that is open, and Enter."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    QTest.keyClick(dialog, Key.Key_A, Held.ControlModifier)
    dialog.selectFile("")
    user.type(str(path))
    user.key(Key.Key_Return)
    user.settle()


def question(user: "User") -> QMessageBox:
    user.settle()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    return box


def answer(user: "User", button: Button) -> None:
    QTest.mouseClick(question(user).button(button), Qt.MouseButton.LeftButton)
    user.settle()


def autosave(user: "User") -> QTimer:
    timer = user.window.files.findChild(QTimer)
    assert isinstance(timer, QTimer)
    return timer


def recovery_folder() -> Path:
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "recovery"


def kept(suffix: str = ".recovery") -> list[Path]:
    return sorted(recovery_folder().glob(f"*{suffix}"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a session that is there, with 5 in its first cell."""
    path = tmp_path / "there.gradviz"
    save(with_first(5.0), path)
    return path


# --- new, open, save


def test_save_asks_for_a_name_once_and_then_no_more(user: "User", tmp_path: Path) -> None:
    edit(user)
    press(user, Key.Key_S)
    choose(user, tmp_path / "mine")
    path = tmp_path / "mine.gradviz"
    assert to_json(read(path)) == to_json(user.workspace.document)
    assert user.workspace.saved.path == path
    assert not user.workspace.saved.is_modified
    assert user.window.notice.text == "Saved mine.gradviz"
    edit(user, 10.0)
    press(user, Key.Key_S)
    assert QApplication.activeModalWidget() is None
    assert first(read(path)) == 10.0


def test_save_as_leaves_the_old_file_alone(user: "User", path: Path, tmp_path: Path) -> None:
    user.window.files.open_path(path)
    edit(user)
    press(user, Key.Key_S, Held.ControlModifier | Held.ShiftModifier)
    choose(user, tmp_path / "other.gradviz")
    assert user.workspace.saved.path == tmp_path / "other.gradviz"
    assert first(read(path)) == 5.0
    assert first(read(tmp_path / "other.gradviz")) == 9.0


def test_who_changes_their_mind_about_a_name_has_saved_nothing(
    user: "User", tmp_path: Path
) -> None:
    edit(user)
    press(user, Key.Key_S)
    user.key(Key.Key_Escape)
    user.settle()
    assert user.workspace.saved.path is None
    assert user.workspace.saved.is_modified
    assert list(tmp_path.glob("*.gradviz")) == []


def test_a_name_that_could_not_be_opened_again_is_not_saved_to(
    user: "User", tmp_path: Path
) -> None:
    edit(user)
    assert not user.window.files.save_to(tmp_path / "mine.csv")
    assert user.window.notice.text.startswith("mine.csv: a session is saved with")
    assert "mine.gradviz" in user.window.notice.text
    assert user.workspace.saved.is_modified
    assert not (tmp_path / "mine.csv").exists()


def test_what_cannot_be_saved_is_told_and_stays_modified(user: "User", tmp_path: Path) -> None:
    edit(user)
    assert not user.window.files.save_to(tmp_path / "missing" / "mine.gradviz")
    assert "missing" in user.window.notice.text
    assert user.workspace.saved.is_modified
    assert user.workspace.saved.path is None


def test_open_shows_the_file_with_nothing_to_undo(user: "User", path: Path) -> None:
    press(user, Key.Key_O)
    choose(user, path)
    assert first(user.workspace.document) == 5.0
    assert user.workspace.saved.path == path
    assert not user.workspace.saved.is_modified
    assert not user.workspace.undo_stack.canUndo()


def test_a_file_opens_at_rest_with_nothing_told_of_the_old_document(
    user: "User", path: Path
) -> None:
    user.workspace.player.go_to(3.0)
    user.workspace.hover(CellRef("Y", 0, 0))
    user.settle()
    inspector = user.window.findChild(Inspector)
    assert inspector is not None
    assert inspector.explanation is not None
    user.workspace.hover(None)
    user.window.files.open_path(path)
    user.settle()
    assert user.workspace.player.is_at_end
    assert inspector.explanation is None


def test_matrices_open_and_save_as_a_session(user: "User", tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.csv"
    numbers.write_text("1,2\n3,4\n")
    user.window.files.open_path(numbers)
    assert user.workspace.document.W.tolist() == [[1, 2], [3, 4]]
    press(user, Key.Key_S)
    choose(user, tmp_path / "numbers.gradviz")
    assert numbers.read_text() == "1,2\n3,4\n"
    assert read(tmp_path / "numbers.gradviz").W.tolist() == [[1, 2], [3, 4]]


def test_matrices_are_read_as_they_are_written_in_the_window(user: "User", tmp_path: Path) -> None:
    np.savez(tmp_path / "numbers.npz", W=np.ones((5, 3)), X=np.ones((2, 3)))
    user.window.files.open_path(tmp_path / "numbers.npz")
    assert "W" in user.window.notice.text  # it does not fit Y = W X
    user.window.commands.action("convention-xwt").trigger()
    user.workspace.saved.mark(tmp_path / "elsewhere.gradviz")
    user.window.files.open_path(tmp_path / "numbers.npz")
    document = user.workspace.document
    assert document.convention == "xwt"
    assert document.X.shape == (3, 2)


def test_new_begins_with_the_example_and_no_file(user: "User", path: Path) -> None:
    user.window.files.open_path(path)
    press(user, Key.Key_N)
    assert to_json(user.workspace.document) == to_json(example())
    assert user.workspace.saved.path is None
    assert user.window.windowTitle().startswith("untitled")


def broken(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    match name:
        case "pickled.npy":
            np.save(path, np.array([{}], dtype=object), allow_pickle=True)
        case "letters.csv":
            path.write_text("1,2\n3,abc\n")
        case "half.gradviz":
            path.write_text(to_json(example())[:80])
        case "folder.gradviz":
            path.mkdir()
        case "picture.png":
            path.write_bytes(b"\x89PNG")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "pickled.npy",
        "letters.csv",
        "half.gradviz",
        "folder.gradviz",
        "picture.png",
        "missing.gradviz",
    ],
)
def test_a_broken_file_is_told_and_changes_nothing(user: "User", tmp_path: Path, name: str) -> None:
    edit(user)
    document = user.workspace.document
    user.window.files.open_path(broken(tmp_path, name))
    assert name in user.window.notice.text
    assert QApplication.activeModalWidget() is None
    assert user.workspace.document is document
    assert user.workspace.undo_stack.canUndo()
    edit(user, 3.0)
    assert user.window.notice.text == ""


ODD_NAMES = ["R&D", "a[*]b", "<b>bold", "a\nb", "a\x1b[31mb", "\udcff", "e\u202etxt", "x" * 200]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_of_any_name_is_saved_listed_and_opened(
    user: "User", tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"{name}.gradviz"
    edit(user)
    assert user.window.files.save_to(path)
    texts = [user.window.notice.text, user.window.windowTitle(), *recent(user)]
    assert all(text.isprintable() for text in texts), texts
    press(user, Key.Key_N)
    user.window.files.open_path(path)
    assert first(user.workspace.document) == 9.0
    if name not in ("\udcff",):  # a name that is no text cannot be listed
        (listed,) = recent(user)
        assert listed.replace("&&", "&") == one_line(path.name)
    edit(user, 10.0)
    assert user.window.files.save_to(path)
    assert first(read(path)) == 10.0


# --- ways to give up a document


LOSERS: dict[str, Callable[["User", Path], object]] = {
    "close": lambda user, path: user.window.close(),
    "quit": lambda user, path: press(user, Key.Key_Q),
    "open": lambda user, path: user.window.files.open_path(path),
    "new": lambda user, path: press(user, Key.Key_N),
}
LOSES = pytest.mark.parametrize("how", LOSERS)


def is_given_up(user: "User", how: str, document: Document) -> bool:
    if how in ("close", "quit"):
        return not user.window.isVisible()
    return user.workspace.document is not document


# --- two windows, or another program, on one file


def change_question(user: "User") -> QMessageBox:
    box = question(user)
    assert "there.gradviz has changed on the disk" in box.text()
    return box


def choose_answer(user: "User", title: str) -> None:
    box = change_question(user)
    button = next(b for b in box.buttons() if b.text().replace("&", "") == title)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    user.settle()


def rewrite(path: Path, value: float) -> None:
    """Change a file as another program does, and leave its size and its times as they were."""
    before = path.stat()
    save(with_first(value), path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def recreate(path: Path, value: float) -> None:
    path.unlink()
    path.write_text(to_json(with_first(value)))


CHANGES: dict[str, Callable[[Path], object]] = {
    "replaced": lambda path: rewrite(path, 7.0),
    "written to": lambda path: path.write_text(to_json(with_first(7.0))),
    "recreated": lambda path: recreate(path, 7.0),
    "emptied": lambda path: path.write_bytes(b""),
    "huge": lambda path: os.truncate(path, 1 << 40),
}
CHANGED = pytest.mark.parametrize("how", CHANGES)


@CHANGED
def test_a_file_that_has_changed_is_not_saved_over_without_a_question(
    user: "User", path: Path, how: str
) -> None:
    user.window.files.open_path(path)
    edit(user)
    CHANGES[how](path)
    size = path.stat().st_size
    press(user, Key.Key_S)
    answer(user, Button.Cancel)
    assert path.stat().st_size == size
    assert user.workspace.saved.is_modified
    press(user, Key.Key_S)
    choose_answer(user, "Save over it")
    assert first(read(path)) == 9.0
    assert not user.workspace.saved.is_modified
    edit(user, 10.0)
    press(user, Key.Key_S)
    assert QApplication.activeModalWidget() is None
    assert first(read(path)) == 10.0


UNCHANGED: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: None,
    "touched": lambda path: os.utime(path, (1, 1)),
    "deleted": Path.unlink,
    "recreated as it was": lambda path: recreate(path, 5.0),
    "made read by all": lambda path: path.chmod(0o666),
}


@pytest.mark.parametrize("how", UNCHANGED)
def test_one_that_holds_the_same_or_is_gone_is_saved_at_once(
    user: "User", path: Path, how: str
) -> None:
    user.window.files.open_path(path)
    for value in (9.0, 10.0):
        edit(user, value)
        if value == 9.0:
            UNCHANGED[how](path)
        press(user, Key.Key_S)
        assert QApplication.activeModalWidget() is None
        assert first(read(path)) == value


def test_of_two_windows_the_second_asks(opened: Callable[..., "User"], path: Path) -> None:
    one, other = opened(), opened()
    for user in (one, other):
        user.window.files.open_path(path)
    edit(one, 1.0)
    edit(other, 2.0)
    press(one, Key.Key_S)
    press(other, Key.Key_S)
    change_question(other)
    assert first(read(path)) == 1.0
    choose_answer(other, "Save as…")
    choose(other, path.with_name("mine.gradviz"))
    assert first(read(path)) == 1.0
    assert first(read(path.with_name("mine.gradviz"))) == 2.0
    edit(one, 3.0)
    press(one, Key.Key_S)
    assert QApplication.activeModalWidget() is None
    assert first(read(path)) == 3.0


@LOSES
def test_to_save_and_go_on_asks_too(user: "User", path: Path, how: str, tmp_path: Path) -> None:
    other = tmp_path / "other.gradviz"
    save(example(), other)
    user.window.files.open_path(path)
    edit(user)
    rewrite(path, 7.0)
    document = user.workspace.document
    LOSERS[how](user, other)
    answer(user, Button.Save)
    assert not is_given_up(user, how, document)
    answer(user, Button.Cancel)
    assert not is_given_up(user, how, document)
    assert first(read(path)) == 7.0
    LOSERS[how](user, other)
    answer(user, Button.Save)
    choose_answer(user, "Save over it")
    assert is_given_up(user, how, document)
    assert first(read(path)) == 9.0


def test_the_name_of_another_file_is_asked_about_by_the_dialog_alone(
    user: "User", path: Path
) -> None:
    asked: list[str] = []

    def agree() -> None:  # Qt's question waits in a loop of its own
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.text())
            box.button(Button.Yes).click()

    edit(user)
    press(user, Key.Key_S)
    timer = QTimer(user.window)
    timer.timeout.connect(agree)
    timer.start(0)
    choose(user, path)
    timer.stop()
    assert len(asked) == 1
    assert QApplication.activeModalWidget() is None
    assert first(read(path)) == 9.0


def test_a_file_that_comes_between_the_question_and_the_writing_is_not_lost(
    user: "User", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(user)
    path = tmp_path / "there.gradviz"
    fsync = os.fsync

    def meanwhile(descriptor: int) -> None:
        monkeypatch.setattr(os, "fsync", fsync)
        save(with_first(7.0), path)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    user.window.files.save_to(path)
    answer(user, Button.Cancel)
    assert first(read(path)) == 7.0


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")
@pytest.mark.parametrize("has_changed", [False, True])
def test_what_comes_back_after_a_crash_knows_what_its_file_was(
    opened: Callable[..., "User"], path: Path, has_changed: bool
) -> None:
    crash(str(path))
    if has_changed:
        rewrite(path, 7.0)
    user = opened()
    offer(user, "Restore")
    press(user, Key.Key_S)
    if has_changed:
        answer(user, Button.Cancel)
    assert first(read(path)) == (7.0 if has_changed else 1 / 3)


def test_a_window_opened_with_a_file_knows_what_it_was(
    opened: Callable[..., "User"], path: Path
) -> None:
    for known, asks in (("", False), ("as it is", False), ("nothing", True)):
        stamp = {"": None, "as it is": stamp_of(path), "nothing": ABSENT}[known]
        user = opened(read(path), path, stamp=stamp)
        edit(user, first(user.workspace.document) + 1)
        press(user, Key.Key_S)
        assert (QApplication.activeModalWidget() is not None) == asks
        if asks:
            answer(user, Button.Cancel)


def test_the_mark_of_a_change_is_gone_before_what_was_kept(
    user: "User", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or trouble with the recovery file would leave a saved document marked as not saved."""
    edit(user)
    autosave(user).timeout.emit()
    (recovery,) = kept()
    was_modified: list[bool] = []
    unlink = os.unlink

    def watched(path: "str | os.PathLike[str]", **how: int) -> None:
        if os.fspath(path) == str(recovery):
            was_modified.append(user.workspace.saved.is_modified)
            raise OSError("no")
        unlink(path, **how)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", watched)
        assert user.window.files.save_to(tmp_path / "mine.gradviz")
    assert was_modified == [False]
    assert not user.workspace.saved.is_modified
    assert user.window.notice.text == "Saved mine.gradviz"


# --- recent files


def recent(user: "User") -> list[str]:
    menu = next(m for m in user.window.findChildren(QMenu) if m.title() == "Open &recent")
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def test_recent_files_are_listed_newest_first_and_open(
    user: "User", path: Path, tmp_path: Path
) -> None:
    assert recent(user) == ["Nothing opened yet"]
    user.window.files.open_path(path)
    edit(user)
    user.window.files.save_to(tmp_path / "mine.gradviz")
    assert recent(user) == ["mine.gradviz", "there.gradviz"]
    menu = next(m for m in user.window.findChildren(QMenu) if m.title() == "Open &recent")
    menu.actions()[1].trigger()
    assert user.workspace.saved.path == path
    assert recent(user) == ["there.gradviz", "mine.gradviz"]


# --- a question before losing changes


@LOSES
def test_cancel_keeps_everything(user: "User", path: Path, how: str) -> None:
    edit(user)
    document = user.workspace.document
    LOSERS[how](user, path)
    assert "this session" in question(user).text()
    answer(user, Button.Cancel)
    assert not is_given_up(user, how, document)
    assert user.workspace.saved.is_modified
    assert user.workspace.undo_stack.canUndo()


@LOSES
def test_escape_is_cancel(user: "User", path: Path, how: str) -> None:
    edit(user)
    document = user.workspace.document
    LOSERS[how](user, path)
    QTest.keyClick(question(user), Key.Key_Escape)
    user.settle()
    assert not is_given_up(user, how, document)


@LOSES
def test_discard_goes_on_without_saving(user: "User", path: Path, tmp_path: Path, how: str) -> None:
    user.window.files.save_to(tmp_path / "mine.gradviz")
    edit(user)
    document = user.workspace.document
    LOSERS[how](user, path)
    assert "mine.gradviz" in question(user).text()
    answer(user, Button.Discard)
    assert is_given_up(user, how, document)
    assert first(read(tmp_path / "mine.gradviz")) == 2.0


@LOSES
def test_save_saves_and_goes_on(user: "User", path: Path, tmp_path: Path, how: str) -> None:
    user.window.files.save_to(tmp_path / "mine.gradviz")
    edit(user)
    document = user.workspace.document
    LOSERS[how](user, path)
    answer(user, Button.Save)
    assert is_given_up(user, how, document)
    assert first(read(tmp_path / "mine.gradviz")) == 9.0


@LOSES
def test_save_without_a_name_asks_for_one_first(
    user: "User", path: Path, tmp_path: Path, how: str
) -> None:
    edit(user)
    document = user.workspace.document
    LOSERS[how](user, path)
    answer(user, Button.Save)
    assert not is_given_up(user, how, document)
    choose(user, tmp_path / "mine")
    assert is_given_up(user, how, document)
    assert first(read(tmp_path / "mine.gradviz")) == 9.0


@pytest.mark.parametrize("how", ["close", "new"])
def test_what_could_not_be_saved_is_not_given_up(user: "User", path: Path, how: str) -> None:
    user.window.files.open_path(path)
    edit(user)
    document = user.workspace.document
    path.unlink()
    path.mkdir()
    LOSERS[how](user, path)
    answer(user, Button.Save)
    assert not is_given_up(user, how, document)
    assert "there.gradviz" in user.window.notice.text


@LOSES
def test_without_changes_nothing_is_asked(user: "User", path: Path, how: str) -> None:
    edit(user)
    user.workspace.undo_stack.undo()
    document = user.workspace.document
    LOSERS[how](user, path)
    assert QApplication.activeModalWidget() is None
    assert is_given_up(user, how, document)


# --- autosave


def test_an_edit_is_kept_within_two_seconds(user: "User") -> None:
    assert kept() == []
    edit(user)
    timer = autosave(user)
    assert timer.isActive()
    assert timer.interval() < 2000
    remaining = timer.remainingTime()
    for n in range(20):
        edit(user, float(n))
    assert timer.remainingTime() <= remaining  # going on typing does not put it off
    timer.timeout.emit()
    assert len(kept()) == 1
    assert not user.window.notice.text


def test_what_was_kept_goes_when_it_is_saved_undone_or_given_up(
    user: "User", tmp_path: Path, path: Path
) -> None:
    timer = autosave(user)

    def keep() -> None:
        edit(user, first(user.workspace.document) + 1)
        timer.timeout.emit()
        assert len(kept()) == 1

    keep()
    user.window.files.save_to(tmp_path / "mine.gradviz")
    assert kept() == []
    keep()
    user.workspace.undo_stack.undo()
    timer.timeout.emit()
    assert kept() == []
    keep()
    user.window.files.open_path(path)
    answer(user, Button.Discard)
    assert kept() == []
    keep()
    press(user, Key.Key_N)
    answer(user, Button.Discard)
    timer.timeout.emit()
    assert kept() == []


def test_an_orderly_end_leaves_nothing_behind(user: "User") -> None:
    edit(user)
    autosave(user).timeout.emit()
    assert kept(".lock")
    user.window.close()
    answer(user, Button.Discard)
    assert not user.window.isVisible()
    assert list(recovery_folder().iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_told_and_work_goes_on(
    opened: Callable[..., "User"],
) -> None:
    recovery_folder().parent.mkdir(parents=True, exist_ok=True)
    recovery_folder().write_text("in the way")
    user = opened()
    assert "recovery" in user.window.notice.text
    edit(user)
    autosave(user).timeout.emit()
    assert first(user.workspace.document) == 9.0


# --- after a crash


CRASH = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from gradviz.disk.stamps import ABSENT, stamp_of
from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.gui.explanation.inspector import Inspector
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell
from gradviz.session.presets.documents import PRESETS

running = application()
origin = Path(sys.argv[1]) if len(sys.argv) > 1 else None
window = MainWindow(PRESETS[-1].document(), origin, stamp=stamp_of(origin) if origin else ABSENT)
window.show()

def edit():
    space = window.workspace
    space.edit(set_cell(space.document, CellRef("W", 0, 0), 1 / 3), "Type W[1,1]")
    window.files.findChild(QTimer).setInterval(0)
    QTimer.singleShot(300, lambda: os.kill(os.getpid(), signal.SIGKILL))

QTimer.singleShot(300, edit)
running.exec()
"""


def crash(*arguments: str) -> None:
    """Let another gradviz edit and keep, and kill it."""
    before = len(kept())
    done = subprocess.run(
        [sys.executable, "-c", CRASH, *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(kept()) == before + 1


def offer(user: "User", title: str) -> None:
    user.settle()
    buttons = user.window.notice.findChildren(QPushButton)
    button = next(b for b in buttons if b.text() == title and b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    user.settle()


def is_offering(user: "User") -> bool:
    user.settle()
    return "ended unexpectedly" in user.window.notice.text


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")
def test_after_a_crash_the_next_start_brings_it_back(
    opened: Callable[..., "User"], tmp_path: Path
) -> None:
    origin = tmp_path / "lesson.gradviz"
    crash(str(origin))
    user = opened()
    assert is_offering(user)
    assert "lesson.gradviz" in user.window.notice.text
    offer(user, "Restore")
    expected = set_cell(PRESETS[-1].document(), W11, 1 / 3)
    assert to_json(user.workspace.document) == to_json(expected)
    assert user.workspace.saved.path == origin
    assert user.workspace.saved.is_modified
    assert user.window.isWindowModified()
    assert user.window.notice.text == ""
    assert len(kept()) == 1  # should it crash again
    user.window.close()
    answer(user, Button.Save)
    assert to_json(read(origin)) == to_json(expected)
    assert list(recovery_folder().iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")
def test_what_a_crash_left_can_be_put_off_and_thrown_away(opened: Callable[..., "User"]) -> None:
    crash()
    user = opened()
    assert is_offering(user)
    assert "a session without a name" in user.window.notice.text
    edit(user)
    autosave(user).timeout.emit()
    assert is_offering(user)
    user.window.close()
    answer(user, Button.Discard)
    assert len(kept()) == 1
    again = opened()
    assert is_offering(again)
    offer(again, "Discard")
    assert kept() == []
    assert not is_offering(again)
    assert to_json(again.workspace.document) == to_json(example())


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")
def test_what_is_restored_asks_before_it_takes_the_place_of_other_changes(
    opened: Callable[..., "User"],
) -> None:
    crash()
    user = opened()
    edit(user)
    offer(user, "Restore")
    answer(user, Button.Cancel)
    assert first(user.workspace.document) == 9.0
    assert len(kept()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")
def test_of_several_crashes_the_next_is_offered_when_one_is_thrown_away(
    opened: Callable[..., "User"], tmp_path: Path
) -> None:
    crash(str(tmp_path / "older.gradviz"))
    crash(str(tmp_path / "newer.gradviz"))
    user = opened()
    assert is_offering(user)
    assert "newer.gradviz" in user.window.notice.text
    offer(user, "Discard")
    assert is_offering(user)
    assert "older.gradviz" in user.window.notice.text
    offer(user, "Restore")
    assert user.workspace.saved.path == tmp_path / "older.gradviz"
    assert len(kept()) == 1


def test_two_windows_of_two_starts_do_not_offer_each_other(opened: Callable[..., "User"]) -> None:
    one = opened()
    edit(one)
    autosave(one).timeout.emit()
    other = opened()
    assert not is_offering(other)
    assert len(kept()) == 1


@pytest.mark.parametrize("way", [Button.Save, Button.Discard])
def test_the_file_that_is_open_can_be_opened_again_over_changes(
    opened: Callable[..., "User"], path: Path, way: Button
) -> None:
    """It was read before the question, which Save answers by writing that very file."""
    save(with_first(1.0), path)
    user = opened()
    user.window.files.open_path(path)
    edit(user, 5.0)
    user.window.files.open_path(path)
    answer(user, way)
    assert first(user.workspace.document) == (5.0 if way == Button.Save else 1.0)
    assert not user.workspace.saved.is_modified
    assert first(read(path)) == first(user.workspace.document)
    edit(user, 7.0)
    user.window.commands.action("save").trigger()
    assert first(read(path)) == 7.0


def test_what_others_write_while_a_question_stands_is_what_opens(
    user: "User", tmp_path: Path
) -> None:
    other = tmp_path / "other.gradviz"
    save(with_first(1.0), other)
    edit(user, 5.0)
    user.window.files.open_path(other)
    save(with_first(2.0), other)
    answer(user, Button.Discard)
    assert first(user.workspace.document) == 2.0
