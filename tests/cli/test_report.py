"""What `gradviz check` says of a file: of what it brings, in three verdicts and an exit code."""

import re
from pathlib import Path

import numpy as np
import pytest

import gradviz as gv
from gradviz import cli
from gradviz.arrays import Matrix
from gradviz.engine.convention import CONVENTIONS, Convention, presented

RNG = np.random.default_rng(5)
W, X, T = RNG.normal(size=(2, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=(2, 4))
RIGHT = gv.backprop(W, X, b=[0.5, -1], loss="mse", target=T)
GIVEN = {"W": W, "X": X, "b": np.array([0.5, -1]), "T": T}


def told(capsys: pytest.CaptureFixture[str], file: Path, *options: str) -> tuple[int, list[str]]:
    """Return the exit code of a check, and the lines it printed."""
    code = cli.main(["check", str(file), *options])
    return code, capsys.readouterr().out.splitlines()


def row(lines: list[str], name: str, against: str = "brought") -> str:
    """Return the line on a matrix."""
    return next(line for line in lines if re.match(rf"{name} +{against}\b", line))


def written(tmp_path: Path, **brought: Matrix | float) -> Path:
    """Write a file whose loss is the mean of squares, and what it brings."""
    file = tmp_path / "m.npz"
    np.savez(file, loss="mse", **GIVEN, **brought)
    return file


def test_what_is_right_agrees(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert RIGHT.loss is not None
    file = written(
        tmp_path, W_grad=RIGHT.W_grad, X_grad=RIGHT.X_grad, Y=RIGHT.Y, b_grad=RIGHT.matrix("b_grad")
    )
    code, lines = told(capsys, file)
    assert code == 0
    for name in ("W_grad", "X_grad", "Y", "b_grad"):
        assert row(lines, name).endswith("agrees")
    assert lines[-1] == "not brought: Y_grad; judged by differences only"


@pytest.mark.parametrize("name", ["W_grad", "X_grad", "b_grad", "Y_grad", "Y"])
@pytest.mark.parametrize("by", [-1.0, 2.0, 1.0001])
def test_a_wrong_matrix_in_a_file_differs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, by: float
) -> None:
    code, lines = told(capsys, written(tmp_path, **{name: by * RIGHT.matrix(name)}))
    assert code == 1
    assert row(lines, name).endswith("differs")
    assert sum("differs" in line for line in lines) == 1  # our own agrees


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_what_is_brought_is_laid_out_as_the_file_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, convention: Convention
) -> None:
    square = gv.backprop(W[:, :2], X[:2, :2], loss="mse", target=T[:, :2])
    names = ("W", "X", "T", "W_grad", "X_grad", "Y")
    file = tmp_path / "m.npz"
    laid_out = {name: presented(name, square.matrix(name), convention) for name in names}
    np.savez(file, loss="mse", **laid_out)
    assert told(capsys, file, "--convention", convention)[0] == 0
    laid_out["W_grad"] = laid_out["W_grad"].T
    np.savez(file, loss="mse", **laid_out)
    code, lines = told(capsys, file, "--convention", convention)
    assert code == 1
    assert row(lines, "W_grad").endswith("differs")


def test_float32_is_not_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "m.npz"
    single = {name: np.float32(matrix) for name, matrix in GIVEN.items()}
    p = gv.backprop(*(single[n].astype(float) for n in "WX"), b=single["b"], target=single["T"])
    found = {name: np.float32(p.matrix(name)) for name in ("W_grad", "X_grad", "Y")}
    np.savez(file, **single, **found)
    code, lines = told(capsys, file)
    assert code == 0
    assert all(row(lines, name).endswith("agrees") for name in found)
    found["W_grad"] = found["W_grad"] * np.float32(1.0001)
    np.savez(file, **single, **found)
    assert told(capsys, file)[0] == 1


def test_a_matrix_of_another_size_is_told_with_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["check", str(written(tmp_path, W_grad=RIGHT.W_grad.T))]) == 2
    error = capsys.readouterr().err
    assert "W_grad was computed as 2×3, and 3×2 was brought; its transpose would fit" in error


def test_nothing_is_compared_with_what_comes_from_an_invented_x(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    np.savez(tmp_path / "m.npz", W=W, W_grad=W)
    assert cli.main(["check", str(tmp_path / "m.npz")]) == 2
    assert "W_grad cannot be compared" in capsys.readouterr().err


def test_what_cannot_be_told_has_not_failed_and_does_not_say_that_it_agrees(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    np.savez(tmp_path / "m.npz", W=np.ones((1, 2)), X=np.ones((2, 1)), b=np.array([1e20]))
    code, lines = told(capsys, tmp_path / "m.npz")
    assert code == 0
    assert row(lines, "X_grad", "differences").endswith("cannot tell: the loss swallows the step")


def test_verdicts_have_colours_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradviz.cli import report

    found = gv.gradient_check(RIGHT, W_grad=-RIGHT.W_grad)
    assert "\x1b" not in report.shown(found)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "\x1b[31m\x1b[1mdiffers\x1b[0m" in report.shown(found)


@pytest.mark.parametrize("name", ["W_gard", "wgrad"])
def test_a_gradient_under_a_slip_of_a_name_is_not_passed_over(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    assert cli.main(["check", str(written(tmp_path, **{name: 2 * RIGHT.W_grad}))]) == 2
    err = capsys.readouterr().err
    assert f"{name} is not understood; did you mean W_grad?" in err
    alone = tmp_path / "alone.npz"
    np.savez(alone, W_grad=RIGHT.W_grad)
    assert cli.main(["check", str(alone)]) == 2
    assert "its W and X belong beside it" in capsys.readouterr().err


def test_half_precision_is_judged_in_a_file_as_in_python(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    half = RIGHT.W_grad.astype(np.float16)
    code, lines = told(capsys, written(tmp_path, W_grad=half))
    assert (code, row(lines, "W_grad").endswith("agrees")) == (0, True)
    code, lines = told(capsys, written(tmp_path, W_grad=2 * half))
    assert (code, row(lines, "W_grad").endswith("differs")) == (1, True)
