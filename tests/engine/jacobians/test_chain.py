"""The Jacobian of a network: what differences, autograd and the identities of vec say it is."""

from collections.abc import Callable

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import jacobian as autograd_jacobian
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.arrays import as_matrix
from gradviz.engine.jacobians.chain import ChainJacobian, chain_jacobian
from gradviz.engine.jacobians.vec import Order
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS, ELEMENTWISE
from gradviz.engine.trace import forward
from gradviz.errors import InputError, ShapeError
from tests.engine.problems import SOME, assert_own

ORDERS = st.sampled_from(["F", "C"])


@st.composite
def networks(draw: st.DrawFn) -> Passes:
    """Draw a network of up to five layers, now and then with a matrix used twice."""
    random = np.random.default_rng(draw(st.integers(0, 9999)))
    kinds = draw(
        st.lists(st.sampled_from(["linear", "tied", *ACTIVATIONS]), min_size=1, max_size=5)
    )
    width = first = draw(st.integers(1, 4))
    layers: list[Layer] = []
    square: dict[int, Linear] = {}
    for kind in kinds:
        if kind == "linear":
            new = draw(st.integers(1, 4))
            bias = random.normal(size=(new, 1)) if draw(st.booleans()) else None
            layers.append(Linear(random.normal(size=(new, width)), bias))
            width = new
        elif kind == "tied":
            made = Linear(random.normal(size=(width, width)), random.normal(size=(width, 1)))
            layers.append(square.setdefault(width, made))
        else:
            layers.append(Activation(kind))
    X = random.normal(size=(first, draw(st.integers(1, 4))))
    return Network(layers).backprop(X, loss="sum")


@st.composite
def operators(draw: st.DrawFn) -> ChainJacobian:
    passes = draw(networks())
    outputs = [name for name in passes.values if name.startswith("Y")]
    of = draw(st.sampled_from(outputs))
    candidates = [n for n in passes.values if n[0] in "XWbY" and reaches(passes, n, of)]
    wrt = draw(st.sampled_from(candidates))
    named = {"W1": "W", "b1": "b", "Y1": "Y"} if passes.is_one_layer else {}
    return chain_jacobian(passes, named.get(wrt, wrt), named.get(of, of), draw(ORDERS))


def reaches(passes: Passes, start: str, end: str) -> bool:
    found = {start}
    for record in passes.operations:
        if found & set(record.inputs) and record.output != start:
            found.add(record.output)
    return end in found and start != end


def moved(J: ChainJacobian, change: np.ndarray) -> np.ndarray:
    """Return `of` where `wrt` is changed, everything before it held."""
    values = J.passes.values
    made = {record.output for record in J.passes.operations}
    ahead = {n: v for n, v in values.items() if n not in made or not reaches(J.passes, J.wrt, n)}
    known = {**ahead, J.wrt: values[J.wrt] + change}
    return forward(J.passes.operations, known)[J.of]


def has_kink_near(J: ChainJacobian) -> bool:
    kinks = [
        (J.passes.values[r.inputs[0]], kink)
        for r in J.passes.operations
        if r.op in ELEMENTWISE
        for kink in ELEMENTWISE[r.op].kinks
    ]
    return any((np.abs(values - kink) < 1e-3).any() for values, kink in kinks)


@given(operators())
@SOME
def test_dense_is_what_differences_say(J: ChainJacobian) -> None:
    if has_kink_near(J):
        return
    size, step = J.passes.values[J.wrt].shape, 1e-6
    columns = []
    for flat in range(J.shape[1]):
        change = np.zeros(J.shape[1])
        change[flat] = step
        change = change.reshape(size, order=J.order)
        columns.append((moved(J, change) - moved(J, -change)).ravel(order=J.order) / (2 * step))
    np.testing.assert_allclose(J.dense(), np.array(columns).T, atol=1e-6, rtol=1e-5)


