"""Number boxes read and show what cells do, whatever the system's locale is."""

import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDockWidget,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.errors import InputError
from gradviz.gui.export.form import ExportForm
from gradviz.gui.plots.training_panel import TrainingPanel
from gradviz.gui.view_bar.fields import RealField
from gradviz.gui.widgets.number_box import NumberBox, WholeBox
from gradviz.language.numbers import number
from gradviz.messages.language import ENGLISH, Language
from gradviz.messages.message import NOTHING, verbatim
from gradviz.session.entry import parse_entry
from gradviz.session.layers import add_layer
from gradviz.session.looks.choice import Real
from tests.gui.conftest import User

Key = Qt.Key
LOCALES = ("C", "de_DE", "fr_FR", "ar_EG", "hi_IN", "de_CH")


@pytest.fixture(params=LOCALES)
def _locale(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


Kind: TypeAlias = Callable[[Language, QWidget], WholeBox | NumberBox]
RealKind: TypeAlias = Callable[[Language, QWidget], NumberBox]


class Form:
    """A box, and a field to go to from it."""

    def __init__(self, qtbot: QtBot, kind: Kind) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        self.box = kind(ENGLISH, self.window)
        self.other = QLineEdit(self.window)
        column.addWidget(self.box)
        column.addWidget(self.other)
        self.window.resize(400, 300)
        self.window.show()
        self.window.activateWindow()
        self.box.setFocus()
        qtbot.waitUntil(self.box.hasFocus)

    def type(self, text: str) -> None:
        self.box.selectAll()
        QTest.keyClicks(self.box, text)


def angle_field(language: Language, parent: QWidget) -> RealField:
    """Return the field of an angle, which has a unit behind its number."""
    field = RealField(language, parent)
    field.show_choice(Real("angle", verbatim("Angle"), NOTHING, 0.0, -math.pi, math.pi, unit="°"))
    return field


def cell_message(text: str) -> str:
    """Return what a cell says of an entry."""
    with pytest.raises(InputError) as caught:
        parse_entry(text)
    return str(caught.value)


@pytest.mark.usefixtures("_locale")
@pytest.mark.parametrize("kind", [NumberBox, RealField, angle_field])
def test_numbers_are_read_as_in_a_cell(qtbot: QtBot, kind: RealKind) -> None:
    form = Form(qtbot, kind)
    form.box.setDecimals(6)
    form.type("1.5")
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.value() == 1.5
    assert form.box.cleanText().startswith("1.5")
    form.type("1/4")
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.value() == 0.25
    form.type("1,5")
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.value() == 0.25
    assert form.box.message == cell_message("1,5")


@pytest.mark.usefixtures("_locale")
def test_whole_numbers_are_shown_in_plain_digits(qtbot: QtBot) -> None:
    form = Form(qtbot, WholeBox)
    form.box.setRange(1, 100_000)
    form.box.setValue(12345)
    assert form.box.text() == "12345"
    form.type("678")
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.value() == 678


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,5", "'1,5' is not a number; write a decimal point: 1.5"),
        ("abc", "'abc' is not a number"),
        ("1.5", "'1.5' is not a whole number"),
        ("", "there is no number here"),
        ("101", "a whole number from 1 to 100 is needed: got 101"),
        ("inf", "'inf' is not a whole number"),
    ],
)
def test_what_is_wrong_stays_marked_until_it_is_right(
    qtbot: QtBot, text: str, message: str
) -> None:
    form = Form(qtbot, WholeBox)
    form.box.setRange(1, 100)
    form.box.setValue(7)
    form.type(text)
    if not text:
        QTest.keyClick(form.box, Key.Key_Delete)
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.text() == text
    assert message in form.box.message
    assert form.box.property("wrong") is True
    assert form.box.value() == 7
    assert form.box.hasFocus()
    form.type("8")
    assert form.box.message == ""
    assert form.box.property("wrong") is False
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.value() == 8


@pytest.mark.parametrize("kind", [WholeBox, NumberBox, angle_field])
@pytest.mark.parametrize("leave", ["Tab", "click", "hidden", "Enter, Tab", "Enter, click"])
def test_leaving_puts_the_number_back_and_takes_the_mark_away(
    qtbot: QtBot, kind: Kind, leave: str
) -> None:
    form = Form(qtbot, kind)
    form.box.setValue(7)
    before, height = form.box.text(), form.box.sizeHint().height()
    form.type("1e9")
    for way in leave.split(", "):
        match way:
            case "Enter":
                QTest.keyClick(form.box, Key.Key_Return)
                assert form.box.message
                assert form.box.text().startswith("1e9")
                assert form.box.sizeHint().height() == height
            case "Tab":
                QTest.keyClick(form.box, Key.Key_Tab)
            case "click":
                QTest.mouseClick(form.other, Qt.MouseButton.LeftButton)
            case "hidden":
                form.box.hide()
    assert not form.box.hasFocus()
    assert form.box.text() == before
    assert form.box.value() == 7
    assert form.box.message == ""
    assert not form.box.property("wrong")


