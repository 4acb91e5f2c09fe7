"""Files: whole or not at all, the same twice, and showing what the screen shows."""

import errno
import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtGui import QImage

from gradviz import api
from gradviz.api import Picture, draw
from gradviz.engine.backprop import backprop
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.render import export
from gradviz.scene.marks.frame import TRANSPARENT, Box, Cells, Frame, Label, Span, State
from gradviz.scene.marks.theme import ThemeName
from tests.render import frames
from tests.render.pictures import channels, difference, drawn_svg, painted
from tests.render.test_painter import FRAMES, plain

pytestmark = pytest.mark.usefixtures("qapp")

SVG = "{http://www.w3.org/2000/svg}"
SMALL = Frame(30, 20, frames.GROUND, (Box(5, 5, 20, 10, fill=frames.TEAL),))


def write(frame: Frame, path: Path | str, scale: float = 1.0) -> None:
    """Write a frame as everything does that writes pictures."""
    api.write_picture(frame, path, api.Picture(scale=scale), export.encode)


def parsed(svg: bytes) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # our own


def texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


def png_size(path: Path) -> tuple[int, int]:
    with Image.open(path, formats=["PNG"]) as picture:
        return picture.size


@pytest.mark.parametrize(("scale", "size"), [(1, (520, 420)), (1.25, (650, 525)), (2, (1040, 840))])
def test_a_png_has_the_pixels_of_its_scale(tmp_path: Path, scale: float, size: object) -> None:
    path = tmp_path / "out.png"
    write(frames.product(), path, scale)
    assert png_size(path) == size
    assert difference(QImage(str(path)), painted(frames.product(), scale)).pixels == 0


@pytest.mark.parametrize("scale", [0.5, 1, 1.25, 2, 8])
def test_a_png_says_how_large_it_is_on_paper(scale: float) -> None:
    data = export.encode(SMALL, "png", scale=scale)
    with Image.open(BytesIO(data)) as picture:
        assert picture.info["dpi"] == pytest.approx((96 * scale, 96 * scale), abs=0.02)
    read = QImage.fromData(data)
    assert read.dotsPerMeterX() == read.dotsPerMeterY() == round(96 * scale / 0.0254)


def test_a_size_with_a_fraction_is_rounded_up() -> None:
    made = export.image(replace(SMALL, width=30.2, height=20.0), 1.5)
    assert (made.width(), made.height()) == (46, 30)


@pytest.mark.parametrize("form", ["png", "svg"])
@pytest.mark.parametrize("name", FRAMES)
def test_the_same_frame_gives_the_same_bytes(name: str, form: str) -> None:
    once, again = (export.encode(FRAMES[name](), form, scale=1.25) for _ in range(2))
    assert once == again


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication as A; a = A([]);"
        "from gradviz.render.export import encode; from tests.render.frames import product;"
        "from pathlib import Path;"
        "[Path(f'{sys.argv[1]}.{form}').write_bytes(encode(product(), form))"
        " for form in ('png', 'svg', 'pdf')];"
        "print('PySide6.QtWidgets' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert (answer.stdout, answer.stderr) == ("False\n", "")
    for form in ("png", "svg"):
        assert (tmp_path / f"out.{form}").read_bytes() == export.encode(frames.product(), form)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", FRAMES)
def test_svg_read_back_is_png(name: str, scale: float) -> None:
    frame = plain(FRAMES[name]())
    shown = drawn_svg(export.encode(frame, "svg"), scale)
    found = difference(export.image(frame, scale), shown)
    assert found.is_small, found


def test_svg_holds_live_text_a_title_and_its_size() -> None:
    content = export.encode(frames.product(), "svg", scale=2)
    root = parsed(content)
    assert (root.get("width"), root.get("height")) == ("1040", "840")
    assert root.get("viewBox") == "0 0 520 420"
    assert root.findtext(f"{SVG}title") == "gradviz"
    assert root.findtext(f"{SVG}desc") == str(export.DESCRIPTION)
    assert {"2", "−1", "0.5", "the products add down ", "(−1)·1 + 3·1 = 2"} <= set(texts(content))


