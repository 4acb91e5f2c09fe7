"""What is wrong with an entry stands right below it, wherever the entry is."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.gui.widgets.trouble import Trouble


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def field_in(parent: QWidget, y: int, x: int = 20) -> QLineEdit:
    field = QLineEdit(parent)
    field.setGeometry(x, y, 100, 24)
    field.show()
    return field


def place_of(widget: QWidget) -> QRect:
    """Return where a widget is in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def test_it_marks_the_field_and_is_read_aloud(window: QWidget) -> None:
    field = field_in(window, 40)
    field.setToolTip("A number")
    trouble = Trouble(field)
    assert trouble.message == ""
    trouble.tell("'x' is not a number")
    assert field.property("wrong") is True
    assert field.accessibleDescription() == trouble.message == "'x' is not a number"
    assert trouble.isVisible()
    trouble.tell("")
    assert field.property("wrong") is False
    assert field.accessibleDescription() == "A number"
    assert not trouble.isVisible()


@pytest.mark.parametrize("x", [0, 20, 300])
@pytest.mark.parametrize("y", [10, 130, 270])
def test_it_is_whole_and_does_not_cover_the_field(window: QWidget, x: int, y: int) -> None:
    trouble = Trouble(field := field_in(window, y, x))
    trouble.tell("needs a whole number from 1 to 64: got 65. " * 3)
    assert window.rect().contains(place_of(trouble))
    assert not place_of(trouble).intersects(place_of(field))
    assert (place_of(trouble).top() > place_of(field).top()) == (y < 200)
    assert trouble.height() >= trouble.heightForWidth(trouble.width())


def test_it_follows_the_field_and_goes_with_it(window: QWidget) -> None:
    trouble = Trouble(field := field_in(window, 10))
    trouble.tell("no number")
    before = trouble.pos()
    field.move(20, 60)
    assert trouble.pos() == before + QPoint(0, 50)
    field.hide()
    assert not trouble.isVisible()


def test_it_goes_while_the_field_is_out_of_sight(window: QWidget) -> None:
    trouble = Trouble(field := field_in(window, 10))
    trouble.tell("no number")
    field.move(20, 500)
    assert not trouble.isVisible()
    field.move(20, 30)
    assert trouble.isVisible()


def test_it_scrolls_together_with_the_field_and_into_sight(window: QWidget) -> None:
    column = QVBoxLayout(window)
    area, content = QScrollArea(window), QWidget()
    content.setFixedSize(350, 900)
    area.setWidget(content)
    column.addWidget(area)
    area.show()
    box = QWidget(content)  # fields stand in parts of what scrolls
    box.setGeometry(0, 0, 350, 900)
    box.show()
    QApplication.processEvents()
    trouble = Trouble(field := field_in(box, 800))
    trouble.tell("no number")
    assert trouble.parentWidget() is content
    seen = QRect(content.mapFrom(area.viewport(), QPoint(0, 0)), area.viewport().size())
    assert seen.contains(trouble.geometry())
    assert trouble.geometry().top() > field.geometry().bottom()


def test_it_stands_in_what_it_is_told_to(window: QWidget) -> None:
    part = QWidget(window)
    part.setGeometry(0, 0, 200, 100)
    part.show()
    trouble = Trouble(field_in(part, 70), part)
    trouble.tell("no number")
    assert trouble.parentWidget() is part
    assert part.rect().contains(trouble.geometry())


def test_it_goes_with_a_field_that_is_deleted(window: QWidget, qtbot: QtBot) -> None:
    trouble = Trouble(field := field_in(window, 10))
    trouble.tell("no number")
    with qtbot.waitSignal(trouble.destroyed):
        field.deleteLater()
