"""What an edit made larger or smaller is told, in the words of the convention."""

import numpy as np
import pytest

from gradviz.session.document import Document, example
from gradviz.session.edits import resize, set_block, set_convention, set_loss, set_matrix
from gradviz.session.growth import sizes_told
from gradviz.session.layers import add_layer, remove_layer, resize_layer
from gradviz.session.presets.documents import PRESETS
from gradviz.session.sizes import refitted


def test_a_paste_that_grows_tells_what_follows() -> None:
    new = set_block(example(), "W", 1, 1, np.full((2, 3), 7.0), grow=True)
    assert str(sizes_told(example(), new)) == "W is now 3×4, X and T got a row of zeros"


def test_an_opened_matrix_that_is_smaller_takes_from_the_others() -> None:
    assert str(sizes_told(example(), set_matrix(example(), "W", [[9.0, 8.0]]))) == (
        "W is now 1×2, X and T lost a row"
    )


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"N": 6}, "X and T got 2 columns of zeros"),
        ({"K": 2}, "W lost a column, X lost a row"),
        ({"M": 3}, "W and T got a row of zeros"),
        (
            {"M": 3, "K": 4},
            "W got a row and a column of zeros, X and T got a row of zeros",
        ),
        ({}, ""),
    ],
)
def test_sizes_are_told(sizes: dict[str, int], told: str) -> None:
    assert str(sizes_told(example(), resize(example(), **sizes))) == told


def test_it_is_told_as_the_convention_has_it() -> None:
    document = set_convention(example(), "xw")
    assert str(sizes_told(document, resize(document, N=5))) == "X and T got a row of zeros"


def test_what_is_not_used_is_not_told() -> None:
    document = set_loss(example(), "sum")
    assert str(sizes_told(document, resize(document, N=5))) == "X got a column of zeros"


def deep() -> Document:
    """Return Y = W3 relu(W2 W1 X), 2 wide throughout but for X, which is 3×4."""
    document = add_layer(example(), 1, "linear", seed=1)
    return add_layer(add_layer(document, 2, "relu"), 3, "linear", seed=2)


def test_sharing_a_matrix_that_had_to_be_fitted_tells_what_follows() -> None:
    document = add_layer(example(), 1, "linear", seed=1)
    layers = list(document.network.layers)
    layers[1] = layers[0]
    assert str(sizes_told(document, refitted(document, layers))) == "W1 and T got a row of zeros"


def test_taking_a_layer_out_tells_what_was_fitted_to_what_comes_in_now() -> None:
    document = deep()
    assert str(sizes_told(document, remove_layer(document, 0))) == "W1 got a column of zeros"
    assert str(sizes_told(document, remove_layer(document, 2))) == ""


def test_a_wider_layer_tells_the_next() -> None:
    assert str(sizes_told(deep(), resize_layer(deep(), 0, 5))) == (
        "W1 got 3 rows of zeros, W2 got 3 columns of zeros"
    )


def test_another_document_is_not_told_as_an_edit_of_this_one() -> None:
    for preset in PRESETS:
        document = preset.document()
        if document.network.names != deep().network.names:
            assert str(sizes_told(deep(), document)) == "", preset.id


def test_other_numbers_or_layers_are_no_news() -> None:
    assert str(sizes_told(example(), set_block(example(), "W", 0, 0, [[1, 2]]))) == ""
    assert str(sizes_told(example(), add_layer(example(), 1, "linear"))) == ""
