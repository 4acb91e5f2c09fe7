"""The script that makes a bare machine ready: what it says, and what it does unasked."""

import runpy
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

TOP = Path(__file__).parent.parent
ABSENT = "libgradviz-absent.so.1"


class Script:
    """The script's functions, with one library missing and no real package manager behind it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: list[list[str]] = []
        self.names = runpy.run_path(str(TOP / ".ci/system-libraries"))
        self.globals = self.names["main"].__globals__
        monkeypatch.setattr(subprocess, "run", self._run)
        monkeypatch.setitem(self.names["NEEDS"], "window", {ABSENT: "libabsent1"})

    def _run(self, command: list[str], **options: object) -> SimpleNamespace:
        self.commands.append(command)
        return SimpleNamespace(returncode=0)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    return Script(monkeypatch)


def allow(monkeypatch: pytest.MonkeyPatch, *, root: bool, commands: set[str]) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(shutil, "which", lambda name: name if name in commands else None)


def test_what_is_there_asks_for_nothing(script: Script, capfd: pytest.CaptureFixture[str]) -> None:
    assert script.names["main"](["venv"]) == 0
    assert script.commands == []
    assert capfd.readouterr() == ("", "")


def test_without_permission_it_says_the_one_line(
    script: Script, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    allow(monkeypatch, root=False, commands={"apt-get"})
    assert script.names["main"](["window"]) == 1
    assert script.commands == []
    assert capfd.readouterr().err == (
        f"gradviz needs {ABSENT}: sudo apt-get update && "
        "sudo apt-get install -y --no-install-recommends libabsent1\n"
    )


def test_with_dnf_it_asks_by_library(
    script: Script, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    allow(monkeypatch, root=True, commands={"dnf"})
    assert script.names["main"](["window"]) == 1
    assert capfd.readouterr().err.endswith(f"sudo dnf install -y '{ABSENT}()(64bit)'\n")


@pytest.mark.parametrize(("root", "prefix"), [(True, ["env"]), (False, ["sudo", "-n", "env"])])
def test_with_permission_it_installs_and_looks_again(
    script: Script,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    root: bool,
    prefix: list[str],
) -> None:
    allow(monkeypatch, root=root, commands={"apt-get", "sudo"})
    installed = iter([False, True])
    monkeypatch.setitem(script.globals, "is_there", lambda name: next(installed))
    assert script.names["main"](["window"]) == 0
    update, install = script.commands[-2:]
    assert update[: len(prefix)] == prefix
    assert update[-1] == "update"
    assert install[-2:] == ["--no-install-recommends", "libabsent1"]
    assert capfd.readouterr().out == "Installing libabsent1\n"


def test_what_could_not_be_installed_is_told(
    script: Script, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    allow(monkeypatch, root=True, commands={"apt-get"})
    assert script.names["main"](["window"]) == 1
    assert f"gradviz needs {ABSENT}" in capfd.readouterr().err


def test_libraries_modules_and_commands_are_told_apart(script: Script) -> None:
    is_there = script.names["is_there"]
    assert is_there("libc.so.6")
    assert is_there("ensurepip")
    assert is_there("sh")
    assert not is_there(ABSENT)
    assert not is_there("gradviz-absent")
