import numpy as np
import pytest

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.session.document import Document, example, network_document
from gradviz.session.edits import set_block, set_loss
from gradviz.session.sizes import (
    EDITOR_LIMIT,
    SAMPLES,
    check_limits,
    refitted,
    resized,
    size_title,
    sizes_of,
)


def network() -> Document:
    """Return X 3×2, W1 4×3 with a bias, tanh, W2 2×4."""
    first, last = Linear(np.ones((4, 3)), b=np.ones(4)), Linear(np.ones((2, 4)))
    return network_document(Network([first, Activation("tanh"), last]), np.ones((3, 2)))


@pytest.mark.parametrize(
    ("name", "shape", "sizes"),
    [
        ("X", (5, 6), {0: 5, SAMPLES: 6}),
        ("W1", (5, 6), {1: 5, 0: 6}),
        ("b1", (5, 1), {1: 5}),
        ("W2", (5, 6), {3: 5, 2: 6}),
        ("T", (5, 6), {3: 5, SAMPLES: 6}),
        ("Y3_grad", (5, 6), {3: 5, SAMPLES: 6}),
    ],
)
def test_a_shape_says_which_sizes_it_gives(
    name: str, shape: tuple[int, int], sizes: dict[int, int]
) -> None:
    assert sizes_of(network(), name, shape) == sizes
    assert resized(network(), sizes).matrix(name).shape == shape


def test_a_size_goes_through_activations() -> None:
    document = resized(network(), {2: 7})
    assert document.matrix("W1").shape == (7, 3)
    assert document.matrix("b1").ravel().tolist() == [1, 1, 1, 1, 0, 0, 0]
    assert document.matrix("W2").shape == (2, 7)
    assert document.matrix("W2")[:, 4:].tolist() == [[0, 0, 0], [0, 0, 0]]


def test_what_keeps_its_size_is_the_very_same() -> None:
    before = network()
    after = resized(before, {3: 1})
    assert after.network.layers[0] is before.network.layers[0]
    assert after.X is before.X
    assert refitted(before, before.network.layers) is before


def test_targets_of_cross_entropy_follow_the_last_output() -> None:
    document = resized(set_loss(network(), "cross_entropy"), {3: 1, SAMPLES: 3})
    assert document.target.tolist() == [[1, 1, 1]]
    assert document.seed.tolist() == [[1, 1, 0]]


def test_sizes_are_called_by_letters_in_one_layer_and_by_outputs_in_many() -> None:
    assert [str(size_title(example(), place)) for place in (1, 0, SAMPLES)] == ["M", "K", "N"]
    names = [str(size_title(network(), place)) for place in (0, 1, 3, SAMPLES)]
    assert names == ["the width of X", "the width of Y1", "the width of Y3", "N"]


def test_a_block_makes_room_up_to_the_limit() -> None:
    grown = set_block(network(), "W2", 0, 0, np.full((3, 5), 2.0), grow=True)
    assert grown.matrix("W1").shape == (5, 3)
    assert grown.target.shape == (3, 2)
    with pytest.raises(InputError, match="the width of Y2 goes from 1 to 64 in the editor: got"):
        set_block(network(), "W2", 0, 0, np.ones((1, EDITOR_LIMIT + 1)), grow=True)


def test_a_size_beyond_the_limit_may_stay() -> None:
    large = resized(network(), {0: 100})
    check_limits(large, {0: 100, 3: 5})
    with pytest.raises(InputError, match="the width of X goes from 1 to 64 in the editor: got 99"):
        check_limits(large, {0: 99})