def test_svg_names_fallbacks_for_every_font() -> None:
    content = export.encode(frames.product(), "svg").decode()
    families = set(re.findall('font-family="([^"]*)"', content))
    assert families == {
        "'Inter for gradviz', Inter, 'DejaVu Sans', sans-serif",
        "'JetBrains Mono for gradviz', 'JetBrains Mono', 'DejaVu Sans Mono', monospace",
        "sans-serif",
    }


def test_svg_of_hostile_text_is_valid() -> None:
    label = Label(5, 15, (Span('<&"\'> font-family="Inter for gradviz"', frames.TEXT),), 12)
    content = export.encode(replace(SMALL, marks=(label,)), "svg")
    assert "".join(texts(content)) == label.spans[0].text


def test_a_huge_matrix_is_an_image_in_svg_too() -> None:
    cells = frames.cells(np.zeros((200, 150)), 0, 0, 2, numbers=False)
    content = export.encode(Frame(300, 400, frames.GROUND, (cells,)), "svg")
    assert content.count(b"<image") == 1
    assert content.count(b"<path") == 0
    assert len(content) < 100_000


@pytest.mark.parametrize("scale", [1.0, 0.5, 1.25])
def test_pdf_has_one_page_of_the_very_size(scale: float) -> None:
    (page,) = PdfReader(BytesIO(export.encode(frames.product(), "pdf", scale=scale))).pages
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    assert (width, height) == pytest.approx((520 * scale, 420 * scale), abs=0.01)


def test_pdf_text_can_be_selected_and_its_fonts_are_inside() -> None:
    reader = PdfReader(BytesIO(export.encode(frames.product(), "pdf")))
    (page,) = reader.pages
    shown = page.extract_text()
    assert "the products add down" in shown
    assert "(−1)·1 + 3·1 = 2" in shown
    assert {"−0.5", "grad", "i", ":"} <= {line.strip() for line in shown.splitlines()}
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    descendants = [font["/DescendantFonts"][0].get_object() for font in fonts]
    assert len(fonts) >= 3
    assert all("/FontFile2" in font["/FontDescriptor"] for font in descendants)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_transparent_leaves_the_ground_out(form: str) -> None:
    content = export.encode(SMALL, form, transparent=True)
    made = QImage.fromData(content) if form == "png" else drawn_svg(content, 1.0)
    assert made.pixelColor(1, 1).alpha() == 0
    assert made.pixelColor(15, 10).getRgb() == frames.TEAL


def test_transparent_images_too() -> None:
    assert export.image(SMALL, transparent=True).pixelColor(1, 1).alpha() == 0
    assert export.image(SMALL).pixelColor(1, 1).getRgb() == frames.GROUND


def test_transparent_pdf_has_less_to_draw() -> None:
    bare, full = (export.encode(SMALL, "pdf", transparent=on) for on in (True, False))
    assert len(bare) < len(full)


@pytest.mark.parametrize("name", ["out.jpg", "out", "out.svgz", ".png"])
def test_an_unknown_suffix_names_those_that_are_known(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"how to export, \.png, \.svg, \.pdf, .*: (got|it has)"):
        write(SMALL, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_too() -> None:
    with pytest.raises(InputError, match="got 'gif'"):
        export.encode(SMALL, "gif")


def test_capitals_in_a_suffix_do_not_matter(tmp_path: Path) -> None:
    write(SMALL, str(tmp_path / "OUT.PNG"))
    assert png_size(tmp_path / "OUT.PNG") == (30, 20)


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(scale: float) -> None:
    with pytest.raises(InputError, match="a number above 0"):
        export.image(SMALL, scale)


def test_a_picture_too_large_says_how_large() -> None:
    with pytest.raises(InputError, match=r"30×20 at a scale of 1000 is 30000; choose a smaller"):
        export.encode(SMALL, "png", scale=1000)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "out.png"
    with pytest.raises(InputError, match=r"cannot save .*out\.png: there is no folder .*missing"):
        write(SMALL, path)


def test_a_folder_in_the_place_of_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "out.png").mkdir()
    with pytest.raises(InputError, match="it is a folder; choose a file name in it"):
        write(SMALL, tmp_path / "out.png")
    assert [path.name for path in tmp_path.iterdir()] == ["out.png"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.png"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="the disk is full; free some space"):
        write(SMALL, path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.png"]


def test_writing_replaces_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_text("old")
    link.symlink_to(real)
    write(SMALL, link)
    assert link.is_symlink()
    assert png_size(real) == (30, 20)


def test_an_empty_frame_is_its_ground() -> None:
    made = export.image(Frame(3, 2, frames.GROUND, ()))
    assert {made.pixelColor(x, y).getRgb() for x in range(3) for y in range(2)} == {frames.GROUND}
    assert export.image(Frame(1, 1, TRANSPARENT, ())).pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 12), (12, 1), (64, 64)])
