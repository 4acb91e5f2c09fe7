"""The time of dl = y_gradᵀ J dx: every row and every column is taken once, in time to be seen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.views.jacobian.timeline import MOST_BANDS, MOST_FOLDS, product_timeline, rows_of_step

lengths = st.integers(1, 300) | st.sampled_from([64 * 64, 2**20])


@given(st.integers(1, 48), st.integers(0, 10**7))
def test_bands_take_every_line_once_and_none_is_empty(steps: int, more: int) -> None:
    count = steps + more
    bands = [rows_of_step(step, steps, count) for step in range(steps)]
    assert bands[0].start == 0
    assert bands[-1].stop == count
    assert all(first.stop == second.start for first, second in pairwise(bands))
    sizes = [len(taken) for taken in bands]
    assert min(sizes) >= 1
    assert max(sizes) - min(sizes) <= 1


@given(lengths, lengths, st.integers(1, 2000), st.booleans())
def test_phases_follow_each_other_and_none_takes_long(
    rows: int, cols: int, copies: int, is_flipped: bool
) -> None:
    phases = product_timeline((rows, cols), copies, is_flipped=is_flipped).phases
    assert phases[0].start == 0.0
    assert phases[0].first == 0
    for before, after in pairwise(phases):
        assert after.start == pytest.approx(before.end)
        assert after.first == before.first + before.count
    for phase in phases:
        assert phase.count * phase.step <= 24.0 + 1e-9
        assert 0.4 <= phase.step <= 1.7


@given(lengths, lengths)
def test_from_the_left_goes_by_rows_and_from_the_right_by_columns(rows: int, cols: int) -> None:
    counts = {phase.kind: phase.count for phase in product_timeline((rows, cols)).phases}
    assert list(counts) == ["left", "left dl", "right", "right dl"]
    assert counts["left"] == min(rows, MOST_BANDS)
    assert counts["right"] == min(cols, MOST_BANDS)
    assert counts["left dl"] == counts["right dl"] == 1


@pytest.mark.parametrize(
    ("copies", "is_flipped", "expected"),
    [
        (1, True, []),
        (1, False, []),
        (2, True, [("fold", 1), ("flip", 1)]),
        (4, False, [("fold", 3)]),
        (1024, True, [("fold", MOST_FOLDS), ("flip", 1)]),
    ],
)
def test_only_copies_fold_and_only_what_has_been_folded_is_flipped(
    copies: int, is_flipped: bool, expected: list[tuple[str, int]]
) -> None:
    phases = product_timeline((6, 8), copies, is_flipped=is_flipped).phases
    assert [(phase.kind, phase.count) for phase in phases[4:]] == expected


def test_every_key_frame_ends_a_step_and_the_last_one_is_followed_by_rest() -> None:
    timeline = product_timeline((2, 3), 4, is_flipped=True)
    ends = [p.start + (n + 1) * p.step for p in timeline.phases for n in range(p.count)]
    assert timeline.steps == len(ends) == 2 + 1 + 3 + 1 + 3 + 1
    assert [timeline.key_time(n + 1) for n in range(len(ends))] == pytest.approx(ends)
    assert timeline.at(timeline.duration).rest == 1.0
