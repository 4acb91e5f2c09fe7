"""A view at a moment without a window: as a value, and in a file."""

import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import gradviz as gv
from gradviz.errors import InputError
from gradviz.scene.marks.frame import Label
from gradviz.session.document import Document, example, new_document, passes
from gradviz.session.edits import set_convention, set_view
from gradviz.session.files.asked_look import with_look
from gradviz.session.looks.choices import VIEWS, ViewName
from tests.api.calling import NUMBERS, run_python
from tests.views.drawing import viewed
from tests.views.dump import dump


def exported(document: object, **options: Any) -> bytes:
    out = io.BytesIO()
    gv.export(document, out, format="png", **options)  # type: ignore[arg-type]  # any source
    return out.getvalue()


@pytest.mark.parametrize("view", VIEWS)
def test_a_file_is_the_frame_at_any_moment(view: ViewName) -> None:
    """The file is what `write_picture` makes of the frame; a moment has one name more than one."""
    document = set_view(example(), view=view)
    timeline = viewed(document).timeline
    for at, moment in (
        (None, {}),
        (timeline.duration / 3, {"seconds": timeline.duration / 3}),
        ("start", {"key": "start"}),
        ("start", {"seconds": 0.0}),
        ("end", {"seconds": timeline.duration}),
    ):
        frame = gv.frame(example(), view=view, size=(500, 400), theme="dark", **moment)
        out = io.BytesIO()
        picture = gv.api.Picture(size=(500, 400), theme="dark")
        gv.api.write_picture(frame, out, picture, form="png")
        options = {} if at is None else {"at": at}
        assert exported(document, view=view, size=(500, 400), theme="dark", **options) == (
            out.getvalue()
        )


def test_without_a_moment_all_that_a_view_shows_is_there() -> None:
    for view in VIEWS:
        document = set_view(example(), view=view)
        opening = viewed(document).opening
        assert dump(gv.frame(document)) == dump(gv.frame(document, seconds=opening))


def test_the_view_is_that_of_the_document_where_none_is_asked_for() -> None:
    document = set_view(example(), view="cube")
    assert dump(gv.frame(document)) == dump(gv.frame(example(), view="cube"))
    assert dump(gv.frame(NUMBERS)) == dump(gv.frame(NUMBERS, view="flow"))


