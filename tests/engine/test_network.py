import numpy as np
import pytest
from hypothesis import given

from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError, ShapeError
from tests.engine.problems import SOME, Stack, assert_close, stacks


@given(stacks(most=12))
@SOME
def test_any_layers_equal_autograd(stack: Stack) -> None:
    passes, truth = stack.passes(), stack.truth()
    loss = truth.pop("l")
    if stack.loss != "seed":
        assert passes.loss == pytest.approx(loss, rel=1e-9, abs=1e-12)
    assert {key for key in passes.grads if key[0] in "XWb"} == set(truth)
    for key, gradient in truth.items():
        assert_close(passes.grads[key], gradient)


def test_twelve_layers_of_every_kind_equal_autograd() -> None:
    random = np.random.default_rng(3)
    W, b = random.normal(size=(5, 5)) / 2, random.normal(size=(5, 1))
    kinds = (1, "relu", 2, "leaky_relu", 1, "sigmoid", "tanh", 2, "softplus", "gelu", "softmax", 1)
    X, T = random.normal(size=(5, 6)), random.normal(size=(5, 6))
    stack = Stack(kinds, ((W, b), (random.normal(size=(5, 5)), None)), X, T, "mse")
    passes, truth = stack.passes(), stack.truth()
    assert len(passes.layers) == 12
    for key in ("X", "W1", "b1", "W2"):
        assert_close(passes.grads[key], truth[key])


def test_a_matrix_used_twice_adds_up_what_both_uses_say() -> None:
    W = np.array([[1.0, 2.0], [3.0, 4.0]])
    layer = Linear(W, [1, -1])
    X, G = np.array([[1.0], [-1.0]]), np.array([[1.0], [10.0]])
    passes = Network([layer, layer]).backprop(X, Y_grad=G)
    assert [(names.W, names.b) for names in passes.layers] == [("W1", "b1"), ("W1", "b1")]
    Y1 = W @ X + [[1], [-1]]
    np.testing.assert_array_equal(passes.grads["W1"], G @ Y1.T + W.T @ G @ X.T)
    np.testing.assert_array_equal(passes.grads["b1"], G + W.T @ G)
    parts = [passes.local(index) for index in passes.uses("W1")]
    np.testing.assert_array_equal(sum(p.W_grad for p in parts), passes.grads["W1"])
    np.testing.assert_array_equal(sum(p.b_grad for p in parts), passes.grads["b1"])


def test_equal_numbers_in_two_layers_are_not_one_matrix() -> None:
    names = Network([Linear([[1]]), Linear([[1]])]).names
    assert [one.W for one in names] == ["W1", "W2"]


def test_values_and_gradients_have_the_same_names_and_shapes() -> None:
    network = Network([Linear(np.ones((4, 3)), np.ones(4)), Linear(np.ones((2, 4)))])
    passes = network.backprop(np.ones((3, 5)))
    assert set(passes.values) == {"X", "W1", "b1", "P1", "Y1", "W2", "Y2"}
    shapes = {name: value.shape for name, value in passes.values.items()}
    assert {name: value.shape for name, value in passes.grads.items()} == shapes


def test_neighbours_that_do_not_fit() -> None:
    with pytest.raises(ShapeError, match="in W2 as W1 has rows: W1 is 4×3, W2 is 2×5"):
        Network([Linear(np.ones((4, 3))), Linear(np.ones((2, 5)))])


def test_what_is_no_network() -> None:
    with pytest.raises(InputError, match="at least one layer"):
        Network([])
    with pytest.raises(InputError, match="made of Linear and Activation: layer 2 is 'relu'"):
        Network([Linear([[1]]), "relu"])  # type: ignore[list-item]  # what is wrong is tested


def test_an_input_that_does_not_fit_a_deeper_network() -> None:
    network = Network([Linear(np.ones((4, 3))), Linear(np.ones((2, 4)))])
    with pytest.raises(ShapeError, match="in X as W1 has columns: W1 is 4×3, X is 2×2"):
        network.backprop(np.ones((2, 2)))
    with pytest.raises(ShapeError, match="Y2 is 2×1, Y_grad is 4×1"):
        network.backprop(np.ones((3, 1)), Y_grad=np.ones((4, 1)))