@given(operators(), st.data())
@SOME
def test_a_window_is_a_part_of_dense(J: ChainJacobian, data: st.DataObject) -> None:
    rows, cols = (data.draw(st.slices(length)) for length in J.shape)
    np.testing.assert_allclose(J.window(rows, cols), J.dense()[rows, cols], atol=1e-12)


@given(operators(), st.integers(0, 9999))
@SOME
def test_both_products(J: ChainJacobian, seed: int) -> None:
    random = np.random.default_rng(seed)
    values = J.passes.values
    dx, G = (random.normal(size=values[name].shape) for name in (J.wrt, J.of))
    dense, order = J.dense(), J.order
    np.testing.assert_allclose(
        J.jvp(dx).ravel(order=order), dense @ dx.ravel(order=order), atol=1e-9
    )
    np.testing.assert_allclose(  # the row vector multiplied from the left
        J.vjp(G).ravel(order=order), G.ravel(order=order) @ dense, atol=1e-9
    )
    assert np.vdot(G, J.jvp(dx)) == pytest.approx(np.vdot(J.vjp(G), dx), rel=1e-8, abs=1e-9)


@given(operators(), st.booleans())
@SOME
def test_what_is_returned_is_an_array_of_your_own(J: ChainJacobian, is_kept: bool) -> None:
    tangent, G = (np.ones(J.passes.primals[name].shape) for name in (J.wrt, J.of))
    if is_kept:  # a frozen matrix goes in as it is, and must not come out
        tangent, G = as_matrix(tangent, "dX"), as_matrix(G, "Y_grad")
    for take in (
        J.dense,
        lambda: J.window(slice(0, 2), slice(None, None, 2)),
        lambda: J.jvp(tangent),
        lambda: J.vjp(G),
    ):
        assert_own(take)
    assert (tangent == 1).all()
    assert (G == 1).all()


@given(networks())
@SOME
def test_the_gradient_is_the_seed_times_the_jacobian(passes: Passes) -> None:
    for name in (n for n in passes.values if n[0] in "XWb"):
        wrt = name.rstrip("1") if passes.is_one_layer else name
        J = chain_jacobian(passes, wrt)
        np.testing.assert_allclose(J.vjp(passes.Y_grad), passes.grads[name], atol=1e-9)


@pytest.mark.parametrize("wrt", ["X", "W"])
@pytest.mark.parametrize("order", ["F", "C"])
def test_of_one_linear_layer_it_is_the_kronecker_product(wrt: str, order: Order) -> None:
    random = np.random.default_rng(5)
    W, X = random.normal(size=(3, 2)), random.normal(size=(2, 4))
    J = gv.jacobian(gv.backprop(W, X, b=[1, 2, 3]), wrt=wrt, order=order)
    expected = {
        ("X", "F"): np.kron(np.eye(4), W),
        ("W", "F"): np.kron(X.T, np.eye(3)),
        ("X", "C"): np.kron(W, np.eye(4)),
        ("W", "C"): np.kron(np.eye(3), X.T),
    }[wrt, order]
    np.testing.assert_array_equal(J.dense(), expected)
    assert J.nbytes == expected.nbytes


def test_an_activation_is_a_diagonal_before_w() -> None:
    random = np.random.default_rng(6)
    W, x = random.normal(size=(3, 2)), random.normal(size=(2, 1))
    p = gv.Network([gv.Linear(W), gv.Activation("tanh")]).backprop(x)
    expected = np.diag(1 - np.tanh(W @ x)[:, 0] ** 2) @ W
    np.testing.assert_allclose(gv.jacobian(p, wrt="X").dense(), expected)


def test_softmax_is_dense_within_a_sample_and_zero_between_samples() -> None:
    X = np.random.default_rng(7).normal(size=(3, 2))
    J = gv.jacobian(gv.Network([gv.Activation("softmax")]).backprop(X)).dense()
    P = np.exp(X) / np.exp(X).sum(axis=0)
    for j in range(2):
        block = slice(3 * j, 3 * j + 3)
        np.testing.assert_allclose(J[block, block], np.diag(P[:, j]) - np.outer(P[:, j], P[:, j]))
    assert (J[:3, 3:] == 0).all()


