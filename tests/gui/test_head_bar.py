"""The head bar and the View menu: arrangement, convention, sweep, places of the column."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QToolButton

from gradviz.gui.commands import menus
from gradviz.gui.commands.view import VIEW_IDS
from gradviz.gui.head_bar import HeadBar
from gradviz.gui.widgets.choice_button import ChoiceButton
from gradviz.session.edits import resize
from gradviz.session.looks.flow import FlowLook

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier


def choice(user: "User", caption: str) -> ChoiceButton:
    buttons = user.window.findChildren(ChoiceButton)
    return next(b for b in buttons if b.accessibleName().startswith(caption))


def button_of(user: "User", name: str) -> QToolButton:
    """Return the button of a command in the bar."""
    action = user.window.commands.action(name)
    buttons = user.window.findChild(HeadBar).findChildren(QToolButton)
    return next(button for button in buttons if button.defaultAction() is action)


@pytest.mark.parametrize(
    ("key", "arrangement"),
    [
        (Key.Key_2, "triptych"), (Key.Key_3, "column"),
        (Key.Key_4, "gradients"), (Key.Key_1, "focus"),
    ],
)  # fmt: skip
def test_arrangements_have_keys_and_are_no_edit(
    user: "User", key: Qt.Key, arrangement: str
) -> None:
    user.workspace.look_at(flow=FlowLook("focus" if arrangement != "focus" else "column"))
    QTest.keyClick(user.window, key, Held.ControlModifier)
    assert user.workspace.document.view.flow.arrangement == arrangement
    assert user.window.commands.action(arrangement).isChecked()
    assert not user.workspace.undo_stack.canUndo()


def test_the_convention_is_chosen_in_the_head_and_undone(user: "User") -> None:
    button = choice(user, "convention")
    assert button.shown_text == "convention Y = W X"
    titles = [action.text() for action in button.menu().actions()]
    assert titles == ["Y = W X", "Y = X W", "Y = X Wᵀ (torch.nn.Linear)"]
    first = user.workspace.document
    button.menu().actions()[2].trigger()
    assert user.workspace.document.convention == "xwt"
    assert user.workspace.document.network is first.network
    assert user.workspace.undo_stack.undoText() == "Write it as Y = X Wᵀ"
    assert button.shown_text == "convention Y = X Wᵀ"
    user.workspace.undo_stack.undo()
    assert user.workspace.document.convention == "wx"
    assert button.shown_text == "convention Y = W X"
    button.menu().actions()[0].trigger()  # as it is already: nothing to undo
    assert user.workspace.undo_stack.count() == 1
    assert not user.workspace.undo_stack.canUndo()


def test_the_sweep_is_chosen_in_the_head(user: "User") -> None:
    button = choice(user, "sweep")
    assert button.shown_text == "sweep Cell by cell"
    for action, sweep, told in zip(
        button.menu().actions(),
        ("cells", "columns", "rows", "outer"),
        ("Cell by cell", "Column by column", "Row by row", "Outer products"),
        strict=True,
    ):
        action.trigger()
        assert user.workspace.document.view.flow.sweep == sweep
        assert button.choice == told
        assert action.isChecked()
    assert not user.workspace.undo_stack.canUndo()


def test_places_of_the_column_are_chosen_only_where_there_is_one(user: "User") -> None:
    action = user.window.commands.action("slots-gradients")
    assert not action.isEnabled()
    user.workspace.look_at(flow=FlowLook("column"))
    assert action.isEnabled()
    action.trigger()
    assert user.workspace.document.view.flow.slots == "gradients"


@pytest.mark.parametrize("width", [640, 700, 760, 860, 900, 999])
def test_a_narrow_head_leaves_out_what_menus_have_too(
    opened: Callable[..., "User"], width: int
) -> None:
    user = opened(resize=False)
    user.window.resize(width, 600)
    user.workspace.look_at(flow=FlowLook(sweep="rows"))
    user.window.commands.action("convention-xwt").trigger()
    user.settle()
    bar = user.window.findChild(HeadBar)
    assert user.window.width() == width
    assert bar.sizeHint().width() <= width
    export = button_of(user, "export")
    for button in (choice(user, "view"), export):
        assert button.isVisible()
        assert bar.rect().contains(button.geometry())
    choice(user, "view").menu().actions()[1].trigger()
    assert user.workspace.document.view.view == "jacobian"
    assert choice(user, "view").choice == "Jacobian"
    assert not bar.findChild(QToolButton, "qt_toolbar_ext_button").isVisible()


@pytest.mark.parametrize(
    ("key", "view"), [(Key.Key_2, "jacobian"), (Key.Key_1, "flow")]
)  # fmt: skip
def test_views_have_keys_and_are_no_edit(user: "User", key: Qt.Key, view: str) -> None:
    user.workspace.look_at(view="flow" if view != "flow" else "jacobian")
    QTest.keyClick(user.window, key, Held.AltModifier)
    assert user.workspace.document.view.view == view
    assert user.window.commands.action(f"view-{view}").isChecked()
    assert not user.workspace.undo_stack.canUndo()


def test_an_arrangement_shows_the_flow_view(user: "User") -> None:
    user.workspace.look_at(view="jacobian")
    assert not user.window.commands.action("focus").isChecked()
    QTest.keyClick(user.window, Key.Key_3, Held.ControlModifier)
    view = user.workspace.document.view
    assert (view.view, view.flow.arrangement) == ("flow", "column")


def test_a_click_on_an_arrangement_passes_the_keys_to_the_picture(user: "User") -> None:
    box = next(box for box in user.window.findChildren(QCheckBox) if box.isVisible())
    box.setFocus()
    row = user.window.view_bar.row("flow")
    button = next(b for b in row.findChildren(QToolButton) if b.text() == "Triptych")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert user.workspace.document.view.flow.arrangement == "triptych"
    assert user.stage.hasFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.hasFocus()


@pytest.mark.parametrize(("width", "is_short"), [(1024, True), (1360, False)])
def test_the_head_does_not_overflow(
    opened: Callable[..., "User"], width: int, is_short: bool
) -> None:
    user = opened(resize=False)
    user.window.resize(width, 700)
    user.workspace.look_at(flow=FlowLook(sweep="rows"))  # columns when it is flipped: the longest
    user.window.commands.action("convention-xwt").trigger()
    user.settle()
    bar = user.window.findChild(HeadBar)
    assert bar.sizeHint().width() <= width
    for action in bar.actions():
        widget = bar.widgetForAction(action)
        tabs = [user.window.commands.action(name) for name in VIEW_IDS]
        is_tab = isinstance(widget, QToolButton) and widget.defaultAction() in tabs
        is_left_out = is_tab if is_short else widget is choice(user, "view")
        assert widget.isVisible() != is_left_out, action.text()
        assert is_left_out or bar.rect().contains(widget.geometry()), action.text()
    shown = choice(user, "convention").shown_text
    assert shown == ("Y = X Wᵀ" if is_short else "convention Y = X Wᵀ")
    view_bar = user.window.view_bar
    for widget in view_bar.row("flow").findChildren(QToolButton):
        assert view_bar.rect().contains(widget.geometry()), widget.text()
    assert choice(user, "sweep").shown_text.endswith("Column by column")
    extension = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert not extension.isVisible()


def test_a_choice_opens_with_the_keyboard(user: "User") -> None:
    button = choice(user, "sweep")
    opened: list[bool] = []
    button.menu().aboutToShow.connect(lambda: opened.append(True))
    button.menu().aboutToShow.connect(button.menu().deleteLater)
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert button in user.window.focus_path.stops()


def test_nothing_in_the_head_moves_when_something_is_not_saved(user: "User") -> None:
    def places() -> dict[str, QRect]:
        bar = user.window.findChild(HeadBar)
        buttons = [button for button in bar.findChildren(QToolButton) if button.isVisible()]
        return {button.text(): button.geometry() for button in buttons}

    before = places()
    user.workspace.edit(resize(user.workspace.document, N=5), "Resize")
    user.settle()
    assert user.workspace.saved.is_modified
    assert places() == before


def test_a_choice_of_one_is_drawn_as_one_and_what_is_on_or_off_as_a_box(user: "User") -> None:
    table = user.window.commands
    for choice in menus.CHOICES:
        groups = {table.action(name).actionGroup() for name in choice}
        assert len(groups) == 1
        assert None not in groups
        assert sum(table.action(name).isChecked() for name in choice) <= 1
    for name in ("numbers", "large", "loop", "count-from-1", "show-editors", "layer-bias", "trace"):
        assert table.action(name).isCheckable()
        assert table.action(name).actionGroup() is None, name


def test_what_is_on_stays_on_when_it_is_chosen_again(user: "User") -> None:
    for choice in menus.CHOICES:
        on = [name for name in choice if user.window.commands.action(name).isChecked()]
        for name in on:
            user.window.commands.action(name).trigger()
            assert user.window.commands.action(name).isChecked(), name


def test_undo_and_redo_follow_their_commands_when_the_bar_shows_them_again(user: "User") -> None:
    buttons = {name: button_of(user, name) for name in ("undo", "redo", "export")}
    for width in (1366, 640, 1366):
        user.window.resize(width, 768)
        user.settle()
        if width > 640:
            assert {name: button.isEnabled() for name, button in buttons.items()} == {
                "undo": False, "redo": False, "export": True,
            }  # fmt: skip
    user.workspace.edit(resize(user.workspace.document, K=2), "Resize")
    assert buttons["undo"].isEnabled()
    user.window.resize(640, 768)
    user.settle()
    user.workspace.undo_stack.undo()
    user.window.resize(1366, 768)
    user.settle()
    assert (buttons["undo"].isEnabled(), buttons["redo"].isEnabled()) == (False, True)
