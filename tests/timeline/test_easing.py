"""Motion starts at 0, ends at 1 and never runs back."""

from hypothesis import given
from hypothesis import strategies as st

from gradviz.timeline.easing import ease, span, staggered

shares = st.floats(0.0, 1.0)


@given(shares, shares)
def test_ease_is_monotone_and_stays_in_range(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= ease(low) <= ease(high) + 1e-12 <= 1.0 + 1e-9


def test_ease_starts_and_stops_gently() -> None:
    assert ease(0.01) < 0.001
    assert 1.0 - ease(0.99) < 0.001


@given(st.integers(1, 20), shares)
def test_staggered_members_follow_each_other_and_all_arrive(count: int, overlap: float) -> None:
    assert all(staggered(1.0, n, count, overlap) > 1.0 - 1e-9 for n in range(count))
    assert all(staggered(0.0, n, count, overlap) == 0.0 for n in range(count))
    halfway = [staggered(0.5, n, count, overlap) for n in range(count)]
    assert halfway == sorted(halfway, reverse=True)


def test_span_is_flat_outside() -> None:
    assert span(0.1, 0.2, 0.4) == 0.0
    assert abs(span(0.3, 0.25, 0.35) - 0.5) < 1e-9
    assert span(0.9, 0.2, 0.4) == 1.0