@pytest.mark.parametrize("convention", ["wx", "xw", "xwt"])
def test_every_source_gives_the_same_picture(convention: gv.Convention) -> None:
    W, X, G = [[2.0, 1.0], [0.0, 3.0]], [[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [2.0, 1.0]]
    document = set_convention(new_document(W, X, seed=G, loss="seed"), convention)
    presented = passes(document).presented(convention)
    network = gv.Network([gv.Linear(W)])
    expected = dump(gv.frame(document, view="jacobian", key="row 1"))
    laid_out = gv.frame(presented, view="jacobian", key="row 1")
    assert dump(laid_out) == expected
    if convention == "wx":
        for source in (W, network):
            found = gv.frame(source, X, Y_grad=G, view="jacobian", key="row 1")
            assert dump(found) == expected


def test_key_frames_are_called_as_the_picture_counts() -> None:
    one = gv.frame(example(), key="X_grad[2,1]")
    zero = gv.frame(example(), key="X_grad[1,0]", base=0)
    cells = [[m.ref for m in f.marks if getattr(m, "ref", "")] for f in (one, zero)]
    assert cells[0] == cells[1]
    flipped = set_convention(example(), "xw")
    assert dump(gv.frame(flipped, key="X_grad[1,2]")) == dump(
        gv.frame(flipped, seconds=viewed(flipped).timeline.key_time(18))
    )


def test_options_of_a_view_change_what_is_shown() -> None:
    plain = gv.frame(example(), view="jacobian")
    by_w = gv.frame(example(), view="jacobian", look={"wrt": "W", "sample": None})
    told = [
        "".join(span.text for mark in f.marks if isinstance(mark, Label) for span in mark.spans)
        for f in (plain, by_w)
    ]
    assert "with respect to X" in told[0]
    assert "with respect to W" in told[1] or "Folded" in told[1]
    assert exported(example(), view="flow", look={"arrangement": "column"}) == exported(
        with_look(example(), {"arrangement": "column"}), view="flow"
    )


def test_a_size_is_rounded_up_as_a_file_is() -> None:
    rounded = gv.frame(example(), size=(800.5, 600.25))  # type: ignore[arg-type]  # what people pass
    assert dump(rounded) == dump(gv.frame(example(), size=(801, 601)))
    assert (rounded.width, rounded.height) == (801, 601)


def test_a_derivation_warns_of_nothing(tmp_path: Path) -> None:
    code = "import gradviz as gv; gv.frame([[1]], [[1]], view='derivation')"
    assert run_python(code, tmp_path, PYTHONWARNINGS="error").stderr == ""


def test_a_transparent_view_has_no_ground() -> None:
    with Image.open(io.BytesIO(exported(example(), view="flow", transparent=True))) as opened:
        assert np.asarray(opened)[0, 0, 3] == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"view": "jacobi"}, "view needs one of flow, .*: got 'jacobi'; did you mean jacobian?"),
        ({"seconds": 1.0, "key": "start"}, "seconds or a key, and got both"),
        ({"seconds": 99.0}, r"the flow view runs from 0 to 26\.1 s: got 99\.0"),
        ({"seconds": math.nan}, "got nan"),
        ({"seconds": "3"}, "seconds is a number"),
        ({"key": "X_gard[2,1]"}, r"did you mean X_grad\[2,1\]\?"),
        ({"look": {"arangement": "column"}}, "did you mean arrangement?"),
        ({"look": {"arrangement": "colum"}}, "arrangement: needs 'focus'"),
        ({"bars": True}, "frame has no option 'bars'"),
        ({"X": [[1.0]]}, "frame got a Document, which has its own already: leave X out"),
        ({"size": (10, 10)}, "a picture needs sides of 64 to 16384"),
        ({"theme": "drak"}, "did you mean dark?"),
        ({"at": 1}, "there are view, seconds, key, look, size, .*; did you mean seconds or key?"),
        ({"veiw": "cube"}, "did you mean view?"),
        ({"key": 3}, "key is the name of a key frame; a time is seconds: got 3"),
        ({"seconds": "end"}, "seconds is a number; a key frame is a key: got 'end'"),
        ({"seconds": True}, r"the flow view runs from 0 to 26\.1 s: got True"),
        ({"seconds": 10**400}, r"the flow view runs from 0 to 26\.1 s: got 1000"),
        ({"look": "column"}, "look needs options by name"),
        ({"look": 0}, "look needs options by name"),
    ],
)
def test_what_is_no_view_no_moment_or_no_option_is_told(options: Any, told: str) -> None:
    with pytest.raises(InputError, match=told.replace("?", r"\?").replace(r"\\?", r"\?")):
        gv.frame(example(), **options)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"view": "flow", "what": "W"}, "a view shows its own matrices: leave what out"),
        ({"view": "flow", "bars": False}, "bars are those of heatmaps"),
        ({"at": 3.0}, "say which, as in view=flow"),
        ({"look": {}}, "say which, as in view=flow"),
        ({"seconds": 1}, "did you mean at?"),
        ({"key": "end"}, "there are what, .*; did you mean at?"),
        ({"view": "flow", "at": 99}, r"runs from 0 to 26\.1 s: got 99"),
    ],
)
def test_what_does_not_go_together_is_told(options: Any, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told):
        gv.export(example(), tmp_path / "a.png", **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", [1, 40])
def test_a_document_of_any_size_has_every_view(size: int) -> None:
    rng = np.random.default_rng(0)
    document: Document = new_document(rng.normal(size=(size, size)), rng.normal(size=(size, 3)))
    for view in VIEWS:
        assert gv.frame(document, view=view, key="end", size=(400, 300)).marks
