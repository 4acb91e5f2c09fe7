"""What the export dialog offers, and what it remembers."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.gui.export.form import ExportForm
from gradviz.gui.export.matrix_choice import MatrixChoice
from gradviz.messages.language import ENGLISH
from gradviz.session.document import example
from gradviz.session.edits import set_loss
from gradviz.session.layers import set_layer_bias
from gradviz.session.matrices.formats import FORMATS, PICTURES
from gradviz.session.presets.documents import PRESETS
from tests.gui.export.conftest import Driver, text_shown


def test_the_view_has_no_choice_of_matrices_and_bars(driver: Driver) -> None:
    driver.click("The view as it stands")
    assert not driver.child(QCheckBox, "Matrix W").isEnabled()
    assert not driver.child(QCheckBox, "Colour bars").isEnabled()
    driver.click("Matrices", QRadioButton)
    assert driver.child(QCheckBox, "Matrix W").isEnabled()


def test_sizes_stay_in_range(driver: Driver) -> None:
    driver.type_size("Width", "5")
    driver.type_size("Height", "99999")
    assert driver.choices.size == (64, 16384)
    preset = driver.child(QComboBox, "Size")
    assert isinstance(preset, QComboBox)
    assert preset.currentText() == "Own size"


def test_only_matrices_that_exist_are_offered(driver: Driver) -> None:
    def offered() -> list[str]:
        boxes = driver.dialog.findChildren(QCheckBox)
        names = [box.text() for box in boxes if box.accessibleName().startswith("Matrix ")]
        shown = {box.text() for box in boxes if box.isVisible()}
        return [name for name in names if name in shown]

    assert offered() == ["W", "X", "Y", "T", "Y_grad", "X_grad", "W_grad"]
    driver.click("Matrix T")
    driver.workspace.edit(set_layer_bias(set_loss(example(), "sum"), 0, True), "bias")
    assert offered() == ["W", "X", "b", "Y", "Y_grad", "X_grad", "W_grad", "b_grad"]
    assert driver.choices.matrices == ("X_grad", "W_grad")
    assert driver.shown("error") == ""


def test_a_network_offers_its_matrices_and_first_all_gradients_of_weights(driver: Driver) -> None:
    classifier = next(preset for preset in PRESETS if preset.id == "classifier")
    driver.workspace.edit(classifier.document(), "preset")
    assert sorted(driver.choices.matrices) == ["W1_grad", "W2_grad", "X_grad"]
    driver.click("Matrix W2_grad")
    assert sorted(driver.choices.matrices) == ["W1_grad", "X_grad"]
    names = {box.text() for box in driver.dialog.findChildren(QCheckBox)}
    assert {"W1", "b1", "Y1_grad"} <= names
    assert not any(name.startswith("P") for name in names)


DEEP = max((preset.document() for preset in PRESETS), key=lambda made: len(made.network.layers))


@pytest.mark.parametrize("height", [640, 900])
def test_the_list_of_matrices_is_whole_where_there_is_room(driver: Driver, height: int) -> None:
    driver.workspace.open(DEEP, None)
    driver.dialog.resize(1040, height)
    QApplication.processEvents()
    area = driver.dialog.findChild(MatrixChoice)
    assert isinstance(area, MatrixChoice)
    boxes = area.findChildren(QCheckBox)
    assert [box.text() for box in boxes] == list(driver.workspace.passes.names)
    assert area.verticalScrollBar().maximum() == 0 or height == 640
    for box in boxes:
        assert box.width() >= box.sizeHint().width(), box.text()
        assert area.viewport().width() >= box.geometry().right(), box.text()


def test_no_name_of_a_matrix_is_cut_however_long(qtbot: QtBot) -> None:
    area = MatrixChoice(ENGLISH, None)
    qtbot.addWidget(area)
    area.offer([f"W{n}_grad" for n in (1, 10_000, 1_000_000_000)])
    area.resize(298, 200)
    area.show()
    QApplication.processEvents()
    for box in area.findChildren(QCheckBox):
        assert box.width() >= box.sizeHint().width()
        assert area.viewport().width() >= box.geometry().right()


def test_every_choice_of_a_list_is_seen_whole(driver: Driver) -> None:
    for combo in driver.dialog.findChildren(QComboBox):
        words = [combo.itemText(n) for n in range(combo.count())]
        widest = max(combo.fontMetrics().horizontalAdvance(text) for text in words)
        assert combo.width() >= widest + 30, combo.accessibleName()
        assert combo.count() <= combo.maxVisibleItems()


def test_choices_are_remembered(driver: Driver) -> None:
    driver.choose("Format", "SVG")
    driver.click("Matrix Y")
    driver.qtbot.keyClick(driver.dialog, Qt.Key.Key_Escape)
    assert driver.dialog.isHidden()
    driver.dialog.open()
    assert driver.choices.matrices == ("Y", "X_grad", "W_grad")
    assert driver.choices.format.name == "svg"


def test_everything_has_a_name_for_screen_readers_and_a_key(driver: Driver) -> None:
    for kind in (QComboBox, QSpinBox):
        assert all(widget.accessibleName() for widget in driver.dialog.findChildren(kind))
    titles = [button.text() for button in driver.dialog.findChildren(QAbstractButton)]
    titles += [label.text() for label in driver.dialog.findChildren(QLabel) if label.buddy()]
    letters = [text[text.index("&") + 1].lower() for text in titles if "&" in text]
    assert len(letters) == len(set(letters)) == 12
    export = driver.child(QPushButton, "Export…")
    assert isinstance(export, QPushButton)
    assert export.isDefault()


def test_what_belongs_to_pictures_is_not_offered_for_numbers(driver: Driver) -> None:
    of_pictures = [
        driver.child(kind, name)
        for kind, name in (
            (QComboBox, "Size"),
            (QSpinBox, "Width of the picture"),
            (QComboBox, "Scale"),
            (QComboBox, "Theme"),
            (QCheckBox, "Numbers"),
            (QCheckBox, "Colour bars"),
            (QCheckBox, "Transparent background"),
        )
    ]
    assert all(part.isVisible() for part in of_pictures)
    driver.choose("Format", "NPZ, for NumPy")
    assert not any(part.isVisible() for part in of_pictures)
    assert driver.preview.isHidden()
    assert text_shown(driver).splitlines() == ["X_grad  3×4", "W_grad  2×3"]
    assert driver.child(QPushButton, "Copy to clipboard").isHidden()
    driver.choose("Format", "SVG")
    assert all(part.isVisible() for part in of_pictures)
    assert not driver.preview.isHidden()
    assert driver.child(QPushButton, "Copy to clipboard").isVisible()


def test_the_view_is_offered_as_a_picture_only(driver: Driver) -> None:
    formats = driver.child(QComboBox, "Format")
    assert isinstance(formats, QComboBox)
    driver.choose("Format", "TeX")
    driver.click("The view as it stands")
    assert [formats.itemText(n) for n in range(formats.count())] == ["PNG", "SVG", "PDF"]
    assert driver.choices.format.name == "png"
    assert driver.preview.frame is not None
    driver.click("Matrices", QRadioButton)
    assert formats.count() == 6


def test_every_field_is_whole_within_the_form(driver: Driver) -> None:
    form = driver.dialog.findChild(ExportForm)
    assert form is not None
    QApplication.processEvents()
    for field in form.findChildren(QWidget):
        if field.isVisible() and isinstance(field, QComboBox | QSpinBox):
            corner = field.mapTo(form, QPoint(field.width(), 0))
            assert corner.x() <= form.width(), field.accessibleName()
            assert field.width() >= field.minimumSizeHint().width(), field.accessibleName()


def test_every_format_is_offered_and_asked_for_by_its_name(driver: Driver) -> None:
    """Those of the table, and no other; the view as a picture."""
    combo = driver.child(QComboBox, "Format")
    assert isinstance(combo, QComboBox)
    for what, offered in (("Matrices", FORMATS), ("The view as it stands", PICTURES)):
        driver.click(what, QRadioButton)
        titles = [combo.itemText(n) for n in range(combo.count())]
        assert titles == [str(form.title) for form in offered]
        for form in offered:
            driver.choose("Format", str(form.title))
            assert driver.choices.format is form
            if not driver.child(QPushButton, "Export…").isEnabled():
                driver.click("Matrix X_grad")  # of several matrices a format may hold one
            driver.click("Export…")
            box = driver.dialog.findChild(QFileDialog)
            assert box is not None
            assert box.nameFilters() == [f"{form.told} (*.{form.name})"]
            assert box.defaultSuffix() == form.name
            box.reject()
            box.setParent(None)
            copying = driver.child(QPushButton, "Copy to clipboard")
            assert copying.isVisible() == (form.is_picture or form.is_text)
