"""What entries say of themselves is true of their numbers."""

import numpy as np
import pytest

from gradviz.engine.rules import ELEMENTWISE, LOSSES


@pytest.mark.parametrize("op", ELEMENTWISE)
def test_kinks_and_joints_are_where_the_slope_jumps_or_bends(op: str) -> None:
    rule = ELEMENTWISE[op]
    grid = np.arange(-256, 257) / 8.0
    h = 2.0**-20
    slopes = rule.derivative(np.stack([grid - 2 * h, grid - h, grid + h, grid + 2 * h]))
    assert {kink for kink in rule.kinks if rule.jump(kink) > 1e-6} == set(
        grid[np.abs(slopes[2] - slopes[1]) > 1e-3].tolist()
    )
    is_bent = np.abs((slopes[3] - slopes[2]) - (slopes[1] - slopes[0])) > 0.5 * h
    assert set(rule.joints) == set(grid[is_bent].tolist())


@pytest.mark.parametrize("op", ELEMENTWISE)
def test_what_is_straight_has_the_same_slopes_all_the_way(op: str) -> None:
    rule = ELEMENTWISE[op]
    ends = np.array([-np.inf, *rule.kinks, np.inf])
    X = np.linspace(-8.0, 8.0, 1001)[None]
    piece = np.searchsorted(ends, X[0])
    slopes = [rule.derivative(X)[0, piece == n] for n in np.unique(piece)]
    assert rule.is_straight == all(np.ptp(some) == 0.0 for some in slopes)


@pytest.mark.parametrize("op", ELEMENTWISE)
def test_what_is_exact_is_one_of_a_few_numbers(op: str) -> None:
    rule, X = ELEMENTWISE[op], np.random.default_rng(0).normal(size=(1, 500)) * 3.0
    units = np.broadcast_to(rule.rounding.units(X), X.shape)
    Y = rule.forward(X)
    is_given = (Y == X) | np.isin(Y, (-1.0, 0.0, 1.0))
    assert is_given[units == 0.0].all()


@pytest.mark.parametrize("op", [op for op, of in ELEMENTWISE.items() if of.rounding.is_level])
def test_what_is_level_is_no_further_from_its_limit_than_its_slope(op: str) -> None:
    X = np.linspace(-60.0, -8.0, 200)[None]
    rule = ELEMENTWISE[op]
    limit = rule.forward(np.array([[-1e4]]))
    assert (np.abs(rule.forward(X) - limit) <= 2.0 * rule.derivative(X) + 2.0**-52).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_the_shape_of_a_loss_is_what_its_gradient_says(loss: str) -> None:
    rule = LOSSES[loss]
    if rule.of_softmax:
        assert not any((rule.is_straight, rule.is_linear, rule.is_quadratic))
        return
    T = np.zeros((3, 4))
    R = np.linspace(-3.0, 3.0, 12).reshape(T.shape) + 0.01
    h = 2.0**-10
    bends = (rule.gradient(R + h, T) - rule.gradient(R - h, T)) / (2.0 * h)
    if rule.is_of_parabolas:
        assert bends.max() == pytest.approx(rule.curvature(T.size), abs=1e-12)
    assert bends.max() <= rule.curvature(T.size) + 1e-12
    assert rule.is_quadratic == bool(bends.min() > 0.0 and np.ptp(bends) < 1e-12)
    assert rule.is_straight == (not bends.any())
    assert rule.is_linear == (np.ptp(rule.gradient(R, T)) == 0.0)
    for kink in rule.kinks:
        beside = (rule.gradient(np.full(T.shape, kink + by), T)[0, 0] for by in (-1e-3, 1e-3))
        assert rule.jump(kink, (3, 4)) == pytest.approx(abs(float(np.diff([*beside])[0])))


@pytest.mark.parametrize("loss", LOSSES)
def test_a_mean_is_shared_by_more_samples(loss: str) -> None:
    rule = LOSSES[loss]
    Y, T = np.array([[0.5], [2.0]]), np.array([[0.25], [0.75]])
    one = rule.value(rule.residual(Y, T), T)
    twice = rule.value(rule.residual(np.hstack([Y, Y]), np.hstack([T, T])), np.hstack([T, T]))
    assert twice == pytest.approx(one * (1.0 if rule.is_mean else 2.0), rel=1e-14)
