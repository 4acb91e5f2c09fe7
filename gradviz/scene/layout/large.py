"""Large text: the numbers grow first, and what is written around them as far as there is room.

Whatever is written larger around cells takes room from them, and with it from the numbers that
the large text is there for.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from gradviz.scene.marks.frame import Cells, Frame, Quad
from gradviz.scene.marks.style import Style

Draw: TypeAlias = Callable[[Style, float], Frame]
"""What draws a picture in a style, of a time in seconds."""

NumberSizes: TypeAlias = dict[str, tuple[float, int]]
"""How large the numbers of each matrix are, and how many characters they have in all."""

_SHARES = (1.0, 0.75, 0.5, 0.25)
"""How much of the large text what is around the numbers may have, tried in this order."""


def numbers_first(style: Style, key: Hashable, times: tuple[float, ...], draw: Draw) -> Style:
    """Return a style with large numbers, and text around them that grows no more than they do.

    Parameters
    ----------
    style : Style
        As the user has it: its text is large.
    key : hashable
        What the room in the picture depends on, besides the style: equal keys, equal answers.
    times : tuple of float
        When to look at it, seconds: it has one style at all times.
    draw : callable
    """
    return _fitted(_Question(style, key, times, draw))


@dataclass(frozen=True, slots=True)
class _Question:
    style: Style
    key: Hashable
    times: tuple[float, ...] = field(compare=False)
    draw: Draw = field(compare=False)


@lru_cache(maxsize=2)  # each keeps what it drew from
def _fitted(asked: _Question) -> Style:
    wish = asked.style.text
    small = replace(asked.style, text=1.0)
    before = [_written(asked.draw(small, time)) for time in asked.times]
    for share in _SHARES:
        text = 1.0 + (wish - 1.0) * share
        style = replace(asked.style, text=text, digits=wish)
        drawn = (_written(asked.draw(style, time)) for time in asked.times)
        if all(_have_grown(*pair, text) for pair in zip(before, drawn, strict=True)):
            return style
    return replace(small, digits=wish)


def _have_grown(before: NumberSizes, now: NumberSizes, text: float) -> bool:
    """Tell whether no number is smaller or shorter, and all in all they grew as text does."""
    nothing = (0.0, 0)
    pairs = [(told, now.get(ref, nothing)) for ref, told in before.items()]
    if any(size < least or count < most for (least, most), (size, count) in pairs):
        return False
    return sum(size for _, (size, _) in pairs) >= text * sum(least for (least, _), _ in pairs)


def _written(frame: Frame) -> NumberSizes:
    found: NumberSizes = {}
    for mark in frame.marks:
        cells = mark.cells if isinstance(mark, Quad) else mark
        if isinstance(cells, Cells) and cells.text is not None and mark.ref:
            size = cells.font_size * (abs(mark.area) ** 0.5 if isinstance(mark, Quad) else 1.0)
            told = size, sum(map(len, cells.text.ravel().tolist()))
            found[mark.ref] = max(found.get(mark.ref, (0.0, 0)), told)
    return found
