"""The one road: what Python users call, and what the files it writes hold."""

import inspect
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

import gradviz as gv
from gradviz import api
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.errors import InputError
from gradviz.render.export import image
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import example, new_document, passes
from gradviz.session.edits import set_convention, set_view

NUMBERS = gv.backprop(
    [[2, -1, 0.5], [1, 3, -2]], [[1, 0, 2, -1], [3, 1, 0, 2], [-2, 1, 1, 0]], b=[[0.1], [1 / 3]]
)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGBA")).astype(int)


def run_python(code: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code in a new interpreter that has no display."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | variables
    environment["PYTHONPATH"] = str(Path(gv.__file__).parent.parent)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )


# --- names


def test_every_public_name_is_there_and_documented() -> None:
    for name in gv.__all__:
        thing = getattr(gv, name)
        if name not in ("__version__", "ActivationName", "Convention", "LossName"):
            assert len(inspect.getdoc(thing) or "") > 20, name
    assert set(gv.__all__) <= set(dir(gv))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'backpropagate'"):
        gv.backpropagate  # type: ignore[attr-defined]  # noqa: B018


def test_options_of_export_are_those_of_a_picture() -> None:
    fields = inspect.signature(gv.api.Picture).parameters
    assert set(api.PictureOptions.__annotations__) == set(fields)


def test_errors_are_one_family() -> None:
    assert issubclass(gv.ShapeError, gv.GradvizError)
    assert issubclass(gv.InputError, gv.GradvizError)


# --- files


def test_save_and_open_give_the_same_document(tmp_path: Path) -> None:
    document = example()
    gv.save(document, tmp_path / "a.gradviz")
    again = gv.open(tmp_path / "a.gradviz")
    assert isinstance(again, gv.Document)
    assert (again.W == document.W).all()
    assert again.loss == document.loss


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


def test_a_network_in_npz_opens_again_as_it_was(tmp_path: Path) -> None:
    W, b = np.array([[2.0, -1.0], [1.0, 3.0]]), np.array([[0.5], [-0.5]])
    shared = gv.Linear(W)
    networks = {
        "biased": [gv.Linear(W, b), gv.Activation("relu"), gv.Linear(W + 1)],
        "tied": [shared, gv.Activation("tanh"), shared],
        "activation": [gv.Activation("softmax")],
    }
    for name, layers in networks.items():
        out = tmp_path / f"{name}.npz"
        before = gv.Network(layers).backprop([[1.0, 2.0, 0.0], [-1.0, 0.5, 3.0]])
        gv.export(before, out)
        after = passes(gv.open(out))
        assert set(before.names) == set(after.names)
        assert all((before.matrix(key) == after.matrix(key)).all() for key in before.names)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_convention_lays_out_what_is_opened_and_exported(
    tmp_path: Path, convention: Convention
) -> None:
    plain, out = set_convention(example(), convention), tmp_path / "all.npz"
    gv.export(plain, out)
    with np.load(out) as arrays:
        X, W = arrays["X"], arrays["W"]
        W = W if convention != "xwt" else W.T
        product = W @ X if convention == "wx" else X @ W
        assert (product == arrays["Y"]).all()
        assert arrays["X_grad"].shape == X.shape
    again = gv.open(out, convention=convention)
    assert again.convention == convention
    assert (again.X == plain.X).all()
    assert (again.W == plain.W).all()


def test_a_convention_that_is_asked_for_goes_before_that_of_the_document(tmp_path: Path) -> None:
    gv.export(set_convention(example(), "xw"), tmp_path / "X.csv", "X", convention="wx")
    assert (gv.open(tmp_path / "X.csv").W == example().X).all()


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


