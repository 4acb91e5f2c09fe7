"""The public names: documented, typed, and found by whoever calls them otherwise."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import gradviz as gv
from gradviz import api
from gradviz.errors import InputError
from gradviz.session.document import new_document
from tests.api.calling import run_python


def test_every_public_name_is_there_and_documented() -> None:
    for name in gv.__all__:
        thing = getattr(gv, name)
        if name not in ("__version__", "ActivationName", "Convention", "LossName"):
            assert len(inspect.getdoc(thing) or "") > 20, name
    assert set(gv.__all__) <= set(dir(gv))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'backpropagate'"):
        gv.backpropagate  # type: ignore[attr-defined]  # noqa: B018


def test_options_of_export_are_those_of_a_picture() -> None:
    fields = inspect.signature(gv.api.Picture).parameters
    assert set(api.PictureOptions.__annotations__) == set(fields)


def test_errors_are_one_family() -> None:
    assert issubclass(gv.ShapeError, gv.GradvizError)
    assert issubclass(gv.InputError, gv.GradvizError)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_show_without_a_display_says_how_to_go_on(tmp_path: Path) -> None:
    code = """
import gradviz as gv
try:
    gv.show([[1]], [[2]])
except gv.GradvizError as error:
    print(error)
"""
    assert "needs a display" in run_python(code, tmp_path).stdout


def test_a_document_without_bias_has_no_b(tmp_path: Path) -> None:
    document = new_document(np.eye(2), np.eye(2))
    with pytest.raises(InputError, match="no matrix 'b'"):
        gv.export(document, tmp_path / "b.csv", "b")


def test_a_type_checker_finds_misspelt_words(tmp_path: Path) -> None:
    right = """
import io
import gradviz as gv
p = gv.backprop([[1]], [[1]], loss="mse", target=[[1]], convention="xwt")
net = gv.Network([gv.Linear([[1]]), gv.Activation("relu")], convention="xw")
net.backprop([[1]], loss="cross_entropy", target=[[1]])
name: gv.LossName = "sum"
gv.export(p, io.BytesIO(), "W", format="png", theme="dark")
gv.export(net, "a.png", X=[[1]], loss=name)
gv.save(net, "a.gradviz", [[1]], loss="mse", target=[[1]])
gv.jacobian(net, [[1]], wrt="W1", order="C").window(range(1), slice(None))
gv.gradient_check([[1]], [[1]], loss="sum", W_grad=[[1]]).passed
"""
    wrong = """
import gradviz as gv
p = gv.backprop([[1]], [[1]], loss="mes", target=[[1]])
gv.backprop([[1]], [[1]], convention="torch")
gv.Activation("sofmax")
gv.jacobian(p, order="K")
gv.export(p, "a.png", format="jpg")
gv.export(p, "a.png", theme="pink")
gv.export(p, "a.png", thme="dark")
p.W_gard
gv.backpropagate
"""
    for name, code in (("right", right), ("wrong", wrong)):
        (tmp_path / f"{name}.py").write_text(code)
    environment = os.environ | {"MYPYPATH": str(Path(gv.__file__).parent.parent)}
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    command += ["--config-file=", "--cache-dir=cache"]
    done = subprocess.run(
        [*command, "right.py", "wrong.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    found = {tuple(line.split(":")[:2]) for line in done.stdout.splitlines() if ": error:" in line}
    assert found == {("wrong.py", str(n)) for n in range(3, 12)}, done.stdout + done.stderr


@pytest.mark.usefixtures("qapp")
def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (Path(gv.__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    shown: list[object] = []
    monkeypatch.setattr(gv, "show", shown.append)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {
        "layer": SimpleNamespace(weight=np.ones((2, 3)), bias=np.ones(2)),
        "x": np.ones((4, 3)),
    }
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own
    assert len(blocks) >= 3
    assert len(shown) == 1
    assert {path.name for path in tmp_path.iterdir()} >= {"gradients.png", "session.gradviz"}
    assert names["p"].X_grad.shape == (4, 3)


@pytest.mark.parametrize("name", ["s.npz", "s.png", "s.json", "s"])
def test_a_session_is_saved_under_no_other_suffix(tmp_path: Path, name: str) -> None:
    with pytest.raises(gv.InputError, match=r"save writes sessions, \.gradviz: got") as told:
        gv.save(gv.backprop([[1]], [[2]]), tmp_path / name)
    assert ("did you mean gv.export?" in str(told.value)) == (name[2:] in ("npz", "png"))
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("name", "near"),
    [("dW", "W_grad"), ("grad_W", "W_grad"), ("tol", "tolerance"), ("targets", "target")],
)
def test_what_others_call_a_thing_is_answered_with_its_name_here(name: str, near: str) -> None:
    p = gv.backprop([[1, 2]], [[3], [4]])
    with pytest.raises(gv.InputError, match=f"did you mean {near}\\?"):
        gv.gradient_check(p, **{name: p.W_grad})


def test_a_loss_that_is_a_number_is_one_that_is_brought() -> None:
    p = gv.backprop([[1, 2]], [[3], [4]])
    assert gv.gradient_check(p, loss=p.loss).entries[-1].words == "agrees"
    assert not gv.gradient_check([[1, 2]], [[3], [4]], loss=12.0)
