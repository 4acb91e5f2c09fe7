"""Tiles: nothing overlaps or sticks out, and cells are as large as they can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.scene.export.tiles import Tile, TileRoom, Tiling, tile


def plain(rows: int, cols: int) -> Tile:
    return Tile(rows, cols, left=10, top=20, bottom=15, least=60, thin=6)


sizes = st.integers(1, 4096) | st.integers(1, 12)
tiles = st.lists(st.builds(plain, sizes, sizes), min_size=1, max_size=9)
ROOM = TileRoom(1600, 1000, gap=24)


def rectangles(tiling: Tiling) -> list[tuple[float, float, float, float]]:
    return [
        (x, y, x + one.width(tiling.pitch_x), y + one.height(tiling.pitch_y))
        for one, (x, y) in zip(tiling.tiles, tiling.places(), strict=True)
    ]


@given(tiles)
def test_tiles_stand_apart_inside_the_room(given_tiles: list[Tile]) -> None:
    tiling = tile(given_tiles, ROOM, most=300)
    assert tiling is not None
    places = rectangles(tiling.widened(tiling.pitch_x * 1.5))
    for n, (left, top, right, bottom) in enumerate(places):
        assert left >= -1e-6
        assert top >= -1e-6
        assert right <= ROOM.width + 1e-6
        assert bottom <= ROOM.height + 1e-6
        for other in places[:n]:
            beside = left >= other[2] + ROOM.gap - 1e-6 or other[0] >= right + ROOM.gap - 1e-6
            below = top >= other[3] + ROOM.gap - 1e-6 or other[1] >= bottom + ROOM.gap - 1e-6
            assert beside or below


@given(tiles)
def test_margins_are_balanced(given_tiles: list[Tile]) -> None:
    tiling = tile(given_tiles, ROOM, most=300)
    assert tiling is not None
    places = rectangles(tiling)
    if tiling.empty == 0:
        columns = [max(p[2] for p in places[n :: tiling.across]) for n in range(tiling.across)]
        assert min(p[0] for p in places) == pytest.approx(ROOM.width - max(columns), abs=1e-6)
    assert min(p[1] for p in places) == pytest.approx(ROOM.height - max(p[3] for p in places))


@given(tiles, st.integers(1, 9))
def test_no_other_number_across_allows_larger_cells(given_tiles: list[Tile], across: int) -> None:
    found = tile(given_tiles, ROOM, most=300)
    assert found is not None
    pitch = found.pitch_x * 1.01 + 1e-6
    other = Tiling(tuple(given_tiles), min(across, len(given_tiles)), pitch, pitch, ROOM)
    assert pitch > 300 or min(other.spare_x, other.spare_y) < 0


def test_a_room_that_is_too_small_is_refused() -> None:
    assert tile([plain(2, 3)], TileRoom(50, 1000, gap=10), most=300) is None


def test_equally_good_tilings_prefer_a_full_last_row() -> None:
    four = tile([plain(1, 1)] * 4, TileRoom(2000, 2000, gap=10), most=100)
    assert four is not None
    assert (four.pitch_x, four.across) == (100, 4)


def test_thin_matrices_stay_visible() -> None:
    tiling = tile([plain(1, 4096)], ROOM, most=300)
    assert tiling is not None
    assert tiling.pitch_x < 0.5
    assert tiling.tiles[0].pitch_y(tiling.pitch_y) == 6
