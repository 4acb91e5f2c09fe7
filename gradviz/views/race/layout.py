"""Where the parts of a race stand: the chain on top, the two tracks, a lane for each order."""

from dataclasses import dataclass
from functools import lru_cache

from gradviz.engine.jacobians.bracketing import ChainSizes
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.style import Style
from gradviz.views.race.chain import Unit, unit_in

NEEDS = (820.0, 590.0)
"""Width and height that a race takes at text 1; in a smaller picture texts are smaller."""
_HEAD, _FOOT = 50.0, 34.0  # over the chain on top and under it
_TRACKS = 66.0
_LANE_HEAD, _BETWEEN, _LANE_FOOT = 72.0, 30.0, 22.0
_APART = 40.0  # from one lane to the other


@dataclass(frozen=True, slots=True)
class LaneRoom:
    """The room of one lane: its chain in the upper part, what a product comes to below it.

    Attributes
    ----------
    area : Area
    chain, result : float
        The heights of the middles of both rows.
    """

    area: Area
    chain: float
    result: float


@dataclass(frozen=True, slots=True)
class RacePlan:
    """Where everything stands.

    Attributes
    ----------
    unit : Unit
        One for all matrices: what is larger is drawn larger.
    chain : Area
        The chain on top, with its names and sizes.
    middle : float
        The height of the middle of its row.
    tracks : Area
    lanes : (LaneRoom, LaneRoom)
        From the left, from the right.
    """

    unit: Unit
    chain: Area
    middle: float
    tracks: Area
    lanes: tuple[LaneRoom, LaneRoom]


@lru_cache(maxsize=32)
def race_plan(area: Area, sizes: ChainSizes, style: Style) -> RacePlan:
    """Return the plan of a race: lanes side by side, or one above the other if that is larger."""
    beside, stacked = _unit(area, sizes, style, side=True), _unit(area, sizes, style, side=False)
    return _planned(area, sizes, style, *max((beside, stacked), key=lambda made: made[0].size))


def _sides(sizes: ChainSizes) -> tuple[int, int, int]:
    """Return the rows of the highest factor, and of the highest result in each lane."""
    return max(sizes[:-1]), sizes[0], max(sizes[: len(sizes) - 2])


def _unit(area: Area, sizes: ChainSizes, style: Style, *, side: bool) -> tuple[Unit, bool]:
    text = style.text
    chain, left, right = _sides(sizes)
    fixed = _HEAD + _FOOT + _TRACKS
    lane = _LANE_HEAD + _BETWEEN + _LANE_FOOT
    width = (area.width - _APART * text) / 2 if side else area.width
    height = area.height - (fixed + lane * (1 if side else 2)) * text
    rows = (chain, chain, max(left, right)) if side else (chain, chain, left, chain, right)
    return unit_in(sizes, width, height, rows, style), side


def _planned(area: Area, sizes: ChainSizes, style: Style, unit: Unit, side: bool) -> RacePlan:
    text = style.text
    chain, left, right = (unit.length(rows) for rows in _sides(sizes))
    lane = (_LANE_HEAD + _BETWEEN + _LANE_FOOT) * text
    results = (max(left, right),) * 2 if side else (left, right)
    taken = (_HEAD + _FOOT + _TRACKS) * text + chain
    lanes = lane + chain + results[0] if side else 2 * (lane + chain) + sum(results)
    spare = max((area.height - taken - lanes) / (3 if side else 4), 0.0)
    spare = min(spare, 30 * text)
    top = Area(area.x, area.y, area.width, (_HEAD + _FOOT) * text + chain)
    tracks = Area(area.x, top.bottom + spare, area.width, _TRACKS * text)
    rooms, y = [], tracks.bottom + spare
    width = (area.width - _APART * text) / 2 if side else area.width
    for n, result in enumerate(results):
        x = area.x + n * (width + _APART * text) if side else area.x
        room = Area(x, y, width, lane + chain + result)
        first = y + _LANE_HEAD * text + chain / 2
        rooms.append(LaneRoom(room, first, first + chain / 2 + _BETWEEN * text + result / 2))
        y = y if side else room.bottom + spare
    return RacePlan(unit, top, area.y + _HEAD * text + chain / 2, tracks, (rooms[0], rooms[1]))
