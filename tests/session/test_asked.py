"""What is asked for wins over what a file says, as an ordinary edit does."""

from typing import Any

import numpy as np
import pytest

from gradviz.errors import InputError, ShapeError
from gradviz.session.asked import MADE_SEEDS, Asked, as_asked
from gradviz.session.document import LOSS_CHOICES, example
from gradviz.session.edits import set_convention, set_loss


def test_nothing_asked_changes_nothing() -> None:
    document = example()
    assert as_asked(document, Asked()) is document
    assert as_asked(document, Asked(convention="wx", loss="squared_error")) is document


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_a_loss_is_an_edit(loss: Any, bits: Any) -> None:
    assert bits(as_asked(example(), Asked(loss=loss))) == bits(set_loss(example(), loss))


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
        ({"seed": [["a"]]}, InputError, "Y_grad"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, Any], kind: type, message: str) -> None:
    with pytest.raises(kind) as caught:
        as_asked(set_convention(example(), "wx"), Asked(**asked))
    assert message in str(caught.value)
