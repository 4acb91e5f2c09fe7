"""What says who this is: the icon, the name, and the dialog with all versions."""

from typing import TYPE_CHECKING

import numpy as np
import PySide6
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize, Qt, QTimer, qVersion
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QImage,
    QPainter,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from gradviz import __version__
from gradviz.gui.dialogs.about import AboutDialog, versions
from gradviz.gui.embedded import visit
from gradviz.gui.main_window import MainWindow
from gradviz.gui.widgets.icons import own_icon
from gradviz.gui.widgets.wordmark import wordmark
from gradviz.session.document import example

if TYPE_CHECKING:
    from tests.gui.conftest import User

SIZES = (16, 24, 32, 48, 64, 128, 256)


def pixels(image: QImage) -> NDArray[np.float64]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), :3].astype(float)


# --- the icon


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("ground", ["#f0f0f0", "#202020"])
def test_the_corner_reads_at_every_size_on_light_and_dark(
    qapp: QApplication, size: int, ground: str
) -> None:
    """W is orange and at the left, X is blue and above, and they meet in a white cell of Y."""
    picture = QImage(size, size, QImage.Format.Format_RGB32)
    picture.fill(QColor(ground))
    with QPainter(picture) as painter:
        painter.drawPixmap(0, 0, own_icon().pixmap(QSize(size, size)))
    seen = pixels(picture)

    def at(x: float, y: float) -> NDArray[np.float64]:
        return seen[int(y * size), int(x * size)]  # blue, green, red

    W, X, Y, nothing = at(0.27, 0.6), at(0.6, 0.27), at(0.6, 0.6), at(0.27, 0.27)
    assert W[2] > 1.8 * W[0]
    assert X[0] > 1.4 * X[2]
    assert Y.min() > 230
    for cell in (W, X, Y):
        assert cell.max() - nothing.max() > 120


def test_it_has_a_picture_of_its_own_for_every_size(qapp: QApplication) -> None:
    assert [size.width() for size in own_icon().availableSizes()] == list(SIZES)


def test_a_foreign_program_keeps_its_icon(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gradviz.gui.app._SETTLED_MS", 0)  # its timer ends with the window
    theirs = QPixmap(32, 32)
    theirs.fill(Qt.GlobalColor.green)
    before = QIcon(qapp.windowIcon())
    qapp.setWindowIcon(QIcon(theirs))
    found: list[QImage] = []

    def look() -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        icons = (qapp.windowIcon(), window.windowIcon())
        found.extend(icon.pixmap(QSize(32, 32)).toImage() for icon in icons)
        window.dialogs.show_about()
        about = window.findChild(AboutDialog)
        assert about is not None
        found.append(about.windowIcon().pixmap(QSize(32, 32)).toImage())
        about.close()
        window.close()

    QTimer.singleShot(50, look)
    try:
        visit(example(), None)
        own = own_icon().pixmap(QSize(32, 32)).toImage()
        assert found == [theirs.toImage(), own, own]
        kept = qapp.windowIcon().pixmap(QSize(32, 32)).toImage()
        assert kept == theirs.toImage()
    finally:
        qapp.setWindowIcon(before)


# --- the name


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0, 3.0])
@pytest.mark.parametrize("role", ["wordmark", "large-wordmark"])
def test_the_i_keeps_its_dot(user: "User", role: str, ratio: float) -> None:
    label = wordmark(user.window)
    label.setProperty("role", role)
    label.ensurePolished()
    label.resize(label.sizeHint())
    image = QImage(label.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(user.window.palette().window().color())
    label.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    metrics = QFontMetrics(label.font())
    left = metrics.horizontalAdvance("gradv") * ratio
    right = metrics.horizontalAdvance("gradvi") * ratio
    shown = pixels(image)
    ink = np.abs(shown - shown[0, 0]).max(axis=2)[:, round(left) : round(right)].max(axis=1)
    there = np.flatnonzero(ink > ink.max() / 2)
    between = ink[there[0] : there[-1] + 1]
    assert there[0] > 0  # the dot is not cut off
    assert between.min() < ink.max() / 2, "nothing parts the dot from its stem"
    label.deleteLater()


def test_the_head_shows_it_whole(user: "User") -> None:
    label = next(found for found in user.window.findChildren(QLabel) if found.text() == "gradviz")
    assert label.isVisible()
    assert label.width() >= label.sizeHint().width()
    assert label.height() >= label.sizeHint().height()


# --- the dialog


def test_about_tells_and_copies_all_versions(user: "User") -> None:
    user.window.commands.action("about").trigger()
    box = QApplication.activeModalWidget()
    assert isinstance(box, AboutDialog)
    texts = [label.text() for label in box.findChildren(QLabel)]
    assert "gradviz" in texts
    assert any("MIT" in text for text in texts)
    assert any(not label.pixmap().isNull() for label in box.findChildren(QLabel))
    for version in (__version__, qVersion(), PySide6.__version__, np.__version__):
        assert any(version in text for text in texts)
    copy = next(b for b in box.findChildren(QPushButton) if "opy" in b.text())
    copy.click()
    assert QGuiApplication.clipboard().text() == versions()
    assert copy.text() == "Copied"
    box.close()