# --- pictures


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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": (63, 100)}, r"sides of 64 to 16384 pixels: 63×100"),
        ({"size": (100, 16385)}, r"sides of 64 to 16384 pixels"),
        ({"theme": "pink"}, r"light or dark: got 'pink'"),
        ({"scale": 0}, r"a scale is 0.1 to 8"),
        ({"scale": float("nan")}, r"a scale is 0.1 to 8"),
        ({"size": (16384, 64), "scale": 2}, r"no side becomes longer than 16384"),
        ({"base": 2}, r"counted from 0 or 1: got 2"),
    ],
)
def test_options_out_of_range_are_told(
    tmp_path: Path, options: api.PictureOptions, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        gv.export(NUMBERS, tmp_path / "a.png", **options)


@pytest.mark.parametrize(("name", "got"), [("a.bmp", "got .bmp"), ("a", "it has none")])
def test_unknown_suffixes_are_told(tmp_path: Path, name: str, got: str) -> None:
    with pytest.raises(InputError, match=rf"{name}: the suffix says how .*\.tex: {got}"):
        gv.export(NUMBERS, tmp_path / name)


def test_data_is_no_picture(tmp_path: Path) -> None:
    picture = api.Picture()
    frame = api.draw(NUMBERS, ("W",), picture)
    with pytest.raises(InputError, match=r"a picture is written as .png, .svg, .pdf: got .csv"):
        api.write_picture(frame, tmp_path / "a.csv", picture)


# --- in a process of its own


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


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_show_without_a_display_says_how_to_go_on(tmp_path: Path) -> None:
    code = """
import gradviz as gv
try:
    gv.show([[1]], [[2]])
except gv.GradvizError as error:
    print(error)
"""
    assert "needs a display" in run_python(code, tmp_path).stdout


def test_a_document_without_bias_has_no_b(tmp_path: Path) -> None:
    document = new_document(np.eye(2), np.eye(2))
    with pytest.raises(InputError, match="no matrix 'b'"):
        gv.export(document, tmp_path / "b.csv", "b")


# --- arguments that are none

ARRAY = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "what", [(), [], [1], 5, {}, [None], [["W"]], ARRAY, [ARRAY], b"W", {"W"}, "Z", ""], ids=repr
)
@pytest.mark.parametrize("suffix", [".csv", ".npz", ".tex", ".png"])
def test_what_names_matrices_or_is_told_which_there_are(
    tmp_path: Path, what: object, suffix: str
) -> None:
    with pytest.raises(InputError, match=", ".join(NUMBERS.names)) as told:
        gv.export(NUMBERS, tmp_path / f"a{suffix}", what)  # type: ignore[arg-type]
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


WRONG: dict[str, list[object]] = {
    "size": ["1600x1000", (100, 100, 100), (100,), 5, None, ("a", "b"), (True, 100), ARRAY, {}],
    "theme": [ARRAY, [], {}, 1, None],
    "numbers": [ARRAY, 1, "yes", None],
    "bars": [ARRAY, 0, "no", None],
    "transparent": [ARRAY, 1, "no", None],
    "scale": [ARRAY, "2", None, float("nan"), 1j, []],
    "base": [ARRAY, "1", None, 2, 1.0],
    "convention": [ARRAY, [], {}, None, 1],
}


@pytest.mark.parametrize(
    ("option", "value"), [(k, v) for k, values in WRONG.items() for v in values], ids=repr
)
def test_an_option_of_another_kind_is_an_input_error(
    tmp_path: Path, option: str, value: object
) -> None:
    with pytest.raises(InputError, match=r"got|asked for") as told:
        gv.export(NUMBERS, tmp_path / "a.csv", "W", **{option: value})  # type: ignore[arg-type]
    assert "\n" not in str(told.value)


def test_options_may_be_of_numpy() -> None:
    picture = api.Picture(size=[np.int64(800), 600], numbers=np.bool_(False), base=np.int64(0))  # type: ignore[arg-type]
    assert picture.style().width == 800


@pytest.mark.parametrize("word", [ARRAY, [], {}, 1, [ARRAY], b"X"], ids=repr)
def test_a_word_that_is_none_is_an_input_error(tmp_path: Path, word: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: gv.jacobian(NUMBERS, wrt=word),
        lambda: gv.jacobian(NUMBERS, of=word),
        lambda: gv.jacobian(NUMBERS, order=word),
        lambda: gv.jacobian(ARRAY, ARRAY, wrt=word),
        lambda: gv.jacobian(ARRAY, ARRAY, order=word),
        lambda: gv.backprop(ARRAY, ARRAY, loss=word),
        lambda: gv.backprop(ARRAY, ARRAY, loss=word, target=ARRAY),
        lambda: gv.open(tmp_path / "W.csv", convention=word),
    ]
    (tmp_path / "W.csv").write_text("1,2\n")
    for call in calls:
        with pytest.raises(InputError):
            call()


@pytest.mark.parametrize("value", [ARRAY, "1", [], 1j, 0.0, -1.0, float("nan")], ids=repr)
@pytest.mark.parametrize("name", ["eps", "tolerance"])
def test_a_step_that_is_no_positive_number_is_an_input_error(name: str, value: Any) -> None:
    with pytest.raises(InputError, match=f"{name} needs to be a positive number"):
        gv.gradient_check(NUMBERS, **{name: value})


# --- file objects

FORMATS = ("png", "svg", "pdf", "csv", "npz", "tex")


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


