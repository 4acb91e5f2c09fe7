"""Large text is there for the numbers: they never pay for what is written around them."""

from collections.abc import Iterator

import pytest

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.scene.marks.frame import Cells, Frame, Label, Quad
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import Document, example
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS
from tests.views.drawing import frame_of, viewed

LARGE = 1.35
VIEWS: dict[str, dict[str, object]] = {
    **{name: {"view": "flow", "flow": FlowLook(name)} for name in ("focus", "triptych", "column")},
    **{name: {"view": name} for name in ("jacobian", "adjoint", "cube", "derivation")},
}
STAGES = [(480, 420), (850, 560), (1400, 870), (1900, 960)]
"""What is left of windows of 900×600, 1366×768 and 1920×1080, and of all of a projector."""


def pictures(document: Document, size: tuple[int, int], text: float) -> Iterator[Frame]:
    """Yield the picture at the end of every phase."""
    view = viewed(document)
    style = Style(*size, DARK, text=text, convention=document.convention)
    for phase in view.timeline.phases:
        yield frame_of(view, phase.end, style)


def digits(frame: Frame) -> dict[str, tuple[float, str]]:
    """Return of every matrix how large its numbers are, scene units, and what they say."""
    found: dict[str, tuple[float, str]] = {}
    for mark in frame.marks:
        cells = mark.cells if isinstance(mark, Quad) else mark
        if isinstance(cells, Cells) and cells.text is not None and mark.ref:
            scale = abs(mark.area) ** 0.5 if isinstance(mark, Quad) else 1.0
            told = cells.font_size * scale, " ".join(cells.text.ravel().tolist())
            found[mark.ref] = max(found.get(mark.ref, (0.0, "")), told)
    return found


def assert_numbers_first(document: Document, size: tuple[int, int]) -> None:
    pairs = zip(pictures(document, size, 1.0), pictures(document, size, LARGE), strict=True)
    for small, large in pairs:
        before, now = digits(small), digits(large)
        for name, (least, told) in before.items():
            assert name in now
            assert now[name][0] >= least, name
            assert now[name][1].count("…") <= told.count("…")
            assert len(now[name][1]) >= len(told), name


@pytest.mark.parametrize("size", STAGES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_of_the_example(view: str, size: tuple[int, int], convention: Convention) -> None:
    assert_numbers_first(set_convention(set_view(example(), **VIEWS[view]), convention), size)


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
@pytest.mark.parametrize("view", VIEWS)
def test_of_every_preset(view: str, preset: str) -> None:
    document = next(found for found in PRESETS if found.id == preset).document()
    assert_numbers_first(set_view(document, **VIEWS[view]), STAGES[1])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", STAGES[1:])
def test_numbers_grow_before_what_is_around_them(view: str, size: tuple[int, int]) -> None:
    document = set_view(example(), **VIEWS[view])
    grown = []
    for text in (1.0, LARGE):
        *_, last = pictures(document, size, text)
        written = [m.size for m in last.marks if isinstance(m, Label)]
        grown.append((sum(size for size, _ in digits(last).values()), max(written)))
    (before, title), (now, large) = grown
    assert now / before >= large / title * (1 - 1e-9)
    assert now / before > 1.05 or view == "triptych"  # which may have room for signs only


def test_where_there_is_room_all_of_it_grows() -> None:
    (*_, small), (*_, large) = (pictures(example(), (1900, 960), text) for text in (1.0, LARGE))
    captions = [[m.size for m in f.marks if isinstance(m, Label)][-1] for f in (small, large)]
    assert captions[1] > 1.1 * captions[0]


def test_one_style_for_all_times() -> None:
    """Or titles would jump while it plays."""
    for view in VIEWS.values():
        found = list(pictures(set_view(example(), **view), (1400, 870), LARGE))
        sizes = {
            mark.size
            for frame in found
            for mark in frame.marks
            if isinstance(mark, Label)
            and mark.y == max(m.y for m in frame.marks if isinstance(m, Label))
        }
        assert len(sizes) <= 2  # of the caption: one line, or two
