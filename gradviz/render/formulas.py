"""Typeset formulas: filled outlines on any paint device, vector in SVG and PDF."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from gradviz.errors import InputError
from gradviz.render.labels import paint_label
from gradviz.scene.marks.frame import Color, Formula, Label, Span
from gradviz.scene.marks.typesetting import Outline, formula_box, formula_size, outlines


def paint_formula(painter: QPainter, formula: Formula) -> None:
    """Draw a formula; the opacity of `painter` is its own already.

    One that cannot be read is told where it is measured; here its LaTeX is shown instead.
    """
    try:
        outlines(formula.latex)
    except InputError:
        paint_label(painter, _as_text(formula), live=False)
        return
    size, (left, _, _, _) = formula_size(formula), formula_box(formula)
    painter.save()
    painter.translate(left - outlines(formula.latex).left * size, formula.y)
    painter.scale(size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    for color, path in _paths(formula.latex):
        painter.setBrush(QColor(*(color or formula.color)))
        painter.drawPath(path)
    painter.restore()


def _as_text(formula: Formula) -> Label:
    spans = (Span(formula.latex, formula.color, family="mono"),)
    return Label(
        formula.x,
        formula.y,
        spans,
        formula.size * 0.6,
        formula.anchor,
        max_width=formula.max_width,
    )


@lru_cache(maxsize=1024)
def _paths(latex: str) -> tuple[tuple[Color | None, QPainterPath], ...]:
    """Return the areas of a formula at a font size of 1, each with its own colour if it has one."""
    return tuple((shape.color, _path(shape)) for shape in outlines(latex).shapes)


def _path(shape: Outline) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for letter, points in shape.pieces:
        match letter:
            case "M":
                path.moveTo(*points)
            case "L":
                path.lineTo(*points)
            case "Q":
                path.quadTo(*points)
            case _:
                path.closeSubpath()
    return path
