"""The Flow view as a whole: goldens, and what holds for every document at every time.

The goldens are frames as text. After a change of looks that is meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/flow/test_picture.py

and read the difference before it is committed.
"""

from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Box, Cells, State
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import Document, example
from gradviz.session.edits import set_view
from gradviz.session.layers import set_layer_bias
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.views.flow.focus import pane_of
from gradviz.views.flow.key_frames import key_name
from gradviz.views.flow.strip import PANES, card_at
from tests.views.conftest import Asked, Shown, document, documents, networks, shown
from tests.views.dump import dump, text
from tests.views.goldens import assert_golden
from tests.views.sound import assert_sound

GOLDENS = Path(__file__).parent / "goldens"
SMALL = Style(560, 420)  # too small for the strip
SIZES = [(320, 280), (640, 480), (1000, 700), (500, 800), (1280, 420), (3840, 2160)]
HARD = [(1, 1, 1), (1, 64, 1), (64, 1, 64), (1, 1, 64), (64, 64, 64), (1, 12, 1)]

Moment = Callable[[Shown], float]

GOLDEN: dict[str, tuple[Document, Moment, Style, Asked]] = {
    "start": (example(), lambda _: 0.0, SMALL, Asked()),
    "forward": (example(), lambda s: s.during("Y", 4, 0.5), SMALL, Asked()),
    "loss": (example(), lambda s: s.during("Y_grad", 4, 0.5), SMALL, Asked()),
    "backward-to-x": (example(), lambda s: s.during("X_grad", 4, 0.5), SMALL, Asked()),
    "backward-to-w": (example(), lambda s: s.during("W_grad", 4, 0.5), SMALL, Asked()),
    "change": (example(), lambda s: s.during("X_grad", 0, 0.2), SMALL, Asked()),
    "bias": (
        set_layer_bias(example(), 0, True),
        lambda s: s.during("b_grad", 1, 0.6),
        SMALL,
        Asked(),
    ),
    "rest-with-strip": (example(), lambda s: s.timeline.duration, Style(700, 500), Asked()),
    "triptych": (
        example(),
        lambda s: s.during("W_grad", 1, 1.0),
        Style(1200, 500),
        Asked("triptych"),
    ),
    "light-pointed-from-0": (
        example(),
        lambda s: s.timeline.duration,
        Style(560, 420, LIGHT, base=0, text=1.35),
        Asked(focus="X_grad", pointed=CellRef("X_grad", 1, 0)),
    ),
}
RELU = next(preset for preset in PRESETS if preset.id == "relu").document()
NETWORKS: dict[str, tuple[Document, Sweep, Moment, Style, Asked]] = {
    "column": (
        RELU,
        "cells",
        lambda s: s.during("Y2_grad", 2, 0.5),
        Style(900, 700),
        Asked("column"),
    ),
    "column-xwt": (
        RELU,
        "cells",
        lambda s: s.timeline.duration,
        Style(1000, 600, LIGHT, convention="xwt"),
        Asked("column", muted=frozenset({1})),
    ),
    "through-relu": (
        RELU,
        "cells",
        lambda s: s.during("Y1_grad", 4, 0.6),
        Style(800, 600),
        Asked(),
    ),
    "outer": (
        example(),
        "outer",
        lambda s: s.during("W_grad", 1, 0.55),
        Style(800, 600),
        Asked(),
    ),
    "columns": (
        example(),
        "columns",
        lambda s: s.during("X_grad", 1, 0.4),
        Style(800, 600),
        Asked(),
    ),
    "gradients": (
        RELU,
        "cells",
        lambda s: s.timeline.duration,
        Style(900, 640),
        Asked("gradients"),
    ),
}
KEYS = ("Y[1,2]", "Y_grad[0,3]", "X_grad[2,1]", "W_grad[1,1]")


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    made, moment, style, options = GOLDEN[name]
    of = shown(made)
    assert_golden(GOLDENS, name, dump(of.frame(moment(of), style, options)))


@pytest.mark.parametrize("name", NETWORKS)
def test_golden_of_a_network_or_a_sweep(name: str) -> None:
    made, sweep, moment, style, options = NETWORKS[name]
    of = shown(made, sweep)
    assert_golden(GOLDENS, name, dump(of.frame(moment(of), style, options)))


def test_golden_key_frames(example_shown: Shown) -> None:
    timeline = example_shown.timeline
    names = [key_name(timeline.key(key), Notation(base=0)) for key in range(timeline.steps + 1)]
    keys = {str(name): key for key, name in enumerate(names)}
    frames = [example_shown.frame(timeline.key_time(keys[name]), SMALL) for name in KEYS]
    assert_golden(GOLDENS, "key-frames", "\n".join(map(dump, frames)))


def test_every_golden_is_used() -> None:
    assert {path.stem for path in GOLDENS.glob("*")} == {*GOLDEN, *NETWORKS, "key-frames"}


