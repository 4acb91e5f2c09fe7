"""What an enlarged Jacobian picture shows a part of: a map of all of J, and the lines in sight."""

from collections.abc import Iterator

from gradviz.messages.message import say
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import visible
from gradviz.scene.marks.frame import Box, Label, Mark, Polyline
from gradviz.scene.marks.spans import told
from gradviz.views.jacobian.setting import ProductSetting
from gradviz.views.jacobian.titles import short_count

_SIDE = 112.0  # of the map, times the text factor
_OFF = 12.0
_MOST_LINES = 12
"""Diagonals that the map shows; of more of them the first and the last say enough."""
_LEAST = 5.0


def zoom_map(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return the map, the lines that are in sight, and what to say where nothing is."""
    grid, window = setting.plan.jacobian, setting.window
    rows, cols = visible(grid, window)
    if not rows or not cols:
        return ()
    return (*_told(setting, rows, cols), *_map(setting, rows, cols))


def _told(setting: ProductSetting, rows: range, cols: range) -> Iterator[Mark]:
    style, window = setting.shown.style, setting.window
    theme, text = style.theme, style.text
    base = style.base
    ends = [short_count(n + base) for n in (rows[0], rows[-1], cols[0], cols[-1])]
    seen = say(
        "<b>J</b>   rows {first_row} … {last_row}, columns {first_col} … {last_col} of {size}",
        first_row=ends[0],
        last_row=ends[1],
        first_col=ends[2],
        last_col=ends[3],
        size="×".join(short_count(size) for size in setting.lin.shape),
    )
    spans = told(seen, style)
    size, height = 13 * text, 24 * text
    width = min(0.58 * size * sum(len(span.text) for span in spans), window.width - 2 * _OFF)
    x, y = window.x + _OFF, window.y + _OFF
    yield Box(x, y, width + 16 * text, height, 6.0, fill=theme.raised, opacity=0.94)
    yield Label(x + 8 * text, y + height * 0.7, spans, size, max_width=width)
    if setting.is_bare(rows, cols):
        words = say(
            "Never touched: these rows and these columns have nothing to do with each other."
        )
        middle = window.x + window.width / 2, window.y + window.height / 2
        most = window.width - 40
        yield Label(*middle, told(words, style), 14 * text, "center", max_width=most)


def _map(setting: ProductSetting, rows: range, cols: range) -> Iterator[Mark]:
    """Yield J as a small square, with what of it can differ from 0, and what is in sight."""
    style, window = setting.shown.style, setting.window
    theme, side = style.theme, _SIDE * style.text
    all_rows, all_cols = setting.lin.shape
    width = side * min(1.0, all_cols / all_rows) if all_rows >= all_cols else side
    height = side * min(1.0, all_rows / all_cols) if all_cols >= all_rows else side
    width, height = max(width, 16.0), max(height, 16.0)
    room = Area(window.right - width - _OFF, window.y + _OFF, width, height)
    yield Box(*room.sides, 3.0, theme.panel, theme.strong_line, 1.0, opacity=0.96)
    pattern = setting.lin.jacobian.pattern
    if pattern.is_dense:
        yield Box(*room.shrunk(left=3, top=3, right=3, bottom=3).sides, 2.0, theme.faint)
    elif not pattern.is_interleaved:
        yield _line(setting, room, (0.0, 0.0), (1.0, 1.0))
    else:
        for row in _some(pattern.rows):
            for col in _some(pattern.cols):
                start = col / pattern.cols, row / pattern.rows
                end = (col + 1) / pattern.cols, (row + 1) / pattern.rows
                yield _line(setting, room, start, end)
    x, y = (room.x + room.width * cols[0] / all_cols, room.y + room.height * rows[0] / all_rows)
    seen = (
        max(room.width * len(cols) / all_cols, _LEAST),
        max(room.height * len(rows) / all_rows, _LEAST),
    )
    x, y = min(x, room.right - seen[0]), min(y, room.bottom - seen[1])
    yield Box(x, y, *seen, 1.0, stroke=theme.bright, stroke_width=1.5)


def _line(
    setting: ProductSetting, room: Area, start: tuple[float, float], end: tuple[float, float]
) -> Polyline:
    points = tuple((room.x + x * room.width, room.y + y * room.height) for x, y in (start, end))
    return Polyline(points, 1.5, setting.shown.style.theme.accent)


def _some(count: int) -> range:
    return range(0, count, max(1, -(-count // _MOST_LINES)))
