"""The pure side of descent: bounds that hold, sentences with the numbers, bounded memory."""

import numpy as np
import pytest

from gradviz.arrays import as_matrix
from gradviz.engine.descent import Descent, DescentState
from gradviz.engine.layers import Activation
from gradviz.engine.network import Network
from gradviz.session.document import Document, example, network_document, new_document
from gradviz.session.edits import set_loss
from gradviz.session.training import (
    History,
    begin,
    divergence,
    falls_for_ever,
    next_rate,
    refusal,
    rerun,
    stable_rate,
    with_state,
)
from tests.engine.descents import run


def end(document: Document, descent: Descent, steps: int) -> DescentState:
    *_, last = run(begin(document), descent, steps)
    return last


@pytest.mark.parametrize("loss", ["squared_error", "mse"])
@pytest.mark.parametrize("has_bias", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_just_below_the_stable_rate_it_falls_and_just_above_it_diverges(
    loss: str, has_bias: bool, momentum: float
) -> None:
    old = example()
    b = as_matrix([[1.0], [2.0]], "b") if has_bias else None
    document = set_loss(new_document(old.W, old.X, b=b, target=old.target), loss)
    bound = stable_rate(document, momentum)
    assert bound is not None
    assert not end(document, Descent(0.98 * bound, momentum), 3000).is_diverged
    assert end(document, Descent(1.02 * bound, momentum), 3000).is_diverged


def test_nobody_knows_the_stable_rate_of_a_linear_loss_or_of_numbers_that_are_not_finite() -> None:
    for loss in ("seed", "sum", "huber", "l1", "cross_entropy"):
        assert stable_rate(set_loss(example(), loss)) is None
    broken = new_document([[1.0]], [[np.nan]], loss="squared_error")
    assert stable_rate(broken) is None


def test_a_divergence_tells_steps_losses_the_rate_and_the_bound() -> None:
    document, descent = example(), Descent(0.5)
    told = str(divergence(document, end(document, descent, 100), descent))
    assert told.startswith("Diverged after ")
    assert "the loss grew from 2.25 to " in told
    bound = stable_rate(document)
    assert f"2 / λmax(X Xᵀ) = {bound:.3g}" in told
    assert "The rate 0.5 is too large" in told


def test_a_seed_and_a_sum_fall_for_ever_and_a_squared_error_does_not() -> None:
    assert "⟨Y_grad, Y⟩ is linear in W" in str(falls_for_ever(set_loss(example(), "seed")))
    assert "Σ Y is linear in W" in str(falls_for_ever(set_loss(example(), "sum")))
    assert str(falls_for_ever(example())) == ""


def test_only_w_moves_and_a_state_that_has_not_moved_is_the_same_document() -> None:
    document = example()
    state = begin(document)
    assert with_state(document, state) is document
    after = with_state(document, end(document, Descent(0.1), 1))
    assert np.array_equal(after.W, document.W - 0.1 * state.passes.matrix("W_grad"))
    assert after.X is document.X
    assert after.target is document.target


def test_a_run_counts_from_zero_and_keeps_the_velocities() -> None:
    state = end(example(), Descent(0.01, 0.9), 3)
    again = rerun(state)
    assert (again.count, again.first_loss) == (0, state.loss)
    assert again.velocities is state.velocities


def test_no_step_is_taken_without_parameters_or_with_numbers_that_are_not_finite() -> None:
    bare = network_document(Network([Activation("relu")]), as_matrix([[1.0]], "X"))
    assert str(refusal(begin(bare))).startswith("There is no W and no b")
    assert "finite" in str(refusal(begin(new_document([[np.inf]], [[1.0]]))))
    assert str(refusal(begin(example()))) == ""


def test_the_arrow_keys_go_up_and_down_the_same_rates() -> None:
    rate, seen = 0.01, []
    for _ in range(6):
        rate = next_rate(rate, 1)
        seen.append(rate)
    assert seen == [0.02, 0.05, 0.1, 0.2, 0.5, 1.0]
    for _ in range(6):
        rate = next_rate(rate, -1)
    assert rate == 0.01
    assert next_rate(1e-12, -1) == 1e-12


def test_a_long_history_stays_small_in_order_and_ends_with_the_last_step() -> None:
    history = History().started(1.0)
    for n in range(1000):
        history = history.extended([float(100 * n + k + 1) for k in range(100)])
    assert len(history.steps) <= 4096
    assert history.last == 100_000
    assert history.steps[0] == 0
    assert np.all(np.diff(history.steps) > 0)
    assert np.array_equal(history.losses[1:], history.steps[1:].astype(float))
    assert history.steps[-1] == 100_000
