"""What is not saved is kept whatever happens to the disk, and what ended gradviz opens in Flow."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from gradviz.gui.files.autosave import Safekeeping
from gradviz.refs import CellRef
from gradviz.session.document import Document, example
from gradviz.session.edits import set_cell, set_view
from gradviz.session.files.crashed import read_crashed
from gradviz.session.files.store import read, save
from gradviz.session.looks.flow import FlowLook

if TYPE_CHECKING:
    from tests.gui.conftest import User

W11 = CellRef("W", 0, 0)
TOP = Path(__file__).parents[3]
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")


def edit(user: "User", value: float) -> None:
    user.workspace.edit(set_cell(user.workspace.document, W11, value), "Type W[1,1]")


def folder() -> Path:
    return Path(os.environ["XDG_DATA_HOME"], "gradviz", "gradviz", "recovery")


def timer(user: "User") -> QTimer:
    found = user.window.findChild(Safekeeping)
    assert found is not None
    made = found.findChild(QTimer)
    assert isinstance(made, QTimer)
    return made


def due(user: "User") -> None:
    """Let the time to keep come."""
    timer(user).timeout.emit()
    user.settle()


def kept() -> list[float]:
    """Return the first cell of W of what is kept."""
    found = [read_crashed(path) for path in folder().glob("*.recovery")]
    return [float(one.document.W[0, 0]) for one in found if one is not None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a session that is looked at as a Jacobian, by columns of its own choice."""
    path = tmp_path / "lesson.gradviz"
    save(set_view(example(), view="jacobian", flow=FlowLook("triptych")), path)
    return path


# --- trouble with the disk


