"""Every convention gives what NumPy, and torch.nn.Linear, say of the arrays as they are given."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.engine.convention import CONVENTIONS, Convention, presented
from gradviz.engine.jacobians.chain import chain_jacobian
from gradviz.engine.jacobians.layer import layer_jacobian
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.errors import InputError, ShapeError

every_convention = pytest.mark.parametrize("convention", CONVENTIONS)


def arrays(convention: Convention, seed: int = 0) -> tuple[Any, Any, Any, Any]:
    """Return W, X, b and a target as people of a convention write M = 2, K = 3, N = 4."""
    random = np.random.default_rng(seed)
    M, K, N = 2, 3, 4
    W = random.normal(size=(K, M) if convention == "xw" else (M, K))
    X = random.normal(size=(K, N) if convention == "wx" else (N, K))
    T = random.normal(size=(M, N) if convention == "wx" else (N, M))
    return W, X, random.normal(size=M), T


def reference(convention: Convention, W: Any, X: Any, b: Any, T: Any) -> dict[str, Any]:
    """Return what squared_error gives, written out by hand for each convention."""
    if convention == "wx":
        Y = W @ X + b[:, None]
        G = Y - T
        return {"Y": Y, "X_grad": W.T @ G, "W_grad": G @ X.T, "b_grad": G.sum(1)[:, None]}
    Y = X @ W + b if convention == "xw" else X @ W.T + b
    G = Y - T
    X_grad = G @ W.T if convention == "xw" else G @ W
    W_grad = X.T @ G if convention == "xw" else G.T @ X
    return {"Y": Y, "X_grad": X_grad, "W_grad": W_grad, "b_grad": G.sum(0)[None]}


@every_convention
@given(seed=st.integers(0, 99))
def test_one_layer_is_what_the_formulas_say(convention: Convention, seed: int) -> None:
    W, X, b, T = arrays(convention, seed)
    p = backprop(W, X, b=b, target=T, convention=convention)
    expected = reference(convention, W, X, b, T)
    expected |= {"W": W, "X": X, "T": T, "Y_grad": expected["Y"] - T, "b": p.b}
    for name in p.names:
        for got in (getattr(p, name), p.matrix(name)):
            np.testing.assert_allclose(got, expected[name], rtol=1e-12, atol=1e-12, strict=True)
    assert p.loss == pytest.approx(0.5 * ((expected["Y"] - T) ** 2).sum())
    assert p.b is not None
    assert (p.b.ravel() == b).all()
    seeded = backprop(W, X, Y_grad=T, convention=convention)
    np.testing.assert_array_equal(seeded.Y_grad, T)


def _network(convention: Convention) -> tuple[list[Any], Any]:
    """Return the weights of K = 3 → 5 → 2 and X as people of a convention write them."""
    random = np.random.default_rng(1)
    weights = [random.normal(size=shape) for shape in ((5, 3), (2, 5))]
    X = random.normal(size=(3, 4))
    return (
        [presented("W", W, convention) for W in weights],
        presented("X", X, convention),
    )


WAYS: dict[str, Callable[[list[Any], Convention], Network]] = {
    "said of the network": lambda Ws, c: Network(
        [Linear(Ws[0]), Activation("tanh"), Linear(Ws[1])], convention=c
    ),
    "said of the layers": lambda Ws, c: Network(
        [Linear(Ws[0], convention=c), Activation("tanh"), Linear(Ws[1], convention=c)]
    ),
    "said of one layer": lambda Ws, c: Network(
        [Linear(Ws[0]), Activation("tanh"), Linear(Ws[1], convention=c)]
    ),
    "said of both": lambda Ws, c: Network(
        [Linear(Ws[0], convention=c), Activation("tanh"), Linear(Ws[1])], convention=c
    ),
}


@every_convention
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_network_is_the_same_one_however_it_is_written(
    convention: Convention, way: Callable[[list[Any], Convention], Network]
) -> None:
    plain = WAYS["said of both"](_network("wx")[0], "wx").backprop(_network("wx")[1])
    weights, X = _network(convention)
    network = way(weights, convention)
    assert network.convention == convention
    p = network.backprop(X)
    for name in plain.names:
        np.testing.assert_array_equal(
            p.matrix(name), presented(name, plain.matrix(name), convention)
        )
        np.testing.assert_array_equal(p.primals["Y2"], plain.primals["Y2"])
    assert p.presented("wx").convention == "wx"
    assert p.presented(convention) is p


def test_a_linear_keeps_its_arrays_as_they_were_given() -> None:
    W, b = np.arange(6.0).reshape(3, 2), [1.0, 2.0]
    layer = Linear(W, b, convention="xw")
    np.testing.assert_array_equal(layer.W, W)
    np.testing.assert_array_equal(layer.b, [[1, 2]])
    assert Network([layer]).layers[0].W.shape == (2, 3)  # type: ignore[union-attr]  # a Linear


def test_a_matrix_used_twice_is_used_twice_in_every_convention() -> None:
    layer = Linear(np.eye(2) * 2, convention="xw")
    p = Network([layer, layer]).backprop([[1, 2]])
    assert [names.W for names in p.layers] == ["W1", "W1"]
    np.testing.assert_array_equal(p.Y, [[4, 8]])


def test_layers_of_two_conventions_need_a_word_on_the_network() -> None:
    layers = [Linear([[1, 2]], convention="xwt"), Linear([[3, 4]], convention="xw")]
    with pytest.raises(InputError, match=r"written as xwt and xw: say .*convention="):
        Network(layers)
    p = Network(layers, convention="wx").backprop([[1], [1]])
    np.testing.assert_array_equal(p.Y, [[9], [12]])


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda it: pickle.loads(pickle.dumps(it)),  # noqa: S301 - our own
}


@every_convention
@pytest.mark.parametrize("way", COPIES.values(), ids=COPIES)
def test_copies_keep_the_convention(convention: Convention, way: Callable[[Any], Any]) -> None:
    W, X, b, T = arrays(convention)
    network = Network([Linear(W, b, convention)])
    p = network.backprop(X, loss="mse", target=T)
    kept = (way(network).backprop(X, loss="mse", target=T), way(p), way(p.local(0)))
    for again in kept:
        assert again.convention == convention
        np.testing.assert_array_equal(again.X_grad, p.X_grad)
    grads = way(p.grads)
    assert grads.convention == convention
    np.testing.assert_array_equal(grads["X"], p.X_grad)
    J = chain_jacobian(p, wrt="W")
    np.testing.assert_array_equal(way(J).dense(), J.dense())


# --- Jacobians: vec is that of what is written


def numeric(run: Callable[[Any], Any], at: Any, order: str) -> Any:
    """Return ∂vec(run(A))/∂vec(A) by differences."""
    columns = []
    for flat in range(at.size):
        step = np.zeros(at.size)
        step[flat] = 1e-6
        moved = step.reshape(at.shape, order=order)
        change = run(at + moved) - run(at - moved)
        columns.append(change.ravel(order) / 2e-6)
    return np.array(columns).T


@every_convention
@pytest.mark.parametrize("order", ["F", "C"])
@pytest.mark.parametrize("wrt", ["X", "W1", "b1"])
def test_a_jacobian_is_that_of_the_matrices_as_they_are_written(
    convention: Convention, order: Any, wrt: str
) -> None:
    W, X, b, _ = arrays(convention)
    b = presented("b", np.array(b)[:, None], convention)
    given = {"X": X, "W1": W, "b1": b}

    def run(changed: Any) -> Any:
        now = {**given, wrt: changed}
        layers = [Linear(now["W1"], now["b1"], convention), Activation("tanh")]
        return Network(layers).backprop(now["X"])

    p: Passes = run(given[wrt])
    J = chain_jacobian(p, wrt=wrt, order=order)
    expected = numeric(lambda changed: run(changed).Y, given[wrt], order)
    np.testing.assert_allclose(J.dense(), expected, atol=1e-8)
    np.testing.assert_array_equal(J.window(range(1, 3), slice(0, 2)), J.dense()[1:3, 0:2])
    d, G = np.ones(given[wrt].shape) + given[wrt], np.cos(p.Y)
    np.testing.assert_allclose(J.jvp(d).ravel(order), J.dense() @ d.ravel(order), strict=True)
    np.testing.assert_allclose(J.vjp(G).ravel(order), G.ravel(order) @ J.dense(), strict=True)
    assert J.jvp(d).shape == p.Y.shape
    assert J.vjp(G).shape == given[wrt].shape


@every_convention
@pytest.mark.parametrize("order", ["F", "C"])
@pytest.mark.parametrize("wrt", ["X", "W"])
def test_so_is_that_of_a_layer(convention: Convention, order: Any, wrt: Any) -> None:
    W, X, _, _ = arrays(convention)
    J = layer_jacobian(W, X, wrt, order, convention)
    p = backprop(W, X, convention=convention)
    chain = chain_jacobian(p, wrt=wrt, order=order)
    np.testing.assert_array_equal(J.dense(), chain.dense())
    d, G = np.cos(X if wrt == "X" else W), np.cos(p.Y)
    np.testing.assert_allclose(J.jvp(d), chain.jvp(d), strict=True)
    np.testing.assert_allclose(J.vjp(G), chain.vjp(G), strict=True)
    with pytest.raises(ShapeError, match=f"dX needs the size of X: X is {X.shape[0]}×{X.shape[1]}"):
        layer_jacobian(W, X, "X", order, convention).jvp(np.ones((9, 9)))
    made = "×".join(map(str, p.Y.shape))
    with pytest.raises(ShapeError, match=f"is {made}, Y_grad is 9×9"):
        J.vjp(np.ones((9, 9)))


@every_convention
@pytest.mark.parametrize("order", ["F", "C"])
def test_the_pattern_of_blocks_covers_what_is_not_zero(convention: Convention, order: Any) -> None:
    W, X, _, _ = arrays(convention)
    for J in (
        layer_jacobian(W, X, "X", order, convention),
        chain_jacobian(backprop(W, X, convention=convention), "X", None, order),
    ):
        mask = J.pattern.touched(range(J.shape[0]), range(J.shape[1]))
        assert not J.dense()[~mask].any()
        assert mask.sum() == 24


def test_where_rows_and_columns_run_differently_there_is_no_pattern() -> None:
    W, X, _, _ = arrays("xwt")
    with pytest.raises(InputError, match="no pattern of blocks in Y = X Wᵀ"):
        layer_jacobian(W, X, "W", "F", "xwt").pattern  # noqa: B018 - it raises


# --- what does not fit


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda: backprop(np.ones((2, 3)), np.ones((4, 3))),
            r"W @ X needs as many rows in X as W has columns: W is 2×3, X is 4×3; "
            r'it fits with convention="xwt", Y = X Wᵀ \(torch.nn.Linear\)$',
        ),
        (
            lambda: backprop(np.ones((3, 2)), np.ones((4, 3))),
            r'W is 3×2, X is 4×3; it fits with convention="xw", Y = X W$',
        ),
        (
            lambda: backprop(np.ones((3, 3)), np.ones((4, 3))),
            r'it fits with convention="xw", Y = X W, or convention="xwt", Y = X Wᵀ',
        ),
        (lambda: backprop(np.ones((2, 3)), np.ones((4, 5))), r"W is 2×3, X is 4×5$"),
        (
            lambda: backprop(np.ones((2, 3)), np.ones((3, 4)), convention="xwt"),
            r"^X @ W.T needs as many columns in X as W has columns: W is 2×3, X is 3×4; "
            r'it fits with convention="wx", Y = W X$',
        ),
        (
            lambda: backprop(np.ones((2, 3)), np.ones((4, 3)), convention="xw"),
            r"^X @ W needs as many columns in X as W has rows: W is 2×3, X is 4×3; .*xwt",
        ),
        (
            lambda: Network([Linear(np.ones((3, 5))), Linear(np.ones((5, 2)))]),
            r"^W2 @ Y1 needs as many columns in W2 as W1 has rows: W1 is 3×5, W2 is 5×2; "
            r'it fits with convention="xw", Y = X W$',
        ),
        (
            lambda: Network([Linear(np.ones((5, 3))), Linear(np.ones((2, 5)))], convention="xw"),
            r"^Y1 @ W2 needs as many rows in W2 as W1 has columns: W1 is 5×3, W2 is 2×5; "
            r'it fits with convention="wx", Y = W X, or convention="xwt"',
        ),
        (
            lambda: Network([Linear(np.ones((5, 3))), Linear(np.ones((2, 4)))], convention="xwt"),
            r"^Y1 @ W2.T needs as many columns in W2 as W1 has rows: W1 is 5×3, W2 is 2×4$",
        ),
        (
            lambda: backprop(np.ones((2, 3)), np.ones((3, 3)), target=np.ones((3, 2))),
            r"^the target T needs the size of Y: Y is 2×3, T is 3×2; it fits with .*xwt",
        ),
        (
            lambda: backprop(np.ones((2, 3)), np.ones((3, 3)), Y_grad=np.ones((3, 2))),
            r"^the seed Y_grad needs the size of Y: W @ X is 2×3, Y_grad is 3×2; .*xwt",
        ),
        (
            lambda: backprop(
                np.ones((2, 3)), np.ones((4, 3)), target=np.ones((2, 4)), convention="xwt"
            ),
            r"^the target T needs the size of Y: Y is 4×2, T is 2×4$",
        ),
        (
            lambda: backprop(np.ones((3, 2)), np.ones((4, 3)), Y_grad=[[1]], convention="xw"),
            r"^the seed Y_grad needs the size of Y: X @ W is 4×2, Y_grad is 1×1$",
        ),
        (
            lambda: Linear(np.ones((3, 2)), [1, 2]),
            r"^b needs one entry for each row of W, in a column: W is 3×2, so b is 3×1; "
            r"it is 2×1$",
        ),
        (
            lambda: Linear(np.ones((3, 2)), [[1, 2]]),
            r'it is 1×2; it fits with convention="xw", Y = X W$',
        ),
        (
            lambda: Linear(np.ones((2, 3)), [1, 2, 3], convention="xwt"),
            r"^b needs one entry for each row of W, in a row: W is 2×3, so b is 1×2; it is 1×3",
        ),
        (
            lambda: Network([Linear(np.ones((2, 3)), [1, 2])], convention="xw"),
            r"^b needs one entry for each column of W, in a row: W is 2×3, so b is 1×3",
        ),
    ],
)
def test_what_does_not_fit_is_told_as_it_is_written(call: Callable[[], object], told: str) -> None:
    with pytest.raises(ShapeError, match=told):
        call()


def test_probabilities_are_told_by_the_lines_that_are_seen() -> None:
    T = [[1, 0], [0.5, 0.2]]
    with pytest.raises(InputError, match=r"needs columns of T that sum to 1: column 1 sums to 1.5"):
        backprop(np.eye(2), np.eye(2), loss="cross_entropy", target=T)
    with pytest.raises(InputError, match=r"needs rows of T that sum to 1: row 2 sums to 0.7"):
        backprop(np.eye(2), np.eye(2), loss="cross_entropy", target=T, convention="xwt")
    with pytest.raises(InputError, match=r"T\[2,1\] is -1"):
        backprop(
            np.eye(2), np.eye(2), loss="cross_entropy", target=[[1, 0], [-1, 2]], convention="xwt"
        )


@pytest.mark.parametrize("wrong", ["xvt", "torch", "", 1, ["xw"], np.ones(2)], ids=repr)
def test_what_is_no_convention_is_told(wrong: Any) -> None:
    p = backprop([[1]], [[1]])
    calls: list[Callable[[], object]] = [
        lambda: backprop([[1]], [[1]], convention=wrong),
        lambda: Linear([[1]], convention=wrong),
        lambda: Network([Linear([[1]])], convention=wrong),
        lambda: Network([Linear([[1]])]).presented(wrong),
        lambda: p.presented(wrong),
    ]
    for call in calls:
        with pytest.raises(InputError, match="convention needs one of wx, xw, xwt: got"):
            call()
