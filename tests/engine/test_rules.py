import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.rules import LOSSES, RULES, log_softmax
from tests.engine.problems import SOME, assert_close, problem, sizes

Shape = tuple[int, int, int]
shapes = st.tuples(sizes, sizes, sizes)
seeds = st.integers(0, 10**6)


def _inputs(op: str, shape: Shape, random: np.random.Generator) -> list[np.ndarray]:
    M, K, N = shape
    pair = {"matmul": ((M, K), (K, N)), "add_bias": ((M, N), (M, 1))}[op]
    return [random.normal(size=one) for one in pair]


@pytest.mark.parametrize("op", RULES)
@given(shape=shapes, seed=seeds)
@SOME
def test_jvp_is_what_differences_say(op: str, shape: Shape, seed: int) -> None:
    random = np.random.default_rng(seed)
    rule = RULES[op]
    x, dx = _inputs(op, shape, random), _inputs(op, shape, random)
    h = 1e-5  # both rules are at most quadratic, so the central difference is exact
    up = rule.forward(*(a + h * da for a, da in zip(x, dx, strict=True)))
    down = rule.forward(*(a - h * da for a, da in zip(x, dx, strict=True)))
    np.testing.assert_allclose(rule.jvp(*dx, *x), (up - down) / (2 * h), rtol=1e-8, atol=1e-8)


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
    up, down = (float(rule.value(rule.residual(Y + s * dY, p.T), p.T)) for s in (h, -h))
    slope = np.vdot(rule.gradient(rule.residual(Y, p.T), p.T), dY)
    assert slope == pytest.approx((up - down) / (2 * h), rel=1e-6, abs=1e-7)


def test_log_softmax_of_huge_numbers() -> None:
    np.testing.assert_array_equal(log_softmax(np.array([[1e300], [-1e300]])), [[0], [-2e300]])
    assert_close(np.exp(log_softmax(np.array([[1.0, 5.0], [2.0, 5.0]]))).sum(axis=0), [1.0, 1.0])
