import numpy as np
import pytest
from hypothesis import given

from gradviz.engine.backprop import backprop
from gradviz.errors import InputError, ShapeError
from tests.engine.problems import LOSSES, SOME, Problem, assert_close, problem, problems

W = np.array([[2, -1, 0.5], [1, 3, -2]])
X = np.array([[1, 0, 2, -1], [3, 1, 0, 2], [-2, 1, 1, 0]])
T = np.array([[-3, 0, 4, -4], [13, 2, 0, 4]])


def _assert_equal_to_autograd(p: Problem) -> None:
    passes, truth = p.passes(), p.truth()
    if p.loss == "seed":
        assert passes.loss is None
    else:
        assert passes.loss == pytest.approx(truth["l"], rel=1e-9, abs=1e-12)
    assert_close(passes.W_grad, truth["W_grad"])
    assert_close(passes.X_grad, truth["X_grad"])
    if p.b is None:
        assert passes.b_grad is None
    else:
        assert_close(passes.b_grad, truth["b_grad"])


@given(problems())
@SOME
def test_equal_to_autograd(p: Problem) -> None:
    _assert_equal_to_autograd(p)


@pytest.mark.parametrize("has_bias", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    "shape", [(1, 1, 1), (1, 5, 1), (5, 1, 1), (1, 1, 5), (5, 1, 5), (1, 5, 5), (40, 30, 50)]
)
def test_equal_to_autograd_at_the_corners(
    shape: tuple[int, int, int], loss: str, has_bias: bool
) -> None:
    _assert_equal_to_autograd(problem(shape, loss, has_bias))


def test_the_example_in_the_head() -> None:
    p = backprop(W, X, loss="squared_error", target=T)
    np.testing.assert_array_equal(p.Y, [[-2, -0.5, 4.5, -4], [14, 1, 0, 5]])
    np.testing.assert_array_equal(p.Y_grad, [[1, -0.5, 0.5, 0], [1, -1, 0, 1]])
    np.testing.assert_array_equal(
        p.X_grad, [[3, -2, 1, 1], [2, -2.5, -0.5, 3], [-1.5, 1.75, 0.25, -2]]
    )
    np.testing.assert_array_equal(p.W_grad, [[2, 2.5, -2], [0, 4, -3]])
    assert p.loss == 2.25
    assert p.loss_name == "squared_error"


def test_statements_that_hold_for_any_seed() -> None:
    G = np.arange(8.0).reshape(2, 4)
    p = backprop(W, X, b=[1, 2], Y_grad=G)
    np.testing.assert_array_equal(p.X_grad, W.T @ G)
    np.testing.assert_array_equal(p.W_grad, G @ X.T)
    np.testing.assert_array_equal(p.b_grad, G.sum(axis=1, keepdims=True))
    np.testing.assert_array_equal(p.Y, W @ X + [[1], [2]])
    assert np.vdot(p.W_grad, W) == pytest.approx(np.vdot(G, W @ X))  # ⟨W_grad, W⟩ = ⟨G, W X⟩
    assert np.vdot(p.X_grad, X) == pytest.approx(np.vdot(G, W @ X))


def test_transposing_turns_one_rule_into_the_other() -> None:
    G = np.arange(8.0).reshape(2, 4)
    p, q = backprop(W, X, Y_grad=G), backprop(X.T, W.T, Y_grad=G.T)
    np.testing.assert_array_equal(p.W_grad, q.X_grad.T)
    np.testing.assert_array_equal(p.X_grad, q.W_grad.T)


def test_defaults() -> None:
    assert backprop(W, X).loss_name == "sum"
    assert backprop(W, X, target=T).loss_name == "squared_error"
    seeded = backprop(W, X, Y_grad=T)
    assert (seeded.loss, seeded.loss_name) == (None, None)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((np.ones((2, 3)), np.ones((4, 4)), {}), ShapeError,
         "^W @ X needs as many rows in X as W has columns: W is 2×3, X is 4×4$"),
        ((W, X, {"Y_grad": np.ones((4, 2))}), ShapeError,
         "^the seed Y_grad needs the size of Y: W @ X is 2×4, Y_grad is 4×2$"),
        ((W, X, {"target": np.ones((2, 1))}), ShapeError, "Y is 2×4, T is 2×1"),
        ((W, X, {"b": [1, 2, 3]}), ShapeError, "so b is 2×1; it is 3×1"),
        ((W, X, {"loss": "mse"}), InputError, "give target"),
        ((W, X, {"loss": "cross_entropy", "target": T}), InputError, r"T\[1,1\] is -3"),
        ((W, X, {"loss": "mse", "Y_grad": T}), InputError, "leave one out"),
        ((["a"], X, {}), InputError, "W needs real numbers"),
        ((W, [1, 2, 3], {}), ShapeError, "X needs two axes"),
    ],
)  # fmt: skip
def test_misuse_is_explained(given: tuple, error: type[Exception], message: str) -> None:
    *matrices, options = given
    with pytest.raises(error, match=message):
        backprop(*matrices, **options)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 1e308])
def test_what_is_not_finite_travels_without_a_word(loss: str, odd: float) -> None:
    one_hot = np.eye(3)[:, [0, 1, 2, 0]]
    weights = np.full((3, 3), odd)
    options = {"seed": {"Y_grad": one_hot}, "sum": {}}.get(loss, {"target": one_hot})
    with np.errstate(all="raise"):  # not even where the caller asked for an error
        p = backprop(weights, X, b=[odd, 1, odd], **options, loss=None if loss == "seed" else loss)
    assert p.loss is None or not np.isfinite(p.loss)
    assert not np.isfinite(p.Y).all()


def test_an_unknown_probability_makes_the_loss_unknown() -> None:
    p = backprop(W, X, loss="cross_entropy", target=[[np.nan, 1, 1, 0], [0.5, 0, 0, 1]])
    assert p.loss is not None
    assert np.isnan(p.loss)
    assert np.isnan(p.Y_grad[:, 0]).tolist() == [True, False]
    assert np.isfinite(p.Y_grad[:, 1:]).all()


def test_what_was_given_may_change_afterwards() -> None:
    mine, target = W.copy(), T.astype(float)
    p = backprop(mine, X, target=target)
    mine[:], target[:] = 0, 0
    np.testing.assert_array_equal(p.W, W)
    assert p.T is not None
    np.testing.assert_array_equal(p.T, T)


def test_matrices_that_are_kept_read_only_are_not_copied() -> None:
    p = backprop(W, X)
    q = backprop(p.matrix("W"), p.matrix("X"), target=T)
    assert q.matrix("W") is p.matrix("W")
    assert q.matrix("X") is p.matrix("X")
