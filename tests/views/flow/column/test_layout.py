"""The geometry of a stacked network: every layer a corner, nothing over anything else."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.cells import is_readable
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.views.flow.column.layout import Chain, ChainRoom, chain_in, halves_of
from tests.views.conftest import networks, shown

AREA = Area(20, 16, 1320, 774)
ROOM = ChainRoom(before=26, after=34, beside=24, beyond=220)


def chain_of(passes: Passes, *, is_flipped: bool) -> Chain:
    return chain_in(AREA, passes, ROOM, Style(1360, 860), is_flipped=is_flipped)


def grids(chain: Chain) -> list[Grid]:
    found = [chain.X, *([chain.T] if chain.T else [])]
    for slot in chain.slots:
        found += [slot.Y, slot.W, *([slot.b] if slot.b else [])]
    return found


def deep(layers: int, size: int, samples: int) -> Passes:
    rng = np.random.default_rng(layers)
    made = [
        Linear(rng.normal(size=(size, size)), rng.normal(size=(size, 1)))
        if n % 2 == 0
        else Activation("relu")
        for n in range(layers)
    ]
    return Network(made).backprop(
        rng.normal(size=(size, samples)), loss="squared_error", target=np.zeros((size, samples))
    )


def assert_apart(chain: Chain) -> None:
    placed = grids(chain)
    for n, one in enumerate(placed):
        assert one.left >= AREA.x
        assert one.top >= AREA.y
        assert one.right <= AREA.right
        assert one.bottom <= AREA.bottom
        for other in placed[n + 1 :]:
            beside = one.right <= other.left or other.right <= one.left
            assert beside or one.bottom <= other.top or other.bottom <= one.top


@given(networks(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_slots_lie_in_the_area_and_never_over_one_another(
    document: Document, is_flipped: bool
) -> None:
    assert_apart(chain_of(shown(document).passes, is_flipped=is_flipped))


@pytest.mark.parametrize("is_flipped", [False, True])
@pytest.mark.parametrize("layers", range(1, 13))
def test_so_do_those_of_1_to_12_layers(layers: int, is_flipped: bool) -> None:
    for size, samples in ((1, 1), (3, 5), (8, 8)):
        assert_apart(chain_of(deep(layers, size, samples), is_flipped=is_flipped))


@given(networks(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_layer_is_a_corner(document: Document, is_flipped: bool) -> None:
    """Rows of W stand beside rows of Y, the columns of Y below those of its input, exactly."""
    chain = chain_of(shown(document).passes, is_flipped=is_flipped)
    for n, slot in enumerate(chain.slots):
        before = chain.slots[n - 1].Y if n else chain.X
        for row in range(slot.Y.rows):
            places = [grid.cell(row, 0) for grid in (slot.Y, slot.W, slot.b) if grid]
            assert len({place[0 if is_flipped else 1] for place in places}) == 1
        for col in range(slot.Y.cols):
            places = [grid.cell(0, col) for grid in (slot.Y, before)]
            assert len({place[1 if is_flipped else 0] for place in places}) == 1


@given(networks(), st.booleans(), st.sampled_from([1.0, 0.5]))
@settings(max_examples=20, deadline=None)
def test_cells_begin_on_whole_device_pixels(
    document: Document, is_flipped: bool, pixel: float
) -> None:
    passes = shown(document).passes
    style = Style(1360, 860, pixel=pixel)
    chain = chain_in(AREA, passes, ROOM, style, is_flipped=is_flipped)
    for grid in grids(chain):
        for length in (grid.x, grid.y, grid.pitch_x, grid.pitch_y):
            assert (length / pixel).is_integer()


def test_the_network_runs_down_or_to_the_right() -> None:
    passes = deep(4, 3, 2)
    for is_flipped in (False, True):
        chain = chain_of(passes, is_flipped=is_flipped)
        way = [chain.X, *(slot.Y for slot in chain.slots)]
        for one, other in pairwise(way):
            assert (one.right < other.x) if is_flipped else (one.bottom < other.y)


@pytest.mark.parametrize("is_flipped", [False, True])
def test_a_network_of_three_layers_shows_all_its_numbers(is_flipped: bool) -> None:
    chain = chain_of(deep(3, 3, 4), is_flipped=is_flipped)
    for half in chain.halves:
        assert is_readable(Grid(0, 0, chain.X.pitch_x, chain.X.pitch_y, 1, 1, half=half))


@pytest.mark.parametrize(
    ("pitches", "expected"),
    [
        ((60, 60), ("upper", "lower")),
        ((90, 30), ("left", "right")),
        ((30, 30), ("upper", "lower")),  # too narrow for it
        ((90, 15), ("upper", "lower")),  # too low for numbers either way
    ],
)
def test_cells_are_divided_side_by_side_only_where_numbers_need_it(
    pitches: tuple[float, float], expected: tuple[str, str]
) -> None:
    assert halves_of(Grid(0, 0, *pitches, 2, 2)) == expected
