r"""Formulas, typeset: from LaTeX to outlines, and how large they are.

What a formula looks like depends on its LaTeX and its colour alone: outlines grow with their
size. All formulas are gradviz's own; one that cannot be read is a mistake of a program and is
told where it is made, before anything is painted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeAlias
from warnings import catch_warnings, simplefilter
from xml.etree.ElementTree import Element

from gradviz.errors import InputError
from gradviz.forks import unforked
from gradviz.messages.message import say
from gradviz.scene.marks.frame import Color, Formula

_EM = 100.0  # the font size that formulas are set in, to be read
_OF_MARK = "#010203"  # stands for the colour of the mark; nobody writes so dark a colour
_COMMAND = re.compile(r"\\[A-Za-z]+")
_PIECE = re.compile(r"([MLQZ])([^MLQZ]*)")
_POINTS = {"M": 1, "L": 1, "Q": 2, "Z": 0}

PathPiece: TypeAlias = tuple[str, tuple[float, ...]]
"""A letter as in the path of an SVG: M begins, L is a straight line, Q a curve, Z closes."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An area that is filled, in font sizes from the start of the baseline.

    Attributes
    ----------
    color : Color or None
        None for the colour of the mark.
    pieces : tuple of Piece
        Its outlines; what winds around a point fills it.
    """

    color: Color | None
    pieces: tuple[PathPiece, ...]


@dataclass(frozen=True, slots=True)
class Outlines:
    """A formula as filled areas, and how far it reaches; lengths in font sizes.

    Attributes
    ----------
    shapes : tuple of Shape
        One for each glyph and bar: painting them together takes ten times as long.
    left, width : float
        Of what is seen.
    above, below : float
        How far it reaches above its baseline, and below.
    """

    shapes: tuple[Outline, ...]
    left: float
    width: float
    above: float
    below: float


@lru_cache(maxsize=1024)
def outlines(latex: str) -> Outlines:
    r"""Return a formula as outlines.

    Parameters
    ----------
    latex : str
        As between two dollar signs: ``\frac{\partial l}{\partial X}``. A part has a colour of
        its own in ``{\color{#30cdc8} i}``; a matrix that is raised to a power has braces round it.

    Raises
    ------
    InputError
        If it cannot be read, or is not made of filled areas.

    Examples
    --------
    >>> fraction, letter = outlines(r"\frac{\partial l}{\partial X}"), outlines("x")
    >>> fraction.above > 1 > letter.above, fraction.below > 0.5 > letter.below
    (True, True)
    >>> outlines(r"\frac{1}")
    Traceback (most recent call last):
    gradviz.errors.InputError: this formula cannot be read: \frac{1}
    """
    try:
        made = _typesetter()(latex, size=_EM, color=_OF_MARK, margin=0.0)
        drawn = made.svgxml()
    except Exception as reason:  # which ones it raises is told nowhere; assertions are among them
        raise InputError(say("this formula cannot be read: {formula}", formula=latex)) from reason
    unknown = _COMMAND.findall("".join(made.element.itertext()))  # set as letters
    if unknown:
        commands = ", ".join(unknown)
        raise InputError(
            say("this formula has commands that are not known: {commands}", commands=commands)
        )
    shapes = tuple(shape for element in drawn if (shape := _shape(element, latex)).pieces)
    if not shapes:
        raise InputError(say("this formula shows nothing: {formula}", formula=latex))
    left, top, right, bottom = _extent(shapes)
    return Outlines(shapes, left, right - left, max(-top, 0.0), max(bottom, 0.0))


@cache
def _typesetter() -> Callable[..., Any]:
    """Load what sets formulas, which takes 0.15 to 0.3 s: only where there is one."""
    with unforked(), catch_warnings():
        # ziafont finds its fonts by a function that Python 3.11 and 3.12 call deprecated
        simplefilter("ignore", DeprecationWarning)
        from ziamath.config import config
        from ziamath.zmath import Latex

        config.svg2 = False  # paths, not references to glyphs
        Latex("x").svgxml()  # the first loads more
        return Latex


def _shape(element: Element, latex: str) -> Outline:
    """Return an element of an SVG as an area in its colour."""
    fill = element.get("fill", "")
    if fill[:1] != "#" or len(fill) != 7 or element.tag not in ("path", "rect"):
        raise InputError(
            say(
                "only glyphs and bars, in colours like #30cdc8, can be drawn: {formula}",
                formula=latex,
            )
        )
    red, green, blue = bytes.fromhex(fill[1:])
    color = None if fill == _OF_MARK else (red, green, blue, 255)
    if element.tag == "rect":
        x, y, width, height = (
            float(element.get(name, "0")) / _EM for name in ("x", "y", "width", "height")
        )
        corners = ((x + width, y), (x + width, y + height), (x, y + height))
        return Outline(color, (("M", (x, y)), *(("L", corner) for corner in corners), ("Z", ())))
    found: list[PathPiece] = []
    for letter, numbers in _PIECE.findall(element.get("d", "")):
        points = tuple(float(number) / _EM for number in numbers.split())
        if len(points) != 2 * _POINTS[letter]:
            raise InputError(
                say("this formula has outlines that cannot be read: {formula}", formula=latex)
            )
        found.append((letter, points))
    return Outline(color, tuple(found))


def _extent(shapes: tuple[Outline, ...]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what is filled, curves and all."""
    xs: list[float] = []
    ys: list[float] = []
    for shape in shapes:
        x0 = y0 = 0.0
        for _, points in shape.pieces:
            if len(points) == 4:
                xs += _turn(x0, points[0], points[2])
                ys += _turn(y0, points[1], points[3])
            if points:
                x0, y0 = points[-2:]
                xs.append(x0)
                ys.append(y0)
    return min(xs), min(ys), max(xs), max(ys)


def _turn(start: float, control: float, end: float) -> list[float]:
    """Return where a curve turns round along one axis, if it does."""
    bend = start - 2.0 * control + end
    share = (start - control) / bend if bend else 0.0
    if not 0.0 < share < 1.0:
        return []
    rest = 1.0 - share
    return [rest * rest * start + 2.0 * rest * share * control + share * share * end]


def hexadecimal(color: Color) -> str:
    r"""Return a colour as `\color` takes it; it is opaque.

    Examples
    --------
    >>> hexadecimal((48, 205, 200, 255))
    '#30cdc8'
    """
    return "#" + "".join(f"{part:02x}" for part in color[:3])


def inked(latex: str, color: Color) -> str:
    r"""Return LaTeX in a colour of its own.

    Examples
    --------
    >>> inked("i", (48, 205, 200, 255))
    '{\\color{#30cdc8} i}'
    """
    return f"{{\\color{{{hexadecimal(color)}}} {latex}}}"


def formula_size(formula: Formula) -> float:
    """Return the font size that a formula is set in: smaller where it would be too wide."""
    return min(formula.size, formula.max_width / outlines(formula.latex).width)


def formula_box(formula: Formula) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what a formula covers, scene units."""
    shape, size = outlines(formula.latex), formula_size(formula)
    width = shape.width * size
    left = formula.x - {"left": 0.0, "center": 0.5, "right": 1.0}[formula.anchor] * width
    return left, formula.y - shape.above * size, width, (shape.above + shape.below) * size
