"""The rail: every layer once and in order, the one shown and the one at work told apart."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Arrow, Box, Cells, Label, Mark
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT, Theme
from gradviz.session.document import MAX_LAYERS, Document, network_document
from gradviz.views.flow.rail import RAIL, rail
from gradviz.views.flow.strip import card_at
from tests.views.conftest import Asked, Shown, networks, shown
from tests.views.dump import extent, text

AREA = Area(20, 16, 960, 28)


def layers(*made: Layer) -> Shown:
    ones = np.ones((2, 3))
    return shown(network_document(Network(made), ones, loss="sum", target=ones, seed=ones))


def deep(count: int) -> Shown:
    """Return a network of so many layers, products and activations in turn."""
    return layers(*(Activation("relu") if n % 2 else Linear(np.eye(2)) for n in range(count)))


def four() -> Shown:
    tied = Linear(np.eye(2))
    return layers(tied, Activation("leaky_relu"), tied, Linear(np.eye(2), [1, 1]))


def boxes(marks: tuple[Mark, ...]) -> list[Box]:
    return [mark for mark in marks if isinstance(mark, Box)]


@given(networks(), st.floats(60, 3000), st.floats(10, 60), st.sampled_from([1.0, 1.35, 2.0]))
@settings(max_examples=40, deadline=None)
def test_there_is_a_box_for_each_layer_in_order_side_by_side(
    document: Document, width: float, height: float, text_factor: float
) -> None:
    of = shown(document)
    area = Area(20, 16, width, height)
    found = boxes(rail(of.setting(0.0, Style(4000, 900, text=text_factor)), area))
    assert [box.ref for box in found] == [f"{RAIL}{n}" for n in range(len(of.passes.layers))]
    assert {(box.y, box.height) for box in found} == {(16, height)}
    assert len({round(box.width, 6) for box in found}) == 1
    for one, other in pairwise(found):
        assert one.x + one.width < other.x
    assert found[0].x == 20
    assert found[-1].x + found[-1].width <= 20 + width + 1e-9


@pytest.mark.parametrize("width", [300, 640, 1500, 4000])
@pytest.mark.parametrize("text_factor", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("count", [2, 5, MAX_LAYERS])
def test_however_many_layers_there_are_their_boxes_hold_what_is_written_in_them(
    count: int, text_factor: float, width: float
) -> None:
    area = Area(20, 16, width, 28 * text_factor)
    marks = rail(deep(count).setting(0.0, Style(width + 40, 900, text=text_factor)), area)
    labels = [mark for mark in marks if isinstance(mark, Label)]
    assert {label.size for label in labels} == {13 * text_factor}
    for box, label in zip(boxes(marks), labels, strict=True):
        left, top, right, bottom = extent(label)
        assert box.x < left < right < box.x + box.width
        assert box.y < top < bottom < box.y + box.height
        assert (top + bottom) / 2 == pytest.approx(box.y + box.height / 2, abs=2 * text_factor)


@pytest.mark.parametrize("height", [6, 13, 20, 28])
def test_in_a_low_rail_the_words_are_as_small_as_they_have_to_be(height: float) -> None:
    area = Area(20, 16, 960, height)
    for mark in rail(four().setting(0.0), area):
        if isinstance(mark, Label):
            _, top, _, bottom = extent(mark)
            assert area.y < top < bottom < area.bottom
            assert mark.size == pytest.approx(min(13.0, height / 2))


def test_a_crowded_rail_has_all_of_the_width_and_a_roomy_one_has_no_wide_boxes() -> None:
    crowded, roomy = (
        boxes(rail(deep(count).setting(0.0, Style(4000, 900)), Area(20, 16, 1000, 28)))
        for count in (MAX_LAYERS, 2)
    )
    assert crowded[-1].x + crowded[-1].width == pytest.approx(1020)
    assert roomy[0].width < 200


@pytest.mark.parametrize("width", [300, 640, 1500])
@pytest.mark.parametrize("count", [2, 5, MAX_LAYERS])
def test_an_arrow_leads_from_each_layer_to_the_next(count: int, width: float) -> None:
    area = Area(20, 16, width, 28)
    marks = rail(deep(count).setting(0.0, Style(width + 40, 900)), area)
    arrows = [mark for mark in marks if isinstance(mark, Arrow)]
    for arrow, (one, other) in zip(arrows, pairwise(boxes(marks)), strict=True):
        assert one.x + one.width < arrow.start[0] < arrow.end[0] < other.x
        assert arrow.start[1] == arrow.end[1] == 16 + 28 / 2


def test_a_layer_is_told_by_its_number_and_its_w_or_what_it_does() -> None:
    marks = rail(four().setting(0.0), AREA)
    told = [text(mark) for mark in marks if isinstance(mark, Label)]
    assert told == ["1  W1", "2  leaky relu", "3  W1", "4  W2"]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("layer", range(4))
def test_the_layer_that_is_shown_stands_out(layer: int, theme: Theme) -> None:
    of = four()
    style = Style(1000, 700, theme)
    setting = of.setting(of.timeline.duration, style).of_layer(layer)
    marks = rail(setting, AREA)
    found = boxes(marks)
    out = [n for n, box in enumerate(found) if box.stroke == theme.accent]
    filled = [n for n, box in enumerate(found) if box.fill == theme.pressed]
    heavy = [n for n, box in enumerate(found) if box.stroke_width > found[layer - 1].stroke_width]
    labels = [mark for mark in marks if isinstance(mark, Label)]
    bold = [n for n, mark in enumerate(labels) if mark.spans[0].weight == "semibold"]
    bright = [n for n, mark in enumerate(labels) if mark.spans[0].color == theme.text]
    assert out == filled == heavy == bold == bright == [layer]


def test_the_layer_at_work_stands_out_until_all_is_done() -> None:
    of = four()
    for phase in of.timeline.phases:
        for shown_layer in range(4):
            setting = of.setting(phase.start + 0.5 * phase.step).of_layer(shown_layer)
            at_work = [
                n
                for n, box in enumerate(boxes(rail(setting, AREA)))
                if box.stroke == DARK.strong_line
            ]
            assert at_work == ([] if phase.layer == shown_layer else [phase.layer])
    resting = of.setting(of.timeline.duration).of_layer(3)
    assert [box.stroke for box in boxes(rail(resting, AREA))][:3] == [DARK.line] * 3


def test_a_click_on_a_box_leads_to_the_picture_of_its_layer() -> None:
    of = four()
    seconds, style = of.timeline.duration, Style(1000, 700)
    drawn = of.frame(seconds, style)
    for n, names in enumerate(of.passes.layers):
        (box,) = [mark for mark in boxes(drawn.marks) if mark.ref == f"{RAIL}{n}"]
        found = card_at(drawn, box.x + box.width / 2, box.y + box.height / 2)
        assert found == f"{RAIL}{n}"
        there = of.frame(seconds, style, Asked(layer=int(found.removeprefix(RAIL))))
        matrices = {mark.ref for mark in there.marks if isinstance(mark, Cells) and mark.ref}
        assert {names.X, names.Y} <= matrices
    after = [mark for mark in boxes(drawn.marks) if mark.ref.startswith(RAIL)][-1]
    assert card_at(drawn, after.x + after.width + 5, after.y + 5) is None
