"""Formulas on paper: where they are measured to be, in their colours, and vector in files."""

import re
from io import BytesIO

import numpy as np
import pytest
from pypdf import PdfReader
from PySide6.QtGui import QPainter

from gradviz.render import export
from gradviz.render.cells.rasters import Rasters
from gradviz.render.images import blank
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import Box, Color, Formula, Frame
from gradviz.scene.marks.theme import DARK, LIGHT, Theme
from gradviz.scene.marks.typesetting import formula_box, inked
from tests.render import frames
from tests.render.pictures import channels, difference, drawn_svg, painted

pytestmark = pytest.mark.usefixtures("qapp")

GRAD = r"W_{\mathrm{grad}} = Y_{\mathrm{grad}} \, {X}^{\mathsf{T}}"


def chain_rule(theme: Theme) -> str:
    i, j, k = (inked(letter, theme.axis(letter)) for letter in "ijk")
    output, entry = f"Y[{i}{{,}}{j}]", f"X[{k}{{,}}{j}]"
    return (
        rf"\frac{{\partial l}}{{\partial {entry}}} = \sum_{{{i}}} "
        rf"\frac{{\partial l}}{{\partial {output}}} \cdot "
        rf"\frac{{\partial {output}}}{{\partial {entry}}}"
    )


def formulas(theme: Theme = DARK) -> Frame:
    """Return formulas of all kinds: large, small, centred, made to fit, and nearly faded."""
    text = theme.text
    marks = (
        Box(10, 10, 380, 120, 8, theme.raised),
        Formula(20, 70, chain_rule(theme), 26, text),
        Formula(200, 170, GRAD, 24, theme.muted, "center"),
        Formula(390, 210, GRAD, 14, text, "right", opacity=0.4),
        Formula(20, 215, chain_rule(theme), 30, text, max_width=160),
        Formula(20, 260, r"{\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}}^{\mathsf{T}}", 14, text),
    )
    return Frame(400, 290, theme.ground, marks)


def alone(formula: Formula, scale: float = 1.0) -> np.ndarray:
    return channels(painted(Frame(200, 100, (0, 0, 0, 0), (formula,)), scale))


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_svg_read_back_is_png(theme: Theme, scale: float) -> None:
    frame = formulas(theme)
    shown = drawn_svg(export.encode(frame, "svg"), scale)
    found = difference(export.image(frame, scale), shown)
    assert found.is_small, found


def test_another_formula_is_another_picture() -> None:
    one, other = (Formula(20, 60, latex, 30, frames.TEXT) for latex in ("W X", "X W"))
    pictures = [painted(Frame(200, 100, frames.GROUND, (mark,))) for mark in (one, other)]
    assert not difference(*pictures).is_small


def test_in_svg_and_pdf_formulas_are_paths() -> None:
    svg = export.encode(formulas(), "svg").decode()
    assert "<image" not in svg
    assert svg.count("<path") > 8
    assert "<text" not in svg
    page = PdfReader(BytesIO(export.encode(formulas(), "pdf"))).pages[0]
    assert len(page.images) == 0
    assert page.get_contents().get_data().count(b" c\n") > 200  # curves


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_axis_colors_are_in_the_file(theme: Theme) -> None:
    svg = export.encode(formulas(theme), "svg").decode()
    fills = set(re.findall('fill="(#[0-9a-f]{6})"', svg))
    for color in (theme.i, theme.j, theme.k, theme.text, theme.muted):
        assert "#" + "".join(f"{part:02x}" for part in color[:3]) in fills


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("latex", ["Y", GRAD, r"\sum_{i} \frac{a}{b}"])
def test_what_is_seen_fills_the_box_it_is_measured_to_have(latex: str, scale: float) -> None:
    mark = Formula(100, 50, latex, 22, (255, 255, 255, 255), "center")
    seen = alone(mark, scale)[..., 3] > 0
    rows, cols = np.nonzero(seen.any(axis=1))[0], np.nonzero(seen.any(axis=0))[0]
    left, top, width, height = (length * scale for length in formula_box(mark))
    assert cols[0] == pytest.approx(left, abs=1.5)
    assert cols[-1] + 1 == pytest.approx(left + width, abs=1.5)
    assert rows[0] == pytest.approx(top, abs=1.5)
    assert rows[-1] + 1 == pytest.approx(top + height, abs=1.5)


def test_opacity_is_that_of_the_mark() -> None:
    color: Color = (255, 255, 255, 255)
    full, half = (alone(Formula(20, 70, "W", 60, color, opacity=o)) for o in (1.0, 0.5))
    assert full[..., 3].max() == 255
    assert half[..., 3].max() == pytest.approx(128, abs=2)


def test_the_painter_is_left_as_it_was() -> None:
    box = Box(150, 20, 30, 30, fill=(200, 30, 30, 255))
    after = painted(Frame(200, 100, frames.GROUND, (Formula(10, 70, GRAD, 11, frames.TEXT), box)))
    before = painted(Frame(200, 100, frames.GROUND, (box,)))
    one, other = (channels(picture)[15:55, 145:185] for picture in (before, after))
    assert (one == other).all()


def test_a_shifted_painter_shifts_formulas_too() -> None:
    frame = Frame(100, 60, frames.GROUND, (Formula(10, 40, "W X", 24, frames.TEXT),))
    image = blank(140, 60)
    with QPainter(image) as painter:
        painter.translate(40, 0)
        paint(frame, painter, Rasters())
    assert (channels(image)[:, 40:] == channels(painted(frame))).all()


def test_the_same_frame_gives_the_same_bytes() -> None:
    for form in ("png", "svg"):
        assert export.encode(formulas(), form) == export.encode(formulas(), form)


def test_what_cannot_be_read_is_shown_as_it_was_written() -> None:
    shown = alone(Formula(100, 50, r"\frac{1}", 20, (255, 255, 255, 255), "center"))
    cols = np.nonzero(shown[..., 3].any(axis=0))[0]
    assert cols.size > 30
    assert cols.mean() == pytest.approx(100, abs=3)
