import math

import numpy as np
import pytest

from gradviz.errors import InputError
from gradviz.session.fills import FILLS, fill_values


@pytest.mark.parametrize("name", FILLS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1), (64, 64)])
def test_every_fill_has_its_shape_and_is_kept(name: str, shape: tuple[int, int]) -> None:
    values = fill_values(name, shape, 3)
    assert values.shape == shape
    assert values.dtype == np.float64
    assert np.isfinite(values).all()
    assert not values.flags.writeable


@pytest.mark.parametrize("name", FILLS)
def test_the_seed_decides_exactly_the_random_ones(name: str) -> None:
    first, again, other = (fill_values(name, (8, 8), seed) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert (first.tobytes() != other.tobytes()) == FILLS[name].is_random


@pytest.mark.parametrize(
    ("name", "variance", "largest"),
    [
        ("uniform", 1 / 3, 1.0),
        ("normal", 1.0, math.inf),
        ("xavier", 2 / (200 + 400), math.sqrt(6 / (200 + 400))),
        ("he", 2 / 400, math.inf),
    ],
)
def test_random_fills_are_spread_as_they_say(name: str, variance: float, largest: float) -> None:
    values = fill_values(name, (200, 400), 5)
    assert values.var() == pytest.approx(variance, rel=0.03)
    assert abs(values.mean()) < 4 * math.sqrt(variance / values.size)
    assert np.abs(values).max() <= largest


def test_integers_are_all_of_minus_3_to_3() -> None:
    assert set(fill_values("integers", (20, 20), 0).ravel()) == set(range(-3, 4))


@pytest.mark.parametrize("shape", [(1, 1), (4, 4), (6, 2), (2, 6), (64, 64)])
def test_orthogonal_rows_or_columns_are_orthonormal(shape: tuple[int, int]) -> None:
    Q = fill_values("orthogonal", shape, 7)
    product = Q.T @ Q if shape[0] >= shape[1] else Q @ Q.T
    np.testing.assert_allclose(product, np.eye(min(shape)), atol=1e-12)


def test_orthogonal_prefers_no_direction() -> None:
    first = [fill_values("orthogonal", (3, 3), seed)[0, 0] for seed in range(400)]
    assert abs(np.mean(first)) < 4 * math.sqrt(1 / 3 / 400)
    assert np.var(first) == pytest.approx(1 / 3, rel=0.15)


def test_identity_need_not_be_square() -> None:
    assert fill_values("identity", (2, 3)).tolist() == [[1, 0, 0], [0, 1, 0]]


def test_refuses_what_there_is_not() -> None:
    with pytest.raises(InputError, match="no fill 'pink'; there are zeros, ones"):
        fill_values("pink", (2, 2))
    with pytest.raises(InputError, match="whole number from 0: got -1"):
        fill_values("normal", (2, 2), -1)
