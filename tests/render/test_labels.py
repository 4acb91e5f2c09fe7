"""Labels: spans side by side, scripts, anchors, and what happens when there is no room."""

import math
from dataclasses import replace

import numpy as np
import pytest

from gradviz.render.fonts import text_width
from gradviz.render.labels import laid_out
from gradviz.scene.marks.frame import TRANSPARENT, Frame, Label, Span
from tests.render.frames import TEXT
from tests.render.pictures import channels, painted

pytestmark = pytest.mark.usefixtures("qapp")

SENTENCE = (Span("the products add down ", TEXT), Span("i", TEXT, "semibold"))


def inked(label: Label) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of the ink, scene units."""
    alpha = channels(painted(Frame(300, 60, TRANSPARENT, (label,)), 4))[..., 3]
    rows, cols = np.nonzero(alpha > 100)
    return cols.min() / 4, (cols.max() + 1) / 4, rows.min() / 4, (rows.max() + 1) / 4


def test_the_width_is_the_sum_of_its_spans() -> None:
    widths = [text_width(span.text, span.family, span.weight, 14.5) for span in SENTENCE]
    assert laid_out(SENTENCE, 14.5, math.inf).width == pytest.approx(sum(widths))


@pytest.mark.parametrize(("anchor", "part"), [("left", 0), ("center", 0.5), ("right", 1)])
def test_the_anchor_names_the_point(anchor: str, part: float) -> None:
    label = Label(150, 40, (Span("HHHH", TEXT),), 20, anchor)  # type: ignore[arg-type]  # a value from a list of them
    left, right, _, bottom = inked(label)
    width = laid_out(label.spans, label.size, math.inf).width
    assert left == pytest.approx(150 - part * width, abs=2)
    assert right == pytest.approx(150 + (1 - part) * width, abs=2)
    assert bottom == pytest.approx(40, abs=0.3)


def test_scripts_are_small_and_off_the_line() -> None:
    plain, raised, lowered = (
        inked(Label(20, 40, (Span("H", TEXT, script=script),), 20))
        for script in (0, 1, -1)  # type: ignore[arg-type]  # a value from a list of them
    )
    assert raised[3] < plain[3] - 5
    assert lowered[3] > plain[3] + 2
    assert raised[2] < plain[2]
    height = plain[3] - plain[2]
    for _, _, top, bottom in (raised, lowered):
        assert bottom - top == pytest.approx(0.7 * height, abs=0.5)


def test_a_script_takes_up_its_own_width() -> None:
    spans = (Span("X", TEXT), Span("grad", TEXT, script=-1))
    expected = text_width("X", "sans", "regular", 20) + text_width("grad", "sans", "regular", 14)
    assert laid_out(spans, 20, math.inf).width == pytest.approx(expected)


@pytest.mark.parametrize("share", [0.95, 0.8, 0.61])
def test_wide_text_is_set_smaller(share: float) -> None:
    whole = laid_out(SENTENCE, 16, math.inf).width
    line = laid_out(SENTENCE, 16, whole * share)
    assert line.width == pytest.approx(whole * share)
    assert "".join(piece.span.text for piece in line.pieces) == "the products add down i"
    assert {round(piece.size / 16, 6) for piece in line.pieces} == {share}


@pytest.mark.parametrize("share", [0.55, 0.3, 0.1])
def test_much_too_wide_text_ends_in_an_ellipsis(share: float) -> None:
    whole = laid_out(SENTENCE, 16, math.inf).width
    line = laid_out(SENTENCE, 16, whole * share)
    text = "".join(piece.span.text for piece in line.pieces)
    assert line.width <= whole * share
    assert text.endswith("…")
    assert "the products add down i".startswith(text[:-1])
    assert [piece.size for piece in line.pieces] == pytest.approx([16 * 0.6] * len(line.pieces))
    longer = "the products add down i"[: len(text)] + "…"
    assert text_width(longer, "sans", "regular", 16 * 0.6) > whole * share


def test_the_ellipsis_looks_like_what_it_follows() -> None:
    spans = (Span("W", TEXT), Span("a long name", (1, 2, 3, 255), "semibold"))
    last = laid_out(spans, 16, 40).pieces[-1].span
    assert last.text.endswith("…")
    assert (last.color, last.weight) == ((1, 2, 3, 255), "semibold")


def test_without_any_room_only_the_ellipsis_is_left() -> None:
    line = laid_out(SENTENCE, 16, 0.0)
    assert [piece.span.text for piece in line.pieces] == ["…"]


@pytest.mark.parametrize("spans", [(), (Span("", TEXT),)])
def test_no_text_draws_nothing(spans: tuple[Span, ...]) -> None:
    label = Label(150, 30, spans, 16, max_width=0.0)
    assert channels(painted(Frame(300, 60, TRANSPARENT, (label,)))).max() == 0


def test_a_label_is_laid_out_once_wherever_it_stands() -> None:
    label = Label(10, 30, (Span("laid out once", TEXT),), 16.25)
    frames = [Frame(300, 60, TRANSPARENT, (replace(label, x=10 + n),)) for n in range(5)]
    painted(frames[0])
    before = laid_out.cache_info().misses
    for frame in frames:
        painted(frame)
    assert laid_out.cache_info().misses == before


@pytest.mark.parametrize("scale", [1.0, 2.9, 3.1, 8.0])
def test_labels_of_any_size_are_drawn(scale: float) -> None:
    """Qt 6.11 draws nothing of glyphs higher than 64 pixels."""
    label = Label(3, 20, (Span("H", TEXT),), 20)
    alpha = channels(painted(Frame(22, 24, TRANSPARENT, (label,)), scale))[..., 3]
    rows, _ = np.nonzero(alpha > 128)
    assert np.ptp(rows) + 1 == pytest.approx(20 * 0.727 * scale, abs=1.1)


def test_opacity_fades_text() -> None:
    label = Label(10, 40, (Span("H", TEXT),), 30, opacity=0.5)
    alpha = channels(painted(Frame(60, 60, TRANSPARENT, (label,))))[..., 3]
    assert alpha.max() == pytest.approx(128, abs=2)
