"""The panel of gradient descent, with real clicks and keys."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gradviz.gui.plots.training_panel import TrainingPanel

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def panel(user: "User") -> TrainingPanel:
    """Return the panel, opened by its key."""
    user.key(Key.Key_D, Held.ControlModifier | Held.ShiftModifier)
    user.settle()
    made = user.window.findChild(TrainingPanel)
    assert isinstance(made, TrainingPanel)
    return made


def enter(user: "User", panel: TrainingPanel, text: str) -> None:
    panel.rate.setFocus()
    panel.rate.selectAll()
    user.type(text)
    user.key(Key.Key_Return)


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]  # a button


def finish(user: "User") -> None:
    for _ in range(500):
        if not user.window.training.is_running:
            return
        user.pass_time(0.016)
    pytest.fail("the run does not end")


def test_it_is_made_when_it_is_first_opened(user: "User") -> None:
    assert user.window.findChild(TrainingPanel) is None
    assert not user.window.panels.shows("descent")


def test_a_step_goes_down_by_the_rate_that_was_typed(user: "User", panel: TrainingPanel) -> None:
    before, gradient = user.workspace.document.W, user.workspace.passes.W_grad
    enter(user, panel, "1/50")
    click(panel.step_button)
    assert np.allclose(user.workspace.document.W, before - gradient / 50)
    assert panel.told.startswith("step 1   l = ")
    click(panel.step_button)
    assert panel.told.startswith("step 2   l ≈ ")


def test_a_run_is_one_step_to_undo(user: "User", panel: TrainingPanel) -> None:
    before = user.workspace.document
    panel.steps.setValue(40)
    click(panel.run_button)
    assert panel.run_button.text() == "Stop"
    assert not panel.step_button.isEnabled()
    finish(user)
    assert user.workspace.passes.loss < 2.25  # type: ignore[operator]  # it has a loss
    click(panel.undo_button)
    assert user.workspace.document is before
    assert not panel.undo_button.isEnabled()


@pytest.mark.parametrize(
    ("text", "told"),
    [("abc", "such as 0.05 or 1/20: 'abc' is not a number"), ("0", "rate"), ("inf", "rate")],
)
def test_a_wrong_rate_stays_and_is_explained(
    user: "User", panel: TrainingPanel, text: str, told: str
) -> None:
    before = user.window.training.descent
    enter(user, panel, text)
    assert panel.rate.text() == text
    assert not panel.error.isHidden()
    assert told in panel.error.text()
    assert user.window.training.descent == before
    enter(user, panel, "0.1")
    assert panel.error.isHidden()


def test_a_wrong_rate_starts_nothing_and_moves_no_button(
    user: "User", panel: TrainingPanel
) -> None:
    before, at = user.workspace.document, panel.run_button.mapToGlobal(QPoint(0, 0))
    enter(user, panel, "abc")
    user.settle()
    assert panel.run_button.mapToGlobal(QPoint(0, 0)) == at
    click(panel.run_button)
    click(panel.step_button)
    user.key(Key.Key_Return, Held.ControlModifier)
    assert not user.window.training.is_running
    assert user.workspace.document is before
    assert panel.rate.text() == "abc"


def test_a_rate_that_is_being_typed_is_the_one_that_runs(
    user: "User", panel: TrainingPanel
) -> None:
    before = user.workspace.document
    enter(user, panel, "inf")
    panel.rate.selectAll()
    user.type("1e-3")
    user.key(Key.Key_Return, Held.ControlModifier)  # the focus is still in the entry
    assert panel.error.isHidden()
    assert user.window.training.descent.rate == 1e-3
    assert user.workspace.document is not before
    user.key(Key.Key_Z, Held.ControlModifier)
    assert user.workspace.document is before


def test_everything_is_there_in_a_low_panel(user: "User", panel: TrainingPanel) -> None:
    enter(user, panel, "0.9")
    click(panel.run_button)
    finish(user)
    panel.resize(panel.width(), 200)
    user.settle()
    content = panel.widget()
    assert content.height() >= content.heightForWidth(content.width())
    assert panel.verticalScrollBar().maximum() == content.height() - panel.viewport().height() > 0


def test_up_and_down_change_the_rate(user: "User", panel: TrainingPanel) -> None:
    panel.rate.setFocus()
    rate = user.window.training.descent.rate
    user.key(Key.Key_Up)
    assert user.window.training.descent.rate == 2 * rate
    assert panel.rate.text() == f"{2 * rate:g}"
    user.key(Key.Key_Down)
    assert user.window.training.descent.rate == rate


def test_divergence_is_said_in_the_panel(user: "User", panel: TrainingPanel) -> None:
    enter(user, panel, "0.9")
    click(panel.run_button)
    finish(user)
    assert panel.message.startswith("Diverged after ")
    assert "0.9" in panel.message
