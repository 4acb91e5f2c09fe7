"""The export dialog: what it previews is what it writes, and it never says no by a box."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

import gradviz as gv
from gradviz.gui.export.dialog import ExportDialog
from gradviz.gui.export.form import ExportForm
from gradviz.gui.export.matrix_choice import MatrixChoice
from gradviz.gui.export.preview import ExportPreview
from gradviz.gui.export.text import TextPreview
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.render.export import image
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import example
from gradviz.session.edits import set_convention, set_loss, with_bias
from gradviz.session.presets.documents import PRESETS
from gradviz.views.flow.picture import flow


class Driver:
    """The dialog in the hands of a user."""

    def __init__(self, qtbot: QtBot, theme: str = "dark") -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(900, 700)
        qtbot.addWidget(self.window)
        self.workspace = Workspace(example(), Settings(theme=theme), parent=self.window)
        self.said: list[str] = []
        self.workspace.said.connect(self.said.append)
        self.dialog = ExportDialog(
            self.workspace, self.view, self.window, screen_size=lambda: QSize(777, 555)
        )
        self.window.show()
        self.dialog.open()

    def view(self, style: Style) -> Frame:
        space = self.workspace
        options = space.flow_options(is_pointed=False)
        return flow(
            space.passes,
            space.player.timeline,
            space.player.seconds,
            space.scales(),
            style,
            options,
        )

    def child(self, kind: type, name: str) -> QWidget:
        """Return the widget a user would find by this text or accessible name."""
        found = [
            widget
            for widget in self.dialog.findChildren(kind)
            if name == widget.accessibleName()
            or (isinstance(widget, QAbstractButton) and widget.text().replace("&", "") == name)
        ]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def click(self, name: str, kind: type = QAbstractButton) -> None:
        widget = self.child(kind, name)
        place = QPoint(10, widget.height() // 2)
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)

    def choose(self, combo: str, item: str) -> None:
        """Choose in a list by its keys, as Qt's own offscreen popup cannot be clicked."""
        box = self.child(QComboBox, combo)
        assert isinstance(box, QComboBox)
        box.setFocus()
        self.qtbot.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.findText(item)):
            self.qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentText() == item

    def type_size(self, side: str, text: str) -> None:
        spin = self.child(QSpinBox, f"{side} of the picture")
        assert isinstance(spin, QSpinBox)
        spin.setFocus()
        spin.selectAll()
        self.qtbot.keyClicks(spin, text)
        self.qtbot.keyClick(spin, Qt.Key.Key_Tab)

    def shown(self, role: str) -> str:
        labels = [
            label
            for label in self.dialog.findChildren(QLabel)
            if label.property("role") == role and label.isVisible()
        ]
        return " ".join(label.text() for label in labels)

    def export(self, path: Path) -> None:
        """Press Export, type the name, press Enter."""
        self.click("Export…")
        box = self.dialog.findChild(QFileDialog)
        assert box is not None
        name = box.findChild(QLineEdit)
        assert name is not None
        name.setText(str(path))
        with self.qtbot.waitSignal(box.fileSelected):
            self.qtbot.keyClick(name, Qt.Key.Key_Return)

    @property
    def choices(self) -> object:
        form = self.dialog.findChild(ExportForm)
        assert form is not None
        return form.choices

    @property
    def preview(self) -> ExportPreview:
        found = self.dialog.findChild(ExportPreview)
        assert found is not None
        return found


@pytest.fixture
def driver(qtbot: QtBot) -> Iterator[Driver]:
    made = Driver(qtbot)
    yield made
    assert QApplication.activeModalWidget() in (None, made.dialog)
    assert not made.window.findChildren(QMessageBox)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGBA"))


def test_the_file_is_the_one_that_the_api_writes(driver: Driver, tmp_path: Path) -> None:
    driver.click("Matrix W")
    driver.click("Numbers")
    driver.click("Transparent background")
    driver.choose("Theme", "Light")
    driver.choose("Size", "1920 × 1080")
    driver.choose("Scale", "2×")
    driver.export(tmp_path / "gui.png")
    gv.export(
        example(),
        tmp_path / "api.png",
        ("W", "X_grad", "W_grad"),
        size=(1920, 1080),
        scale=2,
        numbers=False,
        transparent=True,
    )
    assert (pixels(tmp_path / "gui.png") == pixels(tmp_path / "api.png")).all()
    assert driver.dialog.isHidden()
    assert driver.said == ["Exported gui.png"]


@pytest.mark.parametrize("suffix", ["svg", "pdf"])
def test_vector_formats_are_written_without_a_scale(
    driver: Driver, tmp_path: Path, suffix: str
) -> None:
    driver.choose("Scale", "3×")
    driver.choose("Format", suffix.upper())
    assert not driver.child(QComboBox, "Scale").isEnabled()
    driver.export(tmp_path / f"a.{suffix}")
    gv.export(example(), tmp_path / f"b.{suffix}", ("X_grad", "W_grad"), theme="dark")
    one, other = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in "ab")
    assert one == other or (suffix == "pdf" and abs(len(one) - len(other)) < 50)


