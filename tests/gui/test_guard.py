"""Whatever breaks in a handler is said in the window, and never ends the process."""

import importlib
import inspect
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

import gradviz.gui
from gradviz.gui.guard import guarded
from gradviz.gui.reporter import Reporter
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell
from gradviz.session.looks.flow import FlowLook
from gradviz.views.flow.view import FlowView

if TYPE_CHECKING:
    from tests.gui.conftest import User

TOP = Path(__file__).parents[2]
FOREIGN = ("PySide6", "Shiboken", "shiboken6", "pyqtgraph")


def overrides() -> Iterator[tuple[type, str, Callable[..., object]]]:
    """Return every method of ours that has the name of one of Qt's or pyqtgraph's."""
    for module in pkgutil.walk_packages(gradviz.gui.__path__, "gradviz.gui."):
        for made in vars(importlib.import_module(module.name)).values():
            if not inspect.isclass(made) or made.__module__ != module.name:
                continue
            bases = [base for base in made.__mro__ if base.__module__.startswith(FOREIGN)]
            for name, method in vars(made).items():
                is_public = inspect.isfunction(method) and not name.startswith("_")
                if is_public and any(hasattr(base, name) for base in bases):
                    yield made, name, method


def test_every_override_is_guarded() -> None:
    found = list(overrides())
    assert len(found) > 130
    bare = [f"{c.__module__}.{c.__name__}.{name}" for c, name, m in found if not is_guard(m)]
    assert bare == [], "write @guarded before the class"


def is_guard(method: Callable[..., object]) -> bool:
    return method.__code__.co_filename == inspect.getsourcefile(guarded)


def test_every_painter_ends_whatever_breaks() -> None:
    """A painter that is still at work when its widget goes on ends the process."""
    sources = [*TOP.glob("gradviz/gui/**/*.py"), *TOP.glob("gradviz/render/**/*.py")]
    assert sources
    bare = [
        f"{path.name}: {line.strip()}"
        for path in sources
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"\bQPainter\(", line) and not line.strip().startswith("with ")
    ]
    assert bare == []


@pytest.mark.timeout(300)
def test_the_window_lives_on_whichever_handler_raises(tmp_path: Path) -> None:
    """IndexError, ZeroDivisionError and StopIteration from C, and ValueError from Python."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.gui.broken_handlers"],
        cwd=TOP,
        env=os.environ | {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr[-3000:]
    told: dict[str, str] = json.loads(answer.stdout)
    assert {f"{made.__name__}.{name}" for made, name, _ in overrides()} == set(told)
    ended = {name: became for name, became in told.items() if became.partition(",")[0] != became}
    assert ended == {}
    # what only a running screen reader asks for, or only the system's own window
    never = {name for name, became in told.items() if became == "never called"}
    assert never <= ONLY_FROM_OUTSIDE


_ASKED_BY_READERS = (
    "child", "childAt", "childCount", "indexOfChild", "object", "parent", "role", "setText",
)  # fmt: skip
ONLY_FROM_OUTSIDE = {
    "_Fence.eventFilter",  # needs a file dialog, which no random event may reach
    *(f"CellAccessible.{name}" for name in _ASKED_BY_READERS),
}


# --- what is returned where it breaks


def test_what_a_broken_method_returns_is_of_its_type(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    @guarded
    class Broken(QWidget):
        def sizeHint(self) -> QSize:
            return [][0]

        def hasHeightForWidth(self) -> bool:
            return bool(1 // 0)

        def own(self) -> int:
            return [][0]

    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind.__name__))
    widget = Broken()
    assert widget.sizeHint() == QWidget.sizeHint(widget)
    assert widget.hasHeightForWidth() is False
    assert told == ["IndexError", "ZeroDivisionError"]
    with pytest.raises(IndexError):
        widget.own()  # nothing that Qt knows of
    widget.deleteLater()


# --- what is said


def test_a_picture_that_breaks_is_said_once_and_other_views_go_on(
    user: "User", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        [][0]

    monkeypatch.setattr(sys, "excepthook", Reporter(user.workspace, user.clock))
    with monkeypatch.context() as patch:
        patch.setattr(FlowView, "frame", broken)
        user.workspace.look_at(flow=FlowLook(sweep="columns"))
        user.settle()
        user.stage.repaint()
        user.move(user.stage, user.stage.rect().center())
        assert "Something inside gradviz broke (IndexError" in user.window.notice.text
        assert capsys.readouterr().err.count("Traceback") == 1
        user.workspace.look_at(view="cube")
        user.settle()
        assert user.stage.frame().marks
        assert len(user.stage.frame().marks) > 3
    user.workspace.look_at(view="flow")
    assert user.stage.place_of(CellRef("W", 0, 0)) is not None


def test_the_same_fault_is_said_again_after_a_while_and_another_at_once(
    user: "User", capsys: pytest.CaptureFixture[str]
) -> None:
    report = Reporter(user.workspace, user.clock)
    said: list[str] = []
    user.workspace.troubled.connect(lambda text: said.append(str(text)))

    def fail(error: Exception) -> None:
        try:
            raise error
        except Exception as caught:
            report(type(caught), caught, caught.__traceback__)

    for _ in range(3):
        fail(ValueError("one"))
    assert len(said) == 1
    user.clock.now += 11
    fail(ValueError("two"))
    assert "ValueError: two" in said[1]
    try:
        {}["three"]
    except KeyError as caught:
        report(type(caught), caught, caught.__traceback__)
    assert "KeyError: 'three'" in said[2]
    assert capsys.readouterr().err.count("Traceback") == 3


def test_a_document_that_cannot_be_shown_leaves_all_as_it_was(
    user: "User", monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, said = user.workspace, []
    before = (workspace.document, workspace.passes, workspace.view)
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: said.append(kind.__name__))
    with monkeypatch.context() as patch:
        patch.setattr("gradviz.gui.state.current.view_of", lambda *_: [][0])
        workspace.edit(set_cell(workspace.document, CellRef("W", 0, 0), 7.0), "Type")
    assert said == ["IndexError"]
    assert (workspace.document, workspace.passes, workspace.view) == before
    workspace.edit(set_cell(workspace.document, CellRef("W", 0, 0), 8.0), "Type")
    assert workspace.document.W[0, 0] == 8.0
    workspace.undo_stack.undo()
    assert workspace.document is before[0]
