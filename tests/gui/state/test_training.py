"""Descent moves the document; a run is one undo step and ends by Escape, edits and divergence."""

import numpy as np
from PySide6.QtCore import Qt

from gradviz.engine.descent import Descent
from gradviz.gui.state.training import Training
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell
from tests.gui.conftest import User


def frames(user: User, count: int) -> None:
    for _ in range(count):
        user.pass_time(0.016)


def test_a_step_moves_w_by_the_rate_times_its_gradient_and_undo_takes_it_back(user: User) -> None:
    training, before = Training(user.workspace), user.workspace.document
    gradient = user.workspace.passes.matrix("W_grad")
    picture = user.picture()
    training.set_descent(Descent(0.1))
    training.step()
    user.settle()
    assert np.array_equal(user.workspace.document.W, before.W - 0.1 * gradient)
    assert not np.array_equal(user.picture(), picture)
    assert training.position == 1
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert user.workspace.document is before
    assert training.position == 0
    assert training.history.last == 1


def test_a_whole_run_is_taken_back_by_one_undo(user: User) -> None:
    training, before = Training(user.workspace), user.workspace.document
    training.set_steps(300)
    training.run()
    frames(user, 2)
    progress = training.progress
    assert progress is not None
    assert 0 < progress.done < progress.steps == 300
    frames(user, 300)
    assert not training.is_running
    assert training.history.last == 300
    assert user.workspace.undo_stack.count() == 1
    assert user.workspace.passes.loss < 2.25
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert user.workspace.document is before


def test_escape_ends_a_run_at_once_and_keeps_what_was_reached(user: User) -> None:
    training = Training(user.workspace)
    user.click(CellRef("W", 0, 0))
    training.run()
    frames(user, 3)
    reached = user.workspace.document
    user.key(Qt.Key.Key_Escape)
    assert not training.is_running
    assert user.workspace.pinned == CellRef("W", 0, 0)  # it was for the run alone
    frames(user, 3)
    assert user.workspace.document is reached
    user.key(Qt.Key.Key_Escape)
    assert user.workspace.pinned is None


def test_an_edit_ends_a_run_and_is_an_undo_step_of_its_own(user: User) -> None:
    training, before = Training(user.workspace), user.workspace.document
    training.run()
    frames(user, 3)
    reached = user.workspace.document
    user.workspace.edit(set_cell(reached, CellRef("X", 0, 0), 7.0), "Type X[1,1]")
    assert not training.is_running
    assert training.position is None
    user.workspace.undo_stack.undo()
    assert user.workspace.document is reached
    assert training.position == training.history.last
    user.workspace.undo_stack.undo()
    assert user.workspace.document is before


def test_a_divergence_ends_the_run_and_says_why(user: User) -> None:
    training = Training(user.workspace)
    training.set_descent(Descent(0.5))
    training.run()
    frames(user, 100)
    assert not training.is_running
    assert str(training.message).startswith("Diverged after ")
    assert "λmax" in str(training.message)
    user.workspace.undo_stack.undo()
    assert str(training.message) == ""


def test_momentum_goes_on_from_step_to_step_until_something_else_changes(user: User) -> None:
    training, workspace = Training(user.workspace), user.workspace
    training.set_descent(Descent(0.01, 0.9))
    first = workspace.passes.matrix("W_grad")
    training.step()
    W, second = workspace.document.W, workspace.passes.matrix("W_grad")
    training.step()
    assert np.allclose(workspace.document.W, W - 0.01 * (0.9 * first + second))
    workspace.undo_stack.undo()
    training.step()
    assert np.allclose(workspace.document.W, W - 0.01 * second)


def test_another_document_clears_the_curve(user: User) -> None:
    training = Training(user.workspace)
    training.step()
    user.window.files.open_new(user.workspace.document)
    user.workspace.open(set_cell(user.workspace.document, CellRef("X", 0, 0), 5.0), None)
    assert len(training.history.steps) == 0
