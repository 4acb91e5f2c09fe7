"""What an export holds, and where it goes: a path, or whatever takes bytes."""

import io
import re
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from pypdf import PdfReader

import gradviz as gv
from gradviz import api
from gradviz.errors import InputError
from gradviz.render.export import image
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import example, passes
from gradviz.session.edits import set_view
from tests.api.calling import NUMBERS, pixels, run_python

# --- file objects

FORMATS = ("png", "svg", "pdf", "csv", "npz", "tex")


def test_csv_holds_one_matrix_exactly(tmp_path: Path) -> None:
    out = tmp_path / "W.csv"
    gv.export(NUMBERS, out, "W")
    assert out.read_text() == "2,-1,0.5\n1,3,-2\n"
    gv.export(NUMBERS, out, ("b",))
    assert (NUMBERS.b == gv.open(out).W).all()


def test_csv_of_several_matrices_says_how_to_go_on(tmp_path: Path) -> None:
    out = tmp_path / "all.csv"
    with pytest.raises(InputError, match=r"holds one matrix, and W, X were .* or take \.npz"):
        gv.export(NUMBERS, out, ("W", "X"))
    assert not out.exists()


def test_npz_holds_every_matrix_by_name(tmp_path: Path) -> None:
    out = tmp_path / "all.npz"
    gv.export(NUMBERS, out)
    with np.load(out) as arrays:
        assert set(arrays) == {*NUMBERS.names, "convention", "loss"}
        assert (str(arrays["convention"]), str(arrays["loss"])) == ("wx", NUMBERS.loss_name)
        assert all((arrays[name] == NUMBERS.matrix(name)).all() for name in NUMBERS.names)


def test_tex_holds_a_bmatrix_for_each(tmp_path: Path) -> None:
    out = tmp_path / "all.tex"
    odd = gv.backprop([[np.nan, -np.inf, 1e-9], [-1e20, 0.1, -0.0]], np.eye(3))
    gv.export(odd, out, ("W", "W_grad"))
    first, second = re.findall(r"\\\[\n(.*?)\n\\\]", out.read_text(), re.DOTALL)
    assert first == (
        "W = \\begin{bmatrix}\n"
        "  \\text{NaN} & -\\infty & 10^{-9} \\\\\n"
        "  -10^{20} & 0.1 & -0\n"
        "\\end{bmatrix}"
    )
    assert second.startswith(r"W_{\text{grad}} = \begin{bmatrix}")


def test_tex_asks_amsmath_for_more_than_ten_columns(tmp_path: Path) -> None:
    out = tmp_path / "wide.tex"
    gv.export(gv.backprop(np.ones((1, 12)), np.ones((12, 1))), out, "W")
    assert out.read_text().startswith("\\setcounter{MaxMatrixCols}{12}\n")


