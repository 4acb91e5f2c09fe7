"""The large corner and the small ones: each matrix has its home, and every card leads there."""

from collections.abc import Sequence
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef, whole
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.pane import PaneName
from gradviz.scene.layout.viewport import Viewport
from gradviz.scene.marks.frame import Box, Cells, Frame, Label
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import Document, example
from gradviz.session.layers import set_layer_bias
from gradviz.session.presets.documents import PRESETS
from gradviz.views.flow.focus import framed, home_of, pane_of, rooms_in
from gradviz.views.flow.strip import PANES, card_at
from tests.views.conftest import Asked, Shown, document, documents, networks, shown
from tests.views.dump import text

STYLE = Style(1300, 900)
CORNERS: dict[PaneName, set[str]] = {
    "Y": {"W", "X", "b", "Y"},
    "Y_grad": {"Y", "T", "Y_grad"},
    "X_grad": {"W", "X_grad", "Y_grad"},
    "W_grad": {"W_grad", "X", "b_grad", "Y_grad"},
}
"""What stands in each corner of a layer with a bias and a target."""

sizes = st.tuples(st.integers(64, 3000), st.integers(64, 2000))


def network(preset: str = "relu") -> Shown:
    """Return a network of the presets; that of relu is a product, an activation, a product."""
    return shown(next(found for found in PRESETS if found.id == preset).document())


def large(frame: Frame) -> set[str]:
    """Return the matrices that stand in the content, below the rail and the strip."""
    assert frame.content is not None
    left, top, width, height = frame.content
    return {
        mark.ref
        for mark in frame.marks
        if isinstance(mark, Cells)
        and mark.ref
        and left <= mark.x <= left + width
        and top <= mark.y <= top + height
    }


def cards(frame: Frame, kind: str = "pane:") -> list[Box]:
    return [mark for mark in frame.marks if isinstance(mark, Box) and mark.ref.startswith(kind)]


def outlined(frame: Frame) -> list[str]:
    """Return which cards stand out."""
    return [card.ref for card in cards(frame) if card.stroke == DARK.accent]


def named(passes: Passes, layer: int, roles: set[str]) -> set[str]:
    """Return what matrices in roles of a layer are called, of those that it has."""
    names = passes.layers[layer]
    return {names.name(role) for role in roles if names.b is not None or role[0] != "b"}


@pytest.mark.parametrize("name", PANES)
def test_the_corner_that_is_chosen_is_large_with_all_that_belongs_to_it(name: PaneName) -> None:
    of = shown(set_layer_bias(example(), 0, True))
    for seconds in (0.0, of.during("W_grad", 1, 0.5), of.timeline.duration):
        drawn = of.frame(seconds, STYLE, Asked(focus=name))
        assert large(drawn) == CORNERS[name]
        assert outlined(drawn) == [f"pane:{name}"]


def test_unless_one_is_chosen_the_corner_in_which_something_is_written_is_large() -> None:
    of = shown(set_layer_bias(example(), 0, True))
    for phase in of.timeline.phases:
        drawn = of.frame(phase.end - 0.01, STYLE)
        (there,) = [name for name in PANES if outlined(drawn) == [f"pane:{name}"]]
        assert phase.name in large(drawn) == CORNERS[there]


@given(networks() | documents(), st.floats(0.7, 1.0), st.sampled_from(CONVENTIONS))
@settings(max_examples=15, deadline=None)
def test_before_a_matrix_is_complete_it_is_large(
    made: Document, share: float, convention: Convention
) -> None:
    of = shown(made)
    for phase in of.timeline.phases:
        seconds = phase.start + share * (phase.end - phase.start)
        there = large(of.frame(seconds, Style(1300, 900, convention=convention)))
        assert phase.name in {whole(CellRef(name, 0, 0)).name for name in there}  # or a share of it


