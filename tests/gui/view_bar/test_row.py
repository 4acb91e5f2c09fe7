"""A row of fields: each follows the document, and makes one choice."""

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from gradviz.gui.view_bar.fields import ListField, RealField, WholeField
from gradviz.gui.view_bar.row import ChoiceRow
from gradviz.messages.message import verbatim
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.choice import Alternative, Choice, OneOf, Real, Whole

if TYPE_CHECKING:
    from tests.gui.conftest import User


class Made:
    """Choices of the Cube view, and what was chosen in them."""

    def __init__(self, user: "User") -> None:
        self.entries = entries(("one", 1), ("two", 2), ("none", None))
        self.chosen: object = 2
        self.made: list[object] = []
        self.is_enabled = True
        self.asked = 0
        user.workspace.look_at(view="cube")
        self.row = ChoiceRow(
            "cube", [], self._choices, self._choose, [], user.workspace, user.window.centralWidget()
        )
        self.row.show()
        self.user = user

    def _choices(self) -> tuple[Choice, ...]:
        self.asked += 1
        return (
            OneOf(
                "n",
                verbatim("Count"),
                verbatim("How many"),
                self.entries,
                self.chosen,
                verbatim("count"),
                is_open=self.is_enabled,
            ),
            OneOf("letter", verbatim("Letter"), verbatim("Which"), entries(("a", "a")), "a"),
            Whole("row", verbatim("Row"), verbatim("Which row"), 2, 0, 4, base=1),
            Real("length", verbatim("Length"), verbatim("How long"), 0.25, 1e-9, 1e12),
            Real(
                "angle",
                verbatim("Angle"),
                verbatim("Where to"),
                math.pi / 2,
                0.0,
                math.tau,
                unit="°",
            ),
        )

    def _choose(self, name: str, value: object) -> None:
        self.made.append(value if name == "n" else (name, value))

    @property
    def field(self) -> ListField:
        field = self.row.field("Count")
        assert isinstance(field, ListField)
        return field

    def change(self) -> None:
        """Change something of the document."""
        document = self.user.workspace.document
        value = float(document.W[0, 0]) + 1.0
        self.user.workspace.edit(set_cell(document, CellRef("W", 0, 0), value), "Type")


@pytest.fixture
def made(user: "User") -> Made:
    return Made(user)


def entries(*given: tuple[str, object]) -> tuple[Alternative, ...]:
    return tuple(Alternative(verbatim(title), value) for title, value in given)


def typed(field: WholeField | RealField, text: str) -> None:
    """Type a number into a field and end it."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


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
    labels = [
        label.text()
        for label in made.row.findChildren(QLabel)
        if label.property("role") == "caption"
    ]
    assert labels == ["count"]  # the other needs none
    assert not made.made  # showing is not choosing


def test_a_field_follows_the_document(made: Made) -> None:
    made.chosen = None  # a choice like any other
    made.change()
    assert made.field.currentText() == "none"
    made.entries = entries(("three", 3), ("four", 4))
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
    made.user.workspace.look_at(view="flow")
    made.entries = entries(("three", 3))
    made.is_enabled = False
    asked = made.asked
    made.change()
    assert made.field.count() == 3
    assert made.asked == asked
    made.user.workspace.look_at(view="cube")
    assert made.field.count() == 1
    assert not made.field.isEnabled()


def test_there_is_no_field_of_another_name(made: Made) -> None:
    letter = made.row.field("Letter")
    assert isinstance(letter, ListField)
    assert letter.currentText() == "a"
    with pytest.raises(StopIteration):
        made.row.field("Colour")


def test_what_is_looked_at_is_no_edit(made: Made) -> None:
    document = made.user.workspace.document
    made.user.workspace.show_document(set_view(document, view="cube"))
    assert made.field.currentText() == "two"
    assert not made.user.workspace.undo_stack.canUndo()


def test_a_whole_number_is_shown_as_people_count_and_chosen_as_it_is_kept(made: Made) -> None:
    row = made.row.field("Row")
    assert isinstance(row, WholeField)
    assert (row.minimum(), row.value(), row.maximum()) == (1, 3, 5)
    typed(row, "5")
    assert made.made == [("row", 4)]


def test_a_real_number_has_the_digits_that_it_has(made: Made) -> None:
    length = made.row.field("Length")
    assert isinstance(length, RealField)
    assert length.text() == "0.25"
    typed(length, "0.5")
    assert made.made == [("length", 0.5)]


def test_an_angle_is_shown_in_degrees_and_kept_in_radians(made: Made) -> None:
    angle = made.row.field("Angle")
    assert isinstance(angle, RealField)
    assert angle.value() == pytest.approx(90.0)
    assert angle.text().endswith("°")
    QTest.keyClick(angle, Qt.Key.Key_Up)
    assert made.made == [("angle", pytest.approx(math.radians(95.0)))]
    made.change()
    assert angle.value() == pytest.approx(90.0)  # it is what was chosen, not what was tried


def test_every_field_says_what_it_is(made: Made) -> None:
    for title in ("Count", "Letter", "Row", "Length", "Angle"):
        field = made.row.field(title)
        assert field.accessibleName() == title
        assert field.toolTip()
        is_list = isinstance(field, ListField)  # after a click the keys are the picture's
        policies = Qt.FocusPolicy
        assert field.focusPolicy() == (policies.TabFocus if is_list else policies.StrongFocus)
