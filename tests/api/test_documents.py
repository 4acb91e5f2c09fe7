"""A file is opened and saved as one document."""

from pathlib import Path

import numpy as np
import pytest

import gradviz as gv
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.session.document import example, passes
from gradviz.session.edits import set_convention


def test_save_and_open_give_the_same_document(tmp_path: Path) -> None:
    document = example()
    gv.save(document, tmp_path / "a.gradviz")
    again = gv.open(tmp_path / "a.gradviz")
    assert isinstance(again, gv.Document)
    assert (again.W == document.W).all()
    assert again.loss == document.loss


def test_a_network_in_npz_opens_again_as_it_was(tmp_path: Path) -> None:
    W, b = np.array([[2.0, -1.0], [1.0, 3.0]]), np.array([[0.5], [-0.5]])
    shared = gv.Linear(W)
    networks = {
        "biased": [gv.Linear(W, b), gv.Activation("relu"), gv.Linear(W + 1)],
        "tied": [shared, gv.Activation("tanh"), shared],
        "activation": [gv.Activation("softmax")],
    }
    for name, layers in networks.items():
        out = tmp_path / f"{name}.npz"
        before = gv.Network(layers).backprop([[1.0, 2.0, 0.0], [-1.0, 0.5, 3.0]])
        gv.export(before, out)
        after = passes(gv.open(out))
        assert set(before.names) == set(after.names)
        assert all((before.matrix(key) == after.matrix(key)).all() for key in before.names)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_convention_lays_out_what_is_opened_and_exported(
    tmp_path: Path, convention: Convention
) -> None:
    plain, out = set_convention(example(), convention), tmp_path / "all.npz"
    gv.export(plain, out)
    with np.load(out) as arrays:
        X, W = arrays["X"], arrays["W"]
        W = W if convention != "xwt" else W.T
        product = W @ X if convention == "wx" else X @ W
        assert (product == arrays["Y"]).all()
        assert arrays["X_grad"].shape == X.shape
    again = gv.open(out, convention=convention)
    assert again.convention == convention
    assert (again.X == plain.X).all()
    assert (again.W == plain.W).all()


def test_a_convention_that_is_asked_for_goes_before_that_of_the_document(tmp_path: Path) -> None:
    gv.export(set_convention(example(), "xw"), tmp_path / "X.csv", "X", convention="wx")
    assert (gv.open(tmp_path / "X.csv").W == example().X).all()


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_what_is_exported_opens_as_it_was_written(tmp_path: Path, convention: Convention) -> None:
    W = [[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]]
    X = [[1.0, 0.0, 2.0]] * 4
    p = gv.backprop(
        np.transpose(W) if convention == "xw" else W,
        np.transpose(X) if convention == "wx" else X,
        b=[0.5, -1],
        loss="mse",
        target=np.ones((2, 4) if convention == "wx" else (4, 2)),
        convention=convention,
    )
    gv.export(p, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as arrays:
        for name in p.names:
            np.testing.assert_array_equal(arrays[name], p.matrix(name), strict=True)
    gv.save(p, tmp_path / "a.gradviz")
    for again in (gv.open(tmp_path / "a.npz"), gv.open(tmp_path / "a.gradviz")):
        assert again.convention == convention
        after = passes(again).presented(convention)
        for name in p.names:
            np.testing.assert_array_equal(after.matrix(name), p.matrix(name))
