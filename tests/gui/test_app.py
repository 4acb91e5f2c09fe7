"""The start: the first picture waits for nothing that it does not show; the rest comes at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gradviz.session.document import example
from gradviz.session.files.store import read, save

LATE = (
    "PySide6.QtDBus",
    "gradviz.explain.explanation",
    "gradviz.gui.editors.editors",
    "gradviz.gui.editors.question_panel",
    "gradviz.gui.files.asking",
    "gradviz.gui.files.dialogs",
    "gradviz.gui.stage.accessible",
    "gradviz.session.files.recovery",
    "gradviz.session.files.store",
    "gradviz.session.matrices.writing",
    "gradviz.session.presets.documents",
    "gradviz.session.reading.reader",
    "gradviz.views.flow.activation",
    "gradviz.views.flow.column.picture",
    "gradviz.views.flow.stream.picture",
    "gradviz.views.flow.trace.picture",
    "gradviz.views.jacobian.view",
    "numpy.random",
    "pydantic",
    "pyqtgraph",
    "rich",
    "typer",
    "xml.etree.ElementTree",
)
"""Modules that the first picture of the example does not need."""

START = """
import gc, os, sys

freeze = gc.freeze

def watch():
    freeze()
    from gradviz.gui.stage.stage import Stage
    paint = Stage.paintEvent

    def paint_and_tell(self, event):
        paint(self, event)
        print(*sorted(set({late!r}) & set(sys.modules)), flush=True)
        os._exit(0)

    Stage.paintEvent = paint_and_tell

gc.freeze = watch  # as soon as the window is imported
from gradviz.cli import main
main([])
"""

AT_ONCE = """
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from gradviz.gui import app
from gradviz.gui.editors.editors import EditorsPanel
from gradviz.gui.main_window import MainWindow
from gradviz.session.document import example

application = app.application()
window = MainWindow(example(), Path(sys.argv[1]))
window.stage.appeared.connect(lambda: QTest.keyClick(window.stage, Qt.Key.Key_End))
window.show()
while window.findChild(EditorsPanel) is None:
    application.processEvents()
print(window.workspace.player.is_at_end)
QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier
               | Qt.KeyboardModifier.ShiftModifier)
application.processEvents()
from gradviz.gui.commands.palette import Palette
print(window.findChild(Palette).isVisible())
menus = [action.menu() for action in window.menuBar().actions()]
print(all(menu.actions() for menu in menus))
window.stage.editor.hide()
window.files.save()
window.leave()
"""


def _run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_picture_waits_for_nothing_that_it_does_not_show() -> None:
    assert _run(START.replace("{late!r}", repr(LATE))).split() == []


def test_what_comes_after_the_first_picture_is_there_when_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "kept.gradviz"
    save(example(), path)
    before = path.stat().st_mtime_ns
    assert _run(AT_ONCE, str(path)).split() == ["True", "True", "True"]
    assert path.stat().st_mtime_ns > before
    assert read(path).W.tolist() == example().W.tolist()


def test_the_style_is_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_STYLE_OVERRIDE", "windows")
    code = "from gradviz.gui.app import application; print(application().style().name())"
    assert _run(code) == "fusion\n"
