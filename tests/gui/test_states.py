"""What is lit is what is shown: every command that is on or off, in every view and window."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from gradviz.gui.commands.view import ARRANGEMENT_IDS
from gradviz.gui.head_bar import HeadBar
from gradviz.refs import CellRef
from gradviz.session.looks.choices import VIEWS
from gradviz.session.looks.flow import FlowLook
from gradviz.views.flow.picture import TRIPTYCH_FROM

if TYPE_CHECKING:
    from tests.gui.conftest import User

SIZES = ((640, 480), (900, 600), (1100, 700), (1366, 720), (1920, 1000))


def lit(user: "User", names: tuple[str, ...]) -> list[str]:
    return [name for name in names if user.window.commands.action(name).isChecked()]


def assert_honest(user: "User") -> None:
    """Compare every state with what its command says now, on the action and on its buttons."""
    table = user.window.commands
    for command in table.commands:
        action = table.action(command.id)
        assert action.isEnabled() == command.enabled(), command.id
        if command.checked is not None:
            assert action.isChecked() == command.checked(), command.id
    for button in user.window.findChildren(QToolButton):
        action = button.defaultAction()
        if isinstance(action, QAction):
            assert button.isChecked() == action.isChecked(), button.text()


@pytest.mark.parametrize("size", SIZES)
def test_every_state_is_what_is_shown(user: "User", size: tuple[int, int]) -> None:
    user.window.resize(*size)
    for view in VIEWS:
        user.window.commands.action(f"view-{view}").trigger()
        for arrangement in ARRANGEMENT_IDS if view == "flow" else ("",):
            if arrangement:
                user.window.commands.action(arrangement).trigger()
            user.settle()
            assert_honest(user)
            assert lit(user, tuple(f"view-{name}" for name in VIEWS)) == [f"view-{view}"]
            is_narrow = user.stage.width() < TRIPTYCH_FROM
            shown = "focus" if arrangement == "triptych" and is_narrow else arrangement
            assert lit(user, ARRANGEMENT_IDS) == [shown] * bool(shown)


def test_three_corners_without_room_are_not_lit_and_it_is_said_why(user: "User") -> None:
    user.window.resize(900, 600)
    user.settle()
    assert user.stage.width() < TRIPTYCH_FROM
    user.window.commands.action("triptych").trigger()
    assert lit(user, ARRANGEMENT_IDS) == ["focus"]
    assert f"at least {TRIPTYCH_FROM} wide" in user.window.notice.text
    user.window.resize(1400, 700)
    user.settle()
    assert lit(user, ARRANGEMENT_IDS) == ["triptych"]
    user.window.resize(900, 600)
    user.settle()
    assert lit(user, ARRANGEMENT_IDS) == ["focus"]


def test_a_trace_is_shown_in_the_column_and_another_arrangement_ends_it(user: "User") -> None:
    user.click(CellRef("X", 0, 0))
    user.window.commands.action("trace").trigger()
    assert user.workspace.tracer.is_active
    assert lit(user, ARRANGEMENT_IDS) == ["column"]
    assert_honest(user)
    user.window.commands.action("focus").trigger()
    assert not user.workspace.tracer.is_active
    assert lit(user, ARRANGEMENT_IDS) == ["focus"]
    user.window.commands.action("trace").trigger()
    user.key(Qt.Key.Key_Escape)  # not by a command of the arrangement
    assert lit(user, ARRANGEMENT_IDS) == ["focus"]
    assert_honest(user)


def test_the_head_follows_what_changes_without_it(user: "User") -> None:
    """A key, a digit on the picture, an opened file: the buttons do not wait to be asked."""
    bar = user.window.findChild(HeadBar)
    assert isinstance(bar, HeadBar)
    for change in (
        lambda: user.workspace.look_at(view="cube"),
        lambda: user.workspace.look_at(view="flow", flow=FlowLook("gradients")),
        lambda: user.workspace.open(user.workspace.document, None),
        lambda: user.workspace.undo_stack.undo(),
    ):
        change()
        user.settle()
        assert_honest(user)
