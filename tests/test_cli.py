"""The command line: what it does, and that every mistake ends in one line and its exit code."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import gradviz as gv
from gradviz import cli
from gradviz.refs import CellRef
from gradviz.session.document import example
from gradviz.session.edits import set_cell, set_loss

TOP = Path(__file__).parent.parent
ODD_NAMES = ["with space.gradviz", "ünï.gradviz", "'quoted\".gradviz", "-dash.gradviz"]


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


# --- the window


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


# --- export


@pytest.mark.usefixtures("qapp")
def test_export_writes_what_the_api_writes(session: Path, tmp_path: Path) -> None:
    command = ["export", str(session), "-o", str(tmp_path / "cli.png"), "--what", "W_grad, X_grad"]
    options = ["--size", "640x400", "--theme", "dark", "--no-numbers", "--no-bars"]
    assert cli.main([*command, *options, "--transparent", "--scale", "2"]) == 0
    gv.export(
        gv.open(session),
        tmp_path / "api.png",
        ("W_grad", "X_grad"),
        size=(640, 400),
        theme="dark",
        numbers=False,
        bars=False,
        transparent=True,
        scale=2,
    )
    assert (tmp_path / "cli.png").read_bytes() == (tmp_path / "api.png").read_bytes()
    with Image.open(tmp_path / "cli.png") as picture:
        assert picture.size == (1280, 800)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "npz", "tex"])
def test_export_writes_every_format(session: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    assert cli.main(["export", str(session), "--out", str(out)]) == 0
    assert out.stat().st_size > 200


@pytest.mark.parametrize("convention", ["xw", "xwt"])
def test_export_writes_in_a_convention(session: Path, tmp_path: Path, convention: str) -> None:
    out = tmp_path / "out.npz"
    assert cli.main(["export", str(session), "-o", str(out), "--convention", convention]) == 0
    with np.load(out) as arrays:
        assert (arrays["X"] == example().X.T).all()
    again = tmp_path / "again.npz"
    assert cli.main(["export", str(out), "-o", str(again), "--convention", convention]) == 0
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--size", "wide"], "--size needs WIDTHxHEIGHT, for example 1600x1000: got 'wide'"),
        (["--size", "1e9x3"], "--size needs WIDTHxHEIGHT"),
        (["--size", "5x5"], "sides of 64 to 16384 pixels: 5×5"),
        (["--what", "W_grad,Z"], "no matrix 'Z' here: there are W, X, Y, T"),
        (["--what", "b"], "no matrix 'b' here"),
        (["--what", "W,,X"], "--what needs names with commas between"),
        (["--what", "W,W"], "W is chosen more than once"),
        (["--theme", "pink"], "the theme is light or dark: got 'pink'"),
        (["--convention", "wxt"], "convention needs one of wx, xw, xwt: got 'wxt'"),
        (["--scale", "99"], "a scale is 0.1 to 8"),
        (["--scale", "big"], "'--scale'"),
        (["--unknown"], "--unknown; `gradviz --help` lists what there is"),
        (["another"], "another"),
    ],
)
def test_a_wrong_export_is_told(
    capsys: pytest.CaptureFixture[str],
    session: Path,
    tmp_path: Path,
    options: list[str],
    message: str,
) -> None:
    out = tmp_path / "out.png"
    assert message in complaint(capsys, "export", session, "-o", out, *options)
    assert not out.exists()


def test_where_nothing_can_be_written_is_told(
    capsys: pytest.CaptureFixture[str], session: Path, tmp_path: Path
) -> None:
    assert "Missing option" in complaint(capsys, "export", session)
    assert "Missing argument" in complaint(capsys, "export", "-o", "out.png")
    assert "got .bmp" in complaint(capsys, "export", session, "-o", tmp_path / "a.bmp")
    nowhere = tmp_path / "nowhere" / "a.npz"
    assert str(nowhere) in complaint(capsys, "export", session, "-o", nowhere)


def test_a_csv_of_all_matrices_is_told(
    capsys: pytest.CaptureFixture[str], session: Path, tmp_path: Path
) -> None:
    assert "holds one matrix" in complaint(capsys, "export", session, "-o", tmp_path / "a.csv")


# --- names with a slip in them, and other slips


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


def test_a_file_named_almost_as_a_command_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[object]
) -> None:
    (tmp_path / "exports").write_text("1 2\n")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["exports"]) == 0
    assert len(opened) == 1


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


def test_a_mistyped_file_or_suffix_says_which_was_meant(
    capsys: pytest.CaptureFixture[str], session: Path, tmp_path: Path
) -> None:
    (tmp_path / "weights.npz").write_bytes(b"")
    told = complaint(capsys, "check", tmp_path / "wieghts.npz")
    assert told.endswith("did you mean weights.npz?\n")
    assert "did you mean .npz?" in complaint(capsys, "check", tmp_path / "weights.nzp")
    assert "did you mean .png?" in complaint(capsys, "export", session, "-o", tmp_path / "a.pngg")
    assert "did you mean" not in complaint(capsys, "check", tmp_path / "something else")


def test_what_may_be_repeated(session: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.npz"
    command = ["export", str(session), "-o", str(out)]
    assert cli.main([*command, "--what", "W_grad", "--what", "X, Y"]) == 0
    with np.load(out) as arrays:
        assert list(arrays) == ["W_grad", "X", "Y", "convention"]


@pytest.mark.parametrize("way", ["same", "relative", "link", "hard link", "through a folder"])
def test_the_file_that_is_read_is_not_written_over(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    way: str,
) -> None:
    path = tmp_path / "m.npz"
    np.savez(path, W=np.eye(2), X=np.eye(2))
    before = path.read_bytes()
    monkeypatch.chdir(tmp_path)
    out = {
        "same": path,
        "relative": Path("m.npz"),
        "link": tmp_path / "link.npz",
        "hard link": tmp_path / "hard.npz",
        "through a folder": tmp_path / "folder" / ".." / "m.npz",
    }[way]
    (tmp_path / "folder").mkdir()
    if way == "link":
        out.symlink_to(path)
    elif way == "hard link":
        out.hardlink_to(path)
    assert "that is read: write to another one" in complaint(capsys, "export", path, "-o", out)
    assert path.read_bytes() == before


def test_the_seed_that_is_read_is_not_written_over(
    capsys: pytest.CaptureFixture[str], session: Path, tmp_path: Path
) -> None:
    seed = tmp_path / "seed.csv"
    seed.write_text("1,2,3,4\n5,6,7,8\n")
    told = complaint(capsys, "export", session, "-o", seed, "--seed", seed, "--what", "W_grad")
    assert "that is read" in told
    assert seed.read_text() == "1,2,3,4\n5,6,7,8\n"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "csv", "npz", "tex"])
def test_every_format_keeps_the_permissions_of_a_file(
    session: Path, tmp_path: Path, suffix: str, mode: int
) -> None:
    out = tmp_path / f"out.{suffix}"
    out.write_bytes(b"old")
    out.chmod(mode)
    assert cli.main(["export", str(session), "-o", str(out), "--what", "W_grad"]) == 0
    assert out.stat().st_mode & 0o777 == mode
    assert out.read_bytes() != b"old"


# --- what a file does not say


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """Return matrices with a one-hot T, of which nobody says what it is for."""
    path = tmp_path / "classes.npz"
    np.savez(path, W=example().W, X=example().X, T=np.eye(2)[:, [0, 1, 1, 0]])
    return path


def test_a_one_hot_target_is_not_quietly_taken_for_numbers(
    capsys: pytest.CaptureFixture[str], classes: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.npz"
    assert cli.main(["export", str(classes), "-o", str(out)]) == 0
    assert capsys.readouterr().err == (
        "gradviz: classes.npz: T has one-hot columns, and is taken for the target of "
        "squared_error; --loss cross_entropy takes it as classes.\n"
    )
    assert cli.main(["export", str(classes), "-o", str(out), "--loss", "cross_entropy"]) == 0
    assert capsys.readouterr().err == ""
    assert gv.open(out).loss == "cross_entropy"


@pytest.mark.parametrize("loss", ["sum", "squared_error", "mse"])
def test_a_loss_that_is_asked_for_wins(session: Path, tmp_path: Path, loss: str) -> None:
    out = tmp_path / "out.npz"
    assert cli.main(["export", str(session), "-o", str(out), "--loss", loss]) == 0
    expected = set_loss(example(), loss)  # type: ignore[arg-type]  # it is one
    gv.export(expected, tmp_path / "expected.npz")
    assert out.read_bytes() == (tmp_path / "expected.npz").read_bytes()


def test_a_target_that_a_loss_would_change_is_refused(
    capsys: pytest.CaptureFixture[str], session: Path
) -> None:
    assert cli.main(["check", str(session), "--loss", "cross_entropy"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "cross_entropy needs probabilities" in told.err
    assert "or leave --loss cross_entropy out" in told.err


@pytest.mark.parametrize("convention", ["wx", "xw", "xwt"])
def test_a_seed_by_name_or_in_a_file(session: Path, tmp_path: Path, convention: str) -> None:
    seed = np.arange(8.0).reshape(2, 4)
    laid_out = seed if convention == "wx" else seed.T
    np.save(tmp_path / "seed.npy", laid_out)
    out = tmp_path / "out.npz"
    command = ["export", str(session), "-o", str(out), "--convention", convention]
    assert cli.main([*command, "--seed", str(tmp_path / "seed.npy")]) == 0
    again = gv.open(out)
    assert (again.loss, again.seed.tolist()) == ("seed", seed.tolist())
    assert again.seed.tolist() == gv.open(session, convention, seed=laid_out).seed.tolist()  # type: ignore[arg-type]
    assert cli.main([*command, "--seed", "ones"]) == 0
    assert gv.open(out).seed.tolist() == np.ones((2, 4)).tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seed", "ones", "--loss", "mse"], "a loss and a seed both start the backward pass"),
        (["--seed", "none.csv"], "there is no seed, and no file, 'none.csv'"),
        (["--loss", "mse"], "the loss mse compares Y with a target: there is no T"),
        (["--loss", "seed"], "there is no Y_grad to start from: ask for a seed"),
    ],
)
def test_a_start_that_is_none_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], message: str
) -> None:
    np.savez(tmp_path / "m.npz", W=np.eye(2), X=np.eye(2))
    assert message in complaint(capsys, "check", tmp_path / "m.npz", *options)


def test_a_seed_of_another_size_is_told(
    capsys: pytest.CaptureFixture[str], session: Path, tmp_path: Path
) -> None:
    (tmp_path / "seed.csv").write_text("1 2\n")
    told = complaint(capsys, "check", session, "--seed", tmp_path / "seed.csv")
    assert "the seed needs the size of the output, 2×4: it is 1×2" in told


def test_the_window_opens_a_file_as_asked(opened: list[Any], classes: Path) -> None:
    assert cli.main([str(classes), "--loss", "cross_entropy", "--convention=wx"]) == 0
    document, path = opened[0]
    assert (document.loss, document.convention, path) == ("cross_entropy", "wx", classes)


def test_an_option_of_the_window_is_checked(
    capsys: pytest.CaptureFixture[str], opened: list[Any], classes: Path
) -> None:
    assert "--loss needs a value" in complaint(capsys, classes, "--loss")
    assert "did you mean mse?" in complaint(capsys, classes, "--loss", "MSE")
    assert "the window opens one file: got 2" in complaint(capsys, classes, "--los=mse")
    assert opened == []


def test_without_an_input_what_is_written_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    np.savez(tmp_path / "w.npz", weight=example().W, bias=np.ones(2))
    out = tmp_path / "out.npz"
    assert cli.main(["export", str(tmp_path / "w.npz"), "-o", str(out)]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "gradviz: w.npz: There is no X: one is made up."
    assert told[-1] == "gradviz: out.npz holds W, b: all else needs an X, and there is none"
    with np.load(out) as arrays:
        assert set(arrays) == {"W", "b", "convention", "loss"}
    said = complaint(capsys, "export", tmp_path / "w.npz", "-o", out, "--what", "Y")
    assert "Y comes from X, which the file does not have and is made up" in said
    assert cli.main(["check", str(tmp_path / "w.npz")]) == 0
    assert "There is no X: one is made up." in capsys.readouterr().err


# --- check


def test_check_shows_a_line_for_every_gradient(
    capsys: pytest.CaptureFixture[str], session: Path
) -> None:
    assert cli.main(["check", str(session)]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    _, *rows, last = told.out.splitlines()
    assert [row.split()[0] for row in rows] == ["Y_grad", "X_grad", "W_grad"]
    assert all(row.endswith("agrees") for row in rows)
    assert "3×4" in rows[1]
    assert "the file brings no gradient" in last


def test_check_tells_what_nobody_can_tell(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    odd = set_cell(example(), CellRef("W", 1, 0), float("nan"))
    gv.save(odd, tmp_path / "odd.gradviz")
    assert cli.main(["check", str(tmp_path / "odd.gradviz")]) == 0
    out = capsys.readouterr().out
    assert out.count("cannot tell: not finite") == 3
    assert "agrees" not in out


def test_check_reads_matrices(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", W=np.eye(3), X=np.ones((3, 2)), b=np.ones(3))
    assert cli.main(["check", str(tmp_path / "m.npz")]) == 0
    assert "b_grad" in capsys.readouterr().out


def test_check_writes_sizes_and_cells_in_a_convention(
    capsys: pytest.CaptureFixture[str], session: Path
) -> None:
    def told(convention: str) -> dict[str, tuple[str, list[str]]]:
        assert cli.main(["check", str(session), "--convention", convention]) == 0
        rows = [row.split() for row in capsys.readouterr().out.splitlines()[1:4]]
        return {row[0]: (row[2], row[5].strip("[]").split(",")) for row in rows}

    plain, rows = told("wx"), told("xwt")
    assert [size for size, _ in rows.values()] == ["4×2", "4×3", "2×3"]
    assert rows["X_grad"][1] == plain["X_grad"][1][::-1]
    assert rows["W_grad"] == plain["W_grad"]


# --- as a process


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
    assert "test_cli.py, line" in told


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


def test_a_closed_output_is_no_problem(session: Path) -> None:
    command = f"{sys.executable} -m gradviz check {session} >&-"
    done = subprocess.run(["bash", "-c", command], cwd=TOP, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
