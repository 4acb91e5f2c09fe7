"""Row times matrix times column: both brackets give one number, and that number is a slope."""

import numpy as np
import pytest

from gradviz.arrays import freeze
from gradviz.engine.backprop import backprop
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.jacobians.linearization import linearized
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network

CASES = [
    ("Y1", "X"), ("Y2", "X"), ("Y4", "X"), ("Y4", "W1"), ("Y3", "W2"), ("Y2", "Y1"), ("Y4", "b1"),
]  # fmt: skip


def network() -> tuple[Network, np.ndarray]:
    rng = np.random.default_rng(1)
    layers = [Linear(rng.normal(size=(3, 2)), rng.normal(size=3)), Activation("tanh")]
    layers += [Linear(rng.normal(size=(2, 3))), Activation("softmax")]
    return Network(layers), rng.normal(size=(2, 4))


@pytest.mark.parametrize(("of", "wrt"), CASES)
@pytest.mark.parametrize("order", ["F", "C"])
@pytest.mark.parametrize("sample", [None, 0, 3])
def test_both_brackets_and_the_dense_product_agree(
    of: str, wrt: str, order: str, sample: int | None
) -> None:
    made, X = network()
    rng = np.random.default_rng(5)
    passes = made.backprop(X, Y_grad=rng.normal(size=(2, 4)))
    tangent = freeze(rng.normal(size=passes.values[wrt].shape))
    lin = linearized(passes, of, wrt, order, tangent, sample)
    J = lin.jacobian.dense()
    assert lin.dl_from_left == pytest.approx(lin.dl_from_right)
    assert lin.dl == pytest.approx((lin.cotangent_row @ J @ lin.tangent_column).item())
    for count in range(lin.shape[0] + 1):
        expected = lin.cotangent_row[:, :count] @ J[:count]
        np.testing.assert_allclose(lin.from_rows(range(count)), expected, atol=1e-12)
    first = lin.from_rows(range(1)) + lin.from_rows(range(1, lin.shape[0]))
    np.testing.assert_allclose(first, lin.gradient_row, atol=1e-12)
    for count in range(lin.shape[1] + 1):
        expected = J[:, :count] @ lin.tangent_column[:count]
        np.testing.assert_allclose(lin.from_cols(range(count)), expected, atol=1e-12)


def test_dl_is_the_slope_of_the_loss_along_dx() -> None:
    made, X = network()
    target = np.eye(2)[:, [0, 1, 1, 0]]
    passes = made.backprop(X, loss="squared_error", target=target)
    dX = np.random.default_rng(2).normal(size=X.shape)
    lin = linearized(passes, "Y4", "X", "F", freeze(dX))
    step = 1e-6
    ahead, behind = (
        made.backprop(X + s * dX, loss="squared_error", target=target).loss for s in (step, -step)
    )
    assert lin.dl == pytest.approx((ahead - behind) / (2 * step), rel=1e-6)
    np.testing.assert_allclose(lin.gradient, passes.grads["X"])


def test_the_parts_of_samples_add_up_to_the_gradient_of_w() -> None:
    made, X = network()
    passes = made.backprop(X, loss="sum")
    dW = freeze(np.ones((3, 2)))
    parts = [linearized(passes, "Y4", "W1", "F", dW, sample).gradient for sample in range(4)]
    np.testing.assert_allclose(sum(parts), passes.grads["W1"])


def test_nan_stays_with_the_samples_it_belongs_to() -> None:
    X = np.array([[1.0, np.nan], [2.0, 3.0]])
    G = np.array([[1.0, np.nan]])
    lin = linearized(backprop([[2, 3]], X, Y_grad=G), "Y", "X", "F", freeze(np.ones((2, 2))))
    np.testing.assert_array_equal(lin.from_rows(range(1)), [[2.0, 3.0, 0.0, 0.0]])
    np.testing.assert_array_equal(lin.gradient_row, [[2.0, 3.0, np.nan, np.nan]])


def test_what_is_too_large_to_multiply_out_is_applied() -> None:
    rng = np.random.default_rng(0)
    passes = backprop(rng.normal(size=(60, 50)), rng.normal(size=(50, 60)))
    dX = freeze(rng.normal(size=(50, 60)))
    lin = linearized(passes, "Y", "X", "F", dX)
    assert isinstance(lin.jacobian, Jacobian)
    assert lin.shape == (3600, 3000)  # more than are multiplied out
    np.testing.assert_allclose(lin.from_rows(range(60))[0, :50], lin.gradient_row[0, :50])
    assert not lin.from_rows(range(60))[0, 50:].any()
    np.testing.assert_allclose(lin.from_cols(range(50))[:60], lin.moved_column[:60])