@pytest.mark.usefixtures("qapp")
class TestPictures:
    def test_a_png_has_the_size_and_the_ground_asked_for(self, tmp_path: Path) -> None:
        out = tmp_path / "a.png"
        gv.export(NUMBERS, out, ("W_grad", "X_grad"), size=(640, 400))
        assert pixels(out).shape == (400, 640, 4)
        assert tuple(pixels(out)[0, 0]) == LIGHT.ground
        gv.export(NUMBERS, out, "W_grad", size=(640, 400), theme="dark", scale=2)
        assert pixels(out).shape == (800, 1280, 4)
        assert tuple(pixels(out)[0, 0]) == DARK.ground
        gv.export(NUMBERS, out, "W_grad", size=(640, 400), transparent=True)
        assert pixels(out)[0, 0, 3] == 0

    def test_numbers_and_bars_can_be_left_out(self, tmp_path: Path) -> None:
        pictures = []
        for n, (numbers, bars) in enumerate([(True, True), (False, True), (False, False)]):
            out = tmp_path / f"{n}.png"
            gv.export(NUMBERS, out, "W", size=(400, 300), numbers=numbers, bars=bars)
            pictures.append(pixels(out))
        assert (pictures[0] != pictures[1]).any()
        assert (pictures[1] != pictures[2]).any()

    def test_the_same_export_gives_the_same_bytes(self, tmp_path: Path) -> None:
        for suffix in ("png", "svg"):
            one, other = tmp_path / f"one.{suffix}", tmp_path / f"other.{suffix}"
            for out in (one, other):
                gv.export(example(), out, size=(500, 300))
            assert one.read_bytes() == other.read_bytes()

    def test_svg_and_pdf_hold_the_numbers_as_text(self, tmp_path: Path) -> None:
        gv.export(NUMBERS, tmp_path / "a.svg", "W_grad", size=(640, 400))
        root = ElementTree.parse(tmp_path / "a.svg").getroot()  # noqa: S314 - our own
        text = " ".join(root.itertext())
        assert (root.get("width"), root.get("height")) == ("640", "400")
        gv.export(NUMBERS, tmp_path / "a.pdf", "W_grad", size=(640, 400))
        page = PdfReader(tmp_path / "a.pdf").pages[0]
        assert [float(side) for side in page.mediabox[2:]] == [640, 400]
        assert "2×3" in text
        for written in (text, page.extract_text()):
            assert "grad" in written
            assert "2 6 0 2 6 0" in " ".join(written.split())

    def test_a_document_brings_its_own_scale(self, tmp_path: Path) -> None:
        wide = set_view(example(), scale="fixed", limit=100.0)
        for name, document in (("a", example()), ("b", wide)):
            gv.export(document, tmp_path / f"{name}.png", "W", size=(400, 300))
        strong, weak = (np.ptp(pixels(tmp_path / f"{name}.png")[..., :3], axis=2) for name in "ab")
        assert strong.mean() > 3 * weak.mean()

    def test_passes_of_a_document_give_the_picture_of_the_document(self, tmp_path: Path) -> None:
        gv.export(example(), tmp_path / "a.png", size=(500, 300))
        gv.export(passes(example()), tmp_path / "b.png", size=(500, 300))
        assert (pixels(tmp_path / "a.png") == pixels(tmp_path / "b.png")).all()

    def test_the_file_shows_what_draw_returns(self, tmp_path: Path) -> None:
        picture = api.Picture(size=(500, 300), scale=2)
        drawn = image(api.draw(NUMBERS, ("W",), picture), 2)
        drawn.save(str(tmp_path / "drawn.png"))
        gv.export(NUMBERS, tmp_path / "a.png", "W", size=(500, 300), scale=2)
        assert (pixels(tmp_path / "a.png") == pixels(tmp_path / "drawn.png")).all()

    def test_what_cannot_be_written_leaves_the_old_file(self, tmp_path: Path) -> None:
        out = tmp_path / "a.png"
        out.write_text("old")
        with pytest.raises(InputError, match="no matrix 'Z'"):
            gv.export(NUMBERS, out, ("W", "Z"))
        assert out.read_text() == "old"
        with pytest.raises(InputError, match="nowhere"):
            gv.export(NUMBERS, tmp_path / "nowhere" / "a.png")


def test_data_is_no_picture(tmp_path: Path) -> None:
    picture = api.Picture()
    frame = api.draw(NUMBERS, ("W",), picture)
    with pytest.raises(InputError, match=r"a picture is written as .png, .svg or .pdf: got .csv"):
        api.write_picture(frame, tmp_path / "a.csv", picture)