def test_the_suffix_comes_by_itself(driver: Driver, tmp_path: Path) -> None:
    driver.export(tmp_path / "picture")
    assert pixels(tmp_path / "picture.png").shape == (1000, 1600, 4)


def test_the_view_is_exported_as_it_stands(driver: Driver, tmp_path: Path) -> None:
    driver.workspace.player.go_to(3.0)
    driver.click("The view as it stands")
    driver.choose("Size", "As on screen")
    driver.export(tmp_path / "view.png")
    style = driver.workspace.style(777, 555)
    image(driver.view(style)).save(str(tmp_path / "expected.png"))
    assert (pixels(tmp_path / "view.png") == pixels(tmp_path / "expected.png")).all()


def test_opening_pauses_so_that_the_preview_stands(qtbot: QtBot) -> None:
    driver = Driver(qtbot)
    driver.dialog.reject()
    driver.workspace.player.play()
    driver.dialog.open()
    assert not driver.workspace.player.playback.is_playing


def test_the_view_has_no_choice_of_matrices_and_bars(driver: Driver) -> None:
    driver.click("The view as it stands")
    assert not driver.child(QCheckBox, "Matrix W").isEnabled()
    assert not driver.child(QCheckBox, "Colour bars").isEnabled()
    driver.click("Matrices", QRadioButton)
    assert driver.child(QCheckBox, "Matrix W").isEnabled()


def test_the_preview_is_the_picture_scaled(driver: Driver) -> None:
    frame = driver.preview.frame
    assert frame is not None
    assert (frame.width, frame.height) == (1600, 1000)
    grabbed = driver.preview.grab().toImage()
    scale = min(grabbed.width() / 1600, grabbed.height() / 1000)
    drawn = image(frame, scale)
    left, top = ((grabbed.width() - 1600 * scale) / 2, (grabbed.height() - 1000 * scale) / 2)
    cell = next(mark for mark in frame.marks if hasattr(mark, "pitch_x"))
    x, y = (cell.x + cell.pitch_x / 4) * scale, (cell.y + cell.pitch_y / 4) * scale
    assert grabbed.pixelColor(round(left + x), round(top + y)) == drawn.pixelColor(
        round(x), round(y)
    )


def test_a_transparent_preview_stands_on_a_checkerboard(driver: Driver) -> None:
    def colors() -> set[int]:
        grabbed = driver.preview.grab().toImage()
        middle = grabbed.width() // 2
        return {grabbed.pixel(middle + dx, grabbed.height() // 2 - 180) for dx in range(17)}

    driver.dialog.resize(1040, 640)
    QApplication.processEvents()
    before = colors()
    driver.click("Transparent background")
    assert len(before) == 1
    assert len(colors()) == 2


def test_nothing_checked_cannot_be_exported_and_says_why(driver: Driver) -> None:
    for name in ("X_grad", "W_grad"):
        driver.click(f"Matrix {name}")
    assert driver.shown("error") == "Check at least one matrix to export."
    assert driver.preview.frame is None
    assert not driver.child(QPushButton, "Export…").isEnabled()
    assert not driver.child(QPushButton, "Copy to clipboard").isEnabled()
    driver.click("Matrix X")
    assert driver.shown("error") == ""
    assert driver.child(QPushButton, "Export…").isEnabled()


def test_a_picture_that_would_be_too_large_says_so(driver: Driver) -> None:
    driver.type_size("Width", "16384")
    assert driver.shown("error") == ""
    driver.choose("Scale", "3×")
    assert "no side becomes longer than 16384" in driver.shown("error")
    assert not driver.child(QPushButton, "Export…").isEnabled()


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
    driver.workspace.edit(with_bias(set_loss(example(), "sum"), True), "bias")
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
    area = MatrixChoice(None)
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


def test_the_picture_is_laid_out_by_the_convention(driver: Driver, tmp_path: Path) -> None:
    driver.workspace.edit(set_convention(example(), "xwt"), "convention")
    driver.export(tmp_path / "gui.png")
    names = ("X_grad", "W_grad")
    gv.export(example(), tmp_path / "api.png", names, theme="dark", convention="xwt")
    assert (pixels(tmp_path / "gui.png") == pixels(tmp_path / "api.png")).all()
    driver.dialog.open()
    driver.click("The view as it stands")
    frame = driver.preview.frame
    assert frame is not None
    assert frame == driver.view(replace(driver.workspace.style(1600, 1000), text=1.0)).printed()


def test_what_cannot_be_written_is_told_in_the_dialog(driver: Driver, tmp_path: Path) -> None:
    assert not driver.dialog.write(tmp_path / "nowhere" / "a.png")
    assert "nowhere" in driver.shown("error")
    assert not driver.dialog.write(tmp_path / "a.bmp")
    assert "got .bmp" in driver.shown("error")
    assert driver.dialog.isVisible()
    driver.click("Matrix W")
    assert driver.shown("error") == ""


def test_copying_puts_the_picture_on_the_clipboard(driver: Driver, tmp_path: Path) -> None:
    driver.click("Transparent background")
    driver.click("Copy to clipboard")
    copied = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_ARGB32)
    copied.save(str(tmp_path / "copied.png"))
    gv.export(example(), tmp_path / "api.png", ("X_grad", "W_grad"), theme="dark", transparent=True)
    assert (pixels(tmp_path / "copied.png") == pixels(tmp_path / "api.png")).all()
    assert "on the clipboard" in driver.shown("caption")


def test_choices_are_remembered(driver: Driver) -> None:
    driver.choose("Format", "SVG")
    driver.click("Matrix Y")
    driver.qtbot.keyClick(driver.dialog, Qt.Key.Key_Escape)
    assert driver.dialog.isHidden()
    driver.dialog.open()
    assert driver.choices.matrices == ("Y", "X_grad", "W_grad")
    assert driver.choices.format == "svg"


def test_it_follows_the_theme_of_the_window(driver: Driver) -> None:
    assert driver.preview.frame is not None
    dark = driver.preview.frame.background
    driver.workspace.set_settings(Settings(theme="light"))
    assert driver.preview.frame.background != dark
    driver.choose("Theme", "Dark")
    assert driver.preview.frame.background == dark


def test_counting_from_0_is_for_pictures_too(driver: Driver, tmp_path: Path) -> None:
    driver.workspace.set_settings(Settings(theme="dark", base=0))
    driver.export(tmp_path / "gui.png")
    gv.export(example(), tmp_path / "api.png", ("X_grad", "W_grad"), theme="dark", base=0)
    assert (pixels(tmp_path / "gui.png") == pixels(tmp_path / "api.png")).all()


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


# --- numbers


@pytest.mark.parametrize(("title", "suffix"), [("NPZ, for NumPy", "npz"), ("TeX", "tex")])
def test_numbers_are_written_as_the_api_writes_them(
    driver: Driver, tmp_path: Path, title: str, suffix: str
) -> None:
    driver.choose("Format", title)
    driver.export(tmp_path / "gui")
    gv.export(example(), tmp_path / f"api.{suffix}", ("X_grad", "W_grad"))
    one, other = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in ("gui", "api"))
    assert one == other
    assert driver.said == [f"Exported gui.{suffix}"]


