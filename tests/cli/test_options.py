"""What is said of a file that it may not say itself."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradviz as gv
from gradviz import cli
from gradviz.session.document import example
from gradviz.session.edits import set_loss
from tests.cli.conftest import complaint


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
