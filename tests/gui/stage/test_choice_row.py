"""A row of fields: each follows the document, and makes one choice."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from gradviz.gui.stage.choice_row import Choice, ChoiceRow, Entries
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell, set_view

if TYPE_CHECKING:
    from tests.gui.conftest import User


class Made:
    """Two choices of the Cube view, and what was chosen in them."""

    def __init__(self, user: "User") -> None:
        self.entries: Entries = [("one", 1), ("two", 2), ("none", None)]
        self.chosen: object = 2
        self.made: list[object] = []
        self.is_enabled = True
        choices = [
            Choice(
                "count",
                "Count",
                "How many",
                lambda: self.entries,
                lambda: self.chosen,
                self.made.append,
                lambda: self.is_enabled,
            ),
            Choice("", "Letter", "Which", lambda: [("a", "a")], lambda: "a", self.made.append),
        ]
        user.workspace.look_at(view="cube")
        self.row = ChoiceRow("cube", choices, [], user.workspace, user.window.centralWidget())
        self.row.show()
        self.user = user

    @property
    def field(self) -> QComboBox:
        return self.row.field("Count")

    def change(self) -> None:
        """Change something of the document."""
        document = self.user.workspace.document
        value = float(document.W[0, 0]) + 1.0
        self.user.workspace.edit(set_cell(document, CellRef("W", 0, 0), value), "Type")


@pytest.fixture
def made(user: "User") -> Made:
    return Made(user)


def wheel(box: QComboBox) -> None:
    at = QPointF(box.rect().center())
    event = QWheelEvent(
        at,
        QPointF(box.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)


def test_a_field_lists_what_there_is_and_shows_what_is_chosen(made: Made) -> None:
    assert [made.field.itemText(n) for n in range(made.field.count())] == ["one", "two", "none"]
    assert made.field.currentText() == "two"
    assert made.field.toolTip() == "How many"
    labels = [label.text() for label in made.row.findChildren(QLabel)]
    assert labels == ["count"]  # the other needs none
    assert not made.made  # showing is not choosing


def test_a_field_follows_the_document(made: Made) -> None:
    made.chosen = None  # a choice like any other
    made.change()
    assert made.field.currentText() == "none"
    made.entries = [("three", 3), ("four", 4)]
    made.chosen = 4
    made.is_enabled = False
    made.change()
    assert [made.field.itemText(n) for n in range(made.field.count())] == ["three", "four"]
    assert made.field.currentText() == "four"
    assert not made.field.isEnabled()
    made.chosen = 99  # as in a file of somebody else
    made.change()
    assert made.field.currentText() == "three"
    assert not made.made


def test_a_field_chooses_by_the_keyboard(made: Made) -> None:
    made.field.setFocus()
    QTest.keyClick(made.field, Qt.Key.Key_Up)
    assert made.made == [1]
    QTest.keyClick(made.field, Qt.Key.Key_End)
    assert made.made == [1, None]


def test_the_wheel_turns_a_field_only_when_it_has_the_focus(made: Made) -> None:
    made.user.stage.setFocus()
    wheel(made.field)
    assert not made.made
    made.field.setFocus()
    wheel(made.field)
    assert made.made == [None]


def test_a_row_asks_nothing_while_another_view_is_shown(made: Made) -> None:
    asked: list[bool] = []
    made.user.workspace.look_at(view="flow")
    made.entries = [("three", 3)]
    made.is_enabled = False
    made.change()
    assert made.field.count() == 3
    assert not asked
    made.user.workspace.look_at(view="cube")
    assert made.field.count() == 1
    assert not made.field.isEnabled()


def test_there_is_no_field_of_another_name(made: Made) -> None:
    assert made.row.field("Letter").currentText() == "a"
    with pytest.raises(StopIteration):
        made.row.field("Colour")


def test_what_is_looked_at_is_no_edit(made: Made) -> None:
    document = made.user.workspace.document
    made.user.workspace.show_document(set_view(document, view="cube"))
    assert made.field.currentText() == "two"
    assert not made.user.workspace.undo_stack.canUndo()
