"""The nearest orthogonal matrix: orthogonal, and nearer than others; what undoes a matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.orthogonal import factors

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))
seeds = st.integers(0, 2**32 - 1)


def made(shape: tuple[int, int], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape) * 3


def nearest(W: np.ndarray) -> np.ndarray:
    """Return Q of W = Q H, the matrix with orthonormal columns (or rows) nearest to W."""
    return factors(W).toward_orthogonal(1.0).product


@given(shapes, seeds)
def test_its_short_side_is_orthonormal(shape: tuple[int, int], seed: int) -> None:
    Q = nearest(made(shape, seed))
    gram = Q.T @ Q if shape[0] >= shape[1] else Q @ Q.T
    assert Q.shape == shape
    assert np.allclose(gram, np.eye(min(shape)))
    assert factors(Q).is_orthogonal


@given(shapes, seeds, seeds)
def test_no_other_orthogonal_matrix_is_nearer(
    shape: tuple[int, int], seed: int, other: int
) -> None:
    W = made(shape, seed)
    Q, R = nearest(W), nearest(made(shape, other))
    assert np.linalg.norm(W - Q) <= np.linalg.norm(W - R) + 1e-9
    nearby = nearest(Q + 1e-3 * made(shape, other))
    assert np.linalg.norm(W - Q) <= np.linalg.norm(W - nearby) + 1e-9


@given(seeds)
def test_the_rest_is_symmetric_and_has_no_negative_direction(seed: int) -> None:
    W = made((4, 3), seed)
    H = nearest(W).T @ W
    assert np.allclose(H, H.T)
    assert np.linalg.eigvalsh((H + H.T) / 2).min() > -1e-9


@pytest.mark.parametrize("W", [np.zeros((2, 3)), np.ones((3, 3)), np.full((2, 2), 1e-300)])
def test_less_than_full_rank_still_gives_one(W: np.ndarray) -> None:
    assert factors(nearest(W)).is_orthogonal


def test_magnitudes_do_not_matter() -> None:
    for size in (1e-300, 1e12, 1e300):
        W = made((3, 3), 1)
        assert np.allclose(nearest(W * size), nearest(W))


def test_what_is_not_finite_is_nan_and_not_an_error() -> None:
    for odd in (np.nan, np.inf):
        found = factors(np.array([[odd, 1.0, 2.0], [0.0, 1.0, 2.0]]))
        for values in (found.product, found.toward_orthogonal(1.0).product, found.inverse.T):
            assert values.shape == (2, 3)
            assert np.isnan(values).all()
        assert not found.is_orthogonal
        assert not found.is_invertible


@given(shapes, seeds, st.floats(0, 1))
def test_the_way_from_w_to_q_is_straight(shape: tuple[int, int], seed: int, share: float) -> None:
    W = made(shape, seed)
    moved = factors(W).toward_orthogonal(share)
    assert np.allclose(moved.product, (1 - share) * W + share * nearest(W))
    assert not moved.product.flags.writeable
    assert np.allclose(factors(moved.product).sizes, moved.sizes)
    assert np.allclose(factors(W).product, W)
    assert factors(W).toward_orthogonal(1.0).is_orthogonal


def test_it_is_orthogonal_only_at_the_end() -> None:
    found = factors(made((3, 3), 2))
    assert not found.is_orthogonal
    assert not found.toward_orthogonal(0.99).is_orthogonal


@given(shapes, seeds, st.floats(0, 1))
def test_the_inverse_is_numpys(shape: tuple[int, int], seed: int, share: float) -> None:
    W = made(shape, seed)
    moved = factors(W).toward_orthogonal(share)
    assert np.allclose(moved.inverse, np.linalg.pinv(moved.product))
    assert moved.is_invertible == (shape[0] == shape[1])
    if moved.is_invertible:
        assert np.allclose(moved.inverse @ moved.product, np.eye(len(W)), atol=1e-6)


@pytest.mark.parametrize("W", [np.ones((3, 3)), np.zeros((2, 2)), np.diag([1.0, 0.0])])
def test_a_singular_matrix_is_undone_as_far_as_can_be(W: np.ndarray) -> None:
    found = factors(W)
    assert not found.is_invertible
    assert np.allclose(W @ found.inverse @ W, W)
    assert np.allclose(found.inverse, np.linalg.pinv(W))


@given(shapes, seeds)
def test_of_an_orthogonal_matrix_the_inverse_is_the_transpose(
    shape: tuple[int, int], seed: int
) -> None:
    Q = factors(made(shape, seed)).toward_orthogonal(1.0)
    assert np.allclose(Q.inverse, Q.product.T)
