"""What every test may rely on: the user's files stay out of reach, and no test leaves a mess."""

import gc
import logging
import os
import shutil
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QWidget

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_STARTED_WITH = dict(os.environ)

settings.register_profile("gradviz", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("gradviz")

_HOME = {
    "HOME": ".",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}


@pytest.fixture(scope="session")
def outer_environment() -> dict[str, str]:
    """Return the environment the tests were started in, for tools that need the user's settings."""
    return dict(_STARTED_WITH)


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Send everything that looks for the user's files to a folder of this run."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable, folder in _HOME.items():
            patch.setenv(variable, str(home / folder))
        yield home


@pytest.fixture(autouse=True)
def _empty_home(_home: Path) -> Iterator[None]:
    """Let no test find the settings or recovery files of another."""
    yield
    for entry in _home.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


@pytest.fixture(autouse=True)
def _no_log_noise(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a logged warning; a test that expects one reads it and calls ``caplog.clear()``."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    noise = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert not noise, f"logged, but not expected: {noise}"


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail when a thread, a window or a running timer outlives its test."""
    threads = set(threading.enumerate())
    yield
    left: list[object] = [t for t in threading.enumerate() if t not in threads]
    if "qapp" in request.fixturenames and _qt_objects_alive():
        gc.collect()  # a window in a reference cycle is garbage, not a leak
        alive = _qt_objects_alive()
        left += alive
        _end(alive)  # one leak fails one test
    assert not left, "left behind by the test:\n" + "\n".join(map(_birth, left))


def _qt_objects_alive() -> "list[QWidget | QTimer]":
    """Return the top-level widgets, and the timers that run, once deletions asked for are done."""
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    kinds = QTimer, QUndoStack
    things = [thing for thing in gc.get_objects() if issubclass(type(thing), kinds)]
    alive = [thing for thing in things if shiboken6.isValid(thing)]
    _clear([thing for thing in alive if isinstance(thing, QUndoStack)])
    running = [thing for thing in alive if isinstance(thing, QTimer) and thing.isActive()]
    return [*QApplication.topLevelWidgets(), *running]


def _clear(stacks: "list[QUndoStack]") -> None:
    """End the steps of stacks that nothing in Qt will end in order.

    A window ends its workspace, and that its stack and its steps. A workspace that a test made
    alone is garbage in a cycle, and of a cycle PySide 6.11 may end the steps before the stack,
    which then ends them again: a segmentation fault at a collection, many tests later.
    """
    for stack in stacks:
        stack.blockSignals(True)
        stack.clear()


def _end(alive: "list[QWidget | QTimer]") -> None:
    from PySide6.QtCore import QTimer

    for thing in alive:
        if isinstance(thing, QTimer):
            thing.stop()
        else:
            thing.hide()
            thing.deleteLater()


def _birth(thing: object) -> str:
    """Return what `thing` is and, where Python has been told to remember, where it was made."""
    trace = tracemalloc.get_object_traceback(thing)
    where = trace.format() if trace else ["  python -X tracemalloc=10 -m pytest says where from"]
    return "\n".join([f"- {thing!r}", *where])