styles = st.builds(
    lambda size, text, base, theme, convention: Style(
        *size, theme=theme, base=base, text=text, convention=convention
    ),
    st.sampled_from(SIZES),
    st.sampled_from([1.0, 1.35]),
    st.sampled_from([0, 1]),
    st.sampled_from([DARK, LIGHT]),
    st.sampled_from(CONVENTIONS),
)
arrangements = st.sampled_from(["focus", "triptych", "column"])
focuses = st.sampled_from([None, *PANES])
shares = st.floats(0.0, 1.0)


@st.composite
def options(draw: st.DrawFn, of: Shown) -> Asked:
    name = draw(st.sampled_from(of.passes.names))
    rows, cols = of.passes.matrix(name).shape
    ref = CellRef(name, draw(st.integers(0, rows - 1)), draw(st.integers(0, cols - 1)))
    samples = st.integers(0, of.passes.X.shape[1] - 1)
    return Asked(
        arrangement=draw(arrangements),
        focus=draw(focuses),
        layer=draw(st.sampled_from([None, *range(len(of.passes.layers))])),
        pointed=draw(st.sampled_from([None, ref])),
        slots=draw(st.sampled_from(["both", "values", "gradients"])),
        muted=draw(st.frozensets(samples, max_size=2)),
    )


@given(documents() | networks(), shares, styles, st.sampled_from(SWEEPS), st.data())
@settings(max_examples=300)
def test_nothing_lies_outside(
    document: Document, share: float, style: Style, sweep: Sweep, data: st.DataObject
) -> None:
    of = shown(document, sweep)
    drawn = of.frame(share * of.timeline.duration, style, data.draw(options(of)))
    assert (drawn.width, drawn.height) == (style.width, style.height)
    assert drawn.background == style.theme.ground
    assert_sound(drawn)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("shape", HARD, ids=str)
