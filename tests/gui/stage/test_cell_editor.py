"""Typing on the picture: exact numbers; a bad entry stays until it is put right or left."""

import math
import struct
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gradviz.refs import CellRef
from gradviz.session.edits import set_cell

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
W12 = CellRef("W", 0, 1)


def bits(value: float) -> bytes:
    return struct.pack(">d", value)


def value(user: "User") -> float:
    return float(user.workspace.document.W[0, 1])


def enter(user: "User", text: str, key: Key = Key.Key_Return) -> None:
    user.double_click(W12)
    user.type(text)
    user.key(key)


@pytest.mark.parametrize(
    "number", [1 / 3, 0.1 + 0.2, -0.0, 1e22, 123456789012345680.0, 5e-324, math.nan, -math.inf]
)
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_opening_and_closing_keeps_a_number_bit_for_bit(
    user: "User", number: float, key: Key
) -> None:
    user.workspace.edit(set_cell(user.workspace.document, W12, number), "Set")
    document = user.workspace.document
    user.double_click(W12)
    user.key(key)
    assert not user.stage.editor.isVisible()
    assert bits(value(user)) == bits(number)
    assert user.workspace.document is document


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1/3", 1 / 3), ("-2e-3", -2e-3), ("sqrt(2)", math.sqrt(2)), ("pi/4", math.pi / 4)],
)
def test_arithmetic_is_understood(user: "User", text: str, expected: float) -> None:
    enter(user, text)
    assert value(user) == expected
    assert user.workspace.undo_stack.undoText() == "Type W[1,2]"


def test_infinities_and_nan_may_be_typed(user: "User") -> None:
    enter(user, "inf")
    assert value(user) == math.inf
    enter(user, "nan")
    assert math.isnan(value(user))


def test_escape_leaves_the_number_as_it_was(user: "User") -> None:
    document = user.workspace.document
    enter(user, "12", Key.Key_Escape)
    assert not user.stage.editor.isVisible()
    assert user.stage.hasFocus()
    assert user.workspace.document is document
    assert user.workspace.pinned == W12


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
@pytest.mark.parametrize("text", ["abc", "1/0", "1.2.3", "__import__('os')", "9**9**9"])
def test_a_bad_entry_stays_marked_with_what_is_wrong_beside_it(
    user: "User", text: str, key: Key
) -> None:
    document = user.workspace.document
    enter(user, text, key)
    editor = user.stage.editor
    assert editor.isVisible()
    assert editor.hasFocus()
    assert editor.text() == text
    assert editor.property("wrong") is True
    assert editor.message
    shown = next(label for label in user.stage.findChildren(QLabel) if label.isVisible())
    assert shown.text() == editor.message
    assert user.stage.rect().contains(shown.geometry())
    assert not shown.geometry().intersects(editor.geometry())
    assert user.workspace.document is document


def test_the_message_goes_as_soon_as_the_entry_is_put_right(user: "User") -> None:
    enter(user, "1/")
    editor = user.stage.editor
    first = editor.message
    user.type("x")
    assert editor.message
    assert editor.message != first
    user.key(Key.Key_Backspace)
    user.type("4")
    assert editor.message == ""
    assert editor.property("wrong") is False
    user.key(Key.Key_Return)
    assert value(user) == 0.25
    assert not editor.isVisible()


def test_no_message_comes_while_an_entry_is_being_typed(user: "User") -> None:
    user.double_click(W12)
    user.type("-")
    assert user.stage.editor.message == ""


def test_escape_takes_a_bad_entry_and_its_message_away(user: "User") -> None:
    enter(user, "abc")
    user.key(Key.Key_Escape)
    assert not user.stage.editor.isVisible()
    assert user.stage.editor.message == ""
    user.double_click(W12)
    assert user.stage.editor.property("wrong") is False


def test_a_click_elsewhere_takes_the_entry_over(user: "User") -> None:
    user.double_click(W12)
    user.type("12")
    user.click(CellRef("X", 0, 0))
    assert value(user) == 12.0
    assert user.workspace.pinned == CellRef("X", 0, 0)


@pytest.mark.parametrize("is_told", [False, True])
def test_a_click_elsewhere_gives_a_bad_entry_up(user: "User", is_told: bool) -> None:
    user.double_click(W12)
    user.type("abc")
    if is_told:
        user.key(Key.Key_Return)
    QTest.mouseClick(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, QPoint(3, 3))
    editor = user.stage.editor
    assert not editor.isVisible()
    assert editor.message == ""
    assert not [label for label in user.stage.findChildren(QLabel) if label.isVisible()]
    assert value(user) == -1.0
    assert user.stage.hasFocus()


@pytest.mark.parametrize(("text", "expected"), [("12", 12.0), ("abc", -1.0)])
def test_f6_ends_an_entry_as_a_click_does(user: "User", text: str, expected: float) -> None:
    user.double_click(W12)
    user.type(text)
    user.window.focus_path.go_to_panel(1)
    assert not user.stage.editor.isVisible()
    assert value(user) == expected


def test_undo_in_the_editor_takes_letters_back_and_no_step(user: "User") -> None:
    user.workspace.edit(set_cell(user.workspace.document, W12, 5.0), "Set")
    user.double_click(W12)
    user.type("12")
    user.key(Key.Key_Z, Held.ControlModifier)
    assert user.stage.editor.isVisible()
    assert user.stage.editor.text() != "12"
    assert value(user) == 5.0


@pytest.mark.parametrize("key", [Key.Key_F2, Key.Key_Up, Key.Key_PageDown])
def test_keys_that_mean_nothing_in_an_entry_do_not_reach_the_stage(user: "User", key: Key) -> None:
    user.double_click(W12)
    user.type("12")
    user.key(key)
    assert user.stage.editor.text() == "12"


def test_an_entry_survives_a_look_into_another_window(user: "User") -> None:
    user.double_click(W12)
    user.type("12")
    other = QWidget()
    other.show()
    other.activateWindow()
    user.settle()
    assert not user.stage.editor.hasFocus()
    other.close()
    assert user.stage.editor.isVisible()
    assert user.stage.editor.text() == "12"
    assert value(user) == -1.0


def test_the_editor_has_a_name_for_those_who_listen(user: "User") -> None:
    user.double_click(W12)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Entry W[1,2]"