def test_a_look_into_another_window_keeps_what_is_refused(qtbot: QtBot) -> None:
    form = Form(qtbot, WholeBox)
    form.type("x")
    QTest.keyClick(form.box, Key.Key_Return)
    other = Form(qtbot, WholeBox)
    assert not form.box.hasFocus()
    assert form.box.text() == "x"
    assert form.box.message
    other.window.close()


@pytest.mark.parametrize("kind", [NumberBox, angle_field])
def test_a_double_click_marks_all_of_it(qtbot: QtBot, kind: RealKind) -> None:
    form = Form(qtbot, kind)
    form.box.setRange(-180, 180)
    form.box.setValue(-12.5)
    line = form.box.lineEdit()
    form.other.setFocus()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(line, Qt.MouseButton.LeftButton)
    QTest.keyClicks(form.box, "3")
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.value() == 3


def test_a_space_that_begins_no_number_takes_none_away(user: User) -> None:
    box = user.window.findChildren(WholeBox)[0]
    box.setFocus()
    box.selectAll()
    before = box.text()
    user.key(Key.Key_Space)
    assert box.text() == before


@pytest.mark.parametrize("kind", [WholeBox, NumberBox])
def test_escape_puts_the_number_back(qtbot: QtBot, kind: type[WholeBox | NumberBox]) -> None:
    form = Form(qtbot, kind)
    form.box.setValue(7)
    form.type("x")
    QTest.keyClick(form.box, Key.Key_Return)
    assert form.box.message
    QTest.keyClick(form.box, Key.Key_Escape)
    assert form.box.text() == "7"
    assert form.box.message == ""


@pytest.mark.usefixtures("_locale")
def test_every_box_of_the_window_and_its_dialogs_is_one_of_these(user: User) -> None:
    """A QSpinBox of Qt's own would read as the system does, and lose what it cannot read."""
    user.window.resize(1366, 768)
    user.workspace.edit(add_layer(user.workspace.document, 1, "linear"), "Add a linear layer")
    for view in ("flow", "steepest", "jacobian", "race", "adjoint", "cube", "derivation"):
        user.workspace.look_at(view=view)
        user.settle()
    for dock in user.window.findChildren(QDockWidget):
        dock.show()
    user.settle()
    boxes = [
        box for top in QApplication.topLevelWidgets() for box in top.findChildren(QAbstractSpinBox)
    ]
    own = [box for box in boxes if isinstance(box, WholeBox | NumberBox)]
    assert {type(box).__name__ for box in own} >= {
        "SizeBox",
        "WidthField",
        "WholeBox",
        "RealField",
    }
    foreign = [
        box for box in boxes if isinstance(box, QSpinBox | QDoubleSpinBox) and box not in own
    ]
    assert not foreign
    assert all(box.text().isascii() or box.text().endswith("°") for box in own)


def test_the_export_form_has_these_boxes(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    form = ExportForm(ENGLISH, window)
    boxes = form.findChildren(QAbstractSpinBox)
    assert boxes
    assert all(isinstance(box, WholeBox) for box in boxes)


def test_no_module_makes_a_box_of_qt() -> None:
    """The walk above sees what is there; this one what is made later."""
    from pathlib import Path

    import gradviz.gui as gui

    makes = [
        path.name
        for path in Path(gui.__path__[0]).rglob("*.py")
        if path.name != "number_box.py"
        and any(
            f"{kind}(" in path.read_text()
            for kind in ("QSpinBox", "QDoubleSpinBox", "QIntValidator", "QDoubleValidator")
        )
    ]
    assert makes == []


def test_a_rate_that_cannot_be_read_is_told_as_in_a_cell(user: User) -> None:
    for dock in user.window.findChildren(QDockWidget):
        dock.show()
    user.settle()
    panel = user.window.findChild(TrainingPanel)
    assert panel is not None
    panel.rate.setText("1,5")
    assert not panel.finish_entry()
    assert cell_message("1,5") in panel.error.text()
    panel.rate.setText("0.1")
    assert panel.finish_entry()


@pytest.mark.parametrize("typed", ["100.0000001", "99.9999999", "1e3", "1000/3"])
def test_what_is_out_of_bounds_is_told_as_it_was_typed(qtbot: QtBot, typed: str) -> None:
    """Rounded to few digits, 100.0000001 would be refused for being 100."""
    box = NumberBox(ENGLISH)
    qtbot.addWidget(box)
    box.setRange(0.0, 100.0 if parse_entry(typed) > 100.0 else 50.0)
    assert str(box.problem(typed)).endswith(f": got {typed}")


@pytest.mark.parametrize("value", [-2.5, 1 / 3, -1e-7, 1e12, 0.0, 123456.789])
def test_a_number_is_shown_as_everywhere_and_read_again(qtbot: QtBot, value: float) -> None:
    box = NumberBox(ENGLISH)
    qtbot.addWidget(box)
    box.setDecimals(12)
    box.setRange(-1e15, 1e15)
    box.setValue(value)
    assert box.text() == number(value, 6)
    assert box.valueFromText(box.text()) == pytest.approx(value, rel=1e-5)
    assert str(box.problem("-2e15")).startswith("a number from −1e15 to 1e15 is needed: got ")
