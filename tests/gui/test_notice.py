"""The bar above the stage: messages that go, trouble that stays, offers that wait."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from gradviz.refs import CellRef
from gradviz.session.edits import set_cell
from gradviz.session.files.store import save

if TYPE_CHECKING:
    from tests.gui.conftest import User

LONG = "row 3, column 2: 'abc' is not a number; " * 8


def press(user: "User", title: str) -> None:
    user.settle()
    buttons = user.window.notice.findChildren(QPushButton)
    button = next(b for b in buttons if b.text() == title and b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    user.settle()


def titles(user: "User") -> list[str]:
    user.settle()
    return [b.text() for b in user.window.notice.findChildren(QPushButton) if b.isVisible()]


def edit(user: "User", value: float = 9.0) -> None:
    new = set_cell(user.workspace.document, CellRef("W", 0, 0), value)
    user.workspace.edit(new, "Type W[1,1]")


def test_what_was_done_is_told_and_goes_by_itself(user: "User") -> None:
    notice = user.window.notice
    assert notice.text == ""
    user.workspace.said.emit("Saved first.gradviz")
    assert notice.isVisible()
    assert notice.text == "Saved first.gradviz"
    assert titles(user) == []
    timer = notice.findChild(QTimer)
    assert isinstance(timer, QTimer)
    assert timer.isActive()
    assert 2000 <= timer.interval() <= 10000
    timer.timeout.emit()
    assert not notice.isVisible()
    assert not timer.isActive()


def test_trouble_stays_until_it_is_dismissed(user: "User") -> None:
    notice = user.window.notice
    user.workspace.said.emit("Saved")
    user.workspace.troubled.emit("no such file")
    timer = notice.findChild(QTimer)
    assert isinstance(timer, QTimer)
    assert not timer.isActive()
    user.workspace.hover(CellRef("W", 0, 0))
    user.workspace.player.go_to_end(-1)
    assert notice.text == "no such file"
    press(user, "Dismiss")
    assert not notice.isVisible()


def test_trouble_goes_when_the_document_changes(user: "User") -> None:
    user.workspace.troubled.emit("no such file")
    edit(user)
    assert user.window.notice.text == ""


@pytest.mark.parametrize("answer", ["Restore", "Discard"])
def test_an_offer_stays_until_it_is_answered(user: "User", answer: str) -> None:
    taken: list[str] = []
    notice = user.window.notice
    notice.offer(
        "Changes were kept.",
        (
            ("Restore", lambda: taken.append("Restore")),
            ("Discard", lambda: taken.append("Discard")),
        ),
    )
    buttons = notice.findChildren(QPushButton)
    edit(user)
    assert notice.text == "Changes were kept."
    assert titles(user) == ["Restore", "Discard"]
    assert notice.findChildren(QPushButton) == buttons  # a click under way still counts
    press(user, answer)
    assert taken == [answer]
    assert not notice.isVisible()
    user.workspace.troubled.emit("no such file")
    press(user, "Dismiss")
    assert not notice.isVisible()


def test_an_offer_comes_back_when_another_message_has_gone(user: "User") -> None:
    taken: list[str] = []
    notice = user.window.notice
    notice.offer("Changes were kept.", (("Restore", lambda: taken.append("Restore")),))
    user.workspace.troubled.emit("no such file")
    assert notice.text == "no such file"
    assert titles(user) == ["Dismiss"]
    press(user, "Dismiss")
    assert notice.text == "Changes were kept."
    user.workspace.troubled.emit("no such file")
    edit(user)
    assert notice.text == "Changes were kept."
    press(user, "Restore")
    assert taken == ["Restore"]


def test_a_long_message_is_wrapped_and_moves_nothing(user: "User") -> None:
    window, stage, notice = user.window, user.stage, user.window.notice
    before = window.width(), stage.geometry(), stage.mapTo(window, QPoint(0, 0))
    user.workspace.troubled.emit(LONG)
    user.settle()
    assert (window.width(), stage.geometry(), stage.mapTo(window, QPoint(0, 0))) == before
    assert notice.accessibleName() == LONG
    text = notice.findChild(QLabel)
    assert isinstance(text, QLabel)
    assert text.height() >= text.heightForWidth(text.width())  # all of it can be read


@pytest.mark.parametrize("width", [640, 1000, 1360])
def test_it_stays_in_its_corner_whatever_the_size(user: "User", width: int) -> None:
    notice = user.window.notice
    user.workspace.troubled.emit(LONG)
    user.window.resize(width, 700)
    user.settle()
    ground = user.window.centralWidget()
    assert ground.geometry().contains(notice.geometry())
    assert ground.geometry().right() - notice.geometry().right() < 20
    user.workspace.troubled.emit("no such file")
    user.settle()
    assert notice.width() < 300
    assert notice.height() < 60


@pytest.mark.parametrize("width", [800, 1024, 1366])
@pytest.mark.parametrize("message", ["Saved a.gradviz", "W is now 3×4, X and T got a row of zeros"])
def test_what_was_done_is_told_where_nothing_is_covered(
    user: "User", width: int, message: str
) -> None:
    user.window.resize(width, 700)
    user.settle()
    user.workspace.said.emit(message)
    user.settle()
    notice, bar = user.window.notice, user.window.menuBar()
    place = notice.geometry()
    assert bar.geometry().contains(place)
    for action in bar.actions():
        assert not bar.actionGeometry(action).translated(bar.pos()).intersects(place)
    text = notice.findChild(QLabel)
    assert isinstance(text, QLabel)
    assert text.width() >= text.fontMetrics().horizontalAdvance(message)
    assert text.height() >= text.fontMetrics().height()


def test_what_does_not_fit_behind_the_menus_stands_in_the_corner(user: "User") -> None:
    user.window.resize(1360, 700)
    user.settle()
    user.workspace.said.emit(LONG * 3)
    user.settle()
    assert user.window.centralWidget().geometry().contains(user.window.notice.geometry())


@pytest.mark.parametrize("has_offer", [False, True])
@pytest.mark.parametrize("is_restyled", [False, True])
def test_a_short_message_has_room_for_its_buttons(
    user: "User", has_offer: bool, is_restyled: bool
) -> None:
    if has_offer:
        user.window.notice.offer(LONG, (("Restore", lambda: None), ("Discard", lambda: None)))
        user.settle()
    user.workspace.troubled.emit("no such file")
    if is_restyled:
        user.window.commands.action("theme-light").trigger()
    user.settle()
    (button,) = [b for b in user.window.notice.findChildren(QPushButton) if b.isVisible()]
    assert button.height() >= button.sizeHint().height()
    assert button.width() >= button.sizeHint().width()
    assert user.window.notice.rect().contains(button.geometry())


def test_what_files_are_called_is_not_taken_for_markup(user: "User") -> None:
    user.workspace.troubled.emit("<b>bold</b>.gradviz is a folder")
    user.settle()
    shown = user.window.notice.findChild(QLabel)
    assert isinstance(shown, QLabel)
    assert shown.textFormat() == Qt.TextFormat.PlainText


def test_what_was_chosen_at_opening_is_told_and_the_rest_is_in_the_tip(
    user: "User", tmp_path: Path
) -> None:
    notice = user.window.notice
    path = tmp_path / "m.npz"
    np.savez(path, **{"fc1.weight": np.eye(3), "fc2.weight": np.eye(3), "steps": 7, "T": np.eye(3)})
    user.window.files.open_path(path)
    user.settle()
    notes = user.workspace.document.notes
    assert len(notes) == 6
    assert notice.text.startswith("There is no X: one is made up. T has one-hot columns, ")
    assert "the loss cross_entropy takes it as classes." in notice.text
    assert notice.text.endswith(" … and 4 more: point here.")
    tip = notice.findChild(QLabel).toolTip()
    in_words = [str(note).replace("convention=wx", "the convention wx") for note in notes]
    assert tip.splitlines()[2:] == in_words[2:]
    assert titles(user) == ["Dismiss"]
    press(user, "Dismiss")
    assert notice.text == ""
    user.workspace.troubled.emit("no such file")
    assert notice.findChild(QLabel).toolTip() == ""


def test_a_session_that_says_all_is_opened_in_silence(user: "User", tmp_path: Path) -> None:
    save(user.workspace.document, tmp_path / "a.gradviz")
    user.window.files.open_path(tmp_path / "a.gradviz")
    user.settle()
    assert user.workspace.saved.path == tmp_path / "a.gradviz"
    assert user.window.notice.text == ""
