"""What stands beside the matrices of a derivation: typeset names, and their colour scales."""

from collections.abc import Mapping
from typing import TypeAlias

from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.matrix import matrix_name, rooms
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.namebar import under
from gradviz.scene.marks.frame import Formula, Mark
from gradviz.scene.marks.grid import Grid

_SIZE = 20.0
_BESIDE, _UNDER = 16.0, 26.0  # from the cells to a name, scene units at text 1
_MOST = 112.0
QUADRANT = 92.0
"""How wide the quadrant above W has to be, letter aside, for the name of X to stand there."""
LETTER = 36.0
"""What the axis letter beside X takes; scene units at text 1."""

StepPlaces: TypeAlias = Mapping[str, Grid]
"""Where matrices stand, by their roles."""
Changing: TypeAlias = tuple[tuple[Mapping[str, str], float], ...]
"""Names by roles, each with its opacity."""


def matrix_names(
    changing: Changing, places: StepPlaces, setting: Setting, area: Area
) -> tuple[Mark, ...]:
    """Return names with colour bars: under what stands below, beside what stands above.

    Parameters
    ----------
    changing : sequence of (mapping of str to str, float)
        LaTeX by the roles of the matrices, and its opacity, as of `renamed`.
    places : mapping of str to Grid
    setting : Setting
    area : Area
        What names and bars have to stay in.
    """
    text, color = setting.style.text, setting.style.theme.text
    marks: list[Mark] = []
    for role, (x, y, room) in _spots(places, setting, area).items():
        if role != "b":
            _, *scale = matrix_name(role, setting, (x, y + 3 * text), room)
            marks += scale
        for names, opacity in changing:
            if opacity > 0.0 and names.get(role):
                size = _SIZE * text
                marks.append(Formula(x, y, names[role], size, color, "center", opacity, room))
    return tuple(marks)


def renamed(before: Mapping[str, str], after: Mapping[str, str], share: float) -> Changing:
    """Return names that change, each with its opacity: the old ones go before the new ones come.

    Examples
    --------
    >>> [(names["W"], opacity) for names, opacity in renamed({"W": "W"}, {"W": "X'"}, 0.75)]
    [('W', 0.0), ("X'", 0.5)]
    """
    if before == after:
        return ((after, 1.0),)
    return (before, max(0.0, 1.0 - 2.0 * share)), (after, max(0.0, 2.0 * share - 1.0))


def _spots(
    places: StepPlaces, setting: Setting, area: Area
) -> dict[str, tuple[float, float, float]]:
    """Return where each name stands, on the middle of its line, and how wide it may be."""
    text = setting.style.text
    low = max(grid.y for grid in places.values())
    row = sorted((p for p in places.items() if p[1].y == low), key=lambda placed: placed[1].x)
    spots = {}
    for (role, grid), room in zip(row, rooms([grid for _, grid in row], area), strict=True):
        most = min(max(room, 24 * text), _MOST * text)
        spots[role] = (*under(grid, setting.style, _UNDER), most)
    for role, grid in places.items():
        if grid.y < low:
            middle = (grid.y + grid.bottom) / 2 + (6 if role == "b" else -4) * text
            x, room = _beside(grid, row[0][1], text, area)
            spots[role] = (x, middle, room)
    return spots


def _beside(grid: Grid, left: Grid, text: float, area: Area) -> tuple[float, float]:
    """Return the middle of a name beside what is on top, and how wide it may be.

    It stands in the free quadrant if that is large enough, or else on the right.
    """
    end = grid.x - LETTER * text
    room = min(end - max(left.x, area.x), _MOST * text)
    if room >= QUADRANT * text:
        return end - room / 2, room
    start = grid.right + _BESIDE * text
    room = min(area.right - start, _MOST * text)
    return start + room / 2, room
