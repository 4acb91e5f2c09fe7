"""The bundled fonts: every machine and every file shows the same letters.

Families carry names of their own ("Inter for gradviz"), so that another version installed
on a machine never takes their place. Nothing is hinted, and figures are tabular: text of one
size has one shape, whatever it is drawn on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGlyphRun,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QRawFont,
    QTextLayout,
)

from gradviz.resources import asset
from gradviz.scene.marks.frame import Family, Weight

SANS = "Inter for gradviz"
MONO = "JetBrains Mono for gradviz"
SYMBOLS = "DejaVu Sans for gradviz"

_FILES = {
    SANS: ("Inter-Regular.ttf", "Inter-SemiBold.ttf"),
    MONO: ("JetBrainsMono-Regular.ttf", "JetBrainsMono-SemiBold.ttf"),
    SYMBOLS: ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
}
_FAMILIES: dict[Family, str] = {"sans": SANS, "mono": MONO}
_WEIGHTS: dict[Weight, QFont.Weight] = {
    "regular": QFont.Weight.Normal,
    "semibold": QFont.Weight.DemiBold,
}
_REFERENCE = 100
"""Pixels. Text is laid out at this size and scaled: `QFont` knows whole pixel sizes only."""

_LOADED = "gradviz_fonts"
"""A property of the application: fonts go with it."""

_LARGEST_GLYPHS = 60.0
"""Device pixels, a little below the size from which on Qt keeps no pictures of glyphs."""


@dataclass(frozen=True, slots=True, eq=False)
class Shaped:
    """Text as glyphs, its left end on the baseline at (0, 0); lengths as its size was given."""

    width: float
    runs: tuple[QGlyphRun, ...]


def load() -> None:
    """Make the bundled fonts known to Qt; the second call does nothing.

    Raises
    ------
    RuntimeError
        Without a QGuiApplication, or when Qt cannot read a font.
    """
    application = QGuiApplication.instance()
    if application is None:
        raise RuntimeError("fonts need a QGuiApplication: make one first")
    if application.property(_LOADED):
        return
    shaped.cache_clear()  # what was shaped for an application that is gone
    for files in _FILES.values():
        for name in files:
            if QFontDatabase.addApplicationFont(str(asset(f"fonts/{name}"))) < 0:
                raise RuntimeError(f"Qt cannot read the font {name}; reinstall gradviz")
    application.setProperty(_LOADED, True)


def font(family: Family, weight: Weight, size: int) -> QFont:
    """Return a font for widgets.

    Parameters
    ----------
    family, weight
        As in `gradviz.scene.marks.frame.Span`.
    size : int
        Logical pixels. Pictures, whose sizes have fractions, use `shaped` or `live_text`.
    """
    made = _font(family, weight)
    made.setPixelSize(size)
    return made


@contextmanager
def live_text(
    painter: QPainter, family: Family, weight: Weight, size: float
) -> Iterator[Callable[[float, float, str], None]]:
    """Give a function that draws text at (x, y), on the baseline, which files keep as text.

    Qt rounds the sizes of fonts to whole pixels, those given in points too. So text is drawn
    at the reference size, and the painter is scaled meanwhile.
    """
    scale = size / _REFERENCE

    def draw(x: float, y: float, text: str) -> None:
        painter.drawText(QPointF(x / scale, y / scale), text)

    painter.save()
    painter.setFont(font(family, weight, _REFERENCE))
    painter.scale(scale, scale)
    yield draw
    painter.restore()


@lru_cache(maxsize=2048)
def shaped(text: str, family: Family, weight: Weight, size: float) -> Shaped:
    """Return `text` as glyphs of exactly this size, which may have a fraction."""
    layout = QTextLayout(text, font(family, weight, _REFERENCE))
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    if not line.isValid():
        return Shaped(0.0, ())
    scale = size / _REFERENCE
    runs = [_scaled(run, line.ascent(), scale) for run in line.glyphRuns()]
    return Shaped(line.horizontalAdvance() * scale, tuple(runs))


def paint_shaped(painter: QPainter, at: QPointF, text: Shaped) -> None:
    """Draw shaped text in the colour of the pen, its left end on the baseline at `at`.

    Large glyphs are drawn as paths: of a run of them Qt 6.11 draws nothing at all.
    """
    scale = sqrt(abs(painter.deviceTransform().determinant()))
    for run in text.runs:
        if run.rawFont().pixelSize() * scale <= _LARGEST_GLYPHS:
            painter.drawGlyphRun(at, run)
        else:
            color = painter.pen().color()
            painter.fillPath(_outlines(run).translated(at), color)


def text_width(text: str, family: Family, weight: Weight, size: float) -> float:
    """Return the width of one line of text, in the unit of `size`."""
    return shaped(text, family, weight, size).width


@lru_cache(maxsize=4)
def cap_height(family: Family) -> float:
    """Return the height of capitals and figures, as a part of the font size."""
    return _from_file(_FILES[_FAMILIES[family]][0], _REFERENCE).capHeight() / _REFERENCE


def missing(text: str, family: Family = "sans") -> set[str]:
    """Return the characters of `text` that the bundled fonts do not have."""
    names = [*_FILES[_FAMILIES[family]], *_FILES[SYMBOLS]]
    regular, semibold, symbols, bold_symbols = (_from_file(name, _REFERENCE) for name in names)

    def has(char: str) -> bool:
        code = ord(char)
        return all(
            first.supportsCharacter(code) or second.supportsCharacter(code)
            for first, second in ((regular, symbols), (semibold, bold_symbols))
        )

    return {char for char in text if not has(char)}


def _font(family: Family, weight: Weight) -> QFont:
    load()
    made = QFont([_FAMILIES[family], SYMBOLS])
    made.setWeight(_WEIGHTS[weight])
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def _from_file(name: str, size: float) -> QRawFont:
    path = str(asset(f"fonts/{name}"))
    return QRawFont(path, size, QFont.HintingPreference.PreferNoHinting)


def _outlines(run: QGlyphRun) -> QPainterPath:
    raw = run.rawFont()
    outlines = QPainterPath()
    for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
        outlines.addPath(raw.pathForGlyph(glyph).translated(place))
    outlines.setFillRule(Qt.FillRule.WindingFill)
    return outlines


def _scaled(run: QGlyphRun, ascent: float, scale: float) -> QGlyphRun:
    raw = run.rawFont()
    raw.setPixelSize(raw.pixelSize() * scale)
    made = QGlyphRun()
    made.setRawFont(raw)
    made.setGlyphIndexes(run.glyphIndexes())
    made.setPositions([QPointF(p.x() * scale, (p.y() - ascent) * scale) for p in run.positions()])
    return made