@given(networks() | documents())
@settings(max_examples=15, deadline=None)
def test_every_matrix_stands_large_in_its_home(made: Document) -> None:
    of = shown(made)
    for name in of.passes.names:
        if name.startswith("P"):  # a product before its bias has no place of its own
            continue
        layer, corner = home_of(of.passes, name)
        drawn = of.frame(of.timeline.duration, STYLE, Asked(focus=corner, layer=layer))
        assert name in large(drawn)


def test_what_is_computed_is_at_home_where_it_is_written() -> None:
    of = network()
    for phase in of.timeline.phases:
        assert home_of(of.passes, phase.name) == (phase.layer, pane_of(phase.role))
    last = len(of.passes.layers) - 1
    assert home_of(of.passes, "T") == (last, "Y_grad")
    assert [home_of(of.passes, name) for name in ("X", "W1", "W2")] == [
        (0, "Y"),
        (0, "Y"),
        (last, "Y"),
    ]


def test_a_matrix_that_is_used_twice_is_at_home_where_it_is_used_first() -> None:
    of = network("tied")
    twice = [name for name in of.passes.names if len(of.passes.uses(name)) > 1]
    assert twice
    for name in twice:
        assert home_of(of.passes, name) == (min(of.passes.uses(name)), "Y")
        layer, corner = home_of(of.passes, f"{name}_grad")
        assert (layer, corner) == (min(of.passes.uses(name)), "W_grad")


@given(
    networks() | documents(),
    st.floats(0.0, 1.0),
    st.sampled_from(["focus", "triptych", "column"]),
    sizes,
)
@settings(max_examples=40, deadline=None)
def test_cards_do_not_overlap_and_each_leads_to_its_own(
    made: Document, share: float, arrangement: str, size: tuple[int, int]
) -> None:
    of = shown(made)
    options = Asked(arrangement)  # type: ignore[arg-type]  # literals
    drawn = of.frame(share * of.timeline.duration, Style(*size), options)
    places = [card for card in cards(drawn, "") if card.ref]
    for one, other in combinations(places, 2):
        assert apart(one, other)
    for card in places:
        assert 0 <= card.x < card.x + card.width <= size[0] + 1e-9
        assert 0 <= card.y < card.y + card.height <= size[1] + 1e-9
        for across, down in product((0.01, 0.5, 0.99), repeat=2):
            at = card.x + across * card.width, card.y + down * card.height
            assert card_at(drawn, *at) == card.ref


