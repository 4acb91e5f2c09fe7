"""Choosing a seed: each choice is one step, and the loss that was left comes back."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gradviz.gui.editors.seeds import SEEDS
from gradviz.refs import CellRef
from gradviz.session.document import Document, example
from gradviz.session.edits import set_cell, set_loss
from gradviz.session.presets.documents import PRESETS
from gradviz.session.seeds import SEED_KINDS

if TYPE_CHECKING:
    from tests.gui.conftest import User


def preset(name: str) -> Document:
    return next(found for found in PRESETS if found.id == name).document()


def run(user: "User", kind: str) -> None:
    user.window.commands.action(f"seed-{kind}").trigger()


def checked(user: "User") -> list[str]:
    return [name for name in SEEDS if user.window.commands.action(name).isChecked()]


def test_there_is_a_command_for_every_kind() -> None:
    assert tuple(f"seed-{kind}" for kind in SEED_KINDS) == SEEDS


@pytest.mark.parametrize("loss", ["sum", "squared_error", "mse", "cross_entropy"])
def test_the_loss_that_was_left_comes_back_with_its_target(user: "User", loss: str) -> None:
    document = set_loss(preset("cross-entropy"), loss)  # type: ignore[arg-type]
    user.workspace.open(document, None)
    assert checked(user) == ["seed-loss"]
    run(user, "ones")
    run(user, "one-hot")
    assert checked(user) == ["seed-one-hot"]
    run(user, "loss")
    made = user.workspace.document
    assert made.loss == loss
    assert np.array_equal(made.target, document.target)
    assert user.workspace.undo_stack.count() == 3
    while user.workspace.undo_stack.canUndo():
        user.workspace.undo_stack.undo()
    assert user.workspace.document is document


def test_a_loss_stays_when_it_is_asked_for(user: "User") -> None:
    run(user, "loss")
    assert not user.workspace.undo_stack.canUndo()


def test_a_document_without_a_loss_gets_one(user: "User") -> None:
    user.workspace.open(set_loss(example(), "seed"), None)
    run(user, "loss")
    assert user.workspace.document.loss == "squared_error"


def test_by_hand_takes_the_seed_as_it_was_typed(user: "User") -> None:
    document = set_cell(set_loss(example(), "seed"), CellRef("Y_grad", 1, 1), 0.25)
    user.workspace.open(set_loss(document, "mse"), None)
    run(user, "hand")
    assert user.workspace.document.loss == "seed"
    assert user.workspace.document.seed[1, 1] == 0.25
    assert checked(user) == ["seed-hand"]


def test_a_one_hot_reads_a_row_of_the_jacobian(user: "User") -> None:
    """X_grad of a seed that is 1 in Y[i,j] is row i of W, in column j."""
    user.workspace.pin(CellRef("Y", 1, 2))
    run(user, "one-hot")
    found = user.workspace.passes.matrix("X_grad")
    expected = np.zeros((3, 4))
    expected[:, 2] = user.workspace.document.W[1]
    assert np.array_equal(found, expected)


def test_a_pinned_cell_of_another_matrix_is_no_place_of_a_one_hot(user: "User") -> None:
    user.workspace.pin(CellRef("X", 2, 3))
    run(user, "one-hot")
    assert np.argmax(user.workspace.document.seed) == 0


def test_the_seed_of_a_network_is_that_of_its_last_output(user: "User") -> None:
    user.workspace.open(preset("relu"), None)
    user.workspace.pin(CellRef("Y1", 2, 1))  # a hidden output has the gradient it has
    run(user, "one-hot")
    assert user.workspace.document.seed.tolist() == [[1, 0, 0, 0], [0, 0, 0, 0]]
    user.workspace.pin(CellRef("Y3", 1, 3))
    run(user, "one-hot")
    assert user.workspace.document.seed.tolist() == [[0, 0, 0, 0], [0, 0, 0, 1]]
    flowing = user.workspace.passes.matrix("Y3_grad")
    assert np.array_equal(flowing, user.workspace.document.seed)


# --- losses


def choose_loss(user: "User", loss: str) -> Document:
    user.window.commands.action(f"loss-{loss}").trigger()
    assert user.workspace.document.loss == loss
    return user.workspace.document


def test_looking_through_the_losses_gives_back_the_t_of_before(user: "User") -> None:
    said: list[str] = []
    user.workspace.said.connect(lambda text: said.append(str(text)))
    before, undo = user.workspace.document, user.workspace.undo_stack
    made = choose_loss(user, "cross_entropy")
    assert set(np.unique(made.target)) == {0.0, 1.0}
    assert said == ["T is one-hot now: cross entropy takes probabilities"]
    assert choose_loss(user, "squared_error").target is before.target
    assert said[1:] == ["T is again what it was before cross entropy"]
    choose_loss(user, "cross_entropy")
    undo.setIndex(1)
    assert user.workspace.document is made
    assert choose_loss(user, "huber").target is before.target
    undo.setIndex(0)
    assert user.workspace.document is before


def test_a_seed_on_the_way_does_not_lose_the_t_of_before(user: "User") -> None:
    before = user.workspace.document
    choose_loss(user, "cross_entropy")
    run(user, "ones")
    assert choose_loss(user, "mse").target is before.target


def test_a_t_that_was_edited_since_stays_and_nothing_is_said(user: "User") -> None:
    choose_loss(user, "cross_entropy")
    edited = set_cell(user.workspace.document, CellRef("T", 0, 0), 0.25)
    user.workspace.edit(edited, "Type")
    said: list[str] = []
    user.workspace.said.connect(lambda text: said.append(str(text)))
    assert choose_loss(user, "squared_error").target is edited.target
    assert said == []


def test_a_t_of_probabilities_is_the_same_for_every_loss(user: "User") -> None:
    user.workspace.open(preset("cross-entropy"), None)
    target = user.workspace.document.target
    said: list[str] = []
    user.workspace.said.connect(lambda text: said.append(str(text)))
    for loss in ("mse", "cross_entropy", "squared_error"):
        assert choose_loss(user, loss).target is target
    assert said == []
