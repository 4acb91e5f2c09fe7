"""The buttons of samples: each stands by its sample, says which it is, and whether it is muted."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.refs import CellRef
from gradviz.scene.corner.samples import SAMPLE, samples, without_muted
from gradviz.scene.marks.frame import Box, Cells, Frame, Label, Mark, Polyline
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.views.flow.strip import card_at
from tests.views.conftest import Asked, Shown, document, shown
from tests.views.dump import extent, text

SMALLEST = 12.0
"""A smaller button could not be read, nor hit."""


def four_samples() -> Shown:
    return shown(document((2, 3, 4)))


def buttons(
    grid: Grid, muted: frozenset[int] = frozenset(), style: Style | None = None
) -> tuple[Mark, ...]:
    of = four_samples()
    setting = of.setting(of.timeline.duration, style or Style(1000, 700))
    return tuple(samples(replace(setting, muted=muted), grid))


def boxes(marks: tuple[Mark, ...]) -> list[Box]:
    return [mark for mark in marks if isinstance(mark, Box)]


def struck(marks: tuple[Mark, ...]) -> set[int]:
    """Return which buttons have a line through them, from one corner to the opposite one."""
    found = set()
    for line in marks:
        if not isinstance(line, Polyline):
            continue
        left, top, right, bottom = extent(line)
        for n, box in enumerate(boxes(marks)):
            is_in = box.x <= left and right <= box.x + box.width
            if is_in and box.y <= top and bottom <= box.y + box.height:
                assert right - left > box.width / 2
                assert bottom - top > box.height / 2
                found.add(n)
    return found


@given(
    st.integers(1, 5),
    st.integers(1, 8),
    st.floats(8, 110),
    st.floats(8, 110),
    st.booleans(),
    st.sampled_from([1.0, 1.35]),
)
@settings(max_examples=60, deadline=None)
def test_each_button_stands_before_its_sample_and_touches_nothing(
    rows: int, cols: int, pitch_x: float, pitch_y: float, flipped: bool, text_factor: float
) -> None:
    grid = Grid(200, 300, pitch_x, pitch_y, rows, cols, flipped=flipped)
    found = boxes(buttons(grid, style=Style(1000, 700, text=text_factor)))
    is_roomy = (pitch_y if flipped else pitch_x) - grid.gap >= SMALLEST
    assert len(found) == (cols if is_roomy else 0)
    for n, box in enumerate(found):
        x, y, width, height = grid.cell(0, n)
        assert box.width == box.height >= SMALLEST
        if flipped:
            assert box.x + box.width < x
            assert box.y + box.height / 2 == pytest.approx(y + height / 2)
            assert y - 1e-9 <= box.y
            assert box.y + box.height <= y + height + 1e-9
        else:
            assert box.y + box.height < y
            assert box.x + box.width / 2 == pytest.approx(x + width / 2)
            assert x - 1e-9 <= box.x
            assert box.x + box.width <= x + width + 1e-9
    for one, other in pairwise(found):
        assert (one.y + one.height <= other.y) if flipped else (one.x + one.width <= other.x)


@pytest.mark.parametrize("flipped", [False, True])
def test_in_the_large_mode_buttons_are_larger_where_there_is_room(flipped: bool) -> None:
    for pitch, is_larger in ((60, True), (15, False)):
        grid = Grid(200, 300, pitch, pitch, 3, 4, flipped=flipped)
        plain, large = (
            boxes(buttons(grid, style=Style(1000, 700, text=factor)))[0].width
            for factor in (1.0, 1.35)
        )
        assert (large > plain) == is_larger


@given(st.frozensets(st.integers(0, 3)), st.booleans())
@settings(max_examples=16, deadline=None)
def test_muted_samples_are_struck_out_and_no_others(muted: frozenset[int], flipped: bool) -> None:
    marks = buttons(Grid(200, 300, 60, 50, 3, 4, flipped=flipped), muted)
    assert struck(marks) == muted
    assert sum(isinstance(mark, Polyline) for mark in marks) == len(muted)
    numbers = [mark for mark in marks if isinstance(mark, Label)]
    colors = [mark.spans[0].color for mark in numbers]
    assert colors == [DARK.faint if n in muted else DARK.muted for n in range(4)]


@pytest.mark.parametrize("base", [0, 1])
def test_buttons_carry_the_numbers_of_samples_as_people_count(base: int) -> None:
    marks = buttons(Grid(200, 300, 60, 50, 3, 4), style=Style(1000, 700, base=base))
    labels = [mark for mark in marks if isinstance(mark, Label)]
    assert [text(mark) for mark in labels] == [str(n + base) for n in range(4)]
    for box, label in zip(boxes(marks), labels, strict=True):
        left, top, right, bottom = extent(label)
        assert box.x <= left < box.x + box.width / 2 < right <= box.x + box.width
        assert box.y <= top < box.y + box.height / 2 < bottom <= box.y + box.height


def test_a_click_on_a_button_leads_to_its_sample_and_beside_it_nowhere() -> None:
    marks = buttons(Grid(200, 300, 60, 50, 3, 4), frozenset({2}))
    frame = Frame(1000, 700, DARK.ground, marks)
    for n, box in enumerate(boxes(marks)):
        middle = box.y + box.height / 2
        assert card_at(frame, box.x + box.width / 2, middle) == f"{SAMPLE}{n}"
        assert card_at(frame, box.x - 2, middle) is None
        assert card_at(frame, box.x + box.width + 2, middle) is None


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_in_a_stacked_network_they_stand_by_the_samples_of_x(convention: Convention) -> None:
    of = four_samples()
    options = Asked("column", muted=frozenset({1}))
    drawn = of.frame(0.0, Style(1300, 900, convention=convention), options)
    (X,) = [mark for mark in drawn.marks if isinstance(mark, Cells) and mark.ref == "X"]
    found = [box for box in boxes(drawn.marks) if box.ref.startswith(SAMPLE)]
    assert [box.ref for box in found] == [f"{SAMPLE}{n}" for n in range(4)]
    for n, box in enumerate(found):
        place = X.cell(0, n)
        assert place is not None
        x, y, width, height = place
        if convention == "wx":
            assert x < box.x + box.width / 2 < x + width
            assert box.y + box.height < y
        else:
            assert y < box.y + box.height / 2 < y + height
            assert box.x + box.width < x


@given(st.frozensets(st.integers(0, 3), min_size=1))
@settings(max_examples=16, deadline=None)
def test_what_is_said_of_a_cell_without_muted_samples_is_what_the_picture_shows(
    muted: frozenset[int],
) -> None:
    of = shown(document((2, 3, 4), 5, has_bias=True, is_whole=True))
    setting = replace(of.setting(of.timeline.duration), muted=muted)
    for name in ("W_grad", "b_grad"):
        values = setting.values(name)
        for row, col in np.ndindex(values.shape):
            told = without_muted(of.passes, CellRef(name, row, col), muted, Notation())
            assert told is not None
            words = str(told)
            assert words.endswith(f" {number(float(values[row, col]), 6)}.")
            assert all(str(sample + 1) in words.split(":")[0] for sample in muted)
            assert ("samples " in words) == (len(muted) > 1)


def test_where_nothing_is_left_out_nothing_is_said_of_it() -> None:
    of = shown(document((2, 3, 4), has_bias=True))
    muted = frozenset({1})
    for name in ("W", "X", "b", "Y", "Y_grad", "X_grad"):
        assert without_muted(of.passes, CellRef(name, 0, 0), muted, Notation()) is None
    assert without_muted(of.passes, CellRef("W_grad", 0, 0), frozenset(), Notation()) is None
    assert without_muted(of.passes, CellRef("W_grad", 0, 0), muted, Notation()) is not None


def test_of_a_matrix_used_twice_both_uses_are_told_without_the_sample() -> None:
    tied = Linear([[2.0]])
    passes = Network([tied, tied]).backprop([[1.0, 2.0]])
    told = without_muted(passes, CellRef("W1_grad", 0, 0), frozenset({1}), Notation())
    assert str(told) == "The picture leaves out sample 2: it shows 4."  # 2·1 from each, of 12
