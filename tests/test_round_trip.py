"""What is written is what is read: exported, opened and exported again, to the bit."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.refs import CellRef
from gradviz.session.document import (
    LOSS_CHOICES,
    TARGETED,
    Document,
    example,
    network_document,
    passes,
)
from gradviz.session.edits import set_cell
from gradviz.session.files.file import from_json, to_json
from gradviz.session.files.store import opened
from gradviz.session.layers import LAYER_KINDS, LINEAR


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw networks of any depth, tied and biased or not, with any loss, seed and convention."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    depth = draw(st.integers(1, 5))
    is_tied = draw(st.booleans())
    sizes = [draw(st.integers(1, 3)) for _ in range(depth + 1)]
    if is_tied:
        sizes = [sizes[0]] * (depth + 1)
    odd = draw(st.sampled_from([0.0, -0.0, np.nan, np.inf, 5e-324, 0.1]))
    layers: list[Layer] = []
    for n in range(depth):
        kind = draw(st.sampled_from([LINEAR, LINEAR, *LAYER_KINDS]))
        if kind != LINEAR:
            layers.append(Activation(kind))  # type: ignore[arg-type]  # one of them
            sizes[n + 1] = sizes[n]
            continue
        linears = [layer for layer in layers if isinstance(layer, Linear)]
        fitting = [linear for linear in linears if linear.W.shape == (sizes[n + 1], sizes[n])]
        if is_tied and fitting and draw(st.booleans()):
            layers.append(draw(st.sampled_from(fitting)))
            continue
        W = chance.normal(size=(sizes[n + 1], sizes[n]))
        W[0, 0] = odd
        b = chance.normal(size=(sizes[n + 1], 1)) if draw(st.booleans()) else None
        layers.append(Linear(W, b))
    N = draw(st.integers(1, 3))
    loss = draw(st.sampled_from(LOSS_CHOICES))
    T = chance.normal(size=(sizes[-1], N))
    if loss == "cross_entropy":
        T = np.exp(T) / np.exp(T).sum(axis=0)
    document = network_document(
        Network(layers),
        chance.normal(size=(sizes[0], N)),
        loss=loss,
        target=T if loss in TARGETED else None,
        seed=chance.normal(size=(sizes[-1], N)) if loss == "seed" else None,
    )
    return replace(document, convention=draw(st.sampled_from(CONVENTIONS)))


def there_and_back(document: Document) -> Iterator[tuple[Document, Path, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "first.npz"), Path(folder, "second.npz")
        gv.export(document, first)
        again = gv.open(first)
        gv.export(again, second)
        yield again, first, second


@given(documents())
def test_an_export_opens_as_what_was_exported(document: Document) -> None:
    for again, first, second in there_and_back(document):
        assert second.read_bytes() == first.read_bytes()
        assert (again.loss, again.convention) == (document.loss, document.convention)
        assert again.network.names == document.network.names
        assert again.notes == ()
        assert not again.made_up
        for name in document.given:
            assert again.matrix(name).tobytes() == document.matrix(name).tobytes()
        if document.loss in TARGETED:
            assert again.target.tobytes() == document.target.tobytes()
        if document.loss == "seed":
            assert again.seed.tobytes() == document.seed.tobytes()
        _brings_all_that_is_computed(document, first)


def _brings_all_that_is_computed(document: Document, path: Path) -> None:
    run, brought = passes(document), opened(path).brought
    given = {*document.given, "T"} | ({document.seed_name} if document.loss == "seed" else set())
    assert brought.keys() == {name for name in run.names if name[0] != "P"} - given
    for name, matrix in brought.items():
        assert matrix.tobytes() == run.matrix(name).tobytes()


@given(documents(), st.data())
def test_a_part_of_an_export_claims_nothing_that_is_wrong(
    document: Document, data: st.DataObject
) -> None:
    run = passes(document)
    names = [name for name in run.names if name[0] != "P"]
    what = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "part.npz")
        gv.export(document, path, what)
        try:
            found = opened(path)
        except InputError:  # there is no W in it, or not all of the layers
            return
        with np.load(path) as arrays:
            assert str(arrays["convention"]) == document.convention
            said = "loss" in arrays
    again = found.document
    assert again.convention == document.convention
    if said:
        assert again.loss == document.loss
        assert ("X" in what) == (not again.made_up)
        for name in set(again.given) - {"X"}:
            assert again.matrix(name).tobytes() == document.matrix(name).tobytes()


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("asked", CONVENTIONS)
def test_an_asked_convention_turns_what_is_stated(
    tmp_path: Path, convention: str, asked: str
) -> None:
    document = replace(example(), convention=convention)  # type: ignore[arg-type]  # it is one
    gv.export(document, tmp_path / "a.npz")
    again = gv.open(tmp_path / "a.npz", asked)  # type: ignore[arg-type]  # it is one
    assert again.convention == asked
    assert again.X.tobytes() == document.X.tobytes()
    assert again.W.tobytes() == document.W.tobytes()


# --- nothing is invented


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """Return a file without X."""
    path = tmp_path / "weights.npz"
    np.savez(path, W=example().W, b=np.ones(2))
    return path


def test_without_an_input_only_what_needs_none_is_written(weights: Path, tmp_path: Path) -> None:
    document = gv.open(weights)
    out = tmp_path / "out.npz"
    gv.export(document, out)
    with np.load(out) as arrays:
        assert set(arrays) == {"W", "b", "convention", "loss"}
    again = gv.open(out)
    assert again.made_up == {"X"}
    gv.export(again, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == out.read_bytes()


@pytest.mark.parametrize("name", ["X", "Y", "Y_grad", "X_grad", "W_grad", "b_grad"])
def test_what_comes_from_a_made_up_input_is_refused(
    weights: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InputError, match=rf"^{name} comes from X, which the file does not have"):
        gv.export(gv.open(weights), tmp_path / "out.npz", ("W", name))
    assert not (tmp_path / "out.npz").exists()


def test_an_input_that_is_typed_in_is_no_longer_made_up(weights: Path, tmp_path: Path) -> None:
    document = set_cell(gv.open(weights), CellRef("X", 0, 0), 17.0)
    assert not document.made_up
    gv.export(document, tmp_path / "out.npz", "Y")
    mine = replace(gv.open(weights), X=np.ones((3, 4)))
    assert not mine.made_up


def test_a_session_remembers_that_its_input_is_made_up(weights: Path) -> None:
    document = gv.open(weights)
    again = from_json(to_json(document))
    assert again.made_up == {"X"}
    assert "made_up" not in to_json(example())
    assert not from_json(to_json(example())).made_up
