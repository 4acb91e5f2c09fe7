"""From one picture to another: every number travels straight to its new place, and none jumps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.scene.layout.transition import MOST_CELLS, transition
from gradviz.scene.layout.viewport import Viewport
from gradviz.scene.marks.frame import Cells, Frame, Mark
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example
from tests.views.conftest import Asked, Shown, document, documents, networks, shown
from tests.views.dump import line

Way = tuple[float, ...]
"""Left, top, width and height of a cell in the old picture, and in the new one."""

Look = tuple[bytes, int, str, float]
"""Colour, state, number and opacity of a cell."""

STYLE = Style(1000, 700)
OPTIONS = (Asked("column"), Asked("triptych"), Asked("focus"))
SHARES = [n / 40 for n in range(1, 40)]
SOON, LATE = 1e-9, 1.0 - 1e-9


def turned(
    of: Shown,
    options: Asked = OPTIONS[0],
    seconds: float | None = None,
    conventions: Sequence[Convention] = ("wx", "xw"),
) -> tuple[Frame, Frame]:
    """Return the pictures of the same moment in the first two of some conventions."""
    at = of.timeline.duration if seconds is None else seconds
    styles = [replace(STYLE, convention=convention) for convention in conventions]
    return of.frame(at, styles[0], options), of.frame(at, styles[1], options)


def matrices(frame: Frame) -> list[Cells]:
    return [mark for mark in frame.marks if isinstance(mark, Cells) and mark.ref]


def others(frame: Frame) -> list[Mark]:
    return [mark for mark in frame.marks if not (isinstance(mark, Cells) and mark.ref)]


def count(frame: Frame) -> int:
    """Return how many numbers there are."""
    return sum(mark.state.size for mark in matrices(frame))


def place(mark: Cells, row: int, col: int) -> Way:
    found = mark.cell(row, col)
    assert found is not None
    return found


def look(mark: Cells, row: int, col: int) -> Look:
    """Return what an entry of a matrix looks like."""
    at = (col, row) if mark.flipped else (row, col)
    told = "" if mark.text is None else str(mark.text[at])
    return mark.fill[at].tobytes(), int(mark.state[at]), told, round(mark.opacity, 6)


def ways(old: Frame, new: Frame) -> list[tuple[Way, Look]]:
    """Return where each number has to travel, and what it looks like there."""
    found = []
    for before, after in zip(matrices(old), matrices(new), strict=True):
        assert before.ref == after.ref
        for at in np.ndindex(after.shape[::-1] if after.flipped else after.shape):
            row, col = at
            way = place(before, row, col) + place(after, row, col)
            found.append((way, look(after, row, col)))
    return found


def travelling(frame: Frame, most: int) -> list[Cells]:
    """Return what lies uppermost: the numbers that travel, each by itself."""
    cells = [mark for mark in frame.marks[-most:] if isinstance(mark, Cells)]
    assert len(cells) == most
    assert {mark.shape for mark in cells} == {(1, 1)}
    return cells


def rounded(way: Way) -> Way:
    return tuple(round(n, 3) + 0.0 for n in way)


def written(marks: Sequence[Mark]) -> list[str]:
    return [line(replace(mark, opacity=round(mark.opacity, 6))) for mark in marks]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: options.arrangement)
def test_it_begins_with_the_old_picture_and_ends_with_the_new_one(options: Asked) -> None:
    old, new = turned(shown(example()), options)
    assert transition(old, new, 0.0) is old
    assert transition(old, new, -0.3) is old
    assert transition(old, new, 1.0) is new
    assert transition(old, new, 7.0) is new
    for before, after in ((old, transition(old, new, SOON)), (new, transition(old, new, LATE))):
        assert (after.width, after.height) == (before.width, before.height)
        assert after.background == before.background
        assert written(after.marks[: -count(new)]) == written(others(before))


@given(
    documents() | networks(),
    st.floats(0.0, 1.0),
    st.sampled_from(OPTIONS),
    st.permutations(CONVENTIONS),
)
@settings(max_examples=25, deadline=None)
def test_every_number_leaves_from_its_place_and_arrives_at_its_place(
    made: Document, share: float, options: Asked, conventions: list[Convention]
) -> None:
    of = shown(made)
    old, new = turned(of, options, share * of.timeline.duration, conventions)
    assert count(old) == count(new) <= MOST_CELLS
    leaving, arriving = (
        travelling(transition(old, new, share), count(new)) for share in (SOON, LATE)
    )
    found = [
        (rounded(place(one, 0, 0) + place(other, 0, 0)), look(other, 0, 0))
        for one, other in zip(leaving, arriving, strict=True)
    ]
    expected = [(rounded(way), seen) for way, seen in ways(old, new)]
    assert Counter(found) == Counter(expected)
    assert [look(mark, 0, 0) for mark in leaving] == [look(mark, 0, 0) for mark in arriving]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: options.arrangement)
def test_all_of_them_travel_straight_together_and_never_back(options: Asked) -> None:
    old, new = turned(shown(example()), options)
    most = count(new)
    ends = [travelling(transition(old, new, share), most) for share in (SOON, LATE)]
    start, end = (np.array([place(mark, 0, 0) for mark in marks]) for marks in ends)
    shares = []
    for share in SHARES:
        there = travelling(transition(old, new, share), most)
        now = np.array([place(mark, 0, 0) for mark in there])
        is_far = np.abs(end - start) > 1.0
        shares.append(float(((now - start)[is_far] / (end - start)[is_far]).mean()))
        assert np.allclose(now, start + (end - start) * shares[-1], atol=1e-6)
    assert shares == sorted(shares)
    assert shares[len(SHARES) // 2] == pytest.approx(0.5)
    assert max(after - before for before, after in pairwise([0.0, *shares, 1.0])) < 0.1


def test_what_is_written_around_them_goes_before_anything_else_comes() -> None:
    old, new = turned(shown(example()))
    gone, here = written(others(old)), written(others(new))
    leaving, arriving = [], []
    for share in SHARES:
        marks = transition(old, new, share).marks[: -count(new)]
        told = [line(replace(mark, opacity=1.0)) for mark in marks]
        opacities = {mark.opacity for mark in marks}
        assert told in ([], gone, here)
        assert len(opacities) <= 1
        leaving.append(max(opacities, default=0.0) if told == gone else 0.0)
        arriving.append(max(opacities, default=0.0) if told == here else 0.0)
    assert leaving == sorted(leaving, reverse=True)
    assert arriving == sorted(arriving)
    assert leaving[0] > 0.9
    assert arriving[-1] > 0.9
    assert not any(one and other for one, other in zip(leaving, arriving, strict=True))


def test_numbers_grow_or_shrink_with_their_cells() -> None:
    of = shown(example())
    old, _ = turned(of)
    new = of.frame(of.timeline.duration, STYLE, OPTIONS[2])
    sizes = {mark.ref: mark.font_size for mark in matrices(old)}
    small = next(mark.font_size for mark in matrices(new) if mark.ref == "X")
    assert sizes["X"] != small
    seen = []
    for share in (SOON, 0.3, 0.5, 0.7, LATE):
        marks = transition(old, new, share).marks
        chips = [m for m in marks if isinstance(m, Cells) and not m.ref and m.shape == (1, 1)]
        seen.append(chips[0].font_size)
    assert seen[0] == pytest.approx(sizes["X"])
    assert seen[-1] == pytest.approx(small)
    assert seen in (sorted(seen), sorted(seen, reverse=True))


def test_what_is_drawn_from_afar_travels_block_by_block() -> None:
    old, new = turned(shown(example()))
    before, after = (
        replace(mark, merged=(4, 3), first=(8, 6))
        for frame in (old, new)
        for mark in matrices(frame)
        if mark.ref == "X"
    )
    frames = (replace(old, marks=(before,)), replace(new, marks=(after,)))
    expected = {
        (x, y)
        for row, col in np.ndindex(3, 4)
        for x, y, *_ in [place(before, 8 + 4 * row, 6 + 3 * col)]
    }
    seen = travelling(transition(*frames, SOON), 12)
    assert {(mark.x, mark.y) for mark in seen} == expected


@pytest.mark.parametrize("viewport", [Viewport(2.0, 0.3, 0.3), Viewport(1.4, 0.2, 0.28)])
def test_what_both_show_of_an_enlarged_picture_travels_too(viewport: Viewport) -> None:
    old, new = turned(shown(example()), replace(OPTIONS[0], viewport=viewport))
    soon, late = transition(old, new, SOON), transition(old, new, LATE)
    shared = 0
    for before, after in zip(matrices(old), matrices(new), strict=True):
        assert before.ref == after.ref
        for at in np.ndindex(3, 4):
            start, goal = before.cell(*at), after.cell(*at)
            if start is None or goal is None:
                continue
            shared += 1
            assert rounded(start) in singles(soon)
            assert rounded(goal) in singles(late)
    assert shared > 10
    assert any(mark.first != (0, 0) for mark in matrices(old))


def singles(frame: Frame) -> list[Way]:
    marks = (mark for mark in frame.marks if isinstance(mark, Cells) and mark.shape == (1, 1))
    return [rounded(place(mark, *mark.first)) for mark in marks]


def test_what_travels_cannot_be_pointed_at() -> None:
    old, new = turned(shown(example()))
    between = transition(old, new, 0.5)
    for mark in travelling(between, count(new)):
        assert between.hit(mark.x + mark.width / 2, mark.y + mark.height / 2) is None


def test_a_matrix_that_only_one_picture_has_fades() -> None:
    of = shown(example())
    old, new = (
        of.frame(of.timeline.duration, Style(560, 420), Asked(focus=name))
        for name in ("Y", "W_grad")
    )
    refs = [{mark.ref for mark in matrices(frame)} for frame in (old, new)]
    assert refs == [{"W", "X", "Y"}, {"W_grad", "X", "Y_grad"}]
    there = []
    for share in (0.1, 0.2, 0.5, 0.8, 0.9):
        marks = matrices(transition(old, new, share))
        assert all(0.0 < mark.opacity < 1.0 for mark in marks)
        there.append({mark.ref for mark in marks})
    assert there == [{"W", "Y"}, {"W", "Y"}, set(), {"W_grad", "Y_grad"}, {"W_grad", "Y_grad"}]


def test_of_very_many_numbers_none_travels_and_the_pictures_change_by_fading() -> None:
    old, new = turned(shown(document((20, 20, 20))))
    assert count(new) > MOST_CELLS
    gone, here = written(old.marks), written(new.marks)
    assert written(transition(old, new, SOON).marks) == gone
    assert written(transition(old, new, LATE).marks) == here
    leaving, arriving = [], []
    for share in SHARES:
        opacities: dict[str, float] = {}
        for mark in transition(old, new, share).marks:
            opacities[line(replace(mark, opacity=1.0))] = mark.opacity
        assert set(opacities) <= {*gone, *here}
        leaving.append(opacities.get(gone[0], 0.0))
        arriving.append(opacities.get(here[0], 0.0))
    assert leaving == sorted(leaving, reverse=True)
    assert arriving == sorted(arriving)
    assert 0.0 < leaving[1] < 1.0
    assert 0.0 < arriving[-2] < 1.0
