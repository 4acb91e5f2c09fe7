"""The samples as a row of small buttons: each can be muted, and its part seen to vanish."""

from collections.abc import Iterator

import numpy as np

from gradviz.engine.passes import Passes
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.messages.message import Message, listed, say, say_many
from gradviz.refs import CellRef, share_layer, whole
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Box, Label, Mark, Polyline, Span
from gradviz.scene.marks.grid import Grid

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
            for_hands=True,
        )
        number = (Span(str(sample + setting.style.base), color, for_hands=not is_muted),)
        middle = left + size / 2
        yield Label(middle, top + size * 0.72, number, size * 0.62, "center", max_width=size)
        if is_muted:
            line = ((left + 2, top + size - 2), (left + size - 2, top + 2))
            yield Polyline(line, 1.5, theme.bad)


def without_muted(
    passes: Passes,
    ref: CellRef,
    muted: frozenset[int],
    notation: Notation,
    layer: int | None = None,
) -> Message | None:
    """Return what a picture without some samples shows in a cell; None where it is the same.

    Of tied weights it shows the whole gradient, or the share of `layer`.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1]], [[1, 2, 3]])
    >>> print(without_muted(p, CellRef("W_grad", 0, 0), frozenset({1}), Notation()))
    The picture leaves out sample 2: it shows 4.
    """
    written = passes.writer(ref.name)
    if not muted or written is None or written[1] not in ("W_grad", "b_grad"):
        return None
    uses = passes.uses(passes.layers[written[0]].name(written[1]).removesuffix("_grad"))
    layers = uses if layer is None else (layer,)
    kept = [n for n in range(passes.primals["X"].shape[1]) if n not in muted]
    with np.errstate(all="ignore"):
        shown = number(float(sum(_left(passes, n, ref, kept) for n in layers)), 6)
    return say_many(
        "The picture leaves out sample {samples}: it shows {value}.",
        "The picture leaves out samples {samples}: it shows {value}.",
        len(muted),
        samples=listed([str(notation.count(sample)) for sample in sorted(muted)]),
        value=shown,
    )


def share_shown(passes: Passes, cell: CellRef) -> Message | None:
    """Return what a cell of a picture is where it shows a share; None where it shows the whole.

    Parameters
    ----------
    passes : Passes
    cell : CellRef
        As the picture names it.
    """
    layer, ref = share_layer(cell), whole(cell)
    role = None if layer is None else passes.layers[layer].role(ref.name)
    if layer is None or role is None:
        return None
    value = float(passes.local(layer).matrix(role)[ref.row, ref.col])
    return say(
        "The picture shows the share of layer {layer}: {value}.",
        layer=layer + 1,
        value=number(value + 0.0, 6),
    )


def _left(passes: Passes, layer: int, ref: CellRef, kept: list[int]) -> float:
    """Return what some samples of one layer say of an entry of W_grad or b_grad."""
    names = passes.layers[layer]
    parts = passes.matrix(names.name("Y_grad"))[ref.row, kept]
    if names.role(ref.name) == "W_grad":
        parts = parts * passes.matrix(names.X)[ref.col, kept]
    return float(parts.sum())
