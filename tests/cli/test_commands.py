"""`gradviz export` writes what the API writes; `gradviz check` compares gradients."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gradviz as gv
from gradviz import cli
from gradviz.refs import CellRef
from gradviz.session.document import example
from gradviz.session.edits import set_cell
from tests.cli.conftest import complaint


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
        (["--scale", "big"], "--scale needs a number, for example 2.5: got 'big'"),
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


# --- a view


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("options", "at"),
    [
        ([], None),
        (["--at", "3.2"], 3.2),
        (["--key", "row 2"], "row 2"),
        (["--end"], "end"),
    ],
)
def test_a_view_is_written_at_a_moment(
    session: Path, tmp_path: Path, options: list[str], at: float | str | None
) -> None:
    command = ["export", str(session), "-o", str(tmp_path / "cli.png"), "--view", "jacobian"]
    look = ["--look", "wrt=W", "--look", "sample=null", "--size", "640x400", "--theme", "dark"]
    assert cli.main([*command, *options, *look]) == 0
    gv.export(
        gv.open(session),
        tmp_path / "api.png",
        view="jacobian",
        look={"wrt": "W", "sample": None},
        size=(640, 400),
        theme="dark",
        **({} if at is None else {"at": at}),  # type: ignore[arg-type]  # a moment
    )
    assert (tmp_path / "cli.png").read_bytes() == (tmp_path / "api.png").read_bytes()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--view", "jacobi"], "; did you mean jacobian?"),
        (["--view", "flow", "--at", "99"], "the flow view runs from 0 to 26.1 s: got 99.0"),
        (["--view", "flow", "--key", "X_gard[2,1]"], "; did you mean X_grad[2,1]?"),
        (["--view", "flow", "--at", "1", "--end"], "--at, --key and --end each say when"),
        (["--end"], "say which, as in --view flow"),
        (["--view", "flow", "--what", "W"], "leave what out"),
        (["--view", "flow", "--no-bars"], "leave bars out"),
        (["--view", "flow", "--look", "column"], "--look needs NAME=VALUE"),
        (["--view", "flow", "--look", "sweeps=rows"], "; did you mean sweep?"),
        (["--view", "flow", "--at", ""], "--at needs a number, for example 2.5: got ''"),
        (["--view", "flow", "--at", "1,5"], "--at needs a number, for example 2.5: got '1,5'"),
        (["--view", "flow", "--at", "nan"], "runs from 0 to 26.1 s: got nan"),
        (["--scale", "2x"], "--scale needs a number, for example 2.5: got '2x'"),
        (["--view", "flow", "--key", "X_grad[0,0]"], "X_grad is 3×4, its rows and columns are"),
        (["--view", "race", "--look", "race=" + 50_000 * "["], "race: needs a list: got '[["),
        (["--view", "steepest", "--look", "sample=9"], "there are 0 to 3, counted from 0"),
        (["--view", "flow", "--look", "limit=Infinity"], "limit needs a finite number above 0"),
    ],
)
def test_what_is_no_view_or_no_moment_is_told(
    capsys: pytest.CaptureFixture[str],
    session: Path,
    tmp_path: Path,
    options: list[str],
    told: str,
) -> None:
    assert told in complaint(capsys, "export", session, "-o", tmp_path / "a.png", *options)
    assert not (tmp_path / "a.png").exists()


def test_a_view_is_no_table_of_numbers(
    capsys: pytest.CaptureFixture[str], session: Path, tmp_path: Path
) -> None:
    said = complaint(capsys, "export", session, "-o", tmp_path / "a.csv", "--view", "flow")
    assert said == "gradviz: a view is a picture, .png, .svg or .pdf: got .csv\n"
