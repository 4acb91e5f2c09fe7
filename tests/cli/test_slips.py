"""Mistypings, exit codes, and ends that nobody asked for: one line, and never a traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import gradviz as gv
from gradviz import cli
from tests.cli.conftest import complaint, process

TOP = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("exprot", "no such file: exprot; did you mean `gradviz export`?"),
        ("Export", "no such file: Export; did you mean `gradviz export`?"),
        ("chek", "no such file: chek; did you mean `gradviz check`?"),
    ],
)
def test_a_mistyped_command_says_which_was_meant(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    opened: list[object],
    typed: str,
    message: str,
) -> None:
    assert complaint(capsys, typed) == f"gradviz: {message}\n"
    assert complaint(capsys, typed, "m.npz", "-o", "out.png") == f"gradviz: {message}\n"
    assert "there is no file" in complaint(capsys, "--", typed)
    assert opened == []


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        (["--what", "W_gard"], "W_grad"),
        (["--what", "w_grad"], "W_grad"),
        (["--loss", "cross_entrpy"], "cross_entropy"),
        (["--loss", "MSE"], "mse"),
        (["--seed", "onehot"], "one-hot"),
        (["--theme", "drak"], "dark"),
        (["--waht", "W"], "--what"),
        (["--convnetion", "xw"], "--convention"),
    ],
)
def test_a_mistyped_name_says_which_was_meant(
    capsys: pytest.CaptureFixture[str],
    session: Path,
    tmp_path: Path,
    options: list[str],
    meant: str,
) -> None:
    told = complaint(capsys, "export", session, "-o", tmp_path / "out.npz", *options)
    assert told.endswith(f"; did you mean {meant}?\n")
    assert not (tmp_path / "out.npz").exists()


def test_version_and_help() -> None:
    version = process("--version")
    assert (version.returncode, version.stdout) == (0, f"gradviz {gv.__version__}\n")
    told = process("--help")
    assert told.returncode == 0
    assert all(command in told.stdout for command in cli.COMMANDS)
    assert "render" not in told.stdout
    assert "--transparent" in process("export", "--help").stdout


def test_commands_are_those_that_are_routed() -> None:
    from gradviz.cli.commands import app

    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert sorted(names) == sorted(cli.COMMANDS)


def test_a_reader_that_goes_away_ends_it_quietly(session: Path) -> None:
    pipe = f"{sys.executable} -m gradviz check {session} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", pipe], cwd=TOP, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"{141}\n", "")


def test_a_full_disk_is_told(session: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = [sys.executable, "-m", "gradviz", "check", str(session)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, cwd=TOP, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr


def test_a_terminal_that_knows_no_signs_is_no_problem(session: Path) -> None:
    done = process("check", session, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "3?4" in done.stdout


def test_a_bug_is_one_line_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, session: Path
) -> None:
    def broken(*arguments: object) -> None:
        raise KeyError("two\nlines")

    monkeypatch.setattr("gradviz.api.gradient_check", broken)
    told = complaint(capsys, "check", session)
    assert "something inside gradviz broke (KeyError" in told
    assert "test_slips.py, line" in told


def test_ctrl_c_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], session: Path
) -> None:
    def stopped(*arguments: object) -> None:
        raise KeyboardInterrupt

    for name in ("api.gradient_check", "cli.commands.opened"):
        monkeypatch.setattr(f"gradviz.{name}", stopped)
        assert cli.main(["check", str(session)]) == 128 + signal.SIGINT
    monkeypatch.setattr("gradviz.session.files.store.opened", stopped)
    assert cli.main([str(session)]) == 128 + signal.SIGINT
    assert capsys.readouterr() == ("", "")


def test_a_closed_output_is_no_problem(session: Path) -> None:
    command = f"{sys.executable} -m gradviz check {session} >&-"
    done = subprocess.run(["bash", "-c", command], cwd=TOP, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
