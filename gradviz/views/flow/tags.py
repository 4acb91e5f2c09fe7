"""What an enlarged picture shows a part of: a tag at each matrix, with the cells that are seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product, starmap

from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.viewport import visible
from gradviz.scene.marks.frame import Box, Label, Mark, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.spans import name_spans

_SIZE, _HEIGHT, _OFF = 13.0, 22.0, 4.0
_LETTER, _NAME = 0.62, 0.5  # width of a character of numbers and of names, in font sizes


@dataclass(frozen=True, slots=True)
class _Tag:
    """What one tag says; `seen` is left out where there is no room for it."""

    x: float
    y: float
    names: tuple[str, ...]
    seen: str


def tags(grids: Grids, setting: Setting) -> Iterator[Mark]:
    """Yield a tag for all matrices of which something is seen; those that share cells share one.

    It stands above the cells, or on the first of them where that is not in the window.

    Parameters
    ----------
    grids : tuple of (str, Grid)
        Matrices by the names of the network, where they stand as they are seen.
    setting : Setting
        Of an enlarged picture.
    """
    window = setting.window
    if window is None or not setting.is_enlarged:
        return
    ordered = sorted(grids, key=lambda named: _place(named[1]))
    groups = [list(group) for _, group in groupby(ordered, key=lambda named: _place(named[1]))]
    found = [tag for group in groups for tag in _tag(group, window, setting)]
    for n, tag in enumerate(found):
        if any(tag.x == other.x and _is_level(tag, other, setting) for other in found[:n]):
            continue  # two matrices, one cut off by the upper edge: there is room for one tag
        beside = [other.x for other in found if other.x > tag.x and _is_level(tag, other, setting)]
        yield from _drawn(tag, min(beside, default=window.right), setting)


def _place(grid: Grid) -> tuple[float, float, float]:
    """Return what grids have in common that share their cells."""
    return grid.x, grid.y, grid.pitch_x


def _is_level(tag: _Tag, other: _Tag, setting: Setting) -> bool:
    return abs(tag.y - other.y) < _HEIGHT * setting.style.text


def _tag(sharing: Sequence[tuple[str, Grid]], window: Area, setting: Setting) -> Iterator[_Tag]:
    """Yield the tag of matrices that share their cells, if any of these is seen."""
    names = [name for name, grid in sharing if _is_seen(grid, window)]
    grid = sharing[0][1].whole
    height = _HEIGHT * setting.style.text
    x, y = max(grid.x, window.x), max(grid.y - height - _OFF, window.y)
    if not names or y + height > window.bottom:
        return
    rows, cols = visible(grid, window)
    notation = setting.style.notation
    first = notation.index(names[0], rows[0], cols[0])
    last = notation.index(names[0], rows[-1], cols[-1])
    seen = f" [{first[0]}…{last[0]}, {first[1]}…{last[1]}]"
    yield _Tag(x, y, tuple(map(notation.drawn, names)), seen)


def _is_seen(grid: Grid, window: Area) -> bool:
    """Tell whether something of any cell is in the window, where cells may be halves of cells."""
    return any(
        x < window.right and x + width > window.x and y < window.bottom and y + height > window.y
        for x, y, width, height in starmap(grid.cell, product(*visible(grid.whole, window)))
    )


def _drawn(tag: _Tag, limit: float, setting: Setting) -> Iterator[Mark]:
    """Yield the marks of a tag that ends before `limit`."""
    theme, text = setting.style.theme, setting.style.text
    size = _SIZE * text
    told = sum(map(len, tag.names)) * _NAME + len(tag.names) - 1
    widths = [(told + _LETTER * len(seen)) * size + 12 * text for seen in (tag.seen, "")]
    fits = tag.x + widths[0] + _OFF <= limit
    width, seen = (widths[0], tag.seen) if fits else (min(widths[1], limit - tag.x - _OFF), "")
    if width <= size:
        return
    spans: tuple[Span, ...] = ()
    for name in tag.names:
        comma = (Span(", ", theme.muted),) if spans else ()
        spans += (*comma, *name_spans(name, theme.text, "semibold"))
    height = _HEIGHT * text
    yield Box(tag.x, tag.y, width, height, radius=6.0, fill=theme.raised, opacity=0.94)
    spans += (Span(seen, theme.muted),) if seen else ()
    room = width - 8 * text
    yield Label(tag.x + 6 * text, tag.y + height * 0.7, spans, size, max_width=room)
