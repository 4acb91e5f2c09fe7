"""From one picture to another of the same numbers: every cell travels to its new place.

When the convention changes, matrices are transposed. That is a flip about the diagonal, never
a rotation, and it is seen cell by cell; what is written around them fades over.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.chips import area_between, faded
from gradviz.scene.marks.frame import Cells, Frame, Mark
from gradviz.timeline.easing import ease, span

MOST_CELLS = 600
"""With more cells than these the two pictures fade over: nobody could follow single ones."""

_LEAVE, _ARRIVE = (0.0, 0.3), (0.7, 1.0)


def transition(old: Frame, new: Frame, share: float) -> Frame:
    """Return the picture on the way from `old` to `new`.

    Parameters
    ----------
    old, new : Frame
        Of one size.
    share : float
        0..1.
    """
    if share <= 0.0:
        return old
    if share >= 1.0:
        return new
    leaving, arriving = _matrices(old), _matrices(new)
    pairs = [(leaving[key], arriving[key]) for key in leaving if key in arriving]
    if sum(before.state.size for before, _ in pairs) > MOST_CELLS:
        pairs = []
    travelling = {id(cells) for pair in pairs for cells in pair}
    way = ease(span(share, 0.15, 0.85))
    marks: list[Mark] = [
        *faded(_others(old, travelling), 1.0 - span(share, *_LEAVE)),
        *faded(_others(new, travelling), span(share, *_ARRIVE)),
    ]
    for before, after in pairs:
        marks += _travelling(before, after, way)
    return replace(new, marks=tuple(marks))


def _matrices(frame: Frame) -> dict[tuple[str, int], Cells]:
    """Return all matrices of a frame; one that is there several times is told by its number."""
    seen: Counter[str] = Counter()
    found = {}
    for mark in frame.marks:
        if isinstance(mark, Cells) and mark.ref:
            found[mark.ref, seen[mark.ref]] = mark
            seen[mark.ref] += 1
    return found


def _others(frame: Frame, travelling: set[int]) -> tuple[Mark, ...]:
    return tuple(mark for mark in frame.marks if id(mark) not in travelling)


def _travelling(before: Cells, after: Cells, way: float) -> Iterator[Cells]:
    """Yield the cells of a matrix, one by one, between their two places."""
    rows, cols = after.state.shape
    for down in range(rows):
        for across in range(cols):
            row, col = (across, down) if after.flipped else (down, across)
            (first_row, first_col), (by_row, by_col) = after.first, after.merged
            at = first_row + row * by_row, first_col + col * by_col
            start, goal = before.cell(*at), after.cell(*at)
            if start is None or goal is None:
                continue
            area = area_between(Area(*start), Area(*goal), way)
            size = before.font_size + (after.font_size - before.font_size) * way
            yield _alone(after, down, across, area, size)


def _alone(cells: Cells, down: int, across: int, area: Area, font_size: float) -> Cells:
    """Return one of some cells as a mark of its own."""
    one = (slice(down, down + 1), slice(across, across + 1))
    return replace(
        cells.taken(one),
        x=area.x,
        y=area.y,
        pitch_x=area.width,
        pitch_y=area.height,
        gap=0.0,
        gap_y=None,
        font_size=font_size,
        ref="",
        first=(0, 0),
    )
