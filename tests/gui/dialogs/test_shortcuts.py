"""The sheet of keys: nothing missing, in the order of the menus, for every size of window."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
)

from gradviz.gui.commands.command import plain
from gradviz.gui.dialogs.shortcuts import GESTURES, KeysDialog
from gradviz.gui.state.settings import Settings

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key = Qt.Key


def opened_sheet(user: "User", key: Qt.Key = Key.Key_F1) -> KeysDialog:
    user.key(key)
    user.settle()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, KeysDialog)
    return sheet


def close(user: "User", sheet: KeysDialog) -> None:
    QTest.keyClick(sheet, Key.Key_Escape)
    user.settle()
    assert QApplication.activeModalWidget() is None
    user.window.activateWindow()
    user.settle()


def labels(sheet: KeysDialog) -> list[QLabel]:
    return sheet.findChildren(QLabel)


def test_it_lists_every_key_and_every_gesture(user: "User") -> None:
    sheet = opened_sheet(user)
    shown = {label.text() for label in labels(sheet)}
    for each in user.window.commands.commands:
        if each.keys:
            is_choice = user.window.commands.action(each.id).actionGroup() is not None
            told = f"{plain(str(each.title))}: {each.tip}" if is_choice else str(each.tip)
            assert told in shown, each.id
            assert any(each.keys[0] in text.split(" or ") for text in shown), each.keys
    for group in GESTURES:
        for row in group.rows:
            assert set(map(str, row)) <= shown
    close(user, sheet)


def test_groups_are_the_menus_in_their_order(user: "User") -> None:
    sheet = opened_sheet(user)
    heads = [label.text() for label in labels(sheet) if label.property("role") == "section"]
    names = [a.text().replace("&", "").upper() for a in user.window.menuBar().actions()]
    assert heads[: len(names)] == names
    close(user, sheet)


def test_a_question_mark_opens_it_but_is_typed_where_one_types(user: "User") -> None:
    close(user, opened_sheet(user, Key.Key_Question))
    user.window.dialogs.show_palette()
    entry = QApplication.focusWidget()
    assert isinstance(entry, QLineEdit)
    user.type("?")
    assert entry.text() == "?"
    assert QApplication.activeModalWidget() is None
    user.key(Key.Key_Escape)
    table = user.window.findChild(QTableView)
    assert isinstance(table, QTableView)
    table.setFocus()
    user.type("?")
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("is_large", [False, True])
def test_two_columns_where_there_is_room_else_one_and_all_of_it_can_be_reached(
    user: "User", is_large: bool
) -> None:
    user.workspace.appearance.set_settings(Settings(is_large=is_large))
    sheet = opened_sheet(user)
    area = sheet.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    for width, columns in ((1100, 2), (500, 1)):
        sheet.resize(width, 400)
        user.settle()
        heads = [label for label in labels(sheet) if label.property("role") == "section"]
        lefts = {head.mapTo(sheet, head.rect().topLeft()).x() for head in heads}
        assert len(lefts) == columns
        inner = area.widget()
        assert inner is not None
        assert inner.width() <= area.viewport().width()
    close(user, sheet)


def test_every_key_that_scrolls_does_it_whatever_has_the_focus(user: "User") -> None:
    sheet = opened_sheet(user)
    sheet.resize(500, 400)
    user.settle()
    area = sheet.findChild(QScrollArea)
    button = sheet.findChild(QPushButton)
    assert isinstance(area, QScrollArea)
    assert isinstance(button, QPushButton)
    bar = area.verticalScrollBar()
    for focus in (area, button):
        focus.setFocus()
        for key, place in (
            (Key.Key_End, bar.maximum()),
            (Key.Key_PageUp, bar.maximum() - bar.pageStep()),
            (Key.Key_Home, 0),
            (Key.Key_PageDown, bar.pageStep()),
            (Key.Key_Home, 0),
        ):
            QTest.keyClick(focus, key)
            assert bar.value() == place, key
    area.setFocus()  # from a button, arrows go to the next
    for key, place in ((Key.Key_Down, bar.singleStep()), (Key.Key_Up, 0)):
        QTest.keyClick(area, key)
        assert bar.value() == place, key
    close(user, sheet)
