"""The terms of a product as thumbnails: together they are the product, apart they can be muted."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.scene.corner import rankone
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.rankone import rank_one
from gradviz.scene.corner.samples import SAMPLE
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Box, Cells, Frame, Label, Mark, Polyline, State
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.views.flow.strip import card_at
from tests.views.conftest import Shown, document, shown
from tests.views.dump import extent, text

ROLES = ("Y", "X_grad", "W_grad")
TERMS = {"Y": 1, "X_grad": 0, "W_grad": 2}
"""Which of M, K, N counts the terms of a product."""
SHAPES = {"Y": (2, 4), "X_grad": (3, 4), "W_grad": (2, 3)}
LETTERS = {"Y": "k", "X_grad": "i", "W_grad": "j"}
AREA = Area(20, 30, 900, 260)
WIDE = Scale(50.0)
"""A scale that no term of these documents goes beyond."""
TOLD = WIDE.limit / 120
"""How exactly its colours tell a number."""

shapes = st.tuples(*[st.integers(1, 4)] * 3)
roles = st.sampled_from(ROLES)
conventions = st.sampled_from(CONVENTIONS)


def product(
    shape: tuple[int, int, int],
    convention: Convention = "wx",
    *,
    muted: frozenset[int] = frozenset(),
    style: Style | None = None,
) -> Setting:
    """Return the setting of a product at rest."""
    of = shown(document(shape, 5, is_whole=True), "outer")
    made = replace(style or Style(1400, 1100), convention=convention)
    scales = dict.fromkeys(of.passes.names, WIDE)
    setting = of.setting(of.timeline.duration, made)
    return replace(setting, scales=scales, muted=muted)


def thumbnails(marks: tuple[Mark, ...]) -> list[Cells]:
    return [mark for mark in marks if isinstance(mark, Cells)]


def boxes(marks: tuple[Mark, ...]) -> list[Box]:
    """Return what can be clicked."""
    return [mark for mark in marks if isinstance(mark, Box) and mark.ref]


def strokes(marks: tuple[Mark, ...]) -> list[Polyline]:
    return [mark for mark in marks if isinstance(mark, Polyline)]


def told(mark: Cells, role: str) -> Matrix:
    """Return the numbers that the colours of cells stand for, laid out as the engine does."""
    assert (mark.state == State.FILLED).all()
    levels = DARK.palette(role).colors(np.linspace(-1.0, 1.0, 511))
    is_it = (mark.fill[..., np.newaxis, :] == levels).all(axis=-1)
    values: Matrix = (is_it @ np.linspace(-1.0, 1.0, 511)) / is_it.sum(axis=-1) * WIDE.limit
    return values.T if mark.flipped else values


@given(shapes, roles, conventions)
@settings(max_examples=30, deadline=None)
def test_the_thumbnails_add_up_to_the_product(
    shape: tuple[int, int, int], role: str, convention: Convention
) -> None:
    setting = product(shape, convention)
    marks = thumbnails(rank_one(setting, role, AREA))
    assert len(marks) == shape[TERMS[role]]
    total = np.sum([told(mark, role) for mark in marks], axis=0)
    assert total == pytest.approx(setting.passes.matrix(role), abs=len(marks) * TOLD)


@given(shapes, roles, conventions)
@settings(max_examples=20, deadline=None)
def test_each_is_a_column_times_a_row(
    shape: tuple[int, int, int], role: str, convention: Convention
) -> None:
    setting = product(shape, convention)
    W, X, G = setting.passes.W, setting.passes.X, setting.passes.Y_grad
    left, right = {"Y": (W, X), "X_grad": (W.T, G), "W_grad": (G, X.T)}[role]
    for n, mark in enumerate(thumbnails(rank_one(setting, role, AREA))):
        values = np.outer(left[:, n], right[n])
        shown_as = values.T if convention != "wx" else values
        assert np.array_equal(mark.fill, DARK.palette(role).colors(shown_as / WIDE.limit))
        assert mark.text is None  # it is small: colours only


@pytest.mark.parametrize("role", ROLES)
def test_where_samples_are_rows_thumbnails_are_transposed(role: str) -> None:
    plain = thumbnails(rank_one(product((2, 3, 4)), role, AREA))
    for convention in ("xw", "xwt"):
        flipped = thumbnails(rank_one(product((2, 3, 4), convention), role, AREA))
        for one, other in zip(plain, flipped, strict=True):
            assert np.array_equal(one.fill.transpose(1, 0, 2), other.fill)
            assert one.shape == other.shape[::-1] == SHAPES[role]


@given(st.frozensets(st.integers(0, 3)), conventions)
@settings(max_examples=16, deadline=None)
def test_muted_samples_are_faded_and_the_others_add_up_to_what_is_left(
    muted: frozenset[int], convention: Convention
) -> None:
    setting = product((2, 3, 4), convention, muted=muted)
    marks = thumbnails(rank_one(setting, "W_grad", AREA))
    assert {n for n, mark in enumerate(marks) if mark.opacity < 0.5} == muted
    assert all(mark.opacity == 1.0 for n, mark in enumerate(marks) if n not in muted)
    left = [told(mark, "W_grad") for mark in marks if mark.opacity == 1.0]
    total = np.sum(left, axis=0) if left else np.zeros((2, 3))
    assert total == pytest.approx(setting.values("W_grad"), abs=4 * TOLD)


@given(st.frozensets(st.integers(0, 3)))
@settings(max_examples=16, deadline=None)
def test_muted_samples_are_struck_through_and_no_others(muted: frozenset[int]) -> None:
    marks = rank_one(product((2, 3, 4), muted=muted), "W_grad", AREA)
    places = boxes(marks)
    struck = set()
    for stroke in strokes(marks):
        (x, y), (to_x, to_y) = stroke.points
        (n,) = [n for n, box in enumerate(places) if box.x <= x < box.x + box.width]
        box, cells = places[n], thumbnails(marks)[n]
        assert box.x <= x < cells.x + 1 < cells.x + cells.width - 1 < to_x <= box.x + box.width
        assert box.y <= to_y < cells.y + 1 < cells.y + cells.height - 1 < y <= box.y + box.height
        struck.add(n)
    assert struck == muted
    assert len(strokes(marks)) == len(muted)


@pytest.mark.parametrize("role", ["Y", "X_grad"])
def test_a_muted_sample_changes_nothing_where_no_samples_are_summed(role: str) -> None:
    marks = rank_one(product((4, 4, 4), muted=frozenset({1, 2})), role, AREA)
    assert not strokes(marks)
    assert not boxes(marks)
    assert all(mark.opacity == 1.0 for mark in thumbnails(marks))


def test_a_click_on_a_thumbnail_leads_to_its_sample_and_nowhere_else() -> None:
    marks = rank_one(product((2, 3, 4)), "W_grad", AREA)
    frame = Frame(1400, 1100, DARK.ground, marks)
    for n, mark in enumerate(thumbnails(marks)):
        middle = mark.y + mark.height / 2
        for x in (mark.x, mark.x + mark.width / 2, mark.x + mark.width):
            assert card_at(frame, x, middle) == f"{SAMPLE}{n}"
            assert frame.hit(x, middle) is None
    for one, other in pairwise(thumbnails(marks)):
        between = (one.x + one.width + other.x) / 2
        assert card_at(frame, between, one.y + one.height / 2) is None


@given(
    st.tuples(*[st.integers(1, 14)] * 3),
    roles,
    conventions,
    st.sampled_from([1.0, 1.35, 2.0]),
    st.sampled_from([1.0, 0.5]),
    st.floats(100, 1400),
    st.floats(40, 300),
)
@settings(max_examples=80, deadline=None)
def test_thumbnails_stand_in_the_area_in_order_and_apart(
    shape: tuple[int, int, int],
    role: str,
    convention: Convention,
    text_factor: float,
    pixel: float,
    width: float,
    height: float,
) -> None:
    style = Style(1400, 1100, text=text_factor, pixel=pixel)
    area = Area(17.3, 41.8, width, height)
    marks = rank_one(product(shape, convention, style=style), role, area)
    for mark in marks:
        left, top, right, bottom = extent(mark)
        assert left >= area.x - 1
        assert bottom <= area.bottom + 1
        if isinstance(mark, Cells | Box):
            assert top >= area.y - 1
            assert right <= area.right + 1
    for one, other in pairwise(thumbnails(marks)):
        assert one.x + one.width < other.x
        assert one.y == other.y
    for box, cells in zip(boxes(marks), thumbnails(marks), strict=role == "W_grad"):
        assert box.x <= cells.x
        assert cells.x + cells.width <= box.x + box.width
    numbers = [extent(mark) for mark in marks if text(mark).startswith(LETTERS[role])]
    for before, after in pairwise(numbers):
        assert before[2] <= after[0] + 1


@given(
    st.tuples(*[st.integers(1, rankone._MOST)] * 3),
    roles,
    st.floats(rankone._LEAST_CELL + 0.01, 60),
    st.tuples(st.floats(0, 500), st.floats(0, 300)),
    st.floats(0, 300),
)
@settings(max_examples=40, deadline=None)
def test_what_there_is_room_for_has_room_in_a_larger_area(
    shape: tuple[int, int, int],
    role: str,
    cell: float,
    spare: tuple[float, float],
    more: float,
) -> None:
    """Areas are drawn around cells of a size that can be, with room to spare across and down."""
    setting = product(shape)
    terms = setting.factors(role)[1].shape[0]
    rows, cols = setting.passes.matrix(role).shape
    width = terms * (cols * cell + 2 * rankone._PAD + rankone._PLUS) + spare[0]
    height = rows * cell + rankone._FOOT + 2 * rankone._PAD + spare[1]
    small = thumbnails(rank_one(setting, role, Area(0, 0, width, height)))
    assert len(small) == terms
    large = thumbnails(rank_one(setting, role, Area(0, 0, width + more, height + more)))
    assert len(large) == len(small)
    assert large[0].pitch_x >= small[0].pitch_x


@pytest.mark.parametrize("role", ROLES)
def test_twelve_terms_are_the_most(role: str) -> None:
    def shape(terms: int) -> tuple[int, int, int]:
        sides = [2, 2, 2]
        sides[TERMS[role]] = terms
        return sides[0], sides[1], sides[2]

    roomy = Area(0, 0, 2000, 500)
    assert len(thumbnails(rank_one(product(shape(12)), role, roomy))) == 12
    assert rank_one(product(shape(13)), role, roomy) == ()


def test_without_room_there_is_nothing() -> None:
    setting = product((2, 3, 4))
    assert rank_one(setting, "Y", Area(0, 0, 900, 30)) == ()
    assert rank_one(setting, "Y", Area(0, 0, 100, 260)) == ()
    assert rank_one(setting, "Y", Area(0, 0, -50, -10)) == ()


@pytest.mark.parametrize("base", [0, 1])
@pytest.mark.parametrize("role", ROLES)
def test_terms_are_counted_as_people_do_and_joined_by_plus_signs(role: str, base: int) -> None:
    setting = product((2, 3, 4), style=Style(1400, 1100, base=base))
    marks = rank_one(setting, role, AREA)
    letter, terms = LETTERS[role], (2, 3, 4)[TERMS[role]]
    labels = [mark for mark in marks if isinstance(mark, Label)]
    names = [mark for mark in labels if text(mark) != "+"]
    assert [text(mark) for mark in names] == [f"{letter} = {n + base}" for n in range(terms)]
    assert {mark.spans[1].color for mark in names} == {DARK.axis(letter)}
    signs = [mark.x for mark in labels if text(mark) == "+"]
    between = [(one.x + one.width + other.x) / 2 for one, other in pairwise(thumbnails(marks))]
    assert signs == pytest.approx(between, abs=3)
    first = thumbnails(marks)[0]
    for sign in labels:
        if text(sign) == "+":
            _, top, _, bottom = extent(sign)
            assert (top + bottom) / 2 == pytest.approx(first.y + first.height / 2, abs=4)
    for name, cells in zip(names, thumbnails(marks), strict=True):
        assert name.x == pytest.approx(cells.x + cells.width / 2, abs=3)
        assert name.y - name.size > cells.y + cells.height


def lit(of: Shown, role: str, seconds: float) -> list[int]:
    """Return which thumbnails are outlined."""
    marks = rank_one(of.setting(seconds, Style(1400, 1100)), role, AREA)
    outlines = [mark for mark in marks if isinstance(mark, Box) and mark.stroke_width > 0]
    assert all(mark.stroke == DARK.axis(LETTERS[role]) for mark in outlines)
    return [
        n
        for n, cells in enumerate(thumbnails(marks))
        for edge in outlines
        if edge.x < cells.x < cells.x + cells.width < edge.x + edge.width
    ]


@pytest.mark.parametrize("role", ROLES)
def test_the_term_that_is_added_is_outlined_while_it_is(role: str) -> None:
    of = shown(document((2, 3, 4), 5), "outer")
    for step in range((2, 3, 4)[TERMS[role]]):
        seconds = of.during(role, step, 0.5)
        assert lit(of, role, seconds) == [step]
        assert not any(lit(of, other, seconds) for other in ROLES if other != role)
    assert lit(of, role, of.timeline.duration) == []
