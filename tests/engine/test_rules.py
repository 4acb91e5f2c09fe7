from decimal import Decimal, localcontext

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.rules import ACTIVATIONS, ELEMENTWISE, LOSSES, RULES, log_softmax
from tests.engine.problems import AUTOGRAD_ACTIVATIONS, SOME, assert_close, problem, sizes

Shape = tuple[int, int, int]
shapes = st.tuples(sizes, sizes, sizes)
seeds = st.integers(0, 10**6)


def _inputs(op: str, shape: Shape, random: np.random.Generator) -> list[np.ndarray]:
    M, K, N = shape
    one = [(M, N)]
    wanted = {"matmul": [(M, K), (K, N)], "add_bias": [(M, N), (M, 1)]}.get(op, one)
    rule = ELEMENTWISE.get(op)
    bent = () if rule is None else (*rule.kinks, *rule.joints)
    return [_away_from(bent, random.normal(size=size)) for size in wanted]


def _away_from(bent: tuple[float, ...], X: np.ndarray) -> np.ndarray:
    """Leave room for differences beside what is bent: they are 0.1 away from it, or more."""
    for at in bent:
        X = np.where(np.abs(X - at) < 0.1, X + np.copysign(0.1, X - at), X)
    return X


@pytest.mark.parametrize("op", RULES)
@given(shape=shapes, seed=seeds)
@SOME
def test_jvp_is_what_differences_say(op: str, shape: Shape, seed: int) -> None:
    random = np.random.default_rng(seed)
    rule = RULES[op]
    x, dx = _inputs(op, shape, random), _inputs(op, shape, random)
    h = 1e-5
    up = rule.forward(*(a + h * da for a, da in zip(x, dx, strict=True)))
    down = rule.forward(*(a - h * da for a, da in zip(x, dx, strict=True)))
    np.testing.assert_allclose(rule.jvp(*dx, *x), (up - down) / (2 * h), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("op", ACTIVATIONS)
@given(shape=shapes, seed=seeds)
@SOME
def test_vjp_of_an_activation_equals_autograd(op: str, shape: Shape, seed: int) -> None:
    random = np.random.default_rng(seed)
    (X,), G = _inputs(op, shape, random), random.normal(size=(shape[0], shape[2]))
    truth = grad(lambda X: anp.sum(G * AUTOGRAD_ACTIVATIONS[op](X)))(X)
    assert_close(RULES[op].vjp(G, X)[0], truth)
    assert_close(RULES[op].forward(X), AUTOGRAD_ACTIVATIONS[op](X))


@pytest.mark.parametrize("op", RULES)
@given(shape=shapes, seed=seeds)
@SOME
def test_vjp_is_the_adjoint_of_jvp(op: str, shape: Shape, seed: int) -> None:
    random = np.random.default_rng(seed)
    rule = RULES[op]
    x, dx = _inputs(op, shape, random), _inputs(op, shape, random)
    G = random.normal(size=rule.forward(*x).shape)
    pulled = rule.vjp(G, *x)
    assert [p.shape for p in pulled] == [a.shape for a in x]
    left = sum(np.vdot(p, da) for p, da in zip(pulled, dx, strict=True))
    assert left == pytest.approx(np.vdot(G, rule.jvp(*dx, *x)), rel=1e-11, abs=1e-11)


def test_matmul_by_hand() -> None:
    W, X = np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])
    assert RULES["matmul"].forward(W, X) == 11
    W_grad, X_grad = RULES["matmul"].vjp(np.array([[10.0]]), W, X)
    np.testing.assert_array_equal(W_grad, [[30, 40]])
    np.testing.assert_array_equal(X_grad, [[10], [20]])


