"""The identity itself: it holds for the transpose, whatever the numbers, and for it alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.arrays import Matrix, freeze
from gradviz.engine.jacobians.tangents import default_tangent, fitted_tangent
from gradviz.session.looks.adjoint import By
from gradviz.views.adjoint.numbers import exhibit

sides = st.integers(1, 7)
states = st.integers(0, 2**32 - 1)


def made(M: int, K: int, N: int, seed: int, size: float = 1.0) -> tuple[Matrix, Matrix, Matrix]:
    rng = np.random.default_rng(seed)
    shapes = ((M, K), (M, N), (K, N))
    W, G, dX = (freeze(rng.normal(size=shape) * size) for shape in shapes)
    return W, G, dX


@given(sides, sides, sides, states, st.sampled_from([1e-150, 1e-9, 1.0, 1e12, 1e90]),
       st.floats(0, 1))  # fmt: skip
def test_with_the_transpose_both_numbers_are_the_same(
    M: int, K: int, N: int, seed: int, size: float, share: float
) -> None:
    W, G, dX = made(M, K, N, seed, size)
    found = exhibit(W, G, dX, "transpose", share)
    assert found.is_equal is True
    assert found.is_transpose
    few_digits = 1e-320  # below 2e-308 floats lose their digits one by one
    assert found.left == pytest.approx(found.right, rel=1e-6, abs=1e-9 * size**3 + few_digits)


@given(sides, sides, sides, states)
def test_both_are_the_sum_of_the_same_triple_products(M: int, K: int, N: int, seed: int) -> None:
    W, G, dX = made(M, K, N, seed)
    found = exhibit(W, G, dX, "transpose", 0.0)
    triples = W[:, :, None] * G[:, None, :] * dX[None, :, :]
    assert triples.size == found.products
    assert np.allclose(triples.sum(axis=1), found.left_terms)
    assert np.allclose(triples.sum(axis=0), found.right_terms)
    assert found.left == pytest.approx(float(triples.sum()))


def test_it_is_the_change_of_a_loss_to_first_order() -> None:
    W, G, dX = made(3, 4, 2, 5)
    X = np.random.default_rng(6).normal(size=(4, 2))

    def loss(values: Matrix) -> float:
        return float((G * np.tanh(W @ values)).sum())

    h = 1e-6
    slope = (loss(X + h * dX) - loss(X - h * dX)) / (2 * h)
    seed = freeze(G * (1 - np.tanh(W @ X) ** 2))
    found = exhibit(W, seed, dX, "transpose", 0.0)
    assert found.left == pytest.approx(slope, rel=1e-6)


@given(st.integers(2, 6), sides, states)
def test_with_w_itself_or_its_inverse_they_part(M: int, N: int, seed: int) -> None:
    W, G, dX = made(M, M, N, seed)
    wrong: tuple[By, ...] = ("W", "inverse")
    for by in wrong:
        found = exhibit(W, G, dX, by, 0.0)
        assert found.is_equal is False
        assert not found.is_transpose


@given(sides, sides, sides, states)
def test_where_w_is_orthogonal_the_inverse_is_right(M: int, K: int, N: int, seed: int) -> None:
    W, G, dX = made(M, K, N, seed)
    found = exhibit(W, G, dX, "inverse", 1.0)
    assert found.is_orthogonal
    assert found.is_transpose
    assert found.is_equal is True


def test_on_the_way_there_the_difference_shrinks_to_nothing() -> None:
    W, G, dX = made(3, 3, 2, 8)
    apart = [
        float(np.abs(found.back.W - found.forward.W.T).max())
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
        if (found := exhibit(W, G, dX, "inverse", share)).back is not None
    ]
    assert apart == sorted(apart, reverse=True)
    assert apart[-1] < 1e-9


def test_a_symmetric_w_is_its_own_transpose() -> None:
    W, G, dX = made(3, 3, 2, 9)
    found = exhibit(freeze(W + W.T), G, dX, "W", 0.0)
    assert found.is_transpose
    assert found.is_equal is True


def test_w_itself_needs_a_square() -> None:
    found = exhibit(*made(2, 3, 4, 1), "W", 0.0)
    assert found.back is None
    assert found.is_equal is None


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_neither_equal_nor_unequal(odd: float) -> None:
    W, G, dX = made(3, 3, 2, 1)
    broken = W.copy()
    broken[0, 1] = odd
    maps: tuple[By, ...] = ("transpose", "W", "inverse")
    for by in maps:
        assert exhibit(freeze(broken), G, dX, by, 0.5).is_equal is None


def test_zeros_are_equal() -> None:
    zeros = freeze(np.zeros((3, 3)))
    maps: tuple[By, ...] = ("transpose", "W", "inverse")
    for by in maps:
        assert exhibit(zeros, zeros, zeros, by, 0.0).is_equal is True


def test_the_same_matrices_give_the_very_same_numbers() -> None:
    W, G, dX = made(3, 3, 2, 1)
    assert exhibit(W, G, dX, "inverse", 0.3) is exhibit(W, G, dX, "inverse", 0.3)


def test_a_tangent_of_another_size_is_made_to_fit() -> None:
    given_one = freeze(np.array([[7.0, 8.0], [9.0, 6.0]]))
    assert fitted_tangent(given_one, 2, 2) is given_one
    larger = fitted_tangent(given_one, 3, 4)
    assert larger.shape == (3, 4)
    assert (larger[:2, :2] == given_one).all()
    assert (larger[2] == default_tangent((3, 4))[2]).all()
    assert fitted_tangent(given_one, 1, 1).tolist() == [[7.0]]
    assert fitted_tangent(None, 2, 5) is default_tangent((2, 5))


def test_products_too_small_for_all_their_digits_are_equal() -> None:
    W, G, dX = made(1, 2, 1, 1, 1e-150)
    found = exhibit(W, G, dX, "transpose", 1.41e-20)
    assert 0.0 < abs(found.left) < 2.3e-308
    assert found.is_equal is True
