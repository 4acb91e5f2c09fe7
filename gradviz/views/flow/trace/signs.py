"""The signs on the links of a trace: each in a place of its own, over no number."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gradviz.language.numbers import MINUS
from gradviz.scene.marks.frame import Box, Label, Mark, Point, Span
from gradviz.views.flow.trace.lines import Lit, TraceScene

SIGNED = 60
"""Links of a step that carry their sign; of more only those that are negative."""
_SIGN = (9.0, 17.0)  # the smallest and the largest size of a sign
_SHARES = np.array([0.5 + n * (0.025 if n % 2 else -0.025) for n in range(18)])
"""Of a leg: where its sign may be, the best place first."""
_ADVANCE = 0.56  # width of a character of a name, in font sizes


Boxes = NDArray[np.float64]
"""Rectangles, one a row: left, top, right, bottom."""


def sign_marks(scene: TraceScene, steps: Sequence[Sequence[Lit]]) -> Iterator[Mark]:
    """Yield the sign of what each link carries, on a leg of its way where nothing stands.

    Parameters
    ----------
    scene : TraceScene
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
            x, y = _place(link.route, size, taken)
            taken = np.vstack([taken, (x, y, x + size, y + size)])
            yield Box(x, y, size, size, size / 2, ground)
            told = Span("+" if link.sign > 0 else MINUS, link.color, "semibold")
            yield Label(x + size / 2, y + size * 0.86, (told,), size, "center")


def _taken(scene: TraceScene) -> Boxes:
    """Return where cells and words stand."""
    boxes = [(x, y, x + width, y + height) for x, y, width, height in scene.ground.whole]
    for mark in scene.drawn.marks:
        if isinstance(mark, Label):
            width = mark.size * _ADVANCE * sum(len(span.text) for span in mark.spans)
            width = min(width, mark.max_width)
            left = mark.x - {"left": 0.0, "center": width / 2, "right": width}[mark.anchor]
            top = mark.y - mark.size
            boxes.append((left, top, left + width, top + mark.size * 1.3))
    return np.array(boxes)


def _place(route: tuple[Point, ...], size: float, taken: Boxes) -> tuple[float, float]:
    """Return the left top of a sign: the best of the places that cover least."""
    corners = _candidates(np.array(route)) - size / 2
    low, high = corners.min(axis=0), corners.max(axis=0) + size
    near = taken[(taken[:, :2] < high).all(axis=1) & (taken[:, 2:] > low).all(axis=1)]
    starts = np.maximum(corners[:, None], near[:, :2])
    ends = np.minimum(corners[:, None] + size, near[:, 2:])
    covered = np.maximum(ends - starts, 0.0).prod(axis=2).sum(axis=1)
    x, y = corners[int(covered.argmin())].tolist()
    return x, y


def _candidates(route: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points of a way, shape (points, 2), the middles of its longest legs first."""
    legs = np.diff(route, axis=0)
    order = np.argsort(-np.hypot(legs[:, 0], legs[:, 1]), kind="stable")
    along: NDArray[np.float64] = legs[order][:, None] * _SHARES[:, None]
    return (route[:-1][order][:, None] + along).reshape(-1, 2)
