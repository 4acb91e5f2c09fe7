"""A pointer that rests is over what the picture shows there now, not over what it showed."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gradviz.gui.explanation.inspector import Inspector
from gradviz.gui.stage import stage
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame, Point
from gradviz.session.edits import set_cell
from gradviz.session.looks.flow import FlowLook
from gradviz.views.targets import Target, target_at
from gradviz.views.view import View

if TYPE_CHECKING:
    from tests.gui.conftest import User

X21, W11 = CellRef("X", 1, 0), CellRef("W", 0, 0)
Held = Qt.KeyboardModifier


def explained(user: "User") -> str:
    panel = user.window.findChild(Inspector)
    assert panel is not None
    return panel.explanation.title if panel.explanation else ""


def rest_on(user: "User", ref: CellRef) -> QPoint:
    at = user.place(ref)
    user.move(user.stage, at)
    user.settle()
    return at


def told_at(user: "User", at: QPoint) -> None:
    """Let the pointer have rested for as long as a tip takes."""
    where = user.stage.mapToGlobal(at)
    QApplication.sendEvent(user.stage, QHelpEvent(QEvent.Type.ToolTip, at, where))


def play_into(user: "User", name: str) -> None:
    """Play from the start of the phase that writes a matrix, until a cell of it is written."""
    timeline = user.workspace.player.timeline
    phase = next(phase for phase in timeline.phases if phase.name == name)
    user.workspace.player.go_to(phase.start)
    user.workspace.player.play()
    user.pass_time(2.6 * phase.step)


def test_what_the_film_brings_under_a_resting_pointer_is_explained(user: "User") -> None:
    at = rest_on(user, X21)
    assert user.workspace.hovered == X21
    assert explained(user) == "X[2,1]"
    play_into(user, "X_grad")
    under = user.stage.cell_at(QPointF(at))
    assert under == CellRef("X_grad", 1, 0), "the film should bring a gradient here"
    assert user.workspace.hovered == under
    assert explained(user) == "X_grad[2,1]"


def test_an_edit_and_another_view_are_looked_at_too(user: "User") -> None:
    at = rest_on(user, X21)
    for change in ("cube", "flow"):
        user.workspace.look_at(view=change)
        user.settle()
        assert user.workspace.hovered == user.stage.cell_at(QPointF(at))
    user.workspace.look_at(flow=FlowLook("column"))
    user.settle()
    assert user.stage.cell_at(QPointF(at)) != X21
    assert user.workspace.hovered == user.stage.cell_at(QPointF(at))


def test_what_is_held_stays_what_is_pointed_at(user: "User") -> None:
    at = rest_on(user, X21)
    QTest.mousePress(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    user.workspace.look_at(flow=FlowLook("column"))
    user.settle()
    assert user.workspace.hovered == X21
    QTest.mouseRelease(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)


def test_a_pointer_that_has_left_points_at_nothing_any_more(user: "User") -> None:
    rest_on(user, X21)
    QApplication.sendEvent(user.stage, QEvent(QEvent.Type.Leave))
    play_into(user, "X_grad")
    assert user.workspace.hovered is None


def test_one_picture_is_looked_at_once(user: "User", monkeypatch: pytest.MonkeyPatch) -> None:
    rest_on(user, X21)
    looked: list[Target] = []

    def look(view: View, frame: Frame, at: Point) -> Target:
        looked.append(target_at(view, frame, at))
        return looked[-1]

    monkeypatch.setattr(stage, "target_at", look)
    for _ in range(3):
        user.stage.repaint()
    assert not looked
    user.workspace.moved.emit()
    user.stage.repaint()
    assert len(looked) == 1


def test_a_tip_goes_with_its_cell(user: "User", qtbot: QtBot) -> None:
    at = rest_on(user, X21)
    told_at(user, at)
    assert QToolTip.text().startswith("X[2,1] = ")
    play_into(user, "X_grad")
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_tip_goes_with_its_number(user: "User", qtbot: QtBot) -> None:
    at = rest_on(user, W11)
    told_at(user, at)
    assert QToolTip.text().startswith("W[1,1] = ")
    user.workspace.edit(set_cell(user.workspace.document, W11, 9), "")
    user.settle()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_tip_stays_while_the_film_leaves_its_cell_alone(user: "User") -> None:
    at = rest_on(user, X21)
    told_at(user, at)
    play_into(user, "Y")
    assert user.stage.cell_at(QPointF(at)) == X21, "the film should leave X where it is"
    assert QToolTip.text().startswith("X[2,1] = ")
    QToolTip.hideText()


def test_no_tip_pops_up_from_a_pointer_that_rested_before_it_played(user: "User") -> None:
    at = rest_on(user, X21)
    play_into(user, "X_grad")
    told_at(user, at)
    assert not QToolTip.isVisible()
    user.move(user.stage, at + QPoint(1, 0))
    told_at(user, at + QPoint(1, 0))
    assert QToolTip.text().startswith("X_grad[2,1] = "), "who moves the pointer asks"
    QToolTip.hideText()
