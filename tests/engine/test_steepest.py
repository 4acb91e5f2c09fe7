"""l over a plane, dl around a circle, the steepest direction: against differences and formulas."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.engine.jacobians.chain import chain_jacobian
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.engine.steepest import Plane, around, directions, steepest_angle
from tests.engine.problems import LOSSES

ANGLES = np.linspace(0.0, math.tau, 721)
SMOOTH = [name for name in ACTIVATIONS if "relu" not in name]


def network(kind: str, loss: str, seed: int = 0, samples: int = 3) -> tuple[Network, dict]:  # type: ignore[type-arg]  # of arguments
    """Return two linear layers around an activation, and the arguments of its backprop."""
    rng = np.random.default_rng(seed)
    layers: list[Layer] = [
        Linear(rng.normal(size=(4, 3)), rng.normal(size=4)),
        Activation(kind),
        Linear(rng.normal(size=(3, 4)), rng.normal(size=3)),
    ]
    T = rng.dirichlet(np.ones(3), size=samples).T
    arguments: dict[str, object] = {"X": rng.normal(size=(3, samples))}
    if loss == "seed":
        arguments["Y_grad"] = rng.normal(size=(3, samples))
    else:
        arguments["loss"] = loss
        arguments["target"] = None if loss == "sum" else T
    return Network(layers), arguments


def run(made: Network, arguments: dict) -> Passes:  # type: ignore[type-arg]  # of arguments
    return made.backprop(arguments["X"], **{k: v for k, v in arguments.items() if k != "X"})


def total(passes: Passes) -> float:
    """Return l, with a seed ⟨Y_grad, Y⟩."""
    return float((passes.Y_grad * passes.Y).sum()) if passes.loss is None else passes.loss


def losses(plane: Plane, points: np.ndarray) -> np.ndarray:
    """Return l with the entries of a plane elsewhere."""
    return plane.loss + plane.changes(points - plane.point[:, None])


# --- l elsewhere


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_l_over_the_plane_of_x_is_that_of_a_pass_with_another_x(kind: str, loss: str) -> None:
    made, arguments = network(kind, loss)
    passes = run(made, arguments)
    plane = Plane(passes, "X", 1, (2, 0))
    points = np.random.default_rng(1).normal(size=(2, 7))
    expected = []
    for third, first in points.T:
        X = arguments["X"].copy()
        X[[2, 0], 1] = third, first
        expected.append(total(run(made, arguments | {"X": X})))
    np.testing.assert_allclose(losses(plane, points), expected, rtol=1e-12, atol=1e-12)
    dl = np.array(expected) - total(passes)
    np.testing.assert_allclose(plane.changes(points - plane.point[:, None]), dl, atol=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
def test_l_over_the_plane_of_an_output_is_that_of_the_rest_of_the_network(loss: str) -> None:
    made, arguments = network("tanh", loss)
    passes = run(made, arguments)
    rest = Network(made.layers[1:])
    plane = Plane(passes, "Y1", 2, (3, 1))
    points = np.random.default_rng(2).normal(size=(2, 5))
    for point, found in zip(points.T, losses(plane, points), strict=True):
        hidden = passes.values["Y1"].copy()
        hidden[[3, 1], 2] = point
        assert found == pytest.approx(total(run(rest, arguments | {"X": hidden})), abs=1e-12)


def test_a_small_change_is_not_drowned_by_other_samples() -> None:
    passes = backprop(
        [[1.0, 1.0]], [[1.0, 1e10], [1.0, 0.0]], loss="squared_error", target=[[0, 0]]
    )
    found = Plane(passes, "X", 0, (0, 1)).changes(np.array([[1e-6], [0.0]]))
    assert found[0] == pytest.approx(2e-6 + 0.5e-12, rel=1e-9)  # l itself is 5e19


def test_nothing_not_finite_warns() -> None:
    passes = backprop([[np.nan, np.inf]], [[1.0], [-1.0]])
    plane = Plane(passes, "X", 0, (0, 1))
    assert np.isnan(losses(plane, np.zeros((2, 3)))).all()
    assert np.isnan(around(plane, 1.0, ANGLES).true).all()


# --- to first order


@given(
    st.sampled_from(SMOOTH), st.sampled_from(LOSSES), st.integers(0, 50), st.floats(0.0, math.tau)
)
def test_first_order_is_the_derivative_along_dx(
    kind: str, loss: str, seed: int, angle: float
) -> None:
    made, arguments = network(kind, loss, seed)
    plane = Plane(run(made, arguments), "X", 0, (0, 2))
    h, at = 1e-5, np.array([angle, angle + math.pi])
    ahead, back = around(plane, h, at).true
    assert (ahead - back) / (2 * h) == pytest.approx(
        around(plane, 1.0, at).first[0], rel=1e-6, abs=1e-8
    )


@pytest.mark.parametrize("loss", LOSSES)
def test_the_largest_first_order_is_norm_times_length_at_the_angle_of_the_gradient(
    loss: str,
) -> None:
    made, arguments = network("tanh", loss)
    plane = Plane(run(made, arguments), "X", 2, (1, 2))
    angle = steepest_angle(plane.gradient)
    assert angle is not None
    found = around(plane, 0.3, np.append(ANGLES, angle))
    assert found.first.argmax() == len(ANGLES)
    assert found.first[-1] == pytest.approx(0.3 * np.linalg.norm(plane.gradient), rel=1e-12)
    assert found.first.min() >= -found.first[-1] * (1 + 1e-12)
    step = found.steps[:, -1] / 0.3
    np.testing.assert_allclose(step, plane.gradient / np.linalg.norm(plane.gradient))


def test_first_order_is_a_cosine_of_the_angle_to_the_gradient() -> None:
    passes = backprop([[2, -1, 0.5], [1, 3, -2]], [[1], [3], [-2]], Y_grad=[[1], [2]])
    plane = Plane(passes, "X", 0, (0, 1))  # x_grad = (4, 5)
    expected = 0.5 * math.sqrt(41) * np.cos(ANGLES - math.atan2(5, 4))
    np.testing.assert_allclose(around(plane, 0.5, ANGLES).first, expected, atol=1e-12)


def test_truly_dl_of_a_linear_l_is_first_order_too() -> None:
    plane = Plane(backprop([[2, 1], [0, 3]], [[1], [1]], loss="sum"), "X", 0, (0, 1))
    found = around(plane, 5.0, ANGLES)
    np.testing.assert_allclose(found.true, found.first, atol=1e-12)


def test_dl_of_a_quadratic_l_is_first_order_and_half_the_square_of_dy() -> None:
    W = np.array([[2.0, -1.0], [1.0, 3.0]])
    passes = backprop(W, [[1], [2]], loss="squared_error", target=[[1], [1]])
    found = around(Plane(passes, "X", 0, (0, 1)), 0.7, ANGLES)
    expected = found.first + 0.5 * ((W @ found.steps) ** 2).sum(axis=0)
    np.testing.assert_allclose(found.true, expected, atol=1e-12)


def test_where_the_gradient_is_zero_or_nothing_finite_no_direction_is_steepest() -> None:
    for gradient in ([0.0, 0.0], [0.0], [np.nan, 1.0], [np.inf, 0.0]):
        assert steepest_angle(np.array(gradient)) is None
    assert steepest_angle(np.array([0.0, -1e-300])) == pytest.approx(1.5 * math.pi)


# --- on a line


def test_on_a_line_there_are_two_directions() -> None:
    assert set(directions(ANGLES, 1)[0]) == {-1.0, 1.0}
    assert steepest_angle(np.array([-2.0])) == pytest.approx(math.pi)
    passes = backprop([[3.0], [1.0]], [[2.0]], loss="squared_error", target=[[0], [0]])
    found = around(Plane(passes, "X", 0, (0,)), 0.5, np.array([0.0, math.pi]))
    assert found.first.tolist() == [10.0, -10.0]
    assert found.true.tolist() == [11.25, -8.75]


# --- the other plane


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("key", ["Y1", "Y2", "Y3"])
@pytest.mark.parametrize("rows", [(0, 2), (2, 0), (1,)])
def test_the_jacobian_is_the_part_of_the_whole_that_the_planes_see(
    kind: str, key: str, rows: tuple[int, ...]
) -> None:
    made, arguments = network(kind, "sum")
    passes = run(made, arguments)
    x, y = Plane(passes, "X", 1, rows), Plane(passes, key, 1, (2, 0))
    dense = chain_jacobian(passes, wrt="X", of=key).dense()
    height = len(passes.values[key])
    picked = dense[[height + 2, height]][:, [3 + row for row in rows]]
    np.testing.assert_allclose(x.jacobian(y), picked, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", SMOOTH)
def test_the_image_of_a_small_circle_is_the_ellipse(kind: str) -> None:
    made, arguments = network(kind, "sum")
    passes = run(made, arguments)
    x, y = Plane(passes, "X", 0, (0, 1)), Plane(passes, "Y3", 0, (0, 2))
    steps = 1e-5 * directions(ANGLES, 2)
    np.testing.assert_allclose(x.moved(steps, y), x.jacobian(y) @ steps, atol=1e-8)


def test_y_grad_and_the_ellipse_tell_the_same_dl() -> None:
    """x_grad · dx = y_grad · J dx, where all of y is in the plane."""
    passes = backprop([[2, 1], [0, 3]], [[1], [1]], loss="squared_error", target=[[0], [1]])
    x, y = Plane(passes, "X", 0, (0, 1)), Plane(passes, "Y1", 0, (0, 1))
    found = around(x, 0.5, ANGLES)
    np.testing.assert_allclose(y.gradient @ x.jacobian(y) @ found.steps, found.first, atol=1e-12)
