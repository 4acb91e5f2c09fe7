"""Bundled fonts: all there, of exact sizes, with a glyph for whatever gradviz draws."""

import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontInfo, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gradviz.render import fonts
from gradviz.resources import asset
from gradviz.scene.marks.frame import Family, Label, Weight
from tests.render import frames

LICENCES = {"Inter": "Inter-OFL.txt", "JetBrainsMono": "JetBrainsMono-OFL.txt"}
MATHEMATICS = "−×·⋅∂∇Σ∑∏√∞≈≠≤≥⟨⟩⊗⊙½²ᵀ₁ᵢ…→←↑↓↔αβγδεθλμπσφω"
SYMBOLS = "▾▸◂▴●○✓✕✗↶↷"


@pytest.fixture(autouse=True)
def _loaded(qapp: QApplication) -> None:
    fonts.load()


@pytest.mark.parametrize("family", ["sans", "mono"])
@pytest.mark.parametrize(
    "text", ["Hello, World! 0123456789 #()[]{}", "äöüßéñçÅøž ½", MATHEMATICS, SYMBOLS]
)
def test_no_character_is_missing(family: Family, text: str) -> None:
    assert fonts.missing(text, family) == set()


def test_a_missing_character_is_named() -> None:
    assert fonts.missing("W 中 X⏮") == {"中", "⏮"}


@pytest.mark.parametrize("frame", [frames.product(), frames.states(), frames.shapes()])
def test_labels_of_the_frames_have_glyphs(frame: frames.Frame) -> None:
    spans = [span for mark in frame.marks if isinstance(mark, Label) for span in mark.spans]
    assert {c for span in spans for c in fonts.missing(span.text, span.family)} == set()


@pytest.mark.parametrize(
    ("family", "weight", "name"),
    [
        ("sans", "regular", "Inter for gradviz"),
        ("sans", "semibold", "Inter for gradviz"),
        ("mono", "regular", "JetBrains Mono for gradviz"),
        ("mono", "semibold", "JetBrains Mono for gradviz"),
    ],
)
def test_qt_finds_the_very_font(family: Family, weight: Weight, name: str) -> None:
    info = QFontInfo(fonts.font(family, weight, 14))
    assert info.family() == name
    assert info.weight() == (600 if weight == "semibold" else 400)
    assert info.pixelSize() == 14


def test_loading_again_changes_nothing() -> None:
    before = fonts.text_width("Y_grad", "sans", "regular", 14)
    fonts.load()
    assert fonts.text_width("Y_grad", "sans", "regular", 14) == before


def test_fonts_without_an_application_say_what_to_do() -> None:
    code = "from gradviz.render import fonts; fonts.load()"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stderr.endswith("RuntimeError: fonts need a QGuiApplication: make one first\n")


def test_a_process_with_fonts_ends_in_peace() -> None:
    code = (
        "from PySide6.QtGui import QGuiApplication as A; a = A([]);"
        "from gradviz.render import fonts; fonts.text_width('W', 'sans', 'regular', 9.5)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("family", ["sans", "mono"])
@pytest.mark.parametrize("weight", ["regular", "semibold"])
def test_width_follows_size_without_steps(family: Family, weight: Weight) -> None:
    widths = [fonts.text_width("X_grad = −2.5", family, weight, size) for size in (10, 10.3, 20)]
    assert widths[1] / widths[0] == pytest.approx(1.03)
    assert widths[2] / widths[0] == pytest.approx(2)


def test_width_is_that_of_the_font() -> None:
    metrics = QFontMetricsF(fonts.font("sans", "regular", 100))
    width = metrics.horizontalAdvance("Wᵀ Y")
    assert fonts.text_width("Wᵀ Y", "sans", "regular", 100) == pytest.approx(width, abs=0.1)


def test_text_that_is_empty_has_no_width() -> None:
    assert fonts.text_width("", "sans", "regular", 14) == 0


@pytest.mark.parametrize("family", ["sans", "mono"])
def test_figures_are_tabular(family: Family) -> None:
    widths = {
        round(fonts.text_width(figure * 4, family, "regular", 13), 6) for figure in "0123456789"
    }
    assert len(widths) == 1


def test_mono_is_mono() -> None:
    characters = "0W.−e∞…i"
    (width,) = {fonts.text_width(c, "mono", "regular", 10) for c in characters}
    assert width == pytest.approx(6.0, abs=0.01)


def test_cap_height_is_that_of_a_capital() -> None:
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    with QPainter(image) as painter:
        for run in fonts.shaped("H", "mono", "regular", 100.0).runs:
            painter.drawGlyphRun(QPointF(20, 150), run)
    rows = [y for y in range(200) if any(image.pixelColor(x, y).alpha() > 128 for x in range(200))]
    assert len(rows) == pytest.approx(100 * fonts.cap_height("mono"), abs=1)


@pytest.mark.parametrize("name", ["Inter", "JetBrainsMono"])
def test_licences_carry_the_copyright_of_the_fonts(name: str) -> None:
    text = asset(f"fonts/{LICENCES[name]}").read_text("utf-8")
    font = TTFont(asset(f"fonts/{name}-Regular.ttf"))
    assert text.startswith(font["name"].getDebugName(0))
    assert "SIL OPEN FONT LICENSE" in text


def test_the_fallback_carries_its_licence() -> None:
    font = TTFont(asset("fonts/DejaVuSans.ttf"))
    text = asset("fonts/DejaVu-LICENSE.txt").read_text("utf-8")
    assert "Bitstream Vera" in text
    assert font["name"].getDebugName(0).splitlines()[0] in text


def test_fonts_are_small_and_unhinted() -> None:
    files = sorted(asset("fonts").glob("*.ttf"))
    assert len(files) == 6
    assert sum(file.stat().st_size for file in files) < 600_000
    assert [file.name for file in files if "fpgm" in TTFont(file)] == []
