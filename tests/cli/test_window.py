"""`gradviz` and `gradviz FILE` open the window."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import gradviz as gv
from gradviz import cli
from gradviz.session.document import example
from tests.cli.conftest import complaint

TOP = Path(__file__).parents[2]
ODD_NAMES = ["with space.gradviz", "ünï.gradviz", "'quoted\".gradviz", "-dash.gradviz"]


def test_without_a_file_the_window_opens_on_the_example(opened: list[object]) -> None:
    assert cli.main([]) == 0
    assert opened == [(None, None)]


@pytest.mark.parametrize("name", [*ODD_NAMES, "export", "check"])
def test_a_file_opens_in_the_window(
    tmp_path: Path, opened: list[tuple[gv.Document, Path]], name: str
) -> None:
    gv.save(example(), tmp_path / "x.gradviz")
    (tmp_path / "x.gradviz").rename(tmp_path / name)
    assert cli.main([str(tmp_path / name)]) == 0
    ((document, path),) = opened
    assert (document.W == example().W).all()
    assert path == tmp_path / name


def test_after_two_dashes_everything_is_a_file(
    tmp_path: Path, opened: list[tuple[gv.Document, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    gv.save(example(), "-dash.gradviz")
    assert cli.main(["--", "-dash.gradviz"]) == 0
    assert opened[0][1] == Path("-dash.gradviz")


def test_two_files_are_one_too_many(capsys: pytest.CaptureFixture[str], session: Path) -> None:
    assert "opens one file: got 2" in complaint(capsys, session, session)


def test_a_file_that_cannot_be_opened_opens_no_window(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, opened: list[object]
) -> None:
    assert "there is no file" in complaint(capsys, tmp_path / "absent.gradviz")
    assert "is a folder" in complaint(capsys, tmp_path)
    (tmp_path / "bad.gradviz").write_text("{")
    assert "bad.gradviz" in complaint(capsys, tmp_path / "bad.gradviz")
    assert opened == []


@pytest.mark.skipif(sys.platform != "linux", reason="only there displays can be missing")
def test_without_a_display_it_says_how_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    told = complaint(capsys)
    assert told.startswith("gradviz needs a display to open its window; without one, `gradviz ex")


def test_opening_the_window_loads_nothing_that_it_does_not_need() -> None:
    code = """
import sys
from types import ModuleType
app = ModuleType("gradviz.gui.app")
app.run = lambda *arguments: 0
sys.modules["gradviz.gui.app"] = app
from gradviz.cli import main
assert main([]) == 0
print(sorted({"typer", "rich", "pydantic", "click"} & set(sys.modules)))
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=TOP, env=environment, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_file_named_almost_as_a_command_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[object]
) -> None:
    (tmp_path / "exports").write_text("1 2\n")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["exports"]) == 0
    assert len(opened) == 1


def test_ctrl_c_ends_the_window_at_once(session: Path) -> None:
    code = """
import signal, sys
from types import ModuleType
app = ModuleType("gradviz.gui.app")
app.run = lambda *arguments: signal.raise_signal(signal.SIGINT) or 0
sys.modules["gradviz.gui.app"] = app
from gradviz.cli import main
sys.exit(main([]))
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, env=environment)
    assert done.returncode == -signal.SIGINT  # a shell says 130


def test_the_window_gives_ctrl_c_back(opened: list[object]) -> None:
    before = signal.getsignal(signal.SIGINT)
    cli.main([])
    assert signal.getsignal(signal.SIGINT) is before
