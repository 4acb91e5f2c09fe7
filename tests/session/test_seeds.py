"""The seed lab: each start of the backward pass is what it says, and one edit."""

import numpy as np
import pytest

from gradviz.engine.jacobians.layer import layer_jacobian
from gradviz.errors import InputError
from gradviz.refs import CellRef
from gradviz.session.document import Document, example, passes
from gradviz.session.edits import set_cell, set_loss
from gradviz.session.presets.documents import PRESETS
from gradviz.session.seeds import SEED_KINDS, SEED_NAMES, SEED_TIPS, kind_of, seed_of, with_seed


def test_ones_are_the_gradient_of_the_sum() -> None:
    lab, summed = with_seed(example(), "ones"), set_loss(example(), "sum")
    assert (passes(lab).Y_grad == passes(summed).Y_grad).all()
    assert (passes(lab).W_grad == passes(summed).W_grad).all()


def test_a_one_hot_reads_a_row_of_the_jacobian() -> None:
    document = example()
    for row in range(document.M):
        for col in range(document.N):
            lab = with_seed(document, "one-hot", (row, col))
            J = layer_jacobian(document.W, document.X, wrt="X", order="F").dense()
            line = J[col * document.M + row]
            assert (passes(lab).X_grad.ravel(order="F") == line).all()


def test_random_ones_have_one_decimal_and_come_again() -> None:
    seed = seed_of("random", (20, 20), random_state=3)
    assert (seed == seed_of("random", (20, 20), random_state=3)).all()
    assert (seed != seed_of("random", (20, 20), random_state=4)).any()
    assert np.abs(seed).max() <= 3
    assert np.allclose(seed * 10, np.round(seed * 10))
    assert not np.signbit(seed[seed == 0]).any()
    assert (seed < 0).any()
    assert (seed > 0).any()


@pytest.mark.parametrize("preset", PRESETS[:6], ids=lambda preset: preset.id)
def test_a_seed_goes_to_the_output_of_any_network(preset) -> None:  # type: ignore[no-untyped-def]
    document = preset.document()
    lab = with_seed(document, "random", random_state=5)
    assert lab.loss == "seed"
    assert (passes(lab).Y_grad == seed_of("random", (document.M, document.N), (0, 0), 5)).all()


def test_what_changes_nothing_is_the_very_same() -> None:
    lab = with_seed(example(), "one-hot", (1, 2))
    assert with_seed(lab, "one-hot", (1, 2)) is lab
    assert with_seed(lab, "hand") is lab
    plain = example()
    assert with_seed(plain, "loss") is plain


def test_there_and_back_loses_nothing() -> None:
    document = example()
    typed = set_cell(with_seed(document, "hand"), CellRef("Y_grad", 0, 1), 7.0)
    back = with_seed(typed, "loss", loss=document.loss)
    assert back.loss == "squared_error"
    assert (back.target == document.target).all()
    assert (with_seed(back, "hand").seed == typed.seed).all()


@pytest.mark.parametrize("at", [(2, 0), (0, 4), (-1, 0)])
def test_a_cell_that_is_not_there_is_refused(at: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="2×4"):
        with_seed(example(), "one-hot", at)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InputError, match="there is no seed 'twos'"):
        with_seed(example(), "twos")


def test_the_kind_can_be_told_from_the_numbers() -> None:
    def told(document: Document) -> str:
        return kind_of(document)

    assert told(example()) == "loss"
    assert told(with_seed(example(), "ones")) == "ones"
    assert told(with_seed(example(), "one-hot", (1, 1))) == "one-hot"
    assert told(with_seed(example(), "random")) == "hand"


def test_every_kind_has_its_words() -> None:
    assert set(SEED_NAMES) == set(SEED_TIPS) == set(SEED_KINDS)
