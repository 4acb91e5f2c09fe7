"""The middle of the window: which picture is shown, and which one has the keys."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QToolTip
from pytestqt.qtbot import QtBot

from gradviz.gui.explanation.inspector import Inspector
from gradviz.gui.view_bar.fields import WholeField
from gradviz.gui.view_bar.row import ChoiceRow
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Cells, Label
from gradviz.scene.marks.style import Style
from gradviz.session.document import example
from gradviz.session.edits import set_view
from gradviz.session.looks.choices import VIEWS, ViewName
from gradviz.session.looks.steepest import SteepestLook

if TYPE_CHECKING:
    from tests.gui.conftest import User


def column(user: "User") -> WholeField:
    row = user.window.view_bar.row("steepest")
    assert isinstance(row, ChoiceRow)
    field = row.field("Column")
    assert isinstance(field, WholeField)
    return field


def test_keys_that_are_elsewhere_stay_there(user: "User") -> None:
    box = next(box for box in user.window.findChildren(QCheckBox) if box.isVisible())
    box.setFocus()
    for view in ("steepest", "flow", "cube"):
        user.workspace.look_at(view=view)
        assert box.hasFocus()


def test_the_keys_of_a_field_that_has_gone_go_to_the_picture(user: "User") -> None:
    user.workspace.look_at(view="steepest")
    assert user.stage.hasFocus()
    column(user).setFocus()
    user.workspace.look_at(view="flow")
    assert user.stage.hasFocus()


def test_an_edit_does_not_move_the_keys(user: "User") -> None:
    user.workspace.look_at(view="steepest")
    field = column(user)
    field.setFocus()
    user.window.commands.action("convention-xw").trigger()
    assert field.hasFocus()


def test_a_file_has_what_is_shown(user: "User") -> None:
    style = Style(800, 600)

    def told() -> str:
        marks = user.window.pictures.frame_for(style).marks
        return " ".join(s.text for m in marks if isinstance(m, Label) for s in m.spans)

    user.workspace.look_at(view="steepest")
    assert "x-plane" in told()
    user.workspace.look_at(view="derivation")
    assert "x-plane" not in told()
    assert "comes from" in told()
    assert user.window.pictures.screen_size() == user.stage.size()
    assert user.window.pictures.screen_size() != QSize(0, 0)


def test_choices_of_the_document_reach_the_fields_and_theirs_the_document(user: "User") -> None:
    options = SteepestLook(sample=3, inputs=(2, 0), radius=0.25)
    user.workspace.open(set_view(example(), view="steepest", steepest=options), None)
    user.settle()
    field = column(user)
    assert field.value() == 4
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert user.workspace.document.view.steepest.sample == 2
    assert not user.workspace.undo_stack.canUndo()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Home])
def test_keys_of_the_time_work_over_every_picture(user: "User", key: Qt.Key) -> None:
    user.workspace.look_at(view="steepest")
    player = user.workspace.player
    player.go_to(1.0)
    user.key(key)
    assert player.playback.is_playing == (key == Qt.Key.Key_Space)
    if key == Qt.Key.Key_Right:
        assert player.seconds == player.timeline.key_time(2)
    if key == Qt.Key.Key_Home:
        assert player.seconds == 0.0


# --- what was told of a view goes with it


@pytest.mark.parametrize("view", [name for name in VIEWS if name != "flow"])
def test_a_tip_of_a_view_that_has_gone_goes_too(user: "User", qtbot: QtBot, view: ViewName) -> None:
    at = user.place(CellRef("X", 0, 0))
    tip = QHelpEvent(QEvent.Type.ToolTip, at, user.stage.mapToGlobal(at))
    QApplication.sendEvent(user.stage, tip)
    assert QToolTip.isVisible()
    assert "X[1,1] = 1" in QToolTip.text()
    user.window.commands.action(f"view-{view}").trigger()  # by its key: the pointer rests
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("other", VIEWS)
def test_what_is_explained_is_of_the_view_that_is_shown(
    user: "User", view: ViewName, other: ViewName
) -> None:
    inspector = user.window.findChild(Inspector)
    assert isinstance(inspector, Inspector)
    user.workspace.look_at(view=view)
    refs = {mark.ref for mark in user.stage.frame().marks if isinstance(mark, Cells) and mark.ref}
    entries = [user.workspace.view.entry(CellRef(ref, 0, 0)) for ref in sorted(refs)]
    for entry in entries:
        if entry is None or not user.workspace.view.has(entry):
            continue
        user.workspace.look_at(view=view)
        user.workspace.hover(entry)
        inspector.refresh()
        user.workspace.look_at(view=other)
        inspector.refresh()
        if other == view:
            assert user.workspace.hovered == entry
        else:
            assert user.workspace.hovered is None
            assert inspector.explanation is None  # nothing is pinned


def test_what_is_pinned_stays_explained_where_the_other_view_has_it(user: "User") -> None:
    inspector = user.window.findChild(Inspector)
    assert isinstance(inspector, Inspector)
    user.workspace.pin(CellRef("X", 0, 0))
    user.workspace.look_at(view="cube")
    inspector.refresh()
    assert inspector.explanation is not None
    assert inspector.explanation.ref == CellRef("X", 0, 0)
