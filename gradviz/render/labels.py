"""Lines of text: measured, made to fit, and drawn as glyphs or as live text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from gradviz.render.fonts import live_text, paint_shaped, shaped
from gradviz.scene.marks.frame import Label, Span

_SCRIPT_SIZE = 0.7
_RAISE, _LOWER = 0.36, 0.18  # of the line's size
_SMALLEST = 0.6
_ELLIPSIS = "…"

Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A span where it stands: `x` from the left end of its line, `y` below its baseline."""

    span: Span
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label laid out; lengths in scene units."""

    width: float
    pieces: tuple[Piece, ...]


def paint_label(painter: QPainter, label: Label, *, live: bool) -> None:
    """Draw a label, as text that can be selected in a file (`live`) or as glyphs."""
    line = laid_out(label.spans, label.size, label.max_width)
    left = label.x - {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor] * line.width
    for piece in line.pieces:
        span, at = piece.span, QPointF(left + piece.x, label.y + piece.y)
        painter.setPen(QColor(*span.color))
        if live:
            with live_text(painter, span.family, span.weight, piece.size) as draw:
                draw(at.x(), at.y(), span.text)
        else:
            paint_shaped(painter, at, shaped(span.text, span.family, span.weight, piece.size))


@lru_cache(maxsize=1024)
def laid_out(spans: Spans, size: float, max_width: float) -> LabelLine:
    """Return spans side by side, smaller or shorter where they are wider than `max_width`."""
    line = _side_by_side(spans, size)
    if line.width <= max_width:
        return line
    shrunk = max(_SMALLEST, max_width / line.width)
    line = _side_by_side(spans, size * shrunk)
    if shrunk > _SMALLEST:
        return line
    fewest, most = 0, sum(len(span.text) for span in spans)
    while fewest < most:  # the most characters that fit, by halving
        kept = (fewest + most + 1) // 2
        if _side_by_side(_elided(spans, kept), size * shrunk).width <= max_width:
            fewest = kept
        else:
            most = kept - 1
    return _side_by_side(_elided(spans, fewest), size * shrunk)


def _side_by_side(spans: Spans, size: float) -> LabelLine:
    x = 0.0
    pieces = []
    for span in spans:
        height = size * _SCRIPT_SIZE if span.script else size
        y = {1: -_RAISE, 0: 0.0, -1: _LOWER}[span.script] * size
        pieces.append(Piece(span, x, y, height))
        x += shaped(span.text, span.family, span.weight, height).width
    return LabelLine(x, tuple(pieces))


def _elided(spans: Spans, kept: int) -> Spans:
    """Return the first `kept` characters and an ellipsis, which looks like what it follows."""
    return tuple(_until(spans, kept))


def _until(spans: Spans, kept: int) -> Iterator[Span]:
    for span in spans:
        if kept <= len(span.text):
            yield replace(span, text=span.text[:kept].rstrip() + _ELLIPSIS)
            return
        yield span
        kept -= len(span.text)
