"""The geometry of the gradient's way: levels from X to the loss, lanes for bands, room for numbers.

The gradient rises from the loss below to X on top. Where samples are rows, all of it is flipped
about the diagonal: the gradient runs from the loss at the right to X at the left.
"""

from dataclasses import dataclass

from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.style import Style
from gradviz.views.flow.stream.bands import FULLEST, BandPlace

_WIDEST_LANE, _WIDEST_BANDS = 96.0, 620.0
_LONGEST_LAYER = 220.0


@dataclass(frozen=True, slots=True)
class BandRoom:
    """What is kept free beside the bands: lengths across the way, from the weights on.

    Attributes
    ----------
    told : float
        For the numbers of the weights.
    arrow : float
        For their arrows.
    card : float
        For the names of the layers.
    table : float
        For the numbers of the levels.
    key : float
        For the key of widths beyond them, besides its own width, that of a band.
    before, after : float
        Along the way: before X and beyond the last level.
    """

    told: float
    arrow: float
    card: float
    table: float
    key: float
    before: float
    after: float


UPRIGHT = BandRoom(
    told=116.0, arrow=52.0, card=92.0, table=196.0, key=62.0, before=44.0, after=52.0
)
FLIPPED = BandRoom(told=62.0, arrow=34.0, card=36.0, table=96.0, key=0.0, before=112.0, after=96.0)
"""The two kinds of room at text 1."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Where everything stands; places along the way of the gradient and across it.

    Attributes
    ----------
    along : tuple of float
        Of each level: X, then the output of each layer.
    source : float
        Where the gradient comes out of the loss.
    lanes : tuple of Lane
    told, arrow, card, bands, table, end : float
        Where across the way each of these begins, and where the last ends.
    is_flipped : bool
    """

    along: tuple[float, ...]
    source: float
    lanes: tuple[BandPlace, ...]
    told: float
    arrow: float
    card: float
    bands: float
    table: float
    end: float
    is_flipped: bool

    @property
    def pitch(self) -> float:
        """The way through one layer."""
        return self.along[1] - self.along[0]

    def middle(self, layer: int) -> float:
        """Return the middle of a layer, along the way."""
        return (self.along[layer] + self.along[layer + 1]) / 2

    def point(self, along: float, across: float) -> tuple[float, float]:
        """Return a place in the picture."""
        return (along, across) if self.is_flipped else (across, along)


def levels_in(area: Area, layers: int, lanes: int, style: Style, *, is_flipped: bool) -> Levels:
    """Return the largest arrangement of so many layers and lanes in an area."""
    text = style.text
    room = FLIPPED if is_flipped else UPRIGHT
    length, breadth = (area.width, area.height) if is_flipped else (area.height, area.width)
    begin, edge = (area.x, area.y) if is_flipped else (area.y, area.x)
    free = max(length - (room.before + room.after) * text, 1.0)
    pitch = min(free / layers, _LONGEST_LAYER * text)
    first = begin + room.before * text + (free - pitch * layers) / 2
    beside = (room.told + room.arrow + room.card) * text
    beyond = (room.table + room.key) * text
    most = min(lanes * _WIDEST_LANE, _WIDEST_BANDS) * text
    widest = 0.0 if is_flipped else FULLEST / lanes  # of the key, in all the bands
    bands = max(min((breadth - beside - beyond) / (1.0 + widest), most), 1.0)
    told = edge + max(breadth - beside - beyond - bands * (1.0 + widest), 0.0) / 2
    start = told + beside
    wide = bands / lanes
    along = tuple(style.snap(first + n * pitch) for n in range(layers + 1))
    return Levels(
        along,
        along[-1] + room.after * 0.5 * text,
        tuple(BandPlace(start + (n + 0.5) * wide, wide, is_flipped) for n in range(lanes)),
        told,
        told + room.told * text,
        start - room.card * text,
        start,
        start + bands,
        start + bands + room.table * text,
        is_flipped,
    )