def full(user: "User", monkeypatch: pytest.MonkeyPatch, number: int = errno.ENOSPC) -> None:
    def fail(descriptor: int, data: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", fail)


def test_trouble_is_told_once_and_tried_again_until_it_works(
    user: "User", monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    said: list[str] = []
    user.workspace.troubled.connect(lambda text: told.append(str(text)))
    user.workspace.said.connect(lambda text: said.append(str(text)))
    edit(user, 3.0)
    with monkeypatch.context() as patch:
        full(user, patch)
        pauses = []
        for _ in range(9):
            due(user)
            assert timer(user).isActive()
            pauses.append(timer(user).interval())
        assert len(told) == 1
        assert "the disk is full" in told[0]
        full(user, patch, errno.EIO)  # trouble of another kind
        due(user)
        assert len(told) == 2
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2000, 60_000)
    assert (kept(), said) == ([], [])
    due(user)
    assert kept() == [3.0]
    assert said == ["What is not saved is kept again, should gradviz crash."]
    edit(user, 4.0)
    assert timer(user).interval() == 1000
    due(user)
    assert kept() == [4.0]
    assert len(said) == 1
    with monkeypatch.context() as patch:
        full(user, patch)
        edit(user, 5.0)
        due(user)
    assert len(told) == 3  # it had worked in between


def test_the_next_change_is_tried_at_once(user: "User", monkeypatch: pytest.MonkeyPatch) -> None:
    edit(user, 3.0)
    with monkeypatch.context() as patch:
        full(user, patch)
        for _ in range(6):
            due(user)
    assert timer(user).remainingTime() > 10_000
    edit(user, 4.0)
    left = timer(user).remainingTime()
    assert left <= 1100  # a timer may be late by a twentieth
    for value in range(20):
        edit(user, float(value))
    assert timer(user).remainingTime() <= left  # going on typing does not put it off


def test_a_folder_that_goes_is_made_again_without_a_word(user: "User") -> None:
    told: list[str] = []
    user.workspace.troubled.connect(lambda text: told.append(str(text)))
    edit(user, 3.0)
    due(user)
    shutil.rmtree(folder())
    edit(user, 4.0)
    due(user)
    assert (kept(), told) == ([4.0], [])


def test_a_start_without_a_folder_is_made_up_for(opened: Callable[..., "User"]) -> None:
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("in the way")
    user = opened()
    assert "recovery" in user.window.notice.text
    edit(user, 3.0)
    due(user)
    assert user.window.notice.text == ""  # told already
    folder().unlink()
    due(user)
    assert kept() == [3.0]
    assert "kept again" in user.window.notice.text


def test_what_cannot_be_read_is_named_at_the_start_and_never_again(
    opened: Callable[..., "User"],
) -> None:
    folder().mkdir(parents=True)
    (folder() / "abc.recovery").write_text("torn")
    user = opened()
    assert "abc.unreadable" in user.window.notice.text
    assert opened().window.notice.text == ""


# --- what ended gradviz opens in Flow


OPEN = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.session.document import example
from gradviz.session.files.store import read

how, first, *later = sys.argv[1:]
running = application()
document = example() if first == "-" else read(first)
window = MainWindow(document, None if first == "-" else Path(first))
if how == "unseen":
    os.kill(os.getpid(), signal.SIGKILL)
window.show()

def go_on():
    for path in later:
        window.files.open_path(Path(path))
    if how == "close":
        window.close()
        running.quit()
    elif how == "session":
        running.commitDataRequest.emit(None)
    if how != "close":
        os.kill(os.getpid(), signal.SIGKILL)

window.stage.appeared.connect(lambda: QTimer.singleShot(0, go_on))
running.exec()
"""


def run(how: str, *paths: Path | str) -> None:
    """Let another gradviz open files and come to an end."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN, how, *map(str, paths)],
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == (0 if how == "close" else -signal.SIGKILL), done.stderr


def is_flow(user: "User") -> bool:
    view = user.workspace.document.view
    assert view.flow.arrangement == "triptych"  # the other choices are as they were
    return view.view == "flow"


@UNIX
@pytest.mark.parametrize("how", ["unseen", "seen"])
@pytest.mark.parametrize("later", [False, True])
def test_a_file_that_was_open_opens_in_flow_once_and_says_why(
    opened: Callable[..., "User"], path: Path, how: str, later: bool
) -> None:
    run(how, path)
    user = opened() if later else opened(read(path), path)
    if later:
        assert user.window.notice.text == ""
        user.window.files.open_path(path)
    assert is_flow(user)
    assert "ended unexpectedly while lesson.gradviz was open" in user.window.notice.text
    assert "Flow" in user.window.notice.text
    assert not user.workspace.saved.is_modified
    user.window.files.open_path(path)
    assert not is_flow(user)
    assert user.window.notice.text == ""


@UNIX
def test_a_file_opened_later_is_the_one(
    opened: Callable[..., "User"], path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.gradviz"
    save(read(path), other)
    run("seen", "-", other, path)
    user = opened()
    user.window.files.open_path(other)
    assert not is_flow(user)
    user.window.files.open_path(path)
    assert is_flow(user)


@UNIX
@pytest.mark.parametrize("how", ["close", "session"])
def test_an_end_that_was_asked_for_blames_no_file(
    opened: Callable[..., "User"], path: Path, how: str
) -> None:
    run(how, path)
    user = opened(read(path), path)
    assert not is_flow(user)
    assert user.window.notice.text == ""


@UNIX
def test_another_document_is_not_put_down_to_the_file_before(
    opened: Callable[..., "User"], user: "User", path: Path
) -> None:
    user.window.files.open_path(path)
    user.window.files.open_new(example())
    notes = [lock.read_bytes() for lock in folder().glob("*.lock")]
    assert notes == [b""]
    user.window.files.save_to(path.with_name("new.gradviz"))
    notes = [lock.read_bytes() for lock in folder().glob("*.lock")]
    assert notes == [os.fsencode(path.with_name("new.gradviz").resolve())]


@UNIX
def test_a_restored_session_opens_in_flow_and_is_offered_with_that_word(
    opened: Callable[..., "User"], path: Path
) -> None:
    document = set_cell(read(path), W11, 3.0)
    leave_behind(document, path)
    user = opened(read(path), path)
    assert user.window.notice.text == (
        "gradviz ended unexpectedly with lesson.gradviz open. What was not saved is kept: "
        "it opens in Flow."
    )
    button = next(b for b in user.window.notice.findChildren(QPushButton) if b.text() == "Restore")
    button.click()
    user.settle()
    assert is_flow(user)
    assert float(user.workspace.document.W[0, 0]) == 3.0
    assert user.workspace.saved.path == path
    user.window.files.save_to(path)
    user.window.files.open_path(path)
    assert user.window.notice.text == ""


KEEP = """
import os, signal, sys
from gradviz.session.files.recovery import Recovery
from gradviz.session.files.store import read
folder, changed, path = sys.argv[1:]
recovery = Recovery(folder)
recovery.opens(path)
recovery.write(read(changed), path, 1.0)
os.kill(os.getpid(), signal.SIGKILL)
"""


def leave_behind(document: Document, path: Path) -> None:
    """Let another process keep a document of a file, and kill it."""
    changed = path.with_name("changed.gradviz")
    save(document, changed)
    command = [sys.executable, "-c", KEEP, str(folder()), str(changed), str(path)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    changed.unlink()


@UNIX
def test_what_crashed_is_there_until_its_copy_is(
    opened: Callable[..., "User"], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a crash between the two would lose the work."""
    leave_behind(set_cell(read(path), W11, 3.0), path)
    (old,) = folder().glob("*.recovery")
    user = opened()
    there: list[list[float]] = []
    unlink = os.unlink

    def watched(gone: "str | os.PathLike[str]", **how: int) -> None:
        if os.fspath(gone) == str(old):
            there.append(kept())
        unlink(gone, **how)

    monkeypatch.setattr(os, "unlink", watched)
    button = next(b for b in user.window.notice.findChildren(QPushButton) if b.text() == "Restore")
    button.click()
    user.settle()
    assert there == [[3.0, 3.0]]
    assert kept() == [3.0]


@UNIX
def test_what_cannot_be_copied_stays_where_it_is(
    opened: Callable[..., "User"], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(set_cell(read(path), W11, 3.0), path)
    user = opened()
    button = next(b for b in user.window.notice.findChildren(QPushButton) if b.text() == "Restore")
    with monkeypatch.context() as patch:
        full(user, patch)
        button.click()
        user.settle()
    assert kept() == [3.0]


# --- an end from outside


@UNIX
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_in_order_and_keeps_the_work(
    opened: Callable[..., "User"], path: Path, name: str
) -> None:
    code = SIGNALLED.replace("SIGNAL", name)
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (-getattr(signal, name), "")
    assert kept() == [0.125]
    user = opened(read(path), path)
    assert not is_flow(user)
    assert "ended unexpectedly" in user.window.notice.text  # and offers what was not saved


SIGNALLED = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gradviz.cli import main
from gradviz.gui import app
from gradviz.gui.main_window import MainWindow
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell

made = app.stay

def stay(window, *rest, **how):
    def go_on():
        space = window.workspace
        space.edit(set_cell(space.document, CellRef("W", 0, 0), 0.125), "Type")
        os.kill(os.getpid(), signal.SIGNAL)
    window.stage.appeared.connect(lambda: QTimer.singleShot(0, go_on))
    made(window, *rest, **how)

app.stay = stay
sys.exit(main([sys.argv[1]]))
"""
