import pytest

from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.session.widths import check_entries, joined, widths


def linear(rows: int, cols: int) -> Linear:
    return Linear([[0.0] * cols] * rows)


def test_an_activation_keeps_the_width() -> None:
    layers = [Activation("relu"), linear(4, 3), Activation("tanh"), linear(2, 4)]
    assert widths(layers, 3) == (3, 3, 4, 4, 2)
    assert joined(layers) == (0, 0, 2, 2, 4)


A, B, C = linear(3, 3), linear(4, 3), linear(3, 4)


@pytest.mark.parametrize(
    ("layers", "groups"),
    [
        ([A, A], (0, 0, 0)),
        ([B, C], (0, 1, 2)),
        ([B, C, B], (0, 1, 0, 1)),
        ([B, C, B, C], (0, 1, 0, 1, 0)),
        ([B, C, A, B], (0, 1, 2, 0, 1)),
        ([B, C, B, Activation("relu"), C], (0, 1, 0, 1, 1, 0)),
        ([A, Activation("relu"), A], (0, 0, 0, 0)),
    ],
)
def test_layers_that_share_a_matrix_share_its_sizes(
    layers: list[Layer], groups: tuple[int, ...]
) -> None:
    assert joined(layers) == groups


@pytest.mark.parametrize(
    ("sizes", "N", "message"),
    [
        ((5000, 4000, 1), 1, "W1 would be 4000×5000: a matrix has at most 16,777,216 entries"),
        ((5000, 1, 4000), 4000, "X would be 5000×4000: a matrix has at most 16,777,216 entries"),
        ((1, 1, 5000), 4000, "Y2 would be 5000×4000: a matrix has at most 16,777,216 entries"),
    ],
)
def test_no_matrix_is_larger_than_memory(sizes: tuple[int, ...], N: int, message: str) -> None:
    names = Network([B, C]).names
    check_entries(names, (4096, 4096, 4096), 4096)
    with pytest.raises(InputError, match=f"^{message}$"):
        check_entries(names, sizes, N)
