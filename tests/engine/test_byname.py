"""One name for one thing: every name of a matrix opens it wherever matrices are named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradviz as gv
from gradviz.engine.graph.dependence import feeds, sources
from gradviz.engine.passes import Passes
from gradviz.errors import InputError, UnknownNameError
from gradviz.refs import CellRef
from gradviz.session.document import new_document

ONE = gv.backprop([[1, 2], [3, 4]], [[1, 0], [2, 5]], b=[5, 6], loss="mse", target=np.eye(2))
BARE = gv.backprop([[1, 2], [3, 4]], [[1, 0], [2, 5]])
RELU = gv.Network([gv.Linear([[1, 2], [3, 4]], [5, 6]), gv.Activation("relu")]).backprop([[1], [2]])
TIED = gv.Network([shared := gv.Linear([[1, 2], [3, 4]]), gv.Activation("tanh"), shared]).backprop(
    [[1], [2]]
)
TWO = gv.Network([gv.Linear([[1, 2]], [3]), gv.Activation("relu"), gv.Linear([[4], [5]])]).backprop(
    [[1], [2]]
)
ALONE = gv.Network([gv.Activation("softmax")]).backprop([[1], [2]])

SAME: list[tuple[Passes, list[tuple[str, ...]]]] = [
    (ONE, [("W", "W1"), ("b", "b1"), ("Y", "Y1"), ("X",), ("P", "P1")]),
    (BARE, [("W", "W1"), ("Y", "Y1"), ("X",)]),
    (RELU, [("W", "W1"), ("b", "b1"), ("Y", "Y2"), ("Y1",), ("X",), ("P", "P1")]),
    (TIED, [("W", "W1"), ("Y", "Y3"), ("Y1",), ("Y2",), ("X",)]),
    (TWO, [("W1",), ("W2",), ("b", "b1"), ("Y", "Y3"), ("Y2",), ("X",), ("P", "P1")]),
    (ALONE, [("Y", "Y1"), ("X",)]),
]
THINGS = [(p, names) for p, things in SAME for names in things]


def _look(p: Passes, name: str) -> list[np.ndarray]:
    return [getattr(p, name), p.values[name], p.matrix(name), p.primals[p.key(name)]]


def _look_at_gradient(p: Passes, name: str) -> list[np.ndarray]:
    full = f"{name}_grad"
    return [getattr(p, full), p.grads[name], p.matrix(full), p.cotangents[p.key(full)]]


@pytest.mark.parametrize(("p", "names"), THINGS)
def test_every_name_opens_the_same_matrix_everywhere(p: Passes, names: tuple[str, ...]) -> None:
    for look in (_look, _look_at_gradient):
        found = [matrix for name in names for matrix in look(p, name)]
        assert len(found) == 4 * len(names)
        assert len({matrix.tobytes() for matrix in found}) == 1
        assert len({matrix.shape for matrix in found}) == 1
    for name in names:
        assert name in p.values
        assert name in p.grads
        assert p.name(name) == p.name(names[-1])
        assert p.name(f"{name}_grad") == f"{p.name(names[-1])}_grad"
        assert p.writer(f"{name}_grad") == p.writer(f"{names[-1]}_grad")
        assert p.uses(name) == p.uses(names[-1])


@pytest.mark.parametrize("p", [p for p, _ in SAME])
def test_a_mapping_runs_through_every_matrix_once(p: Passes) -> None:
    targets = {"T"} if p.target is not None else set()
    assert set(p.values) == {*p.primals, *targets}
    assert set(p.grads) == set(p.cotangents)
    for mapping in (p.values, p.grads):
        assert len(mapping) == len(list(mapping)) == len(set(mapping))
        assert len({p.key(name) for name in mapping}) == len(mapping)


def test_the_target_is_a_value_without_a_gradient() -> None:
    for T in (ONE.T, ONE.values["T"], ONE.matrix("T")):
        np.testing.assert_array_equal(T, np.eye(2))
    assert "T" not in ONE.grads
    assert "T" not in BARE.values
    assert BARE.T is None
    with pytest.raises(UnknownNameError, match="no gradient of 'T' here"):
        ONE.grads["T"]


def test_a_bias_that_is_not_there_is_none_in_every_network() -> None:
    for p in (BARE, TIED, ALONE):
        assert (p.b, p.b_grad) == (None, None)
        assert "b" not in p.values


@pytest.mark.parametrize("wrt", ["W", "W1"])
@pytest.mark.parametrize("of", [None, "Y", "Y1"])
def test_a_jacobian_goes_by_every_name(wrt: str, of: str | None) -> None:
    expected = gv.jacobian(ONE, wrt="W1", of="Y1").dense()
    assert (gv.jacobian(ONE, wrt=wrt, of=of).dense() == expected).all()
    assert (gv.jacobian(ONE.W, ONE.X, wrt=wrt, of=of).dense() == expected).all()
    assert (gv.jacobian(RELU, wrt=wrt, of="Y").dense() == gv.jacobian(RELU, wrt="W1").dense()).all()
    with pytest.raises(InputError, match="W is W1 or W2 here: say which; there are X, W1, b1, W2"):
        gv.jacobian(TWO, wrt="W")


@pytest.mark.parametrize("name", ["W_grad", "W1_grad", "b_grad", "b1_grad", "Y", "Y1"])
def test_a_check_goes_by_every_name(name: str) -> None:
    right = ONE.matrix(name)
    assert gv.gradient_check(ONE, **{name: right}).passed
    report = gv.gradient_check(ONE, **{name: right + 1})
    assert not report.passed
    assert {entry.name for entry in report.entries if not entry.passed} == {ONE.name(name)}


@pytest.mark.parametrize(("name", "other"), [("W_grad", "W1_grad"), ("Y", "Y1"), ("b", "b1")])
def test_what_a_cell_is_made_of_goes_by_every_name(name: str, other: str) -> None:
    for ask in (sources, feeds):
        assert ask(ONE, CellRef(name, 0, 0)) == ask(ONE, CellRef(other, 0, 0))
    assert gv.jacobian(ONE).of == "Y1"


@pytest.mark.parametrize(("name", "other"), [("W", "W1"), ("X", "X"), ("Y_grad", "Y1_grad")])
def test_a_document_goes_by_every_name(name: str, other: str) -> None:
    document = new_document(ONE.W, ONE.X)
    assert document.matrix(name) is document.matrix(other)


MISSING: list[tuple[Callable[[], object], str]] = [
    (lambda: TWO.W, r"^W is W1 or W2 here: say which; there are X, W1, b1, W2, P1, Y1"),
    (lambda: TWO.values["W"], r"^W is W1 or W2 here: say which; there are X, W1, b1, W2"),
    (lambda: TWO.grads["W"], r"^W is W1 or W2 here"),
    (lambda: TWO.matrix("W_grad"), r"^W is W1 or W2 here"),
    (lambda: ONE.matrix("W2"), r"^there is no matrix 'W2' here: there are W, X, b, Y, T, Y_grad"),
    (lambda: ONE.matrix("W_gard"), r"there are .*; did you mean W_grad\?$"),
    (lambda: ONE.matrix("Wgrad"), r"did you mean W_grad\?$"),
    (lambda: ONE.matrix(5), r"^there is no matrix 5 here"),  # type: ignore[arg-type]
    (lambda: ONE.matrix([]), r"^there is no matrix \[\] here"),  # type: ignore[arg-type]
    (lambda: ONE.values["Z"], r"^there is no value 'Z' here: there are X, W1, b1, P1, Y1, T$"),
    (lambda: ONE.values[None], r"^there is no value None here"),  # type: ignore[index]
    (lambda: ONE.values["W_grad"], r"^'W_grad' is the gradient of W: take p.grads\['W'\] or"),
    (lambda: ONE.grads["W_grad"], r"^'W_grad' is the gradient of W: take p.grads\['W'\] or"),
    (lambda: ONE.W7_grad, r"^there is no matrix 'W7_grad' here"),  # type: ignore[attr-defined]
    (lambda: ALONE.W, r"^there is no matrix 'W' here: there are X, Y, Y_grad, X_grad$"),
]


@pytest.mark.parametrize(("look", "told"), MISSING)
def test_what_is_not_there_is_told(look: Callable[[], object], told: str) -> None:
    with pytest.raises(UnknownNameError, match=told) as error:
        look()
    assert isinstance(error.value, InputError)
    assert "\n" not in str(error.value)


def test_python_finds_out_what_is_there_as_always() -> None:
    """A missing matrix is a KeyError in a mapping, and an attribute that is not there."""
    assert hasattr(ONE, "W1")
    assert not hasattr(TWO, "W")
    assert getattr(ONE, "W2", None) is None
    assert ONE.grads.get("Z") is None
    for name in ("shape", "__array__", "_repr_html_", "Q", ""):
        with pytest.raises(AttributeError, match=f"Passes has no attribute '{name}'"):
            getattr(ONE, name)


def test_each_access_by_a_number_gives_an_array_of_your_own() -> None:
    mine: Any = ONE.W1_grad  # type: ignore[attr-defined]  # by its number
    mine[:] = 7
    assert not (ONE.W_grad == 7).any()