def test_every_form_takes_every_shape(form: str, shape: tuple[int, int]) -> None:
    cells: Cells = frames.cells(np.ones(shape), 2, 2, 9)
    frame = Frame(cells.width + 4, cells.height + 4, frames.GROUND, (cells,))
    content = export.encode(frame, form)
    if form == "svg":
        assert texts(content).count("1") == shape[0] * shape[1]
    elif form == "pdf":
        (page,) = PdfReader(BytesIO(content)).pages
        assert page.extract_text().count("1") == shape[0] * shape[1]
    else:
        assert QImage.fromData(content).width() == np.ceil(frame.width)


# --- matrices too fine to read


@pytest.fixture(scope="module")
def layer() -> Passes:
    """Return a layer of 4096×4096 with an odd entry in W, of one sample."""
    rng = np.random.default_rng(0)
    W = rng.normal(size=(4096, 4096))
    W[1234, 321], W[17, 4001] = np.nan, 50.0
    return backprop(W, rng.normal(size=(4096, 1)))


@pytest.mark.parametrize("form", ["svg", "pdf"])
@pytest.mark.parametrize("what", [("W",), ("W", "W_grad"), ("W", "X", "Y", "X_grad", "W_grad")])
def test_a_large_layer_is_a_small_file(layer: Passes, form: str, what: tuple[str, ...]) -> None:
    start = perf_counter()
    content = export.encode(draw(layer, what, Picture()), form)
    assert perf_counter() - start < 2.0
    assert len(content) < 1_000_000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_image_in_a_file_is_crisp_and_shows_what_a_png_shows(
    layer: Passes, theme: ThemeName
) -> None:
    frame = draw(layer, ["W"], Picture(theme=theme))
    png = QImage()
    assert png.loadFromData(export.encode(frame, "png"))
    svg = export.encode(frame, "svg")
    assert svg.count(b"<image") == 1
    assert svg.count(b"image-rendering: pixelated") == 1
    apart = np.abs(channels(drawn_svg(svg, 1.0)) - channels(png)).max(axis=-1)
    assert (apart > 6).mean() < 0.01  # cells of 1.7 pixels: which one has a pixel may differ
    pdf = export.encode(frame, "pdf")
    assert b"/Interpolate" not in pdf
    (page,) = PdfReader(BytesIO(pdf)).pages
    (image,) = page.images
    assert image.image is not None
    pixels = np.asarray(image.image.convert("RGB")).astype(int)
    cells = next(mark for mark in frame.marks if isinstance(mark, Cells))
    assert pixels.shape == (*cells.shape, 3)  # a pixel each, as the PNG has
    shown = cells.fill[..., :3].astype(int)
    plain = cells.state == State.FILLED
    assert np.abs(pixels - shown)[plain].max() <= 2
    assert np.argwhere(cells.state == State.HATCHED).shape == (1, 2)
    ((row, col),) = np.argwhere(cells.state == State.HATCHED)
    assert np.abs(pixels[row, col] - cells.line_of(State.HATCHED)[:3]).max() <= 2


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_what_can_be_read_is_text(form: str) -> None:
    """Also where there are many of it, on a large page."""
    frame = draw(backprop(np.ones((90, 90)), np.ones((90, 1))), ["W"], Picture(size=(4000, 3000)))
    content = export.encode(frame, form)
    if form == "svg":
        assert b"<image" not in content
        assert texts(content).count("1") >= 90 * 90
    else:
        (page,) = PdfReader(BytesIO(content)).pages
        assert not page.images
        assert page.extract_text().count("1") >= 90 * 90
