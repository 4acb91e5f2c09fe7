"""What an enlarged picture shows a part of: a tag on each matrix, with the cells that are seen."""

from collections.abc import Iterator

from gradviz.scene.attention import Grids
from gradviz.scene.frame import Box, Label, Mark, Span
from gradviz.scene.notation import Notation
from gradviz.scene.setting import Setting
from gradviz.scene.viewport import visible
from gradviz.scene.words import name_spans

_SIZE, _HEIGHT, _OFF = 13.0, 22.0, 6.0
_LETTER = 0.62  # width of a character, in font sizes


def tags(grids: Grids, setting: Setting) -> Iterator[Mark]:
    """Yield a tag for every matrix of which something is seen, in its corner that is seen.

    Parameters
    ----------
    grids : tuple of (str, Grid)
        Matrices by the names of the network, where they stand as they are seen.
    setting : Setting
        Of an enlarged picture.
    """
    window, theme, text = setting.window, setting.style.theme, setting.style.text
    if window is None or not setting.is_enlarged:
        return
    notation = Notation(setting.style.base, setting.style.convention)
    for matrix, grid in grids:
        rows, cols = visible(grid, window)
        if not rows or not cols:
            continue
        first = notation.index(matrix, rows[0], cols[0])
        last = notation.index(matrix, rows[-1], cols[-1])
        seen = f" [{first[0]}…{last[0]}, {first[1]}…{last[1]}]"
        name = notation.drawn(matrix)
        spans = (*name_spans(name, theme.text, "semibold"), Span(seen, theme.muted))
        width = (len(name) * 0.8 + len(seen)) * _LETTER * _SIZE * text + 8 * text
        x, y = max(grid.x, window.x) + _OFF, max(grid.top, window.y) + _OFF
        yield Box(x, y, width, _HEIGHT * text, radius=6.0, fill=theme.raised, opacity=0.94)
        baseline = y + _HEIGHT * 0.7 * text
        yield Label(x + 6 * text, baseline, spans, _SIZE * text, max_width=width - 10 * text)
