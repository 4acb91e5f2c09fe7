"""The signs on the links of a trace: each in a place of its own, over no number."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot

from gradviz.scene.corner import Area
from gradviz.scene.frame import Box, Label, Mark, Point, Span
from gradviz.scene.numbers import MINUS
from gradviz.scene.tracelines import Lit, Scene

SIGNED = 60
"""Links of a step that carry their sign; of more only those that are negative."""
_SIGN = (9.0, 17.0)  # the smallest and the largest size of a sign
_SHARES = tuple(0.5 + n * (0.025 if n % 2 else -0.025) for n in range(18))
"""Of a leg: where its sign may be, the best place first."""
_ADVANCE = 0.56  # width of a character of a name, in font sizes


def sign_marks(scene: Scene, steps: Sequence[Sequence[Lit]]) -> Iterator[Mark]:
    """Yield the sign of what each link carries, on a leg of its way where nothing stands.

    Parameters
    ----------
    scene : Scene
    steps : sequence of sequence of Lit
        The links that are lit wholly, by the steps of the trace.
    """
    slot = scene.drawn.chain.slots[0].Y
    least, most = _SIGN
    size = min(max(min(slot.cell_width, slot.cell_height) * 0.5, least), most)
    size *= scene.setting.style.text
    taken = _taken(scene)
    ground = scene.setting.style.theme.ground
    for links in steps:
        for link in links:
            if link.sign == 0 or (link.sign > 0 and len(links) > SIGNED):
                continue
            area = _place(link.route, size, taken)
            taken.append(area)
            yield Box(area.x, area.y, size, size, size / 2, ground)
            told = Span("+" if link.sign > 0 else MINUS, link.color, "semibold")
            yield Label(area.x + size / 2, area.y + size * 0.86, (told,), size, "center")


def _taken(scene: Scene) -> list[Area]:
    """Return where cells and words stand."""
    areas = [Area(*box) for box in {grid.whole.box for grid in scene.grids}]
    for mark in scene.drawn.marks:
        if isinstance(mark, Label):
            width = mark.size * _ADVANCE * sum(len(span.text) for span in mark.spans)
            width = min(width, mark.max_width)
            left = mark.x - {"left": 0.0, "center": width / 2, "right": width}[mark.anchor]
            areas.append(Area(left, mark.y - mark.size, width, mark.size * 1.3))
    return areas


def _place(route: tuple[Point, ...], size: float, taken: Sequence[Area]) -> Area:
    """Return the place of a sign: the best of those that cover least."""
    places = [Area(x - size / 2, y - size / 2, size, size) for x, y in _candidates(route)]

    def covered(area: Area) -> float:
        return sum(_overlap(area, other) for other in taken)

    free = (area for area in places if covered(area) == 0.0)
    return next(free, None) or min(places, key=covered)


def _candidates(route: tuple[Point, ...]) -> Iterator[Point]:
    """Yield points of a way, the middles of its longest legs first."""
    legs = list(pairwise(route))
    legs.sort(key=lambda leg: -hypot(leg[1][0] - leg[0][0], leg[1][1] - leg[0][1]))
    for (x0, y0), (x1, y1) in legs:
        for share in _SHARES:
            yield x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def _overlap(a: Area, b: Area) -> float:
    """Return how much two areas have in common."""
    width = min(a.right, b.right) - max(a.x, b.x)
    height = min(a.bottom, b.bottom) - max(a.y, b.y)
    return max(width, 0.0) * max(height, 0.0)