# --- conventions


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_what_is_exported_opens_as_it_was_written(tmp_path: Path, convention: Convention) -> None:
    W = [[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]]
    X = [[1.0, 0.0, 2.0]] * 4
    p = gv.backprop(
        np.transpose(W) if convention == "xw" else W,
        np.transpose(X) if convention == "wx" else X,
        b=[0.5, -1],
        loss="mse",
        target=np.ones((2, 4) if convention == "wx" else (4, 2)),
        convention=convention,
    )
    gv.export(p, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as arrays:
        for name in p.names:
            np.testing.assert_array_equal(arrays[name], p.matrix(name), strict=True)
    gv.save(p, tmp_path / "a.gradviz")
    for again in (gv.open(tmp_path / "a.npz"), gv.open(tmp_path / "a.gradviz")):
        assert again.convention == convention
        after = passes(again).presented(convention)
        for name in p.names:
            np.testing.assert_array_equal(after.matrix(name), p.matrix(name))


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_any_name_is_the_same(tmp_path: Path) -> None:
    for name in ("W_grad", "W1_grad"):
        gv.export(NUMBERS, tmp_path / f"{name}.png", name, size=(300, 200))
        gv.export(NUMBERS, tmp_path / f"{name}.npz", name)
    assert (tmp_path / "W_grad.png").read_bytes() == (tmp_path / "W1_grad.png").read_bytes()
    with np.load(tmp_path / "W1_grad.npz") as arrays:
        assert "W_grad" in arrays
        assert "W1_grad" not in arrays


# --- type checkers


def test_a_type_checker_finds_misspelt_words(tmp_path: Path) -> None:
    right = """
import io
import gradviz as gv
p = gv.backprop([[1]], [[1]], loss="mse", target=[[1]], convention="xwt")
net = gv.Network([gv.Linear([[1]]), gv.Activation("relu")], convention="xw")
net.backprop([[1]], loss="cross_entropy", target=[[1]])
name: gv.LossName = "sum"
gv.export(p, io.BytesIO(), "W", format="png", theme="dark")
gv.export(net, "a.png", X=[[1]], loss=name)
gv.save(net, "a.gradviz", [[1]], loss="mse", target=[[1]])
gv.jacobian(net, [[1]], wrt="W1", order="C").window(range(1), slice(None))
gv.gradient_check([[1]], [[1]], loss="sum", W_grad=[[1]]).passed
"""
    wrong = """
import gradviz as gv
p = gv.backprop([[1]], [[1]], loss="mes", target=[[1]])
gv.backprop([[1]], [[1]], convention="torch")
gv.Activation("sofmax")
gv.jacobian(p, order="K")
gv.export(p, "a.png", format="jpg")
gv.export(p, "a.png", theme="pink")
gv.export(p, "a.png", thme="dark")
p.W_gard
gv.backpropagate
"""
    for name, code in (("right", right), ("wrong", wrong)):
        (tmp_path / f"{name}.py").write_text(code)
    environment = os.environ | {"MYPYPATH": str(Path(gv.__file__).parent.parent)}
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    command += ["--config-file=", "--cache-dir=cache"]
    done = subprocess.run(
        [*command, "right.py", "wrong.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    found = {tuple(line.split(":")[:2]) for line in done.stdout.splitlines() if ": error:" in line}
    assert found == {("wrong.py", str(n)) for n in range(3, 12)}, done.stdout + done.stderr


@pytest.mark.usefixtures("qapp")
def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (Path(gv.__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    shown: list[object] = []
    monkeypatch.setattr(gv, "show", shown.append)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {
        "layer": SimpleNamespace(weight=np.ones((2, 3)), bias=np.ones(2)),
        "x": np.ones((4, 3)),
    }
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own
    assert len(blocks) >= 3
    assert len(shown) == 1
    assert {path.name for path in tmp_path.iterdir()} >= {"gradients.png", "session.gradviz"}
    assert names["p"].X_grad.shape == (4, 3)


@pytest.mark.parametrize("name", ["s.npz", "s.png", "s.json", "s"])
def test_a_session_is_saved_under_no_other_suffix(tmp_path: Path, name: str) -> None:
    with pytest.raises(gv.InputError, match=r"save writes sessions, \.gradviz: got") as told:
        gv.save(gv.backprop([[1]], [[2]]), tmp_path / name)
    assert ("did you mean gv.export?" in str(told.value)) == (name[2:] in ("npz", "png"))
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("name", "near"),
    [("dW", "W_grad"), ("grad_W", "W_grad"), ("tol", "tolerance"), ("targets", "target")],
)
def test_what_others_call_a_thing_is_answered_with_its_name_here(name: str, near: str) -> None:
    p = gv.backprop([[1, 2]], [[3], [4]])
    with pytest.raises(gv.InputError, match=f"did you mean {near}\\?"):
        gv.gradient_check(p, **{name: p.W_grad})


def test_a_loss_that_is_a_number_is_one_that_is_brought() -> None:
    p = gv.backprop([[1, 2]], [[3], [4]])
    assert gv.gradient_check(p, loss=p.loss).entries[-1].words == "agrees"
    assert not gv.gradient_check([[1, 2]], [[3], [4]], loss=12.0)
