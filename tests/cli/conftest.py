"""A session to call commands with, and what they say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import gradviz as gv
from gradviz import cli
from gradviz.session.document import example

TOP = Path(__file__).parents[2]


@pytest.fixture
def session(tmp_path: Path) -> Path:
    gv.save(example(), tmp_path / "a.gradviz")
    return tmp_path / "a.gradviz"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, qapp: object) -> list[tuple[object, object]]:
    """Return what the window is opened with, instead of opening it."""
    from gradviz.gui import app

    calls: list[tuple[object, object]] = []

    def run(document: object, path: object, *_rest: object) -> int:
        calls.append((document, path))
        return 0

    monkeypatch.setattr(app, "run", run)
    return calls


def process(
    *arguments: object, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gradviz", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(TOP)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def complaint(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run what must fail; return the one line it says."""
    assert cli.main([str(argument) for argument in arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.startswith("gradviz")
    return told.err