def test_pictures_need_no_display_and_no_application(tmp_path: Path) -> None:
    code = """
import gradviz as gv, sys
assert not {"PySide6", "pydantic", "numpy"} & set(sys.modules)
p = gv.backprop([[1, 2]], [[3], [4]])
assert not {"PySide6", "pydantic"} & set(sys.modules)
gv.export(p, "a.png", size=(200, 100))
gv.export(p, "b.png", size=(200, 100))
assert not {"PySide6", "pydantic"} & set(sys.modules)
"""
    done = run_python(code, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_any_name_is_the_same(tmp_path: Path) -> None:
    for name in ("W_grad", "W1_grad"):
        gv.export(NUMBERS, tmp_path / f"{name}.png", name, size=(300, 200))
        gv.export(NUMBERS, tmp_path / f"{name}.npz", name)
    assert (tmp_path / "W_grad.png").read_bytes() == (tmp_path / "W1_grad.png").read_bytes()
    with np.load(tmp_path / "W1_grad.npz") as arrays:
        assert "W_grad" in arrays
        assert "W1_grad" not in arrays


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_object_gets_what_a_path_gets(tmp_path: Path, form: Any) -> None:
    options: dict[str, Any] = {"size": (300, 200)}
    gv.export(NUMBERS, tmp_path / f"a.{form}", "W", **options)
    gv.export(NUMBERS, tmp_path / "plain", "W", format=form, **options)
    gv.export(NUMBERS, tmp_path / "other.txt", "W", format=form, **options)
    gv.export(NUMBERS, str(tmp_path / "wrong.csv"), "W", format=form, **options)
    buffer = io.BytesIO(b"before")
    buffer.seek(0, io.SEEK_END)
    gv.export(NUMBERS, buffer, "W", format=form, **options)
    with (
        open(tmp_path / "buffered", "wb") as buffered,
        open(tmp_path / "raw", "wb", buffering=0) as raw,
        tempfile.SpooledTemporaryFile() as spooled,
    ):
        for file in (buffered, raw, spooled):
            gv.export(NUMBERS, file, "W", format=form, **options)
            assert not file.closed
        spooled.seek(0)
        written = [spooled.read(), buffer.getvalue().removeprefix(b"before")]
    names = ("plain", "other.txt", "wrong.csv", "buffered", "raw")
    written += [(tmp_path / name).read_bytes() for name in names]
    expected = (tmp_path / f"a.{form}").read_bytes()
    if form == "pdf":  # it says when it was made
        assert all(data.startswith(b"%PDF") for data in written)
    else:
        assert all(data == expected for data in written)


def test_a_raw_file_that_takes_little_at_once_gets_it_all() -> None:
    class Slow(io.RawIOBase):
        taken = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.taken += bytes(data[:7])
            return len(data[:7])

    slow, whole = Slow(), io.BytesIO()
    for out in (slow, whole):
        gv.export(NUMBERS, out, "W", format="tex")
    assert slow.taken == whole.getvalue()
    assert len(slow.taken) > 14


class _TextWriter:
    """A file open for text that says so only by what it takes."""

    def write(self, data: str) -> int:
        if not isinstance(data, str):
            raise TypeError("write() argument must be str, not bytes")
        return len(data)


def _closed() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


@pytest.mark.parametrize(
    ("out", "told"),
    [
        (io.StringIO(), r'^the file is open for text, .*: open it with mode "wb", or take its'),
        (_TextWriter(), r"^the file is open for text"),
        (io.TextIOWrapper(io.BytesIO()), r"^the file is open for text"),
        (_closed(), r"^the file cannot be written: I/O operation on closed file"),
        (io.BufferedReader(io.BytesIO()), r"^the file cannot be written: write"),  # type: ignore[arg-type]
        (None, r"^export writes to a path or a file object that takes bytes: got NoneType$"),
        (5, r"takes bytes: got int$"),
        (b"a.png", r"takes bytes: got bytes$"),
        (["a.png"], r"takes bytes: got list$"),
    ],
)
def test_what_takes_no_bytes_is_told_before_anything_is_drawn(out: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        gv.export(NUMBERS, out, format="png")


def test_a_format_is_asked_for_and_known() -> None:
    with pytest.raises(InputError, match=r'^a file object needs format="png", or another of png'):
        gv.export(NUMBERS, io.BytesIO())
    for wrong in ("jpg", ".png", "", 1, ["png"]):
        with pytest.raises(InputError, match=r"^format is one of png, svg, pdf, csv"):
            gv.export(NUMBERS, io.BytesIO(), format=wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path",
    [None, 5, b"a.gradviz", io.BytesIO(), [[1, 0], [0, 1]]],
    ids=lambda path: type(path).__name__,
)
def test_what_is_no_path_is_told(path: Any) -> None:
    with pytest.raises(InputError, match=r"^save needs a path in the second place: got "):
        gv.save(NUMBERS, path)
    with pytest.raises(InputError, match=r"^open needs a path: got "):
        gv.open(path)