@pytest.mark.parametrize("loss", LOSSES)
@given(shape=shapes, seed=seeds)
@SOME
def test_the_terms_of_a_loss_add_up_to_it(loss: str, shape: Shape, seed: int) -> None:
    p = problem(shape, loss, has_bias=False, seed=seed)
    rule = LOSSES[loss]
    R = rule.residual(p.W @ p.X, p.T)
    assert rule.terms(R, p.T).shape == p.T.shape
    assert rule.terms(R, p.T).sum() == pytest.approx(rule.value(R, p.T), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
@given(shape=shapes, seed=seeds)
@SOME
def test_the_gradient_of_a_loss_is_what_differences_say(loss: str, shape: Shape, seed: int) -> None:
    p = problem(shape, loss, has_bias=False, seed=seed)
    rule = LOSSES[loss]
    Y, dY, h = p.W @ p.X, np.random.default_rng(seed).normal(size=p.T.shape), 1e-5
    if bent := (*rule.kinks, *rule.joints):
        Y = p.T + _away_from(bent, Y - p.T)
    up, down = (float(rule.value(rule.residual(Y + s * dY, p.T), p.T)) for s in (h, -h))
    slope = np.vdot(rule.gradient(rule.residual(Y, p.T), p.T), dY)
    assert slope == pytest.approx((up - down) / (2 * h), rel=1e-6, abs=1e-7)


def test_log_softmax_of_huge_numbers() -> None:
    np.testing.assert_array_equal(log_softmax(np.array([[1e300], [-1e300]])), [[0], [-2e300]])
    assert_close(np.exp(log_softmax(np.array([[1.0, 5.0], [2.0, 5.0]]))).sum(axis=0), [1.0, 1.0])


@pytest.mark.parametrize("op", ELEMENTWISE)
def test_an_elementwise_operation_is_its_derivative(op: str) -> None:
    X = np.array([[-2.0, -0.5, 0.5, 30.0]])
    G = np.array([[1.0, 10.0, 100.0, 1000.0]])
    np.testing.assert_array_equal(RULES[op].vjp(G, X)[0], ELEMENTWISE[op].derivative(X) * G)
    np.testing.assert_array_equal(RULES[op].jvp(G, X), ELEMENTWISE[op].derivative(X) * G)


@pytest.mark.parametrize(("op", "below", "above"), [("relu", 0, 1), ("leaky_relu", 0.01, 1)])
def test_at_a_kink_the_slope_is_the_one_below(op: str, below: float, above: float) -> None:
    slopes = ELEMENTWISE[op].derivative(np.array([[-1e-300, -0.0, 0.0, 1e-300]]))
    assert slopes.tolist() == [[below, below, below, above]]


def test_far_out_nothing_overflows_and_small_numbers_stay() -> None:
    X = np.array([[-1000.0, -40.0, 1000.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert RULES["sigmoid"].forward(X).tolist() == [[0, np.exp(-40.0), 1]]
        assert RULES["softplus"].forward(X)[0, 2] == 1000
        assert RULES["softplus"].forward(X)[0, 1] == pytest.approx(np.exp(-40.0), rel=1e-12)
        assert RULES["tanh"].forward(X).tolist() == [[-1, -1, 1]]
        assert RULES["gelu"].forward(X)[0].tolist() == [0, 0, 1000]
        assert RULES["softmax"].forward(X.T).T.tolist() == [[0, 0, 1]]


@pytest.mark.parametrize("op", ACTIVATIONS)
def test_what_is_not_a_number_stays_unknown(op: str) -> None:
    X = np.array([[np.nan, 1.0]])
    with np.errstate(invalid="ignore"):
        Y = RULES[op].forward(X)
    assert np.isnan(Y).tolist() == [[True, False]]


def test_softmax_columns_do_not_meet() -> None:
    X = np.array([[1.0, 5.0, -3.0], [2.0, 5.0, 4.0]])
    P = RULES["softmax"].forward(X)
    np.testing.assert_allclose(P.sum(axis=0), 1, rtol=1e-15)
    pulled = RULES["softmax"].vjp(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]), X)[0]
    assert (pulled[:, 1:] == 0).all()
    assert pulled[:, 0].sum() == pytest.approx(0, abs=1e-16)  # a common shift changes nothing


@pytest.mark.parametrize(("op", "scale"), [("tanh", 2.0), ("sigmoid", 1.0)])
def test_a_slope_keeps_its_digits_far_from_zero(op: str, scale: float) -> None:
    X = np.array([[8.0, -12.0, 18.0, 400.0]])
    E = np.exp(-scale * np.abs(X))
    (found,) = RULES[op].vjp(np.ones_like(X), X)
    np.testing.assert_allclose(found, scale**2 * E / (1.0 + E) ** 2, rtol=1e-14)


def test_softplus_goes_straight_on_above_20() -> None:
    """As in PyTorch: 2e-9 less than log(1 + exp(X)), so that no tolerance would tell."""
    X = np.array([[19.9, 20.0, 20.5, 30.0]])
    curved = np.logaddexp(0.0, X)
    assert RULES["softplus"].forward(X).tolist() == [[*curved[0, :2], 20.5, 30.0]]
    slope = ELEMENTWISE["softplus"].derivative(X)[0]
    assert (slope[:2] < 1.0).all()
    assert slope[2:].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("op", RULES)
def test_a_value_is_an_array_of_its_own(op: str) -> None:
    """Changes are told by identity: Y must not be X, even where it is equal to it."""
    inputs = _inputs(op, (2, 2, 2), np.random.default_rng(0))
    Y = RULES[op].forward(*inputs)
    assert not any(np.shares_memory(Y, given) for given in inputs)


# --- digits that are kept far from 0


def phi_and_share(x: float) -> tuple[Decimal, Decimal]:
    """Return the density and the share below x of a standard normal, x <= -2, to 40 digits.

    The share is the density times a continued fraction (Abramowitz and Stegun, 26.2.14).
    """
    with localcontext() as context:
        context.prec = 60
        at = -Decimal(x)
        pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
        density = (-at * at / 2).exp() / (2 * pi).sqrt()
        fraction = at
        for n in range(600, 0, -1):
            fraction = at + n / fraction
        return density, density / fraction


@pytest.mark.parametrize("x", [-2.0, -3.5, -5.9, -6.1, -8.3, -12.0, -20.0, -30.0, -37.0])
def test_gelu_keeps_twelve_digits_down_to_minus_37(x: float) -> None:
    density, share = phi_and_share(x)
    X = np.array([[x]])
    gelu = ELEMENTWISE["gelu"]
    value, slope = Decimal(x) * share, share + Decimal(x) * density
    assert gelu.forward(X)[0, 0] == pytest.approx(float(value), rel=1e-12, abs=0)
    assert gelu.derivative(X)[0, 0] == pytest.approx(float(slope), rel=1e-12, abs=0)


def logistic_to_60_digits(x: float) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return 1 / (1 + (-Decimal(x)).exp())


@pytest.mark.parametrize("x", [-700.0, -40.0, -5.9, -1.0, -1e-9, 0.0, 0.3, 2.5, 20.0, 745.0, 1e4])
def test_silu_and_elu_keep_twelve_digits(x: float) -> None:
    X = np.array([[x]])
    silu, elu = ELEMENTWISE["silu"], ELEMENTWISE["elu"]
    with localcontext() as context:
        context.prec = 60
        at, share = Decimal(x), logistic_to_60_digits(x)
        slope = share * (1 + at * (1 - share))
        below = at.exp() if x <= 0 else Decimal(1)
        value = below - 1 if x <= 0 else at
    assert silu.forward(X)[0, 0] == pytest.approx(float(at * share), rel=1e-12, abs=0)
    assert silu.derivative(X)[0, 0] == pytest.approx(float(slope), rel=1e-12, abs=0)
    assert elu.forward(X)[0, 0] == pytest.approx(float(value), rel=1e-12, abs=0)
    assert elu.derivative(X)[0, 0] == pytest.approx(float(below), rel=1e-12, abs=0)


def test_huber_and_l1_by_hand() -> None:
    Y, T = np.array([[0.5, -3.0], [1.0, 2.0]]), np.array([[0.0, 0.0], [0.0, 2.0]])
    R = Y - T
    huber, l1 = LOSSES["huber"], LOSSES["l1"]
    assert huber.value(R, T) == (0.125 + 2.5 + 0.5 + 0.0) / 4
    np.testing.assert_array_equal(huber.gradient(R, T), [[0.125, -0.25], [0.25, 0.0]])
    assert l1.value(R, T) == (0.5 + 3.0 + 1.0 + 0.0) / 4
    np.testing.assert_array_equal(l1.gradient(R, T), [[0.25, -0.25], [0.25, 0.0]])
