"""The level line through x is drawn wherever l changes, however narrow the valley is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.steepest import Plane
from gradviz.scene.layout.axes import Window
from gradviz.views.steepest.levels import level_lines, window_around
from gradviz.views.steepest.valley import away_from, valley_lines

ASPECT = 1.4


def own_lines(plane: Plane, window: Window) -> tuple[Matrix, ...]:
    (own,) = (level for level in level_lines(plane, window) if level.is_own)
    return own.lines


def narrow(width: float) -> Plane:
    """Return a valley of l = ½ (x1 + 2 x2 − 1)² in which its other wall is so far from x."""
    x2 = (1.0 + width * np.sqrt(5) / 2) / 2
    return Plane(
        backprop([[1.0, 2.0]], [[0.0], [x2]], loss="squared_error", target=[[1.0]]), "X", 0, (0, 1)
    )


@pytest.mark.parametrize("width", [0.2, 0.05, 0.005])
def test_both_walls_of_a_narrow_valley_are_drawn_from_edge_to_edge(width: float) -> None:
    plane = narrow(width)
    window = window_around(plane.point, 0.5, ASPECT)
    lines = own_lines(plane, window)
    assert len(lines) == 2
    for line in lines:
        assert np.ptp(line[:, 0]) == pytest.approx(2 * window.half_x, rel=0.01)
        off = np.abs(line @ [1.0, 2.0] - 1.0)
        assert off == pytest.approx(width * np.sqrt(5) / 2, rel=0.1)


def test_a_small_ellipse_around_the_lowest_point_is_closed() -> None:
    made = backprop(
        np.diag([1.0, 3.0]), [[1.01], [1.0]], loss="squared_error", target=[[1.0], [3.0]]
    )
    plane = Plane(made, "X", 0, (0, 1))
    (line,) = own_lines(plane, window_around(plane.point, 0.5, ASPECT))
    assert line[0].tolist() == line[-1].tolist()
    across, up = np.ptp(line, axis=0)
    assert across == pytest.approx(0.02, rel=0.1)
    assert up == pytest.approx(0.02 / 3, rel=0.1)


@st.composite
def near_the_bottom(draw: st.DrawFn) -> Plane:
    """Return a plane in which x nearly fits its target, and l has a narrow valley."""
    rng = np.random.default_rng(draw(st.integers(0, 9999)))
    kind = draw(st.sampled_from(["", "relu", "tanh"]))
    layers = [Linear(rng.integers(-3, 4, (2, 3)).astype(float))]
    if kind:
        layers = [
            Linear(rng.normal(size=(4, 3))),
            Activation(kind),
            Linear(rng.normal(size=(2, 4))),
        ]
    network, X = Network(tuple(layers)), rng.integers(-3, 4, (3, 2)).astype(float)
    plain = network.backprop(X)
    target = plain.primals[plain.output] + 0.1 * rng.normal(size=(2, 2))
    loss = draw(st.sampled_from(["squared_error", "huber", "l1"]))
    return Plane(network.backprop(X, loss=loss, target=target), "X", 0, (0, 1))


@settings(max_examples=60, deadline=None)
@given(near_the_bottom())
def test_where_l_changes_its_level_line_goes_through_x(plane: Plane) -> None:
    if np.abs(plane.gradient).max() < 1e-6:
        return
    window = window_around(plane.point, 0.5, ASPECT)
    pitch = 2 * window.half_x / 40
    nearest = min(away_from(line, plane.point) for line in own_lines(plane, window))
    assert nearest < pitch / 4


def test_lines_are_cut_to_the_window() -> None:
    plane = narrow(0.05)
    window = Window(0.8, 0.1, 1.4, 1.0)
    for line in valley_lines(plane, window, 0.07):
        assert (np.abs(line - [window.x, window.y]) <= [1.4 + 1e-9, 1.0 + 1e-9]).all()
