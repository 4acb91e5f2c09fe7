"""Every choice of every view stands in the bar, and in the palette.

Total over all views: what is added to a look is asked for here without another word.
"""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QToolButton

from gradviz.gui.commands.command import Command, plain
from gradviz.gui.commands.menus import CHOICES
from gradviz.gui.commands.view import supply
from gradviz.gui.view_bar.fields import ListField
from gradviz.gui.widgets.choice_button import ChoiceButton
from gradviz.gui.widgets.number_box import NumberBox
from gradviz.session.edits import set_view
from gradviz.session.looks.choice import Choice, OneOf
from gradviz.session.looks.choices import VIEWS, ViewName
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User


def show(user: "User", view: ViewName) -> tuple[Choice, ...]:
    """Show a view of a network, its flow as a column, and return its choices."""
    deep = next(preset for preset in PRESETS if preset.id == "relu").document()
    user.workspace.open(set_view(deep, view=view, flow=FlowLook("column")), None)
    user.settle()
    return now(user)


def now(user: "User") -> tuple[Choice, ...]:
    view = user.workspace.document.view
    return view.look(view.view).choices(supply(user.workspace))


def palette(user: "User") -> dict[str, Command]:
    """Return what the palette offers, by what it is called."""
    return {plain(str(command.title)): command for command in user.window.commands.offered()}


@pytest.mark.parametrize("view", VIEWS)
def test_every_choice_stands_in_the_bar(user: "User", view: ViewName) -> None:
    choices = show(user, view)
    row = user.window.view_bar.row(view)
    assert row.isVisible()
    buttons = [button.defaultAction() for button in row.findChildren(QToolButton)]
    at_hand = [action.objectName() for action in buttons if action is not None]
    menus = [
        [action.objectName() for action in button.menu().actions()]
        for button in row.findChildren(ChoiceButton)
    ]
    in_menus_of_the_window = [list(names) for names in CHOICES]
    for choice in choices:
        ids = [entry.id for entry in choice.entries] if isinstance(choice, OneOf) else []
        match choice:
            case OneOf(control="buttons"):
                assert set(ids) <= set(at_hand)
            case OneOf(control="menu"):
                assert ids in menus
            case OneOf(control="commands"):
                assert ids in in_menus_of_the_window
            case OneOf():
                field = row.field(choice.title)
                assert isinstance(field, ListField)
                listed = [field.itemText(n) for n in range(field.count())]
                assert listed == [plain(str(entry.title)) for entry in choice.entries]
            case _:
                assert row.field(choice.title).isVisible()


@pytest.mark.parametrize("way", ["click", "double click", "tab"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_number_is_typed_into_its_field(user: "User", view: ViewName, way: str) -> None:
    show(user, view)
    row = user.window.view_bar.row(view)
    fields = [box for box in row.findChildren(QAbstractSpinBox) if box.isEnabled()]
    for field in fields:
        user.window.pictures.picture.setFocus()
        before = user.workspace.document.view
        line = field.findChild(QLineEdit)
        if way == "tab":
            while QApplication.focusWidget() is not field:
                user.key(Qt.Key.Key_Tab)
        else:
            QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        if way == "double click":
            QTest.mouseDClick(line, Qt.MouseButton.LeftButton)
        assert field.hasFocus()
        if way == "click":
            user.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        user.type("13")
        assert field.hasFocus()
        assert field.text().removesuffix("°") == "13"
        assert user.workspace.document.view is before
        user.key(Qt.Key.Key_Escape)
        assert field.text().removesuffix("°") != "13"


def test_the_fields_are_there_to_type_into(user: "User") -> None:
    """Of the test above: views without a number pass it with nothing done."""
    show(user, "steepest")
    row = user.window.view_bar.row("steepest")
    assert sum(box.isEnabled() for box in row.findChildren(QAbstractSpinBox)) == 7


def test_a_refused_number_makes_the_bar_no_higher_and_is_gone_with_the_next_view(
    user: "User",
) -> None:
    show(user, "steepest")
    bar = user.window.view_bar
    field = next(box for box in bar.row("steepest").findChildren(NumberBox) if box.suffix())
    before, height = field.text(), bar.height()
    QTest.mouseDClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    user.type("400")
    user.key(Qt.Key.Key_Return)
    user.settle()
    assert field.message
    assert bar.height() == height
    QTest.mouseClick(user.window.pictures.picture, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    user.settle()
    assert not field.hasFocus()
    assert (field.text(), field.message, bar.height()) == (before, "", height)
    assert not field.property("wrong")


@pytest.mark.parametrize("view", VIEWS)
def test_every_choice_can_be_made_from_the_palette(user: "User", view: ViewName) -> None:
    for choice in show(user, view):
        if not choice.is_open:
            continue
        if not isinstance(choice, OneOf):
            user.window.commands.run(palette(user)[f"{choice.title}…"])
            assert QApplication.focusWidget() is user.window.view_bar.row(view).field(choice.title)
            continue
        for entry in choice.entries:
            show(user, view)
            is_listed = choice.control == "list"
            entry_title = plain(str(entry.title))
            title = f"{choice.title}: {entry_title}" if is_listed else entry_title
            command = next(
                found
                for found in user.window.commands.offered()
                if (found.id == entry.id if entry.id else plain(str(found.title)) == title)
            )
            user.window.commands.run(command)
            chosen = next(other for other in now(user) if other.name == choice.name)
            assert chosen.chosen == entry.value
            assert user.workspace.document.view.view == view
            again = next(
                found for found in user.window.commands.offered() if found.id == command.id
            )
            assert again.checked is not None
            assert again.checked()


def test_the_palette_has_the_lists_of_the_view_that_is_shown_only(user: "User") -> None:
    show(user, "adjoint")
    assert "Back-map: by Wᵀ" in palette(user)
    show(user, "flow")
    assert "Back-map: by Wᵀ" not in palette(user)


def test_what_the_bar_shows_is_what_is_kept(user: "User") -> None:
    show(user, "adjoint")
    field = user.window.view_bar.row("adjoint").field("Back-map")
    assert isinstance(field, ListField)
    user.window.commands.run(palette(user)["Back-map: by the inverse"])
    assert field.currentText() == "by the inverse"
