import dataclasses

import numpy as np
import pytest

from gradviz.engine.layers import Linear
from gradviz.errors import InputError, ShapeError

W = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize("b", [[1, 2], (1, 2), [[1], [2]], np.array([1.0, 2.0])])
def test_a_bias_becomes_a_column(b: object) -> None:
    layer = Linear(W, b)
    assert layer.b is not None
    np.testing.assert_array_equal(layer.b, [[1], [2]])


@pytest.mark.parametrize(
    ("b", "told"), [([1, 2, 3], "3×1"), ([[1, 2]], "1×2"), (np.ones((2, 2)), "2×2"), ([5], "1×1")]
)
def test_a_bias_has_one_entry_per_row(b: object, told: str) -> None:
    with pytest.raises(ShapeError, match=f"W is 2×3, so b is 2×1; it is {told}"):
        Linear(W, b)


@pytest.mark.parametrize(
    ("b", "error"),
    [([], ShapeError), (5, ShapeError), (["a", "b"], InputError), ("ab", InputError)],
)
def test_what_is_no_bias(b: object, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^b "):
        Linear(W, b)


def test_a_layer_is_a_value_of_its_own() -> None:
    mine = W.copy()
    layer = Linear(mine)
    mine[:] = 0
    np.testing.assert_array_equal(layer.W, W)
    assert layer.b is None
    with pytest.raises(ValueError, match="read-only"):
        layer.W[0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        layer.W = W  # type: ignore[misc]  # what is frozen is tested


def test_replacing_keeps_the_very_same_matrices() -> None:
    layer = Linear(W)
    wider = dataclasses.replace(layer, b=[1, 2])
    assert wider.W is layer.W
    with pytest.raises(ShapeError):
        dataclasses.replace(wider, W=np.ones((3, 3)))
