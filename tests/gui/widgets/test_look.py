"""Palette, style sheet and icons: every role is known, and can be read in both themes."""

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QLabel, QPushButton

import gradviz.gui
from gradviz.gui.widgets.icons import icon
from gradviz.gui.widgets.look import code, palette, qcolor, stylesheet
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.theme import DARK, LIGHT, Theme

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
ICONS = ("play", "pause", "step-back", "step-forward", "start", "end", "loop", "undo", "redo")


def luminance(color: Color | QColor) -> float:
    channels = color.getRgb() if isinstance(color, QColor) else color
    parts = [c / 255 for c in channels[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one: Color | QColor, other: Color | QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def alphas(image: QImage) -> NDArray[np.uint8]:
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    shape = (image.height(), image.width(), 4)
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., 3].copy()


def drawn(shape: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> NDArray[np.uint8]:
    return alphas(shape.pixmap(QSize(18, 18), mode).toImage())


@THEMES
def test_the_style_sheet_is_complete_and_qt_reads_it(theme: Theme, qapp: object) -> None:
    sheet = stylesheet(theme)
    assert sheet.count("{") == sheet.count("}")
    assert not re.search(r"\{\w*\}|None", sheet)
    label = QLabel("x")
    label.setStyleSheet(sheet)  # a warning of Qt's parser fails the test
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText) == qcolor(theme.text)


@THEMES
def test_a_primary_button_stands_out(theme: Theme, qapp: object) -> None:
    button = QPushButton("Export")
    button.setProperty("role", "primary")
    button.setStyleSheet(stylesheet(theme))
    button.ensurePolished()
    assert button.palette().color(QPalette.ColorRole.Button) == qcolor(theme.accent)
    assert contrast(theme.on_accent, theme.accent) >= 4.5


def test_every_role_that_widgets_have_is_known_to_a_style_sheet() -> None:
    folder = Path(gradviz.gui.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    used = set(re.findall(r'setProperty\("role", "(\w+)"\)', source))
    assert used >= {"caption", "error", "mono"}
    assert used <= set(re.findall(r'\[role="(\w+)"\]', source))


@THEMES
def test_what_is_written_can_be_read(theme: Theme, qapp: object) -> None:
    roles, colors = QPalette.ColorRole, palette(theme)
    for text, ground in (
        (roles.WindowText, roles.Window),
        (roles.Text, roles.Base),
        (roles.ButtonText, roles.Button),
        (roles.ToolTipText, roles.ToolTipBase),
        (roles.HighlightedText, roles.Highlight),
    ):
        assert contrast(colors.color(text), colors.color(ground)) >= 4.5, text
    assert contrast(theme.muted, theme.panel) >= 4.5
    assert contrast(theme.bad, theme.panel) >= 4.5


@THEMES
def test_what_is_disabled_looks_so(theme: Theme, qapp: object) -> None:
    colors, group = palette(theme), QPalette.ColorGroup
    role = QPalette.ColorRole.WindowText
    assert colors.color(group.Disabled, role) != colors.color(group.Active, role)


def test_a_colour_as_style_sheets_write_it() -> None:
    assert QColor(code((1, 171, 255, 255))) == qcolor((1, 171, 255, 255))


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_within_its_square_and_paler_when_disabled(
    name: str, qapp: object
) -> None:
    shape = icon(name, (10, 20, 30, 255))
    normal = drawn(shape)
    assert 0.08 < (normal > 127).mean() < 0.6
    assert not normal[[0, -1]].any()
    assert not normal[:, [0, -1]].any()
    assert drawn(shape, QIcon.Mode.Disabled).max() < 127


def test_icons_differ(qapp: object) -> None:
    pictures = {drawn(icon(name, (0, 0, 0, 255))).tobytes() for name in ICONS}
    assert len(pictures) == len(ICONS)


def test_an_icon_that_is_not_there_is_a_mistake_of_the_program(qapp: object) -> None:
    with pytest.raises(LookupError, match="'cube'"):
        icon("cube", (0, 0, 0, 255))
