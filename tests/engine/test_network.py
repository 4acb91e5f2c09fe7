import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError, ShapeError
from tests.engine.problems import SOME, assert_close


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5), st.integers(1, 5), st.integers(0, 9999))
@SOME
def test_any_number_of_layers_equal_autograd(widths: list[int], N: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    shapes = list(zip(widths[1:], widths, strict=False))
    Ws = [random.normal(size=shape) for shape in shapes]
    bs = [random.normal(size=(rows, 1)) for rows, _ in shapes]
    X, T = random.normal(size=(widths[0], N)), random.normal(size=(widths[-1], N))

    def run(X, Ws, bs):  # type: ignore[no-untyped-def]
        for W, b in zip(Ws, bs, strict=True):
            X = anp.dot(W, X) + b
        return anp.mean((X - T) ** 2)

    network = Network(Linear(W, b) for W, b in zip(Ws, bs, strict=True))
    passes = network.backprop(X, loss="mse", target=T)
    assert passes.loss == pytest.approx(run(X, Ws, bs), rel=1e-9)
    assert_close(passes.grads["X"], grad(run, 0)(X, Ws, bs))
    for number, truth in enumerate(grad(run, 1)(X, Ws, bs), start=1):
        assert_close(passes.grads[f"W{number}"], truth)
    for number, truth in enumerate(grad(run, 2)(X, Ws, bs), start=1):
        assert_close(passes.grads[f"b{number}"], truth)


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
        Network([Linear([[1]]), "relu"])  # type: ignore[list-item]


def test_an_input_that_does_not_fit_a_deeper_network() -> None:
    network = Network([Linear(np.ones((4, 3))), Linear(np.ones((2, 4)))])
    with pytest.raises(ShapeError, match="in X as W1 has columns: W1 is 4×3, X is 2×2"):
        network.backprop(np.ones((2, 2)))
    with pytest.raises(ShapeError, match="Y2 is 2×1, Y_grad is 4×1"):
        network.backprop(np.ones((3, 1)), Y_grad=np.ones((4, 1)))
