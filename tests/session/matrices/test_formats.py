"""All that is known of a format is its entry: whoever offers or explains formats reads it there."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import gradviz as gv
from gradviz.engine.backprop import backprop
from gradviz.errors import InputError
from gradviz.render.export import ENCODERS
from gradviz.session.matrices.exports import contents
from gradviz.session.matrices.formats import FORMATS, PICTURES, Format, FormatName, MatrixFormat

P = backprop([[2, -1], [1, 3]], [[1, 0], [3, 1]], Y_grad=[[1, 0], [0, -1]])
NAMES = [form.name for form in FORMATS]
ONE_LINE = '    Format("png", '
ADDED = """    Format("bmp", say("BMP"), say("Bitmap"), Drawing()),
    Format("txt", say("Text, one matrix"), say("Plain text"), MatrixFormat(_to_txt, is_one=True)),
"""
ENCODED = """def _to_txt(matrices: Mapping[str, Matrix], _said: Mapping[str, str]) -> bytes:
    return b"".join(str(values).encode() for values in matrices.values())


FORMATS: tuple"""
ASKED = """
import sys
import gradviz as gv
from gradviz.errors import GradvizError
p = gv.backprop([[2, 1]], [[1], [3]])
gv.export(p, "W.txt", what="W")
assert open("W.txt").read() == "[[2. 1.]]"
gv.export(p, "W.bmp", size=(100, 80)), gv.export(p, "view.bmp", view="jacobian", size=(200, 160))
assert open("W.bmp", "rb").read(2) == open("view.bmp", "rb").read(2) == b"BM"
for out, view in (("a.doc", None), ("W.txt", "flow")):
    try:
        gv.export(p, out, view=view)
    except GradvizError as error:
        print(error)
from gradviz.cli import main
gv.export(p, "p.npz")
print(main(["export", "p.npz", "-o", "cli.txt", "--what", "W"]))
main(["export", "--help"])
from PySide6.QtWidgets import QApplication, QComboBox, QRadioButton, QWidget
app = QApplication([])
from gradviz.gui.export.form import ExportForm
from gradviz.messages.language import ENGLISH
window = QWidget()
form = ExportForm(ENGLISH, window)
combo = next(c for c in form.findChildren(QComboBox) if c.findText("PNG") >= 0)
print([combo.itemText(n) for n in range(combo.count())])
next(b for b in form.findChildren(QRadioButton) if "view" in b.text()).setChecked(True)
print([combo.itemText(n) for n in range(combo.count())])
"""


def test_every_name_has_one_entry() -> None:
    assert tuple(NAMES) == get_args(FormatName)


def test_every_picture_has_its_encoder_and_no_other_has() -> None:
    assert list(ENCODERS) == [form.name for form in PICTURES]


@pytest.mark.parametrize("form", FORMATS, ids=NAMES)
def test_what_a_format_holds_is_what_is_written(form: Format) -> None:
    for what in (["W"], ["W", "X"]):
        out = io.BytesIO()
        if isinstance(form.holds, MatrixFormat) and form.holds.is_one and len(what) > 1:
            with pytest.raises(InputError, match=rf"a .{form.name} file holds one matrix, and W,"):
                gv.export(P, out, what, format=form.name)
        else:
            gv.export(P, out, what, format=form.name)
            assert out.getvalue()
        if form.is_text:
            assert set(out.getvalue().decode()).isdisjoint(map(chr, range(10)))


@pytest.mark.parametrize("form", FORMATS, ids=NAMES)
def test_a_view_is_a_picture(form: Format) -> None:
    out = io.BytesIO()
    if form.is_picture:
        gv.export(P, out, format=form.name, view="flow", size=(300, 200))
        assert out.getvalue()
    else:
        with pytest.raises(InputError, match=rf"a view is a picture, .*: got .{form.name}"):
            gv.export(P, out, format=form.name, view="flow")


def test_a_picture_holds_no_numbers() -> None:
    for form in PICTURES:
        with pytest.raises(InputError, match=rf"a .{form.name} file holds a picture"):
            contents(P, ["W"], form, "wx")


def test_a_format_more_is_an_entry_more(tmp_path: Path) -> None:
    """Done in a copy of the package: two entries and their encoders, and all offer both."""
    package = tmp_path / "gradviz"
    home = Path(gv.__file__).parent
    shutil.copytree(home, package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "assets").symlink_to(home.parent / "assets")
    table, drawn = package / "session/matrices/formats.py", package / "render/export.py"
    text = table.read_text()
    assert text.count(ONE_LINE) == text.count("FORMATS: tuple") == 1
    text = text.replace(ONE_LINE, ADDED + ONE_LINE).replace("FORMATS: tuple", ENCODED)
    table.write_text(text)
    text, found = re.subn(r'("png": _png,)', r'\1 "bmp": _bmp,', drawn.read_text())
    assert found == 1
    bmp = text[text.index("def _png") : text.index("def _svg")].replace("_png", "_bmp")
    drawn.write_text(text.replace("def _svg", bmp.replace('"PNG"', '"BMP"') + "def _svg", 1))
    variables = os.environ | {"PYTHONPATH": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", ASKED],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
    )
    assert not done.stderr
    unknown, not_a_picture, code, *rest = done.stdout.splitlines()
    assert ".bmp, .txt, .png, .svg, .pdf, .csv, .npz, .tex: got .doc" in unknown
    assert not_a_picture == "a view is a picture, .bmp, .png, .svg or .pdf: got .txt"
    assert code == "0"
    told = " ".join(" ".join(rest).split())
    assert "What to write: .bmp, .txt, .png, .svg, .pdf, .csv, .npz or .tex." in told
    assert rest[-2:] == [
        str(["BMP", "Text, one matrix", *(str(form.title) for form in FORMATS)]),
        str(["BMP", *(str(form.title) for form in PICTURES)]),
    ]
