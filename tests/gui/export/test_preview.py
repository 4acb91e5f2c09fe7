"""The preview of an export is the picture itself, small."""

from PySide6.QtWidgets import (
    QApplication,
)

from gradviz.render.export import image
from tests.gui.export.conftest import Driver


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
