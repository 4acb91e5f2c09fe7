import numpy as np
import pytest

from gradviz.engine.descent import (
    RUNAWAY,
    Descent,
    DescentState,
    advance,
    parameter_names,
    start,
    step,
    with_parameters,
)
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from tests.engine.descents import run

RANDOM = np.random.default_rng(0)
X, T = RANDOM.normal(size=(3, 8)), RANDOM.normal(size=(2, 8))
TIED = Linear(RANDOM.normal(size=(3, 3)), [0, 1, 2])
NETWORK = Network([TIED, Activation("tanh"), TIED, Linear(RANDOM.normal(size=(2, 3)))])


def _begin() -> DescentState:
    return start(NETWORK, X, loss="mse", target=T)


def test_a_step_goes_against_every_gradient_once() -> None:
    state = _begin()
    after = advance(state, Descent(0.1))
    assert parameter_names(state.passes) == ("W1", "b1", "W2") == tuple(after.parameters)
    for name, matrix in after.parameters.items():
        expected = state.passes.matrix(name) - 0.1 * state.passes.matrix(f"{name}_grad")
        np.testing.assert_array_equal(matrix, expected)
    assert after.network.layers[0] is after.network.layers[2]
    assert after.network.layers[1] is NETWORK.layers[1]
    assert (after.count, after.first_loss) == (1, state.loss)
    assert dict(after.velocities) == {}


def test_momentum_is_torchs() -> None:
    state = _begin()
    descent = Descent(0.1, momentum=0.9)
    first = advance(state, descent)
    second = advance(first, descent)
    g0, g1 = state.passes.grads["W1"], first.passes.grads["W1"]
    np.testing.assert_allclose(
        second.parameters["W1"], first.parameters["W1"] - 0.1 * (0.9 * g0 + g1), rtol=1e-14
    )
    np.testing.assert_array_equal(first.velocities["W1"], g0)


def test_a_descent_goes_down_and_may_be_left_at_any_time() -> None:
    losses = [state.loss for state in run(_begin(), Descent(0.05), 50)]
    assert len(losses) == 50
    assert losses[-1] < losses[0] < _begin().loss
    half = list(run(_begin(), Descent(0.05, 0.5), 4))[-1]
    rest = list(run(half, Descent(0.05, 0.5), 6))[-1]
    whole = list(run(_begin(), Descent(0.05, 0.5), 10))[-1]
    assert (rest.loss, rest.count) == (whole.loss, 10)


def test_a_descent_that_diverges_shows_it() -> None:
    with np.errstate(all="raise"):
        states = list(run(start(Network([Linear([[3.0]])]), X[:1], target=T[:1]), Descent(9), 500))
    assert len(states) < 500
    assert [state.is_diverged for state in states] == [False] * (len(states) - 1) + [True]
    assert states[-1].loss > RUNAWAY * states[0].first_loss


def test_what_is_not_finite_has_diverged_at_once() -> None:
    assert start(Network([Linear([[np.nan]])]), [[1.0]]).is_diverged
    assert not start(Network([Linear([[0.0]])]), [[0.0]]).is_diverged
    hidden = start(Network([Linear([[np.inf]]), Activation("sigmoid")]), [[1.0]])
    assert np.isfinite(hidden.loss)
    assert hidden.is_diverged


def test_a_seed_goes_down_its_own_product() -> None:
    G = np.ones((2, 8))
    state = start(NETWORK, X, Y_grad=G)
    assert state.loss == pytest.approx(np.vdot(G, state.passes.Y), rel=1e-14)
    after = advance(state, Descent(1e-3))
    assert after.loss < state.loss
    np.testing.assert_array_equal(after.passes.Y_grad, G)


def test_one_layer_has_plain_names_and_activations_alone_have_none() -> None:
    state = start(Network([Linear([[1.0, 2.0]], [3.0])]), [[1.0], [1.0]])
    assert list(step(state.passes, Descent(1))[0]) == ["W", "b"]
    after = advance(state, Descent(0.5))
    np.testing.assert_array_equal(after.passes.W, [[0.5, 1.5]])
    np.testing.assert_array_equal(after.passes.b, [[2.5]])
    bare = start(Network([Activation("relu")]), [[1.0]])
    assert advance(bare, Descent(1)).loss == bare.loss


def test_only_what_is_given_is_replaced() -> None:
    renewed = with_parameters(NETWORK, {"W2": np.zeros((2, 3))})
    assert renewed.layers[0].W is TIED.W
    assert not renewed.layers[3].W.any()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((0.0,), "the rate needs to be a positive number: it is 0.0"),
        ((-1.0,), "rate"),
        ((float("nan"),), "rate"),
        ((float("inf"),), "rate"),
        ((0.1, 1.0), "momentum needs to be at least 0 and less than 1: it is 1.0"),
        ((0.1, -0.1), "momentum"),
        ((0.1, float("nan")), "momentum"),
    ],
)
def test_rates_and_momenta_out_of_range(given: tuple[float, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Descent(*given)
