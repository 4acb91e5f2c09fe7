"""The race: true to its sizes, the same for the same time, nothing outside, and it says who won.

The goldens are pictures as text. After a change of looks that is meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/race/test_picture.py

and read the difference before it is committed.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.jacobians.bracketing import from_left, from_right
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.scene.marks.frame import Box, Cells, Frame, State
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import example, passes
from gradviz.session.looks.race import RaceLook, resized
from gradviz.views.race.blocks import color_of
from gradviz.views.race.chain import Item
from gradviz.views.race.grips import dragged_size, race_handle_at
from gradviz.views.race.picture import race, race_key, race_layers, race_sizes, race_title
from gradviz.views.race.timeline import race_of, race_timeline
from tests.views.dump import dump, text
from tests.views.goldens import assert_golden
from tests.views.sound import assert_clear

GOLDENS = Path(__file__).parent / "goldens"
STYLE = Style(1000, 700)
PASSES = passes(example())
SIZES = (1, 4, 5, 3)
END = 1e9


def at(sizes: tuple[int, ...], seconds: float, style: Style = STYLE) -> Frame:
    return race(sizes, seconds, style)


def share_of(sizes: tuple[int, ...], share: float, style: Style = STYLE) -> Frame:
    return at(sizes, share * race_timeline(sizes).duration, style)


def texts(frame: Frame) -> list[str]:
    return [text(mark) for mark in frame.marks if text(mark)]


def told(frame: Frame) -> str:
    return "\n".join(texts(frame))


# --- goldens

GOLDEN = {
    "start": lambda: at(SIZES, 0.0),
    "running": lambda: share_of(SIZES, 0.45),
    "moving-light": lambda: at(
        SIZES, race_timeline(SIZES).key_time(1) + 0.2, replace(STYLE, theme=LIGHT)
    ),
    "large": lambda: share_of((1, 512, 300, 40), 0.4, Style(640, 480)),
    "forward-wins": lambda: at((8, 4, 5, 1), END),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert_golden(GOLDENS, name, dump(GOLDEN[name]()))


# --- what holds always

chains = st.lists(
    st.sampled_from([1, 1, 2, 3, 4, 5, 8, 17, 64, 512, 4096]), min_size=3, max_size=14
).map(tuple)
styles = st.builds(
    lambda size, factor, theme: Style(*size, theme=theme, text=factor),
    st.sampled_from([(640, 480), (1000, 700), (1600, 1000), (700, 1000), (3840, 2160)]),
    st.sampled_from([1.0, 2.0]),
    st.sampled_from([DARK, LIGHT]),
)


@given(chains, st.floats(0, 1), styles)
@settings(max_examples=200, deadline=None)
def test_nothing_lies_outside_and_no_two_lines_of_text_overlap(
    sizes: tuple[int, ...], share: float, style: Style
) -> None:
    frame = share_of(sizes, share, style)
    assert_clear(frame)


@given(chains, st.lists(st.floats(0, 1), min_size=2, max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_time_looks_the_same_however_one_came_there(
    sizes: tuple[int, ...], shares: list[float]
) -> None:
    forward = {share: dump(share_of(sizes, share)) for share in sorted(shares)}
    for share in shares[::-1]:
        assert dump(share_of(sizes, share)) == forward[share]


@pytest.mark.parametrize("pixel", [1.0, 0.5])
def test_edges_of_matrices_lie_on_whole_pixels(pixel: float) -> None:
    for sizes in (SIZES, (1, 512, 512, 512)):
        frame = at(sizes, 0.0, replace(STYLE, pixel=pixel))
        found = [m for m in frame.marks if isinstance(m, Cells)] or [
            m for m in frame.marks if isinstance(m, Box) and m.radius == 2.0
        ]
        assert len(found) >= 6
        for mark in found:
            for edge in (mark.x, mark.y, mark.width, mark.height):
                assert (edge / pixel) % 1 == pytest.approx(0, abs=1e-6)


# --- true to its sizes


def matrices(frame: Frame) -> list[Cells]:
    return [mark for mark in frame.marks if isinstance(mark, Cells)]


def test_factors_are_to_scale() -> None:
    chain = matrices(at(SIZES, 0.0))[:3]
    assert [mark.shape for mark in chain] == [(1, 4), (4, 5), (5, 3)]
    assert len({mark.pitch_x for mark in chain} | {mark.pitch_y for mark in chain}) == 1
    boxes = [m for m in at((1, 300, 600, 150), 0.0).marks if isinstance(m, Box) and m.radius == 2.0]
    _, first, second = boxes[:3]
    assert first.width == second.height
    assert first.width / first.height == pytest.approx(2.0, rel=0.02)
    assert second.width / second.height == pytest.approx(0.25, rel=0.05)


@given(st.lists(st.integers(1, 5), min_size=3, max_size=6).map(tuple), st.floats(0.01, 0.99))
@settings(max_examples=60, deadline=None)
def test_as_many_entries_are_there_as_multiplications_make(
    sizes: tuple[int, ...], share: float
) -> None:
    run = race_of(sizes)
    seconds = share * run.timeline.duration
    frame = at(sizes, seconds, Style(1600, 1000))
    empty = sum(int((m.state == State.EMPTY).sum()) for m in matrices(frame))
    expected = []
    for order in run.orders:
        lane = run.lane(order, seconds)
        if lane.product < len(order.products):
            product = order.products[lane.product]
            expected.append(product.entries - int(lane.within) // product.inner)
        else:
            expected.append(0)
    moving = frame_moves(sizes, seconds)
    assert empty == sum(n for n, moves in zip(expected, moving, strict=True) if not moves)


def frame_moves(sizes: tuple[int, ...], seconds: float) -> tuple[bool, bool]:
    """Tell of either lane whether a result is on its way: then the next product is not shown."""
    run = race_of(sizes)
    found = []
    for order in run.orders:
        lane = run.lane(order, seconds)
        longest = 0.55
        if lane.product < len(order.products):
            longest = min(longest, 0.35 * run.lasts(order, lane.product))
        takes = run.moves(order, lane.product) if lane.product > 0 else 0.0
        assert takes <= longest * (1 + 1e-9)  # shorter where the next key frame comes sooner
        found.append(lane.since < takes * (1 - 1e-9))
    return found[0], found[1]


def test_counters_are_those_of_both_orders() -> None:
    for sizes in (SIZES, (1, 7, 2, 9, 3), (6, 2, 5, 1)):
        said = told(at(sizes, END))
        for order in (from_left(sizes), from_right(sizes)):
            assert f"{order.multiplications} of {order.multiplications}" in said
            assert f"= {order.multiplications} multiplications" in said


def test_at_a_key_frame_the_counters_are_exact() -> None:
    timeline = race_timeline(SIZES)
    for key, (left, right) in enumerate([(0, 0), (20, 20), (35, 35), (35, 60), (35, 72)]):
        said = texts(at(SIZES, timeline.key_time(key)))
        assert any(t.startswith(f"{left} of 35") for t in said)
        assert any(t.startswith(f"{right} of 72") for t in said)


def test_the_largest_result_on_the_way_is_told() -> None:
    said = told(at(SIZES, 0.0))
    assert "largest result on the way: 5 entries" in said
    assert "largest result on the way: 12 entries" in said
    assert "no result on the way" in told(at((1, 2, 3), 0.0))


def test_rows_of_gradients_and_jacobians_differ_in_colour() -> None:
    for theme in (DARK, LIGHT):
        assert color_of(Item(0, 1, 1, 5), theme) != color_of(Item(1, 2, 4, 3), theme)
    frame = at(SIZES, END)
    last = [m for m in matrices(frame) if m.shape == (1, 3)]
    assert len(last) == 2
    assert all(tuple(m.fill[0, 0]) == color_of(Item(0, 2, 1, 3), DARK) for m in last)


# --- who won


@pytest.mark.parametrize(
    ("sizes", "words", "numbers"),
    [
        (SIZES, "One output, many inputs. Multiplying from the left wins: this is reverse mode",
         "72: 2.1× as many"),
        ((8, 4, 5, 1),
         "Few inputs, many outputs. Multiplying from the right wins: this is forward mode",
         "the left 3.8× as many"),
        ((3, 3, 3, 3), "Both sides cost the same", "54: the same"),
        ((2, 9, 2, 2), "The sizes in between decide. Multiplying from the left wins",
         "72: 1.6× as many"),
        ((3, 1, 9, 3),
         "The sizes in between decide. Multiplying from the right wins: this is forward mode",
         "the left 3× as many"),
        ((1, 512, 512, 512), "One output, many inputs", ": about 256× as many"),
    ],
)  # fmt: skip
def test_the_winner_is_told_in_words(sizes: tuple[int, ...], words: str, numbers: str) -> None:
    said = told(at(sizes, END))
    assert words in said
    assert numbers in said
    assert words not in told(share_of(sizes, 0.5))


@given(chains)
@settings(max_examples=60, deadline=None)
def test_who_is_said_to_win_has_fewer_multiplications(sizes: tuple[int, ...]) -> None:
    left, right = from_left(sizes).multiplications, from_right(sizes).multiplications
    said = told(at(sizes, END, Style(1600, 1000)))
    assert ("from the left wins" in said) == (left < right)
    assert ("from the right wins" in said) == (left > right)
    assert ("from the right wins" in said) <= ("forward mode" in said)


def test_a_cheaper_order_than_both_is_told_at_the_end() -> None:
    sizes = (9, 1, 9, 1, 9)
    said = texts(at(sizes, END, Style(1600, 1000)))
    assert "cheapest of all orders: 99, ∂l/∂y ((∂y/∂h2 ∂h2/∂h1) ∂h1/∂x)" in said
    assert "cheapest" not in told(at(SIZES, END))
    assert "cheapest" not in told(share_of(sizes, 0.5))


# --- captions with numbers


def test_the_caption_follows_both_lanes() -> None:
    said = texts(at(SIZES, race_timeline(SIZES).key_time(1)))
    assert "from the left 20 of 35, from the right 20 of 72 multiplications" in said
    early = told(at(SIZES, 1.0))
    assert "From the left: a row times a matrix, 1×4 · 4×5" in early
    assert "from the right: a matrix times a matrix, 4×5 · 5×3" in early
    late = told(at(SIZES, 7.0))
    assert "From the left: done" in late
    assert "Press Space" in told(at(SIZES, 0.0))


# --- networks


def test_a_network_has_its_true_widths_and_names() -> None:
    rng = np.random.default_rng(1)
    layers = [Linear(rng.normal(size=(4, 3))), Activation("relu"), Linear(rng.normal(size=(2, 4)))]
    made = Network(layers).backprop(rng.normal(size=(3, 5)))
    sizes, names = race_sizes(made), race_layers(made, Notation(convention="xw"))
    assert sizes == (1, 2, 4, 3)
    assert names == ("W2^T", "W1^T")
    said = texts(race(sizes, 0.0, STYLE, names))
    assert said.count("W2T") >= 3
    assert said.count("W1T") >= 3


def test_a_network_without_a_linear_layer_races_too() -> None:
    made = Network([Activation("relu")]).backprop(np.ones((3, 2)))
    assert race_sizes(made) == (1, 3, 3)
    assert race_layers(made) == ()


def test_as_many_factors_as_the_deepest_network_has() -> None:
    sizes = (1,) + (64,) * 13
    frame = at(sizes, 3.0, Style(640, 480))
    assert race_handle_at(frame, 0, 0) is None
    with pytest.raises(InputError, match="2 to 13 factors"):
        RaceLook((1,) * 15)
    with pytest.raises(InputError, match="2 to 13 factors"):
        RaceLook((1, 1))
    with pytest.raises(InputError, match="at least 1: got 0"):
        RaceLook((1, 0, 2))


# --- dragging


@given(chains, st.floats(0, 1), styles)
@settings(max_examples=60, deadline=None)
def test_every_size_has_a_handle_that_is_hit_where_it_is_drawn(
    sizes: tuple[int, ...], share: float, style: Style
) -> None:
    frame = share_of(sizes, share, style)
    handles = [m for m in frame.marks if isinstance(m, Box) and m.ref.startswith("size:")]
    assert [m.ref for m in handles] == [f"size:{n}" for n in range(len(sizes))]
    for n, mark in enumerate(handles):
        middle = mark.x + mark.width / 2, mark.y + mark.height / 2
        assert race_handle_at(frame, *middle) == n
    assert race_handle_at(frame, frame.width / 2, frame.height - 2) is None


def test_handles_stand_on_the_edges_that_they_move() -> None:
    frame = at(SIZES, 5.0)
    handles = [m for m in frame.marks if isinstance(m, Box) and m.ref.startswith("size:")]
    first, *rest = matrices(frame)[:3]
    assert handles[0].y + handles[0].height / 2 == pytest.approx(first.y + first.height, abs=6)
    for handle, mark in zip(handles[1:], (first, *rest), strict=True):
        assert handle.x + handle.width / 2 == pytest.approx(mark.x + mark.width, abs=4)


@given(st.integers(0, 5), st.integers(1, 4096), st.floats(-3000, 3000))
def test_dragging_goes_the_way_of_the_pointer_and_stays_in_bounds(
    size: int, start: int, far: float
) -> None:
    dx, dy = (0.0, far) if size == 0 else (far, 0.0)
    found = dragged_size(size, start, dx, dy)
    assert 1 <= found <= 4096
    assert (found - start) * far >= 0
    assert dragged_size(size, start, 0.0, 0.0) == start
    across = (far, 0.0) if size == 0 else (0.0, far)
    assert dragged_size(size, start, *across) == start


def test_beyond_sixteen_equal_ways_are_equal_ratios() -> None:
    once = dragged_size(1, 64, 100.0, 0.0)
    assert once / 64 == pytest.approx(dragged_size(1, once, 100.0, 0.0) / once, rel=0.02)


def test_a_dragged_size_is_seen() -> None:
    sizes = resized(SIZES, 2, 9)
    assert sizes == (1, 4, 9, 3)
    assert resized(sizes, 2, 9) == sizes
    assert resized(sizes, 0, 99_999)[0] == 4096
    assert "4×9" in texts(at(sizes, 0.0))


# --- the time bar


def test_titles_and_keys() -> None:
    phases = race_timeline((1, 4, 4, 1)).phases
    assert all(race_title(phase) for phase in phases)
    assert str(race_key(race_timeline((2, 2, 2)).phases[0], 0, Notation())) == (
        "product 1 from both sides, 2×2"
    )


@pytest.mark.parametrize("size", [(1000, 600), (640, 480)], ids=str)
def test_what_huge_products_come_to_is_told_to_the_end(size: tuple[int, int]) -> None:
    """A label that is too wide is cut off: here its numbers are written as powers of ten."""
    frame = at((10**9,) * 14, END, Style(*size))
    sums = [words for words in texts(frame) if words.endswith(" multiplications")]
    assert sums == ["1e27 + 1e27 + 1e27 + 1e27 + … + 1e27 = 1.2e28 multiplications"] * 2
    rounded = told(at((123456789,) * 4, END, Style(*size)))
    assert "1.882e24 + 1.882e24 ≈ 3.763e24 multiplications" in rounded