def test_nothing_lies_outside_where_it_is_hard(
    shape: tuple[int, int, int], size: tuple[int, int]
) -> None:
    of = shown(document(shape, has_bias=True, loss="cross_entropy"))
    for text_factor, arrangement in ((1.0, "focus"), (1.35, "triptych")):
        for phase in of.timeline.phases:
            seconds = of.during(phase.name, phase.count // 2, 0.5)
            style = Style(*size, text=text_factor)
            drawn = of.frame(seconds, style, Asked(arrangement))  # type: ignore[arg-type]  # a name from a list of them
            assert_sound(drawn)


def test_what_is_told_below_the_smallest_thumbnail_stays_inside() -> None:
    of = shown(document((1, 1, 1)), "outer")
    assert_sound(of.frame(0.0, Style(3840, 2160, text=1.35)))


@pytest.mark.parametrize("size", [(64, 64), (64, 2000), (2000, 64)])
def test_the_smallest_picture_that_can_be_exported_is_sound(size: tuple[int, int]) -> None:
    of = shown(set_layer_bias(example(), 0, True))
    for phase in of.timeline.phases:
        for share in (0.1, 0.6):  # while the pane before goes, and by itself
            assert_sound(of.frame(phase.start + share * phase.step, Style(*size)))


@given(documents(), st.lists(shares, min_size=2, max_size=4))
@settings(max_examples=30)
def test_a_frame_depends_on_its_time_only(document: Document, times: list[float]) -> None:
    """Forward, backward, or again from the same numbers: the picture is the same."""
    of, again = shown(document), shown(document)
    forward = [dump(of.frame(t * of.timeline.duration)) for t in sorted(times)]
    backward = [dump(of.frame(t * of.timeline.duration)) for t in sorted(times, reverse=True)]
    assert forward == backward[::-1]
    assert forward == [dump(again.frame(t * again.timeline.duration)) for t in sorted(times)]


@given(documents(), shares, arrangements, focuses)
@settings(max_examples=60)
def test_what_is_hit_is_what_is_drawn(
    document: Document, share: float, arrangement: str, focus: str | None
) -> None:
    of = shown(document)
    chosen = Asked(arrangement, focus)  # type: ignore[arg-type]  # literals
    drawn = of.frame(share * of.timeline.duration, asked=chosen)
    matrices = [mark for mark in drawn.marks if isinstance(mark, Cells) and mark.ref]
    assert matrices
    for n, mark in enumerate(matrices):
        for row, col in product(*map(range, mark.shape)):
            x = mark.x + col * mark.pitch_x + mark.cell_width / 2
            y = mark.y + row * mark.pitch_y + mark.cell_height / 2
            above = [other.hit(x, y) for other in matrices[n + 1 :]]
            expected = [CellRef(mark.ref, row, col), *(ref for ref in above if ref is not None)]
            assert drawn.hit(x, y) == expected[-1]


@given(documents(), shares, st.sampled_from(SWEEPS), st.sampled_from(CONVENTIONS))
@settings(max_examples=100)
def test_what_is_not_computed_is_empty_and_nothing_else_is(
    document: Document, share: float, sweep: Sweep, convention: Convention
) -> None:
    of = shown(document, sweep)
    seconds = share * of.timeline.duration
    moment = of.timeline.at(seconds)
    style = Style(1400, 700, convention=convention)
    for mark in of.frame(seconds, style, Asked("triptych")).marks:
        if not isinstance(mark, Cells) or not mark.ref:
            continue
        values = of.passes.matrix(mark.ref)
        written = moment.written(mark.ref)
        computed = np.ones(values.shape, bool) if written is None else written.mask
        state = mark.state.T if mark.flipped else mark.state
        assert np.array_equal(state == State.EMPTY, ~computed)
        if written is None or not written.is_partial:
            assert np.array_equal((state == State.HATCHED) & computed, np.isnan(values) & computed)


@pytest.mark.parametrize("name", PANES)
def test_the_focus_follows_what_is_written_unless_it_is_chosen(
    example_shown: Shown, name: str
) -> None:
    titles = {
        "Y": "Forward",
        "Y_grad": "Loss",
        "X_grad": "Backward to X",
        "W_grad": "Backward to W",
    }
    seconds = example_shown.during(name, 2, 0.5)
    playing = example_shown.frame(seconds, SMALL)
    chosen = example_shown.frame(0.0, SMALL, Asked(focus=name))  # type: ignore[arg-type]  # a name from a list of them
    for drawn in (playing, chosen):
        headings = [text(mark) for mark in drawn.marks if text(mark).startswith(titles[name])]
        assert len(headings) == 1


def test_matrices_are_written_in_their_corners() -> None:
    assert [pane_of(name) for name in ("Y", "Y_grad", "X_grad", "W_grad", "b_grad")] == [
        "Y",
        "Y_grad",
        "X_grad",
        "W_grad",
        "W_grad",
    ]


def test_a_card_of_the_strip_tells_its_corner(example_shown: Shown) -> None:
    drawn = example_shown.frame(0.0)
    cards = [mark for mark in drawn.marks if isinstance(mark, Box) and mark.ref]
    found = [card_at(drawn, card.x + card.width / 2, card.y + 5) for card in cards]
    assert found == [f"pane:{name}" for name in PANES]
    assert card_at(drawn, 500, 400) is None
    assert all(b.x > a.x + a.width for a, b in pairwise(cards))
    (active,) = [card for card in cards if card.stroke == DARK.accent]
    assert active.ref == "pane:Y"


def test_a_small_picture_has_no_strip(example_shown: Shown) -> None:
    drawn = example_shown.frame(0.0, SMALL)
    assert not [mark for mark in drawn.marks if isinstance(mark, Box) and mark.ref]


def test_a_narrow_picture_shows_one_corner_of_the_three(example_shown: Shown) -> None:
    narrow = Style(500, 420)
    triptych = example_shown.frame(0.0, narrow, Asked("triptych"))
    assert dump(triptych) == dump(example_shown.frame(0.0, narrow))


def test_texts_follow_the_size_of_the_picture(example_shown: Shown) -> None:
    sizes = []
    for width, height in ((320, 280), (1000, 700), (1600, 1000), (2560, 1600), (3840, 2160)):
        marks = example_shown.frame(0.0, Style(width, height)).marks
        sizes.append(next(m.size for m in marks if text(m).startswith("Press Space")))
    assert sizes == sorted(sizes)
    assert sizes[1] == sizes[2] == 15
    assert sizes[0] >= 9
    assert sizes[-1] == 30


def test_panes_change_by_fading(example_shown: Shown) -> None:
    phase = example_shown.timeline.phases[2]
    opacities = []
    for after in (0.16, 0.2, 0.25, 0.29):
        marks = example_shown.frame(phase.start + after, SMALL).marks
        opacities.append(next(m.opacity for m in marks if text(m).startswith("Backward to X")))
    assert opacities == sorted(opacities)
    assert 0.0 < opacities[0] < opacities[-1] < 1.0
    faded = example_shown.frame(phase.start + 0.31, SMALL).marks
    assert all(m.opacity == 1.0 for m in faded if text(m))


def test_pictures_go_where_the_scales_say(example_shown: Shown) -> None:
    """With a shorter scale, what is beyond it is marked, and nothing else changes place."""
    of, limit = example_shown, 1.5
    fixed = shown(set_view(of.document, scale="fixed", limit=limit))
    plain, drawn = (made.frame(made.timeline.duration, SMALL) for made in (of, fixed))
    assert any(np.abs(of.passes.matrix(name)).max() > limit for name in of.passes.names)
    for before, after in zip(plain.marks, drawn.marks, strict=True):
        if isinstance(after, Cells):
            beyond = np.abs(of.passes.matrix(after.ref)) > limit
            assert np.array_equal(after.state == State.CLIPPED, beyond)
            assert (after.x, after.y) == (before.x, before.y)  # type: ignore[union-attr]  # both marks are cells
