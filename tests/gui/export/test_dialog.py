"""The export dialog: what it previews is what it writes, and it never says no by a box."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
)
from pytestqt.qtbot import QtBot

import gradviz as gv
from gradviz.gui.state.settings import Settings
from gradviz.render.export import image
from gradviz.session.document import example
from gradviz.session.edits import set_convention
from tests.gui.export.conftest import Driver, pixels, text_shown


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


def test_nothing_checked_cannot_be_exported_and_says_why(driver: Driver) -> None:
    for name in ("X_grad", "W_grad"):
        driver.click(f"Matrix {name}")
    assert driver.shown("error") == "Tick at least one matrix to export."
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


def test_it_follows_the_theme_of_the_window(driver: Driver) -> None:
    assert driver.preview.frame is not None
    dark = driver.preview.frame.background
    driver.workspace.appearance.set_settings(Settings(theme="light"))
    assert driver.preview.frame.background != dark
    driver.choose("Theme", "Dark")
    assert driver.preview.frame.background == dark


def test_counting_from_0_is_for_pictures_too(driver: Driver, tmp_path: Path) -> None:
    driver.workspace.appearance.set_settings(Settings(theme="dark", base=0))
    driver.export(tmp_path / "gui.png")
    gv.export(example(), tmp_path / "api.png", ("X_grad", "W_grad"), theme="dark", base=0)
    assert (pixels(tmp_path / "gui.png") == pixels(tmp_path / "api.png")).all()


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
    told = "A .csv file holds one matrix: tick one, or take .npz, which holds them all."
    assert driver.shown("error") == told
    assert not driver.child(QPushButton, "Export…").isEnabled()
    driver.click("Matrix X_grad")
    assert driver.shown("error") == ""
    driver.export(tmp_path / "W_grad.csv")
    gv.export(document, tmp_path / "api.csv", "W_grad")
    written = (tmp_path / "W_grad.csv").read_text()
    assert written == (tmp_path / "api.csv").read_text()
    assert text_shown(driver) == written


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
