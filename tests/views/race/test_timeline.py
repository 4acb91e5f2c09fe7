"""The race in time: counters are exact, both lanes are equally fast, key frames end products."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.jacobians.bracketing import from_left, from_right
from gradviz.views.race.timeline import race_of, race_timeline

sizes_drawn = st.lists(
    st.sampled_from([1, 1, 2, 3, 5, 16, 300, 4096]), min_size=3, max_size=14
).map(tuple)


@given(sizes_drawn)
def test_key_frames_are_the_ends_of_products_in_the_order_of_time(sizes: tuple[int, ...]) -> None:
    race = race_of(sizes)
    ends = {
        end
        for order in (from_left(sizes), from_right(sizes))
        for end in accumulate(product.multiplications for product in order.products)
    }
    assert race.ends == tuple(sorted(ends))
    assert race.timeline.steps == len(ends)
    for key, end in enumerate((0, *race.ends)):
        at = race.timeline.key_time(key)
        assert race.elapsed(at) == end
        for order in race.orders:
            lane = race.lane(order, at)
            assert lane.done == min(end, order.multiplications)
            assert sum(p.multiplications for p in order.products[: lane.product]) <= lane.done


@given(sizes_drawn, st.floats(0, 1))
def test_both_lanes_are_equally_fast_until_they_are_done(
    sizes: tuple[int, ...], share: float
) -> None:
    race = race_of(sizes)
    seconds = share * race.timeline.duration
    left, right = (race.lane(order, seconds) for order in race.orders)
    totals = [order.multiplications for order in race.orders]
    if left.done < totals[0] and right.done < totals[1]:
        assert left.done == right.done
    for lane, order in zip((left, right), race.orders, strict=True):
        before = sum(p.multiplications for p in order.products[: lane.product])
        assert before <= lane.done <= order.multiplications
        assert lane.done - before == int(lane.within)
        assert lane.since >= 0


@given(sizes_drawn)
def test_counters_never_run_backwards(sizes: tuple[int, ...]) -> None:
    race = race_of(sizes)
    times = [race.timeline.duration * n / 60 for n in range(61)]
    for order in race.orders:
        counts = [race.lane(order, t).done for t in times]
        assert counts == sorted(counts)
        assert counts[0] == 0
        assert counts[-1] == order.multiplications


def test_the_slower_lane_takes_about_ten_seconds_and_time_tells_multiplications() -> None:
    race = race_of((1, 4, 5, 3))
    assert race.finish(race.right) == pytest.approx(10.0)
    assert race.finish(race.left) == pytest.approx(10.0 * 35 / 72)
    assert [phase.name for phase in race.timeline.phases] == ["left", "left", "right", "right"]
    assert [(p.rows, p.cols) for p in race.timeline.phases] == [(1, 5), (1, 3), (4, 3), (1, 3)]


def test_the_faster_lane_can_be_watched_as_long_as_the_ratio_allows() -> None:
    race = race_of((1, 10, 10, 10))  # 200 and 1100
    assert race.finish(race.left) >= 1.2
    far = race_of((1, 512, 512, 512))
    assert far.finish(far.right) <= 16.2
    assert 0 < far.finish(far.left) < 0.5


def test_what_ends_at_once_is_one_key_frame() -> None:
    race = race_of((3, 3, 3))
    assert [phase.name for phase in race.timeline.phases] == ["both"]
    assert race_timeline((3, 3, 3, 3)).steps == 2


@given(sizes_drawn)
def test_every_phase_is_long_enough_to_be_seen_and_the_whole_short_enough(
    sizes: tuple[int, ...],
) -> None:
    timeline = race_timeline(sizes)
    assert all(phase.step >= 0.079 for phase in timeline.phases)
    assert timeline.duration <= 30
