"""A paste that can be read in several ways: both are shown, one is taken, Escape takes none."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gradviz.gui.editors.question_panel import QuestionPanel, ReadingButton
from gradviz.gui.tables.table import MatrixTable
from gradviz.refs import CellRef
from gradviz.session.document import example
from gradviz.session.edits import set_cell
from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier


def table_of(user: User, name: str = "W") -> MatrixTable:
    return next(table for table in user.window.findChildren(MatrixTable) if table.name == name)


def paste(user: User, text: str, name: str = "W") -> QuestionPanel:
    table = table_of(user, name)
    table.setFocus()
    table.setCurrentIndex(table.matrix.index(0, 0))
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(table, Key.Key_V, Held.ControlModifier)
    user.settle()
    assert table.commands.question is not None
    return table.commands.question


def focused() -> ReadingButton:
    button = QApplication.focusWidget()
    assert isinstance(button, ReadingButton)
    return button


def test_both_readings_are_shown_and_nothing_is_pasted_yet(user: User) -> None:
    before = user.workspace.document
    panel = paste(user, "1,5;2,5")
    assert [reading.values.tolist() for reading in panel.readings] == [
        [[1.5, 2.5]],
        [[1, 5], [2, 5]],
    ]
    assert panel.window() is user.window
    assert focused().reading is panel.readings[0]
    assert user.workspace.document is before


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ([Key.Key_Return], [1.5, 2.5, 0.5]),
        ([Key.Key_1], [1.5, 2.5, 0.5]),
        ([Key.Key_2], [1, 5, 0.5]),
        ([Key.Key_Right, Key.Key_Enter], [1, 5, 0.5]),
        ([Key.Key_Down, Key.Key_Space], [1, 5, 0.5]),
        ([Key.Key_Tab, Key.Key_Tab, Key.Key_Return], [1.5, 2.5, 0.5]),
        ([Key.Key_Left, Key.Key_Return], [1, 5, 0.5]),
    ],
)
def test_keys_take_one(user: User, keys: list[Qt.Key], row: list[float]) -> None:
    panel = paste(user, "1,5;2,5")
    for key in keys:
        user.key(key)
    assert user.workspace.document.W[0].tolist() == row
    assert not panel.readings
    assert QApplication.focusWidget() is table_of(user)
    assert user.workspace.undo_stack.count() == 1
    user.workspace.undo_stack.undo()
    assert user.workspace.document.W.tolist() == example().W.tolist()


def test_a_click_takes_one(user: User) -> None:
    panel = paste(user, "1,5;2,5")
    button = panel.findChildren(ReadingButton)[1]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert user.workspace.document.W[0].tolist() == [1, 5, 0.5]


def test_escape_leaves_everything_as_it_was(user: User) -> None:
    before, playing = user.workspace.document, user.workspace.player.seconds
    panel = paste(user, "1,5;2,5")
    user.key(Key.Key_Escape)
    assert not panel.readings
    assert user.workspace.document is before
    assert user.workspace.undo_stack.count() == 0
    assert user.workspace.player.seconds == playing
    assert QApplication.focusWidget() is table_of(user)


def test_who_goes_on_elsewhere_leaves_everything_as_it_was(user: User) -> None:
    panel = paste(user, "1,5;2,5")
    QTest.mouseClick(
        user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, user.stage.rect().center()
    )
    user.settle()
    assert not panel.readings
    assert user.workspace.undo_stack.count() == 0


def test_another_edit_ends_the_question(user: User) -> None:
    panel = paste(user, "1,5;2,5")
    new = set_cell(user.workspace.document, CellRef("X", 0, 0), 9.0)
    user.workspace.edit(new, "Type X[1,1]")
    assert not panel.readings


def test_another_paste_asks_anew(user: User) -> None:
    paste(user, "1,5;2,5")
    user.key(Key.Key_Escape)
    panel = paste(user, "1,234")
    assert len(panel.readings) == 3
    user.key(Key.Key_3)
    assert user.workspace.document.W[0, 0] == 1234


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (900, 600)])
@pytest.mark.parametrize("text", ["1,2;3,4", "1,234", "[1 2 3]", ",a\n1,2\n2,3"])
def test_it_stands_inside_the_window_and_shows_whole_readings(
    user: User, size: tuple[int, int], text: str
) -> None:
    user.window.resize(*size)
    user.settle()
    panel = paste(user, text, "X")
    assert user.window.rect().contains(panel.geometry())
    for button in panel.findChildren(ReadingButton):
        assert panel.rect().contains(button.geometry())
        assert button.width() >= button.sizeHint().width()


def test_a_large_reading_shows_its_first_cells_and_its_whole_size(user: User) -> None:
    rows = "\n".join(",".join(["100"] * 50) for _ in range(40))
    panel = paste(user, rows)
    names = [button.accessibleName() for button in panel.findChildren(ReadingButton)]
    assert names == ["1: commas between entries, 40×50", "2: commas between thousands, 40×1"]
    assert panel.height() < 260


def test_what_is_left_out_is_said(user: User) -> None:
    table = table_of(user)
    table.setFocus()
    QGuiApplication.clipboard().setText("   a  b\n0  5  6\n1  7  8")
    QTest.keyClick(table, Key.Key_V, Held.ControlModifier)
    assert user.workspace.document.W[:, :2].tolist() == [[5, 6], [7, 8]]
    assert user.window.notice.text == (
        "Pasted without the names of the columns (a, b) and the names of the rows (0, 1)"
    )


def test_what_a_paste_made_grow_is_said(user: User) -> None:
    table = table_of(user)
    table.setFocus()
    QGuiApplication.clipboard().setText("1 2 3 4\n5 6 7 8\n9 1 2 3")
    QTest.keyClick(table, Key.Key_V, Held.ControlModifier)
    assert user.window.notice.text == "W is now 3×4, X and T got a row of zeros"


def test_typed_text_is_found_again_in_table_and_picture(user: User) -> None:
    table = table_of(user)
    table.setFocus()
    table.setCurrentIndex(table.matrix.index(0, 1))
    user.type("1/3")
    user.key(Key.Key_Return)
    ref = CellRef("W", 0, 1)
    assert user.workspace.document.W[0, 1] == 1 / 3
    table.setCurrentIndex(table.matrix.index(0, 1))
    QTest.keyClick(table, Key.Key_F2)
    entry = QApplication.focusWidget()
    assert entry.text() == entry.selectedText() == "1/3"
    user.key(Key.Key_Escape)
    user.double_click(ref)
    assert user.stage.editor.text() == user.stage.editor.selectedText() == "1/3"
    user.type("2")
    assert user.stage.editor.text() == "2"
    user.key(Key.Key_Return)
    user.workspace.undo_stack.undo()
    user.double_click(ref)
    assert user.stage.editor.text() == "1/3"


def test_a_double_click_selects_everything_in_the_table(user: User) -> None:
    table = table_of(user)
    at = table.visualRect(table.matrix.index(0, 2)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Held.NoModifier, at)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, Held.NoModifier, at)
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, Held.NoModifier, at)
    entry = QApplication.focusWidget()
    assert entry.text() == entry.selectedText() == "0.5"
    user.type("7")
    assert entry.text() == "7"
