"""Matrices in rows and columns of one picture, every cell of every matrix of one size.

Nothing here knows what is drawn: a tile is so many cells with so much room around them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

_HALVINGS = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """Cells with fixed room around them; lengths in scene units.

    Attributes
    ----------
    rows, cols : int
    left, top, bottom : float
        What is kept free beside, above and below the cells.
    least : float
        The tile is at least this wide, whatever its cells need.
    thin : float
        All cells together are at least this wide and this high, so that a matrix of very
        many columns and one row can still be seen: its cells are then not square.
    """

    rows: int
    cols: int
    left: float
    top: float
    bottom: float
    least: float
    thin: float

    def pitch_x(self, pitch: float) -> float:
        """Return the width of one of its cells where cells are `pitch` wide."""
        return max(pitch, self.thin / self.cols)

    def pitch_y(self, pitch: float) -> float:
        """Return the height of one of its cells where cells are `pitch` high."""
        return max(pitch, self.thin / self.rows)

    def width(self, pitch: float) -> float:
        """Return the width with cells this wide."""
        return max(self.left + self.cols * self.pitch_x(pitch), self.least)

    def height(self, pitch: float) -> float:
        """Return the height with cells this high."""
        return self.top + self.rows * self.pitch_y(pitch) + self.bottom


@dataclass(frozen=True, slots=True)
class TileRoom:
    """What there is to fill, and what stays free between tiles; scene units."""

    width: float
    height: float
    gap: float


@dataclass(frozen=True, slots=True)
class Tiling:
    """Tiles in reading order, `across` of them in a row, with cells of one size."""

    tiles: tuple[Tile, ...]
    across: int
    pitch_x: float
    pitch_y: float
    room: TileRoom

    @property
    def widths(self) -> tuple[float, ...]:
        """Width of each column of tiles: that of its widest."""
        columns = (self.tiles[n :: self.across] for n in range(self.across))
        return tuple(max(tile.width(self.pitch_x) for tile in column) for column in columns)

    @property
    def heights(self) -> tuple[float, ...]:
        """Height of each row of tiles: that of its highest."""
        starts = range(0, len(self.tiles), self.across)
        rows = (self.tiles[n : n + self.across] for n in starts)
        return tuple(max(tile.height(self.pitch_y) for tile in row) for row in rows)

    @property
    def spare_x(self) -> float:
        """What is left of the width; below 0 where the tiles do not fit."""
        return _spare(self.widths, self.room.width, self.room.gap)

    @property
    def spare_y(self) -> float:
        """What is left of the height; below 0 where the tiles do not fit."""
        return _spare(self.heights, self.room.height, self.room.gap)

    @property
    def empty(self) -> int:
        """How many places of the last row are not taken."""
        return -len(self.tiles) % self.across

    @property
    def overhead(self) -> float:
        """The share of the height that is not cells."""
        none = replace(self, pitch_y=0.0)
        return (sum(none.heights) + self.room.gap * (len(none.heights) - 1)) / self.room.height

    def places(self) -> tuple[tuple[float, float], ...]:
        """Return the top left corner of each tile, all of them centred in the room."""
        xs = _starts(self.widths, self.spare_x, self.room.gap)
        ys = _starts(self.heights, self.spare_y, self.room.gap)
        return tuple((xs[n % self.across], ys[n // self.across]) for n in range(len(self.tiles)))

    def widened(self, most: float) -> "Tiling":
        """Return the same with cells as wide as they can be, up to `most`."""
        pitch = _largest(lambda p: replace(self, pitch_x=p).spare_x >= 0, most)
        return replace(self, pitch_x=max(pitch, self.pitch_x))


def tile(tiles: Sequence[Tile], room: TileRoom, most: float) -> Tiling | None:
    """Return the tiling with the largest square cells, up to `most`; None if nothing fits.

    Of several as good, the one with the fullest last row and then the fewest rows is taken.
    """

    def made(across: int) -> Tiling:
        def at(pitch: float) -> Tiling:
            return Tiling(tuple(tiles), across, pitch, pitch, room)

        return at(_largest(lambda p: min(at(p).spare_x, at(p).spare_y) >= 0, most))

    tilings = [made(across) for across in range(1, len(tiles) + 1)]
    fitting = [t for t in tilings if min(t.spare_x, t.spare_y) >= 0]
    return max(fitting, key=lambda t: (t.pitch_x, -t.empty, t.across), default=None)


def _largest(fits: Callable[[float], bool], most: float) -> float:
    """Return the largest length up to `most` for which `fits` holds, or nearly that; or 0."""
    if fits(most):
        return most
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _spare(lengths: Sequence[float], room: float, gap: float) -> float:
    return room - sum(lengths) - gap * (len(lengths) - 1)


def _starts(lengths: Sequence[float], spare: float, gap: float) -> list[float]:
    """Place lengths one after the other; gaps may double before the margins grow."""
    extra = min(gap, spare / (len(lengths) + 1))
    at = (spare - extra * (len(lengths) - 1)) / 2
    starts = []
    for length in lengths:
        starts.append(at)
        at += length + gap + extra
    return starts