def apart(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_beside_all_cards_a_click_leads_nowhere() -> None:
    drawn = network().frame(0.0, STYLE)
    assert drawn.content is not None
    left, top, width, height = drawn.content
    assert card_at(drawn, left + width / 2, top + height / 2) is None
    assert card_at(drawn, 2, 2) is None
    for one, other in pairwise(cards(drawn)):
        assert card_at(drawn, (one.x + one.width + other.x) / 2, one.y + 5) is None


def test_a_click_on_a_card_makes_its_corner_large() -> None:
    of = shown(example())
    drawn = of.frame(0.0, STYLE)
    for name, card in zip(PANES, cards(drawn), strict=True):
        found = card_at(drawn, card.x + 4, card.y + card.height - 4)
        assert found == f"pane:{name}"
        chosen = of.frame(0.0, STYLE, Asked(focus=name))
        assert large(chosen) == CORNERS[name] - {"b", "b_grad"}


def test_a_layer_has_cards_for_what_is_computed_in_it() -> None:
    of = network()
    has: list[list[PaneName]] = [
        ["Y", "X_grad", "W_grad"],
        ["Y", "X_grad"],
        ["Y", "Y_grad", "X_grad", "W_grad"],
    ]
    for layer, expected in enumerate(has):
        drawn = of.frame(0.0, STYLE, Asked(layer=layer))
        assert [card.ref for card in cards(drawn)] == [f"pane:{name}" for name in expected]
        roles = {phase.role for phase in of.timeline.phases if phase.layer == layer}
        assert {pane_of(role) for role in roles} == set(expected)


@pytest.mark.parametrize("name", PANES)
def test_in_every_layer_something_is_large_and_its_card_stands_out(name: PaneName) -> None:
    of = network()
    in_first: PaneName = "Y" if name == "Y_grad" else name  # there the loss is far away
    expected = (CORNERS[in_first], {"X", "Y", "X_grad", "Y_grad"}, CORNERS[name])
    for layer, roles in enumerate(expected):
        drawn = of.frame(0.0, STYLE, Asked(focus=name, layer=layer))
        there = [card.ref for card in cards(drawn)]
        assert outlined(drawn) == [f"pane:{name}" if f"pane:{name}" in there else "pane:Y"]
        assert large(drawn) == named(of.passes, layer, roles)


def test_the_small_pictures_are_pictures_of_their_corners() -> None:
    drawn = shown(set_layer_bias(example(), 0, True)).frame(0.0, STYLE)
    for name, card in zip(PANES, cards(drawn), strict=True):
        inside = [
            mark
            for mark in drawn.marks
            if isinstance(mark, Cells) and mark.ref and card_at(drawn, mark.x, mark.y) == card.ref
        ]
        assert {mark.ref for mark in inside} == (set() if name == "Y_grad" else CORNERS[name])
        for mark in inside:
            assert mark.x + mark.width <= card.x + card.width
            assert mark.y + mark.height <= card.y + card.height


def test_the_loss_is_told_once_it_is_there() -> None:
    of = shown(example())
    value = of.passes.loss
    assert value is not None

    def told(seconds: float) -> bool:
        drawn = of.frame(seconds, STYLE, Asked(focus="Y"))
        return f"l = {value:g}" in {text(mark) for mark in drawn.marks}

    start = of.during("Y_grad", 0, 0.0)
    assert [told(at) for at in (0.0, start - 0.01, start + 0.01, of.timeline.duration)] == [
        False,
        False,
        True,
        True,
    ]


@given(
    networks() | documents(),
    sizes,
    st.floats(0.1, 2.0),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_the_rooms_lie_one_below_the_other(
    made: Document, size: tuple[int, int], text_factor: float, has_strip: bool
) -> None:
    of = shown(made)
    style = Style(*size, text=text_factor)
    area = Area(20, 16, size[0] - 40, size[1] - 60)
    rooms = rooms_in(of.setting(0.0, style), area, has_strip=has_strip)
    assert (rooms.rail is not None) == (len(of.passes.layers) > 1)
    assert rooms.strip is None or has_strip
    found = [room for room in (rooms.rail, rooms.strip, rooms.content) if room is not None]
    assert found[0].y == area.y
    assert rooms.content.bottom == pytest.approx(area.bottom)
    for room in found:
        assert (room.x, room.width) == (area.x, area.width)
    for above, below in pairwise(found):
        assert above.y < above.bottom < below.y


@pytest.mark.parametrize(
    ("size", "has_strip"),
    [((1000, 700), True), ((600, 460), True), ((599, 900), False), ((1400, 459), False)],
)
def test_a_strip_is_there_where_it_leaves_room(size: tuple[int, int], has_strip: bool) -> None:
    setting = shown(example()).setting(0.0, Style(*size))
    area = Area(20, 16, size[0] - 40, size[1] - 86)
    rooms = rooms_in(setting, area, has_strip=True)
    assert (rooms.strip is not None) == has_strip
    assert rooms.content.height > 0.5 * area.height
    assert rooms_in(setting, area, has_strip=False).strip is None


def test_the_picture_does_not_jump_when_the_focus_moves_on() -> None:
    """What was large is there at first, and then, unless it is the same, what is large now."""
    for of in (shown(set_layer_bias(example(), 0, True)), network()):
        for before, phase in pairwise(of.timeline.phases):
            earlier, at_once, later = (
                of.frame(phase.start + after, STYLE) for after in (0.0, 1e-6, 0.5)
            )
            assert opaque(earlier) <= opaque(at_once)
            assert phase.name in opaque(later)
            assert before.name in opaque(earlier)


def opaque(frame: Frame) -> set[str]:
    """Return the matrices in the content that are wholly there."""
    assert frame.content is not None
    marks = tuple(m for m in frame.marks if isinstance(m, Cells) and m.opacity > 0.999)
    return large(Frame(frame.width, frame.height, frame.background, marks, frame.content))


def test_what_is_chosen_is_there_at_once() -> None:
    of = shown(example())
    for phase in of.timeline.phases:
        drawn = of.frame(phase.start + 0.1, STYLE, Asked(focus=pane_of(phase.role)))
        titles = [mark for mark in drawn.marks if isinstance(mark, Label)]
        assert {mark.opacity for mark in titles} == {1.0}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_triptych_is_the_three_corners_side_by_side_at_one_size(convention: Convention) -> None:
    of = shown(set_layer_bias(example(), 0, True))
    style = Style(1500, 700, convention=convention)
    drawn = of.frame(of.timeline.duration, style, Asked("triptych"))
    assert drawn.content is not None
    left, _, width, _ = drawn.content
    found: dict[int, set[str]] = {}
    for mark in drawn.marks:
        if isinstance(mark, Cells) and mark.ref:
            third = int((mark.x - left) // (width / 3))
            assert int((mark.x + mark.width - left) // (width / 3)) == third
            found.setdefault(third, set()).add(mark.ref)
    assert found == {0: CORNERS["Y"], 1: CORNERS["X_grad"], 2: CORNERS["W_grad"]}
    cells = [mark for mark in drawn.marks if isinstance(mark, Cells) and mark.ref]
    pitches = {name: {(m.pitch_x, m.pitch_y) for m in cells if m.ref == name} for name in ("X",)}
    assert len(pitches["X"]) == 1


def test_in_a_triptych_only_the_corner_at_work_moves() -> None:
    of = shown(example())
    for n, name in enumerate(("Y", "X_grad", "W_grad")):
        drawn = of.frame(of.during(name, 1, 0.5), Style(1500, 700), Asked("triptych"))
        chips = [mark for mark in drawn.marks if isinstance(mark, Cells) and not mark.ref]
        assert chips
        assert {int(mark.x // 500) for mark in chips} == {n}


def test_the_ground_around_an_enlarged_window_covers_everything_but_the_window() -> None:
    of = network()
    drawn = of.frame(0.0, STYLE, Asked(viewport=Viewport(3.0, 0.3, 0.2)))
    assert drawn.content is not None
    left, top, width, height = drawn.content
    window = Area(left, top, width, height)
    ground = [
        (n, mark)
        for n, mark in enumerate(drawn.marks)
        if isinstance(mark, Box) and mark.fill == DARK.ground and not mark.ref
    ]
    assert covered([box for _, box in ground]) == pytest.approx(1300 * 900 - width * height)
    for (_, one), (_, other) in combinations(ground, 2):
        assert apart(one, other)
    inside = Box(window.x, window.y, window.width, window.height)
    assert all(apart(inside, box) for _, box in ground)
    first = min(n for n, _ in ground)
    assert all(n > first for n, mark in enumerate(drawn.marks) if mark.ref.startswith("pane:"))


def covered(boxes: Sequence[Box]) -> float:
    return sum(box.width * box.height for box in boxes)


def test_a_picture_that_is_not_enlarged_needs_no_ground_around_it() -> None:
    of = shown(document((2, 3, 4)))
    assert framed(of.setting(0.0)) == ()
    drawn = of.frame(0.0, STYLE)
    assert not [mark for mark in drawn.marks if isinstance(mark, Box) and mark.fill == DARK.ground]