ANP: dict[str, Callable[[object], object]] = {
    "tanh": anp.tanh,
    "sigmoid": lambda X: 1 / (1 + anp.exp(-X)),
    "relu": lambda X: anp.maximum(X, 0),
}


@pytest.mark.parametrize("kind", ANP)
def test_autograd_says_the_same_of_two_layers_and_a_tied_matrix(kind: str) -> None:
    random = np.random.default_rng(8)
    W, X = random.normal(size=(3, 3)), random.normal(size=(3, 2))
    shared, act = gv.Linear(W), ANP[kind]
    p = gv.Network([shared, gv.Activation(kind), shared]).backprop(X)
    by_X = autograd_jacobian(lambda X: anp.dot(W, act(anp.dot(W, X))))(X)
    by_W = autograd_jacobian(lambda W: anp.dot(W, act(anp.dot(W, X))))(W)
    for wrt, truth, size in (("X", by_X, X.size), ("W1", by_W, W.size)):
        J = gv.jacobian(p, wrt=wrt, order="C")
        np.testing.assert_allclose(J.dense(), truth.reshape(6, size), atol=1e-12)


def test_a_window_of_a_huge_one_costs_what_it_shows() -> None:
    random = np.random.default_rng(9)
    layers = [gv.Linear(random.normal(size=(256, 256))), gv.Activation("relu")]
    p = gv.Network(layers).backprop(random.normal(size=(256, 512)), loss="sum")
    J = gv.jacobian(p)
    assert J.shape == (131072, 131072)
    assert J.nbytes == 8 * 131072**2
    part = J.window(slice(256 * 300, 256 * 300 + 64), slice(256 * 300, 256 * 300 + 64))
    blocked = np.where(p.values["Y1"][:64, 300:301] > 0, p.values["W1"][:64, :64], 0.0)
    np.testing.assert_allclose(part, blocked)
    with pytest.raises(InputError, match=r"takes 128\.0 GiB"):
        J.dense()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"wrt": "Z"}, "there is no value 'Z' here: there are X, W1, W2, Y1, Y2, Y3"),
        ({"wrt": "W1_grad"}, "there is no value 'W1_grad'"),
        ({"wrt": "X", "of": "T"}, "there is no value 'T'"),
        ({"wrt": "W2", "of": "Y1"}, "Y1 does not depend on W2"),
        ({"wrt": "Y3"}, "Y3 does not depend on Y3"),
        ({"order": "K"}, "order of a Jacobian needs one of 'F', 'C': got 'K'"),
        ({"X": [[1.0]]}, "have their own already"),
    ],
)
def test_what_cannot_be_is_told(arguments: dict[str, object], told: str) -> None:
    layers = [gv.Linear([[1, 2]]), gv.Activation("relu"), gv.Linear([[3]])]
    p = gv.Network(layers).backprop([[1], [2]], loss="squared_error", target=[[1]])
    with pytest.raises(InputError, match=told):
        gv.jacobian(p, **arguments)  # type: ignore[call-overload]  # what is wrong is tested


def test_what_is_missing_or_too_much_is_told() -> None:
    with pytest.raises(InputError, match="got list and no X"):
        gv.jacobian([[1.0]])  # type: ignore[call-overload]  # what is missing is tested
    with pytest.raises(InputError, match="of belongs to a network"):
        gv.jacobian([[1.0]], [[1.0]], of="Y2")
    J = gv.jacobian(gv.backprop([[1.0, 2.0]], [[1.0], [2.0]]))
    with pytest.raises(ShapeError, match=r"dX needs the size of X: X is 2×1, dX is 1×1"):
        J.jvp([[1.0]])
    with pytest.raises(ShapeError, match=r"Y1_grad needs the size of Y1"):
        J.vjp([[1.0, 2.0]])
