"""The samples as a row of small buttons: each can be muted, and its part seen to vanish."""

from collections.abc import Iterator

from gradviz.scene.cells import Grid
from gradviz.scene.frame import Box, Label, Mark, Polyline, Span
from gradviz.scene.setting import Setting

SAMPLE = "sample:"
_SIZE = 18.0
_SMALLEST = 12.0


def samples(setting: Setting, grid: Grid) -> Iterator[Mark]:
    """Yield a button for each sample beside its column of X (or row); muted ones are struck out.

    Parameters
    ----------
    setting : Setting
    grid : Grid
        Where X stands.
    """
    theme, text = setting.style.theme, setting.style.text
    pitch = grid.pitch_y if grid.flipped else grid.pitch_x
    size = min(_SIZE * text, pitch - grid.gap)
    if size < _SMALLEST:
        return
    for sample in range(grid.cols):
        x, y, width, height = grid.cell(0, sample)
        if grid.flipped:
            left, top = x - size - 12 * text, y + (height - size) / 2
        else:
            left, top = x + (width - size) / 2, y - size - 9 * text
        is_muted = sample in setting.muted
        color = theme.faint if is_muted else theme.muted
        yield Box(
            left,
            top,
            size,
            size,
            radius=size / 4,
            fill=theme.ground,
            stroke=theme.line,
            stroke_width=1.0,
            ref=f"{SAMPLE}{sample}",
        )
        number = (Span(str(sample + setting.style.base), color),)
        middle = left + size / 2
        yield Label(middle, top + size * 0.72, number, size * 0.62, "center", max_width=size)
        if is_muted:
            line = ((left + 2, top + size - 2), (left + size - 2, top + 2))
            yield Polyline(line, 1.5, theme.bad)