@pytest.mark.parametrize("convention", ["wx", "xw", "xwt"])
def test_one_matrix_is_written_as_csv_laid_out_as_it_is_seen(
    driver: Driver, tmp_path: Path, convention: gv.Convention
) -> None:
    document = set_convention(example(), convention)
    driver.workspace.open(document, None)
    driver.choose("Format", "CSV, one matrix")
    assert "one matrix" in driver.shown("error")
    assert not driver.child(QPushButton, "Export…").isEnabled()
    driver.click("Matrix X_grad")
    assert driver.shown("error") == ""
    driver.export(tmp_path / "W_grad.csv")
    gv.export(document, tmp_path / "api.csv", "W_grad")
    written = (tmp_path / "W_grad.csv").read_text()
    assert written == (tmp_path / "api.csv").read_text()
    assert text_shown(driver) == written


def text_shown(driver: Driver) -> str:
    found = driver.dialog.findChild(TextPreview)
    assert found is not None
    return found.toPlainText()


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
    assert driver.choices.format == "png"
    assert driver.preview.frame is not None
    driver.click("Matrices", QRadioButton)
    assert formats.count() == 6


def test_tex_is_copied_as_text(driver: Driver) -> None:
    driver.choose("Format", "TeX")
    driver.click("Copy to clipboard")
    assert QGuiApplication.clipboard().text() == text_shown(driver)
    assert r"\begin{bmatrix}" in text_shown(driver)


def test_the_file_that_is_open_is_not_written_over(driver: Driver, tmp_path: Path) -> None:
    own = tmp_path / "weights.npz"
    gv.export(example(), own)
    before = own.read_bytes()
    driver.workspace.open(gv.open(own), own)
    driver.choose("Format", "NPZ, for NumPy")
    assert not driver.dialog.write(own)
    assert "weights.npz is the file that is open" in driver.shown("error")
    assert own.read_bytes() == before


def test_what_a_made_up_X_comes_into_is_not_written_as_numbers(
    driver: Driver, tmp_path: Path
) -> None:
    path = tmp_path / "W.csv"
    path.write_text("1,2\n3,4\n")
    driver.workspace.open(gv.open(path), path)
    driver.choose("Format", "NPZ, for NumPy")
    assert "comes from X" in driver.shown("error")
    for name in ("X_grad", "W_grad", "W"):
        driver.click(f"Matrix {name}")
    assert driver.shown("error") == ""


def test_every_field_is_whole_within_the_form(driver: Driver) -> None:
    form = driver.dialog.findChild(ExportForm)
    assert form is not None
    QApplication.processEvents()
    for field in form.findChildren(QWidget):
        if field.isVisible() and isinstance(field, QComboBox | QSpinBox):
            corner = field.mapTo(form, QPoint(field.width(), 0))
            assert corner.x() <= form.width(), field.accessibleName()
            assert field.width() >= field.minimumSizeHint().width(), field.accessibleName()
