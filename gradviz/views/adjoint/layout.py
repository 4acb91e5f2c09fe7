"""Where the matrices of the adjoint exhibit stand: two corners, each with a partner beside Y."""

from dataclasses import dataclass
from functools import lru_cache

from gradviz.scene.corner.layout import LARGEST_PITCH, Area, Corner
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style

NEEDS = (900.0, 600.0)
"""Width and height that it takes at text 1; in a smaller picture texts are smaller."""
_WIDEST = 1.5
_HEAD, _FOOT = 34.0, 26.0  # over a half, for its title, and under it, for names
_NUMBERS, _SLIDER = 66.0, 46.0
_LETTERS, _BETWEEN, _PARTNER = 28.0, 32.0, 34.0
_BESIDE_NAMES = 74.0  # right of matrices that stand one above the other
_MIDDLE = 24.0  # free between the halves


@dataclass(frozen=True, slots=True)
class HalfLayout:
    """One of the two halves.

    Attributes
    ----------
    area : Area
    corner : Corner
        A factor at its left, one on top, what they come to where they cross.
    partner : Grid
        What the product is multiplied with, entry by entry.
    is_below : bool
        Whether the partner stands below the product, or right of it.
    """

    area: Area
    corner: Corner
    partner: Grid
    is_below: bool


@dataclass(frozen=True, slots=True)
class AdjointPlaces:
    """Where everything stands: the halves, the line of both numbers, the slider."""

    left: HalfLayout
    right: HalfLayout
    numbers: Area
    slider: Area


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many rows, terms and columns a product has as it is drawn."""

    rows: int
    inner: int
    cols: int

    def across(self, is_below: bool) -> int:
        return self.inner + self.cols * (1 if is_below else 2)

    def down(self, is_below: bool) -> int:
        return self.inner + self.rows * (2 if is_below else 1)


@lru_cache(maxsize=32)
def places(
    area: Area, sizes: tuple[int, int, int], style: Style, *, is_flipped: bool
) -> AdjointPlaces:
    """Return where everything stands.

    Parameters
    ----------
    area : Area
    sizes : tuple of int
        M, K, N.
    style : Style
    is_flipped : bool
        Whether samples are rows: both corners are flipped about the diagonal.
    """
    M, K, N = sizes
    forward, back = _Counts(M, K, N), _Counts(K, M, N)
    if is_flipped:
        forward, back = _Counts(N, K, M), _Counts(N, M, K)
    text = style.text
    width = (area.width - _MIDDLE * text) / 2
    height = area.height - (_NUMBERS + _SLIDER) * text
    rooms = (
        Area(area.x, area.y, width, height),
        Area(area.right - width, area.y, width, height),
    )
    is_below = max(
        (True, False), key=lambda below: min(_pitches(rooms[0], forward, back, style, below))
    )
    pitches = _pitches(rooms[0], forward, back, style, is_below)
    halves = [
        _half(room, counts, pitches, style, is_below, is_flipped)
        for room, counts in zip(rooms, (forward, back), strict=True)
    ]
    return AdjointPlaces(
        halves[0],
        halves[1],
        Area(area.x, rooms[0].bottom, area.width, _NUMBERS * text),
        Area(area.x, rooms[0].bottom + _NUMBERS * text, area.width, _SLIDER * text),
    )


def _free(room: Area, style: Style, is_below: bool) -> tuple[float, float]:
    """Return the width and the height that cells have."""
    text = style.text
    across = _LETTERS + _BETWEEN + (_BESIDE_NAMES if is_below else _PARTNER + 6)
    down = _HEAD + _LETTERS + _BETWEEN + _FOOT + (_PARTNER if is_below else 0)
    return room.width - across * text, room.height - down * text


def _pitches(
    room: Area, forward: _Counts, back: _Counts, style: Style, is_below: bool
) -> tuple[float, float]:
    width, height = _free(room, style, is_below)
    across = max(forward.across(is_below), back.across(is_below))
    down = max(forward.down(is_below), back.down(is_below))
    most = LARGEST_PITCH * style.text
    high = max(min(height / down, width / across, most * 0.7), 0.01)
    wide = min(width / across, high * _WIDEST)
    return style.whole(max(wide, 0.01)), style.whole(high)


def _half(
    room: Area,
    counts: _Counts,
    pitches: tuple[float, float],
    style: Style,
    is_below: bool,
    is_flipped: bool,
) -> HalfLayout:
    text, (px, py) = style.text, pitches
    width, height = _free(room, style, is_below)
    between, apart = style.snap(_BETWEEN * text), style.snap(_PARTNER * text)
    spare_x = (width - counts.across(is_below) * px) / 2
    spare_y = (height - counts.down(is_below) * py) / 2
    x = style.snap(room.x + _LETTERS * text + spare_x)
    y = style.snap(room.y + (_HEAD + _LETTERS) * text + spare_y)
    cross_x, cross_y = x + counts.inner * px + between, y + counts.inner * py + between

    def grid(left: float, top: float, rows: int, cols: int) -> Grid:
        across, down = (rows, cols) if is_flipped else (cols, rows)
        return Grid(left, top, px, py, down, across, flipped=is_flipped)

    left = grid(x, cross_y, counts.rows, counts.inner)
    top = grid(cross_x, y, counts.inner, counts.cols)
    cross = grid(cross_x, cross_y, counts.rows, counts.cols)
    partner = cross.moved(
        0 if is_below else counts.cols * px + apart, counts.rows * py + apart if is_below else 0
    )
    return HalfLayout(room, Corner(left, top, cross, None, is_flipped), partner, is_below)
