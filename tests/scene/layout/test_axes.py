"""Axes: ticks are easily said, told apart, and stand where their numbers are."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gradviz.language.numbers import MINUS
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.axes import (
    LETTER,
    SIZE,
    Plot,
    Tick,
    Window,
    axis_across,
    axis_up,
    ticks_across,
    ticks_up,
)
from gradviz.scene.marks.frame import Label, Polyline
from gradviz.scene.marks.style import Style
from tests.views.dump import text

AREA = Area(60.0, 20.0, 400.0, 240.0)
HALVES = st.floats(1e-290, 1e150)
LENGTHS = st.floats(60.0, 3000.0)


def read(told: str) -> float:
    return float(told.replace(MINUS, "-"))


@given(st.floats(-1e12, 1e12), HALVES, LENGTHS)
def test_ticks_are_apart_in_the_window_and_tell_their_numbers(
    middle: float, half: float, length: float
) -> None:
    for ticks in (ticks_across(middle, half, length), ticks_up(middle, half, length)):
        assert 0 < len(ticks) <= 9
        assert all(abs(tick.away) <= half * (1 + 1e-8) for tick in ticks)
        told = [tick.told for tick in ticks]
        assert len(set(told)) == len(told)
        are_differences = any(tick.told.startswith("+") for tick in ticks)
        for tick in ticks:
            if are_differences and tick.away:
                assert read(tick.told) == pytest.approx(tick.away, rel=1e-2)
            elif not are_differences and tick.away:
                assert read(tick.told) == pytest.approx(middle + tick.away, abs=1e-8 * half)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), LENGTHS)
@example(791142.5, 2.0, 60.0)  # no multiple of 5 is within
def test_numbers_side_by_side_do_not_touch(middle: float, half: float, length: float) -> None:
    ticks = ticks_across(middle, half, length)
    for left, right in itertools.pairwise(ticks):
        apart = (right.away - left.away) / (2 * half) * length
        assert apart >= LETTER * SIZE * (len(left.told) + len(right.told)) / 2


@given(st.floats(-1e3, 1e3), st.floats(1e-2, 1e3))
def test_steps_are_1_2_or_5_times_a_power_of_ten(middle: float, half: float) -> None:
    ticks = ticks_up(middle, half, 400.0)
    assume(len(ticks) > 1)
    step = ticks[1].away - ticks[0].away
    digit = step / 10.0 ** math.floor(math.log10(step * (1 + 1e-9)))
    assert digit == pytest.approx(1.0, rel=1e-6) or min(
        abs(digit - one) for one in (2.0, 5.0)
    ) == pytest.approx(0.0, abs=1e-6)


def test_a_window_that_digits_do_not_tell_apart_is_told_by_differences() -> None:
    assert ticks_up(1e12, 3e-9, 90.0) == (
        Tick(-2e-9, "−2e−9"),
        Tick(0.0, "1e12"),
        Tick(2e-9, "+2e−9"),
    )


def test_labels_stand_at_their_ticks() -> None:
    style = Style(600, 300)
    plot = Plot(Window.between((-1.0, 3.0), (0.0, 0.05)), AREA)
    for mark in axis_across(plot, style):
        if isinstance(mark, Label):
            assert mark.x == pytest.approx(plot.at(read(text(mark)), 0.0)[0])
    for mark in axis_up(plot, style, 54.0):
        if isinstance(mark, Label):
            assert mark.y - 0.36 * mark.size == pytest.approx(plot.at(0.0, read(text(mark)))[1])
            assert mark.max_width < 54.0


def test_given_ticks_are_taken() -> None:
    plot = Plot(Window.between((0.0, 360.0), (0.0, 1.0)), AREA)
    marks = tuple(axis_across(plot, Style(600, 300), (Tick(-180.0, "0°"), Tick(180.0, "360°"))))
    assert [(mark.x, text(mark)) for mark in marks if isinstance(mark, Label)] == [
        (AREA.x, "0°"),
        (AREA.right, "360°"),
    ]
    assert sum(isinstance(mark, Polyline) for mark in marks) == 1


# --- lines that leave the plot


@given(st.lists(st.tuples(st.floats(-900, 1500), st.floats(-900, 1500)), min_size=2, max_size=12))
def test_pieces_of_a_line_are_in_the_plot_and_on_the_line(line: list[tuple[float, float]]) -> None:
    plot = Plot(Window(0.0, 0.0, 1.0, 1.0), AREA)
    places = np.array(line)
    for piece in plot.pieces(places):
        assert len(piece) > 1
        for x, y in piece:
            assert AREA.x - 1e-6 <= x <= AREA.right + 1e-6
            assert AREA.y - 1e-6 <= y <= AREA.bottom + 1e-6
            assert min(_away((x, y), one, two) for one, two in itertools.pairwise(line)) < 1e-6


def test_all_that_is_inside_is_one_piece_and_what_is_not_finite_cuts_it() -> None:
    plot = Plot(Window(0.0, 0.0, 1.0, 1.0), AREA)
    inside = np.array([[70.0, 30.0], [90.0, 40.0], [300.0, 200.0], [400.0, 100.0], [410.0, 90.0]])
    assert list(plot.pieces(inside)) == [tuple(map(tuple, inside.tolist()))]
    torn = inside.copy()
    torn[2] = np.nan
    assert [len(piece) for piece in plot.pieces(torn)] == [2, 2]
    out = np.array([[300.0, 100.0], [300.0, 500.0], [350.0, 500.0], [350.0, 100.0]])
    assert list(plot.pieces(out)) == [
        ((300.0, 100.0), (300.0, 260.0)),
        ((350.0, 260.0), (350.0, 100.0)),
    ]


def _away(at: tuple[float, float], one: tuple[float, float], two: tuple[float, float]) -> float:
    """Return how far a point is from a straight line between two."""
    start, way = np.array(one), np.subtract(two, one)
    long = float(way @ way)
    share = 0.0 if long == 0.0 else min(max(float((at - start) @ way) / long, 0.0), 1.0)
    return float(np.hypot(*(start + share * way - at)))
