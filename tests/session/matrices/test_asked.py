"""What is asked for wins over what a file says, as an ordinary edit does."""

from typing import Any

import numpy as np
import pytest

from gradviz.engine.backprop import backprop
from gradviz.errors import InputError, ShapeError
from gradviz.session.document import LOSS_CHOICES, example
from gradviz.session.edits import set_convention, set_loss, set_matrix
from gradviz.session.matrices.asked import MADE_SEEDS, Asked, as_asked


def test_nothing_asked_changes_nothing() -> None:
    document = example()
    assert as_asked(document, Asked()) is document
    assert as_asked(document, Asked(convention="wx", loss="squared_error")) is document


@pytest.mark.parametrize("loss", [loss for loss in LOSS_CHOICES if loss != "cross_entropy"])
def test_a_loss_is_an_edit(loss: Any, bits: Any) -> None:
    assert bits(as_asked(example(), Asked(loss=loss))) == bits(set_loss(example(), loss))


def test_nobody_gets_a_target_that_was_not_given() -> None:
    """The loss that the window makes a T for is refused, as `backprop` refuses it."""
    given = example()
    with pytest.raises(InputError) as told:
        as_asked(given, Asked(loss="cross_entropy"))
    with pytest.raises(InputError) as by_backprop:
        backprop(given.W, given.X, loss="cross_entropy", target=given.target)
    assert str(told.value).startswith(str(by_backprop.value))
    assert "classes counted from 0" in str(told.value)
    rows = set_matrix(set_convention(given, "xwt"), "T", np.full((2, 4), 0.25))
    with pytest.raises(InputError, match=r"rows of T that sum to 1: row 1 sums to 0.5"):
        as_asked(rows, Asked(loss="cross_entropy"))
    made = set_loss(given, "cross_entropy")  # the window asks for it, and T is seen to change
    again = as_asked(set_loss(made, "mse"), Asked(loss="cross_entropy"))
    assert again.target.tolist() == made.target.tolist()


@pytest.mark.parametrize("convention", ["wx", "xw", "xwt"])
@pytest.mark.parametrize("seed", [*MADE_SEEDS, np.arange(8.0).reshape(2, 4)], ids=str)
def test_a_seed_is_laid_out_as_the_document_is(convention: Any, seed: Any) -> None:
    is_array = not isinstance(seed, str)
    given = seed.T if is_array and convention != "wx" else seed
    document = as_asked(example(), Asked(convention=convention, seed=given))
    assert document.loss == "seed"
    assert document.convention == convention
    assert document.seed.shape == (2, 4)
    if is_array:
        assert document.seed.tolist() == seed.tolist()


@pytest.mark.parametrize(
    ("asked", "kind", "message"),
    [
        ({"convention": "XW"}, InputError, "got 'XW'; did you mean xw?"),
        ({"loss": "mean"}, InputError, "loss needs one of"),
        ({"seed": "hand"}, InputError, "there is no seed, and no file, 'hand'"),
        ({"seed": "ones", "loss": "mse"}, InputError, "both start the backward pass"),
        ({"seed": [[1.0]]}, ShapeError, "the size of the output, 2×4: it is 1×1"),
        ({"seed": np.ones((4, 2))}, ShapeError, "it is 4×2; its transpose would fit"),
        ({"seed": [["a"]]}, InputError, "Y_grad"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, Any], kind: type, message: str) -> None:
    with pytest.raises(kind) as caught:
        as_asked(set_convention(example(), "wx"), Asked(**asked))
    assert message in str(caught.value)
